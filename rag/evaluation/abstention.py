"""The task `abstention`: whether questions that a text does not answer are refused.

Belongs here: treating a line as an article of its own, counting answers and refusals. Does not belong here:
the decision, which the Composer makes (`rag.qa.composer`), as in asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.builders import build_composer, build_reader
from rag.evaluation.measures import auroc, balanced_accuracy, mean, ratio
from rag.evaluation.records import field_of, question_of, spans_of
from rag.evaluation.selection import evidence_from
from rag.qa.retriever import LocatedEvidence
from rag.schema import Article, Passage, Sentence, sha256_of_text
from rag.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Progress, Record
    from rag.qa.composer import Composer
    from rag.settings import Settings

__all__ = ["evaluate_abstention"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """The result of one question; ``score`` is that of the best sentence, claim or not."""

    answerable: bool
    answered: bool
    first_right: bool
    score: float


def evaluate_abstention(records: Sequence[Record], settings: Settings, on_progress: Progress) -> Figures:
    """Ask each question of its own text and measure whether those that the text does not answer are refused.

    Args:
        records: Lines `{question, context, title, answer_spans}`; without spans, unanswerable.
        settings: What builds the Reader and the Composer.
        on_progress: Called now and then.

    Returns:
        balanced_accuracy of answering or refusing; refusal_precision and refusal_recall;
        answer_sentence_accuracy: share of answerable questions whose first claim overlaps a gold span;
        auroc of the best sentence's score; the four counts of the confusion; the number of questions.

    Raises:
        EvaluationError: A line is not in this form.
        RagError: The Reader cannot be built.
    """
    composer = build_composer(settings, build_reader(settings), claims=1)  # nothing here is about the others
    outcomes = []
    for done, record in enumerate(records, 1):
        outcomes.append(_ask(record, composer))
        on_progress("Abstention", done, len(records))
    return _summarise(outcomes)


def _ask(record: Record, composer: Composer) -> _Outcome:
    """Compose an answer from the context of one record, as asking does from retrieved sentences."""
    question = question_of(record)
    answers = spans_of(record, "answer_spans", field_of(record, "context", str))
    composition = composer.compose(question, _located(record))
    first = next((claim.citations[0].sentence for claim in composition.claims), None)
    best = [claim.score for claim in composition.claims] + [c.score or 0.0 for c in composition.near_misses]
    return _Outcome(
        answerable=bool(answers),
        answered=first is not None,
        first_right=first is not None and any(first.start < b and a < first.end for a, b in answers),
        score=best[0] if best else 0.0,
    )


def _located(record: Record) -> list[LocatedEvidence]:
    """Return the sentences of a line's text, as if it were an article of one passage."""
    text = field_of(record, "context", str)
    evidence, _ = evidence_from(record)
    title = evidence[0].title if evidence else ""
    article = Article(article_id="text", title=title, text=text, text_sha256=sha256_of_text(text))
    sentences = tuple(Sentence(start=start, end=end) for start, end in split(text))
    passages = (Passage(start=0, end=len(text)),)
    return [
        LocatedEvidence(article=article, sentences=sentences, passages=passages, evidence=e) for e in evidence
    ]


def _summarise(outcomes: Sequence[_Outcome]) -> Figures:
    asked = [o for o in outcomes if o.answerable]
    silent = [o for o in outcomes if not o.answerable]
    answered = [o.answered for o in asked]
    refused = [not o.answered for o in silent]
    wrongly_refused = len(asked) - sum(answered)
    return {
        "balanced_accuracy": balanced_accuracy(answered, refused),
        "refusal_precision": ratio(sum(refused), sum(refused) + wrongly_refused),
        "refusal_recall": mean(refused),
        "answer_sentence_accuracy": mean([o.first_right for o in asked]),
        "auroc": auroc([o.score for o in asked], [o.score for o in silent]),
        "answered_answerable": sum(answered),
        "refused_answerable": wrongly_refused,
        "answered_unanswerable": len(silent) - sum(refused),
        "refused_unanswerable": sum(refused),
        "questions": len(outcomes),
    }
