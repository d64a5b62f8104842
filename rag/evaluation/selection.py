"""The task `selection`: which of the given sentences answers the question.

Belongs here: turning a line into evidence, ranking it with the Reader. Does not belong here: the Reader
(`rag.qa.reader`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.builders import build_reader
from rag.errors import EvaluationError
from rag.evaluation.measures import average_precision, mean, order_of
from rag.evaluation.records import field_of, is_right, question_of, spans_of, texts_of
from rag.schema import Context, Evidence
from rag.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Progress, Record
    from rag.settings import Settings

__all__ = ["as_evidence", "evaluate_selection", "evidence_from"]


def evaluate_selection(records: Sequence[Record], settings: Settings, on_progress: Progress) -> Figures:
    """Measure the Reader's ranking of given sentences, over questions that have both labels.

    Equal scores keep the order of the sentences.

    Args:
        records: Lines `{question, sentences, labels}`, or `{question, context, title, answer_spans}`.
        settings: What builds the Reader.
        on_progress: Called now and then.

    Returns:
        map, mrr and p_at_1, and the number of questions counted.

    Raises:
        EvaluationError: A line is not in this form.
        RagError: The Reader cannot be built.
    """
    reader = build_reader(settings)
    precisions, reciprocals, firsts = [], [], []
    for done, record in enumerate(records, 1):
        question = question_of(record)
        evidence, labels = evidence_from(record)
        if any(labels) and not all(labels):
            scores = reader.score(question, evidence).tolist()
            ranked = [labels[i] for i in order_of(scores)]
            precisions.append(average_precision(ranked))
            reciprocals.append(1 / (ranked.index(True) + 1))
            firsts.append(float(ranked[0]))
        on_progress("Selection", done, len(records))
    return {
        "map": mean(precisions),
        "mrr": mean(reciprocals),
        "p_at_1": mean(firsts),
        "questions": len(firsts),
    }


def evidence_from(record: Record) -> tuple[list[Evidence], list[bool]]:
    """Return a line's sentences as evidence, and which of them are right.

    Sentences of a line are consecutive sentences of one text exactly when the line has a title.

    Args:
        record: A line of the `selection` or `abstention` form.

    Returns:
        One item of evidence and one label for each sentence.

    Raises:
        EvaluationError: The line has neither form.
    """
    if "context" in record:
        return _evidence_in_context(record)
    sentences = texts_of(record, "sentences")
    labels = [is_right(label) for label in field_of(record, "labels", list)]
    if len(labels) != len(sentences):
        raise EvaluationError(f"{record['_where']}: {len(sentences)} sentences but {len(labels)} labels.")
    return as_evidence(record, sentences), labels


def as_evidence(record: Record, sentences: Sequence[str]) -> list[Evidence]:
    """Return a line's sentences in context: consecutive where the line has a title, else each alone.

    Args:
        record: A line.
        sentences: Its sentences.

    Returns:
        One item for each sentence, in order.
    """
    if record.get("title"):
        return _consecutive(sentences, str(record["title"]))
    return [Evidence(context=Context(sentences=(text,)), position=0) for text in sentences]


def _evidence_in_context(record: Record) -> tuple[list[Evidence], list[bool]]:
    text = field_of(record, "context", str)
    answers = spans_of(record, "answer_spans", text)
    spans = split(text)
    labels = [any(start < b and a < end for a, b in answers) for start, end in spans]
    sentences = [text[start:end] for start, end in spans]
    return _consecutive(sentences, str(record.get("title") or "")), labels


def _consecutive(sentences: Sequence[str], title: str) -> list[Evidence]:
    context = Context(sentences=tuple(sentences), title=title)
    return [Evidence(context=context, position=i) for i in range(len(sentences))]
