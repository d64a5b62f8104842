"""What all tests share: the real encoder, loaded once in each process, and the profiles of hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import settings

from rag.embedding.encoder import SentenceTransformerEncoder, load_encoder
from rag.settings import Settings
from tests.examples import PROFILES

for name, number in PROFILES.items():
    settings.register_profile(name, max_examples=number, derandomize=True, deadline=None, database=None)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    """The packaged encoder."""
    return load_encoder(Settings())
