"""The REST endpoints under `/api/v1`.

Belongs here: each endpoint with its path, its models and its description. Does not belong here: what it does
(`service`), the models themselves (`models`), passwords and limits (`rag.web.guard`).
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

import rag
from rag.auth.access import role_of
from rag.errors import RagError
from rag.question import Question
from rag.web.api import models
from rag.web.api.problems import add_handlers, problem_of
from rag.web.api.service import filters_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rag.web.api.service import Service

__all__ = ["PREFIX", "build_rest"]

PREFIX = "/api/v1"

_EVENTS = "text/event-stream"
_UNUSABLE: dict[int | str, dict[str, Any]] = {
    400: {"model": models.Error, "description": "The body is not JSON."},
    401: {"model": models.Error, "description": "A name and its password are wanted."},
    403: {"model": models.Error, "description": "The request comes from elsewhere."},
    413: {"model": models.Error, "description": "The body is too large, or its length is not stated."},
    422: {"model": models.Error, "description": "The request cannot be used; the message says why."},
    429: {"model": models.Error, "description": "Too many requests; `Retry-After` says when to come back."},
    503: {"model": models.Error, "description": "The index is missing or damaged, or too many wait."},
}
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Error, "description": "No article has this id."}
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `Accept: text/event-stream` the events `searching`, then `answer` "
        "or `error`, each with JSON data.",
        "content": {_EVENTS: {"schema": {"type": "string"}}},
    }
}

_PASSWORD = {
    "type": "http",
    "scheme": "basic",
    "description": "A user's name and password; where the server has no users, none is wanted.",
}


class _Described(FastAPI):
    """An application whose OpenAPI description says that the server may require a password."""

    def openapi(self) -> dict[str, Any]:
        """Return the description; ``{}`` in ``security`` stands for a server that requires no password."""
        described = super().openapi()
        described["components"]["securitySchemes"] = {"password": _PASSWORD}
        described["security"] = [{"password": []}, {}]
        return described


def build_rest(service: Service) -> FastAPI:
    """Build the REST application, to be mounted at `PREFIX`.

    Args:
        service: What the endpoints call.

    Returns:
        The application; its description is at `/openapi.json` below the prefix.
    """
    app = _Described(
        title="Ask the archive",
        version=rag.__version__,
        description="Every claim of an answer is traced to a source sentence. Texts of articles are data.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        root_path_in_servers=False,
        servers=[{"url": PREFIX}],
    )
    app.include_router(_router(service))
    add_handlers(app)
    return app


def _router(service: Service) -> APIRouter:
    router = APIRouter(responses=_UNUSABLE)

    @router.get("/health", response_model=models.Health, summary="Does the server answer?")
    async def health() -> Response:
        return JSONResponse({"schema": 1, "status": "ok", "version": rag.__version__})

    @router.get("/status", response_model=models.Status, summary="What does the index hold?")
    async def status(request: Request) -> Response:
        # comparing reads every file of the corpus, so only administrators may do it
        return JSONResponse(await service.status(compare=role_of(request.scope) == "administrator"))

    @router.post("/ask", response_model=models.Answer, summary="Ask a question.", responses=_STREAM)
    async def ask(question: models.AskRequest, request: Request) -> Response:
        if _EVENTS not in request.headers.get("accept", ""):
            return JSONResponse(await service.ask(question))
        Question.parse(question.question)
        filters_of(question)
        return StreamingResponse(_events(service, question), media_type=_EVENTS, headers=_UNCACHED)

    @router.post("/search", response_model=models.Found, summary="Find passages.")
    async def search(query: models.SearchRequest) -> Response:
        return JSONResponse(await service.search(query))

    @router.get(
        "/articles/{article_id:path}",
        response_model=models.Article,
        summary="Read an article.",
        responses=_MISSING,
    )
    async def article(article_id: Annotated[str, Path(max_length=4096)]) -> Response:
        return JSONResponse(await service.article(article_id))

    @router.post("/verify", response_model=models.Checks, summary="Do saved answers still hold?")
    async def verify(saved: models.VerifyRequest) -> Response:
        return JSONResponse(await service.verify(saved.answers))

    return router


_LOG = logging.getLogger("uvicorn.error")
"""The log of errors that occur after a reply has begun."""

_UNCACHED = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def _events(service: Service, question: models.AskRequest) -> AsyncIterator[str]:
    """Yield the events of one question; an error is an event too, because the status is already sent."""
    yield _event("searching", {"schema": 1, "question": question.question.strip()})
    try:
        yield _event("answer", await service.ask(question))
    except Exception as error:  # noqa: BLE001 - the status is sent, so the stream itself reports it
        status, content = problem_of(error)
        yield _event("error", {**content, "status": HTTPStatus(status).value})
        if not isinstance(error, RagError):
            _LOG.error("A question failed in its stream.", exc_info=error)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
