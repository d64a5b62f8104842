"""The layers of the larger network against those of transformers, with the same weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

FOLDER = Path(__file__).parents[3] / "training"


@pytest.fixture(scope="module")
def pair() -> tuple[Any, Any]:
    """Two layers of each, with the same random weights."""
    from transformers import MPNetConfig, MPNetModel

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        from base import renamed
        from transformer import Shape, Trunk

    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=30527, num_hidden_layers=2, layer_norm_eps=1e-5, max_position_embeddings=514
    )
    theirs = MPNetModel(config, add_pooling_layer=False).eval()
    ours = Trunk(Shape(layers=2)).eval()
    ours.load_state_dict(renamed(theirs.state_dict(), layers=2))
    return ours, theirs


@pytest.mark.parametrize("longest", [1, 7, 40, 200, 500])
def test_the_same_states_as_transformers_for_texts_of_any_length(pair: tuple[Any, Any], longest: int) -> None:
    ours, theirs = pair
    ids = torch.randint(5, 30000, (2, longest), generator=torch.Generator().manual_seed(longest))
    mask = torch.ones_like(ids, dtype=torch.bool)
    mask[1, longest // 2 + 1 :] = False
    ids[~mask] = 1
    with torch.inference_mode():
        found = ours(ids, mask)
        expected = theirs(ids, attention_mask=mask.long()).last_hidden_state
    assert found.shape == (2, longest, 768)
    torch.testing.assert_close(found[mask], expected[mask], atol=2e-4, rtol=1e-3)


def test_what_is_padded_beside_a_text_changes_nothing(pair: tuple[Any, Any]) -> None:
    ours, _ = pair
    ids = torch.randint(5, 30000, (1, 30), generator=torch.Generator().manual_seed(1))
    padded = torch.cat([ids, torch.ones(1, 20, dtype=torch.int64)], dim=1)
    with torch.inference_mode():
        alone = ours(ids, torch.ones_like(ids, dtype=torch.bool))
        beside = ours(padded, padded != 1)[:, :30]
    torch.testing.assert_close(alone, beside, atol=1e-4, rtol=1e-3)
