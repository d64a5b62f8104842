"""What happens on the Ask tab: asking, stopping, opening a source, keeping, deleting, exporting.

Belongs here: what each event changes. Does not belong here: components (`ask_tab`), how things are drawn
(`html`), the words (`rag.messages.ask`), what a session remembers (`conversation`), what is kept on disk
(`user_store`).

A conversation lives in the session's own `gr.State`. A click on a citation sends only the id of its turn and
its number; the article drawn is the one the answer was made from, so an old citation stays right even after
the index was rebuilt. What a browser sends may be anything and is read as such.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
from collections.abc import AsyncIterator  # Gradio reads the annotations of events
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import messages
from rag.auth.access import user_of
from rag.errors import ArticleMissing, RagError, SavedMissing
from rag.export import EXPORT_FORMATS, EXPORT_SUFFIXES, export_answers
from rag.export.cited import sources_of
from rag.filters import Filters
from rag.verification.saved_answers import check_answer
from rag.web.page.conversation import Asked, Talk, Turn, articles_of, numbered
from rag.web.page.html import (
    Cited,
    draw_article,
    draw_bar,
    draw_choices,
    draw_conversation,
    draw_download,
    draw_examples,
    draw_history,
    draw_notice,
    draw_source,
    draw_source_message,
)
from rag.web.page.suggestions import example_questions
from rag.web.page.user_store import Shelf, shelf_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive
    from rag.schema import Answer, Article

__all__ = ["Change", "Events", "give_up"]

_ASKED_AT_ONCE = 4
"""Questions answered at the same time; the rest wait their turn."""

_LOOK = 0.2
"""Seconds between two looks at whether a question was stopped."""

_MEANWHILE = {"stop", "history", "close-history", "export", "link"}
"""What can be done while a question is answered: whatever leaves the conversation as it is.

