"""The command line: `rag rebuild`, `ask`, `search`, `show`, `status`, `verify`, `eval`, `serve` and more.

Belongs here: which commands there are, one module for each group of them: reading arguments, printing results
to stdout and everything else to stderr, exit codes. Does not belong here: any work of their own. A command
imports what does its work when it runs, so that `rag --help` is quick.

Exit codes: 0 done · 1 done, but something failed · 2 nothing could be done · 3 abstained (ask only).
"""

from __future__ import annotations

import sys

import typer

from rag.cli import asking, evaluation, importing, index, saved_answers, serving
from rag.cli.output import UNUSABLE, print_error
from rag.errors import RagError

__all__ = ["app", "main"]

app = typer.Typer(
    name="rag",
    help="Ask an archive of articles; every claim is traced to a source sentence.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(index.rebuild)
app.command()(index.rollback)
app.command()(index.forget)
app.command("import")(importing.import_files)
app.command()(index.status)
app.command()(asking.ask)
app.command()(asking.search)
app.command()(asking.show)
app.command()(saved_answers.export)
app.command()(saved_answers.verify)
app.command()(serving.serve)
app.command()(serving.password)

eval_app = typer.Typer(help="Measure the product on labelled data.")
eval_app.command()(evaluation.boundaries)
eval_app.command()(evaluation.selection)
eval_app.command()(evaluation.tracing)
eval_app.command()(evaluation.support)
eval_app.command()(evaluation.abstention)
eval_app.command()(evaluation.answers)
app.add_typer(eval_app, name="eval")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error a person can mend is one message and exit code 2.

    Args:
        arguments: What to run; None takes the words this program was started with.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(arguments)
    except RagError as error:
        print_error(error)
        sys.exit(UNUSABLE)
