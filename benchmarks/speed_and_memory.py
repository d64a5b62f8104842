"""Measure speed and memory as `docs/measurements/asking-speed.md` states them: `make bench`.

Makes an archive of articles from the sentences of `corpus/`, shuffled with a fixed seed, in a temporary
folder; times rebuilding against the bare encoder over the same passages, in turn within one run; then an
unchanged rebuild, questions with everything loaded, and a cold `rag ask`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from rag.archive import open_archive, rebuild
from rag.embedding.encoder import load_encoder
from rag.index.generations import open_generation
from rag.index.passages import PassageBuilder, sentences_of
from rag.ingest.corpus import list_corpus, read_corpus_file
from rag.ingest.parsers.items import ParserOptions
from rag.schema import Article
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
SEED = 11
SENTENCES_AN_ARTICLE = 22
QUESTIONS = ROOT / "tests/quality/tune/questions.jsonl"


def make_corpus(folder: Path, count: int) -> None:
    """Write `count` articles of shuffled story sentences, about 450 words each."""
    files = list_corpus(ROOT / "corpus").files
    articles = [a for f in files for a in read_corpus_file(f, ParserOptions()) if isinstance(a, Article)]
    pool = [a.text[s.start : s.end] for a in articles for s in sentences_of(a) if s.role == "story"]
    chooser = random.Random(SEED)
    folder.mkdir()
    for number in range(count):
        body = " ".join(chooser.choices(pool, k=SENTENCES_AN_ARTICLE))
        head = f"---\ntitle: Made article {number}\npublished: 2023-01-{number % 28 + 1:02d}\n---\n"
        (folder / f"article-{number:05d}.txt").write_text(head + body, encoding="utf-8")


def timed(call) -> float:
    """Return how many seconds a call took."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def bare_texts(settings: Settings, encoder) -> list[str]:
    """Return the texts that a rebuild embeds, from the index it wrote."""
    catalogue = open_generation(settings.index).catalogue
    builder = PassageBuilder(
        encoder=encoder, budget=settings.passage_tokens, overlap=settings.overlap_sentences
    )
    rows = range(catalogue.size().articles)
    return [
        builder.embedded_text(catalogue.article_row(row), passage)
        for row in rows
        for _, passage in catalogue.passages_of(row)
    ]


def overhead(folder: Path, articles: int, runs: int) -> dict[str, float]:
    """Time rebuilds and the bare model over the same passages in turn; return the medians and ratio."""
    settings = Settings(corpus=folder / "few", index=folder / "few-index")
    make_corpus(settings.corpus, articles)
    rebuild(settings=settings)
    encoder = load_encoder(settings)
    texts = bare_texts(settings, encoder)
    pairs = []
    for run in range(runs):
        # An index of its own: another run's would hold the vectors already.
        anew = Settings(corpus=settings.corpus, index=folder / f"few-index-{run}")
        ours = timed(lambda anew=anew: rebuild(settings=anew))
        bare = timed(
            lambda: encoder.model.encode(texts, batch_size=settings.batch_size, show_progress_bar=False)
        )
        pairs.append((ours, bare))
    return {
        "rebuild_s": median(p[0] for p in pairs),
        "bare_encode_s": median(p[1] for p in pairs),
        "ratio": median(p[0] / p[1] for p in pairs),
        "passages": len(texts),
        "articles": articles,
    }


def latency(settings: Settings) -> dict[str, float]:
    """Return the median and 95th percentile of asking, in milliseconds, everything loaded."""
    archive = open_archive(settings=settings)
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    archive.ask(questions[0])
    times = [1000 * timed(lambda q=q: archive.ask(q)) for q in questions]
    return {"ask_p50_ms": median(times), "ask_p95_ms": quantiles(times, n=20)[-1]}


def main() -> None:
    """Measure everything and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--compared", type=int, default=100, help="articles of the comparison")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="rag-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        figures = overhead(folder, options.compared, options.runs)
        settings = Settings(corpus=folder / "many", index=folder / "many-index")
        make_corpus(settings.corpus, options.articles)
        figures["first_rebuild_1000_s"] = timed(lambda: rebuild(settings=settings))
        figures["unchanged_rebuild_1000_s"] = timed(lambda: rebuild(settings=settings))
        figures |= latency(settings)
        command = [sys.executable, "-m", "rag", "ask", "why?", "--index", str(settings.index)]
        cold = [timed(lambda: subprocess.run(command, capture_output=True, check=False)) for _ in range(3)]
        figures["cold_ask_s"] = median(cold)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures["peak_mb_whole_run"] = own / 1024
    print(json.dumps({key: round(value, 3) for key, value in figures.items()}, indent=1))


if __name__ == "__main__":
    main()
