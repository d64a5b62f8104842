"""The web server: the page and what guards it.

Belongs here: starting (`server`), which requests pass, and the words of the server's own messages
(`texts`). Does not belong here: the page (`rag.chat`).
"""

from rag.serving.server import build_app, serve

__all__ = ["build_app", "serve"]
