"""What holds of every citation, whatever the articles: it is exact, it re-verifies, and no forgery does."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import rag
from rag.index.generations import open_generation
from rag.verification.saved_answers import verify_answers
from tests.examples import examples

SENTENCES = (
    "The mill burned down on Thursday night.",
    "Nobody was hurt, said Dr. Lund of the U.S. Geological Survey.",
    "“We will build it again,” she said. “In stone.”",
    "Feuerwehr und Ärzte kamen um 3.40 Uhr an.",
    "The ferry carried 61,000 passengers this year 🙂, a tenth more than last.",
    "A naïve café owner paid £3.50 for combining marks: e\u0301.",
    "• Prices rose by 3.5 percent;",
    "Why did the bridge close?",
    "火灾发生在星期四晚上。",
    "Ends with an ellipsis…",
    "word " * 300,
    "(a) first, (b) second, (c) third",
    "See https://x.example/a?b=c&d=e for more.",
    "No full stop and a tab\there",
)
BOILERPLATE = (
    "Join now for FREE unlimited access to wire.example",
    "Read more",
    "Advertisement",
    "Our standards: The Wire Trust Principles.",
    "All rights reserved.",
)
TITLES = ("Mill burns", "title: with colon", "# Heading", "Über die Brücke", "Ferry\u2028stops")
QUESTIONS = (
    "what burned down?",
    "how many passengers?",
    "who said it?",
    "Wann kam die Feuerwehr?",
    "join now?",
)

paragraphs = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join) | st.sampled_from(BOILERPLATE),
    min_size=1,
    max_size=6,
)


@st.composite
def articles(draw: st.DrawFn) -> str:
    """An article: perhaps front matter, perhaps a headline, then paragraphs with boilerplate between."""
    head = ""
    if draw(st.booleans()):
        head = f"---\ntitle: {json.dumps(draw(st.sampled_from(TITLES)))}\npublished: 2023-02-03\n---\n"
    elif draw(st.booleans()):
        head = draw(st.sampled_from(TITLES)) + "\n\n"
    gap = draw(st.sampled_from(["\n\n", "\n", "\r\n\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + head + gap.join(draw(paragraphs))


corpora = st.dictionaries(
    st.sampled_from(["a.txt", "a.md", "b/c.txt", "d.markdown"]), articles(), min_size=1, max_size=3
)


def build(folder: Path, corpus: dict[str, str]) -> rag.Settings:
    for name, text in corpus.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return rag.Settings(corpus=folder / "corpus", index=folder / "index", answer_threshold=0.01, claims=6)


def verifies(answer: dict[str, Any], folder: Path, chosen: rag.Settings) -> bool:
    saved = folder / "answer.json"
    saved.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    return all(check.holds for check in verify_answers(saved, chosen))


@examples(8, suppress_health_check=list(HealthCheck))
@given(corpora, st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=2, unique=True))
def test_every_citation_of_every_answer_is_an_exact_slice_and_re_verifies(
    corpus: dict[str, str], questions: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = build(folder, corpus)
        report = rag.rebuild(settings=chosen)
        assert report.counts()["failed"] == 0
        archive = rag.open_archive(settings=chosen)
        for question in questions:
            answer = archive.ask(question)
            shown = [c for claim in answer.claims for c in claim.citations] + list(answer.near_misses)
            for citation in shown:
                article = archive.article(citation.article.article_id)
                cited = citation.to_dict()
                assert article.text[cited["start"] : cited["end"]] == cited["quote"] != ""
                marks = [m for m in article.marks if m.start < cited["end"] and cited["start"] < m.end]
                assert marks == []
            assert verifies(answer.to_dict(), folder, chosen)
        again = rag.rebuild(settings=chosen.model_copy(update={"index": folder / "again"}))
        assert again.index_id == report.index_id
        other = rag.open_archive(settings=chosen.model_copy(update={"index": folder / "again"}))
        for question in questions:
            found = [(hit.to_dict(), hit.text) for hit in archive.search(question)]
            assert found == [(hit.to_dict(), hit.text) for hit in other.search(question)]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, rag.Settings]:
    """An answer as JSON, and what it verifies against."""
    folder = tmp_path_factory.mktemp("saved")
    head = "---\ntitle: Über die Brücke\noutlet: Wire\nauthor: Ida\npublished: 2023-02-03\n---\n"
    chosen = build(folder, {"a.md": head + " ".join(SENTENCES[:6])})
    rag.rebuild(settings=chosen)
    answer = rag.ask("who said that the mill burned down?", settings=chosen).to_dict()
    assert len(answer["claims"]) >= 1
    assert verifies(answer, folder, chosen)
    return answer, folder, chosen


CHECKED = ("article_id", "title", "outlet", "author", "published", "quote", "text_sha256", "start", "end")


@examples(150)
@given(data=st.data())
def test_altering_any_one_character_of_a_citation_is_found(
    saved: tuple[dict[str, Any], Path, rag.Settings], data: st.DataObject
) -> None:
    true, folder, chosen = saved
    answer = copy.deepcopy(true)
    claim = data.draw(st.sampled_from(answer["claims"]))
    citation = claim["citations"][0]
    key = data.draw(st.sampled_from(CHECKED))
    if key in ("start", "end"):
        citation[key] += data.draw(st.integers(-9, 9).filter(bool))
    else:
        value = citation[key]
        place = data.draw(st.integers(0, len(value) - 1))
        char = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != value[place]))
        citation[key] = value[:place] + data.draw(st.sampled_from(["", char])) + value[place + 1 :]
    if key == "quote":
        claim["text"] = citation["quote"]
    assert not verifies(answer, folder, chosen)


def test_save_and_load_gives_the_same_articles_sentences_and_passages(
    saved: tuple[dict[str, Any], Path, rag.Settings],
) -> None:
    *_, chosen = saved
    first, second = open_generation(chosen.index), open_generation(chosen.index)
    assert first.manifest == second.manifest
    assert first.catalogue.article("a") == second.catalogue.article("a")
    assert first.catalogue.sentences(0) == second.catalogue.sentences(0)
    assert first.catalogue.passages_of(0) == second.catalogue.passages_of(0)
    assert (first.vectors == second.vectors).all()
