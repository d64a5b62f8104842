"""An article as it is pasted from a web page, and what is marked in one."""

from __future__ import annotations

from rag.ingest.parsers.headlines_and_bylines import story_facts

PROSE = "The council met on Monday and agreed to rebuild the wall that fell in the storm of last week."


OPENING = f"Council to rebuild the wall\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n"


END = "\n\nThe work begins in May.\n"


def marked(text: str) -> list[tuple[str, str]]:
    return [(mark.role, text[mark.start : mark.end]) for mark in story_facts(text).marks]


def roles_in_article(line: str) -> list[tuple[str, str]]:
    """What is marked of a line that stands alone in an article, its headline left out."""
    return marked(OPENING + line + END)[1:]
