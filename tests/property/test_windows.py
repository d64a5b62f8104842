"""Reading in windows: every sentence is read once, beside its own neighbours."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.qa.network import Network
from rag.qa.windows import WINDOW_TOKENS, Window, cut_windows
from rag.schema import Context, Evidence

SENTENCES = st.lists(st.integers(1, 90), min_size=1, max_size=30).map(
    lambda sizes: tuple(" ".join([f"w{place}"] * size) for place, size in enumerate(sizes))
)


def words(texts):
    return [len(text.split()) for text in texts]


@st.composite
def evidence(draw):
    found = []
    for number in range(draw(st.integers(1, 3))):
        context = Context(sentences=draw(SENTENCES), title=f"Text {number // 2}")
        places = st.sets(st.integers(0, len(context.sentences) - 1), min_size=1)
        found += [Evidence(context=context, position=p) for p in sorted(draw(places))]
    return draw(st.permutations(found))


@given(evidence())
def test_every_sentence_is_scored_once_where_it_stands(found) -> None:
    cuts = cut_windows("q", found, words)
    assert sorted(number for cut in cuts for _, number in cut.scored) == list(range(len(found)))
    for cut in cuts:
        for position, number in cut.scored:
            assert cut.window.sentences[position] == found[number].text
            assert cut.window.title == found[number].title


@given(evidence())
def test_windows_are_consecutive_sentences_with_the_neighbours_of_each_scored_one(found) -> None:
    for cut in cut_windows("q", found, words):
        first = found[cut.scored[0][1]]
        start = first.position - cut.scored[0][0]
        assert cut.window.sentences == first.context.sentences[start : start + len(cut.window.sentences)]
        for position, number in cut.scored:
            assert position or not found[number].before
            assert position + 1 < len(cut.window.sentences) or not found[number].after


@given(evidence())
def test_a_window_of_several_scored_sentences_fits(found) -> None:
    for cut in cut_windows("q", found, words):
        first, last = cut.scored[0][0], cut.scored[-1][0]
        if len(cut.scored) > 1:
            assert sum(words(cut.window.sentences[first : last + 1])) <= WINDOW_TOKENS


@given(evidence(), st.randoms())
def test_windows_do_not_depend_on_the_order_of_the_evidence(found, rng) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)

    def seen(items):
        return {
            (cut.window, tuple(sorted(items[number].position for _, number in cut.scored)))
            for cut in cut_windows("q", items, words)
        }

    assert seen(shuffled) == seen(found)


class _Counting(Network):
    """A network whose logit of a sentence is how many words it has."""

    def __init__(self):
        pass

    def count_tokens(self, texts):
        return words(texts)

    def answer_logits(self, windows: list[Window]):
        return [np.array(words(window.sentences), dtype=np.float32) for window in windows]


@given(evidence())
def test_each_result_goes_to_its_own_sentence(found) -> None:
    assert _Counting().read("q", found).tolist() == words([e.text for e in found])


def test_equal_texts_are_each_read() -> None:
    twin = [Evidence(context=Context(sentences=("a b", "c")), position=0) for _ in range(2)]
    assert _Counting().read("q", twin).tolist() == [2, 2]
