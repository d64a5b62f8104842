"""The list of saved conversations and answers."""

from __future__ import annotations

import re

from rag import messages
from rag.history import Summary
from rag.web.page.html.history import render_history
from tests.page_html import text_of


def test_a_long_history_is_drawn_in_pages_and_whatever_page_is_asked_for_is_one_of_them() -> None:
    kept = [Summary(id=f"{n:032x}", title=f"question {n}?") for n in range(120)]

    def shown(page: int) -> list[str]:
        return re.findall(r"question \d+\?(?=</button>)", render_history(kept, kept[:3], "here", None, page))

    assert shown(1) == [f"question {n}?" for n in (*range(50), 0, 1, 2)]
    assert shown(3) == [f"question {n}?" for n in range(100, 120)]
    assert (shown(-1), shown(10**9)) == (shown(1), shown(3))
    assert 'data-page="2"' in render_history(kept, (), "here", None)
    assert "data-page" not in render_history(kept[:50], (), "here", None)


def test_where_no_conversation_is_kept_the_history_says_what_loading_the_page_again_does() -> None:
    said = text_of(render_history(None, (), messages.ask_tab.kept_in(None, "/answers"), None))
    assert "the setting history is false. A page that is loaded again begins anew." in said
    assert "Answers with a permanent link are kept in /answers" in said
    assert messages.ask_tab.NONE_KEPT not in said
    said = text_of(render_history((), (), messages.ask_tab.kept_in("/talks", "/answers"), None))
    assert "Conversations are kept in /talks, answers with a permanent link in /answers" in said
    assert "begins anew" not in said
    assert messages.ask_tab.NONE_KEPT in said
