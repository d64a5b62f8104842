"""Texts of the Index tab.

Belongs here: its labels and sentences, as plain text. Does not belong here: texts that several tabs share
(`page`).
"""

from __future__ import annotations

from rag.messages.dates_and_numbers import count, duration, moment

STATUS = "What the index holds"
GENERATION = "Generation"
HOLDS = "Holds"
ENCODER = "Encoder"
INDEX_ID = "Index"
LAST_REBUILD = "Last rebuild"
CORPUS = "Corpus folder"
MARKED_ARTICLES = "Articles of which over a third is boilerplate or headings"
MARKED_DETAIL = "Neither is ever cited. Where that is wrong, text is lost to questions."

MAINTENANCE = "Looking after it"
NOT_ADMINISTRATOR = "Only the administrator may do this."
READERS_SEE = (
    "You may look at the index. Rebuilding, importing, going back and forgetting are the administrator's."
)
REBUILD = "Rebuild"
STOP = "Stop the rebuild"
FULL_LABEL = "Read every file anew"
REMOVALS_LABEL = "Go on when more than half of the files are gone"
NEVER_REBUILT = "No rebuild was started here since the server started."
REBUILDING = "A rebuild runs. The index that was there answers until it is done."
REBUILD_STOPPED = "The rebuild was stopped. The index is as it was."
REBUILD_CRASHED = (
    "The rebuild ended with an error of the program itself; the window that runs the server names the "
    "reason. The index is as it was."
)
STOPPING = "The rebuild stops at its next step."
PREPARING = "Looking at the files and loading the encoder…"
PROGRESS = "Progress of the rebuild"
STEPS = {"Reading files": "Reading files", "Encoding passages": "Encoding passages"}
"""Step of a rebuild → its name on the page."""

COMPARE = "Compare with the corpus folder"
COMPARING = "Reading every file of the corpus folder…"
NO_CORPUS = "There is no corpus folder to compare with."
UNCHANGED = "The corpus has not changed since the last rebuild."
CHANGED = "The corpus has changed since the last rebuild:"
CHANGES = {"new": "New", "changed": "Changed", "removed": "Removed"}

TAKING_IN = "Putting the files into the corpus…"
IMPORT_LABEL = "Drop files here to put them into the corpus"
IMPORTED = "What became of the files"
THEN_REBUILD = "Rebuild to bring the index in line."

GENERATIONS = "Generations"
GENERATIONS_DETAIL = "What the index held before. Going back makes the same again as a new generation."
CURRENT = "answers now"
GO_BACK = "Go back to it"

FORGET_HEADING = "Forgetting an article"
FORGET_DETAIL = (
    "Removes it from every generation. Its file in the corpus is not touched; no rebuild indexes it again."
)
FORGET_LABEL = "Id of the article"
FORGET_HINT = "As the Archive tab shows it below the title"
FORGET = "Forget"
FORGET_SURE = "Yes, forget it"
GO_BACK_SURE = "Yes, go back"
CANCEL = "Cancel"
NAME_AN_ARTICLE = "Type the id of an article first."

LEDGER = "What the last rebuild did with each file"
STATE_LABEL = "State"
ANY_STATE = "Any"
PATH_LABEL = "File"
PATH_HINT = "A part of its path"
LEDGER_HEADS = ("File", "State", "Why")
NO_LINES = "No file is like that."
STATES = {
    "indexed": "indexed",
    "unchanged": "unchanged",
    "new version": "new version",
    "copy of": "copy of",
    "removed": "removed",
    "empty": "empty",
    "unsupported": "unsupported",
    "imported": "imported",
    "skipped": "skipped",
    "failed": "failed",
}
"""State of a file after a rebuild or an import → its name on the page."""


def accepted_files(suffixes: tuple[str, ...], megabytes: int, files: int, together: int) -> str:
    """Return which files can be uploaded: types, sizes, number."""
    return (
        f"Up to {files} files, {megabytes} MB each and {together} MB together, each read before it is taken: "
        f"{', '.join(suffixes)}; before .gz any of the others. Larger ones: `rag import` on the server."
    )


