"""The task `answers`: labelled questions are asked of an archive.

Belongs here: building the archive, asking it, comparing citations with the gold passages. Does not belong
here: any step of asking (`rag.archive`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

import yaml

from rag.archive import open_archive, rebuild
from rag.errors import EvaluationError
from rag.evaluation.measures import mean
from rag.evaluation.records import field_of, question_of, read_lines

if TYPE_CHECKING:
    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Progress, Record
    from rag.schema import Answer, Citation, Claim, Hit
    from rag.settings import Settings

__all__ = ["evaluate_answers"]

_HITS = (1, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One gold passage of a question: its words, and the articles it stands in."""

    article_ids: frozenset[str]
    words: tuple[str, ...]

    def holds(self, article_id: str, text: str) -> bool:
        """Say whether a quote lies in this passage: whole, or with half of its words in one run."""
        words = text.split()
        if article_id not in self.article_ids or not words:
            return False
        if "".join(words) in "".join(self.words):
            return True
        return _longest_run(words, self.words) * 2 >= len(words)

    def lies_in(self, hit: Hit) -> bool:
        """Say whether a hit has this passage, or lies in it: half of the shorter one in one run."""
        words = hit.text.split()
        shared = _longest_run(words, self.words)
        return hit.article.article_id in self.article_ids and (
            shared * 2 >= min(len(words), len(self.words)) > 0
        )


