"""The network before training: all-mpnet-base-v2 as published, in our layers, with fresh heads."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from network import Layers, Network, load_tokenizer
from safetensors.torch import load_file
from transformer import Shape, Trunk

if TYPE_CHECKING:
    from torch import Tensor

FILE = "model.safetensors"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
DROPOUT = 0.0


def base_folder(stated: str) -> Path:
    """Return the folder of all-mpnet-base-v2, as an argument of a script; refuse one that is not as published."""
    file = Path(stated) / FILE
    if not file.is_file():
        raise argparse.ArgumentTypeError(f"there is no {file}; see training/README.md")
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise argparse.ArgumentTypeError(f"{file} is not all-mpnet-base-v2 as published (SHA-256 {SHA256})")
    return Path(stated)


def load_base(folder: Path, *, frozen: int) -> Network:
    """Return the network before training.

    Args:
        folder: all-mpnet-base-v2, as its packages hold it.
        frozen: How many of the lowest layers do not learn; nor do the embeddings and the distances.

    Returns:
        The network.
    """
    trunk = Trunk(Shape(dropout=DROPOUT))
    trunk.load_state_dict(renamed(load_file(folder / FILE)))
    for still in (trunk.words, trunk.positions, trunk.norm, trunk.distances, *trunk.layers[:frozen]):
        still.requires_grad_(requires_grad=False)
    return Network(Layers(trunk), load_tokenizer(folder / "tokenizer.json"))


def renamed(published: dict[str, Tensor], *, layers: int = 12) -> dict[str, Tensor]:
    """Return the published weights under our names; query, key and value are one product here."""
    found = {
        "words.weight": published["embeddings.word_embeddings.weight"],
        "positions.weight": published["embeddings.position_embeddings.weight"],
        "norm.weight": published["embeddings.LayerNorm.weight"],
        "norm.bias": published["embeddings.LayerNorm.bias"],
        "distances.weight": published["encoder.relative_attention_bias.weight"],
    }
    names = {
        "looked": "attention.attn.o", "looked_norm": "attention.LayerNorm", "widens": "intermediate.dense",
        "narrows": "output.dense", "narrowed_norm": "output.LayerNorm",
    }  # fmt: skip
    for i in range(layers):
        theirs = f"encoder.layer.{i}"
        for kind in ("weight", "bias"):
            parts = [published[f"{theirs}.attention.attn.{part}.{kind}"] for part in "qkv"]
            found[f"layers.{i}.looks.{kind}"] = torch.cat(parts)
            for ours, name in names.items():
                found[f"layers.{i}.{ours}.{kind}"] = published[f"{theirs}.{name}.{kind}"]
    return found
