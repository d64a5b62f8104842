"""What a server with users keeps and says of their questions: a real `rag serve`, asked as browsers ask."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from rag.auth.passwords import store_user
from tests.serving import Page, call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Place

IDAS = "why was the old bridge closed?"
TOMS = "who won the council election?"
SECRET = "zanzibarian"
"""Stands in every question and request that must not be found again."""


@dataclass(frozen=True)
class Serving:
    address: str
    log: Path

    def page(self, user: str) -> Page:
        return Page.open(self.address, Authorization=_as(user))


def _as(user: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{user} {SECRET}".encode()).decode()


@pytest.fixture(scope="module")
def serving(built: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("privacy")
    for user in ("ida", "tom"):
        store_user(folder / "passwords.json", user, f"{user} {SECRET}", "reader")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    places = {"RAG_PASSWORDS": str(folder / "passwords.json"), "RAG_HISTORY_DIR": str(folder / "history")}
    command = [sys.executable, "-m", "rag", "serve", "--port", "0", "--index", str(built.index)]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**kept, **places})
    try:
        while not (found := re.search(r"http://[^/\s]+(?=/)", log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield Serving(found[0], log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_users_do_not_see_each_others_conversations(serving: Serving) -> None:
    ida, tom = serving.page("ida"), serving.page("tom")
    assert "conversation" in ida.event("composer", "submit", {"question": IDAS})
    assert "conversation" in tom.event("composer", "submit", {"question": TOMS})
    mine, other = (page.event("bar", "select", {"do": "history"}) for page in (ida, tom))
    assert (IDAS in mine, TOMS in mine) == (True, False)
    assert (IDAS in other, TOMS in other) == (False, True)
    files = serving.log.parent.rglob("conversations/*/*")
    (kept,) = (path.stem for path in files if IDAS in path.read_text())
    opened = {"do": "open", "id": kept}
    assert IDAS not in tom.event("history", "select", opened)
    assert IDAS in ida.event("history", "select", opened)


def test_a_question_stands_in_no_log_however_it_is_asked(serving: Serving) -> None:
    page, question, ida = serving.page("ida"), f"why is the {SECRET} bridge closed?", _as("ida")
    page.event("composer", "submit", {"question": question})
    page.event("composer", "submit", {"question": question, "since": SECRET})
    tool = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    tool["params"] = {"name": "ask", "arguments": {"question": question, "since": SECRET}}
    for path, data in (
        ("/api/v1/ask", {"question": question}),
        ("/api/v1/ask", {"question": question, "formats": [SECRET]}),
        ("/api/v1/search", {"query": question, SECRET: SECRET}),
        ("/api/v1/ask", f"{{{SECRET}".encode()),
        ("/api/v1/verify", {"answers": [{"schema": 1, "question": question, "claims": SECRET}]}),
        ("/mcp", tool),
        ("/mcp", f"{{{SECRET}".encode()),
        (f"/api/v1/ask?question={SECRET}", None),
        (f"/{SECRET}", None),
    ):
        for accept in ("application/json", "application/json, text/event-stream"):
            call(serving.address, path, data, Accept=accept, Authorization=ida)
    call(serving.address, "/", Authorization=f"Basic {SECRET}")
    assert SECRET not in serving.log.read_text()
    assert len(serving.log.read_text().splitlines()) == 2
