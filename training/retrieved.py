"""What an archive of labelled texts offers for their questions, found by the program's own Retriever.

Every text is an article of a real index (paragraphs of one article of SQuAD are one), and a question gets the
evidence that asking would read.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import yaml

from rag.archive import rebuild
from rag.embedding.encoder import load_encoder
from rag.filters import Filters
from rag.index.generations import open_generation
from rag.index.vector_index import FlatIndex
from rag.qa.retriever import Retriever
from rag.question import Question
from rag.schema import Context, Evidence
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from examples import Asked

SOURCES = ("squad2", "xquad", "qed", "clapnq_answerable", "clapnq_unanswerable")
"""Sets whose questions can be asked of an archive; those of the others lean on their sentence."""
OTHER_PARAGRAPHS = ("squad2", "xquad")
"""Sets whose questions are so particular that other paragraphs of their article do not answer them."""


@dataclass(frozen=True, slots=True)
class Texts:
    """An archive of labelled texts; ``names`` are the ids of its articles by the key of a text."""

    retriever: Retriever
    settings: Settings
    names: dict[str, str]

    def evidence(self, one: Asked) -> list[Evidence]:
        """Return what the archive offers for a question, without other paragraphs that may answer it unmarked."""
        _, located = self.retriever.evidence(
            Question(one.question),
            hits=self.settings.hits,
            limit=self.settings.evidence,
            filters=Filters(),
        )
        return [
            place.evidence
            for place in located
            if one.source in OTHER_PARAGRAPHS
            or place.article.article_id != self.names[one.key]
            or place.evidence.text in one.sentences
        ]


@contextmanager
def archive_of(asked: Iterable[Asked]) -> Iterator[Texts]:
    """Build an archive of the texts of labelled questions, and remove it in the end."""
    texts: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    titles = {}
    for one in asked:
        if one.source != "trec":
            texts[one.key][one.sentences] = None
            titles[one.key] = one.title
    names = {key: f"{number:05}" for number, key in enumerate(texts)}
    with TemporaryDirectory(prefix="rag-training-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for key, own in texts.items():
            head = f"---\n{yaml.safe_dump({'title': titles[key]})}---\n" if titles[key] else ""
            body = "\n\n".join(" ".join(sentences) for sentences in own)
            (corpus / f"{names[key]}.txt").write_text(head + body, encoding="utf-8")
        settings = Settings(corpus=corpus, index=Path(folder, "index"), batch_size=64)
        rebuild(settings=settings)
        generation = open_generation(settings.index)
        encoder = load_encoder(settings)
        retriever = Retriever(encoder, FlatIndex(generation.vectors), generation.catalogue)
        yield Texts(retriever, settings, names)


def answers(one: Asked) -> frozenset[str]:
    """Return the sentences of a question's text that answer it."""
    return frozenset(s for s, right in zip(one.sentences, one.right, strict=True) if right)


def without(evidence: Sequence[Evidence], gone: frozenset[str]) -> list[Evidence]:
    """Return evidence from articles that have lost some sentences."""
    contexts: dict[Context, Context] = {}
    kept = []
    for e in evidence:
        if e.text in gone:
            continue
        if e.context not in contexts:
            rest = tuple(s for s in e.context.sentences if s not in gone)
            contexts[e.context] = Context(sentences=rest, title=e.context.title)
        lost = sum(s in gone for s in e.context.sentences[: e.position])
        kept.append(Evidence(context=contexts[e.context], position=e.position - lost))
    return kept
