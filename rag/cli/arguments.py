"""Arguments and options that several commands share.

Belongs here: a type for each of them, with its help. Does not belong here: options of one command alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AllClaims",
    "AsJson",
    "Authors",
    "Corpus",
    "Formats",
    "Index",
    "Languages",
    "Outlets",
    "Since",
    "Until",
]


Corpus = Annotated[Path | None, typer.Option(help="Folder of articles.", show_default="corpus")]
Index = Annotated[Path | None, typer.Option(help="Folder of the index.", show_default="index")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
AllClaims = Annotated[
    bool, typer.Option("--all-claims", help="Include the claims that are less sure in a document.")
]
Since = Annotated[str | None, typer.Option(help="Published on or after YYYY[-MM[-DD]].")]
Until = Annotated[str | None, typer.Option(help="Published on or before YYYY[-MM[-DD]].")]
Outlets = Annotated[list[str] | None, typer.Option(help="Only this outlet; may be repeated.")]
Authors = Annotated[list[str] | None, typer.Option(help="Only by this author; may be repeated.")]
Languages = Annotated[list[str] | None, typer.Option(help="Only in this language; may be repeated.")]
Formats = Annotated[list[str] | None, typer.Option("--format", help="Only in this format; may be repeated.")]
