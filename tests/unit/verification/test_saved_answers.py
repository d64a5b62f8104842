"""What `rag verify` accepts and what it finds, without any model or index."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import AnswerFileError, ArticleMissing, CorpusMissing
from rag.ingest.corpus import list_corpus, parser_options, read_corpus_file
from rag.schema import Article, sha256_of_text
from rag.settings import Settings
from rag.verification.saved_answers import check_answer, load_answers, verify_answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = "The mill burned down on Thursday. Nobody was hurt — the evening shift 🙂 had gone home.\n"
QUOTE = "Nobody was hurt — the evening shift 🙂 had gone home."
HEAD = "---\ntitle: Mill burns\noutlet: Tarn Gazette\npublished: 2023-02-03\n---\n"
START = TEXT.index(QUOTE)
CITATION: dict[str, Any] = {
    "article_id": "mill",
    "title": "Mill burns",
    "outlet": "Tarn Gazette",
    "author": None,
    "url": None,
    "language": None,
    "published": "2023-02-03",
    "published_at": None,
    "page": None,
    "start": START,
    "end": START + len(QUOTE),
    "quote": QUOTE,
    "text_sha256": sha256_of_text(TEXT),
    "passage": {"start": 0, "end": len(TEXT)},
    "support": 1.0,
}


def answer(**changes: Any) -> dict[str, Any]:
    claim = {"text": QUOTE, "answer_span": None, "context": [], "citations": [copy.deepcopy(CITATION)]}
    return {"schema": 1, "status": "answered", "claims": [claim], "near_misses": [], **changes}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mill.md").write_text(HEAD + TEXT, encoding="utf-8")
    return tmp_path / "corpus"


def problems(corpus: Path, *answers: object, lines: bool = False) -> dict[str, str]:
    """Where → problem of everything that does not hold."""
    saved = corpus.parent / "answer.json"
    written = [json.dumps(a, ensure_ascii=False, indent=None if lines else 2) for a in answers]
    saved.write_text("\n".join(written), encoding="utf-8")
    return {c.where: c.problem for c in verify_answers(saved, Settings(corpus=corpus)) if c.problem}


def test_a_true_answer_holds(corpus: Path) -> None:
    assert problems(corpus, answer()) == {}


def test_an_abstained_answer_holds_and_its_near_misses_are_checked(corpus: Path) -> None:
    abstained = answer(status="abstained", claims=[], near_misses=[CITATION])
    assert problems(corpus, abstained) == {}
    abstained["near_misses"] = [{**CITATION, "quote": "Somebody was hurt."}]
    assert list(problems(corpus, abstained)) == ["near_misses[0]"]


def test_several_answers_are_numbered(corpus: Path) -> None:
    wrong = answer()
    wrong["claims"][0]["citations"][0]["title"] = "Mill stands"
    assert list(problems(corpus, answer(), wrong, lines=True)) == ["answer 2: claims[0].citations[0]"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("quote", QUOTE[:-1], "does not read like the quote"),
        ("quote", "", "no quote"),
        ("quote", 5, "no quote"),
        ("start", START + 1, "does not read like the quote"),
        ("start", str(START), "does not read like the quote"),
        ("start", True, "does not read like the quote"),
        ("start", START - len(TEXT), "does not read like the quote"),
        ("end", START + len(QUOTE) - 1, "does not read like the quote"),
        ("end", 10**30, "does not read like the quote"),
        ("end", None, "does not read like the quote"),
        ("text_sha256", "0" * 64, "the quoted sentence is still there"),
        ("text_sha256", None, "has changed"),
        ("article_id", "mill.pdf", "no such article"),
        ("article_id", "../corpus/mill", "no such article"),
        ("article_id", ["mill"], "names no article"),
        ("title", "Mill  burns", "title"),
        ("outlet", None, "outlet"),
        ("author", "Ida", "author"),
        ("url", "https://x.example", "url"),
        ("language", "en", "language"),
        ("published", "2023-02-04", "published"),
        ("published", None, "published"),
        ("published_at", "2023-02-03T00:00:00Z", "published_at"),
        ("passage", None, "passage"),
        ("passage", {"start": 0, "end": START}, "passage"),
        ("passage", {"start": START + 1, "end": START + 3}, "passage"),
    ],
)
def test_whatever_is_altered_in_a_citation_is_found(corpus: Path, key: str, value: Any, said: str) -> None:
    altered = answer()
    altered["claims"][0]["citations"][0][key] = value
    found = problems(corpus, altered)
    assert said in found["claims[0].citations[0]"]


@pytest.mark.parametrize("key", sorted(set(CITATION) - {"page", "support"}))
def test_whatever_is_left_out_of_a_citation_is_found(corpus: Path, key: str) -> None:
    altered = answer()
    del altered["claims"][0]["citations"][0][key]
    # A field that the article does not state is null, and an absent one reads the same.
    assert bool(problems(corpus, altered)) == (CITATION[key] is not None)


def test_a_claim_in_words_of_its_own_does_not_hold(corpus: Path) -> None:
    altered = answer()
    altered["claims"][0]["text"] = "Nobody was hurt."
    assert "not one of the sentences" in problems(corpus, altered)["claims[0]"]


@pytest.mark.parametrize("citations", [[], None, [3]])
def test_a_claim_without_a_citation_does_not_hold(corpus: Path, citations: Any) -> None:
    altered = answer()
    altered["claims"][0]["citations"] = citations
    assert "no citation" in problems(corpus, altered)["claims[0]"]


@pytest.mark.parametrize("claim", [None, "text", 3, []])
def test_a_claim_that_is_no_record_does_not_hold(corpus: Path, claim: Any) -> None:
    assert "no citation" in problems(corpus, answer(claims=[claim]))["claims[0]"]


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        (None, True),
        ({"start": START, "end": START + 6}, True),
        ({"start": START, "end": START + len(QUOTE)}, True),
        ({"start": START - 1, "end": START + 6}, False),
        ({"start": START, "end": START + len(QUOTE) + 1}, False),
        ({"start": START + 3, "end": START + 3}, False),
        ([START, START + 6], False),
        ({}, False),
    ],
)
def test_an_answer_span_lies_inside_the_first_citation(corpus: Path, span: Any, holds: bool) -> None:
    altered = answer()
    altered["claims"][0]["answer_span"] = span
    assert (problems(corpus, altered) == {}) is holds


def test_context_and_disagreements_are_checked_too(corpus: Path) -> None:
    wrong = {**CITATION, "quote": "Somebody was hurt."}
    altered = answer(disagreements=[{"about": "x", "sides": [{"text": "x", "citations": [CITATION, wrong]}]}])
    altered["claims"][0]["context"] = [wrong]
    assert list(problems(corpus, altered)) == [
        "claims[0].context[0]",
        "disagreements[0].sides[0].citations[1]",
    ]


@pytest.mark.parametrize(("status", "claims"), [("abstained", 1), ("answered", 0), (None, 1), ("sure", 1)])
def test_the_status_agrees_with_the_claims(corpus: Path, status: str | None, claims: int) -> None:
    altered = answer(status=status)
    altered["claims"] = altered["claims"][:claims]
    assert "status" in problems(corpus, altered)


def test_an_article_changed_since_is_told_from_one_whose_quote_is_gone(corpus: Path) -> None:
    path = corpus / "mill.md"
    path.write_text(f"{HEAD}{TEXT}An inspector came on Monday.\n", encoding="utf-8")
    assert "changed since; the quoted sentence is still there" in "".join(problems(corpus, answer()).values())
    path.write_text(f"{HEAD}An inspector came on Monday.\n", encoding="utf-8")
    assert "changed since; the quoted sentence was removed" in "".join(problems(corpus, answer()).values())


def corpus_article(corpus: Path, article_id: str) -> Article:
    """What an archive over the corpus as it is now would return."""
    if article_id != "mill" or not (corpus / "mill.md").exists():
        raise ArticleMissing(article_id)
    listing, reading = list_corpus(corpus), parser_options(Settings(corpus=corpus))
    (article,) = read_corpus_file(listing.files[0], reading)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("now", "fate", "said"),
    [
        (HEAD + TEXT, "holds", None),
        (f"{HEAD}{TEXT}An inspector came.\n", "quote_kept", "the quoted sentence is still there"),
        (f"{HEAD}An inspector came.\n", "quote_removed", "the quoted sentence was removed"),
        (HEAD.replace("burns", "burnt") + TEXT, "quote_kept", "title is 'Mill burns'"),
        (None, "article_gone", "no such article in the archive"),
    ],
)
def test_an_opened_archive_tells_what_became_of_each_citation(
    corpus: Path, now: str | None, fate: str, said: str | None
) -> None:
    saved = answer()
    saved["claims"][0]["citations"][0]["file_sha256"] = corpus_article(corpus, "mill").file_sha256
    if now is None:
        (corpus / "mill.md").unlink()
    else:
        (corpus / "mill.md").write_text(now, encoding="utf-8")
    (check,) = check_answer(saved, partial(corpus_article, corpus))
    assert (check.where, check.fate, check.holds) == ("claims[0].citations[0]", fate, said is None)
    assert (said or "None") in str(check.problem)
    assert check.to_dict()["fate"] == fate


def test_a_forged_citation_is_wrong_and_not_merely_changed(corpus: Path) -> None:
    forged = answer()
    forged["claims"][0]["citations"][0]["quote"] = "Somebody was hurt."
    checks = check_answer(forged, partial(corpus_article, corpus))
    assert {check.fate for check in checks} == {"wrong"}


def test_changed_line_ends_and_a_byte_order_mark_change_nothing(corpus: Path) -> None:
    (corpus / "mill.md").write_bytes(b"\xef\xbb\xbf" + (HEAD + TEXT).replace("\n", "\r\n").encode())
    assert problems(corpus, answer()) == {}


def test_an_article_gone_emptied_or_unreadable_is_said_to_be_so(corpus: Path) -> None:
    path = corpus / "mill.md"
    path.write_bytes(b"\x00" * 9)
    assert "cannot be read" in problems(corpus, answer())["claims[0].citations[0]"]
    path.write_bytes(b"")
    assert "no text" in problems(corpus, answer())["claims[0].citations[0]"]
    path.unlink()
    assert "no such article" in problems(corpus, answer())["claims[0].citations[0]"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"{", "line 1: not JSON"),
        (b'{"schema": 1}\n{"schema": 1', "line 2: not JSON"),
        (b"\xff\xfe{", "cannot be read"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"schema": 1}\n' + b"[" * 200_000, "line 2"),
        (b"9" * 5000, "line 1"),
        (b"null", "not an answer of schema 1"),
        (b"[]", "not an answer of schema 1"),
        (b'"text"', "not an answer of schema 1"),
        (b"{}", "not an answer of schema 1"),
        (b'{"schema": 2, "claims": []}', "not an answer of schema 1"),
        (b'{"schema": 1, "claims": {}}', "'claims' of the saved answer is not a list"),
        (b'{"schema": 1, "claims": [{"citations": "x"}]}', "'citations' of the saved answer is not a list"),
        (b'{"schema": 1, "near_misses": 3}', "'near_misses' of the saved answer is not a list"),
    ],
)
def test_a_file_that_is_no_saved_answer_is_refused(corpus: Path, content: bytes, said: str) -> None:
    saved = corpus.parent / "answer.json"
    saved.write_bytes(content)
    with pytest.raises(AnswerFileError, match=said):
        verify_answers(saved, Settings(corpus=corpus))


def test_a_missing_file_and_a_missing_corpus_are_errors(corpus: Path) -> None:
    with pytest.raises(AnswerFileError, match=r"nothing\.json"):
        load_answers(corpus / "nothing.json")
    saved = corpus.parent / "answer.json"
    saved.write_text(json.dumps(answer()), encoding="utf-8")
    with pytest.raises(CorpusMissing, match="nowhere"):
        verify_answers(saved, Settings(corpus=corpus / "nowhere"))


def test_verifying_loads_no_model_and_no_index() -> None:
    program = "import sys, rag.verification.saved_answers; print(*{'torch', 'faiss', 'sqlite3', 'numpy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def judged(corpus: Path, text: str, support: float) -> list[Any]:
    reworded = answer()
    reworded["claims"][0]["text"] = text
    saved = corpus.parent / "answer.json"
    saved.write_text(json.dumps(reworded), encoding="utf-8")
    seen: list[tuple[str, list[str]]] = []

    def judge(claim: str, sentences: Sequence[str]) -> float:
        seen.append((claim, list(sentences)))
        return support

    checks = verify_answers(saved, Settings(corpus=corpus), support=judge, supported_from=0.5)
    assert seen == [(text, [QUOTE])]
    return checks


def test_a_reworded_claim_holds_when_its_quotes_bear_it(corpus: Path) -> None:
    checks = judged(corpus, "The fire hurt nobody.", 0.8)
    assert all(check.holds for check in checks)
    assert [check.support for check in checks if check.where == "claims[0].support"] == [0.8]


def test_a_reworded_claim_that_its_quotes_do_not_bear_is_named(corpus: Path) -> None:
    (wrong,) = [check for check in judged(corpus, "The fire hurt three.", 0.2) if not check.holds]
    assert (wrong.where, wrong.problem) == (
        "claims[0].support",
        "the sentences cited bear it with 0.20, under 0.50",
    )


def test_without_the_verifier_no_reworded_claim_holds(corpus: Path) -> None:
    reworded = answer()
    reworded["claims"][0]["text"] = "The fire hurt nobody."
    assert "not one of the sentences" in problems(corpus, reworded)["claims[0]"]


def test_a_citation_holds_though_another_file_takes_its_id(corpus: Path) -> None:
    saved = answer()
    file_sha256 = hashlib.sha256((corpus / "mill.md").read_bytes()).hexdigest()
    saved["claims"][0]["citations"][0]["file_sha256"] = file_sha256
    (corpus / "mill.txt").write_text("The harbour was closed for two weeks.\n", encoding="utf-8")
    assert problems(corpus, saved) == {}
    (corpus / "mill.md").write_text(f"{HEAD}{TEXT}An inspector came on Monday.\n", encoding="utf-8")
    assert "it may be any of mill.md, mill.txt now" in "".join(problems(corpus, saved).values())
