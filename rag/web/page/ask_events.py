"""What happens on the Ask tab: asking, stopping, opening a source, saving, deleting, exporting.

Belongs here: what each event changes. Does not belong here: layout (`ask_tab`), HTML (`html`), texts
(`rag.messages.ask_tab`), what a session holds (`conversation`), what is saved on disk (`user_store`).

A conversation lives in the session's own `gr.State`. A click on a citation sends only the id of its turn and
its number; the panel shows the article that the answer was made from, so an old citation stays right after a
rebuild. Data of an event comes from a browser and is not trusted.
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
from rag.web.page.conversation import AskedQuestion, Conversation, Turn, articles_of, numbered
from rag.web.page.example_questions import example_questions
from rag.web.page.html.controls import (
    render_conversation_bar,
    render_download,
    render_examples,
    render_notice,
)
from rag.web.page.html.conversation import render_conversation
from rag.web.page.html.history import render_history
from rag.web.page.html.question_form import render_filter_choices
from rag.web.page.html.source_panel import (
    ShownCitation,
    render_other_article,
    render_source,
    render_source_message,
)
from rag.web.page.user_store import UserStore, open_user_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive
    from rag.filters import Facet
    from rag.schema import Answer, Article

__all__ = ["AskEvents", "Change", "report_failure"]

_MAX_CONCURRENT_QUESTIONS = 4
"""Questions that are answered at the same time; the others wait."""

_STOP_INTERVAL = 0.2
"""Seconds between two checks whether a question was stopped."""

_ALLOWED_WHILE_ASKING = {"stop", "history", "close-history", "export", "link"}
"""Actions that are allowed while a question is being answered, because they do not change the conversation.

