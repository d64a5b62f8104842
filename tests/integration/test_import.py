"""`rag import` without its command line: what lands in the corpus, under which name, and what is said of it."""

from __future__ import annotations

import gzip
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from rag.errors import CorpusMissing
from rag.ingest import importing
from rag.ingest.importing import ImportReport, import_sources
from rag.ingest.importing.corpus_writer import _numbered
from rag.ingest.importing.fetching import Fetcher
from tests.examples import examples
from tests.sites import page, redirect, site

if TYPE_CHECKING:
    from collections.abc import Callable

FERRY = (
    "<html><title>Ferry</title><p>The ferry to Marsk leaves at six, said its captain Odd Brenn.</p></html>"
)
KNOWN = (
    ".txt",
    ".md",
    ".html",
    ".pdf",
    ".xml",
    ".zip",
    ".tar.gz",
    ".xml.gz",
    ".warc.gz",
    ".rss",
    ".atom",
    ".json",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def bring(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ImportReport]:
    """Import sources, from the loopback too and without pauses."""
    monkeypatch.setattr(importing, "Fetcher", partial(Fetcher, pause_s=0.0))

    def run(*sources: str | Path, **options: Any) -> ImportReport:
        asked = {"max_article_mb": 1.0, "max_container_mb": 2.0, "allow_private": True, **options}
        return import_sources(
            [str(s) for s in sources], corpus, known=lambda n: n.lower().endswith(KNOWN), **asked
        )

    return run


def told(report: ImportReport) -> list[tuple[str, str | None]]:
    return [(entry.state, entry.path) for entry in report.entries]


def reasons(report: ImportReport) -> list[str]:
    return [entry.reason or "" for entry in report.entries]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def record(path: Path) -> tuple[str, str, str | None, bytes]:
    """The one record of a WARC file: kind, address, media type, bytes."""
    with path.open("rb") as stream:
        (found,) = [
            (r.rec_type, r.rec_headers["WARC-Target-URI"], _media_type(r), r.content_stream().read())
            for r in ArchiveIterator(stream)
        ]
    return found


def _media_type(found: Any) -> str | None:
    return found.http_headers["Content-Type"] if found.http_headers else found.rec_headers["Content-Type"]


# Files and folders


def test_a_file_is_copied_byte_by_byte_under_its_own_name(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    source = tmp_path / "Ferry times.txt"
    source.write_bytes(b"\xff\xfe\r\nnot touched\x00")
    assert told(bring(source)) == [("imported", "Ferry times.txt")]
    assert tree(corpus) == {"Ferry times.txt": b"\xff\xfe\r\nnot touched\x00"}
    assert (corpus / "Ferry times.txt").stat().st_mode == source.stat().st_mode
    assert told(bring(source)) == [("unchanged", "Ferry times.txt")]


def test_nothing_is_overwritten(bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "old.tar.gz"
    for number, path in enumerate(("old.tar.gz", "old (2).tar.gz", "old (3).tar.gz")):
        source.write_bytes(bytes([number]))
        assert told(bring(source)) == [("imported", path)]
    source.write_bytes(b"\x01")
    assert told(bring(source)) == [("unchanged", "old (2).tar.gz")]
    assert list(tree(corpus).values()) == [b"\x01", b"\x02", b"\x00"]


def test_two_imports_at_once_lose_nothing_to_each_other(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / side / "news" for side in ("one", "two")]
    for folder in folders:
        folder.mkdir(parents=True)
        for number in range(40):
            (folder / f"{number}.txt").write_text(f"{folder.parent.name} {number}", encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        reports = list(pool.map(lambda folder: bring(str(folder)), folders))
    assert [report.counts()["imported"] for report in reports] == [40, 40]
    texts = sorted(path.read_text(encoding="utf-8") for path in corpus.rglob("*.txt"))
    assert texts == sorted(f"{side} {number}" for side in ("one", "two") for number in range(40))


@pytest.mark.parametrize("make", [Path.mkdir, lambda p: p.symlink_to("/etc/hostname"), os.mkfifo])
def test_what_is_no_plain_file_in_the_corpus_keeps_its_name(
    make: Callable[[Path], None], bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    corpus.mkdir()
    make(corpus / "a.txt")
    (tmp_path / "a.txt").write_text("ferry", encoding="utf-8")
    assert told(bring(tmp_path / "a.txt")) == [("imported", "a (2).txt")]


def test_a_link_in_the_corpus_is_no_copy_since_the_rebuild_passes_over_links(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    corpus.mkdir()
    (tmp_path / "a.txt").write_text("ferry", encoding="utf-8")
    (corpus / "a.txt").symlink_to(tmp_path / "a.txt")
    assert told(bring(tmp_path / "a.txt")) == [("imported", "a (2).txt")]


def test_a_folder_keeps_its_inner_order(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    for name in ("b/deep/x.txt", "b/.hidden/y.txt", "a.md", ".dot.txt", "b/photo.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "b" / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.txt")
    report = bring(f"{folder}/../news/")
    assert told(report) == [("imported", "news/a.md"), ("imported", "news/b/deep/x.txt"), ("skipped", None)]
    assert reasons(report)[2] == ".jpg files are not read."
    assert report.ignored == 5
    assert tree(corpus) == {"news/a.md": b"a.md", "news/b/deep/x.txt": b"b/deep/x.txt"}
    assert report.counts() == {"imported": 2, "unchanged": 0, "skipped": 1, "failed": 0}
    assert bring(folder).counts()["unchanged"] == 2


def test_nothing_is_written_through_a_link_in_the_corpus(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "news"
    for path in (elsewhere, folder, corpus):
        path.mkdir()
    (corpus / "news").symlink_to(elsewhere)
    (folder / "a.txt").write_text("ferry", encoding="utf-8")
    report = bring(folder)
    assert told(report) == [("failed", None)]
    assert "is a link or a file" in reasons(report)[0]
    assert tree(elsewhere) == {}


def test_sources_that_cannot_be_are_named_and_the_others_go_on(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    (corpus / "in").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in (".dot.txt", "photo.jpg", "nameless", "good.txt", "corpus/in/x.txt"):
        (tmp_path / name).write_text("ferry", encoding="utf-8")
    (tmp_path / "in.txt").symlink_to(corpus / "in" / "x.txt")
    said = {
        corpus: ("failed", "in the corpus already"),
        corpus / "in" / "x.txt": ("failed", "in the corpus already"),
        tmp_path / "in.txt": ("failed", "in the corpus already"),
        tmp_path: ("failed", "the corpus itself lies in it"),
        Path("/"): ("failed", "the corpus itself lies in it"),
        tmp_path / "missing.txt": ("failed", "no such file"),
        tmp_path / "pipe.txt": ("failed", "neither a file nor a folder"),
        tmp_path / "empty": ("skipped", "no file in it"),
        tmp_path / ".hidden": ("skipped", "dot in front"),
        tmp_path / ".dot.txt": ("skipped", "dotfiles"),
        tmp_path / "photo.jpg": ("skipped", ".jpg files are not read"),
        tmp_path / "nameless": ("skipped", "without a suffix"),
    }
    report = bring(*said, "x\0y.txt", tmp_path / "good.txt")
    for entry, (state, words) in zip(report.entries, said.values(), strict=False):
        assert (entry.state, entry.path) == (state, None), entry
        assert words in (entry.reason or "")
    assert [state for state, _ in told(report)[-2:]] == ["failed", "imported"]
    assert sorted(tree(corpus)) == ["good.txt", "in/x.txt"]


def test_a_file_larger_than_anything_that_is_read_is_left_out(
    bring: Callable[..., ImportReport], tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(bytes(1_001))
    assert told(bring(tmp_path / "a.zip", max_container_mb=0.001)) == [("skipped", None)]
    assert told(bring(tmp_path / "a.zip", max_container_mb=0.002)) == [("imported", "a.zip")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    "name", [b"\xe9t\xe9.txt", b"a" * 251 + b".txt", "ä".encode() * 125 + b".txt", b"new\nline.txt"]
)
def test_names_of_any_bytes_and_of_any_length_are_kept(
    name: bytes, bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    for text in ("one", "two"):
        source.write_text(text, encoding="utf-8")
        assert bring(source).counts()["imported"] == 1
    found = [os.fsencode(path.name) for path in corpus.iterdir()]
    assert name in found
    assert len(found) == 2
    report = bring(source)
    assert report.entries[0].state == "unchanged"
    assert report.entries[0].path
    report.entries[0].path.encode("utf-8")


@given(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.integers(2, 10**6),
)
def test_a_numbered_name_is_a_name_and_ends_as_before(name: str, number: int) -> None:
    numbered = _numbered(name, number)
    assert f" ({number})" in numbered
    if len(name) < 200 and "." in name[1:] and len(name.rpartition(".")[2]) < 20:
        assert numbered.endswith(f".{name.rpartition('.')[2]}")
        assert len(os.fsencode(numbered)) <= max(255, len(os.fsencode(name)))


def test_a_copy_that_breaks_off_leaves_nothing_behind(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"ferry")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing.corpus_writer.shutil, "copyfileobj", full)
    report = bring(tmp_path / "a.txt")
    assert (told(report), reasons(report)) == ([("failed", None)], ["No space left on device"])
    assert list(corpus.iterdir()) == []


def test_a_file_that_changes_while_it_is_copied_is_not_imported(
    bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"ferry")
    monkeypatch.setattr(
        importing.corpus_writer.shutil, "copyfileobj", lambda *_: source.write_bytes(b"ferry and more")
    )
    report = bring(source)
    assert "changed while it was copied" in reasons(report)[0]
    assert list(corpus.iterdir()) == []


def test_a_corpus_that_cannot_be_made_is_said_so(bring: Callable[..., ImportReport], corpus: Path) -> None:
    corpus.write_text("a file", encoding="utf-8")
    with pytest.raises(CorpusMissing, match="--corpus"):
        bring("x")


def test_progress_is_told_for_each_thing(bring: Callable[..., ImportReport], tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for name in "abc":
        (tmp_path / "news" / f"{name}.txt").write_text(name, encoding="utf-8")
    steps: list[Any] = []
    bring(tmp_path / "news", "missing.txt", on_progress=lambda *step: steps.append(step))
    assert steps == [("Importing", n, 4) for n in (1, 2, 3, 4)]


# Pages


def test_a_page_is_kept_as_its_site_sent_it_with_its_address(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    packed = page(gzip.compress(FERRY.encode()), Content_Encoding="gzip", X_Note="kept")
    with site({"/news/2024/ferry%20times.html?id=7": packed}) as served:
        url = f"{served.url}/news/2024/ferry%20times.html?id=7"
        report = bring(url)
        (entry,) = report.entries
        assert (entry.source, entry.state) == (url, "imported")
        assert entry.path
        assert entry.path.startswith(f"web/127.0.0.1_{served.port}/ferry-times-html-")
        assert entry.path.endswith(".warc.gz")
        assert record(corpus / entry.path) == ("response", url, "text/html; charset=utf-8", FERRY.encode())
        raw = gzip.decompress((corpus / entry.path).read_bytes())
        assert b"X-Note: kept\r\n" in raw
        assert b"X-Archive-Orig-Content-Encoding: gzip\r\n" in raw
        before = tree(corpus)
        assert told(bring(url)) == [("unchanged", entry.path)]
        assert tree(corpus) == before
        served.answers["/news/2024/ferry%20times.html?id=7"] = page(FERRY.replace("six", "seven"))
        again = bring(url)
        assert told(again) == [("imported", entry.path)]
        assert "changed since" in reasons(again)[0]
        assert list(tree(corpus)) == [entry.path]
        assert b"seven" in record(corpus / entry.path)[3]


@pytest.mark.parametrize("theirs", [b"notes of mine", None])
def test_a_file_that_is_not_a_copy_of_the_page_is_never_replaced(
    theirs: bytes | None, bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/a": page(FERRY), "/b": page(FERRY)}) as served:
        (entry,), (other,) = bring(f"{served.url}/a").entries, bring(f"{served.url}/b").entries
        path = corpus / (entry.path or "")
        path.write_bytes(theirs or (corpus / (other.path or "")).read_bytes())
        before = path.read_bytes()
        (again,) = bring(f"{served.url}/a").entries
    assert again.state == "imported"
    assert again.path
    assert again.path.endswith(" (2).warc.gz")
    assert path.read_bytes() == before


def test_pages_of_one_name_at_different_addresses_are_two_files(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/x/index": page("one"), "/y/index": page("two"), "/": page("three")}) as served:
        bring(f"{served.url}/x/index", f"{served.url}/y/index", f"{served.url}/")
    assert len(tree(corpus)) == 3


def test_a_page_that_was_moved_is_kept_under_the_address_it_has_now(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/old": redirect("/new"), "/new": page(FERRY)}) as served:
        report = bring(f"{served.url}/old", f"{served.url}/new")
        assert [state for state, _ in told(report)] == ["imported", "unchanged"]
        assert record(corpus / (report.entries[0].path or ""))[1] == f"{served.url}/new"


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (page("GIF89a", "image/gif"), "skipped", "image/gif"),
        (page("x", ""), "skipped", "does not name"),
        (page(" \n", "text/plain"), "skipped", "empty"),
        (page("x", "text/markdown"), "imported", ""),
        (page("%PDF-1.4", "Application/PDF"), "imported", ""),
        (page("", status="404 Not Found"), "failed", "404"),
        (page("x" * 1_000_001), "failed", "1,000,000"),
    ],
)
def test_pages_of_other_kinds_are_passed_over_with_a_reason(
    answer: bytes, state: str, said: str, bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/a": answer}) as served:
        (entry,) = bring(f"{served.url}/a").entries
    assert entry.state == state
    assert said in (entry.reason or "")
    assert bool(tree(corpus)) == (state == "imported")


def test_private_addresses_are_refused_unless_allowed(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/a": page(FERRY)}) as served:
        report = bring(
            f"{served.url}/a", "ftp://example.org/a.txt", "file:///etc/hostname", allow_private=False
        )
    assert served.asked == []
    assert [state for state, _ in told(report)] == ["failed"] * 3
    assert "--allow-private" in reasons(report)[0]
    assert tree(corpus) == {}


# Feeds and sitemaps


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Marsk Post</title>{"".join(items)}</channel></rss>'


def item(link: str, text: str = "") -> str:
    return f"<item><title>About {link}</title><link>{link}</link>{text and f'<description>{text}</description>'}</item>"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Marsk Post</title><link rel="self" href="/feed"/>
<entry><title>One</title><link rel="edit" href="/no"/><link href="/one"/></entry>
<entry><title>Two</title><link rel="alternate" href="two"/><content>Two</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Marsk Post</title></channel><item><title>One</title><link>/one</link></item>
<item><title>Two</title><guid isPermaLink="false">two</guid><link> two </link></item></rdf:RDF>"""


@pytest.mark.parametrize("feed", [ATOM, RDF, rss(item("/one"), item("two#top"), item("two"))])
def test_the_pages_of_a_feed_are_fetched(feed: str, bring: Callable[..., ImportReport], corpus: Path) -> None:
    answers = {"/feed": page(feed, "text/html"), "/one": page("<p>one"), "/two": page("<p>two")}
    with site(answers) as served:
        report = bring(f"{served.url}/feed")
    assert [entry.state for entry in report.entries] == ["imported"] * 2
    assert sorted(served.paths) == ["/feed", "/one", "/robots.txt", "/two"]
    assert len(tree(corpus)) == 2


def test_an_entry_whose_page_is_not_to_be_had_keeps_the_feeds_own_text(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    feed = rss(
        item("/good", "teaser"),
        item("/gone", "The ferry is late &amp; full."),
        item("/bare"),
        "<item><title>No page</title></item>",
    )
    with site({"/feed": page(feed, "text/xml"), "/good": page("<p>good")}) as served:
        report = bring(f"{served.url}/feed")
        states = {entry.source.rpartition("/")[2]: entry for entry in report.entries}
        assert {name: entry.state for name, entry in states.items()} == {
            "good": "imported", "gone": "imported", "bare": "failed", "feed": "failed"
        }  # fmt: skip
        assert "No page" in (states["feed"].reason or "")
        assert "404" in (states["gone"].reason or "")
        kept = corpus / (states["gone"].path or "")
        kind, url, media_type, body = record(kept)
        assert (kind, url, media_type) == ("resource", f"{served.url}/gone", "application/rss+xml")
        assert b"The ferry is late &amp; full." in body
        assert b"Marsk Post" in body
        assert body.count(b"<item>") == 1
        assert {e.source: e.state for e in bring(f"{served.url}/feed").entries}[
            f"{served.url}/gone"
        ] == "unchanged"

        served.answers["/gone"] = page("<p>back again")
        assert bring(f"{served.url}/feed").counts()["imported"] == 1
        assert record(kept)[3] == b"<p>back again"
        del served.answers["/gone"]
        report = bring(f"{served.url}/feed")
        assert record(kept)[3] == b"<p>back again"
        assert "The copy from before stays." in " ".join(reasons(report))


def urlset(*urls: str) -> str:
    inner = "".join(f"<url><loc>\n {url} </loc><lastmod>2024</lastmod></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'


def index(*urls: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>"


def test_the_pages_of_a_sitemap_are_fetched_also_nested_and_packed(
    bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({f"/{name}": page(f"<p>{name}") for name in "abc"}) as served:
        at = f"{served.url}/"
        packed = gzip.compress(urlset(f"{at}b", f"{at}a").encode())
        served.answers |= {
            "/index.xml": page(index(f"{at}1.xml", f"{at}2.xml.gz", f"{at}index.xml"), "text/xml"),
            "/1.xml": page(urlset(f"{at}a", f"{at}missing"), "application/xml"),
            "/2.xml.gz": page(packed, "application/x-gzip"),
        }
        report = bring(f"{at}index.xml")
        assert report.counts() == {"imported": 2, "unchanged": 0, "skipped": 0, "failed": 1}
        assert served.paths.count("/a") == 1
        assert served.paths.count("/index.xml") == 1


@pytest.mark.parametrize("pack", [False, True])
def test_a_sitemap_file_is_fetched_from_and_a_feed_file_is_copied(
    pack: bool, bring: Callable[..., ImportReport], corpus: Path, tmp_path: Path
) -> None:
    with site({"/a": page("<p>a")}) as served:
        text = urlset(f"{served.url}/a").encode()
        (tmp_path / "map.xml.gz" if pack else tmp_path / "map.xml").write_bytes(
            gzip.compress(text) if pack else text
        )
        (tmp_path / "feed.xml").write_text(rss(item(f"{served.url}/b")), encoding="utf-8")
        (tmp_path / "odd.xml").write_text("<urlset><url>", encoding="utf-8")
        report = bring(
            tmp_path / ("map.xml.gz" if pack else "map.xml"), tmp_path / "feed.xml", tmp_path / "odd.xml"
        )
    assert [state for state, _ in told(report)] == ["imported"] * 3
    assert sorted(tree(corpus))[:2] == ["feed.xml", "odd.xml"]
    assert "/b" not in served.paths


def test_sitemaps_are_followed_three_deep(bring: Callable[..., ImportReport]) -> None:
    with site() as served:
        for depth in range(1, 6):
            served.answers[f"/{depth}.xml"] = page(index(f"{served.url}/{depth + 1}.xml"), "text/xml")
        report = bring(f"{served.url}/1.xml")
    assert told(report) == [("skipped", None)]
    assert "3 deep" in reasons(report)[0]
    assert served.paths == ["/robots.txt", "/1.xml", "/2.xml", "/3.xml"]


def test_no_more_pages_are_fetched_than_the_limit_and_the_rest_is_counted(
    bring: Callable[..., ImportReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_URLS", 3)
    with site({f"/{n}": page(f"<p>{n}") for n in range(9)}) as served:
        served.answers["/map.xml"] = page(urlset(*(f"{served.url}/{n}" for n in range(9))), "text/xml")
        report = bring(f"{served.url}/map.xml")
    assert report.counts() == {"imported": 2, "unchanged": 0, "skipped": 1, "failed": 0}
    assert "7 more addresses" in reasons(report)[-1]


def test_the_limit_holds_for_all_sources_together_and_an_address_given_twice_is_asked_once(
    bring: Callable[..., ImportReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_URLS", 2)
    with site({f"/{n}": page(f"<p>{n}") for n in range(3)}) as served:
        report = bring(*(f"{served.url}/{n}" for n in (0, 0, 1, 2)))
    assert [state for state, _ in told(report)] == ["imported", "imported", "skipped"]
    assert "1 more address" in reasons(report)[-1]
    assert served.paths == ["/robots.txt", "/0", "/1"]


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>http://127.0.0.1/&x;</loc></url></urlset>',
        "<urlset><url><loc>http://127.0.0.1/",
        "<rss><channel><item>",
        gzip.compress(b"<urlset>" + b" " * 3_000_000, mtime=0),
        gzip.compress(urlset().encode(), mtime=0)[:-9],
        "<urlset/>",
        "<rss/>",
        "<sitemapindex><sitemap/></sitemapindex>",
    ],
)
def test_a_damaged_hostile_or_empty_list_leads_nowhere_and_says_so(
    body: str | bytes, bring: Callable[..., ImportReport], corpus: Path
) -> None:
    with site({"/list": page(body, "application/xml")}) as served:
        report = bring(f"{served.url}/list")
    assert [entry.state in ("failed", "skipped") and bool(entry.reason) for entry in report.entries] == [True]
    assert served.paths == ["/robots.txt", "/list"]
    assert tree(corpus) == {}


def test_a_list_leads_to_no_address_that_is_not_allowed(bring: Callable[..., ImportReport]) -> None:
    bad = [
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "http://[bad",
        "javascript:alert(1)",
        "http://me@127.0.0.1/",
    ]
    with site() as served:
        served.answers = {
            "/map": page(urlset(*bad), "text/xml"),
            "/feed": page(rss(*(item(link, "text") for link in bad)), "text/xml"),
        }
        report = bring(f"{served.url}/map")
        assert [entry.state for entry in report.entries] == ["failed"] * 5
        assert [entry.state for entry in bring(f"{served.url}/feed").entries] == ["failed"] * 5
    assert set(served.paths) == {"/robots.txt", "/map", "/feed"}


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=80)
    | st.sampled_from(["<rss", "<urlset>", "<feed><entry>"]).flatmap(
        lambda head: st.text(max_size=60).map(lambda tail: (head + tail).encode())
    )
)
def test_any_body_ends_in_a_report(body: bytes, bring: Callable[..., ImportReport]) -> None:
    with site({"/a": page(body, "text/xml"), "/robots.txt": page("")}) as served:
        assert bring(f"{served.url}/a").entries


def test_the_report_is_ready_for_json(bring: Callable[..., ImportReport]) -> None:
    assert bring("missing.txt").to_dict() == {
        "schema": 1,
        "counts": {"imported": 0, "unchanged": 0, "skipped": 0, "failed": 1},
        "ignored": 0,
        "entries": [
            {
                "source": "missing.txt",
                "state": "failed",
                "path": None,
                "reason": "there is no such file or folder. Check the name; addresses begin with https://.",
            }
        ],
    }
