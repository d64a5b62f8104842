"""Refusals and failures of the API in one stable form.

Belongs here: which error has which status and code. Does not belong here: the messages, which are written
where the facts are.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag import messages
from rag.errors import AnswerFileError, ArticleMissing, IndexError_, ProvenanceError, QuestionError, RagError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

__all__ = ["Busy", "add_handlers", "problem", "problem_of"]


class Busy(RagError):
    """More requests are waiting than the archive will get to in good time."""


def problem(code: str, message: str, where: str | None = None) -> dict[str, Any]:
    """Return the JSON of a refusal or failure.

    Args:
        code: For programs; a code never changes its meaning.
        message: For people: what, where, what to do.
        where: The part of the request, such as `body.question`.

    Returns:
        JSON-ready data.
    """
    return {"schema": 1, "error": {"code": code, "message": message, "where": where}}


def problem_of(error: Exception) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return the status and the JSON of an error; an unforeseen one's text is not repeated."""
    known: tuple[tuple[type[RagError], HTTPStatus, str], ...] = (
        (ArticleMissing, HTTPStatus.NOT_FOUND, "article_missing"),
        (QuestionError, HTTPStatus.UNPROCESSABLE_ENTITY, "question"),
        (AnswerFileError, HTTPStatus.UNPROCESSABLE_ENTITY, "answer"),
        (IndexError_, HTTPStatus.SERVICE_UNAVAILABLE, "index"),
        (ProvenanceError, HTTPStatus.SERVICE_UNAVAILABLE, "index"),
        (Busy, HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    )
    for kind, status, code in known:
        if isinstance(error, kind):
            return status, problem(code, str(error))
    foreseen = isinstance(error, RagError)
    return HTTPStatus.INTERNAL_SERVER_ERROR, problem(
        "failed", str(error) if foreseen else messages.server.FAILED
    )


def add_handlers(app: FastAPI) -> None:
    """Have an application answer every error in the one form.

    A request's content is never repeated in a reply, nor an unforeseen error's text.
    """
    app.add_exception_handler(RagError, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)


async def _failed(_: Request, error: Exception) -> JSONResponse:
    status, content = problem_of(error)
    return JSONResponse(_sendable(content), status.value)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    content = problem("invalid", f"{where}: {first['msg']}.", where)
    return JSONResponse(_sendable(content), HTTPStatus.UNPROCESSABLE_ENTITY.value)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    content = problem(status.name.lower(), f"{status.phrase}: {error.detail}.")
    return JSONResponse(content, status.value, headers=dict(error.headers or {}))


def _sendable(content: Any) -> Any:
    """Return data that can be sent as UTF-8 whatever a request said."""
    if isinstance(content, dict):
        return {key: _sendable(value) for key, value in content.items()}
    return content.encode(errors="backslashreplace").decode() if isinstance(content, str) else content
