"""The security headers of every reply.

Belongs here: what a browser may do with what it gets. Does not belong here: which requests pass (`guard`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Send = Callable[[Message], Awaitable[None]]

__all__ = ["PageSend", "plain", "security", "with_headers"]

_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def security(hashes: str = "") -> list[tuple[bytes, bytes]]:
    """Return the headers; ``hashes`` are CSP sources of inline scripts that may run."""
    return [*_HEADERS, (b"content-security-policy", _POLICY.format(hashes=hashes).encode())]


def with_headers(send: Send) -> Send:
    """Return what sends a reply with the headers."""

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *security()]}
        await send(message)

    return forward


def plain(scope: Message) -> dict[str, Any]:
    """Return the request for the page without compression, conditions and query."""
    dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": headers, "query_string": b""}


class PageSend:
    """Sends the page's HTML with a policy that names its own inline scripts by their hashes.

    The HTML is Gradio's and holds no word of an article or a question, so each script in it is ours to allow.
    """

    def __init__(self, send: Send) -> None:
        """Send through this."""
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Hold back a reply until it is whole, then send it."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        start = {**self._start, "headers": [*self._start["headers"], *security(_hashes(self._body))]}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def _hashes(html: bytes) -> str:
    """Return the CSP sources that allow the inline scripts of a page and no other."""
    digests = (hashlib.sha256(found[1]).digest() for found in _SCRIPT.finditer(html))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
