"""Why nothing was claimed, in words that a person understands.

Belongs here: wording the reason, and its code, from the question and from what the archive mentions. Does
not belong here: deciding to refuse (`rag.qa.composer`), filters and languages (`rag.archive`), layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.qa.opposition import says_opposite, tells_of_other_year
from rag.question import kind_of, presupposed
from rag.text.terms import FUNCTION_WORDS, NATIONAL, content_terms, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.schema import ReasonCode

__all__ = ["Refusal", "explain"]

_QUOTED = 120
"""Most characters of a question that are repeated."""

_NAMED = 2
"""Most names or words that a reason repeats; each of them is shorter than ``_NAME`` characters."""

_NAME = 40

_SHORT = 5
"""Letters from which a word in capitals is no abbreviation that the archive may well write out."""

_ASKED = {
    "person": "says who",
    "time": "says when",
    "place": "says where",
    "reason": "says why",
    "manner": "says how",
    "number": "gives the number",
    "amount": "gives the figure",
}
"""What no sentence does, by the kind of question; for other kinds, none "answers the question"."""

_CIRCUMSTANCES = {"reason", "time", "place", "manner"}
"""What is asked of a whole statement, which may be false; who or how many asks for a part of one."""

_PART = re.compile(r"\b[Ss]ome(?:body|thing|where)?\b")

_WORD = r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:['’.&-][^\W_]+)*"
_CAPITALISED = re.compile(rf"{_WORD}(?: (?:of the |of |al-|de |bin |von |van )?{_WORD})*")
_OPENERS = FUNCTION_WORDS | {
    "name",
    "list",
    "tell",
    "please",
    "number",
    "date",
    "find",
    "give",
    "latest",
    "best",
}
_POSSESSIVE = re.compile(r"['’]s?$")
_DOTTED = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St)\.(?= )")
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.? ")
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
    rf"((?:the )?{_WORD}(?: {_WORD})*)"
)
_CLAUSE = re.compile(r"\b(?:that|who|which|whose|when|where|while|because|and|to|[a-z]+ing|[a-z]+ed)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing was claimed: ``reason`` in one sentence of plain text, ``code`` for programs."""

    reason: str
    code: ReasonCode


def explain(
    question: str,
    mentioned: Callable[[str], bool],
    nearest: Sequence[str],
    presupposition_borne: bool | None = None,
) -> Refusal:
    """Say why nothing was claimed.

    Args:
        question: The question, any text.
        mentioned: Whether the archive's articles hold a word or a name.
        nearest: The nearest sentences, best first.
        presupposition_borne: Whether a sentence bears what the question presupposes; None: unknown.

    Returns:
        ``false_presupposition`` where a near sentence says the opposite, or where that is False and the
        question takes a whole statement for granted; else ``no_evidence``. The reason is plain text, not
        escaped, and repeats at most 120 characters of the question.
    """
    text = _plain(question)
    if any(says_opposite(question, sentence) for sentence in nearest):
        reason = f"{_unborne(text).rstrip('.')}; a sentence near this question says the opposite."
        return Refusal(reason=reason, code="false_presupposition")
    if presupposition_borne is False and _takes_statement(text):
        return Refusal(reason=_unborne(text), code="false_presupposition")
    if any(tells_of_other_year(question, sentence) for sentence in nearest):
        reason = "The archive tells this of other years only, not of the one that is asked about."
        return Refusal(reason=reason, code="no_evidence")
    return Refusal(reason=_unanswered(text, mentioned, nearest, presupposition_borne), code="no_evidence")


def _plain(question: str) -> str:
    """Return a question on one line, not all in capitals, without what would end a quotation."""
    shown = "".join(ch if ch.isprintable() else " " for ch in question)
    shown = shown.capitalize() if shown.isupper() and " " in shown else shown
    return _DOTTED.sub(r"\1", " ".join(re.sub(r"[“”\"<>`*\[\]{}|\\]", " ", shown).split()))


def _takes_statement(text: str) -> bool:
    """Say whether what a question takes for granted is more than that there is what it asks for."""
    return kind_of(text) in _CIRCUMSTANCES and not _PART.search(presupposed(text) or "")


