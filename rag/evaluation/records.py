"""Reading data sets: lines of JSON and what a task expects of them.

Belongs here: reading, and refusing with file and line what is not in the form of a task. Does not belong
here: what one task alone makes of its lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rag.errors import EvaluationError, QuestionError
from rag.question import Question
from rag.text.sentences import split

__all__ = [
    "Progress",
    "Record",
    "field_of",
    "is_right",
    "question_of",
    "read_lines",
    "spans_of",
    "split_texts",
    "texts_of",
]

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and how much there is."""

Record = dict[str, Any]
"""One line; the key `_where` holds its file and line number."""

_RIGHT = (1, "entailment", "supported")
"""Labels that say a sentence is right or a claim is supported; True equals 1."""


def read_lines(files: Sequence[Path], limit: int | None = None) -> list[Record]:
    """Read JSONL files as one list of records.

    Args:
        files: The files, pooled in the order given.
        limit: Take only so many lines; None takes all.

    Returns:
        The records.

    Raises:
        EvaluationError: A file cannot be read, or a line of it is no JSON object or holds half of a pair of
            surrogates, which is no text.
    """
    records: list[Record] = []
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


def _record(line: str, where: str) -> Record:
    try:
        record = json.loads(line)
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise EvaluationError(f"{where}: it holds an unpaired surrogate, which is no Unicode text.") from None
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{where}: not JSON ({error}).") from None
    if not isinstance(record, dict):
        raise EvaluationError(f"{where}: not a JSON object.")
    return {**record, "_where": where}


def field_of(record: Record, name: str, kind: type) -> Any:
    """Return a field that must be of one type.

    Args:
        record: A line.
        name: The field.
        kind: Its type.

    Returns:
        The value.

    Raises:
        EvaluationError: It is missing or of another type.
    """
    value = record.get(name)
    if not isinstance(value, kind):
        raise EvaluationError(f"{record['_where']}: {name!r} is {type(value).__name__}, not {kind.__name__}.")
    return value


def question_of(record: Record) -> Question:
    """Return the question of a line, checked as asking checks it.

    Args:
        record: A line.

    Returns:
        The question.

    Raises:
        EvaluationError: It is missing, or asking would refuse it: empty or over-long.
    """
    question: str = field_of(record, "question", str)
    try:
        return Question.parse(question)
    except QuestionError as error:
        raise EvaluationError(f"{record['_where']}: {error}") from None


def texts_of(record: Record, name: str) -> list[str]:
    """Return a field that must be a list of texts.

    Args:
        record: A line.
        name: The field.

    Returns:
        The texts.

    Raises:
        EvaluationError: It is missing or holds something else.
    """
    texts: list[str] = field_of(record, name, list)
    if not all(isinstance(text, str) for text in texts):
        raise EvaluationError(f"{record['_where']}: {name!r} holds something else than text.")
    return texts


def spans_of(record: Record, name: str, text: str) -> list[tuple[int, int]]:
    """Return a field that must be a list of [start, end] pairs within a text.

    Args:
        record: A line.
        name: The field.
        text: The text, of which each pair is a slice that is not empty.

    Returns:
        The pairs.

    Raises:
        EvaluationError: It is missing or holds something else.
    """
    spans = field_of(record, name, list)
    if not all(isinstance(s, list) and len(s) == 2 and all(type(i) is int for i in s) for s in spans):  # noqa: PLR2004
        raise EvaluationError(f"{record['_where']}: {name!r} holds something else than [start, end] pairs.")
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise EvaluationError(
                f"{record['_where']}: {name!r} holds [{start}, {end}], no part of its {len(text)} characters."
            )
    return [(start, end) for start, end in spans]


def is_right(label: object) -> bool:
    """Say whether a label means right or supported: 1, true, "entailment", "supported"; no other does."""
    return label in _RIGHT


def split_texts(text: str) -> list[str]:
    """Return the sentences of a text, as our splitter cuts them."""
    return [text[start:end] for start, end in split(text)]
