"""What the API does, for REST and for the Model Context Protocol alike.

Belongs here: calling the archive in a limited number of threads, and returning replies as data. Does not
belong here: HTTP (`rest`), tools (`mcp`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread

from rag import messages
from rag.errors import AnswerFileError
from rag.filters import Filters
from rag.schema import ANSWER_SCHEMA
from rag.verification.saved_answers import check_answer
from rag.web.api.models import Filtered
from rag.web.api.problems import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.archive import Archive
    from rag.verification.saved_answers import Check
    from rag.web.api.models import AskRequest, SearchRequest

__all__ = ["MAX_WAITING", "WORKERS", "Service", "filters_of"]

WORKERS = 4
"""Requests that are processed at the same time, as many as on the page. The others wait, so that quick
requests are answered meanwhile."""

MAX_WAITING = 200
"""Most requests that wait; at half a second each, a client would give up before its turn comes."""


def filters_of(request: Filtered) -> Filters:
    """Return the filters of a request; raises QuestionError where one cannot be used."""
    return Filters.parse(**request.model_dump(include=set(Filtered.model_fields)))


class Service:
    """Calls an archive from an event loop; it may be created outside of the loop."""

    def __init__(self, archive: Archive) -> None:
        """Serve an archive."""
        self._archive = archive
        self._limiter: CapacityLimiter | None = None

    async def ask(self, request: AskRequest) -> dict[str, Any]:
        """Return the answer to a question; raises RagError as `Archive.ask` does, and Busy."""

        def work() -> dict[str, Any]:
            filters = filters_of(request)
            return self._archive.ask(request.question, filters, claims=request.claims).to_dict()

        return await self._run(work)

    async def search(self, request: SearchRequest) -> dict[str, Any]:
        """Return the passages nearest to a query; raises RagError as `Archive.search` does, and Busy."""

        def work() -> dict[str, Any]:
            hits = self._archive.search(request.query, filters_of(request), limit=request.limit)
            found = [{**hit.article.metadata(), **hit.to_dict(), "text": hit.text} for hit in hits]
            return {"schema": 1, "query": request.query.strip(), "hits": found}

        return await self._run(work)

    async def article(self, article_id: str) -> dict[str, Any]:
        """Return an article; raises ArticleMissing, IndexError_ and Busy."""
        return await self._run(lambda: self._archive.article(article_id).to_dict())

    async def status(self, *, compare: bool) -> dict[str, Any]:
        """Return the status of the index, on request with the corpus changes; raises IndexError_, Busy."""

        def work() -> dict[str, Any]:
            changes = self._archive.changes() if compare else None
            return replace(self._archive.status(), changes=changes).to_dict()

        return await self._run(work)

    async def verify(self, answers: Sequence[Any]) -> dict[str, Any]:
        """Check the citations of saved answers against the archive; raises RagError and Busy."""
        return await self._run(lambda: _verified(answers, self._archive))

    async def _run(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if self._limiter is None:
            self._limiter = CapacityLimiter(WORKERS)
        if self._limiter.statistics().tasks_waiting >= MAX_WAITING:
            raise Busy(messages.server.TOO_MANY_WAIT)
        return await to_thread.run_sync(work, limiter=self._limiter)


def _verified(answers: Sequence[Any], archive: Archive) -> dict[str, Any]:
    checks: list[Check] = []
    for number, answer in enumerate(answers, 1):
        if not isinstance(answer, dict) or answer.get("schema") != ANSWER_SCHEMA:
            raise AnswerFileError(messages.server.not_an_answer(number, ANSWER_SCHEMA))
        place = f"answer {number}: " if len(answers) > 1 else ""
        checks += [replace(c, where=place + c.where) for c in check_answer(answer, archive.article)]
    failed = sum(not check.holds for check in checks)
    reply = {"schema": 1, "holds": not failed, "checked": len(checks), "failed": failed}
    return {**reply, "checks": [check.to_dict() for check in checks]}
