"""The rate limits of the server: how many requests, events and wrong passwords are allowed in a minute.

Belongs here: the limits and their counting. Does not belong here: which request counts as what, and for whom
(`guard`). The limit of requests is the setting `requests_per_minute`.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict

__all__ = ["EVENTS_PER_REQUEST", "PASSWORD_ATTEMPTS_PER_MINUTE", "RateLimits", "TokenBuckets"]

PASSWORD_ATTEMPTS_PER_MINUTE = 10
"""Wrong passwords from one address; more than a person mistypes, too few to guess one."""

EVENTS_PER_REQUEST = 10
"""Other events of the page for each request that is allowed: with 120 requests a minute, 20 a second.

A page that shows the Index tab sends forty a minute; a person clicks far less often.
"""

_MAX_CLIENTS = 10_000
"""Most clients whose requests are counted; the one whose last request is oldest is dropped first."""


class TokenBuckets:
    """A token bucket for each client: it holds a minute's requests and refills evenly."""

    def __init__(self, per_minute: int) -> None:
        """Allow each client so many requests a minute, all at once or spread."""
        self._size = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> int:
        """Count one request.

        Args:
            client: Whose request it is.

        Returns:
            0 where it is allowed, otherwise the whole seconds until the next one is.
        """
        tokens, now = self._tokens(client)
        if tokens < 1:
            return math.ceil((1 - tokens) * 60 / self._size)
        self._buckets[client] = (tokens - 1, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > _MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return 0

    def give_back(self, client: str) -> None:
        """Take back the count of one request."""
        tokens, now = self._tokens(client)
        self._buckets[client] = (min(self._size, tokens + 1), now)

    def _tokens(self, client: str) -> tuple[float, float]:
        """Return the tokens that a client has left, and the time of that, in seconds of a monotonic clock."""
        now = time.monotonic()
        tokens, then = self._buckets.get(client, (self._size, now))
        return min(self._size, tokens + (now - then) * self._size / 60), now


class RateLimits:
    """The three limits of the server.

    ``requests`` counts questions on the page, and requests to REST and MCP, ``events`` other events of the
    page, both by user or address; ``password_attempts`` counts wrong passwords by address.
    """

    def __init__(self, requests_per_minute: int) -> None:
        """Limit requests as the settings say, and events in proportion."""
        self.requests = TokenBuckets(requests_per_minute)
        self.events = TokenBuckets(requests_per_minute * EVENTS_PER_REQUEST)
        self.password_attempts = TokenBuckets(PASSWORD_ATTEMPTS_PER_MINUTE)
