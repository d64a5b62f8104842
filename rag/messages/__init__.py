"""Every word that the page, the server and exported documents say by themselves, one module a surface.

Belongs here: text written by us, as plain text, made of plain values; whoever draws it escapes it. A
translation replaces these modules and nothing else. Does not belong here: anything from an article or a
question, messages of errors, which are written where the facts are, and what describes the API to programs
(`rag.web.api`).
"""

from rag.messages import amounts, answers, archive, ask, export, index, page, quality, server

__all__ = ["amounts", "answers", "archive", "ask", "export", "index", "page", "quality", "server"]
