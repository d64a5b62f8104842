"""The records that flow between the steps, and the JSON contract of the product."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import FrozenInstanceError
from datetime import date
from typing import get_args

import pytest

import rag
from rag.schema import (
    Answer,
    Article,
    Citation,
    Claim,
    Hit,
    LedgerEntry,
    LedgerState,
    Mark,
    Passage,
    RebuildReport,
    Sentence,
    TextRole,
    sha256_of_text,
)

TEXT = "Wall falls\n\nIt fell. Read more\n\nIt 🙂 rose."
ARTICLE = Article(
    article_id="town/wall",
    title="Wall falls",
    text=TEXT,
    text_sha256=sha256_of_text(TEXT),
    published=date(2022, 9, 15),
    published_at="2022-09-15T08:30:00+03:00",
    marks=(Mark(start=0, end=10, role="title"), Mark(start=21, end=30, role="boilerplate")),
)


def citation_of(start: int = 12, end: int = 20, support: float = 1.0, score: float | None = None) -> Citation:
    passage = Passage(start=0, end=20)
    sentence = Sentence(start=start, end=end)
    return Citation(article=ARTICLE, sentence=sentence, passage=passage, support=support, score=score)


CITATION_KEYS = (
    "article_id title outlet author url language published published_at page start end quote text_sha256 "
    "passage support file_sha256 parser"
).split()
LEDGER_KEYS = ["path", "state", "article_id", "reason", "articles", "parser", "copy_of"]
ANSWER = Answer(
    question="What fell?",
    claims=(
        Claim(
            text="It fell.",
            score=0.12345678,
            citations=(citation_of(support=0.9), citation_of(support=0.5)),
            context=(citation_of(),),
        ),
    ),
    near_misses=(citation_of(score=0.25),),
    hits=(Hit(article=ARTICLE, passage=Passage(start=0, end=20), score=0.5),),
    undated_left_out=2,
    index_id="i",
    settings_id="s",
    elapsed_ms=7,
)


def test_an_answer_as_json_has_exactly_the_keys_of_the_contract_in_its_order() -> None:
    data = json.loads(json.dumps(ANSWER.to_dict()))
    assert (
        list(data)
        == (
            "schema question completed_question status reason reason_code claims disagreements near_misses "
            "answer_threshold hits undated_left_out filters index_id settings_id elapsed_ms"
        ).split()
    )
    (claim,) = data["claims"]
    assert (
        list(claim)
        == ("text score support speaker independent_sources answer_span context citations").split()
    )
    assert [list(c) for c in (*claim["citations"], *claim["context"])] == [CITATION_KEYS] * 3
    assert [list(c) for c in data["near_misses"]] == [[*CITATION_KEYS, "score"]]
    assert [list(h) for h in data["hits"]] == [["article_id", "start", "end", "score"]]


def test_an_answer_as_json_has_the_values_of_the_contract() -> None:
    data = ANSWER.to_dict()
    assert (data["schema"], data["status"], data["undated_left_out"]) == (1, "answered", 2)
    assert data["claims"][0]["score"] == 0.123457
    assert data["claims"][0]["citations"][0] == {
        "article_id": "town/wall",
        "title": "Wall falls",
        "outlet": None,
        "author": None,
        "url": None,
        "language": None,
        "published": "2022-09-15",
        "published_at": "2022-09-15T08:30:00+03:00",
        "page": None,
        "start": 12,
        "end": 20,
        "quote": "It fell.",
        "text_sha256": sha256_of_text(TEXT),
        "passage": {"start": 0, "end": 20},
        "support": 0.9,
        "file_sha256": "",
        "parser": "",
    }


def test_what_does_not_exist_yet_is_null_or_empty() -> None:
    data = ANSWER.to_dict()
    assert data["completed_question"] is None
    assert data["disagreements"] == []
    claim = data["claims"][0]
    assert (claim["speaker"], claim["independent_sources"], claim["answer_span"]) == (None, None, None)


def test_the_support_of_a_claim_is_the_lowest_of_its_citations() -> None:
    assert ANSWER.claims[0].support == ANSWER.to_dict()["claims"][0]["support"] == 0.5


def test_an_answer_without_claims_has_abstained() -> None:
    answer = Answer(question="?", reason="Nothing.", reason_code="no_evidence", index_id="i", settings_id="s")
    data = answer.to_dict()
    assert (data["status"], data["claims"]) == ("abstained", [])
    assert list(data) == list(ANSWER.to_dict())


def test_a_claim_is_sure_from_the_threshold_on_and_always_where_none_is_known() -> None:
    claims = tuple(dataclasses.replace(ANSWER.claims[0], score=score) for score in (0.9, 0.4, 0.39))
    answer = dataclasses.replace(ANSWER, claims=claims, answer_threshold=0.4)
    assert (answer.sure_claims, answer.likely_claims) == (claims[:2], claims[2:])
    assert (answer.status, answer.to_dict()["answer_threshold"]) == ("answered", 0.4)
    unknown = dataclasses.replace(answer, answer_threshold=None)
    assert (unknown.sure_claims, unknown.likely_claims) == (claims, ())


def test_a_quote_is_the_exact_slice_counted_in_code_points() -> None:
    citation = citation_of(32, 42)
    assert citation.quote == TEXT[32:42] == "It 🙂 rose."
    assert citation.to_dict()["quote"] == "It 🙂 rose."


def test_a_hash_is_that_of_the_utf_8_bytes() -> None:
    assert sha256_of_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_of_text("é") != sha256_of_text("e\u0301")
    assert re.fullmatch("[0-9a-f]{64}", ARTICLE.text_sha256)


def test_the_story_of_an_article_leaves_out_boilerplate_alone() -> None:
    assert ARTICLE.story() == "Wall falls\n\nIt fell. \n\nIt 🙂 rose."


def test_an_article_as_json_has_its_text_and_marks() -> None:
    data = ARTICLE.to_dict()
    assert data["marks"][1] == {"start": 21, "end": 30, "role": "boilerplate"}
    assert sha256_of_text(data["text"]) == data["text_sha256"]
    assert json.loads(json.dumps(data)) == data


def test_two_answers_that_differ_in_time_alone_are_equal() -> None:
    assert dataclasses.replace(ANSWER, elapsed_ms=99) == ANSWER
    assert dataclasses.replace(ANSWER, index_id="j") != ANSWER


@pytest.mark.parametrize(
    "record", [ANSWER, ARTICLE, ARTICLE.marks[0], citation_of(), ANSWER.hits[0], ANSWER.claims[0]]
)
def test_records_cannot_be_changed_and_take_no_new_names(record: object) -> None:
    name = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
    assert not hasattr(record, "__dict__")


def test_records_are_made_by_keyword_alone() -> None:
    with pytest.raises(TypeError):
        Sentence(0, 5)  # type: ignore[misc]


def test_a_report_counts_every_state_a_file_can_end_in() -> None:
    states = get_args(LedgerState)
    ledger = tuple(LedgerEntry(path=state, state=state) for state in states)
    report = RebuildReport(
        index_id="i",
        generation="g",
        articles=1,
        sentences=2,
        passages=3,
        passages_encoded=3,
        ignored=4,
        garbled=1,
        guessed=2,
        ledger=ledger,
        elapsed_s=1.23456,
    )
    assert report.counts() == dict.fromkeys(states, 1)
    data = report.to_dict()
    assert data["counts"] == report.counts()
    assert [list(entry) for entry in data["ledger"]] == [LEDGER_KEYS] * len(states)
    assert data["elapsed_s"] == 1.235
    assert json.loads(json.dumps(data)) == data


def test_every_public_name_of_the_package_can_be_had() -> None:
    assert all(getattr(rag, name) for name in rag.__all__)
    assert set(rag.__all__) <= set(dir(rag))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rag.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("roles", "mostly"),
    [
        ({"heading": 34}, True),
        ({"boilerplate": 17, "heading": 17}, True),
        ({"heading": 33}, False),
        ({"title": 30, "byline": 30}, False),
        ({"frame": 70, "heading": 11}, True),
    ],
)
def test_an_article_of_which_over_a_third_is_boilerplate_or_headings_is_mostly_marked(
    roles: dict[TextRole, int], mostly: bool
) -> None:
    marks, position = [], 0
    for role, length in roles.items():
        marks.append(Mark(start=position, end=position + length, role=role))
        position += length
    article = dataclasses.replace(ARTICLE, text="x" * 100, marks=tuple(marks))
    assert article.mostly_marked is mostly
