"""Why nothing was claimed: the reason that fits a question, and its code.

Belongs here: choosing a reason; the names and clauses of the question that it repeats. Does not belong here:
the sentences of a reason (`rag.messages.refusals`), deciding to refuse (`rag.qa.composer`,
`rag.qa.answerer`), layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.messages import refusals
from rag.qa.contradiction import answers_for_other_year, contradicts_presupposition
from rag.question import Question
from rag.question.names import CAPITALISED_WORD, OPENERS
from rag.text.lexicon import NATIONAL
from rag.text.terms import content_terms, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.schema import ReasonCode

__all__ = [
    "EMPTY_ARCHIVE",
    "NOTHING_PASSES",
    "OTHERS_ANSWER",
    "OTHER_LANGUAGE",
    "OTHER_LANGUAGE_UNANSWERED",
    "Remark",
    "explain",
]

_QUOTED = 120
"""Most characters of a question that are repeated."""

_NAMED = 2
"""Most names or words that a reason repeats; each of them is shorter than ``_NAME`` characters."""

_NAME = 40

_SHORT = 5
"""Letters from which a word in capitals is no abbreviation that the archive may well write out."""

_CIRCUMSTANCES = {"reason", "time", "place", "manner"}
"""What is asked of a whole statement, which may be false; who or how many asks for a part of one."""

_PART = re.compile(r"\b[Ss]ome(?:body|thing|where)?\b")

_DOTTED = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St)\.(?= )")
_CALENDAR = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$"
)
_WITH_ARTICLE = re.compile(
    r"(?:Union|States|Nations|Kingdom|Moon|Sun|Earth|Sea|Ocean|River|Canal|Bank|Court|Council|Party"
    r"|Agency|Ministry"
    r"|Commission|House|Organi[sz]ation)$"
)
_DUMMIES = re.compile(
    r"(?:Somebody|Something|Some|A|An|There|People|The|This|That|These|Those|His|Her|Their|Its)\b"
)
_NOUN_QUESTION = re.compile(
    r"([Ww]hat|[Ww]ho) (is|was) (the [^,;:]+)|([Ww]here|[Hh]ow (?:old|tall|big|large|long|high|deep)) (is"
    r"|was) "
    rf"((?:the )?{CAPITALISED_WORD}(?: {CAPITALISED_WORD})*)"
)
_CLAUSE = re.compile(r"\b(?:that|who|which|whose|when|where|while|because|and|to|[a-z]+ing|[a-z]+ed)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Why nothing was claimed, or what limits the claims: ``reason`` in plain text, ``code`` for programs."""

    reason: str
    code: ReasonCode


EMPTY_ARCHIVE = Remark(reason=refusals.EMPTY_ARCHIVE, code="no_evidence")
NOTHING_PASSES = Remark(reason=refusals.NOTHING_PASSES, code="filtered_out")
OTHERS_ANSWER = Remark(reason=refusals.OTHERS_ANSWER, code="filtered_out")
OTHER_LANGUAGE = Remark(reason=refusals.OTHER_LANGUAGE, code="language")
OTHER_LANGUAGE_UNANSWERED = Remark(reason=refusals.OTHER_LANGUAGE_UNANSWERED, code="language")


def explain(
    question: Question,
    mentioned: Callable[[str], bool],
    nearest: Sequence[str],
    presupposition_supported: bool | None = None,
) -> Remark:
    """Say why nothing was claimed.

    Args:
        question: The question.
        mentioned: Whether the archive's articles hold a word or a name.
        nearest: The nearest sentences, best first.
        presupposition_supported: Whether a sentence supports what the question presupposes; None: unknown.

    Returns:
        ``false_presupposition`` where a near sentence says the opposite, or where that is False and the
        question takes a whole statement for granted; else ``no_evidence``. The reason is plain text, not
        escaped, and repeats at most 120 characters of the question.
    """
    shown = _plain(question)
    if any(contradicts_presupposition(question, sentence) for sentence in nearest):
        return Remark(reason=refusals.contradicted(_presupposed(shown)), code="false_presupposition")
    if presupposition_supported is False and _takes_statement(shown):
        return Remark(reason=refusals.unsupported(_presupposed(shown)), code="false_presupposition")
    if any(answers_for_other_year(question, sentence) for sentence in nearest):
        return Remark(reason=refusals.OTHER_YEARS, code="no_evidence")
    return Remark(reason=_unanswered(shown, mentioned, nearest, presupposition_supported), code="no_evidence")


def _plain(question: Question) -> Question:
    """Return a question on one line, not all in capitals, without what would end a quotation."""
    shown = "".join(ch if ch.isprintable() else " " for ch in question.text)
    shown = shown.capitalize() if shown.isupper() and " " in shown else shown
    plain = _DOTTED.sub(r"\1", " ".join(re.sub(r"[“”\"<>`*\[\]{}|\\]", " ", shown).split()))
    return question if plain == question.text else Question(plain)


