"""REST over real HTTP, over a real index: the same JSON as the command line and Python give."""

from __future__ import annotations

import base64
import concurrent.futures
import json
import shutil
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import rag
from rag.auth.passwords import Authenticator, store_user
from rag.web.api import models
from rag.web.server import build_app
from tests.load.ask import ask_at_once, expected_answers
from tests.serving import call, running

from .conftest import QUESTIONS, UNANSWERABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Place

ASK = "/api/v1/ask"


@pytest.fixture(scope="module")
def archive(built: Place, tmp_path_factory: pytest.TempPathFactory) -> rag.Archive:
    """An archive of this module's own: many questions a minute are a setting, so they change `settings_id`."""
    changes = {"requests_per_minute": 1_000_000, "history_dir": tmp_path_factory.mktemp("history")}
    return rag.open_archive(settings=built.settings(answer_threshold=0.05, **changes))


@pytest.fixture(scope="module")
def address(archive: rag.Archive) -> Iterator[str]:
    with running(build_app(archive)) as address:
        yield address


def _without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "elapsed_ms": 0}


def test_an_answer_is_the_very_json_that_python_gives(address: str, archive: rag.Archive) -> None:
    for question in (*QUESTIONS[:2], UNANSWERABLE):
        reply = call(address, ASK, {"question": question})
        assert reply.status == 200
        assert _without_time(reply.json()) == _without_time(archive.ask(question).to_dict())


def test_filters_and_the_number_of_claims_are_those_of_the_command_line(
    address: str, archive: rag.Archive
) -> None:
    filters: dict[str, Any] = {"since": "2023", "until": "2023-02-03", "outlets": ["Tarn Gazette"]}
    found = call(address, ASK, {"question": QUESTIONS[0], **filters, "claims": 1}).json()
    asked = archive.ask(QUESTIONS[0], rag.Filters.parse(**filters), claims=1)
    assert _without_time(found) == _without_time(asked.to_dict())
    assert len(found["claims"]) == 1


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({"authors": ["ida holloway"]}, {"fires/mill-burns"}),
        ({"languages": ["EN"]}, {"fires/mill-burns"}),
        ({"outlets": ["Tarn Gazette"], "authors": ["Tom Arkwright"]}, set()),
        ({"authors": ["Ida Holloway", "Tom Arkwright"], "formats": ["text"]}, {"fires/mill-burns", "bridge"}),
        ({"formats": ["pdf"]}, set()),
    ],
)
def test_authors_languages_and_formats_filter_asking_and_searching(
    address: str, filters: dict[str, list[str]], passes: set[str]
) -> None:
    found = call(address, "/api/v1/search", {"query": "mill bridge", "limit": 100, **filters}).json()
    assert {hit["article_id"] for hit in found["hits"]} == passes
    answer = call(address, ASK, {"question": QUESTIONS[0], **filters}).json()
    assert {hit["article_id"] for hit in answer["hits"]} <= passes
    assert answer["reason_code"] == (None if "fires/mill-burns" in passes else "filtered_out")


def test_a_status_names_articles_whose_letters_may_be_wrong(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "garbled.txt").write_text("The cafÃ© by the tarn opened on Monday. It sells tea.\n")
    (corpus / "guessed.txt").write_bytes(
        "Die Brücke über den Fluß wurde am Montag für den Verkehr geöffnet, sagte die Bürgermeisterin.\n".encode(
            "cp1252"
        )
    )
    settings = rag.Settings(corpus=corpus, index=tmp_path / "index")
    rag.rebuild(settings=settings)
    archive = rag.open_archive(settings=settings)
    with running(build_app(archive)) as address:
        found = models.Status.model_validate(call(address, "/api/v1/status").json())
    assert found.garbled == ["garbled"]
    assert [guessed.article_id for guessed in found.guessed] == ["guessed"]
    assert found.ledger_generation == found.generation


