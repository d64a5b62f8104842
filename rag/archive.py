"""An archive: its index and models, opened for questions.

Belongs here: opening an archive, asking it, rebuilding it. Does not belong here: any step of these, lists of
articles (`Archive.listing`), choosing a Reader or a Verifier (`rag.builders`).
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from rag.builders import build_composer, build_reader, build_verifier
from rag.embedding.encoder import load_encoder
from rag.embedding.model_files import find_model
from rag.errors import IndexError_, IndexIncompatible
from rag.filters import Filters
from rag.index.browse import Listing
from rag.index.generations import current_generation, open_generation
from rag.index.maintenance import Maintenance
from rag.index.rebuild import rebuild_index
from rag.index.status import read_changes, status_of
from rag.index.vector_index import FlatIndex
from rag.qa.answerer import Answerer
from rag.qa.retriever import Retriever
from rag.question import Question
from rag.schema import Answer
from rag.settings import Settings, load_settings
from rag.verification.verifier import SUPPORTED_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from rag.index.catalogue import Catalogue
    from rag.index.generations import Generation
    from rag.index.rebuild import Progress
    from rag.index.status import CorpusChanges, IndexStatus
    from rag.schema import Article, Hit, RebuildReport

__all__ = ["Archive", "ask", "open_archive", "rebuild"]


def rebuild(
    *,
    corpus: str | Path | None = None,
    index: str | Path | None = None,
    full: bool = False,
    allow_removals: bool = False,
    on_progress: Progress | None = None,
    settings: Settings | None = None,
) -> RebuildReport:
    """Bring the index in line with a folder of articles.

    Args:
        corpus: The folder of articles; None takes the settings'.
        index: The index folder; None takes the settings'.
        full: Read every file anew; a passage that was ever encoded is not encoded again.
        allow_removals: Go on when more than half of the indexed files, or all articles, are gone.
        on_progress: Called with a step's name, how much of it is done and how much there is.
        settings: All settings; None reads them from `rag.toml` and the environment.

    Returns:
        What became of every file.

    Raises:
        RagError: The settings, the corpus, the encoder or the index folder cannot be used.
    """
    chosen = _settings(settings, corpus=corpus, index=index)
    return rebuild_index(chosen, full=full, allow_removals=allow_removals, on_progress=on_progress)


def open_archive(*, index: str | Path | None = None, settings: Settings | None = None) -> Archive:
    """Open a built index for questions and load its model; takes seconds.

    Args:
        index: The index folder; None takes the settings'.
        settings: All settings; None reads them from `rag.toml` and the environment.

    Returns:
        The archive.

    Raises:
        RagError: The settings, the index or the encoder cannot be used.
    """
    return Archive(_settings(settings, index=index))


def ask(
    question: str,
    *,
    index: str | Path | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    outlets: Iterable[str] = (),
    authors: Iterable[str] = (),
    languages: Iterable[str] = (),
    formats: Iterable[str] = (),
    claims: int | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Answer one question from a built index; for several, `open_archive` loads the model once.

    Args:
        question: The question, up to 2,000 characters.
        index: The index folder; None takes the settings'.
        since: Earliest publication date, YYYY[-MM[-DD]], inclusive.
        until: Latest publication date, inclusive.
        outlets: Only articles of these outlets.
        authors: Only articles by any of these authors.
        languages: Only articles in these languages (`en` stands for `en-GB` too).
        formats: Only articles in these formats (`rag.filters.FORMATS`).
        claims: Most claims, 1 to 6.
        settings: All settings; None reads them from `rag.toml` and the environment.

    Returns:
        The answer; a refusal is an answer too.

    Raises:
        RagError: The question, the settings, the index or the encoder cannot be used.
    """
    asked = Question.parse(question)
    filters = Filters.parse(since, until, outlets, authors, languages, formats)
    return open_archive(index=index, settings=settings).ask(asked, filters, claims=claims)


def _settings(settings: Settings | None, **arguments: Any) -> Settings:
    if settings is None:
        return load_settings(**arguments)
    changed = {key: value for key, value in arguments.items() if value is not None}
    return Settings(**{**settings.model_dump(), **changed})


def _analysed(question: str | Question) -> Question:
    return Question.parse(question) if isinstance(question, str) else question


class _Snapshot:
    """One generation and what searches it."""

    def __init__(self, generation: Generation, archive: Archive) -> None:
        if generation.manifest.dimension != archive.encoder.dimension:
            raise IndexIncompatible(
                f"the index in {archive.settings.index} holds vectors of length "
                f"{generation.manifest.dimension}, the encoder makes {archive.encoder.dimension}. "
                f"Run `rag rebuild --index {archive.settings.index} --full`."
            )
        self.name = generation.name
        self.manifest = generation.manifest
        self.catalogue = generation.catalogue
        self.listing = Listing(generation.catalogue)
        self.retriever = Retriever(archive.encoder, FlatIndex(generation.vectors), generation.catalogue)


