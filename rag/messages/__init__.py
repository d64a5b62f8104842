"""The texts that the page, the server and exported documents show, one module for each surface.

Belongs here: text written by us, as plain text built from plain values; the caller escapes it. A translation
replaces these modules and nothing else. Does not belong here: text from an article or a question, error
messages (they are written where the error is raised) and descriptions of the API (`rag.web.api`).

`ask_tab`, `archive_tab`, `index_tab`, `quality_tab`: one tab of the page each. `page`: the page as a whole.
`answer`: what every surface says of an answer. `refusals`: why a question is not answered. `export`: exported
documents. `server`: starting, refused requests. `dates_and_numbers`: how dates, numbers and durations are
written.
"""

from rag.messages import (
    answer,
    archive_tab,
    ask_tab,
    dates_and_numbers,
    export,
    index_tab,
    page,
    quality_tab,
    refusals,
    server,
)

__all__ = [
    "answer",
    "archive_tab",
    "ask_tab",
    "dates_and_numbers",
    "export",
    "index_tab",
    "page",
    "quality_tab",
    "refusals",
    "server",
]
