"""Whatever the articles state, the pages of a list hold each of them exactly once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from rag.index.browse import Listing, Order, Selection
from rag.index.catalogue import Catalogue
from tests.catalogues import an_article, write_catalogue
from tests.examples import examples

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
STATED = st.fixed_dictionaries(
    {"title": TEXT, "outlet": st.none() | TEXT, "published": st.none() | st.dates()},
)


@examples(40)
@given(st.lists(STATED, max_size=12), st.integers(1, 5))
def test_paging_shows_every_article_exactly_once_in_every_order(stated, size):
    articles = [an_article(f"a{n}", **fields) for n, fields in enumerate(stated)]
    with TemporaryDirectory() as folder:
        listing = Listing(Catalogue(write_catalogue(Path(folder, "catalogue.sqlite"), articles)))
        for order in get_args(Order):
            selection = Selection.parse(order=order)
            first = listing.page(selection, 1, size)
            pages = [listing.page(selection, n, size) for n in range(1, first.pages + 1)]
            shown = [a.article_id for page in pages for a in page.articles]
            assert sorted(shown) == sorted(a.article_id for a in articles)
            assert len(shown) == first.total
        found = listing.coverage(Selection.parse())
        assert sum(c.articles for c in found.counts) + found.undated == len(articles)
        assert sum(o.articles for o in listing.outlets()) == len(articles)