def _longest_run(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest run of words that both have."""
    best = 0
    lengths = [0] * (len(second) + 1)
    for word in first:
        row = [0] * (len(second) + 1)
        for j, other in enumerate(second, 1):
            if word == other:
                row[j] = lengths[j - 1] + 1
                best = max(best, row[j])
        lengths = row
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """The result of one question."""

    answerable: bool
    answered: bool
    gold_rank: int | None
    claims_in_gold: tuple[bool, ...]
    sure_claims_in_gold: tuple[bool, ...]
    seconds: float


def evaluate_answers(
    folder: Path,
    settings: Settings,
    on_progress: Progress,
    *,
    corpus: Path | None = None,
    index: Path | None = None,
    limit: int | None = None,
) -> Figures:
    """Ask labelled questions of an archive and measure where the citations lie.

    Args:
        folder: Holds `questions.jsonl`, and `articles.jsonl` where no corpus is given.
        settings: What the archive is built and asked with.
        on_progress: Called now and then.
        corpus: A folder of articles to ask instead of `articles.jsonl`.
        index: Where to build the index; None builds it in a temporary folder.
        limit: Ask only so many questions.

    Returns:
        recall_at_1, _5 and _10: share of answerable questions with a gold passage among so many hits;
        first_citation_in_gold and any_citation_in_gold: share of answerable questions;
        claims_in_gold: share of all claims; sure_claims_in_gold: share of the sure ones; answered: share of
        all questions; refusal_precision and refusal_recall; seconds_per_question; questions.

    Raises:
        EvaluationError: The folder is not in this form.
        RagError: The corpus or the index cannot be used.
    """
    records = read_lines([folder / "questions.jsonl"], limit)
    labelled = [(question_of(record), _sources(record, encoded=corpus is None)) for record in records]
    with _built(folder, settings, corpus, index, on_progress) as built:
        archive = open_archive(settings=built)
        outcomes = []
        for done, (question, sources) in enumerate(labelled, 1):
            began = time.perf_counter()
            answer = archive.ask(question)
            outcomes.append(_outcome(answer, sources, time.perf_counter() - began))
            on_progress("Asking", done, len(records))
    return _summarise(outcomes)


@contextmanager
def _built(
    folder: Path,
    settings: Settings,
    corpus: Path | None,
    index: Path | None,
    on_progress: Progress,
) -> Iterator[Settings]:
    """Build the index to ask, and yield the settings that name it."""
    with TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as name:
        articles = corpus or Path(name, "corpus")
        if corpus is None:
            _write_corpus(read_lines([folder / "articles.jsonl"]), articles)
        built = settings.model_copy(update={"corpus": articles, "index": index or Path(name, "index")})
        report = rebuild(settings=built, on_progress=on_progress)
        failed = [entry for entry in report.ledger if entry.state == "failed"]
        if failed and corpus is None:
            raise EvaluationError(f"{folder}: article {failed[0].article_id!r}: {failed[0].reason}")
        yield built


def _write_corpus(records: Sequence[Record], folder: Path) -> None:
    """Write articles as files; an id that is no plain file name is percent-encoded."""
    folder.mkdir()
    for record in records:
        stated = {
            "id": record.get("id"),
            "title": record.get("headline"),
            "published": record.get("firstcreated"),
            "url": record.get("url"),
            "language": record.get("language"),
        }
        head = yaml.safe_dump({k: str(v) for k, v in stated.items() if v}, allow_unicode=True)
        text = f"---\n{head}---\n{field_of(record, 'text', str)}"
        if stated["id"] in (None, ""):
            raise EvaluationError(f"{record['_where']}: the article has no 'id'.")
        try:
            path = folder / f"{_file_name(str(stated['id']))}.txt"
            path.write_text(text, encoding="utf-8", newline="")
        except (OSError, UnicodeEncodeError) as error:
            raise EvaluationError(f"{record['_where']}: the article cannot be written: {error}.") from None


def _file_name(article_id: str) -> str:
    name = quote(article_id, safe=" ")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def _sources(record: Record, *, encoded: bool) -> list[_Source]:
    sources = []
    for source in field_of(record, "sources", list):
        if not isinstance(source, dict):
            raise EvaluationError(f"{record['_where']}: 'sources' holds something else than objects.")
        placed = {**source, "_where": record["_where"]}
        ids = map(str, field_of(placed, "article_ids", list))
        sources.append(
            _Source(
                article_ids=frozenset(_file_name(i) if encoded else i for i in ids),
                words=tuple(field_of(placed, "chunk_text", str).split()),
            )
        )
    return sources


def _outcome(answer: Answer, sources: Sequence[_Source], seconds: float) -> _Outcome:
    ranks = (
        rank for rank, hit in enumerate(answer.hits, 1) if any(source.lies_in(hit) for source in sources)
    )
    return _Outcome(
        answerable=bool(sources),
        answered=answer.status == "answered",
        gold_rank=next(ranks, None),
        claims_in_gold=_claims_in_gold(answer.claims, sources),
        sure_claims_in_gold=_claims_in_gold(answer.sure_claims, sources),
        seconds=seconds,
    )


def _claims_in_gold(claims: Sequence[Claim], sources: Sequence[_Source]) -> tuple[bool, ...]:
    return tuple(any(_in_gold(citation, sources) for citation in claim.citations) for claim in claims)


def _in_gold(citation: Citation, sources: Sequence[_Source]) -> bool:
    return any(source.holds(citation.article.article_id, citation.quote) for source in sources)


def _summarise(outcomes: Sequence[_Outcome]) -> Figures:
    asked = [o for o in outcomes if o.answerable]
    refused = [o for o in outcomes if not o.answered]
    silent = [o for o in outcomes if not o.answerable]
    figures: Figures = {
        f"recall_at_{k}": mean([o.gold_rank is not None and o.gold_rank <= k for o in asked]) for k in _HITS
    }
    return figures | {
        "first_citation_in_gold": mean([o.claims_in_gold[:1] == (True,) for o in asked]),
        "any_citation_in_gold": mean([any(o.claims_in_gold) for o in asked]),
        "claims_in_gold": mean([right for o in outcomes for right in o.claims_in_gold]),
        "sure_claims_in_gold": mean([right for o in outcomes for right in o.sure_claims_in_gold]),
        "answered": mean([o.answered for o in outcomes]),
        "refusal_precision": mean([not o.answerable for o in refused]),
        "refusal_recall": mean([not o.answered for o in silent]),
        "seconds_per_question": mean([o.seconds for o in outcomes]),
        "questions": len(outcomes),
    }
