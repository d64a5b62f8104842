"""Measuring the product on labelled data: the tasks of `rag eval`.

Belongs here: reading data sets, the measures, and nothing that asking does not use: every task calls
the objects that `rag.pipeline` builds from the settings. Does not belong here: printing.

Every measure is a fraction in [0, 1], or None where it cannot be computed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from rag.datamodel import Evidence
from rag.errors import EvaluationError
from rag.pipeline import build_reader, open_archive, rebuild
from rag.sentences import split

if TYPE_CHECKING:
    from rag.datamodel import Answer, Citation, Hit
    from rag.settings import Settings

__all__ = [
    "Figures",
    "Progress",
    "evaluate_answers",
    "evaluate_boundaries",
    "evaluate_selection",
    "evidence_from",
    "read_lines",
]

Figures = dict[str, float | int | None]
Progress = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done and how much there is."""

_HITS = (1, 5, 10)
_SUPPORTED = (1, "entailment", "supported")
"""Labels that say a sentence is right; True equals 1, and everything else says that it is not."""


def read_lines(files: Sequence[Path], limit: int | None = None) -> list[dict[str, Any]]:
    """Read JSONL files as one list of records.

    Args:
        files: The files, pooled in the order given.
        limit: Take only so many lines; None takes all.

    Returns:
        The records.

    Raises:
        EvaluationError: A file cannot be read or a line of it is no JSON object.
    """
    records: list[dict[str, Any]] = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{path} cannot be read: {error}.") from None
        for number, line in enumerate(lines, 1):
            if limit is not None and len(records) >= limit:
                return records
            if line.strip():
                records.append(_record(line, f"{path}, line {number}"))
    return records


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{where}: not JSON ({error}).") from None
    if not isinstance(record, dict):
        raise EvaluationError(f"{where}: not a JSON object.")
    return {**record, "_where": where}


def _field(record: dict[str, Any], name: str, kind: type) -> Any:
    value = record.get(name)
    if not isinstance(value, kind):
        raise EvaluationError(f"{record['_where']}: {name!r} is {type(value).__name__}, not {kind.__name__}.")
    return value


def _spans(record: dict[str, Any], name: str) -> list[tuple[int, int]]:
    spans = _field(record, name, list)
    if not all(isinstance(s, list) and len(s) == 2 and all(type(i) is int for i in s) for s in spans):  # noqa: PLR2004
        raise EvaluationError(f"{record['_where']}: {name!r} holds something else than [start, end] pairs.")
    return [(start, end) for start, end in spans]


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# Boundaries


def evaluate_boundaries(records: Sequence[dict[str, Any]]) -> Figures:
    """Measure the sentence splitter: a span counts when both its ends are right.

    Args:
        records: Lines `{text, spans: [[start, end], …]}`.

    Returns:
        precision, recall and f1 over all spans, and the numbers of texts and gold spans.
    """
    right = found = gold = 0
    for record in records:
        spans = set(_spans(record, "spans"))
        mine = set(split(_field(record, "text", str)))
        right += len(spans & mine)
        found += len(mine)
        gold += len(spans)
    precision, recall = _ratio(right, found), _ratio(right, gold)
    return {
        "precision": precision,
        "recall": recall,
        "f1": _ratio(2 * right, found + gold),
        "texts": len(records),
        "spans": gold,
    }


# Selection


def evaluate_selection(
    records: Sequence[dict[str, Any]], settings: Settings, on_progress: Progress
) -> Figures:
    """Measure the Reader's ranking of given sentences, over questions that have both labels.

    Equal scores keep the order of the sentences.

    Args:
        records: Lines `{question, sentences, labels}`, or `{question, context, title, answer_spans}`.
        settings: What builds the Reader.
        on_progress: Called now and then.

    Returns:
        map, mrr and p_at_1, and the number of questions counted.
    """
    reader = build_reader(settings)
    precisions, reciprocals, firsts = [], [], []
    for done, record in enumerate(records, 1):
        evidence, labels = evidence_from(record)
        if any(labels) and not all(labels):
            scores = reader.score(_field(record, "question", str), evidence).tolist()
            order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
            ranked = [labels[i] for i in order]
            precisions.append(_average_precision(ranked))
            reciprocals.append(1 / (ranked.index(True) + 1))
            firsts.append(float(ranked[0]))
        on_progress("Selection", done, len(records))
    return {
        "map": _mean(precisions),
        "mrr": _mean(reciprocals),
        "p_at_1": _mean(firsts),
        "questions": len(firsts),
    }


