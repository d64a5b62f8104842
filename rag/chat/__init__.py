"""The chat page: ask, read the claims, click a citation, see its sentence inside the article.

Belongs here: the page (`page`) and its tabs, how an answer and an article are drawn as HTML (`drawing`), the
words it uses (`texts`) and the guarded local server (`server`). Does not belong here: finding, judging or
verifying anything; the page shows what :class:`rag.pipeline.Archive` returns and nothing else.

This is the only part of the package that imports Gradio.
"""

from rag.chat.page import build_page
from rag.chat.server import serve

__all__ = ["build_page", "serve"]
