"""How many sessions the page keeps: one session is one page that is open in a browser.

Belongs here: the limits of Gradio's memory of sessions. Does not belong here: what a session holds
(`conversation`), conversations saved on disk (`user_store`), which are kept until they are deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["MAX_SESSIONS", "limit_sessions"]

MAX_SESSIONS = 1000
"""Sessions whose state the server keeps; the oldest is dropped first. Each takes a tenth of a megabyte.

Gradio's own limit is ten thousand, and it never learns that a page was closed. A user of a dropped session is
told that the server no longer holds the conversation, and can open it from the history.
"""


def limit_sessions(page: gr.Blocks) -> None:
    """Limit the sessions of a page, and give each of them a place in Gradio's queue.

    A question in the queue is shown at once and then waits without a thread.

    Args:
        page: The page, with all its events.
    """
    page.state_session_capacity = MAX_SESSIONS
    page.queue(api_open=False)  # the REST address of a queued event is closed, so it cannot skip the queue
    page._queue.max_thread_count = MAX_SESSIONS  # noqa: SLF001 - 40 otherwise; Gradio's own server sets it too