def evidence_from(record: dict[str, Any]) -> tuple[list[Evidence], list[bool]]:
    """Return a line's sentences as evidence, and which of them are right.

    Sentences of a line are consecutive sentences of one text exactly when the line has a title.

    Args:
        record: A line of the `selection` or `abstention` form.

    Returns:
        Evidence and labels, one each a sentence.

    Raises:
        EvaluationError: The line has neither form.
    """
    if "context" in record:
        return _evidence_in_context(record)
    sentences = _field(record, "sentences", list)
    labels = [label in _SUPPORTED for label in _field(record, "labels", list)]
    if len(labels) != len(sentences):
        raise EvaluationError(f"{record['_where']}: {len(sentences)} sentences but {len(labels)} labels.")
    if not all(isinstance(sentence, str) for sentence in sentences):
        raise EvaluationError(f"{record['_where']}: 'sentences' holds something else than text.")
    if record.get("title"):
        return _consecutive(sentences, str(record["title"])), labels
    return [Evidence(text=sentence) for sentence in sentences], labels


def _evidence_in_context(record: dict[str, Any]) -> tuple[list[Evidence], list[bool]]:
    context = _field(record, "context", str)
    answers = _spans(record, "answer_spans")
    spans = split(context)
    labels = [any(start < b and a < end for a, b in answers) for start, end in spans]
    texts = [context[start:end] for start, end in spans]
    return _consecutive(texts, str(record.get("title") or "")), labels


def _consecutive(sentences: Sequence[str], title: str) -> list[Evidence]:
    padded = ["", *sentences, ""]
    return [
        Evidence(text=text, before=padded[i], after=padded[i + 2], title=title)
        for i, text in enumerate(sentences)
    ]


def _average_precision(ranked: Sequence[bool]) -> float:
    """Return the mean of the precisions at each right item's rank."""
    right, total = 0, 0.0
    for rank, label in enumerate(ranked, 1):
        if label:
            right += 1
            total += right / rank
    return total / right


# Answers


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
    """What became of one question."""

    answerable: bool
    answered: bool
    gold_rank: int | None
    claims_in_gold: tuple[bool, ...]
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
        claims_in_gold: share of all claims; answered: share of all
        questions; refusal_precision and refusal_recall; seconds_per_question; questions.

    Raises:
        EvaluationError: The folder is not in this form.
        RagError: The corpus or the index cannot be used.
    """
    records = read_lines([folder / "questions.jsonl"], limit)
    with _built(folder, settings, corpus, index, on_progress) as built:
        archive = open_archive(settings=built)
        outcomes = []
        for done, record in enumerate(records, 1):
            sources = _sources(record, encoded=corpus is None)
            began = time.perf_counter()
            answer = archive.ask(_field(record, "question", str))
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


def _write_corpus(records: Sequence[dict[str, Any]], folder: Path) -> None:
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
        text = f"---\n{head}---\n{_field(record, 'text', str)}"
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


def _sources(record: dict[str, Any], *, encoded: bool) -> list[_Source]:
    sources = []
    for source in _field(record, "sources", list):
        if not isinstance(source, dict):
            raise EvaluationError(f"{record['_where']}: 'sources' holds something else than objects.")
        placed = {**source, "_where": record["_where"]}
        ids = map(str, _field(placed, "article_ids", list))
        sources.append(
            _Source(
                article_ids=frozenset(_file_name(i) if encoded else i for i in ids),
                words=tuple(_field(placed, "chunk_text", str).split()),
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
        claims_in_gold=tuple(
            any(_in_gold(citation, sources) for citation in claim.citations) for claim in answer.claims
        ),
        seconds=seconds,
    )


def _in_gold(citation: Citation, sources: Sequence[_Source]) -> bool:
    return any(source.holds(citation.article.article_id, citation.quote) for source in sources)


def _summarise(outcomes: Sequence[_Outcome]) -> Figures:
    asked = [o for o in outcomes if o.answerable]
    refused = [o for o in outcomes if not o.answered]
    silent = [o for o in outcomes if not o.answerable]
    figures: Figures = {
        f"recall_at_{k}": _mean([o.gold_rank is not None and o.gold_rank <= k for o in asked]) for k in _HITS
    }
    return figures | {
        "first_citation_in_gold": _mean([o.claims_in_gold[:1] == (True,) for o in asked]),
        "any_citation_in_gold": _mean([any(o.claims_in_gold) for o in asked]),
        "claims_in_gold": _mean([right for o in outcomes for right in o.claims_in_gold]),
        "answered": _mean([o.answered for o in outcomes]),
        "refusal_precision": _mean([not o.answerable for o in refused]),
        "refusal_recall": _mean([not o.answered for o in silent]),
        "seconds_per_question": _mean([o.seconds for o in outcomes]),
        "questions": len(outcomes),
    }
