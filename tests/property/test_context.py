"""Whatever the sentences are, the context stands before them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.qa.context import context_of, leans

PIECES = st.sampled_from(
    "He She They It The official the company two men But However, said says “ ” \" ' . , — Ankara A senior Turkish "
    "Both of the 2022 Hakan Fidan this That which in on was is not clear Mr. of them".split(" ")
)
SENTENCE = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join))


@given(SENTENCE)
def test_any_text_leans_or_does_not(text: str) -> None:
    assert leans(text) is leans(text)


@given(st.lists(SENTENCE, min_size=1, max_size=9), st.data())
def test_the_context_is_places_before_the_sentence(sentences: list[str], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(sentences) - 1))
    most, reach = data.draw(st.integers(0, 4)), data.draw(st.integers(1, 6))
    context = context_of(position, sentences, most=most, reach=reach)
    assert context == context_of(position, tuple(sentences), most=most, reach=reach)
    assert context == sorted(set(context))
    assert len(context) <= most
    assert all(0 <= place < position for place in context)
    assert bool(context) == (leans(sentences[position]) and position > 0 and most > 0)
