"""The Index tab: the progress of a rebuild, the ledger."""

from __future__ import annotations

from rag import messages
from rag.index.maintenance import RebuildRun
from rag.schema import LedgerEntry
from rag.web.page.html.index_tab import LEDGER_LINES, render_ledger, render_progress
from tests.page_html import text_of


def test_a_rebuild_tells_how_far_it_is_how_fast_and_how_long_still():
    run = RebuildRun(number=1, step="Encoding passages", done=300, total=1500, step_s=10, elapsed_s=70)
    assert "Encoding passages: 300 of 1,500, 30 a second, about 40 seconds left" in text_of(
        render_progress(run)
    )
    assert '<progress aria-label="Progress of the rebuild" value="300" max="1500">' in render_progress(run)
    assert render_progress(None) == render_progress(RebuildRun(number=1, state="done")) == ""
    assert messages.index_tab.PREPARING in text_of(render_progress(RebuildRun(number=1)))


def test_the_ledger_is_turned_page_by_page():
    entries = [LedgerEntry(path=f"{n:03}.txt", state="indexed") for n in range(LEDGER_LINES + 1)]
    assert f"{LEDGER_LINES:03}.txt" not in render_ledger(entries, 1)
    assert f"{LEDGER_LINES:03}.txt" in render_ledger(entries, 99)
    assert "page 2 of 2" in render_ledger(entries, 2)