def _unborne(text: str) -> str:
    statement = presupposed(text)
    if statement is None or len(statement) > _QUOTED:
        return "Nothing in the archive bears out what the question takes for granted."
    return f"Nothing in the archive says that {_lowered(statement, text)}"


def _lowered(statement: str, text: str) -> str:
    """Make a statement's first letter small, unless it begins with a name."""
    first = statement.partition(" ")[0].rstrip(".,")
    began = text.startswith(first)
    small = re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", text)
    if not began and (_DUMMIES.match(statement) or small):
        return statement[0].lower() + statement[1:]
    return statement


def _unanswered(
    text: str, mentioned: Callable[[str], bool], nearest: Sequence[str], borne: bool | None
) -> str:
    names = _names(text, mentioned)
    told = [name for name in names if mentioned(name)]
    known = [_with_article(name, text) for name in told if not NATIONAL.fullmatch(name)][:_NAMED]
    unknown = [f"“{name}”" for name in names if name not in told][:_NAMED]
    if unknown and known:
        return f"The archive mentions {' and '.join(known)}, but not {' or '.join(unknown)}."
    if unknown:
        return f"Nothing in the archive mentions {' or '.join(unknown)}."
    if known:
        asked = _asked(text, borne, _QUOTED - sum(map(len, known)))
        return f"The archive mentions {' and '.join(known)}, but no sentence in it {asked}."
    return _without_names(text, mentioned, nearest, borne)


def _without_names(
    text: str, mentioned: Callable[[str], bool], nearest: Sequence[str], borne: bool | None
) -> str:
    words = [w for w in dict.fromkeys(content_terms(text)) if w not in _OPENERS and len(w) < _NAME]
    unknown = [word for word in words if not any(mentioned(form) for form in _forms(word))]
    if words and len(unknown) == len(words):
        return f"Nothing in the archive mentions {' or '.join(f'“{word}”' for word in unknown[:_NAMED])}."
    if words and not nearest:
        return "No sentence in the archive comes near this question."
    return f"No sentence in the archive {_asked(text, borne, _QUOTED)}."


def _names(text: str, mentioned: Callable[[str], bool]) -> list[str]:
    """Return the names in a question, in order, each once, none longer than may be repeated."""
    found = []
    for match in _CAPITALISED.finditer(text):
        name = match[0]
        first, _, rest = name.partition(" ")
        if _POSSESSIVE.sub("", first).lower() in _OPENERS or first.endswith(("n't", "n’t")):
            name = rest
        name = _TITLE.sub("", _POSSESSIVE.sub("", name))
        if " of " in name and not mentioned(name):
            name = re.sub(r".* of (?:the )?", "", name)
        if 1 < len(name) < _NAME and _tells(name, mentioned):
            found.append(name)
    return list(dict.fromkeys(found))


def _tells(name: str, mentioned: Callable[[str], bool]) -> bool:
    """Say whether it means something that the archive mentions a name or does not."""
    if _CALENDAR.match(name) or name.lower() in _OPENERS:
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


def _asked(text: str, borne: bool | None, room: int) -> str:
    """Return what no sentence does: in the question's own words where these make a sure clause."""
    question = text.rstrip(" ?.!")
    if len(question) < room:
        noun = _NOUN_QUESTION.fullmatch(question)
        if noun:
            word, be, subject = (part for part in noun.groups() if part)
            if not _CLAUSE.search(subject):
                return f"says {word.lower()} {subject} {be}"
        if re.match(r"(?:who|how many|how much|what) ", question, re.IGNORECASE) and _keeps_order(question):
            return f"says {question[0].lower()}{question[1:]}"
        statement = presupposed(text) if borne and kind_of(text) in {"reason", "time", "place"} else None
        if statement and re.match(r"(?:why|when|where) ", question, re.IGNORECASE):
            return f"says {question.partition(' ')[0].lower()} {_lowered(statement, text).rstrip('.')}"
    return _ASKED.get(kind_of(text), "answers the question")


def _keeps_order(question: str) -> bool:
    """Say whether a question has the order of a statement: "who won the election"."""
    statement = (presupposed(question) or "").rstrip(".")
    _, _, rest = statement.partition(" ")
    told = statement if question.lower().startswith("how ") else rest
    return bool(told) and question.lower().endswith(f" {told.lower()}") and not statement.startswith("There")
