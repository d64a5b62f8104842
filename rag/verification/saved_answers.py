"""Verifying saved answers against the articles of a corpus or of an opened archive; no model is needed.

Belongs here: reading saved and exported answers, and comparing every citation with its article. Does not
belong here: judging whether quotes support a reworded claim (`rag.verification.verifier`; callers pass it
in).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import AnswerFileError, ArticleMissing, ArticleReadError
from rag.export import read_document
from rag.export.answer_file import parse_json
from rag.ingest.corpus import list_corpus, opened, parser_options, read_corpus_file
from rag.schema import ANSWER_SCHEMA, Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rag.export import Document
    from rag.ingest.corpus import CorpusFile
    from rag.settings import Settings

__all__ = ["SHOWN", "Check", "Fate", "check_answer", "load_answers", "verify_answers"]

SHOWN = "text shown"
"""`Check.where` for the visible text of an exported document."""

_METADATA = ("title", "outlet", "author", "url", "language", "published", "published_at")


Fate = Literal["holds", "quote_kept", "quote_removed", "article_gone", "wrong"]
"""What became of a citation: it holds; its article has changed, and the quote is still in it or not; the
article is gone or cannot be read; or the citation never was what the article says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result for one citation, or for a claim or answer that is wrong in itself.

    ``where`` is its place in the answer, such as ``claims[0].citations[1]``. ``problem`` says what is wrong;
    None where it holds. ``support`` in [0, 1] is set where it was judged how well quotes support a claim.
    """

    where: str
    article_id: str | None
    problem: str | None
    fate: Fate
    support: float | None = None

    @property
    def holds(self) -> bool:
        """Whether ``problem`` is None."""
        return self.problem is None

    def to_dict(self) -> dict[str, Any]:
        """Return the check as JSON-ready data."""
        return {
            "where": self.where,
            "article_id": self.article_id,
            "holds": self.holds,
            "fate": self.fate,
            "problem": self.problem,
            "support": None if self.support is None else round(self.support, 6),
        }


def load_answers(path: Path) -> list[dict[str, Any]]:
    """Read the answers of a file: one answer, one on each line, or those inside an exported document.

    Args:
        path: What `rag ask --json` or `rag ask --file` printed, or a Markdown or HTML export.

    Returns:
        The answers as data. The visible text of an export is not checked; `verify_answers` does that.

    Raises:
        AnswerFileError: The file cannot be read or does not hold answers of this schema.
    """
    return _load(path)[0]


def _load(path: Path) -> tuple[list[dict[str, Any]], Document | None]:
    """Return the answers of a file, and the exported document where the file is one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerFileError(f"{path} cannot be read: {error}.") from None
    try:
        document = read_document(text)
    except AnswerFileError as error:
        raise AnswerFileError(f"{path}: {error}") from None
    answers = list(document.answers) if document else _from_json(text, path)
    if not answers:
        raise AnswerFileError(f"{path} is empty. Save an answer with `rag ask QUESTION --json`.")
    for answer in answers:
        if not isinstance(answer, dict) or answer.get("schema") != ANSWER_SCHEMA:
            raise AnswerFileError(
                f"{path} is not an answer of schema {ANSWER_SCHEMA}. Save one with `rag ask QUESTION --json`."
            )
    return answers, document


def _from_json(text: str, path: Path) -> list[Any]:
    try:
        return [parse_json(text)]
    except ValueError:
        lines = enumerate(text.split("\n"), 1)
        return [_line(line, f"{path}, line {n}") for n, line in lines if line.strip()]


def _line(line: str, where: str) -> Any:
    try:
        return parse_json(line)
    except ValueError as error:
        raise AnswerFileError(f"{where}: not JSON ({error}), and not an exported answer.") from None


Support = Callable[[str, Sequence[str]], float]
"""Returns in [0, 1] how well sentences support a claim: `Verifier.verify`."""


def verify_answers(
    path: Path, settings: Settings, *, support: Support | None = None, supported_from: float = 1.0
) -> list[Check]:
    """Check every citation of the answers in a file against a corpus.

    A citation holds when the article is there, its canonical text has the SHA-256 stated, the quote is
    exactly its slice `[start, end)`, and title, outlet, author, url, language and publication date are
    those the article states. A claim holds when it has a citation and its text is one of its quotes; with
    ``support``, also when its quotes together support it.

    Args:
        path: A file that `load_answers` reads.
        settings: Names the corpus.
        support: Judges reworded claims; None lets none of them hold.
        supported_from: Support from which a reworded claim holds.

    Returns:
        One check for each citation and one for each claim or answer that is wrong in itself. For an exported
        document also one, `SHOWN`, of whether its visible text is what its answers say.

    Raises:
        AnswerFileError: The file does not hold answers.
        CorpusMissing: There is no corpus folder.
    """
    answers, document = _load(path)
    articles = _Articles(settings, set(_stated(answers, "article_id")), set(_stated(answers, "file_sha256")))
    checks = [_check(SHOWN, document.problem)] if document else []
    for number, answer in enumerate(answers, 1):
        place = f"answer {number}: " if len(answers) > 1 else ""
        checks += _check_answer(answer, place, articles.get, worded=support is not None)
        if support:
            checks += _check_support(answer, place, support, supported_from)
    return checks


