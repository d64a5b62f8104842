"""No figure of the fixed lines of other data falls below the one that was last accepted, where the data is present."""

from __future__ import annotations

import pytest

from tests.quality.floors import HALVES, NotRun, all_sets, fallen_figures, load_baseline

SETS = {name: chosen for name, chosen in all_sets().items() if name not in HALVES}


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_the_accepted_one(name, tmp_path):
    if name not in load_baseline():
        pytest.skip(f"no figures of {name} are accepted yet: python -m tests.quality.floors {name} --update")
    try:
        assert fallen_figures(SETS[name], tmp_path) == []
    except NotRun as reason:
        pytest.skip(f"not run: {reason}")
