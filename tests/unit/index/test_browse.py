"""Lists of articles by page, coverage over time, outlets and copies, in SQL."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import ArticleMissing, QuestionError
from rag.index.browse import Listing, Selection
from rag.index.catalogue import Catalogue
from rag.schema import Mark
from tests.catalogues import an_article, write_catalogue

COPY = (
    "The ferry crews of Norrvik voted on Monday to continue their strike for a third week, and the island "
    "council said that the school boat still brings bread and medicine to the people who live there."
)
ARTICLES = [
    an_article("ferry", COPY, title="Ferry stays in port", outlet="Ledger", published=date(2023, 3, 14)),
    an_article("ferry-again", COPY, title="No ferry", outlet="Post", published=date(2023, 3, 15)),
    an_article(
        "lamp",
        "Engineers lifted the glass by helicopter.",
        title="Élan of a lamp",
        outlet="Post",
        author="Ärla Öst",
        published=date(2022, 11, 2),
    ),
    an_article("orchard", "Growers lit small fires between the rows.", title="Orchards"),
    an_article(
        "marked",
        "Buy now. Subscribe.",
        title="100% off_er",
        outlet="post",
        published=date(2023, 3, 1),
        marks=(Mark(start=0, end=12, role="boilerplate"),),
    ),
]


@pytest.fixture(scope="module")
def listing(tmp_path_factory):
    path = write_catalogue(tmp_path_factory.mktemp("browsing") / "catalogue.sqlite", ARTICLES)
    return Listing(Catalogue(path))


def ids(listing, page=1, **typed):
    return [a.article_id for a in listing.page(Selection.parse(**typed), page, 25).articles]


def test_everything_is_listed_newest_first_and_undated_articles_last(listing):
    assert ids(listing) == ["ferry-again", "ferry", "marked", "lamp", "orchard"]
    assert ids(listing, order="oldest") == ["lamp", "marked", "ferry", "ferry-again", "orchard"]


def test_lists_are_ordered_by_title_and_outlet_without_case(listing):
    assert ids(listing, order="title") == ["marked", "ferry", "ferry-again", "orchard", "lamp"]
    assert ids(listing, order="outlet") == ["ferry", "ferry-again", "marked", "lamp", "orchard"]


def test_words_stand_in_title_or_story_inflected_all_of_them_and_phrases_in_one_run(listing):
    assert ids(listing, words="fire") == ["orchard"]
    assert ids(listing, words="orchards growers") == ["orchard"]
    assert ids(listing, words="orchards ferry") == []
    assert ids(listing, words='"lifted the glass"') == ["lamp"]
    assert ids(listing, words='"glass the lifted"') == []
    assert ids(listing, words="elan") == ["lamp"]


@pytest.mark.parametrize(
    "words", ['"', '""', "*", "NEAR(", "a OR", "-- ;", "'", '"open quote', "ferry*", "title:x"]
)
def test_what_is_typed_is_never_read_as_a_query_language(listing, words):
    listing.page(Selection.parse(words=words, title=words, author=words, outlets=[words]), 1, 25)


def test_title_and_author_are_found_by_a_part_without_case_and_without_wildcards(listing):
    assert ids(listing, title="éLAN") == ["lamp"]
    assert ids(listing, title="100%") == ["marked"]
    assert ids(listing, title="%") == ["marked"]
    assert ids(listing, title="e_r") == []
    assert ids(listing, author="öst") == ["lamp"]


def test_outlets_are_any_of_those_named_without_case(listing):
    assert ids(listing, outlets=["POST"]) == ["ferry-again", "marked", "lamp"]
    assert ids(listing, outlets=["Post", "Ledger"]) == ["ferry-again", "ferry", "marked", "lamp"]


def test_dates_are_inclusive_and_the_undated_left_out_are_counted(listing):
    page = listing.page(Selection.parse(since="2023-03", until="2023-03-14"), 1, 25)
    assert [a.article_id for a in page.articles] == ["ferry", "marked"]
    assert page.undated_left_out == 1
    assert listing.page(Selection.parse(since="2023", words="ferry"), 1, 25).undated_left_out == 0
    assert listing.page(Selection.parse(), 1, 25).undated_left_out == 0


def test_a_page_beyond_the_last_is_the_last_and_an_empty_list_has_one(listing):
    page = listing.page(Selection.parse(), 99, size=2)
    assert (page.number, page.pages, page.total) == (3, 3, 5)
    assert len(page.articles) == 1
    page = listing.page(Selection.parse(words="nowhere"), 0, 25)
    assert (page.number, page.pages, page.total, page.articles) == (1, 1, 0, ())


def test_coverage_counts_by_month_and_outlet_and_says_what_is_undated(listing):
    found = listing.coverage(Selection.parse())
    assert [(c.month, c.outlet, c.articles) for c in found.counts] == [
        ("2022-11", "Post", 1),
        ("2023-03", "Ledger", 1),
        ("2023-03", "Post", 1),
        ("2023-03", "post", 1),
    ]
    assert found.undated == 1
    assert [c.month for c in listing.coverage(Selection.parse(words="ferry")).counts] == ["2023-03"] * 2


def test_outlets_have_their_counts_and_first_and_last_day(listing):
    first = listing.outlets()[0]
    assert (first.outlet, first.articles) == ("Post", 2)
    assert (first.first, first.last) == (date(2022, 11, 2), date(2023, 3, 15))
    assert [(o.outlet, o.articles) for o in listing.outlets()[1:]] == [(None, 1), ("Ledger", 1), ("post", 1)]


def test_all_that_tell_a_story_are_found_from_each_of_them(listing):
    for article_id in ("ferry", "ferry-again"):
        assert [a.article_id for a in listing.near_duplicates(article_id)] == ["ferry", "ferry-again"]
    assert [a.article_id for a in listing.near_duplicates("lamp")] == ["lamp"]


def test_copies_are_ordered_by_time_in_utc(tmp_path):
    day = date(2023, 3, 15)
    times = {
        "a": "2023-03-15T09:00:00+09:00",
        "b": "2023-03-15T02:00:00+00:00",
        "c": "2023-03-15T01:00:00+00:00",
    }
    first = an_article("z", COPY, published=date(2023, 3, 14))
    copies = [an_article(i, COPY, published=day, published_at=time) for i, time in times.items()]
    listing = Listing(Catalogue(write_catalogue(tmp_path / "catalogue.sqlite", [*copies, first])))
    assert [a.article_id for a in listing.near_duplicates("b")] == ["z", "a", "c", "b"]


@pytest.mark.parametrize("article_id", ["nothing", "\udc80", ""])
def test_an_article_that_is_not_there_is_named(listing, article_id):
    with pytest.raises(ArticleMissing, match="no article has the id"):
        listing.near_duplicates(article_id)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"since": "soon"}, "not a date"),
        ({"order": "worst"}, "there is no order 'worst'"),
        ({"title": "x" * 501}, "501 characters"),
        ({"words": "\ud800"}, "not Unicode"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_words(typed, problem):
    with pytest.raises(QuestionError, match=problem):
        Selection.parse(**typed)
