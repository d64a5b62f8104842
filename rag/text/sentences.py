"""Split text into sentences, as exact slices of it.

Belongs here: the rules of English typography that decide whether a full stop ends a sentence, and whether a
line break ends one or is a hard wrap. Does not belong here: paragraphs, passages, cleaning of web copies,
rules of other languages (their sentences end at their own stops).

Two steps: lines are joined into runs of text that a sentence may span, then each run is cut at the
stops that end a sentence. Every look around a stop is bounded, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.text.lexicon import MONTH_ABBREVIATIONS, word_set
from rag.text.typography import CLOSERS, INVISIBLE, NOTE_MARK, OPENERS, STOPS, WIDE_STOPS

__all__ = ["SPLITTER", "split"]

SPLITTER = "rules-3"

Span = tuple[int, int]

_CLOSER = f"[{re.escape(CLOSERS)}]"

# A stop with all that repeats or closes it; or a seam without a stop, where copies of captions and
# forwarded mail have lost their line breaks: before or behind a credit, a time stamp, an address,
# an attachment, a ruled line, a closing salutation.
_CUT = re.compile(
    rf"(?P<stop>[{STOPS}]+){_CLOSER}*"
    r"|(?<=\s)(?=(?:Image|Photo|Picture): )"
    r"|(?<=\s)(?=Posted by )"
    r"|(?<=\s)(?<!\b(?:on|at|by)\s)(?=\d\d/\d\d/\d\d(?:\d\d)? \d\d:\d\d)"
    r"|\d\d/\d\d/\d\d(?:\d\d)? \d\d:\d\d(?::\d\d)?+(?: [AP]M)?+(?=\s)"
    r"|<[^<>\s@]+@[^<>\s@]+>(?=\s)"
    r"|>>(?=\s)"
    r"|(?<![_=*])[_=*]{8,}+(?=\s)"
    r"|\b(?:[Rr]egards|Sincerely|Thanks|Cheers),(?=\s+[A-Z])"
)
# What follows a stop and still belongs to its sentence: marks of notes, a stray " ." or " )", an emoticon.
_TAIL = re.compile(rf"{NOTE_MARK}*(?:\s*[:;]-?[()DPp](?!\w)|\s+[.)\]”]+(?!\S)){{0,9}}")
# "contacts.The" but neither "Reuters.Com", "first.Last@host" nor "a.B".
_GLUED = re.compile(rf"[a-z]{{2}}[.!?…]+{_CLOSER}*(?=[A-Z](?:[a-z]|\s|$))(?!(?:Com|Net|Org)\b|\S{{1,64}}@)")
_ADDRESS = re.compile(r"(?:://|@|\bwww\.)\S*$", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(r"[•◦▪‣●○■*-]\s|#{1,6}\s")
_CELLS = " | "  # stands between the cells of a row, which ends with its line
_STOPPED = re.compile(rf"[{STOPS}]{_CLOSER}{{0,8}}$")
_WORD_EDGE = re.compile(r"[\s(\[{\"“‘'«—–/-]")
_FIRST_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")
_ATTRIBUTION = re.compile(
    r"(?!(?:He|She|They|It|We|I)\b)(?:[A-Z][\w.'’-]{0,30}\s+){1,4}"
    r"(?:said|says|asked|asks|wrote|writes|told|added|replied|shouted|cried|tweeted|wondered)\b"
)


# A name or an explanation always follows these, so the stop behind them never ends a sentence.
_BEFORE_NAME = word_set(
    "Mr Mrs Ms Mx Dr Drs Prof Gen Col Lt Sgt Cpl Pvt Capt Cmdr Cdr Adm Maj Brig Sen Sens Rep Reps "
    "Gov Govs Rev Hon Messrs Pres Supt Insp Det Fr Amb vs v e.g i.e cf viz approx ca P.S"
)
_BEFORE_NUMBER = word_set("No Nos no nos p pp Vol vol Fig fig Art Sec Ch para Tel tel ext").union(
    MONTH_ABBREVIATIONS
)
_SHOUTED_NAMES = frozenset({"Yahoo", "Jeopardy"})
# The stop behind these ends a sentence only where the next word is one that begins sentences.
_MAY_END = word_set(
    "Jr Sr Inc Corp Co Cos Ltd Bros etc al Ph.D St Mt Ft Ave Blvd Rd Dept Univ Assn est Ala Ariz "
    "Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla "
    "Ore Pa Penn Tenn Tex Vt Va Wash Wis Wyo Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun"
)
# Capitalised only where a sentence begins: hardly any name continues with them.
_STARTERS = word_set(
    "a an the this that these those he she it we they i you his her its our their my your there "
    "here in on at by for from with to of as if when while where what who why how which after before "
    "since until although though because but and or so yet however also then now not no some many "
    "most more all both each every another other such during under over despite meanwhile earlier "
    "later last police officials it's he's she's i'm that's there's they're we're please"
)
_CAPITALISED = _BEFORE_NAME | {"St", "Mt", "Ft", "No"}
_SHORTEST_WORD = 3  # letters; a shorter word before a full stop counts as an abbreviation
_DANGLING = word_set("a an the of in on at by for from with to and or but as that his her its their")
# Columns between which a line may be one of a hard-wrapped paragraph.
_NARROW, _WIDE = 40, 110


def split(text: str) -> list[Span]:
    """Split running text into sentences.

    Args:
        text: any text, of any length; it is neither changed nor normalised.

    Returns:
        Half-open [start, end) code point offsets into `text`, ascending and not overlapping. No
        slice is empty or begins or ends with white space (`str.isspace`), and every other
        character lies in exactly one slice. Empty if `text` holds nothing but white space.
    """
    spans: list[Span] = []
    for run in _runs(text):
        for start, end in _sentences(text, *run):
            # A slice of invisible characters alone would be cited as an empty sentence.
            invisible = spans and not text[start:end].strip(INVISIBLE)
            spans.append((spans.pop()[0] if invisible else start, end))
    return spans


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _runs(text: str) -> Iterator[Span]:
    """Yield the runs of text that no sentence crosses: paragraphs, headings, list items, unwrapped lines."""
    group: list[Span] = []
    for line in _LINE.finditer(text):
        start, end = _trim(text, *line.span())
        if start == end:
            continue
        blank = not text[start:end].strip(INVISIBLE)
        if group and (blank or _blank_between(text, group[-1][1], start)):
            yield from _joined(text, group)
            group = []
        if blank:
            yield start, end
        else:
            group.append((start, end))
    yield from _joined(text, group)


def _blank_between(text: str, start: int, end: int) -> bool:
    breaks = _BREAK.findall(text, start, end)
    return len(breaks) > 1 or "\u2029" in breaks


def _joined(text: str, lines: list[Span]) -> Iterator[Span]:
    """Join the lines of a block where a sentence continues over the line break, and yield the runs."""
    width = max((end - start for start, end in lines if end - start <= _WIDE), default=0)
    fits = [_fits(text, *pair, width) for pair in pairwise(lines)]
    # Only a full line that goes on in lower case proves a wrap: a headline may be full by chance.
    hard = any(fit and text[below[0]].islower() for fit, below in zip(fits, lines[1:], strict=False))
    for number, (start, end) in enumerate(lines):
        if number == 0:
            first = start
        elif _breaks(text, lines[number - 1], start, hard and fits[number - 1]):
            yield first, lines[number - 1][1]
            first = start
        if number == len(lines) - 1:
            yield first, end


def _fits(text: str, above: Span, below: Span, width: int) -> bool:
    """Say whether the line above is full: with the first word of the next line it would pass the margin."""
    word = text[below[0] : min(below[1], below[0] + _WIDE)].split(maxsplit=1)[0]
    return width >= _NARROW and width <= above[1] - above[0] + 1 + len(word) <= 2 * _WIDE


def _breaks(text: str, above: Span, start: int, wrapped: bool) -> bool:
    """Say whether the line break before `start` ends a sentence."""
    if _BULLET.match(text, start) or text[above[0]] == "#" or text.find(_CELLS, *above) >= 0:
        return True
    stopped = _STOPPED.search(text, max(above[0], above[1] - 9), above[1]) is not None
    if stopped or wrapped:
        return not wrapped
    return not (text[start].islower() or _word_before(text, *above) in _DANGLING)


def _word_before(text: str, start: int, at: int) -> str:
    return _WORD_EDGE.split(text[max(start, at - 32) : at])[-1]


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for cut in _CUT.finditer(text, start, end):
        if cut.end() <= start:
            continue
        stop = cut.end()
        if cut["stop"]:
            tail = _TAIL.match(text, stop, end)
            stop = tail.end() if tail else stop
            if stop >= end or not _ends(text, start, cut, stop, end):
                continue
        yield _trim(text, start, stop)
        start = _trim(text, stop, end)[0]
    if start < end:
        yield start, end


def _ends(text: str, start: int, cut: re.Match[str], stop: int, end: int) -> bool:
    """Say whether the stop that `cut` matched ends the sentence; `stop` is the end of its tail."""
    at, mark = cut.start(), cut["stop"]
    if mark[0] in WIDE_STOPS:
        return True
    if not text[stop].isspace():
        glued = _GLUED.match(text, max(start, at - 2))
        return glued is not None and not _ADDRESS.search(text, max(start, at - 64), at)
    before = _word_before(text, start, at)
    following = _trim(text, stop, end)[0]
    after = text[following : min(end, following + 160)]
    bare = after.lstrip(OPENERS)
    closed = cut.end() > cut.end("stop")
    if bare[:1] in ",;:":
        return False
    if mark == "." and not closed and not _full_stop(text, start, at, before, bare):
        return False
    if closed and mark[-1] in "!?" and _ATTRIBUTION.match(after):
        return False
    if not bare[:1].islower():
        return True
    # Lower case goes on after a quotation, a bracket or dots, else it is careless writing.
    if closed or mark[0] == "…" or mark.startswith(".."):
        return False
    if mark[0] == ".":
        return len(before) >= _SHORTEST_WORD and before.isalnum()
    return before not in _SHOUTED_NAMES


def _full_stop(text: str, start: int, at: int, before: str, bare: str) -> bool:
    """Say whether a single "." after the word `before` can end a sentence, not only an abbreviation."""
    if before.isupper() and bare[:2].isupper() and before.capitalize() in _CAPITALISED:
        return False
    if before in _BEFORE_NAME or (before in _BEFORE_NUMBER and bare[:1].isdigit()):
        return False
    if _ENUMERATOR.fullmatch(text, start, at):
        return False
    initial = len(before) == 1 and before.isupper()
    if initial or before in _MAY_END or _INITIALS.fullmatch(before):
        word = _FIRST_WORD.match(bare)
        return bool(word and bare[0].isupper() and word.group().lower().replace("’", "'") in _STARTERS)
    return True
