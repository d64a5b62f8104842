"""No figure of our own questions falls below the one that was last accepted."""

from __future__ import annotations

import pytest

from tests.quality.floors import HALVES, all_sets, fallen_figures

SETS = all_sets()


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return tmp_path_factory.mktemp("quality") / "index"


@pytest.mark.parametrize("half", HALVES)
def test_no_figure_falls_below_the_accepted_one(half, index):
    assert fallen_figures(SETS[half], index) == []
