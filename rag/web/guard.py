"""Which requests pass, and as whom.

Belongs here: hosts, origins, paths, passwords, sizes, limits, in this order. Does not belong here: the
security headers (`headers`), the file of passwords (`rag.auth.passwords`).

A request must name this server in `Host` and, when a browser states one, in `Origin`, so that no other page
can reach it (DNS rebinding, cross-site requests). Of Gradio's many routes only those the page itself uses
answer: reading files, proxying, run history and the API listing do not exist here; uploads are the
administrator's.

A body must state its length, and uvicorn hands on no more of it than that: the bound on the stated length is
one on what arrives. Nothing is logged.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from anyio import to_thread

from rag import messages
from rag.auth.access import Role, admit
from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES
from rag.web.api import MCP_PATH, PREFIX, problem
from rag.web.headers import PageSend, plain, security, with_headers
from rag.web.rate_limit import Allowance

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from rag.auth.passwords import Gate

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

__all__ = ["EVENTS_PER_REQUEST", "MAX_ANSWERS_BYTES", "MAX_BODY_BYTES", "TRIES_PER_MINUTE", "Guard"]

MAX_BODY_BYTES = 256 * 1024
"""Largest request body; a question of 2,000 characters needs a few kilobytes."""

MAX_ANSWERS_BYTES = 4 * 1024 * 1024
"""Largest body with saved answers; one takes some twenty kilobytes. The MCP library's own limit as well."""

TRIES_PER_MINUTE = 10
"""Wrong passwords from one address; more than a person mistypes, too few to guess one."""

EVENTS_PER_REQUEST = 10
"""Other events of the page for each request that is allowed: with 120 requests a minute, twenty a second.

A page that shows the Index tab looks forty times a minute; a person clicks far less.
"""

_GRADIO = "/gradio_api/"
_QUESTIONS = "/gradio_api/queue/join"
_EVENTS = "/gradio_api/run/predict"
_UPLOAD = "/gradio_api/upload"
_ADMINISTRATORS = frozenset({_UPLOAD, "/gradio_api/upload_progress"})
_PATHS = _ADMINISTRATORS | {
    "/",
    "/config",
    "/favicon.ico",
    "/manifest.json",
    "/theme.css",
    _QUESTIONS,
    "/gradio_api/queue/data",
    _EVENTS,
    "/gradio_api/startup-events",
    "/gradio_api/app_id",
    MCP_PATH,
}
_API = f"{PREFIX}/"
_FOLDERS = ("/assets/", "/static/", "/gradio_api/heartbeat/", _API)
_COUNTED = (_QUESTIONS, MCP_PATH, _API)
_FREE = frozenset({f"{PREFIX}/health", f"{PREFIX}/openapi.json"})
_SIZES = {
    _UPLOAD: MAX_UPLOAD_BYTES,
    f"{PREFIX}/verify": MAX_ANSWERS_BYTES,
    MCP_PATH: MAX_ANSWERS_BYTES,
}
_HOST = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::[0-9]+)?")


class _Refusal(NamedTuple):
    status: HTTPStatus
    message: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class _Visitor(NamedTuple):
    user: str | None
    role: Role
    key: str


