"""Who is let in, as whom, and how often: real servers with passwords and limits."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from fastapi.routing import iter_route_contexts

import rag
from rag.auth.access import role_of, user_of
from rag.auth.passwords import Authenticator, read_users, remove_user, store_user
from rag.errors import PasswordError, ServerError
from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES
from rag.messages.page import NOT_UPLOADED
from rag.messages.server import OTHER_HOST, OTHER_ORIGIN, TOO_MANY_REQUESTS
from rag.web.guard import Guard
from rag.web.rate_limit import EVENTS_PER_REQUEST, PASSWORD_ATTEMPTS_PER_MINUTE
from rag.web.server import _public_host, build_app, serve
from tests.serving import Page, call, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from .conftest import Outcome, Place

SECRET = "heron over the tarn"
OTHER = "pillar of the bridge"


def _as(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "config" / "passwords.json"
    store_user(path, "ida", SECRET, "administrator")
    store_user(path, "tom", OTHER, "reader")
    return path


@pytest.fixture(scope="module")
def closed(archive: rag.Archive, users: Path) -> Iterator[str]:
    with running(
        build_app(archive, authenticator=Authenticator(users), hosts={"archive.example"})
    ) as address:
        yield address


@pytest.mark.parametrize(
    "path", ["/", "/config", "/api/v1/health", "/api/v1/openapi.json", "/mcp", "/assets/x.js"]
)
def test_nothing_is_shown_without_a_password(closed: str, path: str) -> None:
    for headers in ({}, {"Authorization": _as("nobody", SECRET)}, {"Authorization": "Bearer x"}):
        reply = call(closed, path, **headers)
        assert reply.status == 401
        assert reply.headers["www-authenticate"].startswith("Basic ")
        assert "content-security-policy" in reply.headers


def test_users_come_in_with_their_own_passwords(closed: str) -> None:
    for name, password in (("ida", SECRET), ("tom", OTHER)):
        assert call(closed, "/", Authorization=_as(name, password)).status == 200
        assert call(closed, "/api/v1/health", Authorization=_as(name, password)).status == 200
    assert call(closed, "/", Authorization=_as("ida", OTHER)).status == 401
    assert call(closed, "/", Host="archive.example", Authorization=_as("tom", OTHER)).status == 200
    assert call(closed, "/", Host="other.example", Authorization=_as("tom", OTHER)).status == 403


def test_only_an_administrator_has_every_file_of_the_corpus_read(closed: str) -> None:
    status = "/api/v1/status"
    assert call(closed, status, Authorization=_as("ida", SECRET)).json()["changes"] is not None
    assert call(closed, status, Authorization=_as("tom", OTHER)).json()["changes"] is None


def test_only_an_administrator_uploads_and_never_more_than_the_limit(closed: str) -> None:
    path, part = "/gradio_api/upload", "multipart/form-data; boundary=b"
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nText.\r\n--b--\r\n'
    sent = {"Content_Type": part}
    assert call(closed, path, body, Authorization=_as("tom", OTHER), **sent).status == 403
    assert call(closed, path, body, Authorization=_as("ida", SECRET), **sent).status == 200
    large = {**sent, "Content_Length": str(MAX_UPLOAD_BYTES + 1)}
    assert call(closed, path, b"", Authorization=_as("ida", SECRET), **large).status == 413


def test_wrong_passwords_are_slowed_down_and_right_ones_still_come_in(
    archive: rag.Archive, users: Path
) -> None:
    with running(build_app(archive, authenticator=Authenticator(users))) as address:
        assert call(address, "/config", Authorization=_as("ida", SECRET)).status == 200
        with ThreadPoolExecutor(20) as pool:
            guesses = [_as("ida", f"guess {i}") for i in range(2 * PASSWORD_ATTEMPTS_PER_MINUTE)]
            tried = list(pool.map(lambda guess: call(address, "/config", Authorization=guess), guesses))
        slowed = [reply for reply in tried if reply.status == 429]
        assert len(slowed) >= PASSWORD_ATTEMPTS_PER_MINUTE / 2
        assert len(slowed) + sum(reply.status == 401 for reply in tried) == len(tried)
        assert all(int(reply.headers["retry-after"]) >= 1 for reply in slowed)
        assert call(address, "/config", Authorization=_as("ida", SECRET)).status == 200


def test_a_removed_user_and_a_changed_password_count_at_once(archive: rag.Archive, tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    store_user(path, "ida", SECRET, "administrator")
    store_user(path, "tom", OTHER, "reader")
    with running(build_app(archive, authenticator=Authenticator(path))) as address:
        assert call(address, "/config", Authorization=_as("tom", OTHER)).status == 200
        remove_user(path, "tom")
        assert call(address, "/config", Authorization=_as("tom", OTHER)).status == 401
        store_user(path, "ida", OTHER, "administrator")
        assert call(address, "/config", Authorization=_as("ida", SECRET)).status == 401
        assert call(address, "/config", Authorization=_as("ida", OTHER)).status == 200


def test_the_guard_says_who_asks_and_what_they_may_do(users: Path) -> None:
    seen: list[tuple[str | None, str]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            seen.append((user_of(scope), role_of(scope)))
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    hosts = {"127.0.0.1"}
    with running(
        Guard(app, hosts=hosts, authenticator=Authenticator(users), requests_per_minute=9)
    ) as address:
        call(address, "/config", Authorization=_as("tom", OTHER))
        call(address, "/config", Authorization=_as("ida", SECRET))
    with running(Guard(app, hosts=hosts, authenticator=None, requests_per_minute=9)) as address:
        call(address, "/config", Authorization=_as("tom", OTHER))
    assert seen == [("tom", "reader"), ("ida", "administrator"), (None, "administrator")]


def test_each_user_has_so_many_requests_a_minute(users: Path) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    with running(
        Guard(app, hosts={"127.0.0.1"}, authenticator=Authenticator(users), requests_per_minute=3)
    ) as address:
        ida, tom = ({"Authorization": _as(*who)} for who in (("ida", SECRET), ("tom", OTHER)))
        assert [call(address, "/api/v1/ask", {}, **ida).status for _ in range(4)] == [204, 204, 204, 429]
        reply = call(address, "/mcp", {}, **ida)
        assert (reply.status, reply.json()["error"]["code"]) == (429, "too_many_requests")
        assert int(reply.headers["retry-after"]) in range(1, 21)
        assert call(address, "/api/v1/ask", {}, **tom).status == 204
        assert call(address, "/api/v1/health", **ida).status == 204


def test_a_body_without_a_length_or_longer_than_it_states_gets_no_further(closed: str) -> None:
    headers = f"Host: 127.0.0.1\r\nAuthorization: {_as('ida', SECRET)}\r\nContent-Type: application/json\r\n"
    address = urlsplit(closed)
    for sent, status in (
        ("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b" 413 "),
        ("Content-Length: 2\r\nConnection: close\r\n\r\n{}" + "x" * 300_000, b" 422 "),
    ):
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as raw:
            raw.sendall(f"POST /api/v1/ask HTTP/1.1\r\n{headers}{sent}".encode())
            assert status in raw.recv(4096).split(b"\r\n")[0]


def test_every_other_event_of_the_page_is_counted_too(users: Path) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    with running(
        Guard(app, hosts={"127.0.0.1"}, authenticator=Authenticator(users), requests_per_minute=1)
    ) as address:
        ida, tom = ({"Authorization": _as(*who)} for who in (("ida", SECRET), ("tom", OTHER)))
        events = [call(address, "/gradio_api/run/predict", {}, **ida) for _ in range(EVENTS_PER_REQUEST + 1)]
        assert [reply.status for reply in events] == [204] * EVENTS_PER_REQUEST + [429]
        assert events[-1].json() == {"error": TOO_MANY_REQUESTS}
        assert int(events[-1].headers["retry-after"]) in range(1, 7)
        asked = [call(address, "/gradio_api/queue/join", {}, **ida).status for _ in range(2)]
        assert asked == [204, 429]
        assert call(address, "/gradio_api/run/predict", {}, **tom).status == 204


def test_an_event_runs_by_the_two_paths_that_are_counted_and_a_question_by_one(archive: rag.Archive) -> None:
    asked = {"data": [None], "fn_index": 0, "event_data": {"question": "who met?"}}
    with running(build_app(archive)) as address:
        config = call(address, "/config").json()
        queued = [event["id"] for event in config["dependencies"] if event["queue"]]
        assert asked["fn_index"] in queued
        assert call(address, "/gradio_api/run/predict", asked).status == 404
        assert call(address, "/gradio_api/queue/join", {**asked, "session_hash": "one"}).status == 200
        for path in (
            "run/ask",
            "run/predict/",
            "api/ask",
            "api/predict",
            "call/ask",
            "call/v2/ask",
            "cancel",
        ):
            assert call(address, f"/gradio_api/{path}", asked).status == 404


def test_no_event_takes_a_file_of_the_server_or_an_address_that_was_not_sent_to_it(
    place: Place, tmp_path: Path
) -> None:
    secret, corpus = tmp_path / "secret.txt", sorted(place.corpus.rglob("*"))
    secret.write_text("The key lies under the third stone.", encoding="utf-8")
    with running(build_app(rag.open_archive(settings=place.settings()))) as address:
        events = {event["api_name"]: event["id"] for event in call(address, "/config").json()["dependencies"]}
        for path in (str(secret), "/etc/hostname", f"{address}/config", "file:///etc/hostname", "x/../../x"):
            named = {"path": path, "meta": {"_type": "gradio.FileData"}}
            for name, data in (("upload", [[named]]), ("confirm_forget", [named]), ("lines", [named, ""])):
                sent = {"fn_index": events[name], "data": data}
                reply = call(address, "/gradio_api/run/predict", sent)
                assert (reply.status, reply.json()["error"]) == (500, NOT_UPLOADED), (path, name)
    assert sorted(place.corpus.rglob("*")) == corpus
    assert secret.exists()


def test_however_many_questions_wait_the_next_one_is_drawn_at_once(
    built: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, answered = rag.Archive.ask, threading.Event()
    monkeypatch.setattr(rag.Archive, "ask", lambda *a, **k: answered.wait(60) and ask(*a, **k))
    with running(build_app(rag.open_archive(settings=built.settings(history_dir=tmp_path)))) as address:
        first = Page.open(address)
        pages = [first, *(replace(first, session=f"waiting-{n}") for n in range(1, 45))]
        for page in pages:
            page.send("composer", "submit", {"question": "why was the bridge closed?"})
        try:
            last = pages[-1].received()
            assert any("Searching the archive" in message for message in islice(last, 3))
        finally:
            answered.set()
        assert any('"process_completed"' in message for message in last)


def _routes(routes: Iterable[Any], above: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield every path of an application with its methods, those of applications within it as well."""
    for route in iter_route_contexts(list(routes)):
        inner = getattr(route.original_route, "routes", None)
        path = above + (route.path or "")
        if inner is None:
            yield re.sub(r"{\w+(:path)?}", "x", path), route.methods or {"GET", "POST", "DELETE"}
        else:
            yield from _routes(inner, path)


