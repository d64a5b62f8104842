"""What the wording of a question says: the kind of answer, what it takes for granted, its language.

Belongs here: rules over the words of one English question, and recognising English. Does
not belong here: anything that looks at articles, scoring, wording a refusal (`rag.messages.refusals`).
"""

from rag.question.analysis import MAX_QUESTION_CHARACTERS, Question
from rag.question.answer_type import AnswerType

__all__ = ["MAX_QUESTION_CHARACTERS", "AnswerType", "Question"]
