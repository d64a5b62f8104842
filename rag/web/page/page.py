"""The page as a whole: its name, its colours, its tabs.

Belongs here: what all tabs share. Does not belong here: what stands on a tab (`ask_tab`), the server
(`rag.web.server`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal
from gradio_client.utils import is_file_obj_with_meta, traverse

from rag import messages
from rag.web.page.archive_tab import build_archive_tab
from rag.web.page.ask_tab import ask_tab
from rag.web.page.html import draw_header
from rag.web.page.index_tab import build_index_tab
from rag.web.page.quality_tab import build_quality_tab

if TYPE_CHECKING:
    from rag.archive import Archive

__all__ = ["FAVICON", "STYLE", "build_page", "page_theme"]

_FOLDER = Path(__file__).parent
FAVICON = _FOLDER / "favicon.svg"
STYLE = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("style.css", "tabs.css"))
_BACKGROUND = {"body_background_fill": "#fbfaf7", "body_background_fill_dark": "#171614"}
"""Written out, because the first paint happens before the style sheet is there."""
_COLOURS = {
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "block_background_fill": "transparent",
    "block_title_text_color": "var(--ink)",
    "block_label_text_color": "var(--ink)",
    "block_info_text_color": "var(--soft)",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_focus": "var(--sheet)",
    "input_border_color": "var(--field)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--faint)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent)",
    "button_primary_border_color": "var(--accent)",
    "button_primary_text_color": "var(--accent-ink)",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_hover": "transparent",
    "button_secondary_border_color": "var(--rule)",
    "button_secondary_border_color_hover": "var(--accent)",
    "button_secondary_text_color": "var(--accent)",
}
_SESSIONS = 1000
"""Open pages whose state is kept, the oldest given up first: each takes a tenth of a megabyte, and Gradio by
itself keeps ten thousand and never learns that one was closed.

As many questions have a place in Gradio's queue, in which one is drawn and then waits without a thread."""
_SHAPE = {
    "input_radius": "8px",
    "button_large_radius": "8px",
    "button_border_width": "1px",
    "block_border_width": "0px",
    "block_title_text_weight": "600",
}


class _Page(gr.Blocks):  # type: ignore[misc]
    """A page whose events take no file but one that was sent to it.

    Gradio itself copies any file of this computer that an event names as its value, and fetches any address,
    unless the page was started by Gradio's own server; then still any address.
    """

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *rest: Any, **named: Any) -> Any:
        """Refuse what was not uploaded, then go on as Gradio does."""
        traverse(inputs, _uploaded, is_file_obj_with_meta)
        return await super().preprocess_data(block_fn, inputs, *rest, **named)


def _uploaded(file: dict[str, Any]) -> dict[str, Any]:
    if not is_in_or_equal(file["path"], get_upload_folder()):
        raise gr.Error(messages.page.NOT_UPLOADED, print_exception=False)
    return file


def build_page(archive: Archive) -> gr.Blocks:
    """Build the chat page over an open archive.

    Args:
        archive: The archive that answers; it is shared by all sessions.

    Returns:
        The page, not yet served.
    """
    with _Page(title=messages.page.TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(draw_header(), elem_id="masthead", js_on_load=None, apply_default_css=False)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(messages.page.ASK_TAB, id="ask"):
                ask_tab(archive, page)
            build_archive_tab(archive)
            build_index_tab(archive)
            build_quality_tab()
    page.state_session_capacity = _SESSIONS
    page.queue(api_open=False)  # what is queued cannot be run past the queue
    page._queue.max_thread_count = _SESSIONS  # noqa: SLF001 - as Gradio's own server sets it, forty otherwise
    return page


def page_theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in the page's colours and the system's fonts; none is ever fetched."""
    sans = ["system-ui", "-apple-system", "'Segoe UI'", "Roboto", "'Liberation Sans'", "sans-serif"]
    mono = ["ui-monospace", "'SF Mono'", "Menlo", "Consolas", "monospace"]
    colours = {**_COLOURS, **{f"{name}_dark": colour for name, colour in _COLOURS.items()}}
    theme = gr.themes.Base(font=sans, font_mono=mono)
    return theme.set(**{**colours, **_BACKGROUND}, **_SHAPE)
