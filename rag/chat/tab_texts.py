"""Every word that the tabs beside the chat say by themselves.

Belongs here: text written by us, as plain text; what draws it escapes it like everything else. Does not
belong here: the words of the chat (`rag.chat.texts`), anything from an article or an error.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from rag.chat.texts import UNDATED, day

if TYPE_CHECKING:
    from datetime import date

    from rag.browsing import ArticlePage, Order

ASK_TAB = "Ask"
ARCHIVE_TAB = "Archive"
INDEX_TAB = "Index"
QUALITY_TAB = "Quality"

# Archive

WORDS_LABEL = "Words in title or text"
WORDS_HINT = "All of them are looked for; put a phrase in “quotation marks”."
FIND = "Find"
NARROW = "Narrow by title, author, outlet or date; order"
TITLE_LABEL = "Title"
TITLE_HINT = "A part of it"
AUTHOR_LABEL = "Author"
AUTHOR_HINT = "A part of the name"
ORDER_LABEL = "Order"
ORDERS: dict[Order, str] = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "outlet": "By outlet",
}

LOADING = "Reading the index…"
ARTICLES = "Articles"
PAGES = "Pages of the list"
FIRST, PREVIOUS, NEXT, LAST = "First", "Previous", "Next", "Last"
NOTHING_FOUND = "No article is like that. Leave out a word or a filter."
ARTICLE = "Article"
CHOOSE_ARTICLE = "Choose an article from the list to read it whole."
BACK_TO_LIST = "Back to the list"
CLIPPED = "This article is very long. Only its beginning is shown."
MOSTLY_MARKED = (
    "Over a third of this article is marked as boilerplate, which is shown pale here and is never cited. "
    "Where that is wrong, text is lost to questions."
)
PALE = "What is shown pale was taken for boilerplate and is never cited."
COPIES = "The same story is told by"
ORIGINAL = "original"
THIS_ARTICLE = "this article"

COVERAGE = "Coverage over time"
COVERAGE_OF_LIST = "Of the articles in the list, by publication date."
NO_DATES = "No article of the list states when it was published."
FIGURES = "The figures"
ALL = "All"
WHEN = "Published"
OTHER_OUTLETS = "other outlets"
NO_OUTLET = "no outlet stated"
OUTLETS = "Outlets"
OUTLETS_HINT = "All, unless you choose"
OUTLETS_DETAIL = "All that the archive holds. A click lists the articles of one."
OUTLET, COUNT, FROM_TO = "Outlet", "Articles", "Published"

_UNITS = {1: "month", 12: "year", 120: "decade", 1200: "century"}


def count(number: int, thing: str) -> str:
    """Say how many there are."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def found(page: ArticlePage) -> str:
    """Say how many articles a list has and which page of it is shown."""
    said = count(page.total, "article")
    return f"{said}, page {page.number:,} of {page.pages:,}" if page.pages > 1 else said


def span(first: date | None, last: date | None) -> str:
    """Say from when to when an outlet published."""
    if first is None or last is None:
        return UNDATED
    begin, end = day(first.isoformat()), day(last.isoformat())
    return begin if first == last else f"{begin} to {end}"


def interval(start: int, months: int) -> str:
    """Name an interval of a plot.

    Args:
        start: Its first month, counted from January of the year 0.
        months: How many months it has: 1, 12, 120 or 1200.

    Returns:
        Such as "Mar 2023", "2023", "2020s".
    """
    year, month = divmod(start, 12)
    if months == 1:
        return f"{calendar.month_abbr[month + 1]} {year}"
    return str(year) if months == 12 else f"{year}s"  # noqa: PLR2004 - a year


def coverage(months: int, first: str, last: str, most: int, when: str) -> str:
    """Say what a plot of coverage shows, for those who hear it."""
    between = first if first == last else f"{first} to {last}"
    return f"Articles a {_UNITS[months]}, {between}: at most {most:,}, in {when}."


def a_unit(months: int) -> str:
    """Say what the height of a column means."""
    return f"articles a {_UNITS[months]}"


