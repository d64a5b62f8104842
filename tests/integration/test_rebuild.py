"""What a rebuild keeps, reads anew and leaves standing, above all when it is stopped half-way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rag
from rag.embedding.encoder import load_encoder
from rag.errors import CorpusMissing
from rag.filters import Filters
from rag.index.browse import Selection
from rag.index.generations import open_generation, writing
from rag.index.passages import PassageBuilder, sentences_of
from rag.ingest.parsers import headlines_and_bylines
from rag.web.page.example_questions import example_questions
from tests.hostile.make import endless_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

NEWS = "The swimming baths of Aldbrook open their doors again on Sunday morning."
QUESTION = "how many people did the mill employ?"


def states(report: rag.RebuildReport) -> dict[str, str]:
    """Path → state of every file that is not unchanged."""
    return {entry.path: entry.state for entry in report.ledger if entry.state != "unchanged"}


def generations(place: Any) -> list[str]:
    """Names of the folders below `generations/`."""
    return sorted(path.name for path in (place.index / "generations").iterdir())


def texts(place: Any) -> dict[str, str]:
    """Article id → title and text of every indexed article."""
    catalogue = open_generation(place.index).catalogue
    articles = map(catalogue.article, catalogue.article_ids())
    return {article.article_id: article.title + article.text for article in articles}


# Only what has changed


def test_an_unchanged_corpus_keeps_the_generation_and_encodes_nothing(place: Any) -> None:
    before = (place.index / "generations" / "000001" / "manifest.json").read_bytes()
    report = place.rebuild()
    assert report.passages_encoded == 0
    assert report.counts()["unchanged"] == report.articles == 6
    assert generations(place) == [report.generation] == ["000001"]
    assert (place.index / "generations" / "000001" / "manifest.json").read_bytes() == before


def test_touching_a_file_without_changing_it_changes_nothing(place: Any) -> None:
    os.utime(place.corpus / "ferry.txt", (1, 1))
    assert place.rebuild().generation == "000001"


def test_one_changed_file_encodes_only_its_new_passages(place: Any) -> None:
    path = place.corpus / "bridge.md"
    unchanged = [e.path for e in place.rebuild().ledger if e.path != "bridge.md"]
    path.write_text(path.read_text(encoding="utf-8") + f"\n{NEWS}\n", encoding="utf-8")
    report = place.rebuild()
    assert states(report) == {"bridge.md": "new version"}
    assert [e.path for e in report.ledger if e.state == "unchanged"] == unchanged
    catalogue = open_generation(place.index).catalogue
    assert 1 <= report.passages_encoded <= len(catalogue.passages_of(catalogue.row("bridge")))
    assert NEWS in texts(place)["bridge"]


def test_a_changed_date_is_taken_over_without_encoding_anything(place: Any) -> None:
    path = place.corpus / "bridge.md"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-06-18", "2021-06-19"), encoding="utf-8")
    report = place.rebuild()
    assert (report.passages_encoded, states(report)) == (0, {"bridge.md": "new version"})
    published = rag.open_archive(index=place.index).article("bridge").published
    assert published is not None
    assert published.isoformat() == "2021-06-19"


def test_a_removed_file_leaves_the_index(place: Any) -> None:
    (place.corpus / "ferry.txt").unlink()
    report = place.rebuild()
    assert states(report) == {"ferry.txt": "removed"}
    assert (report.articles, report.passages_encoded) == (5, 0)
    assert "ferry" not in texts(place)


def test_a_renamed_file_takes_its_new_id_and_keeps_its_vectors(place: Any) -> None:
    (place.corpus / "bridge.md").rename(place.corpus / "town" / "bridge-opens.md")
    report = place.rebuild()
    assert states(report) == {"bridge.md": "removed", "town/bridge-opens.md": "indexed"}
    assert report.passages_encoded == 0
    assert "town/bridge-opens" in texts(place)
    assert "bridge" not in texts(place)


def test_full_reads_everything_anew_encodes_nothing_twice_and_gives_the_same_index(place: Any) -> None:
    before = place.rebuild()
    report = place.rebuild(full=True)
    assert report.counts()["unchanged"] == 6
    assert report.passages_encoded == 0
    assert report.index_id == before.index_id
    assert report.generation == "000002"


def test_an_incremental_index_is_the_one_that_a_fresh_rebuild_gives(place: Any, tmp_path: Path) -> None:
    (place.corpus / "ferry.txt").unlink()
    (place.corpus / "alpha.txt").write_text(f"Baths open again\n\n{NEWS}\n\nIt is warm.\n", encoding="utf-8")
    incremental = place.rebuild()
    fresh = rag.rebuild(corpus=place.corpus, index=tmp_path / "fresh")
    assert incremental.index_id == fresh.index_id
    ours, theirs = open_generation(place.index), open_generation(tmp_path / "fresh")
    assert ours.catalogue.files() == theirs.catalogue.files()
    np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=1e-5)


def test_a_changed_setting_makes_a_fresh_generation(place: Any) -> None:
    report = rag.rebuild(settings=place.settings(passage_tokens=32))
    before = open_generation(place.index).manifest
    assert (report.generation, report.counts()["unchanged"]) == ("000002", 6)
    assert report.passages > 8
    again = place.rebuild()
    assert again.generation == "000003"
    assert again.index_id != before.index_id


def test_a_setting_that_the_index_does_not_depend_on_keeps_the_generation(place: Any) -> None:
    settings = place.settings(claims=6, hits=3, answer_threshold=0.9, batch_size=2)
    assert rag.rebuild(settings=settings).generation == "000001"


# Files that cannot be read


def test_a_file_that_fails_after_being_indexed_keeps_its_last_good_version(place: Any) -> None:
    good = texts(place)
    (place.corpus / "ferry.txt").write_bytes(bytes(range(256)))
    report = place.rebuild()
    assert states(report) == {"ferry.txt": "failed"}
    assert "last good version stays" in next(e.reason for e in report.ledger if e.state == "failed")
    assert (texts(place), report.generation) == (good, "000001")
    (place.corpus / "bridge.md").unlink()
    report = place.rebuild()
    assert states(report) == {"ferry.txt": "failed", "bridge.md": "removed"}
    assert (texts(place)["ferry"], report.passages_encoded) == (good["ferry"], 0)


def test_a_document_that_takes_too_long_fails_and_the_others_go_on(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.ingest.parsers.pdf._MOST_SECONDS", 1)
    (place.corpus / "endless.pdf").write_bytes(endless_pdf())
    (place.corpus / "news.txt").write_text(NEWS, encoding="utf-8")
    report = place.rebuild()
    assert states(report) == {"endless.pdf": "failed", "news.txt": "indexed"}
    (failed,) = (entry for entry in report.ledger if entry.state == "failed")
    assert failed.reason == "took longer than 1 s. Split it, or save its text."


def test_a_fault_of_a_parser_costs_the_file_and_neither_the_rebuild_nor_its_last_good_version(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = texts(place)
    (place.corpus / "export.csv").write_text(f"id,text\n1,{NEWS}\n", encoding="utf-8")
    (place.corpus / "news.txt").write_text(NEWS, encoding="utf-8")
    (place.corpus / "ferry.txt").write_text("The ferry\n\nIt sails again on Monday.\n", encoding="utf-8")
    read = headlines_and_bylines.story_facts

    def at_fault(text: str, *, title: str | None) -> headlines_and_bylines.StoryFacts:
        return {}[text] if text.startswith("The ferry") else read(text, title=title)

    monkeypatch.setattr("rag.ingest.parsers.headlines_and_bylines.story_facts", at_fault)
    monkeypatch.setattr("rag.ingest.parsers.csv_tables._header", lambda *_: {}["no such"])
    report = place.rebuild()
    assert states(report) == {"export.csv": "failed", "ferry.txt": "failed", "news.txt": "indexed"}
    for entry in report.ledger:
        if entry.state == "failed":
            assert "read wrongly by rag itself (KeyError in test_rebuild.py:" in (entry.reason or "")
    assert texts(place)["ferry"] == good["ferry"]
    assert (place.rebuild().generation, states(place.rebuild())["ferry.txt"]) == (report.generation, "failed")
    monkeypatch.undo()
    assert states(place.rebuild()) == {"export.csv": "indexed", "ferry.txt": "new version"}


def test_a_file_mended_after_failing_is_indexed_again(place: Any) -> None:
    path = place.corpus / "ferry.txt"
    good = path.read_bytes()
    path.write_bytes(bytes(range(256)))
    place.rebuild()
    path.write_bytes(good)
    assert states(place.rebuild()) == {}
    path.write_text(NEWS, encoding="utf-8")
    assert states(place.rebuild()) == {"ferry.txt": "new version"}


def test_a_file_that_becomes_empty_leaves_the_index(place: Any) -> None:
    (place.corpus / "ferry.txt").write_text("\n", encoding="utf-8")
    report = place.rebuild()
    assert states(report) == {"ferry.txt": "empty"}
    assert "ferry" not in texts(place)
    assert place.rebuild().generation == report.generation


def test_a_new_file_that_fails_or_is_empty_keeps_the_generation(place: Any) -> None:
    (place.corpus / "new.txt").write_bytes(b"\x00\x00")
    (place.corpus / "void.txt").write_bytes(b"")
    report = place.rebuild()
    assert states(report) == {"new.txt": "failed", "void.txt": "empty"}
    assert report.generation == "000001"


def test_a_failed_file_whose_id_changes_never_takes_another_articles_id(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("a.txt", "a.md", "a.txt.md"):
        (corpus / name).write_text(f"{NEWS} It stood in {name} alone.", encoding="utf-8")
    first = rag.rebuild(corpus=corpus, index=tmp_path / "index")
    assert {e.path: e.article_id for e in first.ledger} == {
        "a.md": "a.md", "a.txt": "a.txt", "a.txt.md": "a.txt.md",
    }  # fmt: skip
    (corpus / "a.md").unlink()
    (corpus / "a.txt").write_bytes(bytes(range(256)))
    report = rag.rebuild(corpus=corpus, index=tmp_path / "index")
    assert {e.path: e.state for e in report.ledger} == {
        "a.md": "removed", "a.txt": "failed", "a.txt.md": report.ledger[2].state,
    }  # fmt: skip
    found = open_generation(tmp_path / "index").catalogue
    for path, file in found.files().items():
        (held,) = file.articles
        assert f"It stood in {path} alone." in found.article(held.article_id).text


def test_files_that_differ_in_their_suffix_alone_are_two_articles(place: Any) -> None:
    (place.corpus / "ferry.md").write_text(NEWS, encoding="utf-8")
    report = place.rebuild()
    assert states(report) == {"ferry.md": "indexed", "ferry.txt": "indexed"}
    assert report.passages_encoded == 1
    assert {"ferry.md", "ferry.txt"} <= texts(place).keys()


# The same articles give the same index


def test_place_and_order_of_creation_do_not_matter(built: Any, tmp_path: Path) -> None:
    paths = sorted((p for p in built.corpus.rglob("*") if p.is_file()), reverse=True)
    for path in paths:
        copy = tmp_path / "elsewhere" / "again" / path.relative_to(built.corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    report = rag.rebuild(corpus=tmp_path / "elsewhere" / "again", index=tmp_path / "index")
    ours, theirs = (rag.open_archive(index=index) for index in (built.index, tmp_path / "index"))
    assert report.index_id == ours.index_id
    for question in (QUESTION, "what is the boiling point of tungsten?"):
        first, second = (a.ask(question).to_dict() | {"elapsed_ms": 0} for a in (ours, theirs))
        assert first == second


def test_a_moved_corpus_and_index_keep_working(place: Any, tmp_path: Path) -> None:
    expected = rag.ask(QUESTION, index=place.index)
    corpus, index = tmp_path / "b" / "corpus", tmp_path / "c"
    shutil.move(place.corpus, corpus)
    shutil.move(place.index, index)
    assert rag.ask(QUESTION, index=index) == expected
    report = rag.rebuild(corpus=corpus, index=index)
    assert (report.generation, report.passages_encoded) == ("000001", 0)


def test_an_existing_empty_folder_is_a_valid_index(built: Any, tmp_path: Path) -> None:
    index = tmp_path / "empty"
    index.mkdir()
    assert rag.rebuild(corpus=built.corpus, index=index).articles == 6


def test_every_vector_is_the_encoding_of_its_passage(built: Any) -> None:
    settings = built.settings()
    encoder = load_encoder(settings)
    generation = open_generation(built.index)
    builder = PassageBuilder(
        encoder=encoder, budget=settings.passage_tokens, overlap=settings.overlap_sentences
    )
    row = 0
    for article_id in generation.catalogue.article_ids():
        number = generation.catalogue.row(article_id)
        article = generation.catalogue.article(article_id)
        assert [s for _, s in generation.catalogue.sentences(number)] == sentences_of(article)
        passages = [passage for _, passage in generation.catalogue.passages_of(number)]
        embedded = [builder.embedded_text(article, passage) for passage in passages]
        fresh = np.vstack([encoder.encode([text], kind="passage") for text in embedded])
        np.testing.assert_allclose(generation.vectors[row : row + len(embedded)], fresh, atol=1e-5)
        row += len(embedded)
    assert row == len(generation.vectors)


# The clock


class JumpingClock:
    """Gives times that leap: at every reading a day back, or a year ahead."""

    def __init__(self) -> None:
        self.read = 0

    def now(self, zone: tzinfo) -> datetime:
        return datetime.fromtimestamp(self.time(), zone)

    def time(self) -> float:
        self.read += 1
        leap = timedelta(days=-1) if self.read % 2 else timedelta(days=365)
        return (datetime(2024, 3, 1, tzinfo=UTC) + leap).timestamp()


def changed_thrice(
    place: Any, stamp: Callable[[Path, int], None]
) -> list[tuple[str, dict[str, str], list[str]]]:
    """Index id, what became of files, and generations after each of three rebuilds of a changing corpus."""
    told = []
    new, mill = place.corpus / "new.txt", place.corpus / "mill.txt"
    for number, text in enumerate((NEWS, NEWS.replace("Sunday", "Monday"), NEWS.replace("Sunday", "Friday"))):
        new.write_text(text, encoding="utf-8")
        if number:
            mill.write_text(f"The mill at Orlow has {number} wheels. It was closed.", encoding="utf-8")
        if number > 1:
            mill.unlink()
        stamp(place.corpus, number)
        report = place.rebuild()
        told.append((report.index_id, states(report), generations(place)))
    return told


def test_a_clock_that_jumps_loses_nothing_and_changes_no_result(
    built: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [
        type(built)(tmp_path / name / "corpus", tmp_path / name / "index") for name in ("calm", "jumpy")
    ]
    for there in places:
        shutil.copytree(built.corpus, there.corpus)
        shutil.copytree(built.index, there.index)

    def leap(corpus: Path, number: int) -> None:
        """Files that were written last are the oldest, then from a year ahead, then of the same moment."""
        moment = (0.0, time.time() + 31_536_000, 86_400.0)[number]
        for path in corpus.iterdir():
            os.utime(path, (moment, moment))

    calm = changed_thrice(places[0], lambda *_: None)
    clock = JumpingClock()
    monkeypatch.setattr("rag.index.generation_writer.datetime", clock)
    monkeypatch.setattr(time, "time", clock.time)
    assert changed_thrice(places[1], leap) == calm
    assert clock.read >= 3
    assert texts(places[1]) == texts(places[0])
    answers = [rag.ask(QUESTION, settings=there.settings(answer_threshold=0.05)) for there in places]
    assert [claim.text for claim in answers[1].claims] == [claim.text for claim in answers[0].claims] != []
    assert open_generation(places[1].index).name == generations(places[1])[-1]


# Generations


def test_two_generations_are_kept_and_older_ones_cleaned_up(place: Any) -> None:
    for number in range(3):
        (place.corpus / "ferry.txt").write_text(f"{NEWS} It was {number}.", encoding="utf-8")
        report = place.rebuild()
    assert report.generation == "000004"
    assert generations(place) == ["000003", "000004"]


def test_an_opened_archive_answers_from_the_new_generation(place: Any) -> None:
    archive = rag.open_archive(settings=place.settings(answer_threshold=0.05))
    before = archive.index_id
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    report = place.rebuild()
    answer = archive.ask("when do the swimming baths open again?")
    assert answer.claims[0].citations[0].article.article_id == "new"
    assert answer.index_id == archive.index_id == report.index_id != before


def test_an_opened_archive_keeps_answering_while_its_own_generation_is_removed(place: Any) -> None:
    catalogue = open_generation(place.index).catalogue
    shutil.rmtree(place.index / "generations" / "000001")
    assert catalogue.article("ferry").title == "Ferry to Sandry stops for the winter"


def test_a_rebuild_that_fails_leaves_no_half_written_generation(place: Any) -> None:
    for path in [path for path in place.corpus.rglob("*.*") if path.is_file()]:
        path.write_text("\n", encoding="utf-8")
    with pytest.raises(CorpusMissing, match=r"the index is unchanged.* --allow-removals"):
        place.rebuild()
    assert generations(place) == ["000001"]
    assert len(texts(place)) == 6


def test_removals_that_are_meant_may_leave_no_article(place: Any, tmp_path: Path, rag_command: Run) -> None:
    archive = rag.open_archive(settings=place.settings())
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(archive.ask(QUESTION).to_dict()), encoding="utf-8")
    shutil.rmtree(place.corpus)
    rag_command("rebuild", *place.options, "--allow-removals").refused("there is no corpus folder")
    place.corpus.mkdir()
    rag_command("rebuild", *place.options).refused("6 of 6 indexed files are gone", "--allow-removals")
    outcome = rag_command("rebuild", *place.options, "--allow-removals")
    assert outcome.code == 0
    assert outcome.out.count("removed: ") == 6
    asked = archive.ask(QUESTION)
    assert not asked.claims
    assert (asked.reason_code, asked.reason) == ("no_evidence", "The archive holds no article.")
    assert (
        archive.ask(QUESTION, Filters.parse(since="2020", outlets=["Tarn Gazette"])).reason_code
        == "no_evidence"
    )
    assert archive.search("mill") == archive.catalogue.stated("outlet") == []
    assert archive.listing.page(Selection.parse(words="mill"), number=2, size=25).total == 0
    assert archive.listing.coverage(Selection.parse()).counts == archive.listing.outlets() == ()
    assert example_questions(archive) == ()
    assert rag_command("ask", QUESTION, *place.options[2:]).code == 3
    assert rag_command("status", *place.options).code == 0
    assert rag_command("verify", str(saved), "--corpus", str(place.corpus)).code == 1


def test_an_index_without_articles_is_brought_in_line_like_any_other(place: Any, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    place.corpus.rename(kept)
    place.corpus.mkdir()
    assert place.rebuild(allow_removals=True).generation == "000002"
    again = place.rebuild()
    assert (again.generation, again.articles, again.ledger) == ("000002", 0, ())
    assert place.rebuild(full=True).generation == "000003"
    place.corpus.rmdir()
    kept.rename(place.corpus)
    report = place.rebuild()
    assert (report.counts()["indexed"] + report.counts()["copy of"], report.articles) == (6, 6)
    assert rag.open_archive(settings=place.settings()).ask(QUESTION).claims


def test_a_first_rebuild_of_an_empty_corpus_makes_no_index(tmp_path: Path, rag_command: Run) -> None:
    (tmp_path / "corpus").mkdir()
    options = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]
    said = rag_command("rebuild", *options, "--allow-removals").refused("no article could be read")
    assert "--allow-removals" not in said.err
    assert not (tmp_path / "index" / "current.json").exists()


def test_what_a_dead_rebuild_left_is_cleaned_up_by_the_next(place: Any) -> None:
    left = place.index / "generations" / "staging-000007"
    left.mkdir()
    (left / "catalogue.sqlite").write_bytes(b"half")
    (place.corpus / "ferry.txt").unlink()
    assert place.rebuild().generation == "000002"
    assert generations(place) == ["000001", "000002"]


def test_two_rebuilds_at_once_the_second_is_refused(place: Any, rag_command: Run) -> None:
    with writing(place.index):
        outcome = rag_command("rebuild", *place.options, "--json")
        outcome.refused("another rebuild is writing", str(place.index), "try again")
    assert rag_command("rebuild", *place.options).code == 0


HOLDER = """
import sys
from pathlib import Path
from rag.index.generations import writing

