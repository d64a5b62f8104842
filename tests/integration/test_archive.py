"""What an opened archive answers: traced, deterministic, filtered as asked, the same from every thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import rag
from rag.errors import ArticleMissing, QuestionError, SettingsError
from rag.filters import Filters
from rag.history import SavedAnswers
from rag.verification.saved_answers import check_answer

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = (
    "how many people did the mill employ?",
    "who designed the bridge over the Sell?",
    "why was the old bridge closed?",
    "who won the council election?",
    "when will the ferry sail again?",
    "what do the pupils sell on the platform?",
)
"""Each has its answer in one of the articles."""

UNANSWERABLE = "what is the boiling point of tungsten?"
BAITS = (
    "what can I join for free?",
    "what are the Lakeside Trust Principles?",
    "what has Jonas Pike written about?",
    "which captain was awarded a medal after a rescue of swimmers?",
    "what happens to the workers?",
    "where can I read more?",
)
"""Questions about what is no story: banners, author boxes, teasers, headings."""

BOILERPLATE = ("Join now", "Read more", "Trust Principles", "Jonas", "forty years", "Check Also", "medal")


def timeless(answer: rag.Answer) -> dict[str, Any]:
    return answer.to_dict() | {"elapsed_ms": 0}


def citations(answer: rag.Answer) -> list[rag.Citation]:
    found = [c for claim in answer.claims for c in (*claim.citations, *claim.context)]
    return [*found, *answer.near_misses]


def outlets(answer: rag.Answer) -> set[str | None]:
    return {citation.article.outlet for citation in citations(answer)}


# Traced


@pytest.mark.parametrize("question", [*QUESTIONS, *BAITS, UNANSWERABLE, "Aldbrook"])
def test_every_citation_is_an_exact_slice_of_a_story_sentence(archive: rag.Archive, question: str) -> None:
    answer = archive.ask(question, claims=6)
    assert citations(answer)
    for cited in (citation.to_dict() for citation in citations(answer)):
        article = archive.article(cited["article_id"])
        assert article.text[cited["start"] : cited["end"]] == cited["quote"]
        assert cited["text_sha256"] == article.text_sha256
        assert {key: cited[key] for key in article.metadata()} == article.metadata()
        assert cited["passage"]["start"] <= cited["start"] < cited["passage"]["end"]
        marked = [m for m in article.marks if m.start < cited["end"] and cited["start"] < m.end]
        assert marked == []
        assert not any(words in cited["quote"] for words in BOILERPLATE)


@pytest.mark.parametrize(
    ("question", "gold"),
    list(zip(QUESTIONS, ["214", "Ellery", "middle pillar", "Falk won", "March", "juice"], strict=True)),
)
def test_an_easy_question_is_answered_by_its_sentence(archive: rag.Archive, question: str, gold: str) -> None:
    assert any(gold in claim.text for claim in archive.ask(question).claims)


def test_no_claim_says_again_what_a_better_one_says(archive: rag.Archive) -> None:
    claims = [claim.text for claim in archive.ask("how did the wool mill burn down?", claims=6).claims]
    assert sum("burned to the ground" in text for text in claims) == 1
    employed = archive.ask("how many people did the mill employ?", claims=6)
    assert sum("214" in claim.text for claim in employed.claims) == 1


def test_claims_are_ordered_by_score_and_no_more_than_asked_for(archive: rag.Archive) -> None:
    for question in QUESTIONS[:3]:
        scores = [claim.score for claim in archive.ask(question, claims=4).claims]
        assert scores == sorted(scores, reverse=True)
        assert 1 <= len(scores) <= 4
        assert all(0 <= score <= 1 for score in scores)


def test_with_the_default_settings_what_the_archive_does_not_say_is_refused(built: Any) -> None:
    answer = rag.ask(UNANSWERABLE, settings=built.settings())
    assert (answer.status, answer.claims, answer.reason_code) == ("abstained", (), "no_evidence")
    assert 1 <= len(answer.near_misses) <= 3


# The same every time


def test_the_same_question_has_the_same_answer(archive: rag.Archive) -> None:
    for question in (*QUESTIONS[:3], UNANSWERABLE):
        assert timeless(archive.ask(question)) == timeless(archive.ask(question))


@pytest.mark.parametrize("question", [*QUESTIONS[:2], UNANSWERABLE])
def test_how_a_question_is_closed_changes_its_answer_in_nothing_but_the_question(
    archive: rag.Archive, question: str
) -> None:
    bare = question.rstrip("?")
    answers = [timeless(archive.ask(f"{bare}{end}")) for end in ("?", "", "??", " ?!")]
    assert [answer.pop("question") for answer in answers] == [
        f"{bare}{end}" for end in ("?", "", "??", " ?!")
    ]
    assert answers == answers[:1] * 4
    assert archive.search(bare) == archive.search(f"{bare}?")


def test_another_archive_over_the_same_index_answers_the_same(built: Any, archive: rag.Archive) -> None:
    other = rag.open_archive(settings=built.settings(answer_threshold=0.05))
    some = QUESTIONS[:3]
    assert [timeless(other.ask(q)) for q in some] == [timeless(archive.ask(q)) for q in some]


def test_eight_threads_get_the_answers_that_one_gets(archive: rag.Archive) -> None:
    filters = [Filters(), Filters.parse(since="2022"), Filters.parse(outlets=["Vale Courier"])]
    asked = [*zip(QUESTIONS, filters, strict=False), (UNANSWERABLE, Filters())]
    alone = [timeless(archive.ask(question, chosen)) for question, chosen in asked]
    with ThreadPoolExecutor(8) as pool:
        together = pool.map(lambda each: timeless(archive.ask(*each)), asked * 2)
        assert list(together) == alone * 2


def test_threads_asking_during_rebuilds_get_whole_answers(place: Any) -> None:
    archive = rag.open_archive(settings=place.settings(answer_threshold=0.05))
    reports = {archive.index_id: 6}

    def ask(_: int) -> rag.Answer:
        return archive.ask(QUESTIONS[0])

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(24))
        for name in ("ferry.txt", "bridge.md", "town/orchard.txt"):
            (place.corpus / name).unlink()
            report = place.rebuild()
            reports[report.index_id] = report.articles
        for answer in answers:
            assert answer.index_id in reports
            assert "214" in answer.claims[0].text


# Filters


def test_dates_are_inclusive_and_a_month_or_year_stands_for_all_its_days(archive: rag.Archive) -> None:
    def ids(**options: Any) -> set[str]:
        return {
            hit.article.article_id
            for hit in archive.search("Aldbrook Sandry mill bridge", Filters.parse(**options))
        }

    fires = {"fires/mill-burns", "fires/mill-burns-courier"}
    assert ids(since="2023-02-03") == fires
    assert ids(since="2023-02-04") == {"fires/mill-burns-courier"}
    assert ids(since="2023-02", until="2023-02") == ids(since="2023", until="2023") == fires
    assert ids(until="2021-06-18") == ids(until="2021-06") == {"bridge"}
    assert ids(until="2021-06-17") == set()
    assert ids(since="2022-05-06", until="2022-05-06") == {"town/council-election"}


def test_undated_articles_never_pass_a_date_filter_and_are_counted(archive: rag.Archive) -> None:
    question = "when will the ferry sail again?"
    assert archive.ask(question).undated_left_out == 0
    answer = archive.ask(question, Filters.parse(since="2000"))
    assert answer.undated_left_out == 2
    assert {c.article.article_id for c in citations(answer)}.isdisjoint({"ferry", "town/orchard"})
    assert archive.ask(question, Filters.parse(since="2000", outlets=["Lakeside Wire"])).undated_left_out == 1
    assert archive.ask(question, Filters.parse(outlets=["Lakeside Wire"])).undated_left_out == 0


def test_outlets_are_compared_without_case_and_several_may_pass(archive: rag.Archive) -> None:
    question = "how many people did the mill employ?"
    assert outlets(archive.ask(question, Filters.parse(outlets=[" vale courier "]))) == {"Vale Courier"}
    both = archive.search(question, Filters.parse(outlets=["Vale Courier", "Lakeside Wire"]))
    assert {hit.article.outlet for hit in both} == {"Vale Courier", "Lakeside Wire"}
    assert archive.catalogue.stated("outlet") == ["Lakeside Wire", "Tarn Gazette", "Vale Courier"]


def test_authors_languages_and_formats_narrow_and_all_kinds_count_together(archive: rag.Archive) -> None:
    def ids(**options: Any) -> set[str]:
        return {
            hit.article.article_id
            for hit in archive.search("Aldbrook Sandry mill bridge", Filters.parse(**options))
        }

    assert ids(authors=["tom arkwright", "Ida Holloway"]) == {"bridge", "fires/mill-burns"}
    assert ids(languages=["en"]) == {"fires/mill-burns"}
    assert ids(formats=["text"], languages=["EN"], since="2023") == {"fires/mill-burns"}
    assert ids(authors=["Tom Arkwright"], outlets=["Tarn Gazette"]) == ids(formats=["pdf"]) == set()
    stated = archive.catalogue.stated
    assert stated("author") == ["Ida Holloway", "Tom Arkwright"]
    assert (stated("language"), stated("format")) == (["en"], ["text"])


def test_filters_are_looked_up_in_an_index_without_reading_the_articles(built: Any) -> None:
    catalogue = rag.open_archive(settings=built.settings()).catalogue
    sql, values = catalogue.condition(Filters.parse(outlets=["Tarn Gazette"], formats=["text"]))
    plan = catalogue._all(
        f"EXPLAIN QUERY PLAN SELECT id FROM articles WHERE {sql} AND published > ''", *values
    )
    assert "USING COVERING INDEX articles_by_facts" in str(plan)


def test_the_articles_of_one_story_are_listed_from_any_of_them(archive: rag.Archive) -> None:
    assert [a.article_id for a in archive.listing.near_duplicates("bridge")] == ["bridge"]
    with pytest.raises(ArticleMissing):
        archive.listing.near_duplicates("nowhere")


def test_filters_that_no_article_passes_are_the_reason_given(archive: rag.Archive) -> None:
    for options in ({"outlets": ["Nobody's Herald"]}, {"until": "1999"}):
        answer = archive.ask(QUESTIONS[0], Filters.parse(**options))  # type: ignore[arg-type]
        assert (answer.status, answer.reason_code) == ("abstained", "filtered_out")
        assert answer.reason == "No article in the archive passes the filters."


def test_an_answer_that_the_filters_leave_out_is_the_reason_given(built: Any) -> None:
    archive = rag.open_archive(settings=built.settings())
    answer = archive.ask("how many people did the mill employ?", Filters.parse(until="2022"))
    assert answer.reason_code == "filtered_out"
    assert "others in the archive do" in str(answer.reason)
    assert archive.ask(UNANSWERABLE, Filters.parse(until="2022")).reason_code == "no_evidence"


@pytest.mark.parametrize("options", [{"since": "soon"}, {"since": "2023", "until": "2022"}])
def test_a_bad_filter_is_an_error(archive: rag.Archive, options: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        rag.ask(QUESTIONS[0], settings=archive.settings, **options)  # type: ignore[arg-type]


# Searching


def test_hits_are_ordered_by_score_and_limited(archive: rag.Archive) -> None:
    for question in QUESTIONS:
        hits = archive.search(question, limit=5)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len(hits) == 5
        assert all(0 < hit.score <= 1 for hit in hits)
        assert len({(hit.article.article_id, hit.passage) for hit in hits}) == 5
        assert all(words not in hit.text for hit in hits for words in BOILERPLATE)


def test_the_nearest_passage_comes_first(archive: rag.Archive) -> None:
    assert archive.search("who steers the boat across the lake?")[0].article.article_id == "ferry"
    assert archive.search("Ellery")[0].article.article_id == "bridge"


# Errors


@pytest.mark.parametrize("question", ["", " \n", "?", "🙂", "a" * 2001, "who burned \udcff?"])
def test_a_question_that_cannot_be_asked_is_an_error(archive: rag.Archive, question: str) -> None:
    with pytest.raises(QuestionError):
        archive.ask(question)
    with pytest.raises(QuestionError):
        archive.search(question)


def test_a_question_of_exactly_2000_characters_is_asked(archive: rag.Archive) -> None:
    assert archive.ask(("mill " * 400)[:1999] + "?").question.endswith("?")


@pytest.mark.parametrize("claims", [0, 7, -1])
def test_too_many_or_no_claims_are_an_error(archive: rag.Archive, claims: int) -> None:
    with pytest.raises(SettingsError, match="1 to 6"):
        archive.ask(QUESTIONS[0], claims=claims)


def test_a_permanent_link_opens_after_rebuilds_and_says_which_citations_still_hold(
    place: Any, tmp_path: Path
) -> None:
    settings = place.settings(answer_threshold=0.05, history_dir=tmp_path / "kept")
    saved = SavedAnswers(settings.history_dir / "answers")
    link = saved.save(
        rag.open_archive(settings=settings).ask("how many people did the mill employ?").to_dict()
    )

    def fates() -> dict[str, str]:
        checks = check_answer(saved.load(link), rag.open_archive(settings=settings).article)
        return {str(check.article_id): check.fate for check in checks}

    before = fates()
    assert set(before.values()) == {"holds"}
    cited = [name for name in before if (place.corpus / f"{name}.md").exists()]
    path = place.corpus / f"{cited[0]}.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nA new last line.\n", encoding="utf-8")
    place.rebuild()
    assert fates() == {**before, cited[0]: "quote_kept"}
    path.unlink()
    place.rebuild()
    assert fates() == {**before, cited[0]: "article_gone"}


def test_an_unknown_article_is_an_error(archive: rag.Archive) -> None:
    with pytest.raises(ArticleMissing, match="nowhere"):
        archive.article("nowhere")


# The package


@pytest.mark.parametrize("first", ["rag.ask", "rag.Archive", "import rag.cli", "from rag.archive import ask"])
def test_every_public_name_is_itself_whatever_was_used_first(first: str) -> None:
    program = f"import rag; {first}; print(*(getattr(rag, name).__name__ for name in rag.__all__))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == rag.__all__


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"torch", "sentence_transformers", "faiss", "gradio", "tiktoken", "numpy", "pydantic"}
    program = f"import sys, rag; print(*{heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