def undated(number: int) -> str:
    """Say how many articles a plot cannot show."""
    return f"{count(number, 'undated article')} cannot be shown here." if number else ""


def piece(when: str, series: str, number: int) -> str:
    """Say what a piece of a column is."""
    return f"{when}, {series}: {count(number, 'article')}"


# Index

STATUS = "What the index holds"
GENERATION = "Generation"
BUILT = "Built"
HOLDS = "Holds"
ENCODER = "Encoder"
INDEX_ID = "Index"
LAST_REBUILD = "Last rebuild"
CORPUS = "Corpus folder"
MARKED_ARTICLES = "Articles of which over a third is boilerplate"
MARKED_DETAIL = "Boilerplate is never cited. Where that is wrong, text is lost to questions."

UPKEEP = "Looking after it"
NOT_ADMINISTRATOR = "Only the administrator may do this."
NOT_UPLOADED = "Only a file that was sent to this page is taken."
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
UNUSABLE = "unusable"

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


def kinds(suffixes: tuple[str, ...], megabytes: int, files: int, together: int) -> str:
    """Say which files are taken."""
    return (
        f"Up to {files} files, {megabytes} MB each and {together} MB together, each read before it is taken: "
        f"{', '.join(suffixes)}; before .gz any of the others. Larger ones: `rag import` on the server."
    )


def holds(articles: int, undated_articles: int, sentences: int, passages: int) -> str:
    """Say what an index holds."""
    undated_too = f" ({undated_articles:,} undated)" if undated_articles else ""
    rest = f"{count(sentences, 'sentence')}, {count(passages, 'passage')}"
    return f"{count(articles, 'article')}{undated_too}, {rest}"


def states(counts: dict[str, int], ignored: int) -> str:
    """Say how many files ended in each state."""
    said = [f"{number:,} {state}" for state, number in counts.items()]
    said += [f"{ignored:,} passed over (dotfiles and links)"] if ignored else []
    return ", ".join(said) or "no files"


def duration(seconds: float) -> str:
    """Say a duration as roughly as one wants to know it."""
    if seconds < 90:  # noqa: PLR2004 - said in seconds up to a minute and a half
        return count(max(1, round(seconds)), "second")
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004
        return count(minutes, "minute")
    return f"{count(minutes // 60, 'hour')} {count(minutes % 60, 'minute')}"


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


# Quality

LOADING_FIGURES = "Reading the figures…"
QUALITY = "How often it is right, and how often wrong"
QUALITY_DETAIL = (
    "What `make quality` last measured, with the settings that are shipped: nothing here is measured on your "
    "articles. Every figure is a share; 1 would be perfect. How each was measured, what contributes "
    "to it and the "
    "worst errors are in docs/quality.md of the project."
)
OURS, AIM, SIMPLE_WAY, REACHED = "Ours", "Aim", "Simple way", "Reached"
REMARK = (
    "The aims and the simple ways were measured with more lines of the same sets where a set is "
    "shortened for "
    "every day's check."
)

SETS = {
    "tune": (
        "Answers over the sample corpus, first half",
        "Sixty questions of our own, fifteen of them without an answer. Threshold and wording rules "
        "were chosen "
        "with this half in view, so expect less elsewhere.",
        "without the trained network",
    ),
    "report": (
        "Answers over the sample corpus, second half",
        "Sixty more questions that were only measured. This is the half to judge by.",
        "without the trained network",
    ),
    "squad2-abstention": (
        "Knowing when a text does not answer",
        "SQuAD 2.0, three articles kept from training, with questions that look answerable and are not.",
        "always refusing",
    ),
    "squad2-selection": (
        "Choosing the sentence that answers: encyclopedia",
        "SQuAD 2.0, three articles kept from training.",
        "closeness in meaning alone",
    ),
    "trecqa-dev": (
        "Choosing the sentence that answers: news",
        "TREC-QA, development set.",
        "closeness in meaning alone",
    ),
    "qed": (
        "Choosing the sentence that answers: what people search for",
        "QED, a quarter.",
        "closeness in meaning alone",
    ),
    "clapnq": (
        "Choosing the sentences that answer: long answers",
        "ClapNQ, a third.",
        "closeness in meaning alone",
    ),
    "wice-dev": (
        "Finding the sentences behind a claim",
        "WiCE: claims of Wikipedia and the pages they cite.",
        "shared words alone",
    ),
    "summedits": (
        "Telling supported sentences from altered ones",
        "SummEdits: summaries in which one word may have been changed.",
        "shared words and plain checks",
    ),
    "wikinews": (
        "Where sentences end: news",
        "English-GUM Wikinews. The rules were written with it in view.",
        "the best library",
    ),
    "ewt-dev": (
        "Where sentences end: blogs, mail, reviews",
        "English-EWT. The rules were written with it in view.",
        "the best library",
    ),
}
"""Set → its name, what it is, and what the simple way beside it is."""

