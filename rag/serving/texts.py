"""Every word that the server says by itself to people at a keyboard.

Belongs here: text written by us. Does not belong here: the page's words (`rag.chat.texts`), the API's
(`rag.api`).
"""

from __future__ import annotations


def address(url: str) -> str:
    """Say where the page can be opened and how to stop it."""
    return f"The archive is open at {url} (Ctrl+C closes it)."


def not_loopback(host: str) -> str:
    """Say why a host is refused."""
    return (
        f"cannot serve on {host!r}: the page has no password protection yet, so it is only offered to this "
        "computer. Use --host 127.0.0.1."
    )


def port_taken(host: str, port: int, problem: str) -> str:
    """Say that a port cannot be used, and what to do."""
    return f"cannot listen on {host} port {port}: {problem}. Name another, or --port 0 for any free one."