def test_every_reply_has_exactly_the_form_that_is_described(address: str, archive: rag.Archive) -> None:
    answer = call(address, ASK, {"question": QUESTIONS[0]}).json()
    article_id = answer["claims"][0]["citations"][0]["article_id"]
    replies: list[tuple[type, Any]] = [
        (models.Answer, answer),
        (models.Answer, call(address, ASK, {"question": UNANSWERABLE}).json()),
        (models.Answer, call(address, ASK, {"question": QUESTIONS[0], "since": "2021"}).json()),
        (models.Found, call(address, "/api/v1/search", {"query": "mill", "limit": 3}).json()),
        (models.Article, call(address, f"/api/v1/articles/{quote(article_id)}").json()),
        (models.Status, call(address, "/api/v1/status").json()),
        (models.Checks, call(address, "/api/v1/verify", {"answers": [answer]}).json()),
        (models.Health, call(address, "/api/v1/health").json()),
        (models.Error, call(address, ASK, {}).json()),
    ]
    for form, data in replies:
        assert form.model_validate(data).model_dump(mode="json", by_alias=True) == data


def test_a_stream_says_that_it_searches_and_then_gives_the_same_answer(
    address: str, archive: rag.Archive
) -> None:
    reply = call(address, ASK, {"question": QUESTIONS[1]}, Accept="text/event-stream")
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in reply.body.decode().strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: searching", "event: answer"]
    answer = json.loads(events[1][1].removeprefix("data: "))
    assert _without_time(answer) == _without_time(archive.ask(QUESTIONS[1]).to_dict())


