"""One question, and everything that its wording says, each worked out once.

Belongs here: checking what a person typed, and the record that retriever, Reader and Composer pass along.
Does not belong here: the rules themselves, which are in the modules beside this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag.errors import QuestionError
from rag.question.answer_type import answer_type_of, asks_for_name
from rag.question.clause import clause_words, closed
from rag.question.language import looks_english
from rag.question.names import names_in
from rag.question.presupposition import presupposition_of
from rag.question.years import years_in

if TYPE_CHECKING:
    from rag.question.answer_type import AnswerType

__all__ = ["MAX_QUESTION_CHARACTERS", "Question"]

MAX_QUESTION_CHARACTERS = 2000
"""Longest question that is accepted, in code points."""

_SHORT_ANSWERS = frozenset({"person", "time", "place", "number", "amount"})


@dataclass(frozen=True)
class Question:
    """A question as asked, and what its wording says, which is worked out when first needed and then kept.

    Any text can be analysed; `Question.parse` refuses what cannot be asked.
    """

    asked: str

    @classmethod
    def parse(cls, typed: str) -> Question:
        """Check a question and drop the white space around it.

        Args:
            typed: The question as typed.

        Returns:
            The question.

        Raises:
            QuestionError: It is empty, over 2,000 characters long, or not Unicode text.
        """
        asked = typed.strip()
        if any("\ud800" <= character <= "\udfff" for character in asked):
            raise QuestionError(f"the question {asked[:40]!r} is not Unicode text. Type it in UTF-8.")
        if not any(character.isalnum() for character in asked):
            raise QuestionError("the question is empty. Ask something, such as: who met in Damascus?")
        if len(asked) > MAX_QUESTION_CHARACTERS:
            raise QuestionError(
                f"the question has {len(asked):,} characters, over the limit of "
                f"{MAX_QUESTION_CHARACTERS:,}. Shorten it."
            )
        return cls(asked)

    @cached_property
    def text(self) -> str:
        """The question with exactly one question mark at its end: what encoder and network read."""
        return closed(self.asked)

    @cached_property
    def is_english(self) -> bool:
        """Whether its wording is English."""
        return looks_english(self.text)

    @cached_property
    def clause(self) -> tuple[str, ...]:
        """The words of what is asked, without greetings, lead-ins and end marks."""
        return clause_words(self.text)

    @cached_property
    def answer_type(self) -> AnswerType:
        """The kind of thing that would answer it."""
        return answer_type_of(self.clause)

    @cached_property
    def wants_short_answer(self) -> bool:
        """Whether a few words would answer it: a name, a date, a place, a number."""
        return asks_for_name(self.clause) or self.answer_type in _SHORT_ANSWERS

    @cached_property
    def presupposition(self) -> str | None:
        """The statement that it takes for granted; None where there is none or the wording is unclear."""
        return presupposition_of(self.clause)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The runs of capitalised words in it, in order, without titles ("Dr") and question words."""
        return names_in(self.text)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that it names."""
        return years_in(self.text)
