"""A web site on the loopback that answers as a test says, also in ways in which no site should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[socket.socket], None]
"""What is sent for a path: as it is, or by a function that has the connection."""


def page(
    body: str | bytes, media_type: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": media_type, "Content-Length": str(len(data))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + data


def redirect(where: str, status: str = "302 Found") -> bytes:
    return page("", status=status, Location=where)


class Site:
    """Its address, what it answers, and what it was asked: (path, whole request)."""

    def __init__(self, port: int, answers: Mapping[str, Answer]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.answers = dict(answers)
        self.asked: list[tuple[str, str]] = []

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request:
                received = connection.recv(65_536)
                if not received:
                    return
                request += received
            text = request.decode("latin-1")
            path = text.split(" ", 2)[1]
            self.asked.append((path, text))
            answer = self.answers.get(path, page("there is no such page", status="404 Not Found"))
            if isinstance(answer, bytes):
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
            else:
                answer(connection)


@contextmanager
def site(
    answers: Mapping[str, Answer] | None = None, wrap: Callable[[socket.socket], socket.socket] = lambda s: s
) -> Iterator[Site]:
    """Serve until the block ends; `wrap` makes a connection a secure one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.02)
        served = Site(listener.getsockname()[1], answers or {})
        stop = threading.Event()

        def answer(connection: socket.socket) -> None:
            with suppress(OSError):
                served.answer(wrap(connection))
            connection.close()

        def serve() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            stop.set()
            thread.join()