async def _asked(app: Guard, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send a request past the network and return the status and the body of its reply."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"answer=x", "headers": named}
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Host": "evil.example"}, OTHER_HOST),
        ({"Host": "127.0.0.2:7860"}, OTHER_HOST),
        ({}, OTHER_HOST),
        ({"Host": "127.0.0.1", "Origin": "http://evil.example"}, OTHER_ORIGIN),
        ({"Host": "127.0.0.1:7860", "Origin": "http://127.0.0.1:7861"}, OTHER_ORIGIN),
        ({"Host": "127.0.0.1", "Origin": "null"}, OTHER_ORIGIN),
        ({"Host": "127.0.0.1", "Sec-Fetch-Site": "cross-site"}, OTHER_ORIGIN),
    ],
)
def test_other_hosts_and_other_pages_are_refused_on_every_route_there_is(
    archive: rag.Archive, headers: dict[str, str], said: str
) -> None:
    app = build_app(archive)
    routes = list(_routes(app._app.routes))
    known = {"/", "/mcp", "/api/v1/ask", "/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/run/x"}
    assert known <= {path for path, _ in routes}
    assert len(routes) > 80
    tried = [
        (path, method)
        for path, methods in routes
        for method in methods | {"POST"}
        if path != "/" or "Sec-Fetch-Site" not in headers  # a link on another page leads to "/"
    ]

    async def all_of_them() -> list[tuple[int, bytes]]:
        return [await _asked(app, method, path, headers) for path, method in tried]

    with ThreadPoolExecutor(1) as pool:  # a loop of its own, whatever runs in this thread
        replies = pool.submit(asyncio.run, all_of_them()).result()
    for (path, method), (status, body) in zip(tried, replies, strict=True):
        assert status == 403, (method, path)
        assert method == "HEAD" or said.encode() in body, (method, path)


