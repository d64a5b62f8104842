"""The Quality tab: how often the program is right, as measured by the project.

Belongs here: the layout and the one event of the tab. Does not belong here: the measured values
(`quality_results`), their HTML (`html.quality_tab`).
"""

from __future__ import annotations

import gradio as gr

from rag import messages
from rag.web.page.components import UNQUEUED, html_component, loading
from rag.web.page.html.quality_tab import render_quality
from rag.web.page.quality_results import THRESHOLD_CURVES, read_quality_results

__all__ = ["build_quality_tab"]


def build_quality_tab() -> None:
    """Add the tab to the page that is being built; its content is loaded when the tab is selected."""
    with gr.Tab(messages.page.QUALITY_TAB, id="quality", elem_id="quality-tab") as tab:
        results = html_component(loading(messages.quality_tab.LOADING_FIGURES), "quality")
    tab.select(lambda: render_quality(read_quality_results(), THRESHOLD_CURVES), None, [results], **UNQUEUED)
