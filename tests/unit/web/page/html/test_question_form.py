"""The form for a question and its filters."""

from __future__ import annotations

import re

from rag import messages
from rag.web.page.html.question_form import render_question_form


def test_the_name_of_the_filters_promises_no_kind_that_may_not_be_offered() -> None:
    (name,) = re.findall(r"<summary>(.*?)</summary>", render_question_form())
    assert not [label for label in messages.ask_tab.FACETS.values() if label.lower() in name.lower()]
