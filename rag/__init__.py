"""Ask an archive of articles; every claim of the answer is traced to a source sentence.

    import rag

    rag.rebuild(corpus="corpus", index="index")
    archive = rag.open_archive(index="index")
    answer = archive.ask("why is Russia encouraging the thaw?")
    for claim in answer.claims:
        print(claim.text, claim.citations[0].article.title)

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.archive import Archive, ask, open_archive, rebuild
    from rag.errors import RagError
    from rag.filters import Filters
    from rag.schema import (
        Answer,
        Article,
        Citation,
        Claim,
        Hit,
        LedgerEntry,
        Passage,
        RebuildReport,
        Sentence,
    )
    from rag.settings import Settings

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "Citation",
    "Claim",
    "Filters",
    "Hit",
    "LedgerEntry",
    "Passage",
    "RagError",
    "RebuildReport",
    "Sentence",
    "Settings",
    "ask",
    "open_archive",
    "rebuild",
]

__version__ = "0.1.0"

_HOMES = {
    "Archive": "rag.archive",
    "Filters": "rag.filters",
    "RagError": "rag.errors",
    "Settings": "rag.settings",
    "ask": "rag.archive",
    "open_archive": "rag.archive",
    "rebuild": "rag.archive",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES.get(name, "rag.schema")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
