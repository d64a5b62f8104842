"""The command line: `rag rebuild`, `ask`, `search`, `show`, `status`, `verify`, `eval`, `serve` and more.

Belongs here: reading arguments, printing results to stdout and everything else to stderr, exit codes.
Does not belong here: any work of its own.

Exit codes: 0 done · 1 done, but something failed · 2 nothing could be done · 3 abstained (ask only).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from rag.auth.access import UserRole  # noqa: TC001 - typer reads it
from rag.errors import AnswerFileError, QuestionError, RagError
from rag.export import ExportFormat  # noqa: TC001 - typer reads it
from rag.filters import Filters
from rag.progress import progress_bar
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.evaluation import Figures, Progress
    from rag.index.generations import GenerationSummary
    from rag.index.status import IndexStatus
    from rag.ingest.importing import ImportReport
    from rag.question import Question
    from rag.schema import Answer, RebuildReport

__all__ = ["app", "main"]

app = typer.Typer(
    name="rag",
    help="Ask an archive of articles; every claim is traced to a source sentence.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
eval_app = typer.Typer(help="Measure the product on labelled data.")
app.add_typer(eval_app, name="eval")

_FAILED, _UNUSABLE, _ABSTAINED = 1, 2, 3

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
Files = Annotated[list[Path], typer.Argument(help="JSONL files, pooled.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Take only the first N lines.")]


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
        _tell(error)
        sys.exit(_UNUSABLE)


def _tell(error: RagError) -> None:
    """Print an error; what it says of a file or an article must not steer a terminal."""
    from rag.rendering import harmless  # noqa: PLC0415

    _stderr().print(
        f"rag: {harmless(str(error))}", style="red", markup=False, highlight=False, soft_wrap=True
    )


def _stderr() -> Console:
    return Console(stderr=True, highlight=False, emoji=False)


def _print(text: Any) -> None:
    """Print a result; it is never wrapped off a terminal, so that lines stay whole."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(text, end="", soft_wrap=not console.is_terminal)


def _print_json(data: object) -> None:
    _write(json.dumps(data, ensure_ascii=False) + "\n")


def _write(text: str) -> None:
    """Print a document exactly as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


# Building


@app.command("rebuild")
def rebuild_command(
    corpus: Corpus = None,
    index: Index = None,
    full: Annotated[bool, typer.Option("--full", help="Read every file anew.")] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Go on when over half of the indexed files are gone.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Rebuild whenever files change, until interrupted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index in line with a folder of articles. Exits 1 when a file failed."""
    if watch and (as_json or full):
        raise typer.BadParameter("--watch goes with neither --json nor --full")
    settings = load_settings(corpus=corpus, index=index)
    from rag.archive import rebuild  # noqa: PLC0415 - takes seconds

    def run() -> RebuildReport:
        with progress_bar(_stderr()) as report_progress:
            report = rebuild(
                settings=settings, full=full, allow_removals=allow_removals, on_progress=report_progress
            )
        if as_json:
            _print_json(report.to_dict())
        else:
            _print(_report_as_text(report))
        return report

    if watch:
        _rebuild_on_changes(settings.corpus, run)
        raise typer.Exit(0)
    report = run()
    raise typer.Exit(_FAILED if report.counts()["failed"] else 0)


def _rebuild_on_changes(corpus: Path, run: Callable[[], object]) -> None:
    """Rebuild now and whenever files change; what a later rebuild cannot do is told, and tried again then."""
    from rag.index.rebuild import watch_corpus  # noqa: PLC0415

    _stderr().print(f"Watching {corpus} …", markup=False)
    try:
        for changed in watch_corpus(corpus):
            try:
                run()
            except RagError as error:
                if not changed:
                    raise
                _tell(error)
    except KeyboardInterrupt:  # in the middle of a rebuild: the index is as it was
        return


def _report_as_text(report: RebuildReport) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    counts = ", ".join(f"{n} {state}" for state, n in report.counts().items() if n) or "no files"
    lines = [
        f"{entry.state}: {one_line(entry.path)}: {one_line(entry.reason or 'no longer there')}"
        for entry in report.ledger
        if entry.state in ("removed", "empty", "unsupported", "failed")
    ]
    passed_over = f"; {report.ignored} dotfiles and links passed over" if report.ignored else ""
    lines.append(
        f"{report.articles} articles, {report.sentences} sentences, {report.passages} passages "
        f"({report.passages_encoded} encoded) in {report.elapsed_s:.1f} s: {counts}{passed_over}."
    )
    lines.append(f"Index {report.index_id}, generation {report.generation}.")
    if report.garbled or report.guessed:
        lines.append(
            f"Letters may be wrong: {report.garbled} articles hold garbled ones, of {report.guessed} the "
            "encoding was guessed. `rag status` lists them."
        )
    return "\n".join(lines) + "\n"


