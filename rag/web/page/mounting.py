"""The page inside a web application.

Belongs here: how Gradio is told to serve the page. Does not belong here: which requests reach it
(`rag.web.server`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES
from rag.web.page.page import FAVICON, STYLE, build_page, page_theme

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.archive import Archive

__all__ = ["mount_page"]


def mount_page(app: FastAPI, archive: Archive) -> None:
    """Mount the chat page at the root of an application, after everything else that it answers.

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
        theme=page_theme(),
        css=STYLE,
    )
