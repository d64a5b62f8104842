"""What the Index tab says.

Belongs here: its words, as plain text made of plain values. Does not belong here: what other tabs say as well
(`page`).
"""

from __future__ import annotations

from rag.messages.amounts import count, duration, moment

STATUS = "What the index holds"
GENERATION = "Generation"
HOLDS = "Holds"
ENCODER = "Encoder"
INDEX_ID = "Index"
LAST_REBUILD = "Last rebuild"
CORPUS = "Corpus folder"
MARKED_ARTICLES = "Articles of which over a third is boilerplate or headings"
MARKED_DETAIL = "Neither is ever cited. Where that is wrong, text is lost to questions."

UPKEEP = "Looking after it"
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
"""Step of a rebuild → its name."""

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
"""What became of a file in a rebuild or an import → how it is said."""


def kinds(suffixes: tuple[str, ...], megabytes: int, files: int, together: int) -> str:
    """Say which files are taken."""
    return (
        f"Up to {files} files, {megabytes} MB each and {together} MB together, each read before it is taken: "
        f"{', '.join(suffixes)}; before .gz any of the others. Larger ones: `rag import` on the server."
    )


def built(generation: str, at: str) -> str:
    """Name a generation and say when it was built, as an RFC 3339 time."""
    return f"{generation}, built {moment(at)}"


def generation(name: str) -> str:
    """Name a generation."""
    return f"{GENERATION} {name}"


def kept(name: str, at: str, articles: int) -> str:
    """Say of a generation that is kept when it was built, as an RFC 3339 time, and what it holds."""
    return f"{generation(built(name, at))}, {count(articles, 'article')}"


def unusable(name: str, problem: str | None) -> str:
    """Say of a generation that is kept why nothing can be answered from it."""
    return f"{generation(name)}, unusable: {problem}"


def more(number: int) -> str:
    """Say how many names a list leaves out."""
    return f"{number:,} more"


def holds(articles: int, undated_articles: int, sentences: int, passages: int) -> str:
    """Say what an index holds."""
    undated_too = f" ({undated_articles:,} undated)" if undated_articles else ""
    rest = f"{count(sentences, 'sentence')}, {count(passages, 'passage')}"
    return f"{count(articles, 'article')}{undated_too}, {rest}"


def states(counts: dict[str, int], ignored: int) -> str:
    """Say how many files ended in each state."""
    said = [f"{number:,} {STATES[state]}" for state, number in counts.items()]
    said += [f"{ignored:,} passed over (dotfiles and links)"] if ignored else []
    return ", ".join(said) or "no files"


def progress(step: str, done: int, total: int, rate: float | None, left: float | None) -> str:
    """Say how far a step of a rebuild is."""
    said = f"{STEPS.get(step, step)}: {done:,} of {total:,}"
    if rate is not None and left is not None:
        said += f", {rate:,.0f} a second, about {duration(left)} left"
    return said


def rebuilt(articles: int, encoded: int, seconds: float, said: str) -> str:
    """Say what a rebuild did."""
    return (
        f"The rebuild is done: {count(articles, 'article')}, {count(encoded, 'passage')} encoded, in "
        f"{duration(seconds)}. {said}."
    )


def rebuild_failed(problem: str) -> str:
    """Say why a rebuild failed."""
    return f"The rebuild failed: {problem}"


def running_for(seconds: float) -> str:
    """Say how long a rebuild has been running."""
    return f"Running for {duration(seconds)}."


def sure_to_go_back(generation: str, built: str) -> str:
    """Ask whether an older generation is to answer."""
    return (
        f"Answer from generation {generation}, built {built}, again? The next rebuild brings the index in "
        "line with the corpus again."
    )


def sure_to_forget(article_id: str, title: str | None) -> str:
    """Ask whether an article is to be forgotten."""
    named = f"“{title}” ({article_id})" if title else article_id
    return f"Forget {named}? It is removed from every generation for good."


def went_back(generation: str) -> str:
    """Say what answers after going back."""
    return f"Generation {generation} answers now. The next rebuild brings it in line with the corpus again."


def forgotten(article_id: str, path: str | None, *, left: bool) -> str:
    """Say what forgetting did. ``path``: its file where that is still in the corpus."""
    said = f"{article_id} is removed from every generation."
    if path:
        said += f" Its file is still in the corpus: {path}. No rebuild indexes it again."
    return (
        said if left else f"{said} No article is left, so the index is removed. Import files, then rebuild."
    )


def lines(total: int, number: int, pages: int) -> str:
    """Say how many lines of the ledger are like that."""
    said = count(total, "line")
    return f"{said}, page {number:,} of {pages:,}" if pages > 1 else said


def why(reason: str | None, copy_of: str | None) -> str:
    """Say what a line of the ledger gives as its reason."""
    return ". ".join(filter(None, (reason, f"a copy of {copy_of}" if copy_of else None)))