The answer to the question is put into the conversation as it was when that was asked, and would undo any
other change; links made meanwhile are put into it as well.
"""

_NAME = "archive"
"""What exported files are named by, with what they hold and the beginning of its SHA-256 behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event does to the page; None leaves a part as it is."""

    talk: Talk | None = None
    notice: str | None = ""
    quiet: bool = True
    history: str | None = None
    download: str | None = None

    def drawn(self) -> tuple[Any, ...]:
        """Return the new values of: talk, bar, conversation, notice, history, download."""
        talk, skip = self.talk, gr.skip()
        shown = (
            (talk, draw_bar(len(talk.records())), draw_conversation(talk.turns, talk.kept_id))
            if talk
            else (skip, skip, skip)
        )
        return (
            *shown,
            skip if self.notice is None else draw_notice(self.notice, quiet=self.quiet),
            skip if self.history is None else self.history,
            skip if self.download is None else self.download,
        )


def give_up(talk: Talk) -> tuple[Any, ...]:
    """Take back the question that could not be answered and say so."""
    return Change(talk=talk, notice=messages.ask.FAILED, quiet=False).drawn()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """A question while it is answered: the id of its turn, what stops it, links made meanwhile by turn."""

    turn: str
    stop: threading.Event = field(default_factory=threading.Event)
    links: dict[str, str] = field(default_factory=dict)

    def linked(self, talk: Talk) -> Talk:
        """Return a conversation with the links made meanwhile."""
        turns = (replace(turn, link=self.links.get(turn.id, turn.link)) for turn in talk.turns)
        return replace(talk, turns=tuple(turns))


class Events:
    """The events of all sessions over one archive."""

    def __init__(self, archive: Archive) -> None:
        """Answer from an archive."""
        self._archive = archive
        self._workers = ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="asking")
        self._asking: dict[str, _Asking] = {}
        self._looking = threading.Lock()
        self._examples = lru_cache(maxsize=2)(lambda _: example_questions(archive))
        self._actions: dict[str, Callable[[_Action], Change]] = {
            "new": lambda _: Change(talk=Talk(), history=""),
            "stop": self._stop,
            "delete": _delete_turn,
            "link": _link,
            "unlink": _unlink,
            "export": _export,
            "history": lambda action: Change(history=action.listed()),
            "close-history": lambda _: Change(history=""),
            "open": self._open,
            "open-answer": self._open_answer,
            "forget": _forget,
            "forget-answer": _forget_answer,
            "forget-all": _forget_all,
        }

    # Asking

    async def ask(
        self, talk: Talk, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Answer one question, drawing first the question, then its answer."""
        asked, replaced = Asked.read(_data(event)), talk.turn(_data(event).get("replaces"))
        turn, session = Turn(asked=asked), str(request.session_hash)
        asking = self._asking[session] = _Asking(turn=turn.id)
        try:
            if asked.question:
                _, _, pending, notice, _, _ = Change(talk=talk.put(turn, replaced)).drawn()
                yield gr.skip(), gr.skip(), pending, notice, gr.skip(), gr.skip()
            future = self._workers.submit(self._answer, asked)
            answer = await _result(future, asking.stop)
            if answer is None:
                yield Change(talk=asking.linked(talk), notice=messages.ask.STOPPED, quiet=False).drawn()
                return
            told = replace(turn, answer=answer.to_dict(), articles=articles_of(answer))
            kept, problem = await asyncio.to_thread(self._shelf(request).keep, talk.put(told, replaced))
            yield Change(talk=asking.linked(kept), notice=problem, quiet=False).drawn()
        except RagError as error:
            yield Change(talk=asking.linked(talk), notice=str(error), quiet=False).drawn()
        finally:
            self._asking.pop(session, None)

    def _answer(self, asked: Asked) -> Answer:
        return self._archive.ask(asked.question, Filters.parse(**asked.filters()))

    def _waiting(self, talk: Talk, session: str) -> _Asking | None:
        """Return what a session has asked and has no answer to yet; None where there is nothing."""
        asking = self._asking.get(session)
        return asking if asking and talk.turn(asking.turn) is None else None

    def _stop(self, action: _Action) -> Change:
        """Stop what the session is asking, or what its page was asking before it was loaded again."""
        for session, asking in tuple(self._asking.items()):
            if session == action.session or asking.turn == action.data.get("turn"):
                asking.stop.set()
        return Change(notice=None)

    # Everything else that changes the conversation

    def act(self, talk: Talk, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Do what a button asks for; what cannot be done is said."""
        session = str(request.session_hash)
        action = _Action(
            talk=talk,
            data=_data(event),
            shelf=self._shelf(request),
            session=session,
            asking=self._waiting(talk, session),
        )
        run = self._actions.get(action.do)
        if action.asking and action.do not in _MEANWHILE:
            return Change(notice=messages.ask.BUSY, quiet=False).drawn()
        try:
            return (run(action) if run else Change()).drawn()
        except RagError as error:
            return Change(notice=str(error), quiet=False).drawn()

    def _shelf(self, request: gr.Request) -> Shelf:
        return shelf_of(self._archive.settings, user_of(request.request.scope))

    def _open(self, action: _Action) -> Change:
        """Open a kept conversation and check its citations against the archive."""
        if action.shelf.history is None:
            return Change()
        found = action.shelf.history.load(action.id)
        turns = tuple(self._kept_turn(answer, action.shelf) for answer in found.answers)
        return Change(talk=Talk(turns=turns, kept=found.summary), history="")

    def _open_answer(self, action: _Action) -> Change:
        """Open the answer of a permanent link as a conversation of its own, which is not kept by itself."""
        turn = self._kept_turn(action.shelf.answer(action.id), action.shelf)
        return Change(talk=Talk(turns=(turn,)), history="")

    def _kept_turn(self, answer: dict[str, Any], shelf: Shelf) -> Turn:
        filters = answer.get("filters")
        asked = {**(filters if isinstance(filters, dict) else {}), "question": answer["question"]}
        checks = tuple(check_answer(answer, self._archive.article))
        articles = {}
        for citation in numbered(answer):
            article = self._now(citation)
            if article and article.text_sha256 == citation["text_sha256"]:
                articles[article.article_id, article.text_sha256] = article
        turn = Turn(asked=Asked.read(asked), answer=answer, articles=articles, checks=checks)
        return replace(turn, link=shelf.answers.find(turn.record()))

    # Sources

    def open_source(self, talk: Talk, event: gr.EventData) -> str:
        """Draw the article behind the citation that was clicked."""
        data = _data(event)
        turn, number = talk.turn(data.get("turn")), data.get("number")
        citations = numbered(turn.answer) if turn and turn.answer else []
        if turn is None or not isinstance(number, int) or not 1 <= number <= len(citations):
            return draw_source_message(messages.ask.GONE)
        try:
            return draw_source(self._cited(turn, citations, number))
        except RagError as error:
            return draw_source_message(str(error))

    def _cited(self, turn: Turn, citations: list[dict[str, Any]], number: int) -> Cited:
        citation = citations[number - 1]
        key = citation["article_id"], citation["text_sha256"]
        article, now = turn.articles.get(key), self._now(citation)
        problem = messages.ask.gone(kept=now is not None)
        if article and article.text[citation["start"] : citation["end"]] != citation["quote"]:
            article, problem = None, messages.ask.NOT_AT_ITS_PLACE
        tellers = self._archive.tellers(key[0]) if now else ()
        return Cited(
            turn=turn.id,
            number=number,
            count=len(citations),
            question=turn.asked.question,
            citation=citation,
            article=article,
            others=tuple(
                (c["start"], c["end"]) for c in citations if (c["article_id"], c["text_sha256"]) == key
            ),
            copies=tuple(copy for copy in tellers if copy.article_id != key[0]),
            newer=now if now and now.text_sha256 != key[1] else None,
            problem=problem,
        )

    def _now(self, citation: dict[str, Any]) -> Article | None:
        """Return a citation's article as the archive has it now; None where it is gone."""
        try:
            return self._archive.article(citation["article_id"])
        except ArticleMissing:
            return None

    def read_article(self, event: gr.EventData) -> str:
        """Draw an article that the source panel names."""
        data = _data(event)
        try:
            article = self._archive.article(str(data.get("article")))
        except RagError as error:
            return draw_source_message(str(error))
        return draw_article(article, str(data.get("turn")), str(data.get("number")))

    # Arriving

    def choices(self) -> str:
        """Draw what the filters may name, each kind of which there are several."""
        kinds = {"outlets": "outlet", "authors": "author", "languages": "language", "formats": "format"}
        named = {name: self._archive.stated(facet) for name, facet in kinds.items()}  # type: ignore[arg-type]
        return draw_choices({name: found if len(found) > 1 else [] for name, found in named.items()})

    def examples(self) -> str:
        """Draw example questions; they are looked for once for each index."""
        try:
            with self._looking:
                return draw_examples(self._examples(self._archive.index_id))
        except RagError:
            return ""  # whatever is wrong with the index is said when something is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """What a button asks for, what it is done with, and the question that the session waits for meanwhile."""

    talk: Talk
    data: dict[str, Any]
    shelf: Shelf
    session: str
    asking: _Asking | None

    @property
    def do(self) -> str:
        """What is to be done."""
        return str(self.data.get("do"))

    @property
    def id(self) -> str:
        """The id of what is kept; "" where none is given."""
        return str(self.data.get("id", ""))

    @property
    def turn(self) -> Turn:
        """The answered turn that is meant; raises SavedMissing where there is none, after a restart, say."""
        turn = self.talk.turn(self.data.get("turn"))
        if turn is None:
            raise SavedMissing(messages.ask.GONE)
        return turn

    def listed(self, gone: str = "") -> str:
        """Draw the history as it is now."""
        shelf, current, page = self.shelf, self.talk.kept_id, self.data.get("page")
        return draw_history(
            shelf.history.summaries() if shelf.history else None,
            shelf.answers.summaries(),
            messages.ask.kept_in(shelf.conversations_folder if shelf.history else None, shelf.answers_folder),
            None if current == gone else current,
            page if isinstance(page, int) else 1,
        )


def _delete_turn(action: _Action) -> Change:
    action.shelf.unlink(action.turn.record())
    talk, problem = action.shelf.keep(action.talk.without(action.turn))
    return Change(talk=talk, notice=problem or messages.ask.DELETED, quiet=not problem)


def _link(action: _Action) -> Change:
    link = action.shelf.answers.save(action.turn.record())
    if action.asking:
        action.asking.links[action.turn.id] = link
        return Change(notice=messages.ask.LINKED_MEANWHILE)
    return Change(
        talk=action.talk.put(replace(action.turn, link=link), action.turn), notice=messages.ask.LINKED
    )


def _unlink(action: _Action) -> Change:
    action.shelf.answers.delete(action.turn.link or "")
    return Change(
        talk=action.talk.put(replace(action.turn, link=None), action.turn), notice=messages.ask.UNLINKED
    )


def _forget(action: _Action) -> Change:
    action.shelf.forget(action.id)
    talk = Talk() if action.id == action.talk.kept_id else None
    return Change(talk=talk, notice=messages.ask.DELETED, history=action.listed(gone=action.id))


def _forget_answer(action: _Action) -> Change:
    action.shelf.answers.delete(action.id)
    unlinked = tuple(replace(t, link=None) if t.link == action.id else t for t in action.talk.turns)
    changed = unlinked != action.talk.turns
    talk = replace(action.talk, turns=unlinked) if changed else None
    return Change(talk=talk, notice=messages.ask.UNLINKED, history=action.listed())


def _forget_all(action: _Action) -> Change:
    action.shelf.clear()
    return Change(talk=Talk(), notice=messages.ask.ALL_DELETED, history=action.listed())


def _export(action: _Action) -> Change:
    """Write one answer, or all, as a document that the browser saves."""
    to = next((to for to in EXPORT_FORMATS if to == action.data.get("to")), None)
    one = "turn" in action.data
    records = [action.turn.record()] if one else action.talk.records()
    if to is None:
        return Change()
    if not records:
        raise SavedMissing(messages.ask.GONE)
    verifiable = to not in ("bibtex", "csl")
    if not verifiable and not sources_of(records):
        return Change(notice=messages.ask.NO_SOURCES)
    document = export_answers(records, to)
    kind, told = "answer" if one else "conversation", hashlib.sha256(document.encode()).hexdigest()[:8]
    name = f"{_NAME}-{kind}-{told}.{EXPORT_SUFFIXES[to]}"
    return Change(
        notice=messages.ask.exported(name, verifiable=verifiable),
        download=draw_download(document, name, secrets.token_hex(8)),
    )


async def _result(future: Future[Answer], stop: threading.Event) -> Answer | None:
    """Wait for an answer; None where it was stopped before. What is computed then is thrown away."""
    answered = asyncio.wrap_future(future)
    while not stop.is_set():
        if (await asyncio.wait([answered], timeout=_LOOK))[0]:
            return answered.result()
    answered.cancel()
    return None


def _data(event: gr.EventData) -> dict[str, Any]:
    """Return what a browser sent with an event, which may be anything."""
    data = event._data  # noqa: SLF001 - its attributes cannot be asked for when it is no object
    return data if isinstance(data, dict) else {}
