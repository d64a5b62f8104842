"""Which files a corpus holds and what they are called."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest

from rag.errors import ArticleReadError, CorpusMissing
from rag.ingest.corpus import CorpusFile, list_corpus, opened, read_corpus_file
from rag.ingest.parsers.items import ParserOptions
from rag.schema import Article


def write(corpus: Path, *names: str) -> Path:
    for name in names:
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained, and it rained.\n", encoding="utf-8")
    return corpus


def content(file: CorpusFile) -> bytes:
    with opened(file) as open_file:
        return open_file.stream.read()


def ids(corpus: Path) -> dict[str, str | None]:
    return {file.relative: file.article_id for file in list_corpus(corpus).files}


def test_an_id_is_the_path_below_the_corpus_without_its_suffix(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b/c/d e.MD", "b/ünï.v2.markdown", "f.text", "b/g.xyz", "no-suffix")
    assert ids(tmp_path) == {
        "a.txt": "a",
        "b/c/d e.MD": "b/c/d e",
        "b/g.xyz": None,
        "b/ünï.v2.markdown": "b/ünï.v2",
        "f.text": "f",
        "no-suffix": None,
    }


def test_files_are_listed_in_order_whatever_the_file_system_says(tmp_path: Path) -> None:
    names = ["z.txt", "a/z.txt", "a.txt", "B.txt", "a/a.txt", "a-b.txt"]
    write(tmp_path, *names)
    assert [file.relative for file in list_corpus(tmp_path).files] == sorted(names)


def test_ids_do_not_depend_on_where_the_corpus_lies_or_how_it_is_named(tmp_path: Path) -> None:
    here, there = write(tmp_path / "x", "t/a.txt"), write(tmp_path / "y.d" / ".z", "t/a.txt")
    assert ids(here) == ids(there) == ids(here / ".." / "x") == {"t/a.txt": "t/a"}


def test_files_that_would_share_an_id_keep_their_suffix_and_no_other_does(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "a.md", "a.xyz", "b.txt", "c/a.txt")
    assert ids(tmp_path) == {"a.txt": "a.txt", "a.md": "a.md", "a.xyz": None, "b.txt": "b", "c/a.txt": "c/a"}


def test_a_kept_suffix_that_clashes_in_turn_keeps_one_more(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "a.md", "a.md.txt", "a.md.txt.txt")
    found = ids(tmp_path)
    assert found["a.md.txt"] == "a.md.txt"
    assert len(set(found.values())) == 4


def test_dotfiles_and_links_are_counted_and_not_followed(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", "a.txt", ".b.txt", ".git/c.txt", ".git/d.txt", "e/.DS_Store")
    outside = write(tmp_path / "outside", "secret.txt")
    (corpus / "link.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside, target_is_directory=True)
    (corpus / "loop").symlink_to(corpus, target_is_directory=True)
    (corpus / "broken.txt").symlink_to(tmp_path / "nothing")
    listing = list_corpus(corpus)
    assert [file.relative for file in listing.files] == ["a.txt"]
    assert listing.ignored == 7


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_ignored_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path, "a.txt") / "pipe.txt")
    listing = list_corpus(tmp_path)
    assert len(listing.files) == listing.ignored == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_bytes_of_a_name_that_are_not_utf_8_are_percent_encoded(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 100%.txt")).write_text("Rain.", encoding="utf-8")
    (file,) = list_corpus(tmp_path).files
    assert (file.relative, file.article_id) == ("caf%E9 100%.txt", "caf%E9 100%")
    assert content(file) == b"Rain."


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_no_file_is_lost_where_an_encoded_name_is_that_of_another_file(tmp_path: Path) -> None:
    for name in (b"\xff.txt", b"%FF.txt", b"%25FF.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name.hex().encode())
    found = {file.article_id: content(file) for file in list_corpus(tmp_path).files}
    assert found == {
        "%FF": b"%FF.txt".hex().encode(),
        "%25FF": b"%25FF.txt".hex().encode(),
        "%2525FF": b"\xff.txt".hex().encode(),
    }


def test_names_that_could_steer_anything_are_kept_as_they_are(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("refused there")
    names = ["a\nb.txt", "\x1b[31m.txt", "<script>.txt", "a\\b.txt", " .txt", "$(id).txt", "--full.txt"]
    write(tmp_path, *names)
    assert set(ids(tmp_path)) == set(names)


@pytest.mark.parametrize("name", ["nothing", "a.txt"])
def test_a_corpus_that_is_no_folder_is_missing(tmp_path: Path, name: str) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(CorpusMissing, match=r"there is no corpus folder .*--corpus"):
        list_corpus(tmp_path / name)


def test_an_empty_corpus_has_no_files(tmp_path: Path) -> None:
    assert list_corpus(tmp_path).files == ()


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2000)
    (file,) = list_corpus(tmp_path).files
    reading = ParserOptions(max_article_mb=0.002)
    (article,) = read_corpus_file(file, reading)
    assert isinstance(article, Article)
    assert len(article.text) == 2000
    (tmp_path / "a.txt").write_bytes(b"x" * 2001)
    with pytest.raises(ArticleReadError, match=r"over the limit of 0\.002 MB .*max_article_mb"):
        list(read_corpus_file(file, reading))


def test_a_file_that_went_away_is_an_error_of_that_file(tmp_path: Path) -> None:
    (file,) = list_corpus(write(tmp_path, "a.txt")).files
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ArticleReadError, match="cannot be read: No such file"):
        list(read_corpus_file(file, ParserOptions()))


def test_a_file_of_white_space_gives_no_article(tmp_path: Path) -> None:
    (file,) = list_corpus(write(tmp_path, "a.txt")).files
    assert len(list(read_corpus_file(file, ParserOptions()))) == 1
    (tmp_path / "a.txt").write_text(" \n\u2028\n", encoding="utf-8")
    assert list(read_corpus_file(file, ParserOptions())) == []


def test_a_large_file_that_changes_while_it_is_read_is_an_error_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 17_000_000)
    (file,) = list_corpus(tmp_path).files
    with pytest.raises(ArticleReadError, match=r"changed while it was read\. Rebuild again"), opened(file):
        (tmp_path / "a.txt").write_bytes(b"y" * 17_000_001)


def test_the_hash_is_that_of_the_bytes_that_are_read(tmp_path: Path) -> None:
    for size in (10, 17_000_000):
        (tmp_path / "a.txt").write_bytes(b"x" * size)
        (file,) = list_corpus(tmp_path).files
        with opened(file) as open_file:
            assert hashlib.sha256(open_file.stream.read()).hexdigest() == open_file.sha256


@pytest.mark.skipif(os.name != "posix", reason="permissions as on POSIX")
def test_a_file_that_may_not_be_looked_at_is_listed_and_is_an_error_of_its_own() -> None:
    folder = Path(mkdtemp(prefix="rag-closed-"))
    (folder / "a.txt").write_text("A text.", encoding="utf-8")
    folder.chmod(0o744)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from rag.ingest.corpus import list_corpus, opened; from rag.errors import ArticleReadError\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        "os.chdir('/'); (file,) = list_corpus(Path(sys.argv[1])).files\n"
        "try:\n    opened(file).__enter__()\nexcept ArticleReadError as error: print(file.relative, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert done.stdout == "a.txt cannot be read: Permission denied.\n"
