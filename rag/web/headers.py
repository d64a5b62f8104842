"""The security headers of every reply.

Belongs here: what a browser may do with a reply. Does not belong here: which requests are let through
(`guard`).
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

__all__ = ["PageSender", "plain_request", "security_headers", "with_headers"]

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
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


def security_headers(script_hashes: str = "") -> list[tuple[bytes, bytes]]:
    """Return the security headers of a reply.

    Args:
        script_hashes: Sources of the content security policy that allow inline scripts.

    Returns:
        (name, value) of each header.
    """
    return [*_HEADERS, (b"content-security-policy", _POLICY.format(hashes=script_hashes).encode())]


def with_headers(send: Send) -> Send:
    """Return a function that adds the security headers to a reply and sends it."""

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *security_headers()]}
        await send(message)

    return forward


def plain_request(scope: Message) -> dict[str, Any]:
    """Return a request for the page without query and without headers that ask for less than all its HTML."""
    dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": headers, "query_string": b""}


class PageSender:
    """Sends the HTML of the page with a content security policy that allows its inline scripts by hash.

    The HTML comes from Gradio and contains no text of an article or a question, so its scripts are safe.
    """

    def __init__(self, send: Send) -> None:
        """Pass replies on to a function."""
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Collect the parts of a reply, and send it when it is complete."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        start = {
            **self._start,
            "headers": [*self._start["headers"], *security_headers(_script_hashes(self._body))],
        }
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def _script_hashes(html: bytes) -> str:
    """Return the sources of the content security policy that allow a page's inline scripts and no other."""
    digests = (hashlib.sha256(found[1]).digest() for found in _INLINE_SCRIPT.finditer(html))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
