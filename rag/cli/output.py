"""What all commands print, and their exit codes.

Belongs here: results on stdout, everything else on stderr. Does not belong here: results as text
(`rag.rendering`, and the modules of the commands).
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from rag.errors import RagError

__all__ = [
    "ABSTAINED",
    "FAILED",
    "UNUSABLE",
    "print_document",
    "print_error",
    "print_json",
    "print_text",
    "stderr_console",
]


FAILED, UNUSABLE, ABSTAINED = 1, 2, 3
"""Exit codes: done, but something failed; nothing could be done; no answer (`rag ask` alone)."""


def print_error(error: RagError) -> None:
    """Print an error, without control characters that a file name or an article may have put into it."""
    from rag.rendering import harmless  # noqa: PLC0415

    stderr_console().print(
        f"rag: {harmless(str(error))}", style="red", markup=False, highlight=False, soft_wrap=True
    )


def stderr_console() -> Console:
    """Return what writes to stderr: progress and notices, whose lines stay whole off a terminal."""
    console = Console(stderr=True, highlight=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    return console


def print_text(text: Any) -> None:
    """Print a result; it is never wrapped off a terminal, so that lines stay whole."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(text, end="", soft_wrap=not console.is_terminal)


def print_json(data: object) -> None:
    """Print data as one JSON document on one line."""
    print_document(json.dumps(data, ensure_ascii=False) + "\n")


def print_document(text: str) -> None:
    """Print a document exactly as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()
