"""What unit, property and integration tests share: the real encoder, loaded once, and hypothesis' profile."""

from __future__ import annotations

import pytest
from hypothesis import settings

from rag.embedding.encoder import SentenceTransformerEncoder, load_encoder
from rag.settings import Settings

settings.register_profile("deterministic", derandomize=True, deadline=None, database=None)
settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    """The packaged encoder."""
    return load_encoder(Settings())
