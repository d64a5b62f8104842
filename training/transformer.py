"""The twelve layers that read: MPNet, as all-mpnet-base-v2 has them.

Belongs here: the layers and their shapes. Does not belong here: what they read and what is made of their
states (`network`).

Source of the architecture: Song et al. 2020, "MPNet: Masked and Permuted Pre-training for Language
Understanding"; relative positions: Raffel et al. 2020, "T5", section 2.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

__all__ = ["PADDING", "WIDTH", "Shape", "Trunk"]

WIDTH = 768
"""Width of every state."""

PADDING = 1
"""Id of the padding token; real positions begin behind it."""

_HEADS = 12
_INNER = 3072
_WORDS = 30_527
_POSITIONS = 514
_BUCKETS = 32
_FAR = 128
"""Distances from this one on share a bucket."""

_EPSILON = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many layers a trunk has, and which share of its states training drops."""

    layers: int = 12
    dropout: float = 0.0


class Trunk(nn.Module):
    """Token ids to states."""

    def __init__(self, shape: Shape) -> None:
        """Make the layers, with random weights."""
        super().__init__()
        self.words = nn.Embedding(_WORDS, WIDTH, padding_idx=PADDING)
        self.positions = nn.Embedding(_POSITIONS, WIDTH, padding_idx=PADDING)
        self.norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.distances = nn.Embedding(_BUCKETS, _HEADS)
        self.layers = nn.ModuleList(_Layer(shape.dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Read token ids.

        Args:
            ids: Shape (windows, longest), int64; rows are padded with `PADDING` at their ends.
            mask: True where there is a token: the same shape.

        Returns:
            Shape (windows, longest, `WIDTH`).
        """
        longest = ids.shape[1]
        places = torch.where(mask, torch.arange(longest, device=ids.device) + PADDING + 1, PADDING)
        states = self.dropout(self.norm(self.words(ids) + self.positions(places)))
        bias = self.distances(_buckets(longest, ids.device)).permute(2, 0, 1)[None]
        bias = bias.masked_fill(~mask[:, None, None, :], -1e4)
        for layer in self.layers:
            states = layer(states, bias)
        read: Tensor = states
        return read


class _Layer(nn.Module):
    """One layer: every token looks at all of its window, then changes by itself."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.looks = nn.Linear(WIDTH, 3 * WIDTH)
        self.looked = nn.Linear(WIDTH, WIDTH)
        self.looked_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.widens = nn.Linear(WIDTH, _INNER)
        self.narrows = nn.Linear(_INNER, WIDTH)
        self.narrowed_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        windows, longest, _ = states.shape
        query, key, value = (
            self.looks(states).view(windows, longest, 3, _HEADS, WIDTH // _HEADS).permute(2, 0, 3, 1, 4)
        )
        seen = scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        seen = seen.transpose(1, 2).reshape(windows, longest, WIDTH)
        states = self.looked_norm(states + self.dropout(self.looked(seen)))
        changed: Tensor = self.narrowed_norm(states + self.dropout(self.narrows(gelu(self.widens(states)))))
        return changed


def _buckets(longest: int, device: torch.device) -> Tensor:
    """Return the bucket of each pair's distance: shape (longest, longest), int64 below 32.

    Half of the buckets are for what stands behind; half of each half count single tokens, the rest grow
    with the logarithm of the distance. Source: Raffel et al. 2020, section 2.1.
    """
    places = torch.arange(longest, device=device)
    ahead = places[:, None] - places[None, :]
    half, exact = _BUCKETS // 2, _BUCKETS // 4
    far = ahead.abs()
    grown = torch.log(far.clamp(min=1).float() / exact) / math.log(_FAR / exact) * (half - exact)
    bucket = torch.where(far < exact, far, (exact + grown.long()).clamp(max=half - 1))
    return bucket + half * (ahead < 0)
