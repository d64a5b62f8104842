"""Changing an index while it is served: a rebuild in the background, going back, forgetting, uploads.

Belongs here: starting, observing and stopping the one rebuild of this program, from several threads, and the
other changes that the page offers. Does not belong here: how they are done (`rag.index.rebuild`,
`rag.ingest.importing`), who may ask for them (`rag.auth.access`).

A rebuild runs in a thread of its own. The old generation answers until the switch. Only one thread of one
process at a time holds the lock of the index folder.
"""

from __future__ import annotations

import atexit
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rag.errors import IndexNotWritable, RagError
from rag.index.rebuild import Forgotten, forget_article, rebuild_index, roll_back_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag.ingest.importing.report import ImportReport
    from rag.schema import RebuildReport
    from rag.settings import Settings

__all__ = ["Maintenance", "RebuildRun"]

_WAIT_AT_EXIT = 10.0
"""Seconds to wait for a running rebuild to stop when the program exits; the index is safe in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildRun:
    """The state of a rebuild that is running or has ended.

    ``number`` counts the rebuilds of this program from 1. ``step`` names the current step, "" before the
    first report; ``done`` of ``total`` is its progress, ``step_s`` the seconds since it began. ``report`` is
    set once the rebuild is done. ``problem`` says why it failed; None where that was a bug, whose traceback
    is on stderr.
    """

    number: int
    state: Literal["running", "done", "failed", "stopped"] = "running"
    step: str = ""
    done: int = 0
    total: int = 0
    step_s: float = 0.0
    elapsed_s: float = 0.0
    report: RebuildReport | None = None
    problem: str | None = None

    @property
    def rate(self) -> float | None:
        """Progress of the step per second; None where there is none yet."""
        return self.done / self.step_s if self.done and self.step_s > 0 else None

    @property
    def remaining_s(self) -> float | None:
        """Seconds until the step is done at its average rate so far; None where there is none yet."""
        return (self.total - self.done) / self.rate if self.rate else None


class _Stop(Exception):
    """Raised in the thread of a rebuild to stop it."""


class Maintenance:
    """Changes one index; all threads of a server share one object."""

    def __init__(self, settings: Settings) -> None:
        """Prepare for one index.

        Args:
            settings: Where corpus and index are, and how articles are cut and encoded.
        """
        self._settings = settings
        self._lock = threading.Lock()
        self._run: RebuildRun | None = None
        self._began = self._step_began = 0.0
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def rebuild(self) -> RebuildRun | None:
        """The rebuild that is running or has run last; None where none was started yet."""
        with self._lock:
            run = self._run
            if run and run.state == "running":
                now = time.monotonic()
                return replace(run, elapsed_s=now - self._began, step_s=now - self._step_began)
            return run

    def start(self, *, full: bool = False, allow_removals: bool = False) -> RebuildRun:
        """Start a rebuild and return at once.

        Args:
            full: Read every file anew.
            allow_removals: Go on when more than half of the indexed files, or all articles, are gone.

        Returns:
            The rebuild.

        Raises:
            IndexNotWritable: One runs already.
        """
        with self._lock:
            if self._run and self._run.state == "running":
                raise IndexNotWritable("a rebuild runs already. Wait until it has finished.")
            if self._thread is None:
                atexit.register(self.close)
            self._run = RebuildRun(number=self._run.number + 1 if self._run else 1)
            self._began = self._step_began = time.monotonic()
            self._stopping.clear()
            self._thread = threading.Thread(
                target=self._work, args=(full, allow_removals), name="rebuild", daemon=True
            )
            self._thread.start()
            return self._run

    def stop(self) -> None:
        """Stop the running rebuild at its next report of progress; the index stays as it is."""
        self._stopping.set()

    def close(self) -> None:
        """Stop the running rebuild and wait up to 10 seconds for its end."""
        self.stop()
        if self._thread:
            self._thread.join(timeout=_WAIT_AT_EXIT)

    def roll_back(self, generation: str) -> str:
        """Go back to an older generation.

        Args:
            generation: Its name.

        Returns:
            The name of the new generation, which holds the same.

        Raises:
            IndexError_: There is no such generation, it is damaged, or a rebuild runs.
        """
        return roll_back_index(self._settings, generation)

    def forget(self, article_id: str) -> Forgotten:
        """Remove an article from every generation, and keep it out of the index.

        Args:
            article_id: The article's id.

        Returns:
            What was done.

        Raises:
            ArticleMissing: No generation holds such an article.
            IndexError_: There is no usable index, or it cannot be written.
        """
        return forget_article(self._settings, article_id)

    def take_in(self, files: Sequence[Path]) -> ImportReport:
        """Copy uploaded files into the corpus after checking their content.

        Args:
            files: The files; they keep their names.

        Returns:
            What became of each, in their order.

        Raises:
            CorpusMissing: The corpus cannot be made.
        """
        from rag.ingest.importing.uploads import take_in  # noqa: PLC0415 - loads what fetches pages as well

        return take_in(files, self._settings)

    def _work(self, full: bool, allow_removals: bool) -> None:
        ended: dict[str, object] = {"state": "failed"}
        try:
            report = rebuild_index(
                self._settings, full=full, allow_removals=allow_removals, on_progress=self._store_progress
            )
            ended = {"state": "done", "report": report}
        except _Stop:
            ended = {"state": "stopped"}
        except RagError as error:
            ended = {"state": "failed", "problem": str(error)}
        finally:
            with self._lock:
                if self._run:
                    elapsed = time.monotonic() - self._began
                    self._run = replace(self._run, elapsed_s=elapsed, **ended)  # type: ignore[arg-type]

    def _store_progress(self, step: str, done: int, total: int) -> None:
        """Store the progress of the rebuild; called in its thread."""
        if self._stopping.is_set():
            raise _Stop
        with self._lock:
            if self._run:
                if step != self._run.step:
                    self._step_began = time.monotonic()
                self._run = replace(self._run, step=step, done=done, total=total)
