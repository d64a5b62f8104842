"""What holds of a file of many articles, whatever is edited in it and broken, one rebuild after another."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.catalogue import Catalogue
from rag.index.file_changes import FileChanges, IndexBefore
from rag.index.generation_writer import write_catalogue
from rag.index.ledger import ForgottenArticles, Ledger, write_ledger
from rag.index.near_duplicates import fingerprint, story_alone
from rag.index.passages import CutArticle, ParsedArticle, sentences_of
from rag.ingest.corpus import list_corpus, parser_options, read_corpus_file
from rag.ingest.parsers.items import Unread
from rag.schema import Article
from rag.settings import Settings
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.schema import LedgerEntry

STAYS = "stays in the index."


@dataclass(frozen=True, slots=True)
class Record:
    """What the author of a file meant, and whether it is written so that nobody can read it."""

    name: str
    text: str
    broken: bool


RECORDS = st.lists(
    st.builds(
        Record,
        st.sampled_from(["", "", "1", "2", "3", "4", "mill"]),
        st.sampled_from(
            ["", "The mill closes.", "The ferry sails.", "The bell rang.", "It froze.", "It rose."]
        ),
        st.sampled_from([False, False, True]),
    ),
    max_size=5,
)


def as_jsonl(records: list[Record]) -> bytes:
    lines = [json.dumps({"id": record.name, "text": record.text}) for record in records]
    cut = (line[: 9 if record.broken else None] for line, record in zip(lines, records, strict=True))
    return "".join(f"{line}\n" for line in cut).encode()


def as_csv(records: list[Record]) -> bytes:
    out = io.StringIO()
    for record in records:
        csv.writer(out).writerow([record.name, record.text, *["and", "more"] * record.broken])
    return f"id,text\n{out.getvalue()}".encode()


def as_zip(records: list[Record]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", as_jsonl(records[::2]))
        archive.writestr("b.csv", as_csv(records[1::2]))
        for record in records[:1]:
            archive.writestr("c.txt", b"\x00\x01" if record.broken else record.text)
    return packed.getvalue()


class Archive:
    """A corpus of one file and an index of it that holds no vectors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(corpus=folder / "corpus", index=folder / "index")
        self.settings.corpus.mkdir()
        self.settings.index.mkdir()
        (self.settings.corpus / "other.txt").write_text("Nothing ever happens here.\n", encoding="utf-8")
        self.old: Catalogue | None = None
        self.generation = 0

    def rebuild(self) -> list[LedgerEntry]:
        """Rebuild, and return the ledger's lines of the file."""
        old, listing = self.old, list_corpus(self.settings.corpus)
        before = IndexBefore(
            catalogue=old, files=old.files() if old else {}, article_ids={}, has_ledger=old is not None
        )
        changes = FileChanges(
            self.settings, before, ForgottenArticles(), same_settings=True, reread=old is None
        )
        if changes.compare(listing.files):
            self.generation += 1
            path = self.folder / f"{self.generation}.sqlite"
            articles = (
                article if isinstance(article, int) else cut(article)
                for article in changes.parse(listing.files, lambda *_: None)
            )
            write_catalogue(path, articles, old.path if old else None)
            self.old = Catalogue(path)
        write_ledger(self.settings.index, Ledger(generation="1", entries=tuple(changes.ledger), ignored=0))
        return [entry for entry in changes.ledger if entry.path.startswith("export")]

    def texts(self) -> dict[str, str]:
        """Article id → text of what the index holds of the file."""
        found = self.old.article_ids() if self.old else []
        return {i: self.old.article(i).text for i in found if self.old and i.startswith("export")}

    def read(self) -> tuple[dict[str, str], list[str]]:
        """Article id → text of what the file gives now, and the ids that each part begins or is that fails."""
        (file,) = (f for f in list_corpus(self.settings.corpus).files if f.relative.startswith("export"))
        items = list(read_corpus_file(file, parser_options(self.settings)))
        texts = {item.article_id: item.text for item in items if isinstance(item, Article)}
        failed = [item for item in items if isinstance(item, Unread) and item.state == "failed"]
        return texts, ["export" if item.place is None else f"export#{item.place}" for item in failed]


def cut(parsed: ParsedArticle) -> CutArticle:
    article = parsed.article
    return CutArticle(
        parsed=parsed,
        sentences=tuple(sentences_of(article)),
        passages=(),
        vector_keys=(),
        fingerprint=fingerprint(story_alone(article.text, article.marks)),
    )


@pytest.mark.parametrize(("suffix", "write"), [("jsonl", as_jsonl), ("csv", as_csv), ("zip", as_zip)])
@given(versions=st.lists(RECORDS, min_size=2, max_size=5))
@examples(80)
def test_what_reads_well_is_as_the_file_says_and_what_cannot_be_judged_stays(
    suffix: str, write: Callable[[list[Record]], bytes], versions: list[list[Record]]
) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for version in versions:
            before = archive.texts()
            (archive.settings.corpus / f"export.{suffix}").write_bytes(write(version))
            lines = archive.rebuild()
            now, (read, failed) = archive.texts(), archive.read()
            assert {i: now.get(i) for i in read} == read
            moved = {text for i, text in read.items() if before.get(i) != text}
            empty = {line.article_id for line in lines if line.state == "empty"}
            missing = {i: text for i, text in before.items() if i not in read and i not in empty}
            within = {i: [part for part in failed if f"{i}#".startswith(f"{part}#")] for i in missing}
            unjudged = {
                i: text for i, text in missing.items() if i in failed or (within[i] and text not in moved)
            }
            assert {i: text for i, text in now.items() if i not in read} == unjudged
            told = {line.article_id for line in lines if line.state == "removed"}
            assert told == missing.keys() - unjudged.keys()
            assert any((line.reason or "").endswith(STAYS) for line in lines) == bool(unjudged)
            assert sum(line.articles for line in lines) == len(now)
            generation, last = archive.generation, [(e.path, e.reason) for e in lines if e.state != "removed"]
            again = archive.rebuild()
            assert (archive.generation, archive.texts()) == (generation, now)
            assert [(e.path, e.reason) for e in again] == last
