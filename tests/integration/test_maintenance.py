"""Rebuilding beside the index that answers, and what else changes it, as a server does it."""

from __future__ import annotations

import gzip
import time
import zipfile

import pytest

from rag.archive import Archive, rebuild
from rag.errors import ArticleMissing, GenerationMissing, IndexNotWritable
from rag.index.generations import writing
from rag.index.maintenance import Maintenance
from rag.ingest.importing.uploads import MAX_UPLOADS
from rag.settings import Settings

FERRY = "The ferry to Osk Island stays in port. Crews want a rise of nine percent.\n"
LAMP = "The lighthouse on Osk Island received a new lamp. The old lamp had burned since 1964.\n"


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", keep_generations=5)
    rebuild(settings=settings)
    return settings


@pytest.fixture
def maintenance(settings):
    maintenance = Maintenance(settings)
    yield maintenance
    maintenance.close()


def ended(maintenance):
    """Wait for the rebuild and return it."""
    deadline = time.monotonic() + 120
    while maintenance.rebuild.state == "running" and time.monotonic() < deadline:
        time.sleep(0.02)
    return maintenance.rebuild


def test_an_archive_answers_while_it_is_rebuilt_and_from_the_new_index_afterwards(settings):
    archive = Archive(settings)
    before = archive.index_id
    (settings.corpus / "lamp.txt").write_text(LAMP, encoding="utf-8")
    assert archive.maintenance.rebuild is None
    archive.maintenance.start()
    seen = set()
    while archive.maintenance.rebuild.state == "running":
        seen.add(archive.index_id)
        assert archive.search("ferry")
    assert before in seen
    run = ended(archive.maintenance)
    assert (run.state, run.report.counts()["indexed"], run.problem) == ("done", 1, None)
    assert archive.index_id == run.report.index_id != before
    assert archive.article("lamp").text == LAMP
    archive.maintenance.close()


def test_a_second_rebuild_is_refused_in_words_and_a_later_one_is_not(settings, maintenance):
    for n in range(100):
        (settings.corpus / f"{n}.txt").write_text(f"Boat {n} left the harbour at noon.", encoding="utf-8")
    assert maintenance.start().number == 1
    with pytest.raises(IndexNotWritable, match="runs already"):
        maintenance.start()
    assert ended(maintenance).report.articles == 101
    assert maintenance.start().number == 2


def test_a_rebuild_of_another_process_makes_one_fail_in_words(settings, maintenance):
    with writing(settings.index):
        maintenance.start()
        run = ended(maintenance)
        assert run.state == "failed"
        assert "another rebuild is writing" in run.problem
        with pytest.raises(IndexNotWritable, match="another rebuild"):
            maintenance.roll_back("000001")
        with pytest.raises(IndexNotWritable, match="another rebuild"):
            maintenance.forget("ferry")


def test_a_rebuild_that_loses_most_files_fails_unless_that_is_meant(settings, maintenance):
    (settings.corpus / "ferry.txt").unlink()
    (settings.corpus / "lamp.txt").write_text(LAMP, encoding="utf-8")
    maintenance.start()
    assert "are gone from" in ended(maintenance).problem
    maintenance.start(allow_removals=True)
    assert ended(maintenance).report.counts()["removed"] == 1


def test_a_rebuild_can_be_stopped_and_leaves_the_index_as_it_was(settings, maintenance):
    archive = Archive(settings)
    before = archive.index_id
    for n in range(400):
        (settings.corpus / f"{n}.txt").write_text(f"Boat {n} left the harbour at noon.", encoding="utf-8")
    maintenance.start()
    while not maintenance.rebuild.step:
        time.sleep(0.001)
    maintenance.stop()
    run = ended(maintenance)
    assert (run.state, run.report, run.problem) == ("stopped", None, None)
    assert archive.index_id == before
    assert [p.name for p in (settings.index / "generations").iterdir()] == ["000001"]


