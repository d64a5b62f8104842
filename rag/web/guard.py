"""Which requests are let through, and with which user.

Belongs here: checks of host, origin, path, password, role, size and rate, in this order. Does not belong
here: security headers (`headers`), the limits of rate (`rate_limit`), the file of passwords
(`rag.auth.passwords`).

A request must name this server in `Host` and, where a browser states one, in `Origin`, so that no other
website can use it (DNS rebinding, cross-site requests). Of Gradio's many routes only those are let through
that the page uses: reading files, proxying, run history and the API listing are refused; uploads are the
administrator's.

A request must state the length of its body. Uvicorn passes on no more than that, so a limit on the stated
length limits what arrives. Nothing is logged.
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
from rag.auth.access import UserRole, attach_user
from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES
from rag.web.api import MCP_PATH, PREFIX, problem
from rag.web.headers import PageSender, plain_request, security_headers, with_headers
from rag.web.rate_limit import RateLimits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from rag.auth.passwords import Authenticator

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

__all__ = ["MAX_ANSWERS_BYTES", "MAX_BODY_BYTES", "Guard"]

MAX_BODY_BYTES = 256 * 1024
"""Largest request body; a question of 2,000 characters needs a few kilobytes."""

MAX_ANSWERS_BYTES = 4 * 1024 * 1024
"""Largest body with saved answers; one answer takes some 20 KB. The MCP library has the same limit."""

_GRADIO = "/gradio_api/"
_ASK = "/gradio_api/queue/join"
_EVENT = "/gradio_api/run/predict"
_UPLOAD = "/gradio_api/upload"
_FOR_ADMINISTRATORS = frozenset({_UPLOAD, "/gradio_api/upload_progress"})
_PATHS = _FOR_ADMINISTRATORS | {
    "/",
    "/config",
    "/favicon.ico",
    "/manifest.json",
    "/theme.css",
    _ASK,
    "/gradio_api/queue/data",
    _EVENT,
    "/gradio_api/startup-events",
    "/gradio_api/app_id",
    MCP_PATH,
}
_API = f"{PREFIX}/"
_FOLDERS = ("/assets/", "/static/", "/gradio_api/heartbeat/", _API)
_RATE_LIMITED = (_ASK, MCP_PATH, _API)
_UNLIMITED = frozenset({f"{PREFIX}/health", f"{PREFIX}/openapi.json"})
_MAX_BYTES = {
    _UPLOAD: MAX_UPLOAD_BYTES,
    f"{PREFIX}/verify": MAX_ANSWERS_BYTES,
    MCP_PATH: MAX_ANSWERS_BYTES,
}
_HOST = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::[0-9]+)?")


class _Refusal(NamedTuple):
    status: HTTPStatus
    message: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class _Client(NamedTuple):
    """Who sends a request: the user, and the name under which the requests are counted."""

    user: str | None
    role: UserRole
    key: str


class Guard:
    """Lets a request through or refuses it, and adds the security headers to every reply."""

    def __init__(
        self,
        app: AsgiApp,
        *,
        hosts: set[str],
        authenticator: Authenticator | None,
        requests_per_minute: int,
    ) -> None:
        """Guard an application.

        Args:
            app: The application.
            hosts: The names of the server, in lower case, without a port.
            authenticator: Checks passwords; None makes everybody the administrator.
            requests_per_minute: Questions on the page, and requests to REST and MCP, of one user or address;
                `rag.web.rate_limit.EVENTS_PER_REQUEST` times as many other events of the page.
        """
        self._app = app
        self._hosts = hosts
        self._authenticator = authenticator
        self._limits = RateLimits(requests_per_minute)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on the start and the end of the application."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
        found = self._check_target(scope, headers) or await self._authenticate(scope, headers)
        if isinstance(found, _Client):
            refusal = (
                _check_role(scope, found) or _check_size(scope, headers) or self._check_rate(scope, found)
            )
            scope = attach_user(scope, name=found.user, role=found.role)
        else:
            refusal = found
        if refusal:
            await _refuse(scope, refusal, send)
        elif scope["path"] == "/":
            await self._app(plain_request(scope), receive, PageSender(send))
        else:
            await self._app(scope, receive, with_headers(send))

    def _check_target(self, scope: Message, headers: dict[bytes, str]) -> _Refusal | None:
        """Refuse a request for another host, from another website, or for a path that is not offered."""
        if scope["type"] != "http":
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.NOT_OFFERED)
        host = headers.get(b"host", "")
        name = _HOST.fullmatch(host)
        if not name or name[1].lower() not in self._hosts:
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_HOST)
        if headers.get(b"origin", f"http://{host}") not in {f"http://{host}", f"https://{host}"}:
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_ORIGIN)
        if headers.get(b"sec-fetch-site") == "cross-site" and scope["path"] != "/":
            return _Refusal(HTTPStatus.FORBIDDEN, messages.server.OTHER_ORIGIN)
        offered = scope["path"] in _PATHS or scope["path"].startswith(_FOLDERS)
        if not offered or "\n" in scope["path"]:  # Starlette's routes match no line break
            return _Refusal(HTTPStatus.NOT_FOUND, messages.server.NOT_OFFERED)
        return None

    async def _authenticate(self, scope: Message, headers: dict[bytes, str]) -> _Client | _Refusal:
        """Return who sends a request; above the limit of wrong passwords none is checked any more."""
        address = str((scope.get("client") or ("",))[0])
        if self._authenticator is None:
            return _Client(None, "administrator", address)
        name, password = _credentials(headers.get(b"authorization", ""))
        user = self._authenticator.remembered(name, password)
        if user is None and name:
            wait = self._limits.password_attempts.take(address)
            if wait:
                return _too_many(wait, messages.server.TOO_MANY_TRIES)
            user = await to_thread.run_sync(self._authenticator.check, name, password)
            if user:
                self._limits.password_attempts.give_back(address)
        if user is None:
            challenge = (b"www-authenticate", b'Basic realm="archive", charset="UTF-8"')
            return _Refusal(HTTPStatus.UNAUTHORIZED, messages.server.PASSWORD_WANTED, (challenge,))
        return _Client(user.name, user.role, f"user {user.name}")

    def _check_rate(self, scope: Message, client: _Client) -> _Refusal | None:
        if scope["path"] == _EVENT:
            wait = self._limits.events.take(client.key)
        elif scope["path"].startswith(_RATE_LIMITED) and scope["path"] not in _UNLIMITED:
            wait = self._limits.requests.take(client.key)
        else:
            return None
        return _too_many(wait, messages.server.TOO_MANY_REQUESTS) if wait else None


def _check_role(scope: Message, client: _Client) -> _Refusal | None:
    if scope["path"] in _FOR_ADMINISTRATORS and client.role != "administrator":
        return _Refusal(HTTPStatus.FORBIDDEN, messages.server.ADMINISTRATORS)
    return None


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


def _check_size(scope: Message, headers: dict[bytes, str]) -> _Refusal | None:
    if scope["method"] in {"GET", "HEAD"} or _has_no_body(headers):
        return None
    length = headers.get(b"content-length", "")
    most = _MAX_BYTES.get(scope["path"], MAX_BODY_BYTES)
    if len(length) < 12 and length.isdecimal() and int(length) <= most:  # noqa: PLR2004 - any int fits
        return None
    return _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, messages.server.too_large(most))


def _has_no_body(headers: dict[bytes, str]) -> bool:
    """Say whether a request states no body at all (RFC 9112, 6.3)."""
    return b"content-length" not in headers and b"transfer-encoding" not in headers


def _too_many(seconds: int, message: str) -> _Refusal:
    return _Refusal(HTTPStatus.TOO_MANY_REQUESTS, message, ((b"retry-after", str(seconds).encode()),))


async def _refuse(scope: Message, refusal: _Refusal, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    kind = b"application/json"
    if scope["path"] == MCP_PATH or scope["path"].startswith(_API):
        body = json.dumps(problem(refusal.status.name.lower(), refusal.message)).encode()
    elif scope["path"].startswith(_GRADIO):  # Gradio's client shows this key of a reply
        body = json.dumps({"error": refusal.message}).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", refusal.message.encode()
    headers = [*security_headers(), *refusal.headers, (b"content-type", kind), (b"connection", b"close")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": refusal.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
