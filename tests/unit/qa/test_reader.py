"""The trained Reader: what it prefers, spans inside sentences, other languages; what all do: `tests/contract`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.builders import build_reader
from rag.errors import EncoderError, ReaderError
from rag.qa import network
from rag.qa.reader import READ_MOST, CrossEncoderReader
from rag.question import Question
from rag.schema import Context, Evidence
from rag.settings import Settings
from tests.cross_encoders import cross_encoder
from tests.examples import examples

ALD = Context(
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
    *(Evidence(context=ALD, position=i) for i in range(4)),
    *(Evidence(context=HARBOUR, position=i) for i in range(2)),
]


@pytest.fixture(scope="module")
def reader(encoder):
    return build_reader(Settings(), encoder)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("who opened the new bridge?", 0),
        ("how much did the bridge cost?", 1),
        ("why was the old bridge closed?", 2),
        ("how long do ferries stop in winter?", 5),
    ],
)
def test_the_sentence_that_answers_comes_first(reader, question, best) -> None:
    scores = reader.score(Question(question), EVIDENCE)
    assert scores.shape == (6,)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == best


def test_what_the_sentences_do_not_say_scores_lower_than_what_they_say(reader) -> None:
    said = reader.score(Question("how much did the bridge cost?"), EVIDENCE).max()
    unsaid = reader.score(Question("what is the population of Marlow Green?"), EVIDENCE).max()
    assert unsaid < said


@pytest.mark.parametrize(
    "question", ["how old is Mayor Ines Tolland?", "how much did Mayor Ines Tolland pay for the old bridge?"]
)
def test_a_name_without_the_figure_that_is_asked_for_is_no_answer(reader, question) -> None:
    assert reader.score(Question(question), EVIDENCE[:1]).max() < 0.1
    assert reader.score(Question("who opened the new bridge?"), EVIDENCE[:1]).max() > 0.5


def test_the_words_that_answer_lie_inside_the_sentence(reader) -> None:
    (span,) = reader.find(Question("how much did the bridge cost?"), [EVIDENCE[1]])
    assert span is not None
    assert "4.2 million" in EVIDENCE[1].text[slice(*span)]


@examples(20)
@given(st.text(max_size=60), st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_has_spans_within_bounds(reader, question, texts) -> None:
    context = Context(sentences=tuple(texts))
    evidence = [Evidence(context=context, position=i) for i in range(len(texts))]
    for e, span in zip(evidence, reader.find(Question(question), evidence), strict=True):
        assert span is None or 0 <= span[0] < span[1] <= len(e.text)


def test_a_question_in_another_language_is_ranked_by_closeness(reader) -> None:
    assert not reader.reads(Question("Warum wurde die alte Brücke geschlossen und wann?"))
    scores = reader.score(Question("Warum wurde die alte Brücke geschlossen und wann?"), EVIDENCE)
    assert ((scores > 0) & (scores < 1)).all()


def test_company_changes_no_logit(reader) -> None:
    alone = reader.score(Question("who opened the new bridge?"), EVIDENCE[:4])
    longer = Context(sentences=("A very long sentence goes on and on. " * 8,) * 3, title="Long")
    crowd = [*EVIDENCE[:4], Evidence(context=longer, position=1)]
    together = reader._network.read("who opened the new bridge?", crowd)[:4]
    np.testing.assert_array_equal(together, reader._network.read("who opened the new bridge?", EVIDENCE[:4]))
    assert alone.argmax() == 0


def test_a_sentence_in_many_articles_keeps_no_other_from_being_read(reader) -> None:
    question = "why was the old bridge in Marlow Green closed?"
    asked = "Marlow Green asked why the old bridge was closed."
    often = [Evidence(context=Context(sentences=(asked,)), position=0)] * READ_MOST
    assert reader.score(Question(question), [*often, *EVIDENCE]).argmax() >= READ_MOST


def test_other_weights_are_refused(tmp_path, monkeypatch) -> None:
    spoilt = tmp_path / "reading.safetensors"
    spoilt.write_bytes(network.WEIGHTS.read_bytes()[:-1] + b"?")
    monkeypatch.setattr(network, "WEIGHTS", spoilt)
    network.load_network.cache_clear()
    with pytest.raises(ReaderError, match="SHA-256"):
        network.load_network()
    monkeypatch.setattr(network, "WEIGHTS", tmp_path / "absent")
    with pytest.raises(ReaderError, match="Reinstall"):
        network.load_network()


def test_a_cross_encoder_can_be_named_as_the_reader(tmp_path) -> None:
    named = build_reader(Settings(reader=str(cross_encoder(tmp_path / "ranker", outputs=1))))
    assert isinstance(named, CrossEncoderReader)


def test_a_classifier_is_no_reader(tmp_path) -> None:
    with pytest.raises(ReaderError, match="3 figures"):
        build_reader(Settings(reader=str(cross_encoder(tmp_path / "classes", outputs=3))))


def test_a_reader_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(EncoderError, match=r"reader .*no such folder"):
        build_reader(Settings(reader=str(tmp_path / "none")))
