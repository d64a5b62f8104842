"""How often an archive that does not say is told from one that does, on questions that are held aside.

    python training/silence.py DATA_FOLDER

An archive is built of all texts of the data. Each question is asked of it as it is; where it is answerable, also
of the archive without the sentences that answer it, and of the archive without its text. Prints, for each set, the
share of questions whose best score reaches the threshold, over several thresholds.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from examples import add_data, asked
from retrieved import SOURCES, answers, archive_of, without

from rag.builders import build_reader
from rag.embedding.encoder import load_encoder
from rag.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples import Asked

    from rag.schema import Evidence

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
SQUAD_EVERY = 6
"""Of SQuAD there are three times as many questions held aside as of the other sets together."""


def forms(one: Asked, evidence: list[Evidence]) -> Iterator[tuple[str, list[Evidence]]]:
    """Yield what is asked of, with what it offers."""
    if not any(one.right):
        yield "never said", evidence
        return
    yield "said", evidence
    yield "sentence gone", without(evidence, answers(one))
    own = frozenset(one.sentences)
    yield "text gone", [e for e in evidence if own.isdisjoint(e.context.sentences)]


def main() -> None:
    """Ask, and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_data(parser)
    train, aside = asked(parser.parse_args().data)
    squad = [one for one in aside if one.source == "squad2"][::SQUAD_EVERY]
    others = [one for one in aside if one.source in SOURCES and one.source != "squad2"]
    best: dict[tuple[str, str], list[float]] = defaultdict(list)
    with archive_of([one for one in (*train, *aside) if one.source in SOURCES]) as texts:
        reader = build_reader(texts.settings, load_encoder(texts.settings))
        for one in (*squad, *others):
            for form, evidence in forms(one, texts.evidence(one)):
                score = float(reader.score(Question(one.question), evidence).max(initial=0.0))
                best[one.source.split("_")[0], form].append(score)
    print(f"{'reaching the threshold of':28}", *(f"{t:5.2f}" for t in THRESHOLDS), "questions")
    for (source, form), scores in sorted(best.items()):
        shares = [np.mean(np.array(scores) >= t) for t in THRESHOLDS]
        print(f"{source + ', ' + form:28}", *(f"{share:5.2f}" for share in shares), f"{len(scores):9}")


if __name__ == "__main__":
    main()