def _takes_statement(question: Question) -> bool:
    """Say whether what a question takes for granted is more than that there is what it asks for."""
    return question.answer_type in _CIRCUMSTANCES and not _PART.search(question.presupposition or "")


def _presupposed(question: Question) -> str | None:
    """Return what a question takes for granted, for the middle of a sentence; None if it is too long."""
    statement = question.presupposition
    if statement is None or len(statement) > _QUOTED:
        return None
    return _lowered(statement, question.text)


def _lowered(statement: str, text: str) -> str:
    """Make a statement's first letter small, unless it begins with a name."""
    first = statement.partition(" ")[0].rstrip(".,")
    began = text.startswith(first)
    small = re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", text)
    if not began and (_DUMMIES.match(statement) or small):
        return statement[0].lower() + statement[1:]
    return statement


def _unanswered(
    question: Question, mentioned: Callable[[str], bool], nearest: Sequence[str], supported: bool | None
) -> str:
    names = _names(question, mentioned)
    held = [name for name in names if mentioned(name)]
    known = [_with_article(name, question.text) for name in held if not NATIONAL.fullmatch(name)][:_NAMED]
    unknown = [name for name in names if name not in held][:_NAMED]
    if unknown:
        return refusals.not_mentioned(unknown, known)
    if known:
        return refusals.unanswered(_lacking(question, supported, _QUOTED - sum(map(len, known))), known)
    return _without_names(question, mentioned, nearest, supported)


def _without_names(
    question: Question, mentioned: Callable[[str], bool], nearest: Sequence[str], supported: bool | None
) -> str:
    words = [w for w in dict.fromkeys(content_terms(question.text)) if w not in OPENERS and len(w) < _NAME]
    unknown = [word for word in words if not any(mentioned(form) for form in _forms(word))]
    if words and len(unknown) == len(words):
        return refusals.not_mentioned(unknown[:_NAMED])
    if words and not nearest:
        return refusals.NOTHING_NEAR
    return refusals.unanswered(_lacking(question, supported, _QUOTED))


def _names(question: Question, mentioned: Callable[[str], bool]) -> list[str]:
    """Return the names in a question, in order, each once, none longer than may be repeated."""
    found = []
    for stated in question.names:
        cut = " of " in stated and not mentioned(stated)
        name = re.sub(r".* of (?:the )?", "", stated) if cut else stated
        if 1 < len(name) < _NAME and _tells(name, mentioned):
            found.append(name)
    return list(dict.fromkeys(found))


def _tells(name: str, mentioned: Callable[[str], bool]) -> bool:
    """Say whether it means something that the archive mentions a name or does not."""
    if _CALENDAR.match(name) or name.lower() in OPENERS:
        return False
    if mentioned(name):
        return True
    short = name.isupper() and len(name) < _SHORT
    return (
        not short
        and not NATIONAL.fullmatch(name.rpartition("-")[2])
        and not any(map(mentioned, _forms(name)))
    )


def _with_article(name: str, text: str) -> str:
    return f"the {name}" if _WITH_ARTICLE.search(name) and f"the {name}" in text else name


def _forms(word: str) -> tuple[str, ...]:
    """Return a word as the archive may hold it: one or several, or cut to its stem."""
    return (word, f"{word}s", word.removesuffix("s"), word.removesuffix("es"), stem(word))


def _lacking(question: Question, supported: bool | None, room: int) -> str:
    """Return what no sentence does: in the question's own words where these make a sure clause."""
    words = question.text.rstrip(" ?.!")
    if len(words) < room:
        noun = _NOUN_QUESTION.fullmatch(words)
        if noun:
            word, be, subject = (part for part in noun.groups() if part)
            if not _CLAUSE.search(subject):
                return refusals.says(f"{word.lower()} {subject} {be}")
        statement = question.presupposition or ""
        asks_part = re.match(r"(?:who|how (?:many|much)|what) ", words, re.IGNORECASE)
        if asks_part and _has_order_of(statement.rstrip("."), words):
            return refusals.says(f"{words[0].lower()}{words[1:]}")
        whole = statement if supported and question.answer_type in {"reason", "time", "place"} else ""
        if whole and re.match(r"(?:why|when|where) ", words, re.IGNORECASE):
            return refusals.says(f"{words.partition(' ')[0].lower()} {_lowered(whole, words).rstrip('.')}")
    return refusals.lacking(question.answer_type)


def _has_order_of(statement: str, asked: str) -> bool:
    """Say whether a question has the order of a statement: "who won the election"."""
    _, _, rest = statement.partition(" ")
    said = statement if asked.lower().startswith("how ") else rest
    return bool(said) and asked.lower().endswith(f" {said.lower()}") and not statement.startswith("There")
