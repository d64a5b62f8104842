"""Fetch a page, from public addresses only, only where its site allows it, and within limits.

Belongs here: the request with its limits, redirects, robots.txt, the pauses between requests. Does not belong
here: which pages (`rag.ingest.importing.discovery`), storing them (`rag.ingest.importing.corpus_writer`).

A host is resolved once for each page, all its addresses are checked, and the connection goes to a checked
address; a name that resolves otherwise a moment later makes no difference (DNS rebinding). No cookies, no
proxies, no referrer.
"""

from __future__ import annotations

import http
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import httpcore2
from protego import Protego

from rag.ingest.importing.addresses import FetchError, Target, read_url, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["USER_AGENT", "FetchError", "Fetched", "Fetcher", "bounded", "gunzipped"]

_NAME = "rag-archive"
USER_AGENT = f"{_NAME}/{version('rag-archive')} (+personal archive import)"

_MAX_REDIRECTS = 5
_MAX_ROBOTS = 500_000
_MAX_CRAWL_DELAY_S = 10.0
_PIECE = 65_536
_SHOWN = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _NO_ROBOTS, _BUSY = 200, range(400, 500), 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as its site sent it; ``body`` is unpacked, ``final_url`` is the address behind all redirects."""

    url: str
    final_url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type that the site states, in lower case; "" where it states none."""
        return _header(self.headers, "content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    target: Target
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Fetcher:
    """Fetches pages, one at a time, politely.

    ``timeout_s`` bounds each wait for a host, ``total_s`` each request from connecting to the last byte,
    ``max_bytes`` a page once unpacked, ``pause_s`` is the least time between two requests to a host.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        allow_private: bool = False,
        timeout_s: float = 20.0,
        total_s: float = 60.0,
        pause_s: float = 1.0,
    ) -> None:
        self._max_bytes = max_bytes
        self._allow_private = allow_private
        self._timeout_s = timeout_s
        self._total_s = total_s
        self._pause_s = pause_s
        self._tls = httpcore2.default_ssl_context()
        self._pinned: dict[str, tuple[str, ...]] = {}
        self._robots: dict[str, Protego | FetchError] = {}
        self._asked_at: dict[str, float] = {}
        self._delays: dict[str, float] = {}

    def fetch(self, url: str) -> Fetched:
        """Fetch a page.

        Args:
            url: Its address.

        Returns:
            The page.

        Raises:
            FetchError: It is not fetched, and why.
        """
        self._pinned = {}
        reply = self._follow(url, self._max_bytes, ask_robots=True)
        if reply.status != _OK:
            raise FetchError(
                f"{reply.target.host} answered {_said(reply.status)}. Check the address, or try later."
            )
        return Fetched(url=url, final_url=reply.target.url, headers=reply.headers, body=reply.body)

    def _follow(self, url: str, limit: int, *, ask_robots: bool) -> _Reply:
        """Request a page and follow redirects; each step is checked like the first."""
        base, said = "", ""
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                target = read_url(url, base)
                addresses = self._addresses(target)
                if ask_robots:
                    self._check_robots(target)
                reply = self._request(target, addresses, limit)
            except FetchError as error:
                raise FetchError(f"{said}{error}") from None
            if reply.status not in _REDIRECTS:
                return reply
            url = _header(reply.headers, "location").encode("latin-1").decode("utf-8", "replace")
            base, said = target.url, f"redirected to {url[:_SHOWN]!r}: "
        raise FetchError(
            f"{said}more than {_MAX_REDIRECTS} redirects. Give the address that they should end at."
        )

    def _addresses(self, target: Target) -> tuple[str, ...]:
        if target.host not in self._pinned:
            self._pinned[target.host] = resolve(target, allow_private=self._allow_private)
        return self._pinned[target.host]

    def _check_robots(self, target: Target) -> None:
        if target.origin not in self._robots:
            self._robots[target.origin] = self._read_robots(target)
        rules = self._robots[target.origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(target.url, _NAME):
            raise FetchError(f"the robots.txt of {target.host} asks programs to leave this page alone.")

    def _read_robots(self, target: Target) -> Protego | FetchError:
        """Return the robots.txt of a site, or why nothing of the site is fetched; none allows all."""
        try:
            reply = self._follow(f"{target.origin}/robots.txt", _MAX_ROBOTS, ask_robots=False)
        except FetchError as error:
            return FetchError(
                f"the robots.txt of {target.host} cannot be read, so nothing there is fetched: {error}"
            )
        if reply.status != _OK and (reply.status not in _NO_ROBOTS or reply.status == _BUSY):
            return FetchError(
                f"the robots.txt of {target.host} cannot be read ({_said(reply.status)}), so nothing there "
                "is fetched. Try later."
            )
        rules = Protego.parse(reply.body.decode("utf-8", "replace") if reply.status == _OK else "")
        self._delays[target.host] = min(rules.crawl_delay(_NAME) or 0.0, _MAX_CRAWL_DELAY_S)
        return rules

    def _request(self, target: Target, addresses: tuple[str, ...], limit: int) -> _Reply:
        self._pause(target.host)
        deadline = _Deadline(self._timeout_s, self._total_s)
        url = httpcore2.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        headers: list[tuple[str | bytes, str | bytes]] = [
            ("Host", target.authority),
            ("User-Agent", USER_AGENT),
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
        ]
        try:
            with (
                httpcore2.HTTPConnection(
                    origin=url.origin, ssl_context=self._tls, network_backend=_Pinned(addresses, deadline)
                ) as connection,
                connection.stream("GET", url, headers=headers) as response,
            ):
                received = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers)
                body = _body(response.iter_stream(), received, limit) if response.status == _OK else b""
                return _Reply(target=target, status=response.status, headers=received, body=body)
        except TimeoutError:
            raise FetchError(f"{target.host} took too long to answer. Try later.") from None
        except ssl.SSLCertVerificationError as error:
            raise FetchError(
                f"the certificate of {target.host} does not hold: {error.verify_message}."
            ) from None
        except OSError as error:
            raise FetchError(
                f"{target.host} cannot be reached: {error.strerror or error}. Try later."
            ) from None
        except httpcore2.ProtocolError as error:
            raise FetchError(f"{target.host} does not keep to HTTP: {error}. Try later.") from None
        finally:
            self._asked_at[target.host] = time.monotonic()

    def _pause(self, host: str) -> None:
        """Wait until a host may be requested again."""
        if host in self._asked_at:
            pause = max(self._pause_s, self._delays.get(host, 0.0))
            time.sleep(max(0.0, self._asked_at[host] + pause - time.monotonic()))


class _Deadline:
    def __init__(self, timeout_s: float, total_s: float) -> None:
        self._timeout_s = timeout_s
        self._ends = time.monotonic() + total_s

    def apply(self, connection: socket.socket) -> None:
        """Limit the next step on a connection to the time that is left."""
        left = min(self._timeout_s, self._ends - time.monotonic())
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)


class _Pinned(httpcore2.NetworkBackend):
    """Connects to the given addresses, whatever the host name."""

    def __init__(self, addresses: Sequence[str], deadline: _Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> _Stream:
        last = OSError(f"{host} has no address")
        for address in self._addresses:
            connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            try:
                self._deadline.apply(connection)
                connection.connect((address, port))
            except OSError as error:
                connection.close()
                last = error
            else:
                return _Stream(connection, self._deadline)
        raise last


class _Stream(httpcore2.NetworkStream):
    """A connection on which every step counts against one deadline."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - one deadline
        self._deadline.apply(self._connection)
        return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - one deadline
        self._deadline.apply(self._connection)
        self._connection.sendall(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - one deadline
    ) -> _Stream:
        self._deadline.apply(self._connection)
        try:
            return _Stream(
                ssl_context.wrap_socket(self._connection, server_hostname=server_hostname), self._deadline
            )
        except BaseException:
            self.close()
            raise


def bounded(pieces: Iterable[bytes], limit: int) -> bytes:
    """Join chunks of bytes up to a limit.

    Args:
        pieces: The chunks; no more are read than it takes to see that the limit is exceeded.
        limit: Most bytes.

    Returns:
        The bytes.

    Raises:
        FetchError: There are more.
    """
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise FetchError(f"larger than {limit:,} bytes once unpacked. Raise `max_article_mb` to take it.")
    return bytes(body)


def gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip data chunk by chunk.

    Args:
        pieces: The packed bytes.

    Yields:
        The unpacked bytes, in chunks of bounded size.

    Raises:
        FetchError: It is damaged or ends early.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        for piece in pieces:
            packed = piece
            while packed:
                if unpacker.eof:  # another member of the same data
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
                yield unpacker.decompress(packed, _PIECE)
                packed = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error:
        raise FetchError("its gzip data is damaged. Try later.") from None
    if not unpacker.eof:
        raise FetchError("its gzip data ends early. Try later.")


def _body(pieces: Iterable[bytes], headers: tuple[tuple[str, str], ...], limit: int) -> bytes:
    encoding = _header(headers, "content-encoding").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return bounded(gunzipped(pieces), limit)
    if encoding not in ("", "identity"):
        raise FetchError(
            f"packed as {encoding!r}, though only gzip was asked for. Save the page as a file instead."
        )
    return bounded(pieces, limit)


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _said(status: int) -> str:
    try:
        return f"{status} ({http.HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
