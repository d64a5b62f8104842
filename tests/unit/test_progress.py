"""The bar of long commands."""

from __future__ import annotations

import io
import re
import time

from rich.console import Console

from rag.progress import progress_bar


def test_a_step_shows_how_much_is_done_how_fast_and_how_long_it_still_takes() -> None:
    shown = io.StringIO()
    with progress_bar(Console(file=shown, force_terminal=True, width=120)) as report:
        for done in (0, 10, 20, 30):
            report("encoding", done, 40)
            time.sleep(0.05)
    assert "encoding" in shown.getvalue()
    assert "30/40" in shown.getvalue()
    assert re.search(r"\d/s", shown.getvalue())
    assert re.search(r"\d:\d\d:\d\d", shown.getvalue())


def test_nothing_is_shown_off_a_terminal() -> None:
    shown = io.StringIO()
    with progress_bar(Console(file=shown)) as report:
        report("encoding", 1, 2)
    assert shown.getvalue().strip() == ""
