"""What is read of a long text, and the trained Verifier as it is shipped; what all do: `tests/contract`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.builders import build_verifier
from rag.settings import Settings
from rag.verification.verifier import SUPPORTED_FROM, choose_sentences, is_verbatim, shared_words

FLOOD = (
    "The river Ald burst its banks on 4 March 2021 and flooded 312 homes in Marlow Green.",
    "Mayor Ines Tolland said the town may ask the government for help.",
    "Nobody was killed.",
)


@pytest.fixture(scope="module")
def verifier(encoder):
    return build_verifier(Settings(), encoder)


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
