"""Tables, and the buttons that turn the pages of a list.

Belongs here: what any tab may show as rows or pages. Does not belong here: which rows they are.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["render_pager", "render_table"]


def render_table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Render a table whose first column names its rows.

    Args:
        name: The table's name for screen readers.
        heads: The names of the columns.
        rows: The cells of each row, as plain text.

    Returns:
        HTML in which every string is escaped; a wide table scrolls by itself, by keyboard too.
    """
    head = "".join(f'<th scope="col"><bdi>{escape(text)}</bdi></th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def render_pager(number: int, pages: int) -> str:
    """Render the buttons that turn the pages of a list.

    Args:
        number: The page that is shown, from 1.
        pages: How many pages the list has.

    Returns:
        HTML; "" where there is one page.
    """
    if pages == 1:
        return ""
    buttons = ""
    for name, to in (
        (messages.page.FIRST, 1),
        (messages.page.PREVIOUS, number - 1),
        (messages.page.NEXT, number + 1),
        (messages.page.LAST, pages),
    ):
        disabled = "" if 1 <= to <= pages and to != number else " disabled"
        buttons += f'<button type="button" class="step" data-page="{to}"{disabled}>{escape(name)}</button>'
    return f'<nav class="pager" aria-label="{escape(messages.page.PAGES)}">{buttons}</nav>'