with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_while_the_first_rebuilds(place: Any, rag_command: Run) -> None:
    command = [sys.executable, "-c", HOLDER, str(place.index)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        rag_command("rebuild", *place.options).refused("another rebuild is writing")
        holder.kill()
    assert rag_command("rebuild", *place.options).code == 0, "the lock outlived the process that held it"


# Killed half-way

MOMENTS = {
    "while the catalogue is written": ("rag.index.catalogue_writer", "CatalogueWriter.finish"),
    "while passages are encoded": ("rag.index.vector_cache", "VectorCache.store"),
    "before the vectors are written": ("rag.index.rebuild", "save_vectors"),
    "before the manifest is written": ("rag.index.rebuild", "seal"),
    "before the new generation takes its name": ("rag.index.rebuild", "switch"),
    "before the pointer is replaced": ("rag.index.generations", "replace_file"),
    "before the ledger is written": ("rag.index.rebuild", "write_ledger"),
}
"""When the rebuild is killed → the function in whose place it is."""

KILLER = """
import json, os, signal, sys
from importlib import import_module
import sentence_transformers
import rag

for module, name, corpus, index in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        holder = import_module(module)
        *owner, last = name.split(".")
        for part in owner:
            holder = getattr(holder, part)
        setattr(holder, last, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        rag.rebuild(corpus=corpus, index=index)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def killed(built: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Moment → a corpus with a new article, and its index after a rebuild was killed at that moment."""
    if not hasattr(os, "fork"):
        pytest.skip("killing at an exact moment wants os.fork, which this system lacks")
    places, jobs = {}, []
    for moment, (module, name) in MOMENTS.items():
        folder = tmp_path_factory.mktemp("killed")
        place = type(built)(folder / "corpus", folder / "index")
        shutil.copytree(built.corpus, place.corpus)
        shutil.copytree(built.index, place.index)
        (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
        places[moment] = place
        jobs.append((module, name, str(place.corpus), str(place.index)))
    done = subprocess.run(
        [sys.executable, "-c", KILLER, json.dumps(jobs)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(-signal.SIGKILL)] * len(jobs), done.stderr
    return places


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment_the_index_answers_and_the_next_rebuild_works(
    killed: dict[str, Any], moment: str
) -> None:
    place = killed[moment]
    switched = moment == "before the ledger is written"
    assert ("new" in texts(place)) == switched
    assert len(texts(place)) == 6 + switched
    report = place.rebuild()
    assert report.articles == 7
    assert states(report) == ({} if switched else {"new.txt": "indexed"})
    assert NEWS in texts(place)["new"]
    assert not [name for name in generations(place) if name.startswith("staging-")]
    assert len(generations(place)) <= 2


@pytest.mark.parametrize("sight", ["rebuild.lock", "generations/staging-*"])
def test_kill_9_from_outside_leaves_the_old_index_answering(place: Any, rag_command: Run, sight: str) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    (place.index / "rebuild.lock").unlink(missing_ok=True)
    command = [sys.executable, "-m", "rag", "rebuild", *place.options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until = time.monotonic() + 60
        while not list(place.index.glob(sight)) and time.monotonic() < until:
            time.sleep(0.002)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    outcome = rag_command("ask", QUESTION, "--json", "--index", str(place.index))
    assert (outcome.code, outcome.json()["status"]) == (0, "answered")
    assert place.rebuild().articles == 7


def test_a_disk_that_does_not_hold_what_was_written_keeps_the_old_generation(
    place: Any, rag_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.index import generations as module

    true = module.hash_file
    monkeypatch.setattr(
        "rag.index.generation_writer.hash_file",
        lambda path: true(path) if path.suffix == ".npy" else "0" * 64,
    )
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    rag_command("rebuild", *place.options, "--json").refused("catalogue.sqlite", "rag rebuild")
    assert generations(place) == ["000001"]
    assert len(texts(place)) == 6


def test_a_full_disk_keeps_the_old_generation(place: Any, rag_command: Run) -> None:
    resource = pytest.importorskip("resource")
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        outcome = rag_command("rebuild", *place.options, "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    outcome.refused(str(place.index), "unchanged")
    assert generations(place) == ["000001"]
    assert place.rebuild().articles == 7


def test_what_failed_after_the_switch_does_not_call_the_index_unchanged(place: Any, rag_command: Run) -> None:
    (place.index / "ledger.half").mkdir()
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    outcome = rag_command("rebuild", *place.options)
    outcome.refused("writing the index", "Generation 000002 answers now")
    assert "unchanged" not in outcome.err
    outcome = rag_command("rebuild", *place.options)
    outcome.refused("Generation 000003 answers now")
    (place.index / "ledger.half").rmdir()
    assert states(place.rebuild()) == {}


# What must not be lost


@pytest.mark.parametrize("wrong", ["vectors", "schema", "pointer"])
def test_files_that_are_gone_are_told_though_the_generation_that_answers_cannot_be_opened(
    place: Any, rag_command: Run, wrong: str
) -> None:
    generation = place.index / "generations" / "000001"
    if wrong == "vectors":
        data = bytearray((generation / "vectors.npy").read_bytes())
        data[-1] ^= 1
        (generation / "vectors.npy").write_bytes(data)
    elif wrong == "schema":
        manifest = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        (generation / "manifest.json").write_text(json.dumps(manifest | {"schema_version": 1}))
    else:
        (place.index / "current.json").unlink()
    for name in ("ferry.txt", "bridge.md", "town/orchard.txt", "town/council-election.md"):
        (place.corpus / name).unlink()
    rag_command("rebuild", *place.options).refused("4 of 6 indexed files are gone", "--allow-removals")
    report = place.rebuild(allow_removals=True)
    assert report.articles == 2
    assert {e.path: e.article_id for e in report.ledger if e.state == "removed"} == {
        "ferry.txt": "ferry",
        "bridge.md": "bridge",
        "town/orchard.txt": "town/orchard",
        "town/council-election.md": "town/council-election",
    }


@pytest.mark.parametrize("ledger_of", ["000002", "000001"])
def test_the_newest_sound_generation_gives_the_last_good_versions_where_the_current_one_is_damaged(
    place: Any, ledger_of: str
) -> None:
    good = texts(place)
    ledger = place.index / "ledger.json"
    older = ledger.read_bytes()
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    if ledger_of == "000001":
        ledger.write_bytes(older)
    path = place.index / "generations" / "000002" / "catalogue.sqlite"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (place.corpus / "ferry.txt").write_bytes(bytes(range(256)))
    if ledger_of == "000001":
        (place.corpus / "new.txt").unlink()
    report = place.rebuild()
    assert (report.generation, report.passages_encoded) == ("000003", 0)
    assert states(report)["ferry.txt"] == "failed"
    assert texts(place)["ferry"] == good["ferry"]


def test_an_article_whose_id_another_file_takes_is_told_of_and_stops_nothing(place: Any) -> None:
    record = {"id": "one", "title": "Baths", "text": NEWS}
    path = place.corpus / "wire.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (place.corpus / "wire#two.txt").write_text(f"The lamp\n\n{NEWS}\n", encoding="utf-8")
    place.rebuild()
    path.write_text(json.dumps(record) + "\n" + json.dumps({**record, "id": "two"}) + "\n", encoding="utf-8")
    report = place.rebuild()
    assert states(report) == {"wire.jsonl": "new version", "wire#two.txt": "failed"}
    assert [e.reason for e in report.ledger if e.reason] == [
        "another article has the id 'wire#two'. Rename the file."
    ]
    again = place.rebuild()
    assert (states(again), again.generation) == ({"wire#two.txt": "failed"}, report.generation)
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert states(place.rebuild()) == {
        "wire.jsonl": "new version",
        "wire.jsonl#two": "removed",
        "wire#two.txt": "copy of",
    }


def test_a_container_that_could_not_be_unpacked_for_once_is_tried_again(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(place.corpus / "old.zip", "w") as archive:
        archive.writestr("baths.txt", NEWS)
        archive.writestr("large.jsonl", " " * 9_000_000 + "\n" + json.dumps({"id": 1, "text": NEWS}))
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(place.corpus / "no-such-folder"))
        for _ in range(2):
            assert states(place.rebuild()) == {"old.zip": "failed"}
            assert "old#baths.txt" in texts(place)
    assert place.rebuild().counts()["failed"] == 0
    assert {"old#baths.txt", "old#large.jsonl#1"} <= texts(place).keys()


def test_an_index_within_the_corpus_is_refused(place: Any, rag_command: Run) -> None:
    index = place.corpus / "index"
    rag_command("rebuild", "--corpus", str(place.corpus), "--index", str(index)).refused("--index", "lies in")
    assert not index.exists()


def test_a_path_is_printed_as_it_is(place: Any, rag_command: Run) -> None:
    (place.corpus / "a:smile:.foo").write_text("x", encoding="utf-8")
    assert "unsupported: a:smile:.foo: " in rag_command("rebuild", *place.options).out


def test_files_that_hold_no_byte_any_more_are_not_taken_for_empty_ones(place: Any, rag_command: Run) -> None:
    for path in [path for path in place.corpus.rglob("*.*") if path.is_file()][:4]:
        path.write_bytes(b"")
    rag_command("rebuild", *place.options).refused("4 of 6", "--allow-removals")
    outcome = rag_command("rebuild", *place.options, "--allow-removals")
    assert outcome.code == 0
    assert outcome.out.count("empty: ") == 4


def test_what_is_passed_over_is_counted_and_no_name_steers_the_terminal(
    place: Any, tmp_path: Path, rag_command: Run
) -> None:
    (place.corpus / ".hidden").touch()
    assert "; 1 dotfiles and links passed over." in rag_command("rebuild", *place.options).out
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "x\x1b[31m.foo").touch()
    outcome = rag_command("rebuild", "--corpus", str(tmp_path / "bad"), "--index", str(tmp_path / "other"))
    assert outcome.code == 2
    assert "\x1b" not in outcome.err
    assert "x�[31m.foo" in outcome.err
