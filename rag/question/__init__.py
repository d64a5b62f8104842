"""What a question asks, by its wording: the kind of answer, what it takes for granted, its language.

Belongs here: rules over the words of one English question, and telling English from other languages. Does
not belong here: anything that looks at articles, scoring, wording a refusal (`rag.qa.abstention`).
"""

from rag.question.answer_type import AnswerKind, kind_of, wants_items, wants_span
from rag.question.clause import closed
from rag.question.language import looks_english
from rag.question.presupposition import presupposed

__all__ = ["AnswerKind", "closed", "kind_of", "looks_english", "presupposed", "wants_items", "wants_span"]
