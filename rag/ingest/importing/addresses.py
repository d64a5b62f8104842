"""Check a URL and the IP addresses of its host before anything is requested.

Belongs here: the normal form of a URL, resolving its host, which IP addresses are public. Does not belong
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
"""Protocol assignments, 6to4 relays, and the metadata address of a cloud provider."""


class FetchError(RagError):
    """A page is not fetched: its address is not allowed, its site refuses, or the reply exceeds a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The parts of a checked URL. ``host`` is lower-case ASCII without brackets; ``path`` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as in URLs and in the Host header: with its port where that is not the usual one."""
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
    """Parse a URL once, so that what is checked is what is requested.

    Args:
        url: The URL.
        base: The URL that a relative one refers to.

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
    """Resolve a host once, and check every IP address that it has.

    Args:
        target: The URL of the host.
        allow_private: Accept any address.

    Returns:
        Its IP addresses; connections go to these, so that a second look-up cannot lead elsewhere.

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
    """Say whether an IP address is one of the public Internet.

    An IPv6 address that embeds an IPv4 one counts as that one; tunnels (6to4, Teredo) are never public.

    Args:
        address: An IPv4 or IPv6 address.

    Returns:
        Whether it may be connected to without `--allow-private`.
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
