"""Files that are written whole or not at all, and that outlast a loss of power.

Belongs here: writing beside, flushing, and putting in place. Does not belong here: what is written.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HALF", "flush_file", "flush_folder", "replace_file"]

HALF = ".half"
"""How the name of a file ends that was never put in place."""


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees the old or the new one, never a part.

    To be called by one writer at a time.

    Args:
        path: The file; it need not exist.
        content: Its bytes.
        private: Whether its owner alone may read it; else whoever may by the process's mask.

    Raises:
        OSError: The file cannot be written; the old one stands.
    """
    half = path.with_suffix(HALF)
    half.unlink(missing_ok=True)
    opened = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    with os.fdopen(opened, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(path)
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Have what was written to a file reach the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def flush_folder(path: Path) -> None:
    """Have the names in a folder reach the disk, where the system can: else a loss of power loses files."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
