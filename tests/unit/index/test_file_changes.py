"""Which articles of an earlier version of a file stay, case by case."""

from __future__ import annotations

import pytest

from rag.index.catalogue import HeldArticle
from rag.index.file_changes import last_versions
from rag.ingest.parsers.items import Unread

BEFORE = {"1": "mill", "2": "ferry", "a.zip#b.txt": "bell", "a.zip#c.csv#2": "frost", None: "note"}
HELD = [
    HeldArticle(row=row, article_id=f"export#{name}" if name else "export", item=name, current=True)
    for row, name in enumerate(BEFORE)
]


def failed(name: str | None, *, named: bool = True) -> Unread:
    return Unread(name=name, state="failed", reason="broken", named=named)


def staying(found: dict[str | None, str], *unread: Unread) -> dict[str | None, str | None]:
    stay = last_versions(HELD, found, unread, lambda: BEFORE)
    return {article.item: place for article, place in stay.items()}


def test_where_nothing_failed_nothing_stays() -> None:
    assert staying({"1": "mill"}, Unread(name="2", state="empty", reason="no text")) == {}


def test_a_row_that_cannot_be_read_may_be_any_that_is_missing_but_none_that_is_read() -> None:
    row = failed("(line 2)", named=False)
    assert staying({"1": "mill", None: "note"}, row) == {
        "2": None, "a.zip#b.txt": None, "a.zip#c.csv#2": None,
    }  # fmt: skip
    empty = Unread(name="2", state="empty", reason="no text")
    assert "2" not in staying({"1": "mill"}, row, empty)


@pytest.mark.parametrize(
    ("part", "stay"),
    [
        (failed("1"), ["1"]),
        (failed("a.zip"), ["a.zip#b.txt", "a.zip#c.csv#2"]),
        (failed("a.zip#(the rest)", named=False), ["a.zip#b.txt", "a.zip#c.csv#2"]),
        (failed("a.zip#c.csv"), ["a.zip#c.csv#2"]),
        (failed("a.zip#c.csv#(line 2)", named=False), ["a.zip#c.csv#2"]),
        (failed(None), list(BEFORE)),
        (failed("other"), []),
    ],
)
def test_a_part_that_failed_keeps_what_it_is_and_what_it_held(part: Unread, stay: list[str | None]) -> None:
    assert list(staying({}, part)) == stay


def test_a_text_that_has_moved_does_not_stay_but_under_its_own_name() -> None:
    row = failed("(line 2)", named=False)
    assert "2" not in staying({"1": "mill", "3": "ferry"}, row)
    assert "2" in staying({"1": "mill", "3": "ferry"}, failed("2"))
    assert "2" in staying({"1": "mill"}, row)
