"""`rag eval` from the command line: every task prints one flat object, and a table for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rag.cli import main

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "boundaries": {"precision", "recall", "f1"},
    "selection": {"map", "mrr", "p_at_1"},
    "tracing": {"recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", "ceiling_at_1", "hit_at_1"},
    "support": {"balanced_accuracy", "auroc"},
    "abstention": {
        "balanced_accuracy", "refusal_precision", "refusal_recall", "answer_sentence_accuracy",
    },
}  # fmt: skip
"""What the contract says each task prints at least."""

QUESTION = "how many people did the mill employ?"
SENTENCES = ["The mill employed 214 people.", "It rained."]
LINES: dict[str, list[dict[str, Any]]] = {
    "boundaries": [{"text": "It rained. The mill burned.", "spans": [[0, 10], [11, 27]]}],
    "selection": [{"question": QUESTION, "sentences": SENTENCES, "labels": [1, 0]}],
    "tracing": [
        {"claim": "The mill had 214 people.", "sentences": SENTENCES, "supporting_sets": [[0]], "label": "supported"}
    ],
    "support": [
        {"claim": SENTENCES[0], "sentences": SENTENCES, "label": 1},
        {"summary": "The mill employed 3,500 people.", "doc": " ".join(SENTENCES), "label": 0},
    ],
    "abstention": [
        {"question": QUESTION, "context": " ".join(SENTENCES), "title": "Mill", "answer_spans": [[18, 21]]},
        {"question": "who won the war?", "context": " ".join(SENTENCES), "title": "Mill", "answer_spans": []},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with one good file for each task, and a line that belongs to none."""
    for task, lines in LINES.items():
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{task}.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "other.jsonl").write_text('{"nothing": "known"}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["eval", *arguments])
    return int(stop.value.code or 0)


@pytest.mark.parametrize("task", KEYS)
def test_a_task_prints_one_flat_object_with_the_keys_of_the_contract(
    task: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(task, f"{task}.jsonl", "--json") == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert err == ""
    figures = json.loads(out)
    assert KEYS[task] <= set(figures)
    assert all(value is None or isinstance(value, int | float) for value in figures.values())
    assert all(value is None or 0 <= value <= 1 for key, value in figures.items() if key in KEYS[task])


@pytest.mark.parametrize("task", KEYS)
def test_a_task_prints_a_table_of_pooled_and_limited_lines(
    task: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = str(len(LINES[task]))
    assert run(task, f"{task}.jsonl", "other.jsonl", "--limit", limit) == 0
    out = capsys.readouterr().out
    assert task in out
    assert all(key in out for key in KEYS[task])


@pytest.mark.parametrize("task", KEYS)
def test_a_line_of_another_form_is_refused_with_file_and_line(
    task: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(task, f"{task}.jsonl", "other.jsonl", "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "other.jsonl, line 1" in err


@pytest.mark.parametrize("task", KEYS)
def test_a_missing_file_is_refused(task: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(task, "absent.jsonl", "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "absent.jsonl" in err


def test_help_names_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    out = capsys.readouterr().out
    assert all(task in out for task in (*KEYS, "answers"))
