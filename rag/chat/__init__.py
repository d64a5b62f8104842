"""The chat page: ask, read the claims, click a citation, see its sentence inside the article.

Belongs here: the page (`page`) and its tabs, how an answer and an article are drawn as HTML (`drawing`),
and putting it into a web application (`mounting`). Does not belong here: its words (`rag.texts`), finding,
judging or verifying anything; the page shows what :class:`rag.pipeline.Archive` returns and nothing else. Nor
the server (`rag.serving`).

This is the only part of the package that imports Gradio.
"""

from rag.chat.mounting import mount_page
from rag.chat.page import build_page

__all__ = ["build_page", "mount_page"]
