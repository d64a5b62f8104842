"""One story in several outlets: grouped, told once, and each copy cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import rag
from rag.filters import Filters
from rag.index.generations import open_generation
from rag.index.ledger import read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

STORY = """\
The old bridge over the Tarn in Norwick will close on Monday for 14 weeks, the county said. Engineers found
27 cracks in its eastern pier after a pump had failed, according to Mara Ostrow, who leads the works.

Lorries must take the road through Hale, which adds nine kilometres to the trip. A ferry will carry people on
foot until the bridge opens again.
"""
QUESTION = "how many cracks did engineers find in the pier of the Norwick bridge?"


def article(outlet: str, published: str, text: str, title: str = "Bridge to close") -> str:
    """A file of an outlet."""
    return f"---\ntitle: {title}\noutlet: {outlet}\npublished: {published}\n---\n{text}"


@pytest.fixture
def wired(place: Any) -> Any:
    """The archive with one story in three outlets, and an update of it."""
    files = {
        "wire.md": article("Lakeside Wire", "2023-03-01", f"NORWICK, March 1 (Lakeside Wire) – {STORY}"),
        "courier.md": article("Vale Courier", "2023-03-02", STORY, "Norwick cut off"),
        "short.md": article(
            "Tarn Gazette", "2023-03-02", STORY.split("\n\n", maxsplit=1)[0], "No way over the Tarn"
        ),
        "update.md": article("Lakeside Wire", "2023-03-05", STORY.replace("27", "31"), "More cracks"),
    }
    for name, text in files.items():
        (place.corpus / name).write_text(text, encoding="utf-8")
    place.rebuild()
    return place


def test_a_rebuild_prints_a_line_for_what_was_not_indexed_and_for_nothing_else(
    place: Any, rag_command: Run
) -> None:
    (place.corpus / "wire.md").write_text(article("Lakeside Wire", "2023-03-01", STORY), encoding="utf-8")
    (place.corpus / "courier.md").write_text(article("Vale Courier", "2023-03-02", STORY), encoding="utf-8")
    place.rebuild()
    (place.corpus / "echo.md").write_text(article("Tarn Echo", "2023-03-03", STORY), encoding="utf-8")
    (place.corpus / "courier.md").write_text(
        article("Vale Courier", "2023-03-02", STORY, "Norwick cut off"), encoding="utf-8"
    )
    (place.corpus / "wire.md").unlink()
    (place.corpus / "empty.txt").write_text("\n", encoding="utf-8")
    (place.corpus / "notes.xyz").write_text("Notes.", encoding="utf-8")
    (place.corpus / "broken.md").write_text("---\ntitle: [\n---\nText.", encoding="utf-8")
    printed = rag_command("rebuild", *place.options)
    assert printed.code == 1
    lines = printed.out.splitlines()
    told = [
        tuple(line.split(": ")[:2]) for line in lines if ".md" in line or ".txt" in line or ".xyz" in line
    ]
    assert told == [
        ("failed", "broken.md"), ("empty", "empty.txt"), ("unsupported", "notes.xyz"), ("removed", "wire.md"),
    ]  # fmt: skip
    assert "1 new version, 1 copy of" in lines[-2]


def test_the_ledger_says_whose_copy_a_file_is(wired: Any, rag_command: Run) -> None:
    ledger = read_ledger(wired.index).entries
    told = {e.path: (e.state, e.copy_of) for e in ledger if e.state != "unchanged"}
    assert told == {
        "wire.md": ("indexed", None), "courier.md": ("copy of", "wire"), "short.md": ("copy of", "wire"),
        "update.md": ("indexed", None),
    }  # fmt: skip
    again = {e.path: (e.state, e.copy_of) for e in wired.rebuild().ledger if e.copy_of}
    assert again == {"courier.md": ("unchanged", "wire"), "short.md": ("unchanged", "wire")}
    status = rag_command("status", *wired.options, "--json").json()
    assert {e["path"]: e["copy_of"] for e in status["ledger"] if e["copy_of"]} == {
        "courier.md": "wire", "short.md": "wire",
    }  # fmt: skip


def test_a_claim_is_told_once_and_cites_every_copy_the_original_first(wired: Any) -> None:
    answer = rag.ask(QUESTION, settings=wired.settings(answer_threshold=0.05))
    claim = next(c for c in answer.claims if "27 cracks" in " ".join(c.text.split()))
    assert [c.article.article_id for c in claim.citations] == ["wire", "courier", "short"]
    for citation in claim.citations:
        start, end = citation.sentence.start, citation.sentence.end
        assert citation.article.text[start:end] == citation.quote
    assert sum("27 cracks" in " ".join(c.text.split()) for c in answer.claims) == 1
    assert any("31 cracks" in " ".join(c.text.split()) for c in answer.claims), "an update is no copy"


def test_a_sentence_with_soft_hyphens_is_the_same_one_and_is_found_by_its_words(place: Any) -> None:
    broken = STORY.replace("cracks", "cra\u00adcks").replace("Norwick", "Nor\u00adwick")
    for name, text in (("one.md", STORY), ("two.md", broken)):
        (place.corpus / name).write_text(article("Tarn Echo", "2023-03-01", text), encoding="utf-8")
    place.rebuild()
    archive = rag.open_archive(settings=place.settings(answer_threshold=0.05))
    claim, *_ = archive.ask(QUESTION).claims
    assert [c.article.article_id for c in claim.citations] == ["one", "two"]
    assert "cra\u00adcks" in claim.citations[1].quote
    assert len(open_generation(place.index).catalogue.rank_sentences("cracks", 9, None)) == 2


def test_of_the_copies_only_those_that_pass_the_filters_are_cited(wired: Any) -> None:
    archive = rag.open_archive(settings=wired.settings(answer_threshold=0.05))
    answer = archive.ask(QUESTION, Filters.parse(outlets=["Vale Courier", "Tarn Gazette"]))
    (first, *_) = answer.claims
    assert [c.article.article_id for c in first.citations] == ["courier", "short"]


def test_every_citation_of_a_copy_verifies(wired: Any, rag_command: Run, tmp_path: Any) -> None:
    outcome = rag_command("ask", QUESTION, "--json", "--index", str(wired.index))
    path = tmp_path / "answer.json"
    path.write_text(outcome.out, encoding="utf-8")
    assert rag_command("verify", str(path), "--corpus", str(wired.corpus)).code == 0


def test_copies_are_in_the_order_of_their_instants(place: Any) -> None:
    moments = {
        "first": "2023-03-02T00:30:00+09:00",
        "second": "2023-03-01T11:00:00-05:00",
        "third": "2023-03-01T17:00:00+00:00",
        "fourth": "2023-03-02",
    }
    for name, moment in reversed(moments.items()):
        (place.corpus / f"{name}.md").write_text(article(name, f'"{moment}"', STORY), encoding="utf-8")
    place.rebuild()
    catalogue = open_generation(place.index).catalogue
    rows = catalogue.story_rows(catalogue.article_ids().index("third"))
    assert [catalogue.article_row(row).article_id for row in rows] == list(moments)


def test_when_the_original_goes_the_earliest_copy_takes_its_place(wired: Any) -> None:
    (wired.corpus / "wire.md").unlink()
    wired.rebuild()
    assert open_generation(wired.index).catalogue.copies() == {"short": "courier"}


def test_an_incremental_rebuild_groups_as_a_fresh_one_does(wired: Any, tmp_path: Any) -> None:
    (wired.corpus / "late.md").write_text(article("Hale Herald", "2023-03-03", STORY), encoding="utf-8")
    wired.rebuild()
    rag.rebuild(corpus=wired.corpus, index=tmp_path / "fresh")
    ours, theirs = (open_generation(index).catalogue.copies() for index in (wired.index, tmp_path / "fresh"))
    assert ours == theirs
    assert ours["late"] == "wire"
