"""Support: identity, what is read of a long text, and the trained Verifier as it is shipped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.archive import build_verifier
from rag.schema import Context, Evidence
from rag.settings import Settings
from rag.verification.verifier import SUPPORTED_FROM, choose_sentences, is_verbatim, shared_words

FLOOD = (
    "The river Ald burst its banks on 4 March 2021 and flooded 312 homes in Marlow Green.",
    "Mayor Ines Tolland said the town may ask the government for help.",
    "Nobody was killed.",
)


@pytest.fixture(scope="module")
def verifier():
    return build_verifier(Settings())


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Nobody was killed.", "Nobody was killed."),
        ("“We  lost everything,” he said.", '"We lost everything," he said.'),
        ("It’s over.", "It's\nover."),
    ],
)
def test_a_claim_is_verbatim_whatever_its_spaces_and_quotation_marks(claim, sentence) -> None:
    assert is_verbatim(claim, [*FLOOD, sentence])


def test_a_part_of_a_sentence_is_not_verbatim() -> None:
    assert not is_verbatim("The river Ald burst its banks", FLOOD)


def test_rare_words_weigh_more_than_common_ones() -> None:
    shared = shared_words(
        "the bridge in Ostrava", ["The bridge fell.", "Ostrava fell.", "A bridge.", "Bridges."]
    )
    assert shared[1] > shared[0]


@given(
    st.lists(st.text(st.sampled_from("ab c"), min_size=1, max_size=9), min_size=1, max_size=12),
    st.integers(1, 40),
)
def test_what_is_chosen_fits_and_keeps_its_order(sentences, budget) -> None:
    tokens = [max(1, len(s)) for s in sentences]
    chosen = choose_sentences("a b", sentences, tokens, budget)
    assert chosen == sorted(set(chosen))
    assert chosen
    assert sum(tokens[i] for i in chosen) <= budget or len(chosen) == 1
    if sum(tokens) <= budget:
        assert chosen == list(range(len(sentences)))


def test_a_verbatim_claim_has_full_support_by_identity(verifier) -> None:
    assert [verifier.verify(sentence, FLOOD) for sentence in FLOOD] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("claim", ["", " \n"])
def test_a_claim_that_says_nothing_is_not_borne(verifier, claim) -> None:
    assert verifier.verify(claim, FLOOD) == 0
    assert verifier.verify(claim, ["", *FLOOD]) == 0


def test_nothing_bears_a_claim_without_sentences(verifier) -> None:
    assert verifier.verify("Nobody was killed.", []) == 0.0
    assert verifier.verify("Nobody was killed.", ["", "  "]) == 0.0


@pytest.mark.parametrize(
    "claim",
    [
        "The river Ald flooded 312 homes in Marlow Green in March 2021.",
        "Nobody died in the flood.",
        "In Marlow Green 312 homes were flooded.",
    ],
)
def test_a_reworded_claim_is_borne(verifier, claim) -> None:
    assert verifier.verify(claim, FLOOD) >= SUPPORTED_FROM


@pytest.mark.parametrize(
    "claim",
    [
        "The river Ald flooded 512 homes in Marlow Green in March 2021.",
        "The river Ald burst its banks on 4 March 2019.",
        "Marlow Green was flooded by the river Tamsin.",
        "The flood killed three people.",
        "The government refused to help the town.",
    ],
)
def test_a_claim_with_one_thing_changed_is_not_borne(verifier, claim) -> None:
    assert verifier.verify(claim, FLOOD) < SUPPORTED_FROM


def test_a_plan_does_not_bear_a_fact(verifier) -> None:
    assert (
        verifier.verify("The firm closed two plants.", ["The firm plans to close two plants."])
        < SUPPORTED_FROM
    )


def test_the_bearing_sentence_ranks_first(verifier) -> None:
    flood = Context(sentences=FLOOD)
    evidence = [Evidence(context=flood, position=i) for i in range(3)]
    ranked = verifier.rank("Ines Tolland is the mayor.", evidence)
    assert verifier.rank("Ines Tolland is the mayor.", []).shape == (0,)
    assert ranked.shape == (3,)
    assert int(np.argmax(ranked)) == 1


def test_any_text_gets_a_support_between_none_and_full(verifier) -> None:
    for claim in ("", "?", "🌊" * 50, "word " * 3000, "\x00"):
        assert 0.0 <= verifier.verify(claim, [*FLOOD, "word " * 5000, "💧"]) <= 1.0
