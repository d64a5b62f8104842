"""Writing files atomically: whole or not at all, and safe against a loss of power.

Belongs here: writing a temporary file, flushing it, and renaming it. Does not belong here: what is written.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TEMPORARY_SUFFIX", "flush_file", "flush_folder", "replace_file"]

TEMPORARY_SUFFIX = ".half"
"""Suffix of a temporary file, which an interrupted write leaves."""


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file so that a reader sees the old content or the new one, never a part of it.

    Only one process at a time may write to the same path.

    Args:
        path: The file; it need not exist.
        content: Its bytes.
        private: Whether only its owner may read it; otherwise the umask of the process decides.

    Raises:
        OSError: The file cannot be written; the old one is unchanged.
    """
    temporary = path.with_suffix(TEMPORARY_SUFFIX)
    temporary.unlink(missing_ok=True)
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    with os.fdopen(opened, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Flush the content of a file to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def flush_folder(path: Path) -> None:
    """Flush the names in a folder to the disk, where the system can; they survive a loss of power then."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