MEANINGS = {
    "recall_at_1": (
        "First place",
        "Of what is right, so much is found in first place.",
    ),
    "recall_at_3": ("First three", "Of what is right, so much is among the first three."),
    "recall_at_5": ("First five", "Of what is right, so much is among the first five."),
    "recall_at_10": ("First ten", "Of what is right, so much is among the first ten."),
    "first_citation_in_gold": (
        "First citation right",
        "Of the questions with an answer, so many are answered with a first citation that says it.",
    ),
    "any_citation_in_gold": (
        "Any citation right",
        "Of the questions with an answer, so many are answered with at least one citation that says it.",
    ),
    "claims_in_gold": (
        "Claims right",
        "Of all claims shown, so many say what was asked; the rest is merely near.",
    ),
    "refusal_precision": (
        "Refusals right",
        "Of the questions that are refused, so many have indeed no answer.",
    ),
    "refusal_recall": ("Refused when it should", "Of the questions without an answer, so many are refused."),
    "balanced_accuracy": (
        "Balanced",
        "The mean of what is right among the positive and among the negative cases; guessing reaches 0.5.",
    ),
    "auroc": (
        "Order",
        "How often a positive case is scored above a negative one; guessing reaches 0.5.",
    ),
    "answer_sentence_accuracy": (
        "Answered with the right sentence",
        "Of the questions with an answer, so many are answered with the right sentence first.",
    ),
    "map": ("Order of all sentences", "Mean average precision: how far up the right sentences stand."),
    "mrr": (
        "Place of the first right one",
        "1 when it stands first, a half when second, a third when third.",
    ),
    "p_at_1": ("First sentence right", "Of the questions, so many have a right sentence in first place."),
    "hit_at_1": ("First sentence bears it", "Of the claims, so many have a bearing sentence in first place."),
    "precision": ("Sentences right", "Of the sentences cut out, so many begin and end where they should."),
    "recall": ("Sentences found", "Of the true sentences, so many are cut out exactly."),
    "f1": ("Both together", "The harmonic mean of the two."),
}
"""Figure → its name and its meaning in plain words."""

CURVE = "Refusing more or less"
CURVE_DETAIL = (
    "A higher `answer_threshold` refuses more: fewer questions without an answer are answered "
    "wrongly, and fewer "
    "with an answer are answered at all. The line marks what is shipped, 0.40."
)
CURVE_SETS = {
    "tune": "Our own questions, first half",
    "squad2": "SQuAD 2.0, three articles",
    "clapnq": "ClapNQ, another passage of the page",
}
ANSWERED = "answerable questions that are answered"
REFUSED = "unanswerable questions that are refused"
THRESHOLD = "Threshold"


def missed(short: int, aims: int) -> str:
    """Say how many aims are missed."""
    return f"Of {aims} aims {short} are missed."


def share(value: float | None) -> str:
    """Write a share."""
    return "–" if value is None else f"{value:.3f}"


def beside(value: float, aim: float | None, simple: float | None, simple_way: str) -> str:
    """Say a figure with what stands beside it."""
    said = [share(value)]
    if aim is not None:
        said.append(f"aim {aim:.2f}, {'short' if value < aim else 'reached'}")
    if simple is not None:
        said.append(f"{simple_way} {share(simple)}")
    return "; ".join(said)
