"""What a person may type as a filter, and which articles pass it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from rag.errors import QuestionError
from rag.filters import Filters


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022-09-15", date(2022, 9, 15), date(2022, 9, 15)),
        (" 2022-09 ", date(2022, 9, 1), date(2022, 9, 30)),
        (date(2022, 9, 15), date(2022, 9, 15), date(2022, 9, 15)),
        (datetime(2022, 9, 15, 23, 59), date(2022, 9, 15), date(2022, 9, 15)),
    ],
)
def test_a_year_or_month_stands_for_its_first_day_in_since_and_its_last_in_until(
    typed: str | date, first: date, last: date
) -> None:
    filters = Filters.parse(since=typed, until=typed)
    assert (filters.since, filters.until) == (first, last)
    assert type(filters.since) is date


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_nothing_typed_filters_nothing(typed: str | None) -> None:
    filters = Filters.parse(since=typed, until=typed, outlets=("", " "))
    assert not filters
    assert not filters.dated
    assert filters.allow(None, None)


@pytest.mark.parametrize(
    "typed",
    ["yesterday", "2022-9", "22", "2022-09-15T10:00", "15-09-2022", "2022/09", "٢٠٢٢", "2022-", "20220915"],
)
def test_what_is_not_in_one_of_the_three_forms_is_refused_with_its_name(typed: str) -> None:
    with pytest.raises(QuestionError, match=r"^until: .* is not a date\. Give YYYY, YYYY-MM or YYYY-MM-DD"):
        Filters.parse(until=typed)


@pytest.mark.parametrize("typed", ["2022-13", "2022-00", "2023-02-29", "0000", "2022-09-31", "2022-13-01"])
def test_a_date_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(QuestionError, match="since: there is no date"):
        Filters.parse(since=typed)


def test_since_after_until_is_refused() -> None:
    with pytest.raises(QuestionError):
        Filters.parse(since="2023", until="2022")
    assert Filters.parse(since="2022", until="2022").dated


def test_both_ends_are_inclusive_and_an_undated_article_never_passes() -> None:
    filters = Filters.parse(since="2022-09-02", until="2022-09-04")
    days = [date(2022, 9, day) for day in range(1, 6)]
    assert [filters.allow_date(day) for day in days] == [False, True, True, True, False]
    assert not filters.allow_date(None)
    assert not Filters.parse(since="1900").allow(None, None)
    assert not Filters.parse(until="2900").allow(None, None)


def test_outlets_are_compared_without_case_and_each_is_enough() -> None:
    filters = Filters.parse(outlets=["REUTERS ", "Straße Post", "reuters"])
    assert filters
    assert not filters.dated
    assert filters.allow(None, "Reuters")
    assert filters.allow(None, "STRASSE POST")
    assert Filters.parse(outlets=["STRASSE POST"]).allow(None, "Straße Post")
    assert not filters.allow(None, "Reuters Life")
    assert not filters.allow(None, None)


def test_an_article_must_meet_the_dates_and_the_outlets() -> None:
    filters = Filters.parse(since="2022", outlets=["Reuters"])
    assert filters.allow(date(2022, 5, 1), "Reuters")
    assert not filters.allow(date(2021, 5, 1), "Reuters")
    assert not filters.allow(date(2022, 5, 1), "AP")
