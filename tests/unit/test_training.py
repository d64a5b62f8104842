"""The scripts behind the weights: what they take and what they refuse; training itself takes an hour."""

from __future__ import annotations

import importlib
import random
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


@pytest.mark.parametrize("script", ["fit.py", "train.py"])
def test_help_says_what_every_argument_is(script: str) -> None:
    result = run(script, "--help")
    assert result.returncode == 0
    assert "DATA_FOLDER" in result.stdout
    arguments = result.stdout.partition("positional arguments:")[2]
    assert all("  " in line.strip() for line in arguments.splitlines() if line.startswith("  "))


@pytest.mark.parametrize("script", ["fit.py", "train.py"])
def test_a_missing_argument_or_data_set_is_named(script: str, tmp_path: Path) -> None:
    for words, said in (
        ((), "DATA_FOLDER"),
        ((tmp_path, tmp_path, tmp_path / "out")[: 3 if script == "train.py" else 1], "squad2.jsonl"),
    ):
        result = run(script, *words)
        assert result.returncode == 2
        assert said in result.stderr
        assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thesaurus in WordNet's form: dam and barrage, weir beside it; shut and close, open against them."""
    folder = tmp_path_factory.mktemp("dict")
    senses = ["dam 1 01 1 20", "barrage 1 01 1 9", "weir 1 02 1 8", "barrier 1 03 1 7"]
    senses += ["close 2 11 1 30", "shut 2 11 1 12", "open 2 12 1 40"]
    lines = []
    for sense in senses:
        lemma, kind, offset, number, count = sense.split()
        lines.append(f"{lemma}%{kind}:06:00:: 000000{offset} {number} {count}")
    (folder / "index.sense").write_text("\n".join(lines) + "\n")
    nouns = [
        "00000001 06 n 02 dam 0 barrage 0 001 @ 00000003 n 0000 | a wall",
        "00000002 06 n 01 weir 0 001 @ 00000003 n 0000 | low",
    ]
    verbs = [
        "00000011 30 v 02 close 0 shut 0 001 ! 00000012 v 0101 01 + 02 00 | end",
        "00000012 30 v 01 open 0 000 | begin",
    ]
    for name, rows in (("noun", nouns), ("verb", verbs), ("adj", []), ("adv", [])):
        (folder / f"data.{name}").write_text("".join(f"{row}  \n" for row in ["  1 licence", *rows]))
    return folder


def test_questions_are_reworded_and_changed_in_the_form_of_the_word(
    words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    rewording = importlib.import_module("rewording")
    thesaurus, rng = rewording.Thesaurus(words), random.Random(1)
    question = "Why were the dams near Orlen closed?"
    said = {rewording.reword(question, thesaurus, rng) for _ in range(60)}
    assert said == {
        f"Why were the {noun} near Orlen {verb}?"
        for noun in ("dams", "barrages")
        for verb in ("closed", "shut")
    }
    changed = {rewording.change(question, thesaurus, rng) for _ in range(60)}
    assert changed == {"Why were the weirs near Orlen closed?", "Why were the dams near Orlen opened?"}
    assert rewording.change("Who is Anna Lind?", thesaurus, rng) is None


@pytest.mark.parametrize(
    ("rest", "said"), [(["absent/out"], "no folder"), (["out", "--start", "absent"], "no file absent")]
)
def test_training_does_not_begin_where_it_could_not_read_or_write(
    data: Path, words: Path, rest: list[str], said: str
) -> None:
    result = run("train.py", data, words, *rest)
    assert result.returncode == 2
    assert said in result.stderr


MEASURED = """
from examples import Asked, Claimed
from rag.network import load_network
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


def test_training_does_not_begin_without_a_thesaurus(data: Path, tmp_path: Path) -> None:
    result = run("train.py", data, tmp_path, tmp_path / "out")
    assert result.returncode == 2
    assert "index.sense" in result.stderr
