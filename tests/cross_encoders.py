"""A tiny CrossEncoder with untrained weights, as a user might name one for the Reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.embedding.model_files import find_model

if TYPE_CHECKING:
    from pathlib import Path


def cross_encoder(folder: Path, *, outputs: int) -> Path:
    """Save a CrossEncoder with so many outputs, and return its folder."""
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    packaged = find_model("all-MiniLM-L6-v2").folder
    AutoTokenizer.from_pretrained(packaged).save_pretrained(folder)
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        num_labels=outputs, max_position_embeddings=64,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    CrossEncoder(str(folder)).save_pretrained(str(folder))
    return folder
