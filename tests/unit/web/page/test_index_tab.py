"""Who may change the index on the Index tab."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import gradio as gr
import pytest
from starlette.requests import Request

from rag import messages
from rag.auth.access import attach_user
from rag.index.maintenance import Maintenance
from rag.settings import Settings
from rag.web.page.index_tab import _Events

CHANGING = {
    "start": lambda events, request: events.start(False, False, request),
    "stop": lambda events, request: events.stop(request),
    "compare": lambda events, request: events.compare(request),
    "upload": lambda events, request: events.upload([str(request.sent)], request),
    "confirm_forget": lambda events, request: events.confirm_forget("ferry", request),
    "confirm_going_back": lambda events, request: events.confirm_going_back(
        request, SimpleNamespace(ask_back="000001")
    ),
    "go_back": lambda events, request: events.confirmed("", "", request, SimpleNamespace(go_back="000001")),
    "forget": lambda events, request: events.confirmed("", "", request, SimpleNamespace(forget="ferry")),
}


@pytest.mark.parametrize("event", CHANGING)
@pytest.mark.parametrize(
    "scope", [{}, attach_user({}, name="ida", role="reader")], ids=["nobody", "a reader"]
)
def test_whoever_is_no_administrator_changes_nothing(event, scope, tmp_path, monkeypatch):
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    archive = SimpleNamespace(maintenance=Maintenance(settings), settings=settings, generation=None)
    events = _Events(archive)
    monkeypatch.setattr(events, "_render", lambda *_, **__: ("",) * 7)
    request = gr.Request(Request({"type": "http", "headers": [], **scope}))
    request.sent = tmp_path / "story.txt"
    request.sent.write_text("A boat left.", encoding="utf-8")
    outputs = CHANGING[event](events, request)
    assert sum(messages.index_tab.NOT_ADMINISTRATOR in str(part) for part in outputs) == 1
    assert archive.maintenance.rebuild is None
    assert not settings.corpus.exists()
    assert not settings.index.exists()


def test_every_event_that_changes_something_is_among_those_tried():
    reading = {"arrive", "look", "lines", "turn"}
    public = {name for name, _ in inspect.getmembers(_Events, inspect.isfunction) if not name.startswith("_")}
    assert public - reading == {*CHANGING, "confirmed"} - {"go_back", "forget"}
