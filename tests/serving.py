"""Real servers in this process, and asking them without a browser."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.serving.guard import Guard


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def running(app: Guard) -> Iterator[str]:
    """Serve an application on a free port of the loopback address and yield its URL."""
    config = uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def call(address: str, path: str, data: Any = None, *, method: str | None = None, **headers: str) -> Reply:
    """Ask a server; data that is no bytes is sent as JSON."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=280)
    body = data if isinstance(data, bytes | None) else json.dumps(data).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        if body is not None:
            named = {"Content-Type": "application/json", **named}
        connection.request(method or ("GET" if body is None else "POST"), path, body=body, headers=named)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, found, response.read())
    finally:
        connection.close()
