"""Files that hold many articles, from the rebuild to a saved answer: nothing in them is lost or confused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import CorpusShrunk
from rag.index.generations import open_generation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import rag

    Run = Callable[..., Any]

MILL = "The paper mill at Orlow employs 318 people, and it will close in June because its boiler has burst."
BATHS = "The public baths of Orlow charge four crowns a visit since the council raised the price in March."
QUARRY = "The quarry above Tamsel sold 12,000 tonnes of slate last year, said its owner Runa Beck."


def line(name: str, text: str, **fields: str) -> str:
    return json.dumps({"id": name, "title": f"About {name}", "text": f"{text}\n", **fields})


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return packed.getvalue()


def entries(report: rag.RebuildReport) -> dict[str, tuple[str, str | None]]:
    """Path → state and reason of every line that is not unchanged."""
    return {e.path: (e.state, e.reason) for e in report.ledger if e.state != "unchanged"}


def ids(place: Any) -> list[str]:
    return open_generation(place.index).catalogue.article_ids()


def test_every_item_of_a_file_is_an_article_of_its_own(place: Any) -> None:
    path = place.corpus / "wire" / "export.jsonl"
    path.parent.mkdir()
    path.write_text(
        "\n".join(
            [line("mill", MILL, published="2024-02-03"), "{no json", line("baths", BATHS), '{"id": "x"}']
        ),
        encoding="utf-8",
    )
    report = place.rebuild()
    found = entries(report)
    assert found["wire/export.jsonl"] == ("indexed", None)
    assert found["wire/export.jsonl#(line 2)"][0] == "failed"
    assert found["wire/export.jsonl#x"][0] == "empty"
    assert [i for i in ids(place) if "wire" in i] == ["wire/export#mill", "wire/export#baths"]
    assert next(e for e in report.ledger if e.path == "wire/export.jsonl").articles == 2
    again = place.rebuild()
    assert again.generation == report.generation
    assert again.passages_encoded == 0
    assert [e.to_dict() for e in again.ledger if "#" in e.path] == [
        e.to_dict() for e in report.ledger if "#" in e.path
    ]


def test_members_of_a_container_are_named_by_their_place_in_it(place: Any) -> None:
    inner = zipped(**{"quarry.txt": QUARRY})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/mill.txt", MILL)
        archive.writestr("photo.jpg", b"\xff\xd8")
        archive.writestr("empty.txt", " \n")
        archive.writestr("deep.zip", inner)
        archive.writestr("list.jsonl", line("baths", BATHS))
    (place.corpus / "old.zip").write_bytes(packed.getvalue())
    found = entries(place.rebuild())
    assert [i for i in ids(place) if i.startswith("old")] == [
        "old#a/mill.txt",
        "old#deep.zip#quarry.txt",
        "old#list.jsonl#baths",
    ]
    assert found["old.zip#photo.jpg"] == ("unsupported", ".jpg files are not read")
    assert found["old.zip#empty.txt"] == ("empty", "no text in it")


def test_a_changed_container_encodes_only_what_is_new_in_it(place: Any) -> None:
    path = place.corpus / "old.zip"
    path.write_bytes(zipped(mill="", **{"mill.txt": MILL, "quarry.txt": QUARRY}))
    place.rebuild()
    path.write_bytes(zipped(**{"mill.txt": MILL, "baths.txt": BATHS}))
    report = place.rebuild()
    assert report.passages_encoded == 1
    found = entries(report)
    assert found["old.zip"] == ("new version", None)
    assert found["old.zip#quarry.txt"][0] == "removed"
    assert [i for i in ids(place) if i.startswith("old")] == ["old#mill.txt", "old#baths.txt"]


def test_a_container_that_cannot_be_read_any_more_keeps_its_last_good_articles(place: Any) -> None:
    path = place.corpus / "old.zip"
    path.write_bytes(zipped(**{"mill.txt": MILL}))
    place.rebuild()
    path.write_bytes(b"PK\x03\x04 not a container")
    report = place.rebuild()
    state, reason = entries(report)["old.zip"]
    assert state == "failed"
    assert reason
    assert reason.endswith("Its last good version stays in the index.")
    assert "old#mill.txt" in ids(place)
    assert report.counts()["failed"] == 1


def test_an_item_that_fails_now_keeps_its_last_good_version(place: Any) -> None:
    path = place.corpus / "old.zip"
    path.write_bytes(zipped(**{"mill.txt": MILL, "baths.txt": BATHS}))
    place.rebuild()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mill.txt", b"\x00\x01\x02" * 50)
        archive.writestr("baths.txt", BATHS)
    report = place.rebuild()
    assert entries(report)["old.zip#mill.txt"][0] == "failed"
    assert {"old#mill.txt", "old#baths.txt"} <= set(ids(place))
    assert report.passages_encoded == 0


def test_what_a_damaged_container_no_longer_shows_keeps_its_last_good_version(place: Any) -> None:
    path = place.corpus / "old.zip"
    whole = zipped(**{"mill.txt": MILL, "baths.txt": BATHS, "quarry.txt": QUARRY})
    path.write_bytes(whole)
    place.rebuild()
    path.write_bytes(whole[: whole.index(b"quarry.txt") + 40])
    report = place.rebuild()
    assert [state for path, (state, _) in entries(report).items() if path.startswith("old.zip#")].count(
        "failed"
    ) == 1
    assert {"old#mill.txt", "old#baths.txt", "old#quarry.txt"} <= set(ids(place))
    assert report.passages_encoded == 0


def test_a_member_that_fails_keeps_the_items_that_it_held(place: Any) -> None:
    path = place.corpus / "old.zip"
    path.write_bytes(zipped(**{"list.jsonl": line("mill", MILL), "more.jsonl": line("baths", BATHS)}))
    place.rebuild()
    path.write_bytes(zipped(**{"list.jsonl": "{broken", "other.txt": QUARRY}))
    found = entries(place.rebuild())
    assert str(found["old.zip#list.jsonl#(line 1)"][1]).endswith("stays in the index.")
    assert found["old.zip#more.jsonl#baths"][0] == "removed"
    assert [i for i in ids(place) if i.startswith("old")] == ["old#other.txt", "old#list.jsonl#mill"]


def test_a_member_that_fails_and_has_the_name_of_an_item_stops_no_rebuild(place: Any) -> None:
    path = place.corpus / "old.zip"
    whole = zipped(**{"list.jsonl": line("mill.txt", MILL)})
    path.write_bytes(whole)
    place.rebuild()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("list.jsonl#mill.txt", b"\x00\x01\x02" * 50)
    report = place.rebuild()
    assert entries(report)["old.zip#list.jsonl#mill.txt"][0] == "failed"
    assert [i for i in ids(place) if i.startswith("old")] == ["old#list.jsonl#mill.txt"]
    assert place.rebuild().generation == report.generation


def test_a_feed_that_breaks_off_keeps_what_stood_behind_and_says_so(place: Any) -> None:
    def feed(*entries: str) -> str:
        return f'<rss version="2.0"><channel><title>Post</title>{"".join(entries)}</channel></rss>'

    whole = [
        f"<item><guid>{n}</guid><description>{t}</description></item>"
        for n, t in enumerate([MILL, BATHS, QUARRY])
    ]
    path = place.corpus / "post.rss"
    path.write_text(feed(*whole), encoding="utf-8")
    place.rebuild()
    path.write_text(feed(whole[0], "<item><guid>1</item>", whole[2]), encoding="utf-8")
    report = place.rebuild()
    assert str(entries(report)["post.rss#(the rest)"][1]).endswith("stays in the index.")
    assert {(e.path, e.state, e.articles) for e in report.ledger if e.articles > 1} == {
        ("post.rss", "new version", 3)
    }
    assert [i for i in ids(place) if i.startswith("post")] == ["post#0", "post#1", "post#2"]


def test_a_member_that_failed_for_once_is_tried_again_and_one_that_always_does_costs_no_generation(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.corpus / "old.zip"
    path.write_bytes(zipped(**{"mill.csv": "text\nNo mill.", "quarry.txt": QUARRY}))
    place.rebuild()
    path.write_bytes(zipped(**{"mill.csv": f'text\n"{MILL}"\n', "quarry.txt": QUARRY}))
    with monkeypatch.context() as patched:
        patched.setattr("rag.ingest.parsers.csv_tables._header", lambda *_: {}["no such"])
        reports = [place.rebuild() for _ in range(2)]
    for report in reports:
        assert entries(report)["old.zip#mill.csv"][0] == "failed"
        assert next(e for e in report.ledger if e.path == "old.zip").articles == 2
    assert reports[0].generation == reports[1].generation
    assert entries(place.rebuild()) == {"old.zip": ("new version", None)}
    assert open_generation(place.index).catalogue.article("old#mill.csv#2").text == f"{MILL}\n"


def test_two_articles_of_one_id_are_not_confused(place: Any) -> None:
    (place.corpus / "old#mill.txt.txt").write_text(QUARRY, encoding="utf-8")
    (place.corpus / "old.zip").write_bytes(zipped(**{"mill.txt": MILL}))
    found = entries(place.rebuild())
    assert [state for path, (state, _) in found.items() if path.startswith("old")].count("failed") == 1
    (lost,) = [
        reason for path, (state, reason) in found.items() if state == "failed" and path.startswith("old")
    ]
    assert lost == "another article has the id 'old#mill.txt'. Rename the file."


def test_an_answer_from_a_container_is_cited_and_verified(
    place: Any, rag_command: Run, tmp_path: Path
) -> None:
    path = place.corpus / "wire.jsonl"
    path.write_text("\n".join([line("mill", MILL), line("quarry", QUARRY)]), encoding="utf-8")
    place.rebuild()
    asked = rag_command("ask", "who owns the quarry above Tamsel?", "--json", "--index", str(place.index))
    saved = tmp_path / "answer.json"
    saved.write_text(asked.out, encoding="utf-8")
    (citation,) = asked.json()["claims"][0]["citations"]
    assert citation["article_id"] == "wire#quarry"
    assert citation["quote"] == QUARRY
    assert citation["parser"].startswith("records-")
    assert rag_command("verify", str(saved), *place.options[:2]).code == 0
    path.write_text("\n".join([line("quarry", QUARRY), line("baths", BATHS)]), encoding="utf-8")
    assert rag_command("verify", str(saved), *place.options[:2]).code == 0
    path.write_text(line("quarry", QUARRY.replace("12,000", "13,000")), encoding="utf-8")
    changed = rag_command("verify", str(saved), *place.options[:2])
    assert changed.code == 1
    assert "the article has changed since; the quoted sentence was removed" in changed.out


def test_a_text_read_differently_is_told_from_a_file_that_changed(
    place: Any, rag_command: Run, tmp_path: Path
) -> None:
    asked = rag_command(
        "ask", "how many people did the mill employ?", "--json", "--index", str(place.index)
    ).json()
    saved = tmp_path / "answer.json"
    for citation in asked["claims"][0]["citations"]:
        citation |= {"text_sha256": "0" * 64, "parser": "older-1"}
    saved.write_text(json.dumps(asked), encoding="utf-8")
    said = rag_command("verify", str(saved), *place.options[:2])
    assert said.code == 1
    assert "this version reads the same file differently" in said.out
    assert "then older-1); the quoted sentence is still there" in said.out


def test_a_corpus_that_lost_most_of_its_files_stops_the_rebuild(place: Any, rag_command: Run) -> None:
    before = ids(place)
    for name in ("ferry.txt", "bridge.md", "town/orchard.txt", "town/council-election.md"):
        (place.corpus / name).unlink()
    with pytest.raises(CorpusShrunk, match=r"4 of 6 indexed files are gone .*--allow-removals"):
        place.rebuild()
    rag_command("rebuild", *place.options).refused("4 of 6 indexed files are gone", "--allow-removals")
    assert ids(place) == before
    assert rag_command("rebuild", "--allow-removals", *place.options).code == 0
    assert len(ids(place)) == 2
