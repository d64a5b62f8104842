"""Real servers in this process, and asking them, or driving their page, without a browser."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.web.guard import Guard


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


@dataclass(frozen=True)
class Page:
    """The page in one window, as a browser drives it; ``headers`` are those of its requests."""

    address: str
    config: dict[str, Any]
    headers: dict[str, str]
    session: str = field(default_factory=lambda: secrets.token_hex(5))

    @classmethod
    def open(cls, address: str, **headers: str) -> Page:
        headers = {"Origin": address, "Sec-Fetch-Site": "same-origin", **headers}
        return cls(address, call(address, "/config", **headers).json(), headers)

    def ask(self, question: str) -> str:
        """Ask a question and return the conversation as it is drawn when that is answered."""
        received = self.event("composer", "submit", {"question": question}).splitlines()
        done = next(json.loads(message) for message in received if '"process_completed"' in message)
        assert done["success"], done
        return next(part for part in done["output"]["data"] if 'class="conversation"' in str(part))

    def event(self, part: str, trigger: str, data: dict[str, Any]) -> str:
        """Cause an event and return all that the server sends until it is done."""
        sent = self.send(part, trigger, data)
        if "event_id" not in sent:
            return json.dumps(sent)
        received = list(self.received())
        assert any('"process_completed"' in message for message in received)
        return "\n".join(received)

    def send(self, part: str, trigger: str, data: dict[str, Any]) -> dict[str, Any]:
        """Cause an event and return its outcome, or the id of one that is queued."""
        (target,) = (c["id"] for c in self.config["components"] if c["props"].get("elem_id") == part)
        (event,) = (
            found
            for found in self.config["dependencies"]
            if [target, trigger] in [list(t) for t in found["targets"]]
        )
        path = "/gradio_api/queue/join" if event["queue"] else "/gradio_api/run/predict"
        sent = {"data": [None], "event_data": data, "fn_index": event["id"], "session_hash": self.session}
        reply = call(self.address, path, sent, **self.headers)
        assert reply.status == 200, reply.body
        return reply.json()

    def received(self) -> Iterator[str]:
        """Yield what the server sends of queued events, each message as JSON, as it comes."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=280)
        with closing(connection):
            path = f"/gradio_api/queue/data?session_hash={self.session}"
            connection.request("GET", path, headers=self.headers)
            for line in connection.getresponse():
                if line.startswith(b"data: "):
                    yield line.removeprefix(b"data: ").decode()
