"""The chat page: ask, read the claims, click a citation, see its sentence inside the article.

Belongs here: the page (`page`) and its tabs, how an answer and an article are drawn as HTML (`html`),
and putting it into a web application (`mounting`). Does not belong here: its words (`rag.messages`), finding,
judging or verifying anything; the page shows what :class:`rag.archive.Archive` returns and nothing else. Nor
the server (`rag.web.server`).

This is the only part of the package that imports Gradio.
"""

from rag.web.page.mounting import mount_page
from rag.web.page.page import build_page

__all__ = ["build_page", "mount_page"]
