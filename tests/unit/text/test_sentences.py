"""Readable cases of the sentence splitter: every rule is shown by the text that needs it."""

from __future__ import annotations

import time

import pytest

from rag.text.sentences import SPLITTER, split


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


def check(marked: str) -> None:
    """`marked` holds ‖ where a boundary is wanted and nowhere else."""
    wanted = [part.strip() for part in marked.split("‖")]
    assert parts(marked.replace("‖", "")) == wanted


def test_splitter_names_its_rules_for_the_index_settings() -> None:
    assert SPLITTER.startswith("rules-")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\u00a0\u2028", "\x1c\x1f"])
def test_white_space_alone_has_no_sentence(text: str) -> None:
    assert split(text) == []


def test_offsets_are_code_points_of_the_given_text() -> None:
    assert split("  Ça va 🙂. Oui.\n") == [(2, 10), (11, 15)]


@pytest.mark.parametrize(
    "marked",
    [
        "Talks on the U.S. Senate bill resumed on Feb. 24.‖ No one left.",
        "Gen. Ada Holt and Lt. Col. R. J. Reed met Mr. Brown vs. Mrs. Green.‖ It rained.",
        "She lives in the U.S.‖ Her son does not.",
        "He left at 6 p.m.‖ The room was empty by 7 p.m. Monday.",
        "Acme Corp. said profit rose.‖ It bought Bolt Inc.‖ The price was not given.",
        "J.K. Marsh and George W. Stone disagree.‖ So do we.",
        "Room No. 5 is shut.‖ Was it open?‖ No.‖ It never was.",
        "Sen. Roe, D-Pa., met ex-Gov. Poe of Fla. and left.",
        "ST. LOUIS (AP) — Rain fell.‖ GEN. HOLT SAW IT.",
        "He was ill.‖ Smith took over.",
        "It rose 3.5 percent to $4.20.‖ It then fell.",
        "1. Open the box.‖ Then close it.",
    ],
)
def test_an_abbreviation_ends_a_sentence_only_before_a_clear_start(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "“We won.”‖ He smiled.",
        '"We won." ‖ "They lost."',
        "(He had left.)‖ She had not.",
        "He said ‘never again.’‖ She agreed.",
        "The deal is *done.*‖ Really.",
        "Prices fell.[1][2]‖ They rose later.",
        "Prices fell.[a]‖ They rose later.",
        "Prices fell, he said.¹²‖ They rose later.",
        "The forces left .‖ They came back. )‖ Good.",
        "Officials would not comment. .‖ The talks go on.",
        "I love it. :)‖ So do they.",
    ],
)
def test_closing_quote_and_stray_marks_stay_with_their_sentence(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "“Is it over?” he asked.‖ “No!” she cried.",
        "“Is it over?” Ada Holt asked.‖ Nobody knew.",
        "“Is it over?”‖ They said nothing.",
        "“We saw it,” he said.‖ “You did not.”‖ Holt added: “Go.”",
        "The deal (signed at last.) holds.",
        "He waited … and waited... then left.‖ She paused…‖ Then she left too.",
        "They want (…) what we want.",
        "Yahoo! shares rose.",
        "The offices were shut . , Holt wrote.",
    ],
)
def test_a_quotation_or_ellipsis_inside_a_sentence_goes_on(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Ankara and Damascus keep contacts.‖The sources said so.",
        "Who knows?‖Nobody does.",
        "He was late.‖ it did not matter at all!‖ nobody saw it",
        "Read it at www.example.com.‖ It is short.",
        "More here.‖ https://example.com/a.b?c=d",
        "It is at https://example.com/contacts.The or www.contacts.The now.",
        "Write to first.Last@example.org or see Example.Com now.",
        "LONDON/PARIS, Sept 15 (Wire) – Two chiefs met, aides said.‖ They left.",
        "Holt at the summit‖ Image: Jane Roe.",
        "Greta Moss‖ 08/16/2000 12:05 PM‖ Please call me.‖ Regards,‖ Greta",
        "Sent on 08/16/2000 03:14:14 PM‖ Please call.",
        "________________‖ Legal notice",
    ],
)
def test_careless_copies_are_cut_where_the_boundary_is_clear(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Storm hits the coast\n\n‖Two towns were cut off.‖ Roads closed.",
        "# Storm hits\n‖roads close",
        "Storm hits the coast as officials warn of flooding\n‖By Jane Roe\n‖It rained.\n‖It poured.",
        "• First item\n‖• Second item\n‖- third\n‖* fourth\n‖1. Fifth\n‖2) sixth",
        "The report was read.\r\n‖Nobody spoke.\u2028‖Then they left\u2029‖for home.",
        "No comment came from the office of\nHolt.",
        "one thing\nafter another",
    ],
)
def test_a_line_break_ends_headings_items_and_finished_lines(marked: str) -> None:
    check(marked)


def test_hard_wrapped_paragraph_is_one_running_text() -> None:
    check(
        "The committee said on Tuesday that the plan, which had been put\n"
        "off for three years, would go ahead.‖ Officials of the U.S.\n"
        "Treasury would not comment on it.‖ Farmers of the valley, whom\n"
        "Holt had met, welcomed the news."
    )


def test_a_row_of_a_table_ends_with_its_line() -> None:
    check("schools | 4,200,000\n‖roads | 1,900,000\n‖and nothing else.")


def test_unwrapped_paragraphs_on_neighbouring_lines_stay_apart() -> None:
    line = "The ministry of the interior said that the road to the northern border " * 2
    check(f"{line}was open.\n‖{line}had shut")


@pytest.mark.parametrize(
    "marked",
    [
        "雨が降った。‖風も吹いた！‖本当か？‖はい",
        "他说：“来吧。”‖我们走了。",
        "هل هذا صحيح؟‖ نعم.",
        "یہ سچ ہے۔‖ اچھا",
        "यह पहला है।‖ यह दूसरा है।",
        "Նա գնաց։‖ Նա մնաց։",
        "Он ушёл.‖ Она осталась.",
        "A\u00a0b.\u00a0‖C\td.",
        "The end.\u200b ‖\ufeffNext one.",
    ],
)
def test_other_scripts_and_odd_spaces_are_cut_at_their_own_stops(marked: str) -> None:
    check(marked)


def test_invisible_line_joins_the_sentence_before_it() -> None:
    assert parts("One.\n\u200b\nTwo.") == ["One.\n\u200b", "Two."]


@pytest.mark.parametrize(
    "unit",
    [".", "a. ", '"', " ", "word ", "x", "a\n", '. "', "=", "<a@", ". )", "\n", "。", "\u200b\n"]
    + ["." + " " * 500, "_" * 500 + "x", "..... x", "U.S. ", '?" Aa '],
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    begun = time.perf_counter()
    split(text)
    # Linear work takes about a third of a second; a quadratic slip takes minutes.
    assert time.perf_counter() - begun < 10
