"""Whatever the sentences are, the context stands before them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.qa.context import context_of

PIECES = st.sampled_from(
    "He She They It The official the company two men But However, said says “ ” \" ' . , — Ankara A senior Turkish "
    "Both of the 2022 Hakan Fidan this That which in on was is not clear Mr. of them".split(" ")
)
SENTENCE = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join))


@given(st.lists(SENTENCE, min_size=1, max_size=9), SENTENCE, st.data())
def test_the_context_stands_before_the_quote(sentences: list[str], title: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(sentences) - 1))
    place = context_of(position, sentences, title)
    assert place is None or 0 <= place < position
