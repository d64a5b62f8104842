"""What holds of the model-free checks for every claim and every sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.checks import mismatches
from tests.examples import examples

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PIECES = st.sampled_from(
    ["The minister", "said", "Merkel", "U.S.", "WHO", "did not", "never", "no", "may", "will", "plans to"]
    + ["sold", "bought", "rose", "fell", "all", "only", "most", "half of", "two-thirds", "twenty", "five"]
    + [
        "hundred",
        "million",
        "dozen",
        "third",
        "21st",
        "1980s",
        "Q3",
        "$",
        "€3.5bn",
        "15 %",
        "5 km",
        "-",
        "and",
    ]
    + ["March 3, 2021", "2021-03-03", "in May", "Monday", "2013-14", "between 3 and 5", "about", "more than"]
    + ["1,234", "٣", "²", "½", "isn’t", "“", "”", "'s", ",", ".", ";", "!", "\n", "—", "ß", "İ", "9" * 40]
)
NEWS_TEXT = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join)
TEXTS = ANY_TEXT | NEWS_TEXT
SOURCES = st.lists(TEXTS, max_size=4)


@given(TEXTS, SOURCES)
def test_any_text_is_checked_twice_with_the_same_result(claim: str, sources: list[str]) -> None:
    found = mismatches(claim, sources)
    assert found == mismatches(claim, list(sources))
    assert len(found) == len(set(found))


@given(TEXTS, SOURCES)
def test_every_mismatch_is_a_piece_of_the_claim(claim: str, sources: list[str]) -> None:
    assert all(m.text and m.text in claim for m in mismatches(claim, sources))


@given(TEXTS, SOURCES)
def test_a_sentence_that_is_the_claim_takes_every_mismatch_away(claim: str, sources: list[str]) -> None:
    assert mismatches(claim, [*sources, claim]) == []
    assert mismatches(claim, [*sources, f" {claim}\n"]) == []


@given(TEXTS, SOURCES)
def test_the_claim_as_a_clause_of_a_plain_sentence_takes_every_mismatch_away(
    claim: str, sources: list[str]
) -> None:
    assert mismatches(claim, [*sources, f"It rained; {claim}"]) == []


@given(TEXTS)
def test_no_sentences_give_no_mismatch(claim: str) -> None:
    assert mismatches(claim, []) == []


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.sampled_from(["{} ships sank.", "It cost ${}.", "Some {:,} men."]),
)
def test_another_number_is_always_found(one: int, two: int, frame: str) -> None:
    found = mismatches(frame.format(one), [frame.format(two)])
    close = "Some" in frame and abs(one - two) * 10 <= two
    assert bool(found) == (one != two and not close)
    assert all(m.kind in {"number", "date"} for m in found)


@given(st.dates(), st.dates())
def test_a_date_is_borne_in_any_form_and_no_other_date_is(one: object, two: object) -> None:
    claim, same, other = (
        f"He left on {one:%B} {one.day}, {one.year}.",
        f"{one.day} {one:%B} {one.year}",
        f"{two:%Y-%m-%d}",
    )
    if not 1000 <= one.year <= 2099 or not 1000 <= two.year <= 2099:
        return
    assert mismatches(claim, [f"On {same} he left."]) == []
    assert bool(mismatches(claim, [f"On {other} he left."])) == (one != two)


@examples(30)
@given(PIECES, st.integers(1, 400))
def test_hostile_repetition_is_checked_without_raising(piece: str, times: int) -> None:
    mismatches(piece * times, [f"{piece} " * times])
    mismatches(f"{piece} " * times, [piece * times])
