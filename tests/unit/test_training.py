"""The scripts behind the weights: what they take and what they refuse; training itself takes an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the scripts need the extra `training`")

FOLDER = Path(__file__).parents[2] / "training"


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


@pytest.mark.parametrize("script", ["fit.py", "silence.py", "train.py"])
def test_help_says_what_every_argument_is(script: str) -> None:
    result = run(script, "--help")
    assert result.returncode == 0
    assert "DATA_FOLDER" in result.stdout
    arguments = result.stdout.partition("positional arguments:")[2]
    assert all("  " in line.strip() for line in arguments.splitlines() if line.startswith("  "))


@pytest.mark.parametrize("script", ["fit.py", "silence.py", "train.py"])
def test_a_missing_argument_or_data_set_is_named(script: str, tmp_path: Path) -> None:
    for words, said in (
        ((), "DATA_FOLDER"),
        ((tmp_path, tmp_path / "out")[: 1 + (script == "train.py")], "squad2.jsonl"),
    ):
        result = run(script, *words)
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("words", "said"), [(["absent/out"], "no folder"), (["out", "--start", "absent"], "no file absent")]
)
def test_training_does_not_begin_where_it_could_not_read_or_write(
    data: Path, words: list[str], said: str
) -> None:
    result = run("train.py", data, *words)
    assert result.returncode == 2
    assert said in result.stderr


MEASURED = """
from examples import Asked, Claimed
from rag.qa.network import load_network
from train import Material, report

told = ("The bridge at Orlen was closed on Tuesday.", "Its arches had cracked in the frost.")
right, wrong = (False, True), (False, False)
asked = [
    Asked(source=s, key="Orlen", question=q, title="Orlen", sentences=told, right=r)
    for s in ("squad", "clapnq_answerable")
    for q, r in (("What had cracked in the frost?", right), ("Who won the regatta?", wrong))
]
claims = [
    Claimed(source="fever", claim=c, sentences=told, borne=b)
    for c, b in (("The bridge was closed on Tuesday.", True), ("The regatta was won by Norway.", False))
]
material = Material.__new__(Material)
material.network, material.aside, material.claims_aside = load_network(), asked, claims
print(*report(material), sep="\\n")
"""


def test_what_is_printed_after_an_epoch_can_be_measured() -> None:
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n{MEASURED}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    *printed, last = result.stdout.splitlines()
    assert printed == [
        "squad: MAP 1.000, P@1 1.000 (1)",
        "clapnq_answerable: MAP 1.000, P@1 1.000 (1)",
        "squad: refusal AUROC 1.000",
        "clapnq: refusal AUROC 1.000",
    ]
    assert last.startswith("fever: AUROC 1.000, balanced accuracy ")


RETRIEVED = """
import random
from examples import Asked
from rag.qa.network import load_network
from retrieved import answers, archive_of, beside, choose, without, without_right

bridge = ("The bridge at Orlen was closed on Tuesday.", "Its arches had cracked in the frost.", "Ferries run instead.")
mill = ("The mill at Orlen makes paper.", "The frost closed it for a week.")
asked = [
    Asked(source="squad", key="Bridge", question="What had cracked in the frost?", title="Bridge", sentences=bridge,
          right=(False, True, False)),
    Asked(source="qed", key="Mill", question="What does the mill make?", title="Mill", sentences=mill,
          right=(True, False)),
]
network = load_network()
with archive_of(asked) as texts:
    for one in asked:
        offered = texts.evidence(one)
        right = answers(one)
        assert right < {e.text for e in offered}
        rest = without(offered, right)
        assert [e.text for e in rest] == [e.text for e in offered if e.text not in right]
        assert all(right.isdisjoint(e.context.sentences) for e in rest)
        windows = beside(one, offered, network.count_tokens)
        marked = {s for b in windows for s, r in zip(b.window.sentences, b.right, strict=True) if r}
        assert marked == right
        (first, *_) = choose(windows, lambda w: 1, 1, random.Random(1))
        assert any(first.right)
        gone = without_right(windows)
        assert not any(any(b.right) or right & set(b.window.sentences) for b in gone)
"""


def test_what_an_archive_offers_is_marked_and_can_lose_what_answers() -> None:
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n{RETRIEVED}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
