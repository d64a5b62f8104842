"""What every `Verifier` does: support is a share, a sentence bears itself, and nothing bears nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.builders import build_verifier
from rag.schema import Context, Evidence
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.embedding.encoder import SentenceTransformerEncoder
    from rag.verification.verifier import Verifier

FLOOD = (
    "The river Ald burst its banks on 4 March 2021 and flooded 312 homes in Marlow Green.",
    "Mayor Ines Tolland said the town may ask the government for help.",
    "Nobody was killed.",
)


@pytest.fixture(scope="module", params=["trained"])
def verifier(encoder: SentenceTransformerEncoder) -> Verifier:
    """Each Verifier that the settings can name."""
    return build_verifier(Settings(), encoder)


class TestVerifier:
    def test_a_verbatim_claim_has_full_support(self, verifier: Verifier) -> None:
        assert [verifier.verify(sentence, FLOOD) for sentence in FLOOD] == [1.0, 1.0, 1.0]

    @pytest.mark.parametrize("claim", ["", " \n"])
    def test_a_claim_that_says_nothing_is_not_borne(self, verifier: Verifier, claim: str) -> None:
        assert verifier.verify(claim, FLOOD) == 0
        assert verifier.verify(claim, ["", *FLOOD]) == 0

    def test_nothing_bears_a_claim_without_sentences(self, verifier: Verifier) -> None:
        assert verifier.verify("Nobody was killed.", []) == 0.0
        assert verifier.verify("Nobody was killed.", ["", "  "]) == 0.0

    def test_the_bearing_sentence_ranks_first(self, verifier: Verifier) -> None:
        flood = Context(sentences=FLOOD)
        evidence = [Evidence(context=flood, position=i) for i in range(3)]
        ranked = verifier.rank("Ines Tolland is the mayor.", evidence)
        assert (ranked.shape, ranked.dtype) == ((3,), np.float32)
        assert int(np.argmax(ranked)) == 1

    def test_no_evidence_has_no_ranks(self, verifier: Verifier) -> None:
        assert verifier.rank("Ines Tolland is the mayor.", []).shape == (0,)

    def test_any_text_gets_a_support_between_none_and_full(self, verifier: Verifier) -> None:
        for claim in ("", "?", "🌊" * 50, "word " * 3000, "\x00"):
            assert 0.0 <= verifier.verify(claim, [*FLOOD, "word " * 5000, "💧"]) <= 1.0
