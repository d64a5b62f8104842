"""Datelines, in every form that parsers, copies, context and short answers meet."""

from __future__ import annotations

import pytest

from rag.text.datelines import dateline_of, without_dateline

STORY = "Talks began."
DATELINES = {
    "ANKARA – ": ("ANKARA", None, None, None),
    "ANKARA/BEIRUT, Sept 15 (Reuters) – ": ("ANKARA/BEIRUT", None, "Sept 15", "Reuters"),
    "ANKARA, Sept 15, 2022 (Reuters) - ": ("ANKARA", None, "Sept 15, 2022", "Reuters"),
    "ANKARA, 15 September 2022 (Lakeside Wire) — ": ("ANKARA", None, "15 September 2022", "Lakeside Wire"),
    "ANKARA, Turkey (AP) -- ": ("ANKARA", "Turkey", None, "AP"),
    "ANKARA, Turkey, Sept 15 — ": ("ANKARA", "Turkey", "Sept 15", None),
    "ST. LOUIS (AP) — ": ("ST. LOUIS", None, None, "AP"),
    "BROOKINGS, S.D. — ": ("BROOKINGS", "S.D.", None, None),
    "PORT-AU-PRINCE, Haiti — ": ("PORT-AU-PRINCE", "Haiti", None, None),
    "SAN DIEGO, Dec. 12 — ": ("SAN DIEGO", None, "Dec. 12", None),
    "GENEVA, May 3 — ": ("GENEVA", None, "May 3", None),
    "NORWICK, Nov 3 (Lakeside Wire) – ": ("NORWICK", None, "Nov 3", "Lakeside Wire"),
    "ÉVIAN (AFP) - ": ("ÉVIAN", None, None, "AFP"),
}
NONE = [
    "Talks began – at last.",
    "PRINCE Harry has left — it is said.",
    "Orlow (Lakeside Wire) – Talks began.",
    "AI-based tools began.",
    "DVD sales brought in much, marking the best-selling DVD of 2007.",
    "",
]


@pytest.mark.parametrize(("opening", "parts"), DATELINES.items())
def test_a_dateline_is_read_with_its_place_region_day_and_agency(
    opening: str, parts: tuple[str | None, ...]
) -> None:
    found = dateline_of(opening + STORY)
    assert found is not None
    assert (found.place.strip(), *found[1:]) == (*parts, len(opening))


@pytest.mark.parametrize("text", NONE)
def test_a_sentence_with_a_dash_is_no_dateline(text: str) -> None:
    assert dateline_of(text) is None


def test_a_place_alone_before_a_dash_may_be_any_name() -> None:
    found, certain = dateline_of("NATO – founded in 1949 – met."), dateline_of("ORLOW (Wire) – It rained.")
    assert found is not None
    assert certain is not None
    assert not found.is_certain
    assert certain.is_certain


@pytest.mark.parametrize("opening", [*DATELINES, "Orlow – ", "  Orlow, Nov 3 (Lakeside Wire) -- ", ""])
def test_a_story_is_compared_without_its_dateline(opening: str) -> None:
    assert without_dateline(opening + STORY) == STORY
