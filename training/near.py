"""The nearest sentences of other texts, by the words they share with a question.

Source of the weighting: tf-idf as in scikit-learn, sublinear, with stop words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examples import Asked

NEAREST = 14
"""Sentences that are kept for a question."""
_AT_ONCE = 256


def nearest(questions: Sequence[Asked], drawn: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Find sentences of other texts that are near to questions.

    Args:
        questions: All questions; their texts are searched.
        drawn: Which of them are asked.

    Returns:
        For each of `drawn` up to `NEAREST` places (number of a question over the text, sentence in it), nearest
        first, none in the question's own text and none that holds its answering words.
    """
    places: dict[str, tuple[int, int]] = {}
    for number, one in enumerate(questions):
        if one.source != "trec":
            for place, sentence in enumerate(one.sentences):
                places.setdefault(sentence, (number, place))
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
    sentences = vectorizer.fit_transform(places).T.tocsc().tocsr()
    texts, found = list(places), list(places.values())
    kept: dict[int, list[tuple[int, int]]] = {}
    most = min(4 * NEAREST, len(texts) - 1)
    for begin in range(0, len(drawn), _AT_ONCE):
        some = drawn[begin : begin + _AT_ONCE]
        queries = vectorizer.transform([_asked(questions[n]) for n in some])
        closeness = (queries @ sentences).toarray()
        best = np.argpartition(-closeness, most, axis=1)[:, : most + 1]
        for row, number in enumerate(some):
            order = best[row][np.argsort(-closeness[row, best[row]], kind="stable")]
            kept[number] = [
                found[i]
                for i in order.tolist()
                if closeness[row, i] > 0 and _may_stand_beside(questions, number, found[i], texts[i])
            ][:NEAREST]
    return kept


def answer_of(one: Asked) -> str:
    """Return the answering words in lower case, empty where they are unknown."""
    return one.sentences[one.span[0]][slice(*one.span[1:])].lower() if one.span else ""


def _asked(one: Asked) -> str:
    return f"{one.question} {one.title}"


def _may_stand_beside(questions: Sequence[Asked], number: int, place: tuple[int, int], text: str) -> bool:
    one, other = questions[number], questions[place[0]]
    answer = answer_of(one)
    return (
        other.sentences != one.sentences
        and text not in one.sentences
        and not (answer and answer in text.lower())
    )