def test_progress_tells_rate_and_time_left(settings, maintenance):
    for n in range(120):
        (settings.corpus / f"{n}.txt").write_text(f"Boat {n} left the harbour at noon.", encoding="utf-8")
    maintenance.start()
    seen = []
    while (run := maintenance.rebuild).state == "running":
        seen.append(run)
    told = [run for run in seen if run.done]
    assert {run.step for run in told} <= {"Reading files", "Encoding passages"}
    assert told
    for run in told:
        assert 0 < run.done <= run.total
        assert run.rate > 0
        assert run.remaining_s >= 0


def test_going_back_and_forgetting_change_what_answers(settings, maintenance):
    archive = Archive(settings)
    (settings.corpus / "lamp.txt").write_text(LAMP, encoding="utf-8")
    maintenance.start()
    ended(maintenance)
    assert archive.article("lamp")
    assert maintenance.roll_back("000001") == "000003"
    with pytest.raises(ArticleMissing):
        archive.article("lamp")
    with pytest.raises(GenerationMissing):
        maintenance.roll_back("000099")
    assert maintenance.forget("lamp").in_corpus
    assert [s.name for s in archive.status().generations] == ["000001", "000003"]


# Files that were sent


def sent(folder, name, content):
    path = folder / "sent" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_sent_file_is_put_into_the_corpus_where_an_article_can_be_read_from_it(
    tmp_path, settings, maintenance
):
    files = [
        sent(tmp_path, "lamp.txt", LAMP.encode()),
        sent(tmp_path, "ferry.txt", FERRY.encode()),
        sent(tmp_path, "not.pdf", b"MZ\x00\x01 this is no PDF"),
        sent(tmp_path, "program.exe", b"MZ"),
        sent(tmp_path, "empty.txt", b" \n"),
        sent(tmp_path, ".hidden.txt", LAMP.encode()),
        sent(tmp_path, "<img src=x>.txt", LAMP.encode()),
    ]
    report = maintenance.take_in(files)
    assert [(e.state, e.path) for e in report.entries] == [
        ("imported", "lamp.txt"),
        ("unchanged", "ferry.txt"),
        ("failed", None),
        ("skipped", None),
        ("failed", None),
        ("skipped", None),
        ("imported", "<img src=x>.txt"),
    ]
    assert report.entries[2].reason
    assert "no text" in report.entries[4].reason
    names = sorted(p.name for p in settings.corpus.rglob("*"))
    assert names == ["<img src=x>.txt", "ferry.txt", "lamp.txt"]
    assert all(f"{tmp_path}" not in e.source for e in report.entries)


def test_a_sent_sitemap_fetches_nothing(tmp_path, settings, maintenance):
    sitemap = (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>http://127.0.0.1:9/page</loc></url></urlset>"
    )
    report = maintenance.take_in([sent(tmp_path, "sitemap.xml", sitemap)])
    assert [e.state for e in report.entries] == ["failed"]
    assert [p.name for p in settings.corpus.iterdir()] == ["ferry.txt"]


def test_a_sent_archive_is_taken_for_what_it_holds_and_no_bomb_is_unpacked(tmp_path, settings, maintenance):
    good = sent(tmp_path, "good.zip", b"")
    with zipfile.ZipFile(good, "w") as packed:
        packed.writestr("../../escape.txt", LAMP)
    bomb = sent(tmp_path, "bomb.json.gz", gzip.compress(b"[" + b" " * 30_000_000))
    began = time.monotonic()
    report = maintenance.take_in([good, bomb])
    assert [e.state for e in report.entries][1] == "failed"
    assert time.monotonic() - began < 30
    assert not list(tmp_path.rglob("escape.txt"))


def test_a_link_in_the_corpus_is_never_written_through(tmp_path, settings, maintenance):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    (settings.corpus / "lamp.txt").symlink_to(outside)
    report = maintenance.take_in([sent(tmp_path, "lamp.txt", LAMP.encode())])
    assert [(e.state, e.path) for e in report.entries] == [("imported", "lamp (2).txt")]
    assert outside.read_text(encoding="utf-8") == "mine"


def test_more_files_than_are_taken_at_once_are_named(tmp_path, settings, maintenance):
    file = sent(tmp_path, "lamp.txt", LAMP.encode())
    report = maintenance.take_in([file] * (MAX_UPLOADS + 1))
    assert report.entries[-1].state == "skipped"
    assert f"{MAX_UPLOADS} files" in report.entries[-1].reason
