"""Measure rebuilding at the size of real archives, as `docs/measurements/rebuild-speed.md` states it.

Articles are made, in a temporary folder, of sentences of `corpus/` with their words in another order, so that
they resemble each other as little as other people's do; every twentieth is a copy of the one before it, its
last sentence left out. With ``--encoder stand-in`` the network is left out: vectors are drawn from a hash of
the text, while the true tokenizer counts; what is measured is then everything but the encoder. Each rebuild
runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from rag.archive import rebuild
from rag.embedding.encoder import SentenceTransformerEncoder
from rag.index import rebuild as rebuilding
from rag.index.passages import sentences_of
from rag.ingest.corpus import list_corpus, read_corpus_file
from rag.ingest.parsers.items import ParserOptions
from rag.schema import Article
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
SEED = 23
DIMENSION = 384
FOLDERS = 1000
"""Articles in one folder."""
COPIES = 20
"""One article in so many is a copy."""


class StandIn(SentenceTransformerEncoder):
    """The encoder without its network: a vector is drawn from the SHA-256 of the text."""

    def encode(self, texts, **_):
        """Return one L2-normalised row a text."""
        seeds = (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts)
        rows = np.stack([np.random.default_rng(seed).standard_normal(DIMENSION) for seed in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


class Timed(SentenceTransformerEncoder):
    """The encoder, and how long it took."""

    seconds = 0.0

    def encode(self, texts, *, kind, on_progress=None):
        """Return one L2-normalised row a text."""
        began = time.perf_counter()
        vectors = super().encode(texts, kind=kind, on_progress=on_progress)
        Timed.seconds += time.perf_counter() - began
        return vectors


def sentences() -> list[str]:
    """Return the story sentences of the sample corpus."""
    files = list_corpus(ROOT / "corpus").files
    articles = [a for f in files for a in read_corpus_file(f, ParserOptions()) if isinstance(a, Article)]
    return [a.text[s.start : s.end] for a in articles for s in sentences_of(a) if s.role == "story"]


def made_sentence(chooser: random.Random, pool: list[str]) -> str:
    """Return a sentence's words in another order."""
    words = chooser.choice(pool).rstrip(".!?”").split()
    chooser.shuffle(words)
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def write_article(folder: Path, number: int, words: int, chooser: random.Random, pool: list[str]) -> None:
    """Write one article of about so many words, or a copy of the one before it."""
    path = place(folder, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    parts: list[str] = []
    if number % COPIES == COPIES - 1:
        parts = place(folder, number - 1).read_text(encoding="utf-8").splitlines()[2:-1]
    else:
        while sum(len(part.split()) for part in parts) < words:
            parts.append(made_sentence(chooser, pool))
    path.write_text("\n".join([f"Made article {number}", "", *parts, ""]), encoding="utf-8")


def place(folder: Path, number: int) -> Path:
    """Return the file of an article."""
    return folder / f"{number // FOLDERS:03d}" / f"{number:06d}.txt"


def run(corpus: Path, index: Path, encoder: str) -> dict[str, float]:
    """Rebuild in a process of its own; return seconds, peak memory and what was encoded."""
    command = [sys.executable, __file__, "--once", str(corpus), str(index), "--encoder", encoder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def once(corpus: str, index: str, encoder: str) -> None:
    """Rebuild here and print the figures."""
    rebuilding.SentenceTransformerEncoder = StandIn if encoder == "stand-in" else Timed
    curve: list[int] = []
    over = threading.Event()

    def sample() -> None:
        while not over.wait(1.0):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            curve.append(pages * resource.getpagesize() // 1_000_000)

    if Path("/proc/self/statm").exists():
        threading.Thread(target=sample, daemon=True).start()
    began = time.perf_counter()
    report = rebuild(settings=Settings(corpus=Path(corpus), index=Path(index)))
    seconds = time.perf_counter() - began
    over.set()
    step = max(1, len(curve) // 10)
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "encoder_s": round(Timed.seconds, 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
                "memory_curve_mb": curve[::step],
                "articles": report.articles,
                "passages": report.passages,
                "encoded": report.passages_encoded,
            }
        )
    )


def measure(count: int, words: int, encoder: str) -> dict[str, object]:
    """Build; rebuild unchanged, with one article more, with one in a hundred more, with as many changed."""
    pool, chooser = sentences(), random.Random(SEED)
    with TemporaryDirectory(prefix="rag-archive-", ignore_cleanup_errors=True) as name:
        corpus, index = Path(name, "corpus"), Path(name, "index")
        for number in range(count):
            write_article(corpus, number, words, chooser, pool)
        figures: dict[str, object] = {"articles": count, "words": words, "encoder": encoder}
        figures["full"] = run(corpus, index, encoder)
        figures["unchanged"] = run(corpus, index, encoder)
        write_article(corpus, count, words, chooser, pool)
        figures["one_more"] = run(corpus, index, encoder)
        for number in range(count + 1, count + 1 + max(1, count // 100)):
            write_article(corpus, number, words, chooser, pool)
        figures["one_in_a_hundred_more"] = run(corpus, index, encoder)
        for number in chooser.sample(range(count), max(1, count // 100)):
            write_article(corpus, number, words, chooser, pool)
        figures["one_in_a_hundred_changed"] = run(corpus, index, encoder)
        figures["index_mb"] = sum(p.stat().st_size for p in index.rglob("*") if p.is_file()) // 1_000_000
    return figures


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--words", type=int, default=450)
    parser.add_argument("--encoder", choices=("real", "stand-in"), default="real")
    parser.add_argument("--once", nargs=2, metavar=("CORPUS", "INDEX"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        once(*options.once, options.encoder)
    else:
        print(json.dumps(measure(options.articles, options.words, options.encoder), indent=1))


if __name__ == "__main__":
    main()
