"""What a reader sees and may do where passwords are set, and what the administrator does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import rag
from rag import messages
from rag.auth.passwords import store_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor

ARTICLES = Path(__file__).parent / "articles"
STRIKE = "why do the ferry crews of Norrvik strike?"
IDA, TOM = ("ida", "heron over the tarn"), ("tom", "pillar of the bridge")
CONTROLS = (
    messages.index_tab.REBUILD,
    messages.index_tab.STOP,
    messages.index_tab.COMPARE,
    messages.index_tab.FORGET,
    messages.index_tab.GO_BACK,
    "Click to upload or drop files",
)
CALLS: dict[str, tuple[list[Any], dict[str, str]]] = {
    "start": ([True, True], {}),
    "stop": ([], {}),
    "compare": ([], {}),
    "upload": ([None], {}),
    "confirm_forget": (["harbour-strike"], {}),
    "confirm_going_back": ([], {"ask_back": "000001"}),
    "confirmed": (["", ""], {"forget": "harbour-strike"}),
    "confirmed_1": (["", ""], {"go_back": "000001"}),
}
"""What changes or reads the corpus: the event, the values of its form, and what a click sends with it."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose index has two generations."""
    folder = tmp_path_factory.mktemp("roles")
    shutil.copytree(ARTICLES, folder / "corpus")
    rag.rebuild(corpus=folder / "corpus", index=folder / "index")
    (folder / "corpus" / "kite.txt").write_text("A kite flew over Norrvik.", encoding="utf-8")
    rag.rebuild(corpus=folder / "corpus", index=folder / "index")
    return folder


@pytest.fixture(scope="module")
def closed(place: Path, serve: Callable[..., Callable[[], None]]) -> str:
    """Serve it to an administrator and a reader, and return its name among the servers."""
    passwords = place / "passwords.json"
    store_user(passwords, *IDA, "administrator")
    store_user(passwords, *TOM, "reader")
    serve("closed", place, RAG_PASSWORDS=str(passwords), RAG_ANSWER_THRESHOLD="0")
    return "closed"


def shown(visitor: Visitor) -> set[str]:
    """Choose the Index tab and return the controls on it that change something."""
    visitor.page.get_by_role("tab", name="Index").click()
    visitor.page.locator("#index-status dl").wait_for()
    visitor.page.get_by_text("Generation 000001").wait_for()
    tab = visitor.page.locator("#index-tab")
    return {name for name in CONTROLS if tab.get_by_role("button", name=name).count()}


def test_a_reader_sees_no_control_that_changes_anything_and_an_administrator_does(
    visit: Callable[..., Visitor], closed: str
) -> None:
    administrator, reader = visit(closed, user=IDA), visit(closed, user=TOM)
    assert shown(administrator) == set(CONTROLS) - {messages.index_tab.STOP}
    assert administrator.page.get_by_text(messages.index_tab.READERS_SEE).count() == 0
    assert shown(reader) == set()
    assert reader.page.get_by_text(messages.index_tab.READERS_SEE).is_visible()
    assert reader.page.locator("#index-tab input[type=file]").count() == 0


def test_what_a_reader_may_not_do_is_refused_whatever_their_browser_sends(
    visit: Callable[..., Visitor], closed: str, place: Path
) -> None:
    reader = visit(closed, user=TOM)
    shown(reader)
    corpus, request = sorted((place / "corpus").iterdir()), reader.page.request
    generations = sorted((place / "index").rglob("manifest*"))
    assert generations
    events = {e["api_name"]: e["id"] for e in request.get(f"{reader.origin}config").json()["dependencies"]}
    for name, (data, clicked) in CALLS.items():
        sent = {"fn_index": events[name.removesuffix("_1")], "data": data, "event_data": clicked}
        reply = request.post(f"{reader.origin}gradio_api/run/predict", data=sent)
        assert reply.status == 200
        assert messages.index_tab.NOT_ADMINISTRATOR in str(reply.json()["data"]), name
    part = {"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"A raft."}}
    assert request.post(f"{reader.origin}gradio_api/upload", multipart=part).status == 403
    assert sorted((place / "corpus").iterdir()) == corpus
    assert sorted((place / "index").rglob("manifest*")) == generations
    assert "No rebuild was started" in reader.page.locator("#index-run").inner_text()


def test_no_user_sees_another_one_s_conversations_or_permanent_links(
    visit: Callable[..., Visitor], closed: str
) -> None:
    reader, administrator = visit(closed, user=TOM), visit(closed, user=IDA)
    turn = reader.ask(STRIKE)
    reader.act(turn, "Make a permanent link")
    link = turn.get_by_role("link", name="Permanent link to this answer")
    link.wait_for()
    query = str(link.get_attribute("href")).removeprefix("/")
    for visitor, sees in ((reader, True), (administrator, False)):
        visitor.page.get_by_role("button", name="Earlier conversations").click()
        visitor.page.locator(".history").wait_for()
        assert (STRIKE in visitor.page.locator(".history").inner_text()) is sees
    reader.page.goto(f"{reader.origin}{query}")
    reader.page.locator(".turn").get_by_text("every citation holds").wait_for()
    administrator.page.goto(f"{administrator.origin}{query}")
    administrator.page.get_by_role("alert").get_by_text("nothing is kept under this id").wait_for()
    assert STRIKE not in administrator.page.content()
