"""The commands that read the archive: `rag ask`, `search`, `show`.

Belongs here: their arguments, and which form is printed. Does not belong here: answering (`rag.archive`), the
forms (`rag.rendering`, `rag.export`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.arguments import (  # noqa: TC001 - typer reads them
    AllClaims,
    AsJson,
    Authors,
    Formats,
    Index,
    Languages,
    Outlets,
    Since,
    Until,
)
from rag.cli.output import ABSTAINED, print_document, print_json, print_text
from rag.errors import QuestionError
from rag.filters import Filters
from rag.settings import load_settings

if TYPE_CHECKING:
    from rag.question import Question
    from rag.schema import Answer

__all__ = ["ask", "search", "show"]


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
            print_json(answer.to_dict())
        else:
            _print_answer(answer, as_markdown=as_markdown, all_claims=all_claims)
    raise typer.Exit(0 if answered else ABSTAINED)


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

        print_document(export_answers([answer.to_dict()], "markdown", all_claims=all_claims))
    else:
        from rag.rendering import answer_as_text  # noqa: PLC0415

        print_text(answer_as_text(answer))


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
        print_json({"schema": 1, "query": asked.asked, "hits": found})
    else:
        for number, hit in enumerate(hits, 1):
            print_text(hit_as_text(number, hit))


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
        print_json({**article.to_dict(), **({"story": article.story()} if story else {})})
    else:
        print_text(article_as_text(article, story=story) + "\n")
