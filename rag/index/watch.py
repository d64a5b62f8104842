"""Watching the corpus for changes.

Belongs here: waiting until files have changed. Does not belong here: rebuilding (`rag.index.rebuild`).
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
"""Changes are reported after so many milliseconds without another, since files are written in several
steps."""

_LONGEST_MS = 60_000
"""Changes are reported after so many milliseconds even where more keep coming."""


def watch_corpus(corpus: Path, stop: Event | None = None) -> Iterator[int]:
    """Yield once as soon as the corpus is watched, and then whenever files in it have changed.

    Changes that happen while the caller handles one yield are reported by the next. Where the folder is
    replaced by another of the same name, that one is watched from then on.

    Args:
        corpus: The folder of articles.
        stop: Ends the waiting when set.

    Yields:
        The number of files that changed: at least 1, except for the first time, when it may be 0.

    Raises:
        CorpusMissing: There is no such folder at the beginning, or it cannot be watched.
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
    """Yield sets of changes below a folder; an empty set after each second without a change."""
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
    """Return device and inode, which identify a folder whatever its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
