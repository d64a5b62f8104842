"""The local server of the page and what guards it.

Belongs here: which hosts are served, which requests pass, the security headers. Does not belong here: the
page itself.

Three rules keep the archive on this computer. Only loopback addresses are served. A request must name this
server in `Host` and, when a browser states one, in `Origin`, so that no other page can reach it (DNS
rebinding, cross-site requests). And of Gradio's many routes only those the page itself uses answer; uploads,
file reading, proxying, run history and the API listing do not exist here.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import logging
import os
import re
import socket
import sys
import threading
import webbrowser
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from rag.chat import mount_page
from rag.errors import ServerError
from rag.serving import texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
    from types import FrameType

    from rag.pipeline import Archive

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

__all__ = ["MAX_BODY_BYTES", "build_app", "serve"]

MAX_BODY_BYTES = 256 * 1024
"""Largest request body; a question of 2,000 characters needs a few kilobytes."""

_PATHS = frozenset(
    {
        "/",
        "/config",
        "/favicon.ico",
        "/manifest.json",
        "/theme.css",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/run/predict",
        "/gradio_api/startup-events",
    }
)
_FOLDERS = ("/assets/", "/static/", "/gradio_api/heartbeat/")
_HOST = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::[0-9]+)?")
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


def serve(archive: Archive, *, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False) -> None:
    """Serve the chat page until it is interrupted.

    Args:
        archive: The archive that answers.
        host: A loopback address or `localhost`.
        port: The port to listen on; 0 takes any free one.
        open_browser: Whether to open the page in the default browser.

    Raises:
        ServerError: The host is not this computer's own, or the port cannot be used.
    """
    listener = _listen(host, port)
    url = f"http://{_as_in_url(host)}:{listener.getsockname()[1]}/"

    def ready() -> None:
        sys.stderr.write(f"{texts.address(url)}\n")
        sys.stderr.flush()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    config = uvicorn.Config(
        build_app(archive, host=host, ready=ready),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    try:
        _Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


def build_app(
    archive: Archive, *, host: str = "127.0.0.1", ready: Callable[[], None] | None = None
) -> AsgiApp:
    """Build the guarded web application: the page and nothing else.

    Args:
        archive: The archive that answers.
        host: The loopback name or address it will be served on, allowed in `Host` beside the usual ones.
        ready: Called once, when the application starts.

    Returns:
        An ASGI application.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if ready:
            ready()
        yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    mount_page(app, archive, max_upload_bytes=1)
    return _Guard(app, {"127.0.0.1", "localhost", "[::1]", _as_in_url(host)})


class _Server(uvicorn.Server):
    """Ends quietly: the pages still open hold requests that never end by themselves and are cut off."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


class _Guard:
    """Lets through what the page needs, refuses the rest, and adds the security headers."""

    def __init__(self, app: AsgiApp, hosts: set[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await _refuse(scope["type"], refusal, send)
        elif scope["path"] == "/":
            await self._app(_plain(scope), receive, _Page(send))
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Message) -> HTTPStatus | None:
        """Return the status a request is refused with, or None where it may pass."""
        if scope["type"] != "http":
            return HTTPStatus.FORBIDDEN
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        named = _HOST.fullmatch(host)
        if not named or named[1].lower() not in self._hosts:
            return HTTPStatus.FORBIDDEN
        if headers.get(b"origin", f"http://{host}") != f"http://{host}":
            return HTTPStatus.FORBIDDEN
        if scope["path"] not in _PATHS and not scope["path"].startswith(_FOLDERS):
            return HTTPStatus.NOT_FOUND
        if scope["method"] in {"GET", "HEAD"}:
            return None
        length = headers.get(b"content-length", "")
        if length.isdecimal() and int(length) <= MAX_BODY_BYTES:
            return None
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class _Page:
    """Sends the page's HTML with a policy that names its own inline scripts by their hashes.

    The HTML is Gradio's and holds no word of an article or a question, so each script in it is ours to allow.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        start = {**self._start, "headers": [*self._start["headers"], *_security(_hashes(self._body))]}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def _hashes(html: bytes) -> str:
    """Return the CSP sources that allow the inline scripts of a page and no other."""
    digests = (hashlib.sha256(found[1]).digest() for found in _SCRIPT.finditer(html))
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _security(hashes: str = "") -> list[tuple[bytes, bytes]]:
    return [*_HEADERS, (b"content-security-policy", _POLICY.format(hashes=hashes).encode())]


def _with_headers(send: Send) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_security()]}
        await send(message)

    return forward


def _plain(scope: Message) -> Message:
    """Return the request for the page without compression, conditions and query."""
    dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": headers, "query_string": b""}


async def _refuse(kind: str, status: HTTPStatus, send: Send) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [*_security(), (b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a loopback host and port."""
    if not _is_loopback(host):
        raise ServerError(texts.not_loopback(host))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServerError(texts.port_taken(host, port, str(error))) from None
    return listener


def _as_in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