def built(generation: str, at: str) -> str:
    """Return a generation and when it was built; ``at``: an RFC 3339 time."""
    return f"{generation}, built {moment(at)}"


def generation(name: str) -> str:
    """Return the name of a generation as a phrase."""
    return f"{GENERATION} {name}"


def kept(name: str, at: str, articles: int) -> str:
    """Return a generation, when it was built (``at``: an RFC 3339 time) and how many articles it holds."""
    return f"{generation(built(name, at))}, {count(articles, 'article')}"


def unusable(name: str, problem: str | None) -> str:
    """Return a generation and why it cannot answer."""
    return f"{generation(name)}, unusable: {problem}"


def more(number: int) -> str:
    """Return how many names a list leaves out."""
    return f"{number:,} more"


def holds(articles: int, undated_articles: int, sentences: int, passages: int) -> str:
    """Return how many articles, sentences and passages the index holds."""
    undated_too = f" ({undated_articles:,} undated)" if undated_articles else ""
    rest = f"{count(sentences, 'sentence')}, {count(passages, 'passage')}"
    return f"{count(articles, 'article')}{undated_too}, {rest}"


def states(counts: dict[str, int], ignored: int) -> str:
    """Return how many files are in each state."""
    said = [f"{number:,} {STATES[state]}" for state, number in counts.items()]
    said += [f"{ignored:,} passed over (dotfiles and links)"] if ignored else []
    return ", ".join(said) or "no files"


def progress(step: str, done: int, total: int, rate: float | None, left: float | None) -> str:
    """Return how far a step of a rebuild is, its speed per second and the seconds left, where known."""
    said = f"{STEPS.get(step, step)}: {done:,} of {total:,}"
    if rate is not None and left is not None:
        said += f", {rate:,.0f} a second, about {duration(left)} left"
    return said


def rebuilt(articles: int, encoded: int, seconds: float, states: str) -> str:
    """Return what a rebuild did; ``states``: the number of files in each state, in words."""
    return (
        f"The rebuild is done: {count(articles, 'article')}, {count(encoded, 'passage')} encoded, in "
        f"{duration(seconds)}. {states}."
    )


def rebuild_failed(problem: str) -> str:
    """Return that a rebuild failed and why."""
    return f"The rebuild failed: {problem}"


def running_for(seconds: float) -> str:
    """Return how long a rebuild has been running."""
    return f"Running for {duration(seconds)}."


def sure_to_go_back(generation: str, built: str) -> str:
    """Return the question that confirms going back to an older generation."""
    return (
        f"Answer from generation {generation}, built {built}, again? The next rebuild brings the index in "
        "line with the corpus again."
    )


def sure_to_forget(article_id: str, title: str | None) -> str:
    """Return the question that confirms forgetting an article."""
    named = f"“{title}” ({article_id})" if title else article_id
    return f"Forget {named}? It is removed from every generation for good."


def went_back(generation: str) -> str:
    """Return which generation answers after going back."""
    return f"Generation {generation} answers now. The next rebuild brings it in line with the corpus again."


def forgotten(article_id: str, path: str | None, *, left: bool) -> str:
    """Return what forgetting an article did.

    Args:
        article_id: The article's id.
        path: Its file, where that is still in the corpus.
        left: Whether the index holds any other article.

    Returns:
        One or more sentences.
    """
    said = f"{article_id} is removed from every generation."
    if path:
        said += f" Its file is still in the corpus: {path}. No rebuild indexes it again."
    return (
        said if left else f"{said} No article is left, so the index is removed. Import files, then rebuild."
    )


def lines(total: int, number: int, pages: int) -> str:
    """Return how many ledger lines match and, where there are several pages, which one is shown."""
    said = count(total, "line")
    return f"{said}, page {number:,} of {pages:,}" if pages > 1 else said


def why(reason: str | None, copy_of: str | None) -> str:
    """Return the reason of a ledger line, and the article it is a copy of, if any."""
    return ". ".join(filter(None, (reason, f"a copy of {copy_of}" if copy_of else None)))
