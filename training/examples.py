"""Training examples from the data sets: what is read, what is right, and what is held aside.

Held aside, for measuring, calibrating and the floors, and never trained on: the articles named below of SQuAD
2.0 and XQuAD, TREC-QA dev, two of seven domains of SummEdits, and of every other set the texts whose checksum
`every` picks.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from rag.question import Question
from rag.schema import Context, Evidence
from rag.text.sentences import split

SQUAD_HELD = {"Normans", "Steam_engine", "Imperialism"}
XQUAD_HELD = {"Kenya", "Doctor_Who", "Genghis_Khan"}
SUMMEDITS_HELD = {"samsum", "scitldr"}
SPANNED = {
    "squad2": 0, "xquad": 0, "squadshifts_wiki": 13, "squadshifts_reviews": 41, "squadshifts_reddit": 41,
    "qadiscourse": 12, "torque": 7, "timeqa": 8, "fairytaleqa": 20, "covidqa": 8, "quotesum": 7, "rgb": 4,
}  # fmt: skip
"""Sets with a context and spans, and which part of each is held aside: one in so many texts, 0: by name."""
LABELLED = {"qed": 4, "clapnq_answerable": 3, "clapnq_unanswerable": 3, "wikiqa": 8, "selqa": 8, "qnli": 12}
"""Sets with sentences and labels, and which part of each is held aside: one in so many texts."""
PAIRS = {"fever_pairs": 12, "fm2": 8, "rte": 8, "averitec": 8}
"""Sets of evidence and claims, and which part of each is held aside: one in so many pieces of evidence."""
QAMR_EVERY, WICE_EVERY = 12, 4
QAMR_AROUND = 4
"""Most sentences before and after its own that a question of QAMR is read with."""
SETS = (
    *SPANNED, *LABELLED, *PAIRS, "trecqa_train", "trecqa_dev", "qamr", "qamr_sentences", "summedits_other",
    "wice_dev",
)  # fmt: skip
"""The files that are read, without ".jsonl"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, consecutive sentences (unless `source` is "trec"), which of them answer, and where.

    ``span`` is (sentence, start, end) of the answering words, None where it is unknown or there is none.
    ``erased`` is the sentence that an answer was taken out of. ``key`` names the text for splitting: all questions over one text are on one side.
    """

    source: str
    key: str
    question: str
    title: str
    sentences: tuple[str, ...]
    right: tuple[bool, ...]
    span: tuple[int, int, int] | None = None
    erased: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim, sentences of one text, and whether they bear it."""

    source: str
    claim: str
    sentences: tuple[str, ...]
    borne: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A claim, the sentences of one text, and which of them bear a part of it."""

    claim: str
    sentences: tuple[str, ...]
    bearing: frozenset[int]


def data_folder(stated: str) -> Path:
    """Return the folder of the data sets, as an argument of a script; refuse one that lacks a set."""
    folder = Path(stated)
    missing = [f"{name}.jsonl" for name in SETS if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise argparse.ArgumentTypeError(f"{folder} has no {', '.join(missing)}; see training/README.md")
    return folder


def add_data(parser: argparse.ArgumentParser) -> None:
    """Let a script take the folder of the data sets."""
    parser.add_argument(
        "data",
        metavar="DATA_FOLDER",
        type=data_folder,
        help="where the sets of training/README.md lie as JSONL",
    )


def lines(folder: Path, name: str) -> list[dict]:
    """Return the records of one file."""
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def every(key: str, n: int) -> bool:
    """Say whether a key is among the n-th part that is held aside."""
    return zlib.crc32(key.encode()) % n == 0


def asked(folder: Path) -> tuple[list[Asked], list[Asked]]:
    """Return the questions to train on and those held aside."""
    train: list[Asked] = []
    aside: list[Asked] = []
    for name, part in SPANNED.items():
        for one in _spanned(folder, name):
            (aside if _is_held(one, part) else train).append(one)
    held = {one.key for one in aside} & SQUAD_HELD
    train = [one for one in train if one.key not in held]
    for name, part in LABELLED.items():
        for one in _selection(folder, name, name):
            (aside if every(one.key, part) else train).append(one)
    train += _selection(folder, "trecqa_train", "trec")
    aside += _selection(folder, "trecqa_dev", "trec")
    for one in _qamr(folder):
        (aside if every(one.key, QAMR_EVERY) else train).append(one)
    return train, aside


def _is_held(one: Asked, part: int) -> bool:
    named = {"squad2": SQUAD_HELD, "xquad": XQUAD_HELD}.get(one.source)
    return one.key in named if named is not None else every(one.key, part)


def _question(record: dict) -> str:
    """Return a record's question as asking puts it: without white space around it, one mark at its end."""
    return Question.parse(record["question"]).text


def _spanned(folder: Path, name: str) -> list[Asked]:
    found = []
    for record in lines(folder, name):
        context, golds = record["context"], [tuple(span) for span in record["answer_spans"]]
        places = split(context)
        shortest = min(golds, key=lambda s: s[1] - s[0], default=None)
        within = [
            (i, shortest[0] - start, shortest[1] - start)
            for i, (start, end) in enumerate(places)
            if shortest and start <= shortest[0] and shortest[1] <= end
        ]
        found.append(
            Asked(
                source=name,
                key=_text_of(record["title"]),
                question=_question(record),
                title="" if _NO_TITLE.match(record["title"]) else record["title"].replace("_", " "),
                sentences=tuple(context[start:end] for start, end in places),
                right=tuple(any(start < b and a < end for a, b in golds) for start, end in places),
                span=within[0] if within else None,
            )
        )
    return found