@app.command()
def rollback(
    generation: Annotated[
        str | None, typer.Argument(help="The generation; the one before the current one unless named.")
    ] = None,
    index: Index = None,
) -> None:
    """Answer from an older generation again; `rag status` lists them."""
    settings = load_settings(index=index)
    from rag.index.rebuild import roll_back_index  # noqa: PLC0415 - takes seconds

    name = roll_back_index(settings, generation)
    _print(
        f"Generation {name} answers now. The next `rag rebuild` brings it in line with the corpus again.\n"
    )


@app.command()
def forget(
    article_id: Annotated[str, typer.Argument(help="The article's id.")],
    undo: Annotated[bool, typer.Option("--undo", help="Let it be indexed again.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Remove an article from every generation for good; its file is not touched."""
    settings = load_settings(corpus=corpus, index=index)
    from rag.index.rebuild import forget_article, remember_article  # noqa: PLC0415 - takes seconds
    from rag.rendering import one_line  # noqa: PLC0415

    if undo:
        known = remember_article(settings, article_id)
        _print("The next `rag rebuild` may index it again.\n" if known else "It was not forgotten.\n")
        return
    done = forget_article(settings, article_id)
    now = (
        f"Generation {done.generation} answers now."
        if done.generation
        else "No article is left: the index is removed."
    )
    lines = [f"{one_line(done.article_id)} is removed from every generation. {now}"]
    if done.in_corpus:
        lines.append(f"Its file is still in the corpus: {one_line(done.path)}. No rebuild indexes it again.")
    _print("\n".join(lines) + "\n")


@app.command("import")
def import_command(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, addresses of pages, feeds and sitemaps.")
    ],
    corpus: Corpus = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from private and loopback addresses.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy files and folders into the corpus, and fetch pages. Exits 1 when one failed."""
    settings = load_settings(corpus=corpus)
    from rag.ingest.importing import import_sources  # noqa: PLC0415 - what fetches is loaded for this alone
    from rag.ingest.parsers import is_read  # noqa: PLC0415
    from rag.ingest.parsers.containers import suffix_of  # noqa: PLC0415

    with progress_bar(_stderr()) as report_progress:
        report = import_sources(
            sources,
            settings.corpus,
            known=lambda name: is_read(suffix_of(name)),
            max_article_mb=settings.max_article_mb,
            max_container_mb=settings.max_container_mb,
            allow_private=allow_private,
            on_progress=report_progress,
        )
    if as_json:
        _print_json(report.to_dict())
    else:
        _print(_import_as_text(report))
    raise typer.Exit(_FAILED if report.counts()["failed"] else 0)


def _import_as_text(report: ImportReport) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    lines = [
        ": ".join(one_line(part) for part in (entry.state, entry.source, entry.path, entry.reason) if part)
        for entry in report.entries
    ]
    counts = ", ".join(f"{n} {state}" for state, n in report.counts().items() if n) or "nothing to import"
    return "\n".join([*lines, f"{counts}. Run `rag rebuild` to bring the index in line."]) + "\n"


@app.command()
def status(corpus: Corpus = None, index: Index = None, as_json: AsJson = False) -> None:
    """Tell what the index holds, and what has changed in the corpus since."""
    settings = load_settings(corpus=corpus, index=index)
    from rag.index.status import read_status  # noqa: PLC0415

    found = read_status(settings)
    if as_json:
        _print_json(found.to_dict())
    else:
        _print(_status_as_text(found, settings))


def _status_as_text(found: IndexStatus, settings: Settings) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    manifest = found.manifest
    last = "Last rebuild"
    if found.ledger_generation != found.generation:
        last = f"The rebuild that made generation {found.ledger_generation}"
    lines = [
        f"Index {manifest.index_id}, generation {found.generation}, built {manifest.built_at}",
        f"{manifest.articles} articles ({found.undated} undated), {manifest.sentences} sentences, "
        f"{manifest.passages} passages; encoder {manifest.encoder}",
        f"{last}: " + ", ".join(f"{n} {state}" for state, n in found.counts().items()) + ".",
    ]
    lines += [
        f"{entry.state}: {one_line(entry.path)}: {one_line(entry.reason or '')}"
        for entry in found.ledger
        if entry.reason
    ]
    lines += [
        f"over a third marked as boilerplate or headings, never cited: {one_line(article_id)}"
        for article_id in found.mostly_marked
    ]
    lines += [
        f"garbled letters (mojibake) in its text: {one_line(article_id)}" for article_id in found.garbled
    ]
    lines += [
        f"encoding guessed as {encoding}, letters may be wrong: {one_line(article_id)}. Save it as UTF-8."
        for article_id, encoding in found.guessed
    ]
    lines += [_generation_as_text(summary) for summary in found.generations]
    if found.changes is None:
        lines.append(f"There is no corpus folder {str(settings.corpus)!r} to compare with.")
    elif not found.changes:
        lines.append("The corpus has not changed since.")
    else:
        for kind in ("new", "changed", "removed"):
            lines += [f"{kind}: {one_line(path)}" for path in getattr(found.changes, kind)]
        lines.append("Run `rag rebuild` to bring the index in line.")
    return "\n".join(lines) + "\n"


def _generation_as_text(summary: GenerationSummary) -> str:
    held = summary.manifest
    what = f"built {held.built_at}, {held.articles} articles" if held else f"unusable: {summary.problem}"
    return f"generation {summary.name}: {what}{' (current)' if summary.current else ''}"


# Asking


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="A file of questions, one a line; prints one JSON answer a line."),
    ] = None,
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    since: Since = None,
    until: Until = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    formats: Formats = None,
    index: Index = None,
    claims: Annotated[int | None, typer.Option(help="Most claims, 1 to 6.")] = None,
    all_claims: AllClaims = False,
) -> None:
    """Answer a question with cited sentences. Exits 3 when the archive does not answer it."""
    if (question is None) == (file is None):
        raise typer.BadParameter("give either a QUESTION or --file QUESTIONS.txt")
    if as_json and as_markdown:
        raise typer.BadParameter("give either --json or --markdown")
    settings = load_settings(index=index, claims=claims)
    from rag.archive import open_archive  # noqa: PLC0415 - takes seconds
    from rag.question import Question  # noqa: PLC0415

    questions = _questions(file) if file else [Question.parse(question or "")]
    filters = Filters.parse(since, until, outlet, author, language, formats)
    archive = open_archive(settings=settings)
    answered = False
    for asked in questions:
        answer = archive.ask(asked, filters)
        answered = answered or answer.status == "answered"
        if file or as_json:
            _print_json(answer.to_dict())
        else:
            _print_answer(answer, as_markdown=as_markdown, all_claims=all_claims)
    raise typer.Exit(0 if answered else _ABSTAINED)


def _questions(file: Path) -> list[Question]:
    from rag.question import Question  # noqa: PLC0415

    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{file} cannot be read as UTF-8 text: {error}.") from None
    questions = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(Question.parse(line))
            except QuestionError as error:
                raise QuestionError(f"{file}, line {number}: {error}") from None
    if not questions:
        raise QuestionError(f"{file} holds no question. Write one a line.")
    return questions


def _print_answer(answer: Answer, *, as_markdown: bool, all_claims: bool) -> None:
    if as_markdown:
        from rag.export import export_answers  # noqa: PLC0415

        _write(export_answers([answer.to_dict()], "markdown", all_claims=all_claims))
    else:
        from rag.rendering import answer_as_text  # noqa: PLC0415

        _print(answer_as_text(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question or keywords.")],
    as_json: AsJson = False,
    since: Since = None,
    until: Until = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    formats: Formats = None,
    index: Index = None,
    limit: Annotated[int | None, typer.Option(min=1, max=100, help="Most passages.")] = None,
) -> None:
    """List the passages nearest to a query, without an answer."""
    settings = load_settings(index=index)
    from rag.archive import open_archive  # noqa: PLC0415 - takes seconds
    from rag.question import Question  # noqa: PLC0415
    from rag.rendering import hit_as_text  # noqa: PLC0415

    asked = Question.parse(query)
    filters = Filters.parse(since, until, outlet, author, language, formats)
    archive = open_archive(settings=settings)
    hits = archive.search(asked, filters, limit=limit)
    if as_json:
        found = [{**hit.article.metadata(), **hit.to_dict(), "text": hit.text} for hit in hits]
        _print_json({"schema": 1, "query": asked.asked, "hits": found})
    else:
        for number, hit in enumerate(hits, 1):
            _print(hit_as_text(number, hit))


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(help="The article's id.")],
    story: Annotated[bool, typer.Option("--story", help="Leave out what is marked.")] = False,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Show one article as it was indexed."""
    settings = load_settings(index=index)
    from rag.index.generations import open_generation  # noqa: PLC0415
    from rag.rendering import article_as_text  # noqa: PLC0415

    article = open_generation(settings.index).catalogue.article(article_id)
    if as_json:
        _print_json({**article.to_dict(), **({"story": article.story()} if story else {})})
    else:
        _print(article_as_text(article, story=story) + "\n")


# Keeping and checking


@app.command("export")
def export_command(
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
        _write(document)
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


@app.command()
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
        _print_json({**data, "checks": [check.to_dict() for check in checks]})
    else:
        from rag.rendering import one_line  # noqa: PLC0415

        for check in failed:
            of = f" ({check.article_id})" if check.article_id else ""
            _print(one_line(f"{check.where}{of}: {check.problem}") + "\n")
        cited = [check for check in checks if check.where != SHOWN]
        _print(f"{sum(check.holds for check in cited)} of {len(cited)} citations hold.\n")
        if len(cited) < len(checks) and not any(check.where == SHOWN for check in failed):
            _print("The text shown is what the answers say.\n")
    raise typer.Exit(_FAILED if failed else 0)


@eval_app.command()
def boundaries(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure where sentences end, on lines {text, spans}."""
    from rag.evaluation import evaluate_boundaries, read_lines  # noqa: PLC0415

    _print_figures("boundaries", evaluate_boundaries(read_lines(files, limit)), as_json=as_json)


@eval_app.command()
def selection(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure which of the given sentences is put first, on lines {question, sentences, labels}."""
    from rag.evaluation import evaluate_selection  # noqa: PLC0415

    _measure("selection", evaluate_selection, files, limit, as_json=as_json)


@eval_app.command()
def tracing(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure finding the sentences behind a claim, on lines {claim, sentences, supporting_sets}."""
    from rag.evaluation import evaluate_tracing  # noqa: PLC0415

    _measure("tracing", evaluate_tracing, files, limit, as_json=as_json)


@eval_app.command()
def support(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure telling supported claims from unsupported ones, on lines {claim, doc, label}."""
    from rag.evaluation import evaluate_support  # noqa: PLC0415

    _measure("support", evaluate_support, files, limit, as_json=as_json)


@eval_app.command()
def abstention(files: Files, as_json: AsJson = False, limit: Limit = None) -> None:
    """Measure knowing when a text does not answer, on lines {question, context, title, answer_spans}."""
    from rag.evaluation import evaluate_abstention  # noqa: PLC0415

    _measure("abstention", evaluate_abstention, files, limit, as_json=as_json)


@eval_app.command()
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

    with progress_bar(_stderr()) as report:
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
    with progress_bar(_stderr()) as report:
        figures = evaluate(records, settings, report)
    _print_figures(task, figures, as_json=as_json)


def _print_figures(task: str, figures: Figures, *, as_json: bool) -> None:
    if as_json:
        _print_json(figures)
        return
    from rich.table import Table  # noqa: PLC0415

    table = Table(task, "figure")
    for name, value in figures.items():
        shown = "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
        table.add_row(name, shown)
    _print(table)


# Serving


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    index: Index = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Another name readers reach it by; may be repeated.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="PEM file, to speak HTTPS.")] = None,
    key: Annotated[Path | None, typer.Option(help="PEM file of the certificate's key.")] = None,
) -> None:
    """Serve the page, and the API for programs and assistants."""
    if (certificate is None) != (key is None):
        raise typer.BadParameter("give --certificate and --key together")
    settings = load_settings(index=index)
    _stderr().print(f"Opening the archive in {settings.index} …", markup=False)
    from rag.archive import open_archive  # noqa: PLC0415 - takes seconds
    from rag.web.server import serve as serve_archive  # noqa: PLC0415

    archive = open_archive(settings=settings)
    serve_archive(archive, host=host, port=port, names=name or (), certificate=certificate, key=key)


@app.command()
def password(
    user: Annotated[str | None, typer.Argument(help="Name of the user; none lists them.")] = None,
    role: Annotated[UserRole, typer.Option(help="Only administrators change the archive.")] = "reader",
    remove: Annotated[bool, typer.Option("--remove", help="Remove the user.")] = False,
) -> None:
    """Set a user's password for the page and the API, read twice from the terminal or once from stdin."""
    from rag.auth.passwords import read_users, remove_user, store_user  # noqa: PLC0415

    path = load_settings().passwords
    if user is None:
        for known in read_users(path).values():
            _print(f"{known.name}: {known.role}\n")
    elif remove:
        remove_user(path, user)
    else:
        store_user(path, user, _typed_password(), role)
        _stderr().print(f"Set. Users are kept in {path}.", markup=False)


def _typed_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
