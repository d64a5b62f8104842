"""What every `Encoder` does, with prompts and without: rows of length one, in order, the same from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

import rag.embedding.encoder
from rag.embedding.encoder import load_encoder
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.embedding.encoder import Encoder

TEXTS = [f"Sentence {n} says that the wall fell {'again ' * (n % 20)}in the storm." for n in range(40)]


@pytest.fixture(scope="module", params=["packaged", "with prompts"])
def any_encoder(request: pytest.FixtureRequest, encoder: Encoder) -> Encoder:
    """The packaged encoder as it is, and with prompts of its user."""
    if request.param == "packaged":
        return encoder
    return load_encoder(Settings(query_prompt="asked: ", passage_prompt="the passage: "))


class TestEncoder:
    def test_rows_are_normalised_float32_in_the_order_given(self, any_encoder: Encoder) -> None:
        together = any_encoder.encode(TEXTS, kind="passage")
        assert together.shape == (40, any_encoder.dimension)
        assert together.dtype == np.float32
        assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
        alone = np.vstack([any_encoder.encode([text], kind="passage") for text in TEXTS[:20]])
        assert np.abs(together[:20] - alone).max() < 1e-5
        assert np.array_equal((together @ together[:20].T).argmax(axis=0), np.arange(20))

    def test_no_text_has_no_row(self, any_encoder: Encoder) -> None:
        assert any_encoder.encode([], kind="query").shape == (0, any_encoder.dimension)
        assert any_encoder.count_tokens([]) == []
        assert any_encoder.encode_tokens([], kind="passage") == []

    def test_progress_counts_up_to_all_texts(
        self, any_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rag.embedding.encoder, "_CHUNK", 15)
        done: list[int] = []
        chunked = any_encoder.encode(TEXTS, kind="passage", on_progress=done.append)
        assert done == [15, 30, 40]
        monkeypatch.undo()
        assert np.abs(chunked - any_encoder.encode(TEXTS, kind="passage")).max() < 1e-5

    def test_eight_threads_get_what_one_gets(self, any_encoder: Encoder) -> None:
        wanted = any_encoder.encode(TEXTS[:24], kind="passage")
        counts = any_encoder.count_tokens(TEXTS)

        def work(turn: int) -> bool:
            text = TEXTS[turn % 24]
            same = np.abs(any_encoder.encode([text], kind="passage")[0] - wanted[turn % 24]).max() < 1e-5
            return bool(same) and any_encoder.count_tokens(TEXTS) == counts

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(48)))

    def test_a_passage_of_max_tokens_is_read_whole_and_one_more_token_is_not(
        self, any_encoder: Encoder
    ) -> None:
        most = any_encoder.max_tokens
        base, full, over = ("word " * n for n in (most - 1, most, most + 1))
        assert any_encoder.count_tokens([base, full, over]) == [most - 1, most, most + 1]
        texts = [base + "peace", base + "war", full + "peace", full + "war"]
        rows = any_encoder.encode(texts, kind="passage")
        assert np.abs(rows[0] - rows[1]).max() > 1e-4
        assert np.abs(rows[2] - rows[3]).max() < 1e-6

    @pytest.mark.parametrize(
        "text", ["[PAD] [CLS] [SEP]", "", " ", "\x00\x1f", "🙂" * 9, "[MASK]" * 9, "a\u0301" * 40]
    )
    def test_any_text_has_a_count_and_a_row(self, any_encoder: Encoder, text: str) -> None:
        assert any_encoder.count_tokens([text])[0] >= 0
        assert np.isfinite(any_encoder.encode([text], kind="passage")).all()

    def test_encoding_tokens_gives_the_vector_of_encoding_and_one_more_for_each_token(
        self, any_encoder: Encoder
    ) -> None:
        texts = [*TEXTS[:12], "[SEP] Wall", "wall " * any_encoder.max_tokens]
        encoded = any_encoder.encode_tokens(texts, kind="passage")
        assert [len(text.tokens) for text in encoded] == any_encoder.count_tokens(texts)
        vectors = np.vstack([text.vector for text in encoded])
        assert np.abs(vectors - any_encoder.encode(texts, kind="passage")).max() < 1e-5
        for text in encoded:
            assert np.linalg.norm(text.tokens, axis=1) == pytest.approx(1, abs=1e-5)
            assert text.tokens.dtype == text.vector.dtype == np.float32

    def test_encoding_tokens_stops_at_the_encoders_limit(self, any_encoder: Encoder) -> None:
        (encoded,) = any_encoder.encode_tokens(["word " * 900], kind="passage")
        assert len(encoded.tokens) == any_encoder.max_tokens
