"""Making pages, having them read by the product and by trafilatura alone, and counting words."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean
from unicodedata import normalize

from benchmarks.finding_the_story.maker import Layout, Layouts, Maker, Page
from rag.index.near_duplicates import story_alone
from rag.ingest.parsers import read_articles
from rag.ingest.parsers.html_fragments import text_of_html
from rag.ingest.parsers.items import ParserOptions
from rag.schema import Article

__all__ = ["Score", "alone", "make", "marked", "ours", "pages", "pasted", "score", "summed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Word counts of one page: found and wanted, found and not wanted, wanted, and wanted in lost sentences.

    ``joined``: paragraphs that do not stand in lines of their own; ``paragraphs``: all.
    """

    right: int
    wrong: int
    wanted: int
    lost: int
    joined: int
    paragraphs: int

    @property
    def precision(self) -> float:
        """The share of what was found that is story."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of the story that was found."""
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(1, self.right + self.wrong + self.wanted)


def make(layout: Layout, number: int, sentences: list[str]) -> Page:
    """Make one page, which follows from the layout's name and the number alone.

    Args:
        layout: What it looks like.
        number: Which page of that layout.
        sentences: What its story is made of.

    Returns:
        The page and its truth.
    """
    name = f"{layout.__name__}-{number}"
    maker = Maker(name, sentences)
    made = layout(maker)
    return Page(name=name, html=made, title=maker.title, story=maker.story, either=maker.either)


def pages(chosen: Layouts, count: int) -> Iterator[Page]:
    """Yield `count` pages of every layout."""
    for layout in chosen.layouts:
        yield from (make(layout, number, chosen.sentences) for number in range(count))


def alone(page: Page) -> str:
    """Return what trafilatura takes for the story, with its own settings."""
    from trafilatura import extract  # noqa: PLC0415 - costs half a second

    return extract(page.html) or ""


def ours(page: Page) -> str:
    """Return what the parser and the rules for lines leave as story."""
    return _left(page.html, ".html")


def pasted(page: Page) -> str:
    """Return all the text of a page, as it is when copied from a browser."""
    return text_of_html(page.html)


def marked(page: Page) -> str:
    """Return what the rules for lines leave of all the text of a page."""
    return _left(pasted(page), ".txt")


def _left(data: str, suffix: str) -> str:
    """Return what no mark covers of the articles in a file."""
    left = ""
    for article in read_articles("page", suffix, io.BytesIO(data.encode("utf-8")), ParserOptions(), ""):
        assert isinstance(article, Article)
        left += story_alone(article.text, article.marks) + "\n"
    return left


def words(text: str) -> list[str]:
    """Return a text's words without case and punctuation, figures plain: "¹" is "1"."""
    return re.findall(r"\w+", normalize("NFKC", text).casefold())


def score(page: Page, found: str) -> Score:
    """Count words.

    Args:
        page: With its truth.
        found: The story as something found it.

    Returns:
        The counts. A sentence is lost where its words do not stand in `found` one behind the other.
    """
    wanted = Counter(word for text in page.story for word in words(text))
    have = Counter(words(found))
    right = wanted & have
    wrong = have - wanted - Counter(word for text in page.either for word in words(text))
    run = f" {' '.join(words(found))} "
    sentences = [s for text in page.story for s in re.split(r"(?<=[.!?”»\"]) +", text)]
    lost = sum(len(words(s)) for s in sentences if f" {' '.join(words(s))} " not in run)
    lines = {" ".join(words(line)) for line in found.split("\n")}
    return Score(
        right=right.total(),
        wrong=wrong.total(),
        wanted=wanted.total(),
        lost=lost,
        joined=sum(" ".join(words(text)) not in lines for text in page.story),
        paragraphs=len(page.story),
    )


def summed(scores: list[Score]) -> dict[str, float]:
    """Return the figures of many pages in per cent: mean precision, recall and F1, share of words lost."""
    return {
        "precision": 100 * mean(s.precision for s in scores),
        "recall": 100 * mean(s.recall for s in scores),
        "f1": 100 * mean(s.f1 for s in scores),
        "lost": 100 * sum(s.lost for s in scores) / sum(s.wanted for s in scores),
        "joined": 100 * sum(s.joined for s in scores) / sum(s.paragraphs for s in scores),
    }