class Guard:
    """Lets through what is offered, refuses the rest, and adds the security headers."""

    def __init__(self, app: AsgiApp, *, hosts: set[str], gate: Gate | None, requests_per_minute: int) -> None:
        """Guard an application.

        Args:
            app: The application.
            hosts: The names it is reached by, in lower case, without a port.
            gate: Who may come in; None makes everybody the administrator.
            requests_per_minute: Questions on the page, and requests to REST and MCP, of one user or address;
                `EVENTS_PER_REQUEST` times as many other events of the page.
        """
        self._app = app
        self._hosts = hosts
        self._gate = gate
        self._requests = Allowance(requests_per_minute)
        self._events = Allowance(requests_per_minute * EVENTS_PER_REQUEST)
        self._tries = Allowance(TRIES_PER_MINUTE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or the application's beginning and end."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
        met = self._place(scope, headers) or await self._who(scope, headers)
        if isinstance(met, _Visitor):
            refusal = self._role(scope, met) or _size(scope, headers) or self._often(scope, met)
            scope = admit(scope, user=met.user, role=met.role)
        else:
            refusal = met
        if refusal:
            await _refuse(scope, refusal, send)
        elif scope["path"] == "/":
            await self._app(plain(scope), receive, PageSend(send))
        else:
            await self._app(scope, receive, with_headers(send))

    def _place(self, scope: Message, headers: dict[bytes, str]) -> _Refusal | None:
        """Refuse what is not addressed to this server, comes from another page or is not offered."""
        if scope["type"] != "http":
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.NOT_OFFERED)
        host = headers.get(b"host", "")
        named = _HOST.fullmatch(host)
        if not named or named[1].lower() not in self._hosts:
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_HOST)
        if headers.get(b"origin", f"http://{host}") not in {f"http://{host}", f"https://{host}"}:
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_ORIGIN)
        if headers.get(b"sec-fetch-site") == "cross-site" and scope["path"] != "/":
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_ORIGIN)
        offered = scope["path"] in _PATHS or scope["path"].startswith(_FOLDERS)
        if not offered or "\n" in scope["path"]:  # no route of Starlette's holds a line end
            return _Refusal(HTTPStatus.NOT_FOUND, messages.server.NOT_OFFERED)
        return None

    async def _who(self, scope: Message, headers: dict[bytes, str]) -> _Visitor | _Refusal:
        """Return who makes a request; a wrong password is slow, and too many of them are not looked at."""
        address = str((scope.get("client") or ("",))[0])
        if self._gate is None:
            return _Visitor(None, "administrator", address)
        name, password = _credentials(headers.get(b"authorization", ""))
        user = self._gate.remembered(name, password)
        if user is None and name:
            wait = self._tries.take(address)
            if wait:
                return _later(wait, messages.server.TOO_MANY_TRIES)
            user = await to_thread.run_sync(self._gate.check, name, password)
            if user:
                self._tries.give_back(address)
        if user is None:
            challenge = (b"www-authenticate", b'Basic realm="archive", charset="UTF-8"')
            return _Refusal(HTTPStatus.UNAUTHORIZED, messages.server.PASSWORD_WANTED, (challenge,))
        return _Visitor(user.name, user.role, f"user {user.name}")

    @staticmethod
    def _role(scope: Message, visitor: _Visitor) -> _Refusal | None:
        if scope["path"] in _ADMINISTRATORS and visitor.role != "administrator":
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.ADMINISTRATORS)
        return None

    def _often(self, scope: Message, visitor: _Visitor) -> _Refusal | None:
        if scope["path"] == _EVENTS:
            wait = self._events.take(visitor.key)
        elif scope["path"].startswith(_COUNTED) and scope["path"] not in _FREE:
            wait = self._requests.take(visitor.key)
        else:
            return None
        return _later(wait, messages.server.TOO_MANY_REQUESTS) if wait else None


def _credentials(authorization: str) -> tuple[str, str]:
    """Return the name and password of an `Authorization` header, ("", "") where there are none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def _size(scope: Message, headers: dict[bytes, str]) -> _Refusal | None:
    if scope["method"] in {"GET", "HEAD"} or _has_no_body(headers):
        return None
    length = headers.get(b"content-length", "")
    most = _SIZES.get(scope["path"], MAX_BODY_BYTES)
    if len(length) < 12 and length.isdecimal() and int(length) <= most:  # noqa: PLR2004 - any int fits
        return None
    return _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, messages.server.too_large(most))


def _has_no_body(headers: dict[bytes, str]) -> bool:
    """Say whether a request states no body at all (RFC 9112, 6.3)."""
    return b"content-length" not in headers and b"transfer-encoding" not in headers


def _later(seconds: int, message: str) -> _Refusal:
    return _Refusal(HTTPStatus.TOO_MANY_REQUESTS, message, ((b"retry-after", str(seconds).encode()),))


async def _refuse(scope: Message, refusal: _Refusal, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    kind = b"application/json"
    if scope["path"] == MCP_PATH or scope["path"].startswith(_API):
        body = json.dumps(problem(refusal.status.name.lower(), refusal.message)).encode()
    elif scope["path"].startswith(_GRADIO):  # its client shows this key of a reply
        body = json.dumps({"error": refusal.message}).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", refusal.message.encode()
    headers = [*security(), *refusal.headers, (b"content-type", kind), (b"connection", b"close")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": refusal.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