_NO_TITLE = re.compile(r"wikinews:|wikipedia:|docid_|Wiki1k:|Amazon Reviews|Reddit_")


def _text_of(title: str) -> str:
    """Return the name of a text: questions of one text are on one side; TORQUE's begin with the document's."""
    return title.split("_sentid_", maxsplit=1)[0]


def _selection(folder: Path, name: str, source: str) -> list[Asked]:
    return [
        Asked(
            source=source,
            key=record.get("title") or record["question"],
            question=_question(record),
            title=record.get("title") or "",
            sentences=tuple(record["sentences"]),
            right=tuple(bool(label) for label in record["labels"]),
        )
        for record in lines(folder, name)
    ]


def _qamr(folder: Path) -> list[Asked]:
    """Return the questions all validators agree on, each with the neighbours its sentence has in the set."""
    texts = {record["id"]: record["text"] for record in lines(folder, "qamr_sentences")}
    found = []
    for record in lines(folder, "qamr"):
        if not record["validators_agree"]:
            continue
        paragraph, number = record["sentence_id"].rsplit(":", 1)
        run = [int(number)]
        while f"{paragraph}:{run[0] - 1}" in texts and int(number) - run[0] < QAMR_AROUND:
            run.insert(0, run[0] - 1)
        while f"{paragraph}:{run[-1] + 1}" in texts and run[-1] - int(number) < QAMR_AROUND:
            run.append(run[-1] + 1)
        own = run.index(int(number))
        start, end = record["answer_span"]
        found.append(
            Asked(
                source="qamr",
                key=":".join(paragraph.split(":")[1:3]),
                question=_question(record),
                title="",
                sentences=tuple(texts[f"{paragraph}:{k}"] for k in run),
                right=tuple(i == own for i in range(len(run))),
                span=(own, start, end),
            )
        )
    return found


def evidence_of(one: Asked) -> list[Evidence]:
    """Return a question's sentences as evidence."""
    if one.source == "trec":
        return [Evidence(context=Context(sentences=(s,)), position=0) for s in one.sentences]
    context = Context(sentences=one.sentences, title=one.title)
    return [Evidence(context=context, position=i) for i in range(len(one.sentences))]


def claimed(folder: Path) -> tuple[list[Claimed], list[Claimed]]:
    """Return the claims to train on and those held aside."""
    train: list[Claimed] = []
    aside: list[Claimed] = []
    for name, part in PAIRS.items():
        for record in lines(folder, name):
            one = Claimed(
                source=name,
                claim=natural(record["claim"]),
                sentences=cut(natural(record["evidence"])),
                borne=record["label"] == "entailment",
            )
            (aside if every(record["evidence"], part) else train).append(one)
    for record in lines(folder, "summedits_other"):
        one = Claimed(
            source="summedits",
            claim=record["summary"],
            sentences=cut(record["doc"]),
            borne=record["label"] == 1,
        )
        (aside if record["domain"] in SUMMEDITS_HELD else train).append(one)
    for number, record in enumerate(lines(folder, "wice_dev"), 1):
        train_, aside_ = _wice(record), number % WICE_EVERY == 0
        (aside if aside_ else train).extend(train_[:1] if aside_ else train_)
    return train, aside


def _wice(record: dict) -> list[Claimed]:
    """Return a line as a claim against its whole text, its supporting sets alone, and all but those."""
    sentences, claim = tuple(record["sentences"]), record["claim"]
    borne = record["label"] == "supported"
    found = [Claimed(source="wice", claim=claim, sentences=sentences, borne=borne)]
    if borne:
        bearing = {i for own in record["supporting_sets"] for i in own}
        for own in record["supporting_sets"][:2]:
            chosen = tuple(sentences[i] for i in sorted(own))
            found.append(Claimed(source="wice", claim=claim, sentences=chosen, borne=True))
        rest = tuple(s for i, s in enumerate(sentences) if i not in bearing)
        if rest:
            found.append(Claimed(source="wice", claim=claim, sentences=rest, borne=False))
    return found


def bearings(folder: Path) -> list[Bearing]:
    """Return the claims of WiCE to train on with the sentences that bear a part of them."""
    found = []
    for number, record in enumerate(lines(folder, "wice_dev"), 1):
        bearing = frozenset(i for own in record["supporting_sets"] for i in own)
        if bearing and number % WICE_EVERY:
            found.append(
                Bearing(claim=record["claim"], sentences=tuple(record["sentences"]), bearing=bearing)
            )
    return found


def cut(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(text[start:end] for start, end in split(text)) or (text,)


_BRACKETS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "-COLON-": ":", "``": '"', "''": '"',
}  # fmt: skip
_LOOSE = re.compile(r" (?=[.,;:!?%)\]]|'s\b|n't\b)")


def natural(text: str) -> str:
    """Return tokenised text with its brackets, quotation marks and spaces as they are written."""
    for token, written in _BRACKETS.items():
        text = text.replace(token, written)
    return _LOOSE.sub("", text).replace("( ", "(").replace("[ ", "[")
