"""Keeping an index up to date while articles come and go.

Belongs here: waiting for changes in the corpus. Does not belong here: rebuilding itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from watchfiles import watch

from rag.errors import CorpusMissing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

    from watchfiles.main import FileChange

__all__ = ["watch_corpus"]

_QUIET_MS = 1_000
"""For how long nothing may change before changes are told of: files are written in several steps."""

_LONGEST_MS = 60_000
"""After how long changes are told of though they go on."""


def watch_corpus(corpus: Path, stop: Event | None = None) -> Iterator[int]:
    """Yield once as soon as the corpus is watched, and whenever files of it have changed and come to rest.

    What changes while the caller works on one yield is told of by the next. When another folder takes the
    place of this one, it is watched from then on.

    Args:
        corpus: The folder of articles.
        stop: Ends the waiting when set.

    Yields:
        How many files changed; at first 0 where none did, later at least 1.

    Raises:
        CorpusMissing: The folder is not there at first, or cannot be watched.
    """
    begun = False
    while stop is None or not stop.is_set():
        fresh, folder, gone = True, _identity(corpus), False
        try:
            for changes in _changes(corpus, stop):
                if changes or fresh:
                    yield max(len({path for _, path in changes}), int(begun))
                    begun, fresh = True, False
                now = _identity(corpus)
                gone = gone or now is None
                if now is not None and (gone or now != folder):
                    break
            else:
                return
        except OSError as error:
            if not begun or (folder is not None and _identity(corpus) == folder):
                raise CorpusMissing(f"{str(corpus)!r} cannot be watched: {error}.") from None
            time.sleep(_QUIET_MS / 1_000)  # the folder is away; it may come back


def _changes(corpus: Path, stop: Event | None) -> Iterator[set[FileChange]]:
    """Yield what has changed below a folder and come to rest, and nothing every second until then."""
    return watch(
        corpus,
        step=_QUIET_MS,
        debounce=_LONGEST_MS,
        stop_event=stop,
        raise_interrupt=False,
        watch_filter=None,
        rust_timeout=_QUIET_MS,
        yield_on_timeout=True,
    )


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one of its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
