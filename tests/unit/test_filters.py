"""What a person may type as a filter, and which articles pass it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

import rag.ingest.parsers
from rag.errors import QuestionError
from rag.filters import FORMATS, Filters, format_of


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


def test_filters_as_data_name_all_that_is_set() -> None:
    assert Filters.parse().to_dict() is None
    assert Filters.parse(until="2022", outlets=["Gazette"]).to_dict() == {
        "since": None,
        "until": "2022-12-31",
        "outlets": ["gazette"],
        "authors": [],
        "languages": [],
        "formats": [],
    }


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_nothing_typed_filters_nothing(typed: str | None) -> None:
    filters = Filters.parse(since=typed, until=typed, outlets=("", " "))
    assert not filters
    assert not filters.dated
    assert filters.facets == {}


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


def test_outlets_are_compared_without_case_and_each_is_enough() -> None:
    filters = Filters.parse(outlets=["REUTERS ", "Straße Post", "reuters"])
    assert filters
    assert not filters.dated
    assert filters.outlets == ("reuters", "strasse post")
    assert filters.allow("outlet", "Reuters")
    assert filters.allow("outlet", "STRASSE POST")
    assert not filters.allow("outlet", "Reuters Life")
    assert filters.allow("author", "anybody")


@pytest.mark.parametrize(
    "stated", ["Jane Roe", "JANE ROE", "Jane Roe and Li Wei", "Li Wei; Jane Roe", "Jane Roe, Northquay Press"]
)
def test_of_several_authors_each_is_enough(stated: str) -> None:
    filters = Filters.parse(authors=["jane roe"])
    assert filters.allow("author", stated)
    assert not filters.allow("author", "Jane Roeburn")


def test_authors_whose_name_holds_a_comma_are_found_by_the_whole_of_it() -> None:
    assert Filters.parse(authors=["Jane Roe, Northquay Press"]).allow("author", "Jane Roe, Northquay Press")


def test_a_language_stands_for_its_regions_too_but_a_region_not_for_the_language() -> None:
    assert Filters.parse(languages=["EN"]).allow("language", "en-GB")
    assert Filters.parse(languages=["en"]).allow("language", "en")
    assert not Filters.parse(languages=["en-gb"]).allow("language", "en")
    assert not Filters.parse(languages=["en"]).allow("language", "enm")


def test_every_parser_of_the_package_reads_a_format_that_can_be_asked_for() -> None:
    known = {version for version, _ in rag.ingest.parsers._PARSERS.values()}
    assert len(known) == len(FORMATS)
    assert {format_of(parser) for parser in known} == set(FORMATS)
    assert format_of("") is format_of("unheard-of-1") is None


def test_a_format_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(QuestionError, match=r"^format: there is no 'papyrus'. Give one of text, html, pdf"):
        Filters.parse(formats=["PDF", "papyrus"])


def test_every_kind_of_filter_that_is_set_counts() -> None:
    for name in ("outlets", "authors", "languages"):
        filters = Filters.parse(**{name: ["x"]})
        assert filters
        assert not filters.dated
    assert Filters.parse(formats=["pdf"]).facets == {"format": ("pdf",)}
