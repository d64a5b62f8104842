"""The scripts behind the weights: what they take and what they refuse; training itself takes an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the scripts need the extra `training`")

FOLDER = Path(__file__).parents[3] / "training"


def run(script: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / script), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with empty files in the place of the data sets."""
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r}); import examples; print(*examples.SETS)"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    folder = tmp_path_factory.mktemp("data")
    for name in listed.stdout.split():
        (folder / f"{name}.jsonl").touch()
    return folder


SCRIPTS = ["train.py", "measure.py", "fit.py", "silence.py"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_says_what_every_argument_is(script: str) -> None:
    result = run(script, "--help")
    assert result.returncode == 0
    assert "DATA_FOLDER" in result.stdout
    arguments = result.stdout.partition("positional arguments:")[2]
    assert all("  " in line.strip() for line in arguments.splitlines() if line.startswith("  "))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_missing_argument_or_data_set_is_named(script: str, tmp_path: Path) -> None:
    more = {"train.py": (tmp_path, tmp_path / "out"), "measure.py": (tmp_path / "trained",)}.get(script, ())
    for words, said in (((), "DATA_FOLDER"), ((tmp_path, *more), "squad2.jsonl")):
        result = run(script, *words)
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr


def test_training_does_not_begin_without_the_published_weights(data: Path, tmp_path: Path) -> None:
    result = run("train.py", data, tmp_path / "absent", tmp_path / "out")
    assert result.returncode == 2
    assert "absent" in result.stderr
    (tmp_path / "model.safetensors").write_bytes(b"other")
    result = run("train.py", data, tmp_path, tmp_path / "out")
    assert result.returncode == 2
    assert "as published" in result.stderr


MADE = """
import json, random, sys
from pathlib import Path

folder = Path(sys.argv[1])
bridge = "The bridge at Orlen was closed on Tuesday. Its arches had cracked in the frost. Ferries run instead."
mill = "The mill at Orlen makes paper. The frost closed the mill for a week. It opened again in May."

def spanned(name, title, context, question, answer):
    at = [[context.index(answer), context.index(answer) + len(answer)]] if answer else []
    return {"title": title, "context": context, "question": question, "answer_spans": at}

asked = [("Bridge", bridge, "What had cracked in the frost?", "Its arches"),
         ("Mill", mill, "What does the mill make?", "paper"), ("Mill", mill, "Who won the regatta?", None)]
for name in ("squad2", "xquad", "squadshifts_wiki", "qadiscourse"):
    lines = [json.dumps(spanned(name, *one)) for one in asked]
    (folder / f"{name}.jsonl").write_text("\\n".join(lines) + "\\n")
claims = [{"evidence": bridge, "claim": "The bridge was closed.", "label": "entailment"},
          {"evidence": mill, "claim": "The mill makes glass.", "label": "not_entailment"}]
(folder / "rte.jsonl").write_text("\\n".join(map(json.dumps, claims)) + "\\n")
"""

LEARNT = """
import sys, torch
from pathlib import Path
import material, train
from network import Layers, Network
from transformer import Shape, Trunk

material.DRAWN = {"squad2": 6, "xquad": 3, "squadshifts_wiki": 3, "qadiscourse": 3}
material.CLAIMS = {"rte": 2}
material.MADE_SENTENCES = material.MADE_ANSWERS = 2
data, out = map(Path, sys.argv[1:])

def words():
    from tokenizers import Tokenizer
    from rag.embedding.model_files import find_model
    tokenizer = Tokenizer.from_file(str(find_model("all-MiniLM-L6-v2").folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer

def run(minutes):
    torch.manual_seed(1)
    network = Network(Layers(Trunk(Shape(layers=1))).train(), words())
    examples = material.Material(data, network)
    found = train.Run(network, out, 1e-4, minutes)
    rounds = ((n, train.epoch(examples, n)) for n in range(found.number, 100))
    found.learn(rounds)
    found.checkpoint()
    return found

first = run(0.02)
second = run(0.04)
assert second.spent > first.spent >= 0.02 * 60
assert (second.number, second.place) >= (first.number, first.place)
same = [torch.equal(a, b) for a, b in zip(first.network.layers.parameters(), second.network.layers.parameters())]
assert not all(same)
"""


def test_a_run_learns_is_cut_and_goes_on_from_its_checkpoint(data: Path, tmp_path: Path) -> None:
    for name in data.iterdir():
        (tmp_path / name.name).touch()
    path = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n"
    for code, words in ((MADE, [tmp_path]), (LEARNT, [tmp_path, tmp_path])):
        command = [sys.executable, "-c", path + code, *map(str, words)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr


RETRIEVED = """
from examples import Asked
from retrieved import answers, archive_of, without

bridge = ("The bridge at Orlen was closed on Tuesday.", "Its arches had cracked in the frost.", "Ferries run instead.")
mill = ("The mill at Orlen makes paper.", "The frost closed it for a week.")
asked = [
    Asked(source="squad2", key="Bridge", question="What had cracked in the frost?", title="Bridge", sentences=bridge,
          right=(False, True, False)),
    Asked(source="qed", key="Mill", question="What does the mill make?", title="Mill", sentences=mill,
          right=(True, False)),
]
with archive_of(asked) as texts:
    for one in asked:
        offered = texts.evidence(one)
        right = answers(one)
        assert right < {e.text for e in offered}
        rest = without(offered, right)
        assert [e.text for e in rest] == [e.text for e in offered if e.text not in right]
        assert all(right.isdisjoint(e.context.sentences) for e in rest)
"""


def test_what_an_archive_offers_can_lose_what_answers() -> None:
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n{RETRIEVED}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
