"""Which lines are measured, and what the script does; the figures: `test_own_figures`, `test_other_figures`."""

from __future__ import annotations

import json
import re
import zlib

import pytest

from tests.quality import floors
from tests.quality.floors import HALVES, NotRun, Row, Set, all_sets, updated

SETS = all_sets()
BASELINE = floors.load_baseline()
KEPT_FOR_MEASURING = {"Normans", "Steam_engine", "Imperialism"}


# The figures


def test_every_accepted_figure_belongs_to_a_set():
    assert set(HALVES) <= set(BASELINE) <= set(SETS)


def test_the_figures_that_the_page_shows_are_the_accepted_ones():
    assert floors.SHIPPED.read_text(encoding="utf-8") == floors.BASELINE.read_text(encoding="utf-8")


# The lines of other data


def lines_of(name):
    try:
        return SETS[name].records(floors.data_folder())
    except NotRun as reason:
        pytest.skip(f"not run: {reason}")


@pytest.mark.parametrize(
    ("name", "count", "kept"),
    [
        ("squad2-abstention", 254, lambda r: r["title"] in KEPT_FOR_MEASURING),
        ("squad2-selection", 254, lambda r: r["title"] in KEPT_FOR_MEASURING),
        ("trecqa-dev", 81, lambda r: True),
        ("qed", 122, lambda r: zlib.crc32(r["title"].encode()) % 4 == 0),
        ("clapnq", 49, lambda r: zlib.crc32(r["title"].encode()) % 3 == 0),
        ("wice-dev", 43, lambda r: int(r["_where"].rsplit(" ", 1)[1]) % 8 == 0),
        ("summedits", 283, lambda r: r["domain"] in {"samsum", "scitldr"}),
        ("wikinews", 181, lambda r: True),
        ("ewt-dev", 200, lambda r: True),
    ],
)
def test_the_lines_are_those_that_are_kept_from_training(name, count, kept):
    records = lines_of(name)
    assert len(records) == count
    assert all(map(kept, records))


def test_lines_are_named_by_number_from_one(tmp_path):
    content = "".join(f'{{"n": {n}}}\n' for n in range(1, 10)).encode()
    (tmp_path / "a.jsonl").write_bytes(content)
    sha256 = floors.hashlib.sha256(content).hexdigest()
    chosen = Set(name="a", task="selection", file="a.jsonl", sha256=sha256, numbers=(1, 4, 9))
    assert [record["n"] for record in chosen.records(tmp_path)] == [1, 4, 9]
    (tmp_path / "a.jsonl").write_bytes(content.replace(b"3", b"4"))
    with pytest.raises(NotRun, match="not the file"):
        chosen.records(tmp_path)


# The script


SMALL = {"wikinews": {"precision": 0.9, "recall": 0.9, "f1": 0.9}, "tune": {"recall_at_1": 0.5}}


@pytest.fixture
def baseline(tmp_path, monkeypatch):
    """A baseline of its own beside data with one set, whose figures can be set by hand."""
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(SMALL), encoding="utf-8")
    monkeypatch.setattr(floors, "BASELINE", path)
    monkeypatch.setattr(floors, "SHIPPED", tmp_path / "quality_results.json")
    return path


def measures(monkeypatch, **figures):
    monkeypatch.setattr(floors, "measure", lambda *_: figures)


def test_a_figure_has_fallen_when_it_is_below_by_more_than_the_tolerance():
    row = {"set": "wikinews", "figure": "f1", "accepted": 0.9, "tolerance": 0.02}
    assert not Row(now=0.881, **row).fallen
    assert Row(now=0.879, **row).fallen
    assert Row(now=None, **row).fallen
    assert not Row(now=0.1, **row | {"accepted": None}).fallen


def test_our_own_halves_may_fall_by_a_question_and_other_sets_by_less():
    assert {SETS[half].tolerance for half in HALVES} == {0.03}
    assert {chosen.tolerance for name, chosen in SETS.items() if name not in HALVES} == {0.02}


def test_the_script_exits_1_when_a_figure_has_fallen(baseline, monkeypatch, capsys):
    measures(monkeypatch, f1=0.895)
    assert floors.main(["wikinews"]) == 0
    measures(monkeypatch, f1=0.87)
    assert floors.main(["wikinews"]) == 1
    assert re.search(r"wikinews +f1 +0\.8700 +0\.9000 +fallen", capsys.readouterr().out)
    assert json.loads(baseline.read_text()) == SMALL


def test_an_update_takes_higher_figures_and_keeps_other_sets(baseline, monkeypatch):
    measures(monkeypatch, precision=0.95678, recall=0.9, f1=None)
    assert updated(SMALL, {"wikinews": {"f1": 0.95}})[1] == []
    monkeypatch.setattr(floors, "load_baseline", lambda: {"tune": SMALL["tune"]})
    assert floors.main(["wikinews", "--update"]) == 0
    assert json.loads(baseline.read_text()) == {
        "tune": {"recall_at_1": 0.5},
        "wikinews": {"precision": 0.9567, "recall": 0.9},
    }
    assert floors.SHIPPED.read_text() == baseline.read_text()


@pytest.mark.parametrize("now", [{"precision": 0.8999, "recall": 1.0}, {"precision": None, "recall": 1.0}])
def test_an_update_refuses_to_lower_any_figure_unless_told_to(baseline, monkeypatch, capsys, now):
    measures(monkeypatch, f1=0.95, **now)
    assert floors.main(["wikinews", "--update"]) == 1
    assert json.loads(baseline.read_text()) == SMALL
    assert "wikinews precision: 0.9000 →" in capsys.readouterr().out
    assert floors.main(["wikinews", "--update", "--allow-lower"]) == 0
    assert json.loads(baseline.read_text())["wikinews"].get("precision") == now["precision"]


def test_measuring_the_same_again_lowers_nothing():
    measured = {"wikinews": {"f1": 2 / 3, "precision": 1.0, "recall": 0.57}}
    accepted, _ = updated({}, measured)
    assert updated(accepted, measured) == (accepted, [])


def test_absent_data_is_reported_as_not_run_and_fails_nothing(tmp_path, baseline, monkeypatch, capsys):
    monkeypatch.setenv("EVALUATION_DATA", str(tmp_path / "nowhere"))
    assert floors.main(["wikinews", "squad2-abstention"]) == 0
    assert floors.main(["wikinews", "--update"]) == 0
    out = capsys.readouterr().out
    assert len(re.findall("not run: there is no", out)) == 3
    assert json.loads(baseline.read_text()) == SMALL


def test_a_set_that_does_not_exist_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        floors.main(["wikinews", "nonsense"])
    assert stop.value.code == 2
    assert "nonsense" in capsys.readouterr().err
