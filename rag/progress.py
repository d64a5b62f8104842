"""How far a long command has come, on a terminal.

Belongs here: the bar. Does not belong here: what is done meanwhile, any other output.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

__all__ = ["progress_bar"]

_FEW = 10
"""Below so many a second, a tenth tells something."""


class _Rate(ProgressColumn):
    """How many are done in a second; empty until that can be told."""

    def render(self, task: Task) -> Text:
        """Return the rate of a step."""
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.1f}/s" if rate < _FEW else f"{rate:,.0f}/s")


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar with the rate and the time left for each step that is reported.

    Args:
        console: Where it is shown; nothing is where that is no terminal.

    Yields:
        What is called with a step's name, how much of it is done and how much there is.
    """
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns, _Rate(), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield report
