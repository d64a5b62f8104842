"""Weights rounded to eight bits are nearly what was trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

FOLDER = Path(__file__).parents[3] / "training"


@pytest.fixture(scope="module")
def int8() -> Any:
    """The module of the folder of training scripts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        import int8

    return int8


@examples(30)
@given(rows=st.integers(1, 40), columns=st.integers(1, 60), size=st.floats(1e-6, 1e3), seed=st.integers(0, 9))
def test_a_matrix_comes_back_within_half_a_step_of_its_rows_scale(
    int8: Any, rows: int, columns: int, size: float, seed: int
) -> None:
    matrix = size * torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    shipped = int8.quantise({"m": matrix, "bias": matrix[0]})
    assert shipped["m"].dtype == torch.int8
    found = int8.dequantise(shipped)
    assert set(found) == {"m", "bias"}
    step = matrix.abs().amax(1, keepdim=True) / 127
    assert ((found["m"] - matrix) ** 2).sum(1).le((step.squeeze(1) ** 2) * columns / 4 + 1e-12).all()


def test_a_row_of_zeros_stays_zero(int8: Any) -> None:
    assert not int8.dequantise(int8.quantise({"m": torch.zeros(2, 3)}))["m"].any()
