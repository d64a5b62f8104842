"""Our own questions are what README.md says: true to their articles, enough of each kind, split by article."""

from __future__ import annotations

from collections import Counter

import pytest

from rag.evaluation import read_lines
from rag.ingest.corpus import list_corpus, read_corpus_file
from rag.ingest.parsers.items import ParserOptions
from tests.quality.floors import HALVES, HERE, ROOT

TWELVE_EACH = {
    "yes-no", "how", "why", "who-said", "comparison", "list", "date", "negation", "catalogue", "presupposition",
    "who", "what", "where", "how-many",
}  # fmt: skip
UNANSWERABLE = {"presupposition", "unsaid", "off-topic"}


@pytest.fixture(scope="module")
def articles():
    files = list_corpus(ROOT / "corpus").files
    read = [article for file in files for article in read_corpus_file(file, ParserOptions())]
    return {article.article_id: " ".join(article.text.split()) for article in read}


@pytest.fixture(scope="module")
def halves():
    return {half: read_lines([HERE / half / "questions.jsonl"]) for half in HALVES}


@pytest.fixture(scope="module")
def questions(halves):
    return [record for half in HALVES for record in halves[half]]


def gold(records):
    """The article and the words of every gold sentence."""
    return [
        (article_id, source["chunk_text"])
        for record in records
        for source in record["sources"]
        for article_id in source["article_ids"]
    ]


def test_every_gold_sentence_stands_in_its_article(questions, articles):
    pairs = gold(questions)
    assert [i for i, _ in pairs if i not in articles] == []
    assert [(i, sentence) for i, sentence in pairs if sentence not in articles[i]] == []


def test_there_are_240_questions_over_45_articles(questions, articles):
    assert len(questions) >= 240
    assert len(articles) >= 45
    assert {i for i, _ in gold(questions)} == set(articles)


def test_no_article_serves_both_halves(halves):
    tune, report = ({i for i, _ in gold(halves[half])} for half in HALVES)
    assert tune & report == set()


def test_no_question_is_asked_twice(questions):
    asked = Counter(record["question"].casefold().rstrip("?") for record in questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_there_are_enough_of_each_kind(questions):
    kinds = Counter(record["kind"] for record in questions)
    assert set(kinds) == TWELVE_EACH | UNANSWERABLE
    assert {kind: kinds[kind] for kind in TWELVE_EACH if kinds[kind] < 12} == {}
    assert kinds["unsaid"] >= 40


def test_the_halves_are_alike(halves):
    tune, report = (Counter(record["kind"] for record in halves[half]) for half in HALVES)
    assert {k: (tune[k], report[k]) for k in tune | report if abs(tune[k] - report[k]) > 3} == {}


def test_what_can_be_answered_is_told_by_sources_and_assertions(questions):
    for record in questions:
        answerable = record["kind"] not in UNANSWERABLE
        assert bool(record["sources"]) == bool(record["assertions"]) == answerable, record["question"]


def test_a_quarter_of_the_questions_cannot_be_answered(questions):
    assert sum(not record["sources"] for record in questions) * 4 >= len(questions)
