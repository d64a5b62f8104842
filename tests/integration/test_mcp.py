"""The Model Context Protocol by its official client, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from mcp.client.client import Client

import rag
from rag.web.server import build_app
from tests.serving import call, running

from .conftest import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


@pytest.fixture(scope="module")
def address(archive: rag.Archive) -> Iterator[str]:
    with running(build_app(archive)) as address:
        yield address


def _use(address: str, tool: str, **arguments: Any) -> Any:
    async def use() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool(tool, arguments)

    return _finish(use())


def _finish(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in a thread of its own: in this one the browser tests' event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_an_assistant_asks_reads_and_verifies_in_the_same_contract(
    address: str, archive: rag.Archive
) -> None:
    asked = _use(address, "ask", question=QUESTIONS[0])
    answer = asked.structured_content
    assert {**answer, "elapsed_ms": 0} == {**archive.ask(QUESTIONS[0]).to_dict(), "elapsed_ms": 0}
    assert [json.loads(block.text) for block in asked.content] == [answer]
    article_id = answer["claims"][0]["citations"][0]["article_id"]
    read = _use(address, "read_article", article_id=article_id)
    assert read.structured_content == archive.article(article_id).to_dict()
    assert _use(address, "verify", answers=[answer]).structured_content["holds"] is True


def test_an_assistant_filters_as_programs_do(address: str, archive: rag.Archive) -> None:
    chosen: dict[str, Any] = {
        "since": "2023",
        "authors": ["Ida Holloway"],
        "languages": ["en"],
        "formats": ["text"],
    }
    answer = _use(address, "ask", question=QUESTIONS[0], **chosen).structured_content
    asked = archive.ask(QUESTIONS[0], rag.Filters.parse(**chosen))
    assert {**answer, "elapsed_ms": 0} == {**asked.to_dict(), "elapsed_ms": 0}
    assert {hit["article_id"] for hit in answer["hits"]} == {"fires/mill-burns"}


def test_what_cannot_be_done_is_told_to_the_assistant(address: str) -> None:
    for tool, arguments, said in (
        ("ask", {"question": "?"}, "the question is empty"),
        ("ask", {"question": "who?", "formats": ["doc"]}, "there is no 'doc'"),
        ("read_article", {"article_id": "none"}, "no article has the id"),
        ("verify", {"answers": [{}]}, "not an answer of schema 1"),
    ):
        result = _use(address, tool, **arguments)
        assert result.is_error
        assert said in result.content[0].text


def test_the_tools_state_their_form_and_that_they_change_nothing(address: str) -> None:
    async def tools() -> Any:
        async with Client(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    found = {tool.name: tool for tool in _finish(tools())}
    assert set(found) == {"ask", "read_article", "verify"}
    assert all(tool.output_schema and tool.annotations.read_only_hint for tool in found.values())
    assert "claims" in found["ask"].output_schema["properties"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_other_hosts_and_pages_are_refused(address: str, headers: dict[str, str]) -> None:
    reply = call(address, "/mcp", HELLO, Accept="application/json, text/event-stream", **headers)
    assert reply.status == 403
    assert "content-security-policy" in reply.headers
