"""What holds of reading, cutting and showing an article, whatever its text is."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.index.passages import PassageBuilder, sentences_of
from rag.ingest.parsers.decoding import decode
from rag.ingest.parsers.headlines_and_bylines import story_facts
from rag.rendering import answer_as_text, article_as_text, hit_as_text, one_line, source
from rag.schema import Answer, Article, Citation, Claim, Hit, Passage, sha256_of_text
from tests.examples import examples
from tests.reading import read_article

if TYPE_CHECKING:
    from rag.embedding.encoder import SentenceTransformerEncoder

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
PIECES = st.sampled_from(
    [
        "The council met on Monday.",
        "It fell. Read more",
        "Read more",
        "Subscribe now",
        "Check Also",
        "# Wall",
        "About Jonas Pike",
        "By Ida Holloway",
        "Correction: it rose.",
        "What it costs",
        "March 3, 2023",
        "•  It",
        "ANKARA, Sept 15 (Reuters) – Talks",
        "Reporting by Ida Holloway; editing by Jo Reed",
        "---",
        "title: x",
        "Learn more »",
        "(c) 2022 X",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\u2028",
        "\u2029",
        "\x85",
        "\v",
        "\f",
        "\ufeff",
        "\u200b",
        "\u00a0",
        "🙂",
        "漢字。",
        "e\u0301",
        "\u202e",
        "word " * 90,
        "a" * 300,
        "[SEP]",
        "“",
        "”",
    ]
)
NEWS = st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map("\n\n".join)
TEXTS = ANY_TEXT | NEWS
MANY = examples(1000)
LINE_END = re.compile("\r\n|\r")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def article_of(text: str, title: str | None = None) -> Article:
    """What `read_article` makes of a canonical text, whatever its control characters."""
    found = story_facts(text, title=title)
    return Article(
        article_id="a",
        title=title or found.title or "a",
        text=text,
        text_sha256=sha256_of_text(text),
        marks=found.marks,
    )


def places(slices: list[tuple[int, int]]) -> list[int]:
    return [place for start, end in slices for place in range(start, end)]


@given(TEXTS)
@MANY
def test_marks_are_ascending_slices_without_white_space_at_their_ends(text: str) -> None:
    last = 0
    for mark in article_of(text).marks:
        assert last <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end].strip() == text[mark.start : mark.end]
        last = mark.end


def space_before(text: str, place: int) -> str:
    return text[len(text[:place].rstrip()) : place]


@given(TEXTS, st.none() | ANY_TEXT)
@MANY
def test_every_character_is_in_exactly_one_sentence_or_in_boilerplate_or_a_bullet_or_white_space(
    text: str, title: str | None
) -> None:
    article = article_of(text, title)
    sentences = [(s.start, s.end) for s in sentences_of(article)]
    boilerplate = [(m.start, m.end) for m in article.marks if m.role == "boilerplate"]
    assert sentences == sorted(sentences)
    covered = places(sentences) + places(boilerplate)
    assert len(covered) == len(set(covered))
    bullets = {start - 1 - len(space) for start, _ in sentences if (space := space_before(text, start))}
    bullets = {place for place in bullets if text[place] in "•◦▪‣●○■*–-"}
    every = {place for place, character in enumerate(text) if not character.isspace()}
    assert set(covered) | bullets >= every
    for start, end in sentences:
        assert text[start:end].strip() == text[start:end] != ""


@given(TEXTS)
@MANY
def test_the_file_of_a_text_is_read_as_that_text_or_refused_as_a_binary(text: str) -> None:
    for suffix in (".txt", ".md"):
        try:
            article = read_article("a", suffix, codecs.BOM_UTF8 + text.encode())
        except ArticleReadError:
            assert re.search(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", text) or text.startswith("---")
            continue
        whole = LINE_END.sub("\n", text)
        if article is None:
            assert not whole.strip() or text.startswith("---")
        else:
            assert article.text == whole or (whole.startswith("---") and whole.endswith(article.text))
            assert article.text_sha256 == sha256_of_text(article.text)
            assert article == read_article("a", suffix, codecs.BOM_UTF8 + text.encode())
            assert (
                article.marks == article_of(article.text, article.title).marks
                or article.text != whole
                or (article.marks == article_of(article.text).marks)
            )


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
    ],
)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"])) | NEWS)
@MANY
def test_decoding_gives_back_the_text_with_one_kind_of_line_end(
    mark: bytes, encoding: str, text: str
) -> None:
    assume(mark or not text.startswith("\ufeff"))
    assert decode(mark + text.encode(encoding)) == LINE_END.sub("\n", text)


@given(
    text=TEXTS,
    title=ANY_TEXT | st.just("wall " * 300),
    budget=st.integers(16, 300),
    overlap=st.integers(0, 3),
)
@examples(300)
def test_all_of_a_story_and_nothing_else_is_embedded_and_read_whole(
    encoder: SentenceTransformerEncoder, text: str, title: str, budget: int, overlap: int
) -> None:
    article = article_of(text, title)
    sentences = sentences_of(article)
    builder = PassageBuilder(encoder=encoder, budget=budget, overlap=overlap)
    passages = builder.passages(article, sentences)
    inside = set(places([(p.start, p.end) for p in passages]))
    assert inside >= {p for p in places([(s.start, s.end) for s in sentences]) if not text[p].isspace()}
    assert not inside & set(places([(m.start, m.end) for m in article.marks if m.role == "boilerplate"]))
    assert [p.start for p in passages] == sorted({p.start for p in passages})
    embedded = [builder.embedded_text(article, passage) for passage in passages]
    assert max(encoder.count_tokens(embedded), default=0) <= encoder.max_tokens
    assert passages == builder.passages(article, sentences)


@given(st.binary(max_size=300) | TEXTS.map(str.encode))
@MANY
def test_any_bytes_are_an_article_or_no_text_or_an_error_of_that_article(data: bytes) -> None:
    try:
        article = read_article("a", ".md", data)
    except ArticleReadError:
        return
    assert article is None or article.text_sha256 == sha256_of_text(article.text)


@given(st.text(st.characters(codec="ascii"), max_size=80) | ANY_TEXT)
@MANY
def test_any_front_matter_is_read_or_an_error_of_that_article(block: str) -> None:
    for lines in (block, f"title: {block}", f"published: {block}", f'title: "{block}"'):
        try:
            article = read_article("a", ".md", f"---\nlanguage: en\n{lines}\n---\nIt fell.\n".encode())
        except ArticleReadError:
            continue
        assert article is not None
        article.title.encode()
        assert "\n" not in article.title


@given(TEXTS, ANY_TEXT)
@MANY
def test_what_is_shown_holds_nothing_that_steers_a_terminal(text: str, known: str) -> None:
    article = Article(
        article_id=known,
        title=known,
        outlet=known,
        author=known,
        url=f"https://{known}",
        language=known,
        text=text,
        text_sha256=sha256_of_text(text),
        marks=story_facts(text).marks,
    )
    passage = Passage(start=0, end=len(text))
    citations = tuple(
        Citation(article=article, sentence=sentence, passage=passage, support=1.0)
        for sentence in sentences_of(article)[:3]
    )
    assume(citations)
    claims = tuple(Claim(text=c.quote, score=0.5, citations=citations) for c in citations)
    for answer in (
        Answer(question=known or "?", claims=claims, index_id="i", settings_id="s"),
        Answer(question=known or "?", reason=known, near_misses=citations, index_id="i", settings_id="s"),
    ):
        assert not HIDDEN.search(answer_as_text(answer).plain)
    shown = [
        source(citations[0].to_dict()),
        one_line(text),
        hit_as_text(1, Hit(article=article, passage=passage, score=1)).plain,
    ]
    shown += [article_as_text(article, story=True), article_as_text(article, story=False)]
    assert not HIDDEN.search("".join(shown))
    assert "\n" not in one_line(text)
