"""The web server: the page and the API behind one guard.

Belongs here: starting (`server`), which requests pass (`guard`, `limits`) and security headers (`headers`).
Does not belong here: the words (`rag.texts.server`), the page (`rag.chat`), the API (`rag.api`), users
(`rag.passwords`).
"""

from rag.serving.server import build_app, serve

__all__ = ["build_app", "serve"]