def test_passwords_are_hashed_in_a_file_of_their_owner_alone(users: Path) -> None:
    content = users.read_text()
    assert SECRET not in content
    assert content.count("$argon2id$") == 2
    assert {name: user.role for name, user in read_users(users).items()} == {
        "ida": "administrator",
        "tom": "reader",
    }
    if os.name == "posix":
        assert users.stat().st_mode & 0o777 == 0o600
        assert users.parent.stat().st_mode & 0o777 == 0o700


def test_a_short_password_a_strange_name_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    with pytest.raises(PasswordError, match="12 to"):
        store_user(path, "ida", "short", "reader")
    with pytest.raises(PasswordError, match="no user name"):
        store_user(path, "ida:tom", SECRET, "reader")
    for content in ("{", "[]", '{"users": {"ida": {"role": "king", "hash": "x"}}}', '{"users": []}'):
        path.write_text(content)
        with pytest.raises(PasswordError, match="damaged"):
            Authenticator(path)


def test_users_set_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(store_user, path, f"u{i}", SECRET, "reader") for i in range(6)]:
            done.result()
    assert len(read_users(path)) == 6


def test_another_host_needs_a_password_and_a_name(built: Place, users: Path, tmp_path: Path) -> None:
    open_to_all = rag.open_archive(settings=built.settings(passwords=tmp_path / "none.json"))
    with pytest.raises(ServerError, match="rag password USER"):
        serve(open_to_all, host="192.0.2.1")
    with pytest.raises(ServerError, match="rag password USER"):
        serve(open_to_all, host="127.0.0.1", names=("archive.example",))
    closed = rag.open_archive(settings=built.settings(passwords=users))
    with pytest.raises(ServerError, match="--name"):
        serve(closed, host="0.0.0.0")
    with pytest.raises(ServerError, match="cannot listen"):
        serve(closed, host="192.0.2.1")


def test_the_address_that_is_shown_can_be_opened() -> None:
    assert _public_host("0.0.0.0", ("archive.example", "192.0.2.1")) == "archive.example"
    assert _public_host("::", ("2001:db8::1",)) == "[2001:db8::1]"
    assert _public_host("127.0.0.1", ("archive.example",)) == "127.0.0.1"


def test_the_command_sets_lists_and_removes_users(
    rag_command: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"RAG_PASSWORDS": str(tmp_path / "passwords.json")}
    with (tmp_path / "typed").open("w+") as typed:
        typed.write(f"{SECRET}\n")
        typed.seek(0)
        monkeypatch.setattr("sys.stdin", typed)
        assert rag_command("password", "ida", "--role", "administrator", env=env).code == 0
    assert rag_command("password", env=env).out == "ida: administrator\n"
    assert Authenticator(tmp_path / "passwords.json").check("ida", SECRET) is not None
    assert rag_command("password", "ida", "--remove", env=env).code == 0
    rag_command("password", "ida", "--remove", env=env).refused("no user 'ida'")
    assert rag_command("password", env=env).out == ""
