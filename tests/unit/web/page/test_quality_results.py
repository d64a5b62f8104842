"""The results of the Quality tab are those of the documents, and each has a name."""

from __future__ import annotations

import re
from pathlib import Path

from rag import messages
from rag.web.page.quality_results import BASELINES, TARGETS, THRESHOLD_CURVES, read_quality_results

MEASUREMENTS = Path(__file__).parents[4] / "docs/measurements"
PAGES = {
    "tune": "answers",
    "report": "answers",
    "squad2-abstention": "refusing",
    "squad2-selection": "ranking",
    "trecqa-dev": "ranking",
    "qed": "ranking",
    "clapnq": "ranking",
    "wice-dev": "claims",
    "summedits": "claims",
    "wikinews": "sentence-boundaries",
    "ewt-dev": "sentence-boundaries",
}
"""Data set → the page of `docs/measurements/` with its targets and baselines."""


def written(value):
    """Return how a document writes a share: .622, .85, 1.0."""
    return {f"{value:.3f}".lstrip("0"), f"{value:.2f}".lstrip("0")}


def test_every_metric_and_every_data_set_has_a_name_and_a_meaning():
    datasets = {result.dataset for result in read_quality_results()}
    for result in read_quality_results():
        assert all(messages.quality_tab.METRICS[result.metric])
        assert all(messages.quality_tab.DATASETS[result.dataset])
    assert set(TARGETS) | set(BASELINES) <= datasets
    assert set(THRESHOLD_CURVES) == set(messages.quality_tab.CURVE_DATASETS)


def test_targets_and_baselines_are_those_of_the_documents():
    for table in (TARGETS, BASELINES):
        for name, metrics in table.items():
            page = (MEASUREMENTS / f"{PAGES[name]}.md").read_text(encoding="utf-8")
            for metric, value in metrics.items():
                assert any(re.search(rf"(?<!\d){re.escape(w)}(?!\d)", page) for w in written(value)), (
                    name,
                    metric,
                )


def test_the_threshold_curves_are_those_of_the_documents():
    rows = re.findall(
        r"^\| \**(\.\d\d)\** \| (\.\d\d) / (\.\d\d) / \.\d+ \| (\.\d\d) / (\.\d\d) / \.\d+ \| (\.\d\d) / (\.\d\d) /",
        (MEASUREMENTS / "refusing.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == 9
    for n, row in enumerate(rows):
        at, *shares = map(float, row)
        for name, pair in zip(
            ("squad2", "clapnq", "tune"), (shares[:2], shares[2:4], shares[4:]), strict=True
        ):
            assert THRESHOLD_CURVES[name][n] == (at, *pair)
