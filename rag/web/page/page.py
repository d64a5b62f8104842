"""The page as a whole: its tabs, and how it is mounted in the web application.

Belongs here: what all tabs share. Does not belong here: what is on a tab (`ask_tab`, `archive_tab`,
`index_tab`, `quality_tab`), looks (`theme`), which requests reach the page (`rag.web.guard`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal
from gradio_client.utils import is_file_obj_with_meta, traverse

from rag import messages
from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES
from rag.web.page.archive_tab import build_archive_tab
from rag.web.page.ask_tab import build_ask_tab
from rag.web.page.components import html_component
from rag.web.page.html.controls import render_header
from rag.web.page.index_tab import build_index_tab
from rag.web.page.quality_tab import build_quality_tab
from rag.web.page.sessions import limit_sessions
from rag.web.page.theme import FAVICON, STYLE_SHEET, build_theme

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.archive import Archive

__all__ = ["build_page", "mount_page"]


class _Page(gr.Blocks):  # type: ignore[misc]
    """A page whose events accept no file but an uploaded one.

    Gradio itself reads any file of this computer that an event names, unless Gradio's own server runs the
    page, and downloads any address in either case.
    """

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *rest: Any, **named: Any) -> Any:
        """Refuse files that were not uploaded, then go on as Gradio does."""
        traverse(inputs, _require_uploaded, is_file_obj_with_meta)
        return await super().preprocess_data(block_fn, inputs, *rest, **named)


def _require_uploaded(file: dict[str, Any]) -> dict[str, Any]:
    if not is_in_or_equal(file["path"], get_upload_folder()):
        raise gr.Error(messages.page.NOT_UPLOADED, print_exception=False)
    return file


def build_page(archive: Archive) -> gr.Blocks:
    """Build the page.

    Args:
        archive: The archive that answers; all sessions share it.

    Returns:
        The page, not yet served.
    """
    with _Page(title=messages.page.TITLE, analytics_enabled=False, fill_width=True) as page:
        html_component(render_header(), "masthead")
        with gr.Tabs(elem_id="tabs"):
            build_ask_tab(archive, page)
            build_archive_tab(archive)
            build_index_tab(archive)
            build_quality_tab()
    limit_sessions(page)
    return page


def mount_page(app: FastAPI, archive: Archive) -> None:
    """Mount the page at the root of a web application, behind every other route.

    Args:
        app: The application.
        archive: The archive that answers.
    """
    gr.mount_gradio_app(
        app,
        build_page(archive),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=MAX_UPLOAD_BYTES,
        favicon_path=str(FAVICON),
        theme=build_theme(),
        css=STYLE_SHEET,
    )
