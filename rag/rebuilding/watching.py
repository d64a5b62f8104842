"""Keeping an index up to date while articles come and go.

Belongs here: waiting for changes in the corpus. Does not belong here: rebuilding itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import watch

from rag.errors import CorpusMissing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

__all__ = ["watch_corpus"]

_QUIET_MS = 1_000
"""For how long nothing may change before changes are told of: files are written in several steps."""

_LONGEST_MS = 60_000
"""After how long changes are told of though they go on."""


def watch_corpus(corpus: Path, stop: Event | None = None) -> Iterator[int]:
    """Yield once as soon as the corpus is watched, and whenever files of it have changed and come to rest.

    What changes while the caller works on one yield is told of by the next.

    Args:
        corpus: The folder of articles.
        stop: Ends the waiting when set.

    Yields:
        How many files changed; 0 at first.

    Raises:
        CorpusMissing: The folder is not there, or cannot be watched.
    """
    begun = False
    try:
        for changes in watch(
            corpus,
            step=_QUIET_MS,
            debounce=_LONGEST_MS,
            stop_event=stop,
            raise_interrupt=False,
            watch_filter=None,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
        ):
            if changes or not begun:
                begun = True
                yield len({path for _, path in changes})
    except OSError as error:
        raise CorpusMissing(f"{str(corpus)!r} cannot be watched: {error}.") from None
