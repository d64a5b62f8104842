"""The page: ask, read the claims, click a citation, see its sentence inside the article.

Belongs here: the whole page and its mounting (`page`), one module for each tab (`ask_tab` and its events
`ask_events`, `archive_tab`, `index_tab`, `quality_tab`), what a session holds (`conversation`) and saves
(`user_store`); HTML (`html`), scripts of the browser (`scripts/`), style sheets (`styles/`). Does not belong
here: texts (`rag.messages`), the server (`rag.web.server`), finding or judging anything: the page shows what
:class:`rag.archive.Archive` returns.

This is the only part of the package that imports Gradio.
"""

from rag.web.page.page import build_page, mount_page

__all__ = ["build_page", "mount_page"]
