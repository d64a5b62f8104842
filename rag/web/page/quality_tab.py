"""The Quality tab: how often the program is right, as measured by the project.

Belongs here: layout and the one event of the tab. Does not belong here: the figures (`measures`), how they
are drawn (`html.quality`).
"""

from __future__ import annotations

from html import escape

import gradio as gr

from rag import messages
from rag.web.page.html.quality import draw_quality
from rag.web.page.measures import CURVES, read_measures

__all__ = ["build_quality_tab"]


def build_quality_tab() -> None:
    """Add the tab to the page that is being built; its figures are loaded when it is chosen."""
    with gr.Tab(messages.page.QUALITY_TAB, id="quality", elem_id="quality-tab") as tab:
        loading = f'<p class="tab-loading">{escape(messages.quality.LOADING_FIGURES)}</p>'
        drawn = gr.HTML(loading, elem_id="quality", js_on_load=None, apply_default_css=False)
    tab.select(
        lambda: draw_quality(read_measures(), CURVES),
        None,
        [drawn],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