The answer is added to the conversation as it was when the question was asked, which would undo any other
change. Links that are created meanwhile are added to it as well.
"""

_EXPORT_NAME = "archive"
"""Beginning of the name of an exported file; its kind and the start of its SHA-256 follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event changes on the page; None leaves a part as it is.

    Attributes:
        conversation: The session's new conversation.
        notice: The message to show; "" clears the last one.
        quiet: Whether the message reports success.
        history: The HTML of the history; "" closes it.
        download: The HTML of a document that the browser saves.
    """

    conversation: Conversation | None = None
    notice: str | None = ""
    quiet: bool = True
    history: str | None = None
    download: str | None = None

    def outputs(self) -> tuple[Any, ...]:
        """Return the new values of: state, bar, conversation, notice, history, download."""
        new, skip = self.conversation, gr.skip()
        shown = (
            (new, render_conversation_bar(len(new.records())), render_conversation(new.turns, new.saved_id))
            if new
            else (skip, skip, skip)
        )
        return (
            *shown,
            skip if self.notice is None else render_notice(self.notice, quiet=self.quiet),
            skip if self.history is None else self.history,
            skip if self.download is None else self.download,
        )


def report_failure(conversation: Conversation) -> tuple[Any, ...]:
    """Remove the question that could not be answered, and say so."""
    return Change(conversation=conversation, notice=messages.ask_tab.FAILED, quiet=False).outputs()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """A question that is being answered.

    Attributes:
        turn: The id of its turn.
        stop: Set where the user stops it.
        links: Id of a turn → id of the permanent link that was created meanwhile.
    """

    turn: str
    stop: threading.Event = field(default_factory=threading.Event)
    links: dict[str, str] = field(default_factory=dict)

    def with_links(self, conversation: Conversation) -> Conversation:
        """Return a conversation with the links that were created meanwhile."""
        turns = (replace(turn, link=self.links.get(turn.id, turn.link)) for turn in conversation.turns)
        return replace(conversation, turns=tuple(turns))


class AskEvents:
    """The events of all sessions over one archive."""

    def __init__(self, archive: Archive) -> None:
        """Answer from an archive."""
        self._archive = archive
        self._workers = ThreadPoolExecutor(_MAX_CONCURRENT_QUESTIONS, thread_name_prefix="asking")
        self._pending: dict[str, _Pending] = {}
        self._examples_lock = threading.Lock()
        self._examples = lru_cache(maxsize=2)(lambda _: example_questions(archive))
        self._actions: dict[str, Callable[[_Action], Change]] = {
            "new": lambda _: Change(conversation=Conversation(), history=""),
            "stop": self._stop,
            "delete": _delete_turn,
            "link": _create_link,
            "unlink": _delete_link,
            "export": _export,
            "history": lambda action: Change(history=action.history()),
            "close-history": lambda _: Change(history=""),
            "open": self._open_conversation,
            "open-answer": self._open_answer,
            "forget": _delete_conversation,
            "forget-answer": _delete_answer,
            "forget-all": _delete_all,
        }

    # Asking

    async def ask(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Answer one question: show the question first, then its answer."""
        data, session = _data(event), str(request.session_hash)
        asked, replaced = AskedQuestion.read(data), conversation.turn(data.get("replaces"))
        turn = Turn(asked=asked)
        pending = self._pending[session] = _Pending(turn=turn.id)

        def ended(now: Conversation, notice: str) -> tuple[Any, ...]:
            return Change(conversation=pending.with_links(now), notice=notice, quiet=False).outputs()

        try:
            if asked.question:
                shown = Change(conversation=conversation.with_turn(turn, replaced)).outputs()
                yield gr.skip(), gr.skip(), *shown[2:4], gr.skip(), gr.skip()
            filters = Filters.parse(**asked.filters())
            future = self._workers.submit(self._archive.ask, asked.question, filters)
            answer = await _wait_for(future, pending.stop)
            if answer is None:
                yield ended(conversation, messages.ask_tab.STOPPED)
                return
            answered = replace(turn, answer=answer.to_dict(), articles=articles_of(answer))
            saved, problem = await asyncio.to_thread(
                self._store(request).save, conversation.with_turn(answered, replaced)
            )
            yield ended(saved, problem)
        except RagError as error:
            yield ended(conversation, str(error))
        finally:
            self._pending.pop(session, None)

    def _pending_question(self, conversation: Conversation, session: str) -> _Pending | None:
        """Return the question of a session that has no answer yet; None where there is none."""
        pending = self._pending.get(session)
        return pending if pending and conversation.turn(pending.turn) is None else None

    def _stop(self, action: _Action) -> Change:
        """Stop the question of this session, or one that its page asked before it was reloaded."""
        for session, pending in tuple(self._pending.items()):
            if session == action.session or pending.turn == action.data.get("turn"):
                pending.stop.set()
        return Change(notice=None)

    # Actions of buttons

    def act(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Run the action of a button; where that fails, say why."""
        session = str(request.session_hash)
        action = _Action(
            conversation=conversation,
            data=_data(event),
            store=self._store(request),
            session=session,
            pending=self._pending_question(conversation, session),
        )
        run = self._actions.get(action.name)
        if action.pending and action.name not in _ALLOWED_WHILE_ASKING:
            return Change(notice=messages.ask_tab.BUSY, quiet=False).outputs()
        try:
            return (run(action) if run else Change()).outputs()
        except RagError as error:
            return Change(notice=str(error), quiet=False).outputs()

    def _store(self, request: gr.Request) -> UserStore:
        return open_user_store(self._archive.settings, user_of(request.request.scope))

    def _open_conversation(self, action: _Action) -> Change:
        """Open a saved conversation and check its citations against the archive."""
        if action.store.history is None:
            return Change()
        found = action.store.history.load(action.id)
        turns = tuple(self._saved_turn(answer, action.store) for answer in found.answers)
        return Change(conversation=Conversation(turns=turns, saved=found.summary), history="")

    def _open_answer(self, action: _Action) -> Change:
        """Open the answer of a permanent link as a new conversation, which is not saved yet."""
        turn = self._saved_turn(action.store.load_answer(action.id), action.store)
        return Change(conversation=Conversation(turns=(turn,)), history="")

    def _saved_turn(self, answer: dict[str, Any], store: UserStore) -> Turn:
        """Return a saved answer as a turn, its citations checked."""
        filters = answer.get("filters")
        asked = {**(filters if isinstance(filters, dict) else {}), "question": answer["question"]}
        checks = tuple(check_answer(answer, self._archive.article))
        articles = {}
        for citation in numbered(answer):
            article = self._current_article(citation)
            if article and article.text_sha256 == citation["text_sha256"]:
                articles[article.article_id, article.text_sha256] = article
        turn = Turn(asked=AskedQuestion.read(asked), answer=answer, articles=articles, checks=checks)
        return replace(turn, link=store.answers.find(turn.record()))

    # Sources

    def open_source(self, conversation: Conversation, event: gr.EventData) -> str:
        """Render the article behind the citation that was clicked."""
        data = _data(event)
        turn, number = conversation.turn(data.get("turn")), data.get("number")
        citations = numbered(turn.answer) if turn and turn.answer else []
        if turn is None or not isinstance(number, int) or not 1 <= number <= len(citations):
            return render_source_message(messages.ask_tab.GONE)
        try:
            return render_source(self._shown_citation(turn, citations, number))
        except RagError as error:
            return render_source_message(str(error))

    def _shown_citation(self, turn: Turn, citations: list[dict[str, Any]], number: int) -> ShownCitation:
        """Return a citation with the cited version of its article, where that is available."""
        citation = citations[number - 1]
        article_id, sha256 = version = citation["article_id"], citation["text_sha256"]
        article, current = turn.articles.get(version), self._current_article(citation)
        problem = messages.ask_tab.gone(kept=current is not None)
        if article and article.text[citation["start"] : citation["end"]] != citation["quote"]:
            article, problem = None, messages.ask_tab.NOT_AT_ITS_PLACE
        duplicates = self._archive.listing.near_duplicates(article_id) if current else ()
        return ShownCitation(
            turn=turn.id,
            number=number,
            count=len(citations),
            question=turn.asked.question,
            citation=citation,
            article=article,
            others=tuple(
                (c["start"], c["end"]) for c in citations if (c["article_id"], c["text_sha256"]) == version
            ),
            copies=tuple(other for other in duplicates if other.article_id != article_id),
            newer=current if current and current.text_sha256 != sha256 else None,
            problem=problem,
        )

    def _current_article(self, citation: dict[str, Any]) -> Article | None:
        """Return a citation's article as the archive has it now; None where it is gone."""
        try:
            return self._archive.article(citation["article_id"])
        except ArticleMissing:
            return None

    def read_article(self, event: gr.EventData) -> str:
        """Render an article that the source panel links to."""
        data = _data(event)
        try:
            article = self._archive.article(str(data.get("article")))
        except RagError as error:
            return render_source_message(str(error))
        return render_other_article(article, str(data.get("turn")), str(data.get("number")))

    # Loading the page

    def filter_choices(self) -> str:
        """Render the names that each filter offers; a filter with a single name offers none."""
        facets: dict[str, Facet] = {
            "outlets": "outlet",
            "authors": "author",
            "languages": "language",
            "formats": "format",
        }
        catalogue = self._archive.catalogue
        names = {name: catalogue.stated(facet) for name, facet in facets.items()}
        return render_filter_choices({name: found if len(found) > 1 else [] for name, found in names.items()})

    def examples(self) -> str:
        """Render example questions, which are found once for each index."""
        try:
            with self._examples_lock:
                return render_examples(self._examples(self._archive.index_id))
        except RagError:
            return ""  # the first question reports what is wrong with the index


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """The action of a button, and what it works on.

    Attributes:
        conversation: The session's conversation.
        data: What the button sent: the name of the action and its arguments.
        store: What the user has saved.
        session: The id of the session.
        pending: The session's question that has no answer yet.
    """

    conversation: Conversation
    data: dict[str, Any]
    store: UserStore
    session: str
    pending: _Pending | None

    @property
    def name(self) -> str:
        """The name of the action."""
        return str(self.data.get("do"))

    @property
    def id(self) -> str:
        """The id of a saved conversation or answer; "" where the button sent none."""
        return str(self.data.get("id", ""))

    @property
    def turn(self) -> Turn:
        """The turn that the button belongs to; raises SavedMissing where it is gone, as after a restart."""
        turn = self.conversation.turn(self.data.get("turn"))
        if turn is None:
            raise SavedMissing(messages.ask_tab.GONE)
        return turn

    def with_link(self, link: str | None) -> Conversation:
        """Return the conversation with another permanent link of the button's turn."""
        return self.conversation.with_turn(replace(self.turn, link=link), self.turn)

    def history(self, deleted: str = "") -> str:
        """Render the history as it is now; ``deleted``: the id of a conversation that was just deleted."""
        store, current, page = self.store, self.conversation.saved_id, self.data.get("page")
        folder = store.conversations_folder if store.history else None
        return render_history(
            store.history.summaries() if store.history else None,
            store.answers.summaries(),
            messages.ask_tab.kept_in(folder, store.answers_folder),
            None if current == deleted else current,
            page if isinstance(page, int) else 1,
        )


def _delete_turn(action: _Action) -> Change:
    action.store.delete_link(action.turn.record())
    conversation, problem = action.store.save(action.conversation.without(action.turn))
    return Change(conversation=conversation, notice=problem or messages.ask_tab.DELETED, quiet=not problem)


def _create_link(action: _Action) -> Change:
    link = action.store.answers.save(action.turn.record())
    if action.pending:
        action.pending.links[action.turn.id] = link
        return Change(notice=messages.ask_tab.LINKED_MEANWHILE)
    return Change(conversation=action.with_link(link), notice=messages.ask_tab.LINKED)


def _delete_link(action: _Action) -> Change:
    action.store.answers.delete(action.turn.link or "")
    return Change(conversation=action.with_link(None), notice=messages.ask_tab.UNLINKED)


def _delete_conversation(action: _Action) -> Change:
    action.store.delete_conversation(action.id)
    conversation = Conversation() if action.id == action.conversation.saved_id else None
    history = action.history(deleted=action.id)
    return Change(conversation=conversation, notice=messages.ask_tab.DELETED, history=history)


def _delete_answer(action: _Action) -> Change:
    action.store.answers.delete(action.id)
    before = action.conversation.turns
    turns = tuple(replace(turn, link=None) if turn.link == action.id else turn for turn in before)
    conversation = replace(action.conversation, turns=turns) if turns != before else None
    return Change(conversation=conversation, notice=messages.ask_tab.UNLINKED, history=action.history())


def _delete_all(action: _Action) -> Change:
    action.store.delete_all()
    return Change(conversation=Conversation(), notice=messages.ask_tab.ALL_DELETED, history=action.history())


def _export(action: _Action) -> Change:
    """Render one answer, or all of them, as a document that the browser saves."""
    to = next((to for to in EXPORT_FORMATS if to == action.data.get("to")), None)
    is_single = "turn" in action.data
    records = [action.turn.record()] if is_single else action.conversation.records()
    if to is None:
        return Change()
    if not records:
        raise SavedMissing(messages.ask_tab.GONE)
    verifiable = to not in ("bibtex", "csl")
    if not verifiable and not sources_of(records):
        return Change(notice=messages.ask_tab.NO_SOURCES)
    document = export_answers(records, to)
    kind = "answer" if is_single else "conversation"
    digest = hashlib.sha256(document.encode()).hexdigest()[:8]
    name = f"{_EXPORT_NAME}-{kind}-{digest}.{EXPORT_SUFFIXES[to]}"
    return Change(
        notice=messages.ask_tab.exported(name, verifiable=verifiable),
        download=render_download(document, name, secrets.token_hex(8)),
    )


async def _wait_for(future: Future[Answer], stop: threading.Event) -> Answer | None:
    """Wait for an answer; return None where the question is stopped first, whose answer is dropped then."""
    answered = asyncio.wrap_future(future)
    while not stop.is_set():
        if (await asyncio.wait([answered], timeout=_STOP_INTERVAL))[0]:
            return answered.result()
    answered.cancel()
    return None


def _data(event: gr.EventData) -> dict[str, Any]:
    """Return the data that a browser sent with an event; {} where it is no object."""
    data = event._data  # noqa: SLF001 - the public attributes fail where the data is no object
    return data if isinstance(data, dict) else {}
