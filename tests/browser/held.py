"""The real server, in which every question waits for its answer as long as a file is there.

    python tests/browser/held.py FILE serve --port 0

Belongs here: what holds the questions. Does not belong here: anything else that differs from `rag`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.archive import Archive
from rag.cli import main

if TYPE_CHECKING:
    from rag.schema import Answer


def hold(file: Path) -> None:
    """Let every question wait until the file is gone."""
    ask = Archive.ask

    def held(archive: Archive, *asked: Any, **options: Any) -> Answer:
        while file.exists():
            time.sleep(0.02)
        return ask(archive, *asked, **options)

    setattr(Archive, "ask", held)  # noqa: B010 - a method is replaced on purpose


if __name__ == "__main__":
    hold(Path(sys.argv.pop(1)))
    main()
