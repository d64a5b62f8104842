"""Which addresses may be asked: a URL in one normal form, and where its host is.

Belongs here: what a URL may look like, resolving its host, which numbers are public. Does not belong
here: any request (`rag.ingest.importing.fetching`).
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

import idna

from rag.errors import RagError

__all__ = ["FetchError", "Target", "is_public", "read_url", "resolve"]

_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8_000
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_.-]+")
_SAFE = "/%:@!$&'()*+,;=~?"

_IPV6_IN_USE = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_ALSO_REFUSED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
"""Protocol assignments, relays of 6to4, and the address at which one cloud answers its own machines."""


class FetchError(RagError):
    """A page is not fetched: its address is not allowed, its site refuses, or the answer is out of bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that may be asked. ``host`` is ASCII in lower case, without brackets; ``path`` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as URLs and the Host header name it: with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The URL up to its path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The URL in its normal form, without a fragment."""
        return self.origin + self.path


def read_url(url: str, base: str = "") -> Target:
    """Take a URL apart, once: what is checked is what is asked.

    Args:
        url: The URL.
        base: What it is relative to.

    Returns:
        Its parts.

    Raises:
        FetchError: It is not a plain http or https URL.
    """
    if len(url) > _MAX_URL or _UNSAFE.search(url):
        raise FetchError(
            "not a URL: too long, or with control characters or backslashes. Correct the address."
        )
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError as error:
        raise FetchError(f"not a URL: {error}. Correct the address.") from None
    if parts.scheme not in _PORTS:
        raise FetchError(f"{parts.scheme or 'no scheme'!r}: only http and https addresses are fetched.")
    if "@" in parts.netloc:
        raise FetchError("the address holds a user name or password. Leave them out.")
    if not parts.hostname:
        raise FetchError("the address names no host. Correct it.")
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    return Target(
        scheme=parts.scheme,
        host=_host(parts.hostname),
        port=_PORTS[parts.scheme] if port is None else port,
        path=path,
    )


def _host(host: str) -> str:
    try:
        if ":" in host:
            return IPv6Address(host).compressed if "%" not in host else _no_host(host)
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except ValueError:  # idna's own errors are among them
        return _no_host(host)
    return name if _HOST.fullmatch(name) else _no_host(host)


def _no_host(host: str) -> str:
    raise FetchError(f"{host!r} is not the name of a host. Correct the address.")


def resolve(target: Target, *, allow_private: bool) -> tuple[str, ...]:
    """Look a host up, once, and check every address that it has.

    Args:
        target: Whose host.
        allow_private: Take any address.

    Returns:
        Its addresses as numbers, to be connected to as they are.

    Raises:
        FetchError: The host is not known, or one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {target.host} is not found ({error}). Check the address.") from None
    addresses = tuple(dict.fromkeys(str(info[4][0]) for info in found))
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(
                f"{target.host} is at {address}, in a private or reserved range, which is not asked. "
                "Where that is meant, import with `--allow-private`."
            )
    return addresses


def is_public(address: str) -> bool:
    """Say whether an address is one of the public Internet.

    Addresses that hold another one count as that one; tunnels (6to4, Teredo) never count.

    Args:
        address: An IPv4 or IPv6 address in numbers.

    Returns:
        Whether it may be asked without further leave.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = IPv4Address(ip.packed[-4:])
        else:
            return ip in _IPV6_IN_USE and ip.is_global and ip.sixtofour is None and ip.teredo is None
    special = ip.is_multicast or ip.is_reserved or any(ip in network for network in _ALSO_REFUSED)
    return ip.is_global and not special