def test_a_stream_ends_with_an_error_where_something_unforeseen_fails(
    built: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = rag.open_archive(settings=built.settings())
    monkeypatch.setattr(archive, "ask", lambda *_, **__: 1 / 0)
    with running(build_app(archive)) as own:
        reply = call(own, ASK, {"question": QUESTIONS[0]}, Accept="text/event-stream")
    events = [block.split("\n") for block in reply.body.decode().strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: searching", "event: error"]
    said = json.loads(events[1][1].removeprefix("data: "))
    assert (said["status"], said["error"]["code"]) == (500, "failed")
    assert "division" not in said["error"]["message"]


def test_a_method_that_is_not_offered_is_told_so(address: str) -> None:
    assert call(address, ASK, method="OPTIONS").status == 405
    assert call(address, "/api/v1/health", method="DELETE").status == 405


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize(
    ("data", "status", "code", "said"),
    [
        ({"question": " ? "}, 422, "question", "empty"),
        ({"question": "x" * 2001}, 422, "invalid", "2000"),
        ({"question": "who?", "since": "May"}, 422, "question", "not a date"),
        ({"question": "who?", "formats": ["doc"]}, 422, "question", "docx"),
        ({"question": "who?", "claims": 7}, 422, "invalid", "body.claims"),
        ({"question": "who?", "model": "x"}, 422, "invalid", "body.model"),
        ({"question": "who \ud800?"}, 422, None, ""),
        (b"{", 422, "invalid", "JSON"),
        (b"[" * 100_000, None, None, ""),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_form(
    address: str, accept: str, data: Any, status: int | None, code: str | None, said: str
) -> None:
    reply = call(address, ASK, data, Accept=accept)
    error = models.Error.model_validate(reply.json()).error
    assert reply.status == status or (status is None and 400 <= reply.status < 500)
    assert code in (None, error.code)
    assert said in error.message


def test_an_article_is_found_by_ids_with_slashes_and_number_signs(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    line = {"id": "a#b/c", "title": "Heron", "text": "The heron of Tarn was seen on Monday. It flew off."}
    (corpus / "birds.jsonl").write_text(json.dumps(line) + "\n")
    settings = rag.Settings(corpus=corpus, index=tmp_path / "index")
    rag.rebuild(settings=settings)
    archive = rag.open_archive(settings=settings)
    (article_id,) = (hit.article.article_id for hit in archive.search("heron"))
    assert "#" in article_id
    with running(build_app(archive)) as address:
        reply = call(address, f"/api/v1/articles/{quote(article_id)}")
        assert reply.json() == archive.article(article_id).to_dict()
        missing = call(address, "/api/v1/articles/no/such%23one")
    assert (missing.status, missing.json()["error"]["code"]) == (404, "article_missing")


def test_saved_answers_are_verified_against_the_archive(address: str) -> None:
    answer = call(address, ASK, {"question": QUESTIONS[0]}).json()
    good = call(address, "/api/v1/verify", {"answers": [answer]}).json()
    assert good["holds"] is True
    assert good["checked"] >= len(answer["claims"])
    answer["claims"][0]["citations"][0]["start"] += 1
    bad = call(address, "/api/v1/verify", {"answers": [answer, answer]}).json()
    assert bad["holds"] is False
    wrong = [check for check in bad["checks"] if not check["holds"]]
    assert wrong[0]["where"].startswith("answer 1: claims[0].citations[0]")
    assert call(address, "/api/v1/verify", {"answers": [{"schema": 2}]}).status == 422


def test_a_damaged_index_is_503_with_the_command_that_mends_it(place: Place) -> None:
    archive = rag.open_archive(settings=place.settings())
    with running(build_app(archive)) as address:
        shutil.rmtree(place.index)
        reply = call(address, ASK, {"question": QUESTIONS[0]})
        assert call(address, "/api/v1/health").status == 200
    assert (reply.status, reply.json()["error"]["code"]) == (503, "index")
    assert "rag rebuild" in reply.json()["error"]["message"]


def test_many_questions_at_once_starve_nobody_and_get_their_own_answers(address: str) -> None:
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        asked = [QUESTIONS[i % len(QUESTIONS)] for i in range(10)]
        replies = [pool.submit(call, address, ASK, {"question": question}) for question in asked]
        began = time.monotonic()
        assert call(address, "/api/v1/health").status == 200
        waited = time.monotonic() - began
        unfinished = sum(not reply.done() for reply in replies)
        assert [reply.result().json()["question"] for reply in replies] == asked
    assert unfinished > 0
    assert waited < 10


def test_ten_users_for_ten_seconds_get_their_own_answers_without_an_error(address: str) -> None:
    expected = expected_answers(address, QUESTIONS)
    load = ask_at_once(address, expected, users=10, seconds=10)
    assert load.problems == []
    assert len(load.seconds) >= 10


def test_a_user_who_gets_the_answer_to_another_question_is_found_whichever_way_it_was_asked(
    address: str,
) -> None:
    expected = expected_answers(address, QUESTIONS[:2])
    swapped = [dict(zip(known, reversed(known.values()), strict=True)) for known in expected]
    problems = ask_at_once(address, swapped, users=2, seconds=0.1).problems
    assert {problem[:6] for problem in problems} == {"user 0", "user 1"}
    assert all("got another answer" in problem for problem in problems)


def test_the_description_is_of_the_paths_that_there_are_and_loads_nothing_from_elsewhere(
    address: str,
) -> None:
    reply = call(address, "/api/v1/openapi.json")
    assert set(reply.json()["paths"]) == {
        "/ask",
        "/search",
        "/articles/{article_id}",
        "/status",
        "/verify",
        "/health",
    }
    assert b"://" not in reply.body.replace(b"https://spec.openapis.org", b"")
    for path in ("/api/v1/docs", "/api/v1/redoc", "/docs"):
        assert call(address, path).status == 404


def test_the_description_says_that_a_password_may_be_wanted_as_it_is(
    address: str, archive: rag.Archive, tmp_path: Path
) -> None:
    described = call(address, "/api/v1/openapi.json").json()
    ((name, scheme),) = described["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "basic")
    assert described["security"] == [{name: []}, {}]
    assert not [o for path in described["paths"].values() for o in path.values() if "security" in o]
    assert call(address, "/api/v1/health").status == 200
    store_user(tmp_path / "passwords.json", "ida", "heron over the tarn", "reader")
    known = "Basic " + base64.b64encode(b"ida:heron over the tarn").decode()
    with running(build_app(archive, authenticator=Authenticator(tmp_path / "passwords.json"))) as closed:
        assert call(closed, "/api/v1/health").headers["www-authenticate"].startswith("Basic ")
        reply = call(closed, "/api/v1/openapi.json", Authorization=known)
    assert reply.json() == described


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
def test_the_description_holds_for_made_up_requests(address: str) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:
        _try(operation.as_strategy())


def _try(strategy: Any) -> None:
    from hypothesis import HealthCheck, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    @given(case=strategy)
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    def check(case: Any) -> None:
        # What is a question or a date is told by words, not by the form: 422 is right for some of the form.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    check()
