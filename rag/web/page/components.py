"""Gradio components and event options that every tab uses.

Belongs here: what the layout of more than one tab needs. Does not belong here: the layout of a tab
(`ask_tab`, `archive_tab`, `index_tab`, `quality_tab`), HTML (`html`).
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from rag import messages

__all__ = ["UNQUEUED", "html_component", "loading"]

_SCRIPTS = Path(__file__).parent / "scripts"

UNQUEUED: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""Options of every event but asking: it runs at once, without Gradio's queue.

Gradio's client closes its stream of results when the last event it knows of is done; a second queued event
that joins at that moment is lost. So no two queued events of a session may overlap.
"""


def html_component(html: str, elem_id: str | None = None, *scripts: str) -> gr.HTML:
    """Return a component that shows HTML.

    Args:
        html: Escaped HTML.
        elem_id: The id of its element.
        *scripts: Names of files in `scripts/`, run once in the browser when the component is loaded.

    Returns:
        The component.
    """
    script = "\n".join((_SCRIPTS / name).read_text(encoding="utf-8") for name in scripts)
    return gr.HTML(html, elem_id=elem_id, js_on_load=script or None, apply_default_css=False)


def loading(text: str = messages.page.LOADING) -> str:
    """Render what a tab shows until its content is loaded."""
    return f'<p class="tab-loading">{escape(text)}</p>'
