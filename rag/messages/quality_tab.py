"""Texts of the Quality tab.

Belongs here: its labels and sentences, the names of data sets and metrics. Does not belong here: the measured
values (`rag.web.page.quality_results`).
"""

from __future__ import annotations

from rag.messages.dates_and_numbers import share

LOADING_FIGURES = "Reading the figures…"
QUALITY = "How often it is right, and how often wrong"
QUALITY_DETAIL = (
    "What `make quality` last measured, with the settings that are shipped: nothing here is measured on your "
    "articles. Every figure is a share; 1 would be perfect. How each was measured, what contributes "
    "to it and the "
    "worst errors are in docs/quality.md of the project."
)
OURS, TARGET, BASELINE = "Ours", "Aim", "Simple way"
REMARK = (
    "The aims and the simple ways were measured with more lines of the same sets where a set is "
    "shortened for "
    "every day's check."
)

DATASETS = {
    "tune": (
        "Answers over the sample corpus, first half",
        "Questions of our own, a quarter of them without an answer. Threshold and wording rules "
        "were chosen "
        "with this half in view, so expect less elsewhere.",
        "without the trained network",
    ),
    "report": (
        "Answers over the sample corpus, second half",
        "As many more questions, over other articles, that were only measured. This is the half to judge by.",
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
"""Data set → its title, its description and the name of the baseline that it is compared with."""

METRICS = {
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
    "sure_claims_in_gold": (
        "Sure claims right",
        "Of the claims that are not set apart as less sure, so many say what was asked.",
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
"""Metric → its title and its meaning in plain words."""

CURVE = "Refusing more or less"
CURVE_DETAIL = (
    "A higher `answer_threshold` refuses more: fewer questions without an answer are answered "
    "wrongly, and fewer "
    "with an answer are answered at all. The line marks what is shipped, 0.38."
)
CURVE_DATASETS = {
    "tune": "Our own questions, first half",
    "squad2": "SQuAD 2.0, three articles",
    "clapnq": "ClapNQ, another passage of the page",
}
ANSWERED = "answerable questions that are answered"
REFUSED = "unanswerable questions that are refused"
THRESHOLD = "Threshold"


def missed(below: int, targets: int) -> str:
    """Return how many targets are missed."""
    return f"Of {targets} aims {below} are missed."


def compared(value: float, target: float | None, baseline: float | None, baseline_name: str) -> str:
    """Return a measured value with its target and its baseline, where there are any."""
    parts = [share(value)]
    if target is not None:
        parts.append(f"aim {target:.2f}, {'short' if value < target else 'reached'}")
    if baseline is not None:
        parts.append(f"{baseline_name} {share(baseline)}")
    return "; ".join(parts)
