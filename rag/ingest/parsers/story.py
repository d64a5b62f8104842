"""Mark the lines of a text that are not its story, and read the fields that the text states.

Belongs here: the rules that mark a headline, a heading, a byline or boilerplate (subscription banners,
"Read more", author boxes, teasers of other stories); title, outlet, author and date as a text states them.
Does not belong here: splitting sentences, decoding, front matter.

A line that is marked wrongly is lost for answers, so every rule requires a whole line (or the very end of
one) in a form that news prose does not have. Nothing is removed: a mark is a slice with a role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.ingest.parsers.publication_dates import find_date
from rag.schema import Mark
from rag.text.datelines import dateline_of
from rag.text.typography import BEHIND_STOP, INVISIBLE, LINE_CLOSERS, NOTE_MARK, STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rag.schema import TextRole
    from rag.text.datelines import Dateline

__all__ = ["REVISION", "StoryFacts", "read"]

REVISION = "story-5"
"""Raised whenever these rules read a text differently."""

_MAX_TITLE = 200
_MAX_HEADING_WORDS = 12
_MAX_BANNER = 160
_MAX_TAIL = 40
_TOP_LINES = 6
"""Bylines and date lines are sought among so many lines at the top."""

_BEHIND = rf"(?:{NOTE_MARK}|[^\w{STOPS}:;,])*+$"
"""Characters that may follow the last stop of a line: all but words, such as a dagger or an emoji."""
_ENDS_SENTENCE = re.compile(rf"[{STOPS}:;,]{_BEHIND}")
_ENDS_STATEMENT = re.compile(rf"[{re.sub('[!?؟！？]', '', STOPS)}:;,]{_BEHIND}")
"""The end of a sentence that is no question and no exclamation; a headline may be one of these."""
_WHOLE_SENTENCE = re.compile(rf"[{STOPS.replace('…', '')}](?<!\.\.){BEHIND_STOP}")
"""The end of a complete sentence, without an ellipsis."""
_CLOSES = tuple(set(LINE_CLOSERS).difference("]*_", INVISIBLE))
"""Marks that close a quotation or a bracket, but not that of an "[edit]" behind a heading."""
_MARKDOWN_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_BULLET = re.compile(r"(?:[•◦▪‣·*+–—-]|\d{1,3}[.)])\s")
_LEAST_PROSE = 14
"""Fewest words of a line that continues the story below teasers."""
_CELLS = " | "
"""The separator of the cells of a row."""
_RULE = re.compile(r"[=*_~-]{3,}")
_WORD = re.compile(r"[^\W_]")

_WORDS = re.compile(r"[^\W\d_][\w.'’-]*(?<![.'’-])")

_PARTICLE = r"(?:(?:van|von|de|der|den|da|di|al|bin|el|la|le) |[a-z]{2}-)"
_NAME = rf"[A-ZÀ-ÞĀ-Ž][\w.’'-]*(?: {_PARTICLE}*[A-ZÀ-ÞĀ-Ž][\w.’'-]*){{1,3}}"
_BY = re.compile(rf"(?:By|BY) ({_NAME}(?:(?:,? and |, | & ){_NAME})*)(?: ?[,|–—-].{{0,59}}[^.!?…”\"])?")
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

_NARRATION = re.compile(
    r"\b(?:said|says|told|asked|added|warn\w*|urg\w*|was|were|had|has|he|she|they|his|her|their)\b",
    re.IGNORECASE,
)
"""Words of prose about others; a banner addresses its reader."""
_ASKED = r"subscribe|sign up|sign in|log ?in|register|join"
_PITCH = r"free|unlimited|access|newsletters?|subscri\w*|accounts?|inbox|e-?mails?|trial|offers?|alerts?|app"
_PLATFORM = (
    "twitter|x|facebook|instagram|youtube|linkedin|telegram|whatsapp|tiktok|threads|bluesky|mastodon|reddit"
    "|flipboard"
)
_WORK = "(?:independent )?(?:journalism|reporting|newsroom|coverage|work|site|magazine|stories)|what we do"
_BANNERS = (
    re.compile(rf"(?:please )?(?:{_ASKED})(?: (?:now|today|here|(?:for )?free))*[.!:]?", re.IGNORECASE),
    re.compile(
        rf"(?:please )?(?:(?:{_ASKED})(?: (?:now|today|here|for|to|with|our|us)\b|[,.!:])"
        r"|(?:create|start|get)"
        r" (?:your|our|an?|free|full|unlimited|instant|breaking|the (?:latest|best|top))\b"
        rf"|support (?:our|independent|quality)\b)(?=.*\b(?:{_PITCH})\b).*",
        re.IGNORECASE,
    ),
    re.compile(r"(?:already|not yet) (?:a (?:subscriber|member)|registered|subscribed)\?.*", re.IGNORECASE),
    re.compile(r"(?:advertisement|sponsored(?: content)?|story continues below.*)", re.IGNORECASE),
    re.compile(r"(?:our standards: )?the thomson reuters trust principles\.?", re.IGNORECASE),
    re.compile(r"our standards:.*", re.IGNORECASE),
    re.compile(
        r"by (?:signing up|subscribing|registering),? you (?:agree|accept|confirm|consent)\b.*", re.IGNORECASE
    ),
    re.compile(r"(?:copyright (?:©|\(c\)|\d{4})|©|\(c\) ?\d{4}).*", re.IGNORECASE),
    re.compile(r".*\ball rights reserved\.?", re.IGNORECASE),
    re.compile(
        r"(?:share|tweet|email|print)(?: this(?: (?:article|story|post|page))?)?(?: on| via)?:?"
        rf"(?:(?:,? and|,| \||)? (?:{_PLATFORM}|e-?mail|print))*",
        re.IGNORECASE,
    ),
    re.compile(r"like (?:this:|loading\W*)", re.IGNORECASE),
    re.compile(
        rf"(?:follow|like|find) us on (?:{_PLATFORM}|google|social media)\b.*",
        re.IGNORECASE,
    ),
    re.compile(r"(?:we|this (?:site|website)) uses? cookies\b.*", re.IGNORECASE),
    re.compile(r"(?:click|tap) here to\b.*", re.IGNORECASE),
    re.compile(
        rf"if you (?:value|like|enjoy|appreciate|believe in) .*\b(?:{_WORK})\b"
        r".*\b(?:support|donat\w+|subscri\w+|contribut\w+|becom\w+ an? \w+)\b.*"
        rf"|please (?:consider )?(?:support|donat|contribut)\w*\b.*\b(?:us|our (?:{_WORK}))\b.*",
        re.IGNORECASE,
    ),
)
_READ_MORE = re.compile(
    r"[\[(]?(?:read|learn|see|find out) more(?: here)?[ .…]*[\])]?[ .…:»›>→]*"
    r"|[\[(]?continue reading[\])]?[ .…»›>→]*",
    re.IGNORECASE,
)
_APPEARED = re.compile(r"The post [^a-z\s].* (?:appeared first|first appeared) on [^a-z\s].*")
"""The line that publishing systems add below every entry of a feed; "The post office …" is none."""
_READ_MORE_LINK = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|more on this|related|lesen sie (?:auch|hierzu)"
    r"|lire aussi|lea también|leggi anche|czytaj (?:też|także)|читайте также)\s*:\s+\S.*",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf":\s+(?-i:[a-z]).*{_NARRATION.pattern}", re.IGNORECASE)
"""A sentence that continues behind a colon, as titles do not."""
_READ_MORE_TAIL = re.compile(
    r"""(?<=[.!?…"”’)\]])\s+(?:Read|Learn|See) [Mm]ore[ .…»›>→]*$|\s+READ MORE[ .…»›>→]*$"""
)
_AUTHOR_BOX = re.compile(rf"(?:About|ABOUT) (?:[Tt]he (?:[Aa]uthors?|[Ww]riters?)|{_NAME}):?")
_TEASERS = re.compile(
    r"(?:check also|related(?: (?:articles|stories|posts|news|topics|content|coverage))?"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)"
    r"|more (?:stories|news|articles|coverage|from|in)(?: (?:from|in|on|about))?(?-i: [A-ZÀ-Þ][^.!?]{0,39})?"
    r"|read next|also read|recommended(?: (?:for you|stories|reading))?|most (?:read|popular)"
    r"|trending(?: now)?|latest (?:news|stories)|don['’]t miss|up next):?",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(r"(?:correction|clarification|editor['’]s note|update)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """The fields that a text states, and its marks in ascending order."""

    title: str | None
    outlet: str | None
    author: str | None
    published: date | None
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class _Line:
    """A line that is not blank: its slice without outer space, and its role."""

    start: int
    end: int
    text: str
    alone: bool
    role: TextRole = "story"


def read(text: str, *, title: str | None = None) -> StoryFacts:
    """Mark the lines that are not story and read the fields that the text states.

    Args:
        text: An article's canonical text.
        title: The title that the source states; None to look for a headline.

    Returns:
        The fields, None where the text does not state them, and the marks.
    """
    lines = _lines(text)
    _mark_banners(lines)
    headline = _mark_title(lines, title)
    _mark_bylines(lines)
    _mark_headings(lines)
    _mark_boxes(lines)
    dateline = _dateline(lines)
    return StoryFacts(
        title=headline,
        outlet=dateline.agency if dateline else None,
        author=_author(lines),
        published=_published(lines, dateline),
        marks=tuple(_marks(lines)),
    )


def _lines(text: str) -> list[_Line]:
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
            tail = _READ_MORE_TAIL.search(content, max(0, len(content) - _MAX_TAIL))
            story = content[: tail.start()] if tail else content
            lines.append(_Line(start, start + len(story), story, alone))
            if tail:
                more = tail[0].strip()
                end = start + len(content)
                lines.append(_Line(end - len(more), end, more, alone, role="boilerplate"))
        offset += len(row) + 1
    return lines


def _mark_banners(lines: list[_Line]) -> None:
    for line in lines:
        if len(line.text) <= _MAX_BANNER and (
            _READ_MORE.fullmatch(line.text)
            or _APPEARED.fullmatch(line.text)
            or (_READ_MORE_LINK.fullmatch(line.text) and not _GOES_ON.search(line.text))
            or (not _NARRATION.search(line.text) and any(banner.fullmatch(line.text) for banner in _BANNERS))
        ):
            line.role = "boilerplate"


def _mark_title(lines: list[_Line], stated: str | None) -> str | None:
    """Mark the headline, the first line of the story, and return its words; None where there is none."""
    story = [line for line in lines if line.role == "story"]
    if not story:
        return None
    first = story[0]
    words = _plain(first.text)
    if stated is not None:
        if words.casefold() == stated.casefold():
            first.role = "title"
        return stated
    is_heading = bool(_MARKDOWN_HEADING.match(first.text))
    if not words or (not is_heading and (len(story) < 2 or not _looks_like_title(first))):  # noqa: PLR2004
        return None
    first.role = "title"
    return words


def _looks_like_title(line: _Line) -> bool:
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


def _mark_bylines(lines: list[_Line]) -> None:
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


def _mark_headings(lines: list[_Line]) -> None:
    for position, line in enumerate(lines):
        if line.role != "story":
            continue
        last = position + 1 == len(lines)
        marked = _MARKDOWN_HEADING.match(line.text) or not _WORD.search(line.text)
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


def _mark_boxes(lines: list[_Line]) -> None:
    """Mark author boxes and teasers of other stories, which stand below the story."""
    position = counted = above = 0
    below = sum(len(line.text) for line in lines)
    while position < len(lines):
        for line in lines[counted:position]:
            above += len(line.text) if line.role == "story" else 0
        below -= sum(len(line.text) for line in lines[counted:position])
        counted, line = position, lines[position]
        opener = _plain(line.text)
        if (
            not position
            or line.role in ("byline", "title")
            or not line.alone
            or below - len(line.text) > above
        ):
            position += 1
        elif _TEASERS.fullmatch(opener):
            position = _mark_until_amendment(lines, position)
        elif _AUTHOR_BOX.fullmatch(opener):
            line.role = "boilerplate"
            position = _mark_author_paragraph(lines, position + 1)
        else:
            position += 1


def _mark_until_amendment(lines: list[_Line], position: int) -> int:
    """Mark a section of teasers, up to the end of the text, a correction, or the continued story."""
    while position < len(lines) and not (
        _AMENDMENT.match(lines[position].text) or _continues(lines[position])
    ):
        lines[position].role = "boilerplate"
        position += 1
    return position + 1


def _continues(line: _Line) -> bool:
    """Say whether a line is prose of the story; teasers are short, cut off or no sentences."""
    return bool(_WHOLE_SENTENCE.search(line.text)) and len(line.text.split()) >= _LEAST_PROSE


def _mark_author_paragraph(lines: list[_Line], position: int) -> int:
    """Mark the paragraph of an author box, unless that is another box or a correction."""
    if position < len(lines):
        opener = _plain(lines[position].text)
        if not (_TEASERS.fullmatch(opener) or _AUTHOR_BOX.fullmatch(opener) or _AMENDMENT.match(opener)):
            lines[position].role = "boilerplate"
            return position + 1
    return position


def _dateline(lines: list[_Line]) -> Dateline | None:
    """Return the dateline with a day or an agency that opens one of the first lines of the story."""
    for line in [line for line in lines if line.role == "story"][:_TOP_LINES]:
        found = dateline_of(line.text)
        if found and (found.date or found.agency):
            return found
    return None


def _published(lines: list[_Line], dateline: Dateline | None) -> date | None:
    """Return the date of a date line or dateline, only where it has a year; of an update, none."""
    for line in lines:
        if line.role == "byline" and _DATE_LINE.fullmatch(line.text) and not _UPDATED.match(line.text):
            found = find_date(line.text)
            if found:
                return found
    return find_date(dateline.date) if dateline and dateline.date else None


def _author(lines: list[_Line]) -> str | None:
    """Return the names of a byline, joined by ", "; None where no line has any."""
    bylines = [line.text for line in lines if line.role == "byline"]
    for text in bylines:
        found = _BY.fullmatch(text)
        if found:
            return ", ".join(re.split(r",? and |, | & ", found[1]))
    for text in bylines:
        found = _REPORTERS.search(text)
        names = re.findall(rf"(?:^|by |and |, )({_NAME})", found[1]) if found else []
        if names:
            return ", ".join(names)
    return None


def _marks(lines: list[_Line]) -> Iterator[Mark]:
    for line in lines:
        if line.role != "story":
            yield Mark(start=line.start, end=line.end, role=line.role)


def _plain(text: str) -> str:
    """Return a line's words without Markdown heading, emphasis marks and outer space."""
    return " ".join(_MARKDOWN_HEADING.sub("", text, count=1).strip("*_ #").split())
