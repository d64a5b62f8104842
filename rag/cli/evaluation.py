"""The commands `rag eval TASK`.

Belongs here: their arguments, and the table of figures. Does not belong here: the tasks (`rag.evaluation`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.arguments import AsJson  # noqa: TC001 - typer reads them
from rag.cli.output import print_json, print_text, stderr_console
from rag.progress import progress_bar
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.evaluation import Figures, Progress

__all__ = ["abstention", "answers", "boundaries", "selection", "support", "tracing"]


Files = Annotated[list[Path], typer.Argument(help="JSONL files, pooled.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Take only the first N lines.")]


def boundaries(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure where sentences end, on lines {text, spans}."""
    from rag.evaluation import evaluate_boundaries, read_lines  # noqa: PLC0415

    _print_figures("boundaries", evaluate_boundaries(read_lines(files, limit)), as_json=as_json)


def selection(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure which of the given sentences is put first, on lines {question, sentences, labels}."""
    from rag.evaluation import evaluate_selection  # noqa: PLC0415

    _measure("selection", evaluate_selection, files, limit, as_json=as_json)


def tracing(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure finding the sentences behind a claim, on lines {claim, sentences, supporting_sets}."""
    from rag.evaluation import evaluate_tracing  # noqa: PLC0415

    _measure("tracing", evaluate_tracing, files, limit, as_json=as_json)


def support(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure telling supported claims from unsupported ones, on lines {claim, doc, label}."""
    from rag.evaluation import evaluate_support  # noqa: PLC0415

    _measure("support", evaluate_support, files, limit, as_json=as_json)


def abstention(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure knowing when a text does not answer, on lines {question, context, title, answer_spans}."""
    from rag.evaluation import evaluate_abstention  # noqa: PLC0415

    _measure("abstention", evaluate_abstention, files, limit, as_json=as_json)


def answers(
    folder: Annotated[Path, typer.Argument(help="Holds questions.jsonl and articles.jsonl.")],
    corpus: Annotated[Path | None, typer.Option(help="Ask these articles instead.")] = None,
    index: Annotated[Path | None, typer.Option(help="Build the index here and keep it.")] = None,
    as_json: AsJson = False,
    limit: Limit = None,
) -> None:
    """Ask labelled questions and measure where the citations lie."""
    settings = load_settings()
    from rag.evaluation import evaluate_answers  # noqa: PLC0415

    with progress_bar(stderr_console()) as report:
        figures = evaluate_answers(folder, settings, report, corpus=corpus, index=index, limit=limit)
    _print_figures("answers", figures, as_json=as_json)


def _measure(
    task: str,
    evaluate: Callable[[list[dict[str, Any]], Settings, Progress], Figures],
    files: list[Path],
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    """Run a task over lines, with a bar, and print its figures."""
    from rag.evaluation import read_lines  # noqa: PLC0415

    settings = load_settings()
    records = read_lines(files, limit)
    with progress_bar(stderr_console()) as report:
        figures = evaluate(records, settings, report)
    _print_figures(task, figures, as_json=as_json)


def _print_figures(task: str, figures: Figures, *, as_json: bool) -> None:
    if as_json:
        print_json(figures)
        return
    from rich.table import Table  # noqa: PLC0415

    table = Table(task, "figure")
    for name, value in figures.items():
        shown = "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
        table.add_row(name, shown)
    print_text(table)