def check_answer(answer: dict[str, Any], article_of: Callable[[str], Article]) -> list[Check]:
    """Check every citation of one answer against articles that were read before.

    Args:
        answer: The answer as data.
        article_of: Returns an article, given its id, or raises ArticleMissing, as `Archive.article` does.

    Returns:
        The checks, as `verify_answers` returns them.

    Raises:
        AnswerFileError: It is not in the contract's form.
    """

    def find(article_id: str) -> Article | str:
        try:
            return article_of(article_id)
        except ArticleMissing:
            return "no such article in the archive"

    return list(_check_answer(answer, "", find, worded=False))


def _check_support(
    answer: dict[str, Any], place: str, support: Support, supported_from: float
) -> Iterator[Check]:
    """Judge how well the quotes of every claim support it."""
    for i, claim in enumerate(_list(answer, "claims")):
        quotes = [
            c["quote"] for c in _list(claim, "citations") if isinstance(c, dict) and _is_text(c, "quote")
        ]
        text = claim.get("text") if isinstance(claim, dict) else None
        if not quotes or not isinstance(text, str):
            continue
        judged = support(text, quotes)
        problem = f"the sentences cited bear it with {judged:.2f}, under {supported_from:.2f}"
        yield Check(
            where=f"{place}claims[{i}].support",
            article_id=None,
            problem=None if judged >= supported_from else problem,
            fate="holds" if judged >= supported_from else "wrong",
            support=judged,
        )


def _is_text(record: dict[str, Any], key: str) -> bool:
    return isinstance(record.get(key), str) and bool(record[key])


_Find = Callable[[str], "Article | str"]
"""Returns an article, given its id, or a sentence that says why there is none."""


class _Articles:
    """The articles of a corpus; a file is read when one of its articles is asked for first."""

    def __init__(self, settings: Settings, cited: set[str], cited_files: set[str]) -> None:
        self._reading = parser_options(settings)
        self._listing = list_corpus(settings.corpus)
        self._cited = cited
        self._cited_files = cited_files
        self._read: dict[str, Article | str] = {}

    def get(self, article_id: str) -> Article | str:
        """Return an article, or a sentence that says why there is none."""
        if article_id not in self._read:
            self._read[article_id] = self._load(article_id)
        return self._read[article_id]

    def _load(self, article_id: str) -> Article | str:
        """Read the file of an article, and store all of its articles that are cited."""
        files = self._listing.files_of(article_id)
        if len(files) > 1:
            files = [file for file in files if self._is_cited(file)] or files
        if not files:
            return "no such article in the corpus"
        if len(files) > 1:
            names = ", ".join(file.relative for file in files)
            return f"the article has changed since, and it may be any of {names} now"
        (file,) = files
        try:
            for item in read_corpus_file(file, self._reading):
                if isinstance(item, Article) and item.article_id in self._cited:
                    self._read[item.article_id] = item
                elif not isinstance(item, Article) and f"{file.article_id}#{item.name}" == article_id:
                    return f"the article cannot be read: {item.reason}"
        except ArticleReadError as error:
            return f"the article cannot be read: {error}"
        missing = "holds no text" if article_id == file.article_id else "no such article in the corpus"
        return self._read.get(article_id, missing)

    def _is_cited(self, file: CorpusFile) -> bool:
        """Say whether a file has the same bytes as one that was cited."""
        try:
            with opened(file) as open_file:
                return open_file.sha256 in self._cited_files
        except ArticleReadError:
            return False


def _check(where: str, problem: str | None) -> Check:
    """Return a check that is not about a citation."""
    return Check(where=where, article_id=None, problem=problem, fate="wrong" if problem else "holds")


def _check_answer(answer: dict[str, Any], place: str, articles: _Find, *, worded: bool) -> Iterator[Check]:
    claims = _list(answer, "claims")
    if (answer.get("status") == "answered") != bool(claims):
        problem = f"status is {answer.get('status')!r} with {len(claims)} claims"
        yield _check(f"{place}status", problem)
    for i, claim in enumerate(claims):
        yield from _check_claim(claim, f"{place}claims[{i}]", articles, worded=worded)
    yield from _check_all(answer, "near_misses", place, articles)
    for i, disagreement in enumerate(_list(answer, "disagreements")):
        for j, side in enumerate(_list(disagreement, "sides")):
            yield from _check_all(side, "citations", f"{place}disagreements[{i}].sides[{j}].", articles)