class Archive:
    """An opened index with its model loaded; safe to use from several threads.

    Each call answers from the generation that is current when it begins, so that a rebuild is picked up
    without opening the archive anew.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the index the settings name.

        ``maintenance`` is what changes the index: rebuilding, going back, forgetting, taking in files.

        Args:
            settings: The settings.

        Raises:
            RagError: The index or the encoder cannot be used.
        """
        self.settings = settings
        self.maintenance = Maintenance(settings)
        self._lock = threading.Lock()
        generation = self._open()
        self.encoder = load_encoder(settings)
        self._reader = build_reader(settings, self.encoder)
        self._verifier = build_verifier(settings, self.encoder)
        self._snapshot = _Snapshot(generation, self)

    @property
    def index_id(self) -> str:
        """The id of the index that answers now."""
        return self._current().manifest.index_id

    def ask(
        self, question: str | Question, filters: Filters | None = None, *, claims: int | None = None
    ) -> Answer:
        """Answer a question with cited sentences, or say that the archive does not answer it.

        Args:
            question: The question, up to 2,000 characters.
            filters: Which articles may answer; None allows all.
            claims: Most claims, 1 to 6; None takes the settings'.

        Returns:
            The answer.

        Raises:
            QuestionError: The question cannot be used.
            SettingsError: `claims` is out of range.
            IndexError_: The index has been damaged or replaced by one that does not fit.
        """
        began = time.monotonic()
        asked, allowed = _analysed(question), filters or Filters()
        composer = build_composer(self.settings, self._reader, claims)
        snapshot = self._current()
        answerer = Answerer(
            retriever=snapshot.retriever,
            composer=composer,
            supports=self._supports,
            hits=self.settings.hits,
            evidence=self.settings.evidence,
        )
        outcome = answerer.answer(asked, allowed)
        remark, composition = outcome.remark, outcome.composition
        return Answer(
            question=asked.asked,
            claims=composition.claims,
            reason=remark.reason if remark else None,
            reason_code=remark.code if remark else None,
            near_misses=composition.near_misses,
            answer_threshold=composer.threshold,
            hits=outcome.hits,
            undated_left_out=snapshot.catalogue.undated_left_out(allowed),
            filters=allowed.to_dict(),
            index_id=snapshot.manifest.index_id,
            settings_id=self.settings.settings_id,
            elapsed_ms=round((time.monotonic() - began) * 1000),
        )

    def search(
        self, query: str | Question, filters: Filters | None = None, *, limit: int | None = None
    ) -> list[Hit]:
        """Return the passages nearest to a query, best first.

        Args:
            query: A question or keywords, up to 2,000 characters.
            filters: Which articles may be found; None allows all.
            limit: Most hits; None takes the settings'.

        Returns:
            Hits in descending order of score, ties by article id and place.

        Raises:
            QuestionError: The query cannot be used.
            IndexError_: The index has been damaged or replaced by one that does not fit.
        """
        k = self.settings.hits if limit is None else limit
        return self._current().retriever.search(_analysed(query), k=k, filters=filters or Filters())

    @property
    def catalogue(self) -> Catalogue:
        """The articles of the current generation, and what their filters may name."""
        return self._current().catalogue

    @property
    def listing(self) -> Listing:
        """Lists and counts of the articles of the current generation."""
        return self._current().listing

    def article(self, article_id: str) -> Article:
        """Return one article with its text and marks.

        Args:
            article_id: The article's id.

        Returns:
            The article.

        Raises:
            ArticleMissing: There is none with this id.
        """
        return self._current().catalogue.article(article_id)

    @property
    def generation(self) -> str | None:
        """The name of the generation that is current now; None where the index has gone."""
        try:
            return current_generation(self.settings.index)
        except IndexError_:
            return None

    def status(self) -> IndexStatus:
        """Return what the index holds and what the last rebuild did; the corpus is not looked at.

        Returns:
            The status, its changes None.

        Raises:
            IndexError_: The index has been damaged or replaced by one that does not fit.
        """
        now = self._current()
        return status_of(now.name, now.manifest, now.catalogue, self.settings)

    def changes(self) -> CorpusChanges | None:
        """Return what has changed in the corpus since the last rebuild; reads every file.

        Returns:
            The changes; None where there is no corpus folder.

        Raises:
            IndexError_: The index has been damaged or replaced by one that does not fit.
        """
        return read_changes(self._current().catalogue, self.settings)

    def _supports(self, statement: str, sentences: Sequence[str]) -> bool:
        return self._verifier.verify(statement, sentences) >= SUPPORTED_FROM

    def _current(self) -> _Snapshot:
        """Return the current generation's snapshot, opening it where a rebuild has switched."""
        with self._lock:
            if current_generation(self.settings.index) != self._snapshot.name:
                self._snapshot = _Snapshot(self._open(), self)
            return self._snapshot

    def _open(self) -> Generation:
        generation = open_generation(self.settings.index)
        manifest, model = generation.manifest, find_model(self.settings.encoder)
        same = (manifest.weights_sha256, manifest.query_prompt, manifest.passage_prompt) == (
            model.weights_sha256,
            self.settings.query_prompt,
            self.settings.passage_prompt,
        )
        if not same:
            raise IndexIncompatible(
                f"the index in {self.settings.index} was built with the encoder {manifest.encoder} "
                f"({manifest.weights_sha256[:12]}), the settings name {model.name} "
                f"({model.weights_sha256[:12]}) or other prompts. "
                f"Run `rag rebuild --index {self.settings.index}`."
            )
        return generation
