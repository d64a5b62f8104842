"""The Reader, the Composer and the Verifier that the settings name.

Belongs here: choosing each of them by its setting, for asking, checking and measuring alike. Does not belong
here: opening an index and the order of the steps (`rag.archive`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.embedding.encoder import load_encoder
from rag.embedding.model_files import find_model
from rag.errors import SettingsError
from rag.qa.composer import Composer
from rag.qa.reader import CrossEncoderReader, TrainedReader
from rag.schema import MAX_CLAIMS
from rag.settings import PACKAGED_READER
from rag.verification.verifier import TrainedVerifier

if TYPE_CHECKING:
    from rag.embedding.encoder import Encoder
    from rag.qa.reader import Reader
    from rag.settings import Settings
    from rag.verification.verifier import Verifier

__all__ = ["build_composer", "build_reader", "build_verifier"]


def build_reader(settings: Settings, encoder: Encoder | None = None) -> Reader:
    """Return the Reader that asking uses under these settings; takes seconds.

    Args:
        settings: The settings.
        encoder: The encoder of the settings where it is loaded already.

    Returns:
        The Reader.

    Raises:
        EncoderError: The encoder cannot be loaded.
        ReaderError: The Reader cannot be loaded.
    """
    if settings.reader != PACKAGED_READER:
        return CrossEncoderReader(find_model(settings.reader, role="reader"))
    from rag.qa.network import load_network  # noqa: PLC0415 - takes seconds

    return TrainedReader(load_network(), encoder or load_encoder(settings))


def build_composer(settings: Settings, reader: Reader, claims: int | None = None) -> Composer:
    """Return what chooses claims under these settings.

    Args:
        settings: The settings.
        reader: The Reader that scores.
        claims: Most claims; None takes the settings'.

    Returns:
        The composer.

    Raises:
        SettingsError: `claims` is not from 1 to 6.
    """
    most = settings.claims if claims is None else claims
    if not 1 <= most <= MAX_CLAIMS:
        raise SettingsError(f"claims: {most} is not from 1 to {MAX_CLAIMS}.")
    spans = reader if isinstance(reader, TrainedReader) else None
    return Composer(reader=reader, spans=spans, threshold=settings.answer_threshold, claims=most)


def build_verifier(settings: Settings, encoder: Encoder | None = None) -> Verifier:
    """Return the Verifier that these settings name; takes seconds.

    Args:
        settings: The settings.
        encoder: The encoder of the settings where it is loaded already.

    Returns:
        The Verifier.

    Raises:
        EncoderError: The encoder cannot be loaded.
        ReaderError: The network cannot be loaded.
    """
    from rag.qa.network import load_network  # noqa: PLC0415 - takes seconds

    return TrainedVerifier(load_network(), encoder or load_encoder(settings))
