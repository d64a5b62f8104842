"""Mark boilerplate: subscription banners, "Read more", author boxes, teasers of other stories.

Belongs here: the rules for boilerplate among the lines of a text; a change of them raises `REVISION` in
`rag.ingest.parsers.headlines_and_bylines`. Does not belong here: headlines, headings and bylines (there),
what of a web page is not its story (`rag.ingest.parsers.page_story`).

A line that is marked wrongly is lost for answers, so every rule requires a whole line (or the very end of
one) in a form that news prose does not have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.ingest.parsers.text_lines import NAME, plain
from rag.text.typography import BEHIND_STOP, STOPS

if TYPE_CHECKING:
    from rag.ingest.parsers.text_lines import Line

__all__ = ["mark_banners", "mark_boxes", "read_more_at_end"]

_MAX_BANNER = 160
_MAX_TAIL = 40
_LEAST_PROSE = 14
"""Fewest words of a line that continues the story below teasers."""
_WHOLE_SENTENCE = re.compile(rf"[{STOPS.replace('…', '')}](?<!\.\.){BEHIND_STOP}")
"""The end of a complete sentence, without an ellipsis."""

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
_AUTHOR_BOX = re.compile(rf"(?:About|ABOUT) (?:[Tt]he (?:[Aa]uthors?|[Ww]riters?)|{NAME}):?")
_TEASERS = re.compile(
    r"(?:check also|related(?: (?:articles|stories|posts|news|topics|content|coverage))?"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)"
    r"|more (?:stories|news|articles|coverage|from|in)(?: (?:from|in|on|about))?(?-i: [A-ZÀ-Þ][^.!?]{0,39})?"
    r"|read next|also read|recommended(?: (?:for you|stories|reading))?|most (?:read|popular)"
    r"|trending(?: now)?|latest (?:news|stories)|don['’]t miss|up next):?",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(r"(?:correction|clarification|editor['’]s note|update)\b", re.IGNORECASE)


def read_more_at_end(line: str) -> re.Match[str] | None:
    """Find a "Read more" behind the last sentence of a line, with the white space before it."""
    return _READ_MORE_TAIL.search(line, max(0, len(line) - _MAX_TAIL))


def mark_banners(lines: list[Line]) -> None:
    """Mark the lines that advertise, ask the reader for something, or lead to other pages."""
    for line in lines:
        if len(line.text) <= _MAX_BANNER and (
            _READ_MORE.fullmatch(line.text)
            or _APPEARED.fullmatch(line.text)
            or (_READ_MORE_LINK.fullmatch(line.text) and not _GOES_ON.search(line.text))
            or (not _NARRATION.search(line.text) and any(banner.fullmatch(line.text) for banner in _BANNERS))
        ):
            line.role = "boilerplate"


def mark_boxes(lines: list[Line]) -> None:
    """Mark author boxes and teasers of other stories, which stand below the story."""
    position = counted = above = 0
    below = sum(len(line.text) for line in lines)
    while position < len(lines):
        for line in lines[counted:position]:
            above += len(line.text) if line.role == "story" else 0
        below -= sum(len(line.text) for line in lines[counted:position])
        counted, line = position, lines[position]
        opener = plain(line.text)
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


def _mark_until_amendment(lines: list[Line], position: int) -> int:
    """Mark a section of teasers, up to the end of the text, a correction, or the continued story."""
    while position < len(lines) and not (
        _AMENDMENT.match(lines[position].text) or _continues(lines[position])
    ):
        lines[position].role = "boilerplate"
        position += 1
    return position + 1


def _continues(line: Line) -> bool:
    """Say whether a line is prose of the story; teasers are short, cut off or no sentences."""
    return bool(_WHOLE_SENTENCE.search(line.text)) and len(line.text.split()) >= _LEAST_PROSE


def _mark_author_paragraph(lines: list[Line], position: int) -> int:
    """Mark the paragraph of an author box, unless that is another box or a correction."""
    if position < len(lines):
        opener = plain(lines[position].text)
        if not (_TEASERS.fullmatch(opener) or _AUTHOR_BOX.fullmatch(opener) or _AMENDMENT.match(opener)):
            lines[position].role = "boilerplate"
            return position + 1
    return position
