"""What holds of the sentence splitter for every text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import split

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PIECES = st.sampled_from(
    ["The minister", "said", "Mr. Holt", "U.S.", "Feb. 24", "No. 5", "he", "e.g.", "A.", "x@y.org"]
    + ["www.example.com", "contacts.The", "[1]", "(…)", "•", "-", "1.", "#", "Image:", "Regards,"]
    + ["08/16/2000 12:05 PM", "________", "<a@b.c>", ">>", ":)", "。", "؟", "।", "“", "”", '"', "'"]
    + [".", "!", "?", "...", "…", ",", ")", "(", " ", "  ", "\u00a0", "\t", "\n", "\n\n", "\r\n"]
    + ["\u2028", "\u2029", "\u200b", "\ufeff", "\x1c", "\x1f", "\x85", "\v", "word " * 15]
)
NEWS_TEXT = st.lists(PIECES, max_size=60).map("".join) | st.lists(PIECES, max_size=60).map(" ".join)
TEXTS = ANY_TEXT | NEWS_TEXT


@given(TEXTS)
def test_slices_ascend_and_have_no_white_space_at_their_ends(text: str) -> None:
    last = 0
    for start, end in split(text):
        assert last <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end


@given(TEXTS)
def test_every_visible_character_lies_in_exactly_one_slice(text: str) -> None:
    covered = [place for start, end in split(text) for place in range(start, end)]
    assert len(covered) == len(set(covered))
    assert set(covered) >= {place for place, char in enumerate(text) if not char.isspace()}


@given(TEXTS)
def test_splitting_twice_gives_the_same_slices(text: str) -> None:
    assert split(text) == split(text)


@given(TEXTS)
def test_every_slice_can_itself_be_split_without_loss(text: str) -> None:
    for start, end in split(text):
        inner = split(text[start:end])
        assert inner[0][0] == 0
        assert inner[-1][1] == end - start


@given(TEXTS, TEXTS)
def test_a_blank_line_is_always_a_boundary(above: str, below: str) -> None:
    text = f"{above.strip()}x\n\nx{below.strip()}"
    edge = len(above.strip()) + 1
    assert all(end <= edge or start >= edge for start, end in split(text))
