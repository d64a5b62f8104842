"""Weights as whole numbers of eight bits, as they are to be shipped.

A matrix is kept as int8 with one scale for each output channel (row); everything else in half precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

_SCALE = ":scale"
_LARGEST = 127
_CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Shares of a row's largest weight that are tried as the largest that is kept."""


def quantise(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Turn weights into what is shipped.

    Args:
        state: Tensors by name, of any floating type.

    Returns:
        Each matrix as int8 and, under its name with ":scale", float32 of shape (rows, 1); what it stands for
        is their product. Of a few scales a row gets the one with the least squared error. Everything that is
        no matrix is there in half precision.
    """
    found: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if tensor.ndim == 2:
            found[name], found[name + _SCALE] = _rounded(tensor.float())
        else:
            found[name] = tensor.half()
    return found


def _rounded(matrix: Tensor) -> tuple[Tensor, Tensor]:
    largest = matrix.abs().amax(1, keepdim=True).clamp(min=1e-12)
    best = torch.full_like(largest, torch.inf)
    values, scale = torch.zeros_like(matrix), torch.ones_like(largest)
    for clip in _CLIPS:
        own = clip * largest / _LARGEST
        rounded = (matrix / own).round().clamp(-_LARGEST, _LARGEST)
        error = ((rounded * own - matrix) ** 2).sum(1, keepdim=True)
        better = error < best
        best = torch.where(better, error, best)
        values, scale = torch.where(better, rounded, values), torch.where(better, own, scale)
    return values.to(torch.int8), scale


def dequantise(shipped: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights that shipped tensors stand for, float32, by name."""
    return {
        name: tensor.float() * shipped.get(name + _SCALE, 1.0)
        for name, tensor in shipped.items()
        if not name.endswith(_SCALE)
    }
