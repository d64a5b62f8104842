"""Starting the web server: the page, REST and the Model Context Protocol behind one guard.

Belongs here: building the application, listening, ending. Does not belong here: which requests are let
through (`guard`), the page (`rag.web.page`), the API (`rag.web.api`).
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import ssl
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from rag import messages
from rag.auth.passwords import Authenticator
from rag.errors import ServerError
from rag.web.api import PREFIX, Service, build_rest, build_tools
from rag.web.guard import Guard
from rag.web.page import mount_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path
    from types import FrameType

    from rag.archive import Archive

__all__ = ["build_app", "serve"]

_ALL_ADDRESSES = frozenset({"0.0.0.0", "::"})  # noqa: S104 - these are not listened on by default


def serve(
    archive: Archive,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    names: Iterable[str] = (),
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve the page and the API until interrupted.

    Args:
        archive: The archive that answers.
        host: The address to listen on; any but this computer's own needs passwords.
        port: The port to listen on; 0 takes any free one.
        names: Further names of the server.
        certificate: A certificate chain in PEM form, for HTTPS.
        key: The certificate's private key in PEM form.

    Raises:
        PasswordError: The file of passwords is damaged.
        ServerError: The host needs a password or a name, or the port or the certificate cannot be used.
    """
    names = tuple(names)
    authenticator = _authenticator(archive, host, names)
    listener = _listen(host, port)
    public_host = _public_host(host, names)
    url = f"{'https' if certificate else 'http'}://{public_host}:{listener.getsockname()[1]}/"

    def ready() -> None:
        if not _is_loopback(host) and not certificate:
            sys.stderr.write(f"{messages.server.unencrypted_passwords(public_host)}\n")
        sys.stderr.write(f"{messages.server.address(url)}\n")
        sys.stderr.flush()

    config = uvicorn.Config(
        build_app(archive, authenticator=authenticator, hosts={host, *names}, ready=ready),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    try:
        config.load()
        _Server(config).run(sockets=[listener])
    except (OSError, ssl.SSLError) as error:
        if not certificate:
            raise
        raise ServerError(messages.server.bad_certificate(str(error))) from None
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


def build_app(
    archive: Archive,
    *,
    authenticator: Authenticator | None = None,
    hosts: Iterable[str] = (),
    ready: Callable[[], None] | None = None,
) -> Guard:
    """Build the guarded web application.

    Args:
        archive: The archive that answers.
        authenticator: Checks passwords; None makes everybody the administrator.
        hosts: Names and addresses of the server, besides this computer's own.
        ready: Called once, when the application has started.

    Returns:
        An ASGI application.
    """
    allowed = {
        "127.0.0.1",
        "localhost",
        "[::1]",
        *(_as_in_url(host).lower() for host in hosts),
    } - _ALL_ADDRESSES
    service = Service(archive)
    tools = build_tools(service, allowed)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.router.lifespan_context(tools):
            if ready:
                ready()
            yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.mount(PREFIX, build_rest(service))
    app.router.routes.extend(tools.routes)
    mount_page(app, archive)
    per_minute = archive.settings.requests_per_minute
    return Guard(app, hosts=allowed, authenticator=authenticator, requests_per_minute=per_minute)


class _Server(uvicorn.Server):
    """A server that ends without error messages about the requests that open pages still hold."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def _authenticator(archive: Archive, host: str, names: tuple[str, ...]) -> Authenticator | None:
    """Return what checks passwords, None where there are no users; refuse hosts that need users or a name."""
    authenticator = Authenticator(archive.settings.passwords)
    public = [name for name in (host, *names) if not _is_loopback(name)]
    if not authenticator.users() and public:
        raise ServerError(messages.server.no_password(public[0]))
    if host in _ALL_ADDRESSES and not names:
        raise ServerError(messages.server.no_name(host))
    return authenticator if authenticator.users() else None


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host and port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServerError(messages.server.port_taken(host, port, str(error))) from None
    return listener


def _public_host(host: str, names: tuple[str, ...]) -> str:
    """Return the host that a browser can open: the first name where the server listens on all addresses."""
    return _as_in_url(names[0] if host in _ALL_ADDRESSES else host)


def _as_in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
