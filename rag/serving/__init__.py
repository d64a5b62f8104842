"""The web server: the page and the API behind one guard.

Belongs here: starting (`server`), which requests pass (`guard`, `limits`), security headers (`headers`) and
the words of the server's own messages (`texts`). Does not belong here: the page (`rag.chat`), the API
(`rag.api`), users (`rag.passwords`).
"""

from rag.serving.server import build_app, serve

__all__ = ["build_app", "serve"]
