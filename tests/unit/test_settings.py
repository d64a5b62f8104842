"""Where settings come from, which wins, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("RAG_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_anything_the_defaults_hold() -> None:
    assert load_settings() == Settings()


def test_arguments_win_over_the_environment_which_wins_over_the_file(
    bare_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_folder / "rag.toml").write_text("claims = 1\nhits = 11\nevidence = 21\n", encoding="utf-8")
    monkeypatch.setenv("RAG_HITS", "12")
    monkeypatch.setenv("RAG_EVIDENCE", "22")
    settings = load_settings(evidence=23, claims=None)
    assert (settings.claims, settings.hits, settings.evidence) == (1, 12, 23)


def test_an_empty_variable_leaves_a_setting_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CORPUS", "")
    assert load_settings().corpus == Path("corpus")


def test_an_unknown_key_is_refused_by_name_with_its_source_and_the_known_ones(
    bare_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_folder / "rag.toml").write_text("claim = 1\n[server]\nport = 1\n", encoding="utf-8")
    monkeypatch.setenv("RAG_HITZ", "12")
    with pytest.raises(SettingsError) as caught:
        load_settings(colour="red")
    message = str(caught.value)
    for part in ("'claim' (from rag.toml)", "'server'", "'hitz' (from RAG_HITZ)", "'colour' (from argument)"):
        assert part in message
    assert "known settings: corpus, index, encoder" in message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("claims", 0),
        ("claims", 7),
        ("claims", "many"),
        ("answer_threshold", 1.5),
        ("answer_threshold", float("nan")),
        ("max_article_mb", 0),
        ("max_article_mb", float("inf")),
        ("passage_tokens", 15),
        ("overlap_sentences", -1),
        ("encoder", ""),
        ("corpus", 5),
    ],
)
def test_a_value_that_is_not_accepted_is_named_with_its_key(key: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**{key: value})
    assert f"setting {key!r} (from argument)" in str(caught.value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("data", [b"claims = ", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml_is_refused_by_name(bare_folder: Path, data: bytes) -> None:
    (bare_folder / "rag.toml").write_bytes(data)
    with pytest.raises(SettingsError, match=r"^rag\.toml cannot be read as TOML"):
        load_settings()


def test_a_folder_in_the_place_of_the_file_is_refused(bare_folder: Path) -> None:
    (bare_folder / "rag.toml").mkdir()
    with pytest.raises(SettingsError, match=r"rag\.toml"):
        load_settings()


def test_settings_cannot_be_changed_and_take_no_unknown_name() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.claims = 5  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Settings(colour="red")  # type: ignore[call-arg]


def test_the_id_of_all_settings_does_not_depend_on_paths() -> None:
    here = Settings(encoder="/here/my-model", corpus=Path("a"), index=Path("b"), history_dir=Path("e"))
    there = Settings(encoder="/there/my-model", corpus=Path("c"), index=Path("d"))
    assert here.settings_id == there.settings_id
    assert len(here.settings_id) == 16
    int(here.settings_id, 16)


@pytest.mark.parametrize(
    "changed",
    [
        {"encoder": "other"},
        {"query_prompt": ""},
        {"passage_prompt": "passage: "},
        {"passage_tokens": 161},
        {"overlap_sentences": 2},
        {"batch_size": 9},
        {"max_article_mb": 11},
        {"max_container_mb": 11},
        {"fields": {"text": ["tekst"]}},
        {"hits": 11},
        {"evidence": 49},
        {"claims": 4},
        {"answer_threshold": 0.51},
        {"reader": "another"},
        {"history": False},
        {"keep_generations": 3},
        {"requests_per_minute": 1},
    ],
)
def test_the_id_of_all_settings_depends_on_every_other_one(changed: dict[str, object]) -> None:
    assert Settings(**changed).settings_id != Settings().settings_id


def test_every_setting_is_either_a_path_or_covered_by_the_test_above() -> None:
    covered = {"encoder", "query_prompt", "passage_prompt", "passage_tokens", "overlap_sentences"}
    covered |= {
        "batch_size",
        "max_article_mb",
        "max_container_mb",
        "fields",
        "hits",
        "evidence",
        "claims",
        "answer_threshold",
        "reader",
        "history",
        "keep_generations",
        "requests_per_minute",
    }
    assert set(Settings.model_fields) == covered | {"corpus", "index", "history_dir", "passwords"}


def test_an_index_depends_on_how_passages_are_cut_and_prompted_alone() -> None:
    changed = Settings(hits=50, claims=1, evidence=9, batch_size=1, answer_threshold=0.9, max_article_mb=1)
    assert changed.index_settings() == Settings().index_settings()
    assert Settings(passage_tokens=100).index_settings() != Settings().index_settings()
    assert Settings(fields={"text": ("tekst",)}).index_settings() != Settings().index_settings()
