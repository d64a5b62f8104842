"""The commands for saved answers: `rag export`, `verify`.

Belongs here: their arguments, and what was found as text. Does not belong here: the documents (`rag.export`),
the checks (`rag.verification.saved_answers`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.arguments import AllClaims, AsJson, Corpus  # noqa: TC001 - typer reads them
from rag.cli.output import FAILED, print_document, print_json, print_text
from rag.errors import AnswerFileError
from rag.export import ExportFormat  # noqa: TC001 - typer reads it
from rag.settings import load_settings

__all__ = ["export", "verify"]


def export(
    file: Annotated[
        Path, typer.Argument(metavar="ANSWER.json", help="Saved answers, one a line if several.")
    ],
    to: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format", help="The form; otherwise told by OUTPUT's ending.", show_default="markdown"
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default="stdout")
    ] = None,
    all_claims: AllClaims = False,
) -> None:
    """Make a document of saved answers: Markdown, HTML, JSON, or their sources for a bibliography."""
    from rag.export import export_answers  # noqa: PLC0415
    from rag.verification.saved_answers import load_answers  # noqa: PLC0415

    document = export_answers(load_answers(file), to or _format_of(output), all_claims=all_claims)
    if output is None:
        print_document(document)
    elif output.exists() and output.samefile(file):
        raise AnswerFileError(f"{output} is the file that is read. Name another one with --output.")
    else:
        try:
            output.write_text(document, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise AnswerFileError(f"{output} cannot be written: {error}.") from None


def _format_of(output: Path | None) -> ExportFormat:
    """Return the form that a file's ending tells."""
    endings: dict[str, ExportFormat] = {
        ".html": "html",
        ".htm": "html",
        ".bib": "bibtex",
        ".json": "json",
        ".jsonl": "json",
    }
    return endings.get(output.suffix.lower(), "markdown") if output else "markdown"


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved or exported answer.")],
    corpus: Corpus = None,
    as_json: AsJson = False,
    support: Annotated[
        bool, typer.Option("--support", help="Also judge with the Verifier whether each claim is borne.")
    ] = False,
) -> None:
    """Check every citation of a saved answer against the articles. Exits 1 when one does not hold."""
    settings = load_settings(corpus=corpus)
    from rag.verification.saved_answers import SHOWN, verify_answers  # noqa: PLC0415

    if support:
        from rag.builders import build_verifier  # noqa: PLC0415 - takes seconds
        from rag.verification.verifier import SUPPORTED_FROM  # noqa: PLC0415

        judge = build_verifier(settings).verify
        checks = verify_answers(file, settings, support=judge, supported_from=SUPPORTED_FROM)
    else:
        checks = verify_answers(file, settings)
    failed = [check for check in checks if not check.holds]
    if as_json:
        data = {"schema": 1, "holds": not failed, "checked": len(checks), "failed": len(failed)}
        print_json({**data, "checks": [check.to_dict() for check in checks]})
    else:
        from rag.rendering import one_line  # noqa: PLC0415

        for check in failed:
            of = f" ({check.article_id})" if check.article_id else ""
            print_text(one_line(f"{check.where}{of}: {check.problem}") + "\n")
        cited = [check for check in checks if check.where != SHOWN]
        print_text(f"{sum(check.holds for check in cited)} of {len(cited)} citations hold.\n")
        if len(cited) < len(checks) and not any(check.where == SHOWN for check in failed):
            print_text("The text shown is what the answers say.\n")
    raise typer.Exit(FAILED if failed else 0)