def _check_claim(claim: Any, where: str, articles: _Find, *, worded: bool) -> Iterator[Check]:
    problem = _claim_problem(claim, worded=worded)
    if problem:
        yield _check(where, problem)
    yield from _check_all(claim, "citations", f"{where}.", articles)
    yield from _check_all(claim, "context", f"{where}.", articles)


def _claim_problem(claim: Any, *, worded: bool) -> str | None:
    """Say what is wrong with a claim in itself; ``worded`` allows a claim that is none of its quotes."""
    citations = [c for c in _list(claim, "citations") if isinstance(c, dict)]
    if not citations:
        return "the claim has no citation"
    if not worded and all(claim.get("text") != citation.get("quote") for citation in citations):
        return "the claim's text is not one of the sentences it cites"
    span, first = claim.get("answer_span"), citations[0]
    if span is not None and not _inside(span, first):
        return "the answer span does not lie inside the first citation"
    return None


def _check_all(holder: Any, key: str, place: str, articles: _Find) -> Iterator[Check]:
    for i, citation in enumerate(_list(holder, key)):
        is_record = isinstance(citation, dict)
        article_id = citation.get("article_id") if is_record else None
        fate, problem = _fate(citation, articles) if is_record else ("wrong", "not a citation")
        yield Check(
            where=f"{place}{key}[{i}]",
            article_id=article_id if isinstance(article_id, str) else None,
            problem=problem,
            fate=fate,
        )


def _fate(citation: dict[str, Any], articles: _Find) -> tuple[Fate, str | None]:
    """Return what became of a citation, and what is wrong with it; None where it holds."""
    article_id, quote = citation.get("article_id"), citation.get("quote")
    if not isinstance(article_id, str) or not isinstance(quote, str) or not quote:
        return "wrong", "the citation names no article or no quote"
    article = articles(article_id)
    if isinstance(article, str):
        return "article_gone", article
    start, end = _offset(citation, "start"), _offset(citation, "end")
    if citation.get("text_sha256") != article.text_sha256:
        return _changed(citation, article)
    if not 0 <= start < end <= len(article.text) or article.text[start:end] != quote:
        return "wrong", f"the article does not read like the quote at [{start}, {end})"
    if not _inside({"start": start, "end": start + 1}, citation.get("passage")):
        return "wrong", "the passage does not hold the beginning of the quote"
    stated = article.metadata()
    for key in _METADATA:
        if citation.get(key) != stated[key]:
            same_file = citation.get("file_sha256") in (None, article.file_sha256)
            problem = f"{key} is {citation.get(key)!r}, the article states {stated[key]!r}"
            return "wrong" if same_file else "quote_kept", problem
    return "holds", None


def _changed(citation: dict[str, Any], article: Article) -> tuple[Fate, str]:
    """Return what became of a citation whose article has another text now."""
    kept = str(citation.get("quote")) in article.text
    fate: Fate = "quote_kept" if kept else "quote_removed"
    said = "is still there" if kept else "was removed"
    if citation.get("file_sha256") == article.file_sha256:
        return fate, (
            f"this version reads the same file differently ({article.parser}, then "
            f"{citation.get('parser')}); the quoted sentence {said}"
        )
    return fate, f"the article has changed since; the quoted sentence {said}"


def _stated(data: Any, key: str) -> Iterator[str]:
    """Yield every string under a key in answers, at any depth."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get(key), str):
                yield value[key]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _offset(span: dict[str, Any], key: str) -> int:
    """Return an offset of a record; -1, which is in no text, where it is not an integer."""
    value = span.get(key)
    return value if type(value) is int else -1


def _inside(inner: Any, outer: Any) -> bool:
    """Say whether one `{start, end}` lies inside another."""
    if not isinstance(inner, dict) or not isinstance(outer, dict):
        return False
    first, last = _offset(outer, "start"), _offset(outer, "end")
    return 0 <= first <= _offset(inner, "start") < _offset(inner, "end") <= last


def _list(holder: Any, key: str) -> list[Any]:
    """Return the list under a key of a record, empty where it is absent or null; raises where it is none."""
    value = holder.get(key) if isinstance(holder, dict) else None
    if value is None:
        return []
    if not isinstance(value, list):
        raise AnswerFileError(f"{key!r} of the saved answer is not a list.")
    return value
