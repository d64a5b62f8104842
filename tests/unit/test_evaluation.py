"""The measures of `rag eval`, against figures worked out by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rag.datamodel import Answer, Article, Citation, Claim, Hit, Passage, Sentence, sha256_of_text
from rag.errors import EvaluationError
from rag.evaluation import (
    _file_name,
    _outcome,
    _Source,
    _sources,
    _summarise,
    _write_corpus,
    evaluate_boundaries,
    evaluate_selection,
    evidence_from,
    read_lines,
)
from rag.parsers import read_article
from rag.pipeline import build_reader
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.datamodel import Evidence


def line(**fields: Any) -> dict[str, Any]:
    return {"_where": "gold.jsonl, line 1", **fields}


def silent(*_: object) -> None:
    """Report nothing."""


# Boundaries


def test_boundaries_count_a_span_only_when_both_its_ends_are_right() -> None:
    text = "It rained. The mill burned. Nobody came."
    assert evaluate_boundaries([line(text=text, spans=[[0, 10], [11, 40]])]) == {
        "precision": 1 / 3,
        "recall": 1 / 2,
        "f1": 2 / 5,
        "texts": 1,
        "spans": 2,
    }


def test_boundaries_pool_the_spans_of_all_texts() -> None:
    lines = [
        line(text="It rained. It burned.", spans=[[0, 10], [11, 21]]),
        line(text="Done.", spans=[[0, 4]]),
    ]
    figures = evaluate_boundaries(lines)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (2 / 3, 2 / 3, 2 / 3)


def test_boundaries_of_nothing_are_null() -> None:
    figures = evaluate_boundaries([line(text=" ", spans=[])])
    assert (figures["precision"], figures["recall"], figures["f1"]) == (None, None, None)


# Selection


def ranked_line(ranks_of_the_right: set[int], size: int = 4) -> dict[str, Any]:
    """A line whose sentences the real Reader ranks in a known order, some of those ranks being right."""
    question = "how many people did the mill employ?"
    sentences = [
        "The mill employed 214 people.",
        "The mill was painted red.",
        "It rained.",
        "A cat slept on a wall.",
    ]
    scores = build_reader(Settings()).score(question, evidence_from(line(
        question=question, sentences=sentences[:size], labels=[0] * size))[0]).tolist()  # fmt: skip
    order = sorted(range(size), key=lambda i: -scores[i])
    labels = [int(order.index(i) + 1 in ranks_of_the_right) for i in range(size)]
    return line(question=question, sentences=sentences[:size], labels=labels)


def test_selection_figures_are_the_means_over_questions_with_both_labels() -> None:
    lines = [ranked_line({1, 3}), ranked_line({2}), ranked_line(set()), ranked_line({1, 2, 3, 4})]
    seen: list[int] = []
    figures = evaluate_selection(lines, Settings(), lambda _, done, total: seen.append(done))
    assert figures["questions"] == 2
    assert figures["map"] == pytest.approx(((1 / 1 + 2 / 3) / 2 + 1 / 2) / 2)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2) / 2)
    assert figures["p_at_1"] == pytest.approx(1 / 2)
    assert seen == [1, 2, 3, 4]


class Indifferent:
    """A Reader that finds every sentence equally good."""

    def score(self, question: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        return np.full(len(evidence), 0.5, dtype=np.float32)


def test_equal_scores_keep_the_order_of_the_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluation.build_reader", lambda _: Indifferent())
    same = {"question": "who came?", "sentences": ["A man came."] * 3}
    for labels, expected in (([1, 0, 0], 1.0), ([0, 1, 0], 1 / 2), ([0, 0, 1], 1 / 3)):
        figures = evaluate_selection([line(**same, labels=labels)], Settings(), silent)
        assert figures["mrr"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("label", "right"),
    [
        (1, True), (True, True), ("entailment", True), ("supported", True), (0, False), (False, False),
        (None, False), ("1", False), ("contradiction", False), ("not_supported", False), (2, False),
    ],
)  # fmt: skip
def test_labels_are_read_as_the_contract_says(label: object, right: bool) -> None:
    assert evidence_from(line(sentences=["A."], labels=[label]))[1] == [right]


def test_sentences_are_consecutive_exactly_when_the_line_has_a_title() -> None:
    titled, _ = evidence_from(line(sentences=["A.", "B."], labels=[0, 1], title="T"))
    assert [(e.before, e.text, e.after, e.title) for e in titled] == [
        ("", "A.", "B.", "T"),
        ("A.", "B.", "", "T"),
    ]
    loose, _ = evidence_from(line(sentences=["A.", "B."], labels=[0, 1]))
    assert [(e.before, e.text, e.after, e.title) for e in loose] == [("", "A.", "", ""), ("", "B.", "", "")]


def test_a_context_is_split_and_labelled_where_an_answer_span_overlaps() -> None:
    context = "It rained. The mill burned. Nobody came."
    evidence, labels = evidence_from(line(context=context, title=None, answer_spans=[[15, 19], [27, 29]]))
    assert [e.text for e in evidence] == ["It rained.", "The mill burned.", "Nobody came."]
    assert labels == [False, True, True]
    assert {e.title for e in evidence} == {""}
    assert evidence_from(line(context=context, title="T", answer_spans=[]))[1] == [False] * 3


# Answers


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
        "answered": 4 / 6,
        "refusal_precision": 1 / 2,
        "refusal_recall": 1 / 2,
        "seconds_per_question": 0.5,
        "questions": 6,
    }


def test_the_figures_of_no_question_are_null() -> None:
    figures = _summarise([])
    assert figures.pop("questions") == 0
    assert set(figures.values()) == {None}


# Reading data sets


def test_files_are_pooled_and_limited_and_blank_lines_skipped(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text('\ufeff{"n": 1}\n\n{"n": 2}\r\n', encoding="utf-8")
    second.write_text('{"n": 3}\n{"n": 4}', encoding="utf-8")
    assert [record["n"] for record in read_lines([first, second])] == [1, 2, 3, 4]
    assert [record["n"] for record in read_lines([first, second], 3)] == [1, 2, 3]
    assert read_lines([first])[1]["_where"] == f"{first}, line 3"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"absent\.jsonl"):
        read_lines([tmp_path / "absent.jsonl"])
    (tmp_path / "latin.jsonl").write_bytes(b'{"a": "caf\xe9"}')
    with pytest.raises(EvaluationError, match=r"latin\.jsonl"):
        read_lines([tmp_path / "latin.jsonl"])


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


def test_records_come_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False), encoding="utf-8")
    assert read_lines([path])[0]["text"] == "a\u2028b\x85c"
