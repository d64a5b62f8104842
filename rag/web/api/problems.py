"""Error replies of the API, all in one stable form.

Belongs here: the status and code of each error. Does not belong here: the messages, which are written where
an error is raised.
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
    """So many requests are waiting that another one would wait too long."""


def problem(code: str, message: str, where: str | None = None) -> dict[str, Any]:
    """Return an error reply.

    Args:
        code: The code for programs, whose meaning never changes.
        message: The message for people: what is wrong, where, what to do.
        where: The part of the request that is wrong, such as `body.question`; None for the whole.

    Returns:
        JSON-ready data.
    """
    return {"schema": 1, "error": {"code": code, "message": message, "where": where}}


def problem_of(error: Exception) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return the status and the reply of an error; that of an unexpected one does not contain its text."""
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
    is_expected = isinstance(error, RagError)
    return HTTPStatus.INTERNAL_SERVER_ERROR, problem(
        "failed", str(error) if is_expected else messages.server.FAILED
    )


def add_handlers(app: FastAPI) -> None:
    """Let an application answer every error in this form.

    A reply contains neither the content of a request nor the text of an unexpected error.
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
    """Return data with every character that UTF-8 cannot encode escaped."""
    if isinstance(content, dict):
        return {key: _sendable(value) for key, value in content.items()}
    return content.encode(errors="backslashreplace").decode() if isinstance(content, str) else content
