"""The real article beside the checkout, as it is: answered with the right sentence, or not at all.

The article is not ours to publish, so it is looked for and only a few words of it stand here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import rag

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"there is no article in {SEEDS}")

GOLD = {
    "who met in the Syrian capital?": ["Fidan", "Mamlouk", "met just this week"],
    "how many Syrian refugees are in Turkey?": ["3.7 million"],
    "what did Erdogan call Assad?": ["a terrorist"],
    "since when has Russia backed Assad?": ["since 2015"],
    "what deal did Turkey help broker in July?": ["In July", "grain"],
    "why did the sources want to stay anonymous?": ["due to the sensitivity"],
    "which offensive has Turkey threatened?": ["has threatened to launch"],
}
"""Question → words that all stand in the sentence that answers it."""

REASONS = (
    "secure its position",
    "define its position",
    "accelerate a political solution",
    "overcome their problems",
)
"""Any of the sentences that say why Russia encourages the thaw."""

VARIED = (
    *GOLD,
    "why is Russia encouraging the thaw?",
    "what is the capital of Australia?",
    "what attack on IDP camps?",
    "what are Reuters' standards?",
    "who is William Ferguson?",
    "how can I get free unlimited access?",
    "where can I read more?",
    "how many died in Syria?",
    "who launched 30 rockets towards rebel-held areas?",
    "what happened in Idlib?",
    "what should I check also?",
    "who reported and wrote this?",
    "what are the Trust Principles?",
)
NEVER_CITED = (
    "Join now",
    "Read more",
    "Our standards",
    "Trust Principles",
    "About William",
    "Check Also",
    "IDP camps",
    "30 rockets",
    "Reporting by",
    "intensify their contacts",
)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> rag.Archive:
    index = tmp_path_factory.mktemp("seeds") / "index"
    report = rag.rebuild(corpus=SEEDS, index=index)
    assert report.counts()["indexed"] == 1
    return rag.open_archive(index=index)


@pytest.mark.parametrize("question", GOLD)
def test_the_first_claim_answers(seeds: rag.Archive, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.claims, [c.quote for c in answer.near_misses]
    first = answer.claims[0]
    assert all(words in first.text for words in GOLD[question]), first.text
    for citation in first.citations:
        article = seeds.article(citation.article.article_id)
        assert article.text[citation.sentence.start : citation.sentence.end] == first.text


def test_a_reason_is_among_the_first_three_claims_for_why(seeds: rag.Archive) -> None:
    claims = seeds.ask("why is Russia encouraging the thaw?").claims[:3]
    assert any(reason in claim.text for claim in claims for reason in REASONS), [c.text for c in claims]


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("how many Syrian refugees are in Turkey?", "3.7 million"),
        ("since when has Russia backed Assad?", "2015"),
    ],
)
def test_the_short_answer_is_the_very_words(seeds: rag.Archive, question: str, short: str) -> None:
    assert seeds.ask(question).claims[0].short_answer == short


@pytest.mark.parametrize(
    "question",
    ["what is the population of Damascus?", "who won the Turkish election?", "why did Turkey leave NATO?"],
)
def test_what_is_mentioned_but_not_said_is_refused(seeds: rag.Archive, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.status == "abstained", answer.claims[0].text
    assert answer.reason
    assert answer.near_misses


def test_what_the_article_does_not_say_is_refused(seeds: rag.Archive) -> None:
    answer = seeds.ask("what is the capital of Australia?")
    assert (answer.status, answer.reason_code) == ("abstained", "no_evidence")


@pytest.mark.parametrize("question", VARIED)
def test_no_banner_teaser_or_byline_is_ever_cited(seeds: rag.Archive, question: str) -> None:
    answer = seeds.ask(question, claims=6)
    cited = [c.quote for claim in answer.claims for c in claim.citations]
    shown = cited + [c.quote for c in answer.near_misses] + [hit.text for hit in answer.hits]
    assert not [quote for quote in cited + [c.quote for c in answer.near_misses] if _is_no_story(quote)]
    assert not [text for text in shown for words in ("Join now", "Read more", "rockets") if words in text]


def _is_no_story(quote: str) -> bool:
    return any(words in quote for words in NEVER_CITED)
