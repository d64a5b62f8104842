"""Whether a sentence contradicts what a question takes for granted, or answers it for another year only.

Belongs here: holding one sentence against one question, by the checks of claims alone; English. Does not
belong here: turning a question into a statement (`rag.question`), what becomes of an answer
(`rag.qa.composer`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.checks import mismatches
from rag.question.years import years_in
from rag.text.lexicon import PAST_FORMS, word_set
from rag.text.terms import content_stems
from rag.text.tokens import is_content, tokenize

if TYPE_CHECKING:
    from rag.question import Question

__all__ = ["answers_for_other_year", "contradicts_presupposition", "names_other_year"]

_DUMMIES = word_set("somebody something somewhere")
_TURNED = frozenset({"antonym", "negation"})
_BESIDE = _TURNED | {"date"}
"""What may differ where a sentence says the opposite; another name or number is another matter."""
_NOT_YET = re.compile(r"(?:\b(?:not|never)|n['’]t)\b.*\b(?:until|till|before)\b", re.IGNORECASE)
"""What only puts off: "will not sail again before March" says that it will."""

_IN_YEAR = re.compile(r"\bin (?:the year )?(?:1\d|20)\d\d\b", re.IGNORECASE)


def contradicts_presupposition(question: Question, sentence: str) -> bool:
    """Say whether a sentence has the opposite of the verb that a question takes for granted.

    Args:
        question: An English question: "Why did Verrick refuse to concede?"
        sentence: A sentence of an article: "Verrick conceded before midnight."

    Returns:
        Whether it turns or denies the first verb ("lost", "refused to concede") and has all other words that
        carry meaning, a subject among them; False where the question takes nothing for granted.
    """
    statement = question.presupposition
    found = mismatches(statement, [sentence]) if statement else []
    if statement is None or _NOT_YET.search(sentence) or not _BESIDE.issuperset(m.kind for m in found):
        return False
    return any(_shares_rest(statement, sentence, m.text) for m in found if m.kind in _TURNED)


def _shares_rest(statement: str, sentence: str, turned: str) -> bool:
    """Say whether what is turned in a statement is its first verb, and a sentence has all the rest of it."""
    start = statement.index(turned)
    end, stems = start + len(turned), tokenize(sentence).stems
    rest = [
        token
        for token in tokenize(statement).tokens
        if is_content(token) and token.low not in _DUMMIES and not start <= token.start < end
    ]
    subject = [token for token in rest if token.end <= start]
    first = not any(t.low in PAST_FORMS or t.low.endswith("ed") for t in subject if t.text.islower())
    return bool(subject) and first and all(token.stem in stems for token in rest)


def answers_for_other_year(question: Question, sentence: str) -> bool:
    """Say whether a sentence tells of what a question asks for one year, but of other years only.

    Args:
        question: An English question: "How much copper did the mine produce in 2015?"
        sentence: A sentence of an article: "The mine produced 23,000 tonnes of copper in 2022."

    Returns:
        Whether the question says "in" a year, the sentence gives years without that one, and has all other
        words of the question that carry meaning.
    """
    asked = question.text
    if not _IN_YEAR.search(asked) or not names_other_year(question, sentence):
        return False
    return content_stems(_IN_YEAR.sub("", asked)) <= content_stems(sentence)


def names_other_year(question: Question, sentence: str) -> bool:
    """Say whether question and sentence both give years, and none that is the same."""
    asked = question.years
    given = years_in(sentence) if asked else frozenset()
    return bool(given) and asked.isdisjoint(given)
