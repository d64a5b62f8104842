"""Mark the lines of a text that are not its story, and read the fields that the text states.

Belongs here: the rules that mark a headline, a heading, a byline or a line of credits; title, outlet, author
and date as a text states them. Does not belong here: the rules for boilerplate, which are applied with these
(`rag.ingest.parsers.boilerplate`), splitting sentences, decoding, front matter.

A line that is marked wrongly is lost for answers, so every rule requires a whole line in a form that news
prose does not have. Nothing is removed: a mark is a slice with a role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.ingest.parsers.boilerplate import mark_banners, mark_boxes, read_more_at_end
from rag.ingest.parsers.publication_dates import find_date
from rag.ingest.parsers.text_lines import MARKDOWN_HEADING, NAME, Line, plain
from rag.schema import Mark
from rag.text.datelines import dateline_of
from rag.text.typography import INVISIBLE, LINE_CLOSERS, NOTE_MARK, STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rag.text.datelines import Dateline

__all__ = ["REVISION", "StoryFacts", "story_facts"]

REVISION = "story-5"
"""Raised whenever these rules or those for boilerplate read a text differently."""

_MAX_TITLE = 200
_MAX_HEADING_WORDS = 12
_TOP_LINES = 6
"""Bylines and date lines are sought among so many lines at the top."""

_BEHIND = rf"(?:{NOTE_MARK}|[^\w{STOPS}:;,])*+$"
"""Characters that may follow the last stop of a line: all but words, such as a dagger or an emoji."""
_ENDS_SENTENCE = re.compile(rf"[{STOPS}:;,]{_BEHIND}")
_ENDS_STATEMENT = re.compile(rf"[{re.sub('[!?؟！？]', '', STOPS)}:;,]{_BEHIND}")
"""The end of a sentence that is no question and no exclamation; a headline may be one of these."""
_CLOSES = tuple(set(LINE_CLOSERS).difference("]*_", INVISIBLE))
"""Marks that close a quotation or a bracket, but not that of an "[edit]" behind a heading."""
_BULLET = re.compile(r"(?:[•◦▪‣·*+–—-]|\d{1,3}[.)])\s")
_CELLS = " | "
"""The separator of the cells of a row."""
_RULE = re.compile(r"[=*_~-]{3,}")
_WORD = re.compile(r"[^\W_]")

_WORDS = re.compile(r"[^\W\d_][\w.'’-]*(?<![.'’-])")

_BY = re.compile(rf"(?:By|BY) ({NAME}(?:(?:,? and |, | & ){NAME})*)(?: ?[,|–—-].{{0,59}}[^.!?…”\"])?")
"""Names, perhaps with an office; but "By New Year, the town was empty." is a sentence."""
_CREDITS = re.compile(
    r"\(?(?:(?:additional )?(?:reporting|writing) by|(?:written|edited|editing) by)\b", re.IGNORECASE
)
_CREDIT_WORDS = frozenset(
    "additional further reporting writing editing written edited compiled graphics photography translation "
    "by and in at for with from of the bureau bureaus newsroom staff team desk "
    "van von de der den da di al bin el la le".split()
)
"""A line of credits has no words in lower case but these: "Writing by hand helps children" is story."""
_REPORTERS = re.compile(
    r"(?:reporting|written) by ([^;)]+?)(?=[;)]|,? (?:additional|writing|written|editing|edited)\b|$)",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:(?:first )?(?:published|posted|updated|last updated)(?: on)?:? )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    r"(?:[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [a-z]{3,9}\.?,? \d{4}|\d{4}-\d{2}-\d{2})"
    r"(?:[,|–— -]*(?:at )?\d{1,2}[:.]\d{2}.{0,24})?",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last )?updated\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """The fields that a text states, and its marks in ascending order."""

    title: str | None
    outlet: str | None
    author: str | None
    published: date | None
    marks: tuple[Mark, ...]


def story_facts(text: str, *, title: str | None = None) -> StoryFacts:
    """Mark the lines that are not story and read the fields that the text states.

    Args:
        text: An article's canonical text.
        title: The title that the source states; None to look for a headline.

    Returns:
        The fields, None where the text does not state them, and the marks.
    """
    lines = _lines(text)
    mark_banners(lines)
    headline = _mark_title(lines, title)
    _mark_bylines(lines)
    _mark_headings(lines)
    mark_boxes(lines)
    dateline = _dateline(lines)
    return StoryFacts(
        title=headline,
        outlet=dateline.agency if dateline else None,
        author=_author(lines),
        published=_published(lines, dateline),
        marks=tuple(_marks(lines)),
    )


def _lines(text: str) -> list[Line]:
    """Return the lines that are not blank, a "Read more" at the end of one as a line of its own.

    A line is ``alone`` between blank lines, rules or the ends of the text.
    """
    rows = text.split("\n")
    blank = [True, *(not row.strip() or bool(_RULE.fullmatch(row.strip())) for row in rows), True]
    lines, offset = [], 0
    for number, row in enumerate(rows):
        content = row.strip()
        if content:
            start = offset + row.index(content)
            alone = blank[number] and blank[number + 2]
            tail = read_more_at_end(content)
            story = content[: tail.start()] if tail else content
            lines.append(Line(start, start + len(story), story, alone))
            if tail:
                more = tail[0].strip()
                end = start + len(content)
                lines.append(Line(end - len(more), end, more, alone, role="boilerplate"))
        offset += len(row) + 1
    return lines


def _mark_title(lines: list[Line], stated: str | None) -> str | None:
    """Mark the headline, the first line of the story, and return its words; None where there is none."""
    story = [line for line in lines if line.role == "story"]
    if not story:
        return None
    first = story[0]
    words = plain(first.text)
    if stated is not None:
        if words.casefold() == stated.casefold():
            first.role = "title"
        return stated
    is_heading = bool(MARKDOWN_HEADING.match(first.text))
    if not words or (not is_heading and (len(story) < 2 or not _looks_like_title(first))):  # noqa: PLR2004
        return None
    first.role = "title"
    return words


def _looks_like_title(line: Line) -> bool:
    """Say whether a first line can be a headline: short, alone, and no sentence, list item or dateline."""
    return (
        line.alone
        and len(line.text) <= _MAX_TITLE
        and not _ENDS_STATEMENT.search(line.text)
        and not _BULLET.match(line.text)
        and not dateline_of(line.text)
        and not _BY.fullmatch(line.text)
        and not _DATE_LINE.fullmatch(line.text)
        and bool(_WORD.search(line.text))
    )


def _mark_bylines(lines: list[Line]) -> None:
    story = [line for line in lines if line.role == "story"]
    for line in story[:_TOP_LINES]:
        if _BY.fullmatch(line.text) or _DATE_LINE.fullmatch(line.text):
            line.role = "byline"
    for line in story[1:]:
        if line.alone and _is_credits(line.text):
            line.role = "byline"


def _is_credits(text: str) -> bool:
    """Say whether a line names the makers of the article, and has no other words."""
    return bool(_CREDITS.match(text)) and all(
        word.lower() in _CREDIT_WORDS or any(map(str.isupper, word)) for word in _WORDS.findall(text)
    )


def _mark_headings(lines: list[Line]) -> None:
    for position, line in enumerate(lines):
        if line.role != "story":
            continue
        last = position + 1 == len(lines)
        marked = MARKDOWN_HEADING.match(line.text) or not _WORD.search(line.text)
        if marked or (line.alone and not last and _is_plain_heading(line.text)):
            line.role = "heading"


def _is_plain_heading(text: str) -> bool:
    """Say whether a line between blank lines is a heading: few words, a capital first, no final stop."""
    words = text.strip("*_ ")
    return (
        len(words.split()) <= _MAX_HEADING_WORDS
        and words[:1].isupper()
        and not _BULLET.match(text)
        and not _ENDS_SENTENCE.search(text)
        and not words.endswith(_CLOSES)
        and _CELLS not in text
    )


def _dateline(lines: list[Line]) -> Dateline | None:
    """Return the dateline with a day or an agency that opens one of the first lines of the story."""
    for line in [line for line in lines if line.role == "story"][:_TOP_LINES]:
        found = dateline_of(line.text)
        if found and (found.date or found.agency):
            return found
    return None


def _published(lines: list[Line], dateline: Dateline | None) -> date | None:
    """Return the date of a date line or dateline, only where it has a year; of an update, none."""
    for line in lines:
        if line.role == "byline" and _DATE_LINE.fullmatch(line.text) and not _UPDATED.match(line.text):
            found = find_date(line.text)
            if found:
                return found
    return find_date(dateline.date) if dateline and dateline.date else None


def _author(lines: list[Line]) -> str | None:
    """Return the names of a byline, joined by ", "; None where no line has any."""
    bylines = [line.text for line in lines if line.role == "byline"]
    for text in bylines:
        found = _BY.fullmatch(text)
        if found:
            return ", ".join(re.split(r",? and |, | & ", found[1]))
    for text in bylines:
        found = _REPORTERS.search(text)
        names = re.findall(rf"(?:^|by |and |, )({NAME})", found[1]) if found else []
        if names:
            return ", ".join(names)
    return None


def _marks(lines: list[Line]) -> Iterator[Mark]:
    for line in lines:
        if line.role != "story":
            yield Mark(start=line.start, end=line.end, role=line.role)
