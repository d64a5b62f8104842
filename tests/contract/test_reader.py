"""What every `Reader` does: one score in [0, 1] for each sentence, the same in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.builders import build_reader
from rag.question import Question
from rag.schema import Context, Evidence
from rag.settings import Settings
from tests.cross_encoders import cross_encoder
from tests.examples import examples

if TYPE_CHECKING:
    from rag.embedding.encoder import Encoder
    from rag.qa.reader import Reader

BRIDGE = Context(
    sentences=(
        "Mayor Ines Tolland opened the new bridge over the Ald on Friday.",
        "It cost 4.2 million crowns and took three years to build.",
        "The old bridge had been closed since 2016 because its arches were cracking.",
        "Shopkeepers said they hoped for more visitors.",
    ),
    title="Marlow Green opens its bridge",
)
HARBOUR = Context(
    sentences=("The harbour of Skell freezes every winter.", "Ferries stop for a month."), title="Ice"
)
EVIDENCE = [
    *(Evidence(context=BRIDGE, position=i) for i in range(4)),
    *(Evidence(context=HARBOUR, position=i) for i in range(2)),
]
WHY = Question("why was the old bridge closed?")


@pytest.fixture(scope="module", params=["trained", "CrossEncoder"])
def reader(request: pytest.FixtureRequest, encoder: Encoder, tmp_path_factory: Any) -> Reader:
    """Each Reader that the settings can name."""
    if request.param == "trained":
        return build_reader(Settings(), encoder)
    folder = cross_encoder(tmp_path_factory.mktemp("reader") / "ranker", outputs=1)
    return build_reader(Settings(reader=str(folder)), encoder)


class TestReader:
    def test_each_sentence_has_a_score(self, reader: Reader) -> None:
        assert reader.reads(WHY)
        scores = reader.score(WHY, EVIDENCE)
        assert (scores.shape, scores.dtype) == ((6,), np.float32)

    def test_no_evidence_has_no_scores(self, reader: Reader) -> None:
        assert reader.score(WHY, []).shape == (0,)

    def test_the_same_twice_and_in_any_order(self, reader: Reader) -> None:
        first = reader.score(WHY, EVIDENCE)
        np.testing.assert_array_equal(first, reader.score(WHY, EVIDENCE))
        order = [5, 2, 0, 3, 1, 4]
        shuffled = reader.score(WHY, [EVIDENCE[i] for i in order])
        np.testing.assert_allclose(shuffled, first[order], atol=1e-5)

    @examples(20)
    @given(question=st.text(max_size=60), texts=st.lists(st.text(max_size=80), min_size=1, max_size=4))
    def test_any_text_has_scores_within_bounds(self, reader: Reader, question: str, texts: list[str]) -> None:
        context = Context(sentences=tuple(texts))
        evidence = [Evidence(context=context, position=i) for i in range(len(texts))]
        scores = reader.score(Question(question), evidence)
        assert ((scores >= 0) & (scores <= 1)).all()
