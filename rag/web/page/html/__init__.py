"""Answers, articles and controls of the page as HTML.

Belongs here: pure functions from records and data to escaped HTML: `answers`, `sources`, `controls`, the
other tabs (`archive`, `index`, `quality`), and what they share (`parts`). Does not belong here: Gradio, the
server, state.

Every string that comes from an article, a question, a file or an error passes :func:`html.escape`; none is
ever read as Markdown or HTML. A cited sentence is found by its offsets, never by searching for its words.
"""

from rag.web.page.html.answers import draw_conversation
from rag.web.page.html.controls import (
    draw_bar,
    draw_choices,
    draw_composer,
    draw_download,
    draw_examples,
    draw_header,
    draw_history,
    draw_notice,
)
from rag.web.page.html.sources import (
    MAX_SHOWN_CHARACTERS,
    Cited,
    draw_article,
    draw_article_text,
    draw_source,
    draw_source_message,
    draw_whole,
)

__all__ = [
    "MAX_SHOWN_CHARACTERS",
    "Cited",
    "draw_article",
    "draw_article_text",
    "draw_bar",
    "draw_choices",
    "draw_composer",
    "draw_conversation",
    "draw_download",
    "draw_examples",
    "draw_header",
    "draw_history",
    "draw_notice",
    "draw_source",
    "draw_source_message",
    "draw_whole",
]
