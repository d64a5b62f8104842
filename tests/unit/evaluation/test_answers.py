"""The task `answers` of `rag eval`, against figures worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import EvaluationError
from rag.evaluation import evaluate_answers
from rag.evaluation.answers import _file_name, _outcome, _Source, _sources, _summarise, _write_corpus
from rag.schema import Answer, Article, Citation, Claim, Hit, Passage, Sentence, sha256_of_text
from rag.settings import Settings
from tests.reading import read_article

if TYPE_CHECKING:
    from pathlib import Path


def line(**fields: Any) -> dict[str, Any]:
    return {"_where": "gold.jsonl, line 1", **fields}


# Where a quote lies


CHUNK = "The mill employed 214 people from Aldbrook . It burned down on Thursday night ."
SOURCE = _Source(article_ids=frozenset({"mill"}), words=tuple(CHUNK.split()))


@pytest.mark.parametrize(
    ("article_id", "quote", "holds"),
    [
        ("mill", "The mill employed 214 people from Aldbrook.", True),
        ("mill", "Themillemployed214people", True),
        ("other", "The mill employed 214 people from Aldbrook.", False),
        ("mill", "it burned down on Thursday", True),  # four of five words
        ("mill", "We say: burned down on it is said", False),  # three of eight in one run
        ("mill", "We say: burned down on Thursday it seems", True),  # four of eight in one run
        ("mill", "The mill , employed 215 people , burned", False),  # five words, never four in a run
        ("mill", "", False),
        ("mill", "Nothing of it", False),
    ],
)
def test_a_quote_lies_in_gold_whole_or_with_half_of_its_words_in_one_run(
    article_id: str, quote: str, holds: bool
) -> None:
    assert SOURCE.holds(article_id, quote) is holds


def hit(text: str, article_id: str = "mill") -> Hit:
    article = Article(article_id=article_id, title="T", text=text, text_sha256=sha256_of_text(text))
    return Hit(article=article, passage=Passage(start=0, end=len(text)), score=1.0)


def test_a_hit_has_a_gold_passage_when_half_of_the_shorter_is_in_one_run() -> None:
    whole = f"{'Before it all was well. ' * 20}{CHUNK}{' Then it rained.' * 20}"
    assert SOURCE.lies_in(hit(whole))
    assert SOURCE.lies_in(hit("people from Aldbrook"))
    assert not SOURCE.lies_in(hit(whole, "other"))
    assert not SOURCE.lies_in(hit("People in Aldbrook were told that nothing had burned"))


def asked(hits: list[Hit], *cited: str) -> Answer:
    claims = []
    for quote in cited:
        article = hit(quote).article
        citation = Citation(
            article=article,
            sentence=Sentence(start=0, end=len(quote)),
            passage=Passage(start=0, end=len(quote)),
            support=1.0,
        )
        claims.append(Claim(text=quote, score=0.9, citations=(citation,)))
    return Answer(question="q", claims=tuple(claims), hits=tuple(hits), index_id="", settings_id="")


def test_the_figures_of_answers_are_those_of_the_contract() -> None:
    right, wrong = "It burned down on Thursday night .", "The butcher conceded defeat before midnight ."
    miss, found = hit("something else", "other"), hit(CHUNK)
    answers = [
        (asked([found], right, wrong), [SOURCE]),
        (asked([miss] * 3 + [found], wrong, right), [SOURCE]),
        (asked([miss] * 7 + [found]), [SOURCE]),
        (asked([miss], wrong), [SOURCE]),
        (asked([miss]), []),
        (asked([miss], wrong), []),
    ]
    figures = _summarise([_outcome(answer, sources, 0.5) for answer, sources in answers])
    assert figures == {
        "recall_at_1": 1 / 4,
        "recall_at_5": 2 / 4,
        "recall_at_10": 3 / 4,
        "first_citation_in_gold": 1 / 4,
        "any_citation_in_gold": 2 / 4,
        "claims_in_gold": 2 / 6,
        "sure_claims_in_gold": 2 / 6,
        "answered": 4 / 6,
        "refusal_precision": 1 / 2,
        "refusal_recall": 1 / 2,
        "seconds_per_question": 0.5,
        "questions": 6,
    }


def test_a_claim_that_is_less_sure_counts_among_all_claims_and_not_among_the_sure_ones() -> None:
    answer = asked([], "The butcher conceded defeat before midnight .", "It burned down on Thursday night .")
    sure = replace(answer.claims[1], score=0.95)
    answer = replace(answer, claims=(sure, answer.claims[0]), answer_threshold=0.95)
    figures = _summarise([_outcome(answer, [SOURCE], 0.5)])
    assert (figures["claims_in_gold"], figures["sure_claims_in_gold"]) == (1 / 2, 1)


def test_the_figures_of_no_question_are_null() -> None:
    figures = _summarise([])
    assert figures.pop("questions") == 0
    assert set(figures.values()) == {None}


# Reading the folder


@pytest.mark.parametrize(
    "sources",
    [
        None,
        {},
        ["x"],
        [{"chunk_text": "x"}],
        [{"article_ids": "x", "chunk_text": "x"}],
        [{"article_ids": ["x"]}],
        [{"article_ids": ["x"], "chunk_text": None}],
    ],
)
def test_malformed_sources_are_refused_with_file_and_line(sources: Any) -> None:
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 1"):
        _sources(line(sources=sources), encoded=True)


@pytest.mark.parametrize("question", ["", "?!", "why? " * 500])
def test_a_question_that_cannot_be_asked_is_refused_with_file_and_line(tmp_path: Path, question: str) -> None:
    text = json.dumps({"question": question, "sources": []})
    (tmp_path / "questions.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"questions\.jsonl, line 1: the question"):
        evaluate_answers(tmp_path, Settings(), lambda *_: None)


@pytest.mark.parametrize(
    "article_id", ["plain", "a/b", "../up", "..", ".hidden", "a b", "ü", "x.txt", "50%", "./../x"]
)
def test_an_article_of_a_data_set_is_found_again_under_its_id(tmp_path: Path, article_id: str) -> None:
    _write_corpus([line(id=article_id, text="The mill burned.")], tmp_path / "corpus")
    (path,) = (tmp_path / "corpus").iterdir()
    assert path.name == f"{_file_name(article_id)}.txt"
    assert not path.name.startswith(".")
    (source,) = _sources(line(sources=[{"article_ids": [article_id], "chunk_text": "x"}]), encoded=True)
    assert source.article_ids == {path.stem}


@pytest.mark.parametrize("stated", [{}, {"headline": "A: “mill” #1", "firstcreated": "2023-02-03T10:00:00Z"}])
def test_an_article_of_a_data_set_keeps_its_text_and_what_is_stated(
    tmp_path: Path, stated: dict[str, str]
) -> None:
    text = "---\nnot: front matter\n---\nThe mill burned."
    _write_corpus([line(id=7, text=text, **stated)], tmp_path / "corpus")
    article = read_article("7", ".txt", (tmp_path / "corpus" / "7.txt").read_bytes())
    assert article is not None
    assert article.text == text
    assert article.published_at == ("2023-02-03T10:00:00+00:00" if stated else None)
    assert (article.title == "A: “mill” #1") is bool(stated)


@pytest.mark.parametrize(
    "record", [{"text": "x"}, {"id": "", "text": "x"}, {"id": "a"}, {"id": "x" * 999, "text": "x"}]
)
def test_an_article_that_cannot_be_written_is_refused_with_file_and_line(
    tmp_path: Path, record: dict[str, Any]
) -> None:
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 1"):
        _write_corpus([line(**record)], tmp_path / "corpus")
