"""WARC: every page of a web archive is read as its site sent it, and damage is said."""

from __future__ import annotations

import gzip
import io
import random
import time
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rag.errors import ArticleReadError
from rag.ingest.parsers.containers import Budget
from rag.ingest.parsers.items import ParserOptions, Unread
from rag.ingest.parsers.safe_unpacking import REST
from rag.ingest.parsers.warc import warc_members

READING = ParserOptions()
PAGE = b"<html><body><p>The ferry at Orlow runs again.</p></body></html>"
WORDS = random.Random(5).randbytes(200_000)
BOM = b"\xef\xbb\xbf"


def answer(
    body: bytes = PAGE, media_type: str = "text/html", status: str = "200 OK", **headers: str
) -> bytes:
    lines = {"Content-Type": media_type} | {n.replace("_", "-"): v for n, v in headers.items()}
    return (
        f"HTTP/1.1 {status}\r\n{''.join(f'{n}: {v}' + chr(13) + chr(10) for n, v in lines.items())}\r\n".encode()
        + body
    )


def record(
    url: str = "https://example.org/a",
    block: bytes | None = None,
    kind: str = "response",
    media_type: str = "application/http; msgtype=response",
    length: int | None = None,
    **headers: str,
) -> bytes:
    block = answer() if block is None else block
    lines = {"WARC-Type": kind, "WARC-Target-URI": url, "Content-Type": media_type}
    lines |= {n.replace("_", "-"): v for n, v in headers.items()}
    lines["Content-Length"] = str(len(block) if length is None else length)
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    return head.encode("utf-8", "surrogateescape") + block + b"\r\n\r\n"


def opened(data: bytes, reading: ParserOptions = READING) -> list[tuple[str, bytes | str]]:
    """Address and content of each page, or why it is not read."""
    return [
        (m.name, f"{m.state}: {m.reason}" if isinstance(m, Unread) else m.stream.read())
        for m in warc_members(io.BytesIO(data), reading, Budget(reading))
    ]


def body_of(block: bytes) -> bytes | str:
    """The content of the one page of an archive."""
    ((_, content),) = opened(record(block=block))
    return content


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r, mtime=0) for r in records)


A, B, C = "https://example.org/a", "https://example.org/b", "https://example.org/c"
THREE = (record(A), record(B, answer(WORDS, "application/pdf")), record(C))
READ = [(A, PAGE), (B, WORDS), (C, PAGE)]


@pytest.mark.parametrize("data", [b"".join(THREE), packed(*THREE), gzip.compress(b"".join(THREE), mtime=0)])
def test_pages_are_read_however_the_file_is_packed(data: bytes) -> None:
    assert opened(data) == READ


@pytest.mark.parametrize("pack", [True, False])
def test_what_the_usual_library_writes_is_read(pack: bool) -> None:
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=pack)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for url in (A, B):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(PAGE), length=len(PAGE), http_headers=headers
            )
        )
    writer.write_record(
        writer.create_warc_record(
            C, "resource", payload=io.BytesIO(b"Text."), length=5, warc_content_type="text/plain"
        )
    )
    assert opened(target.getvalue()) == [(A, PAGE), (B, PAGE), (C, b"Text.")]


@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("text/html", ".html"), ("Text/HTML; charset=UTF-8", ".html"), ("application/xhtml+xml", ".html"),
        ("text/plain", ".txt"), ("application/pdf", ".pdf"), ("application/rss+xml", ".rss"),
        ("application/atom+xml", ".atom"), ("application/json", ".json"), ("application/xml", ".xml"),
        ("text/xml", ".xml"), ("text/markdown", ".md"), ("text/csv; header=present", ".csv"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("message/rfc822", ".eml"), ("text/tab-separated-values", ".tsv"), ("image/png", None), ("text/javascript", None), ("", None),
    ],
)  # fmt: skip
def test_the_media_type_says_which_parser_reads_a_page(media_type: str, suffix: str | None) -> None:
    for data in (
        record(block=answer(PAGE, media_type)),
        record(block=PAGE, kind="resource", media_type=media_type),
    ):
        found = [
            m.suffix
            for m in warc_members(io.BytesIO(data), READING, Budget(READING))
            if not isinstance(m, Unread)
        ]
        assert found == ([suffix] if suffix else [])


def test_only_pages_that_were_there_are_read() -> None:
    others = [
        record(block=answer(status=status))
        for status in ("404 Not Found", "301 Moved", "206 Partial", "204 No")
    ]
    others += [record(kind=kind) for kind in ("request", "revisit", "metadata", "warcinfo", "conversion")]
    others.append(record("dns:example.org", b"example.org 1 IN A 192.0.2.1", media_type="text/dns"))
    assert opened(b"".join(others) + record(B)) == [(B, PAGE)]


def test_what_is_passed_over_is_counted_in_one_line() -> None:
    types = ["image/png"] * 3 + ["font/woff2", "", "x" * 500] + [f"text/x{n}" for n in range(200)]
    ((name, reason),) = opened(b"".join(record(block=answer(PAGE, kind)) for kind in types))
    assert name == "(passed over)"
    assert str(reason).startswith(
        "unsupported: answers in formats that are not read: 3 × image/png, 1 × font/woff2, 1 without a type, 1 × xxx"
    )
    assert str(reason).endswith(", 194 of other types.")
    assert len(str(reason)) < 400


def test_the_address_is_the_name_and_the_url() -> None:
    addresses = {
        "<https://example.org/wget>": ("https://example.org/wget", True),
        "https://example.org/caf%C3%A9 \u202e": ("https://example.org/caf%C3%A9%20%E2%80%AE", True),
        "https://example.org/\udce9": ("https://example.org/%E9", True),
        "urn:x:1": ("urn:x:1", False),
    }
    for stored, (name, is_url) in addresses.items():
        (member,) = [
            (m.name, m.fields.url)
            for m in warc_members(io.BytesIO(record(stored)), READING, Budget(READING))
            if not isinstance(m, Unread)
        ]
        assert member == (name, name if is_url else None)
    ((name, reason),) = opened(record("https://example.org/" + "x" * 9_000))
    assert (len(name), "over 8,000 characters" in str(reason)) == (101, True)


def test_an_address_captured_twice_is_told_apart() -> None:
    assert [name for name, _ in opened(record(A) + record(A) + record(A))] == [A, f"{A}~2", f"{A}~3"]


def chunks(body: bytes, size: int = 7, end: bytes = b"0\r\n\r\n") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in parts) + end


def raw_deflate(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(body) + deflate.flush()


def test_how_a_page_was_sent_is_undone() -> None:
    chunked = {"Transfer_Encoding": "Chunked"}
    assert body_of(answer(chunks(PAGE), **chunked)) == PAGE
    assert body_of(answer(chunks(PAGE, 10**6), **chunked)) == PAGE
    assert body_of(answer(PAGE, **chunked)) == PAGE
    assert body_of(answer(b"", **chunked)) == b""
    for encoding, body in (
        ("gzip", gzip.compress(PAGE)), ("X-GZIP", gzip.compress(PAGE)), ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)), ("br", brotli.compress(PAGE)), ("identity", PAGE), ("gzip", PAGE),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))), ("br", b""),
    ):  # fmt: skip
        expected = PAGE if body else b""
        assert body_of(answer(body, Content_Encoding=encoding)) == expected
        assert body_of(answer(chunks(body), Content_Encoding=encoding, **chunked)) == expected
    large = bytes(range(256)) * 20_000
    assert body_of(answer(brotli.compress(large), "application/pdf", Content_Encoding="br")) == large


def test_a_page_whose_encoding_cannot_be_undone_is_not_read_but_the_next_is() -> None:
    for body, headers, reason in (
        (gzip.compress(WORDS)[:-9], {"Content_Encoding": "gzip"}, "cut off"),
        (brotli.compress(PAGE)[:-5], {"Content_Encoding": "br"}, "cut off"),
        (PAGE, {"Content_Encoding": "br"}, "damaged"),
        (PAGE, {"Content_Encoding": "deflate"}, "damaged"),
        (PAGE, {"Content_Encoding": "zstd"}, "encoded as 'zstd', which is not read"),
        (PAGE, {"Content_Encoding": "gzip, gzip, gzip, gzip"}, "more than 3 times"),
        (chunks(PAGE, end=b""), {"Transfer_Encoding": "chunked"}, "chunk"),
        (chunks(PAGE, end=b"xyz\r\n"), {"Transfer_Encoding": "chunked"}, "chunk"),
        (b"ffff\r\n" + PAGE, {"Transfer_Encoding": "chunked"}, "cut off"),
    ):
        (first, second) = opened(record(A, answer(body, **headers)) + record(B))
        assert first[0] == A
        assert str(first[1]).startswith("failed: ")
        assert reason in str(first[1])
        assert second == (B, PAGE)


def test_the_encoding_that_the_site_states_is_taken_where_it_is_true() -> None:
    text = "<meta charset=koi8-r><p>Café “Orlow”"
    for charset, codec in (("windows-1252", "cp1252"), ('"ISO-8859-1"', "cp1252"), ("utf-8", "utf-8")):
        media_type = f"text/html; charset={charset}"
        assert body_of(answer(text.encode(codec), media_type)) == BOM + text.encode()
    assert body_of(answer("Привет".encode("koi8-r"), "text/plain;charset=KOI8-R")) == BOM + "Привет".encode()
    for data, media_type in (
        (text.encode("cp1252"), "text/html; charset=utf-8"),
        (text.encode("cp1252"), "text/html"),
        (text.encode("cp1252"), "text/html; charset=idna"),
        (text.encode("cp1252"), "text/xml; charset=windows-1252"),
        (BOM + text.encode(), "text/html; charset=windows-1252"),
    ):
        assert body_of(answer(data, media_type)) == data


def test_a_page_cut_off_or_divided_by_the_archive_is_not_read() -> None:
    ((_, reason),) = opened(record(WARC_Truncated="length"))
    assert reason == "failed: it was cut off when it was archived. Fetch the page again."
    ((_, reason),) = opened(record(WARC_Segment_Number="1") + record(kind="continuation"))
    assert "divided into several records" in str(reason)


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_a_file_that_is_cut_off_gives_what_is_before(pack: object) -> None:
    assert callable(pack)
    data = pack(*THREE)
    assert opened(data[: len(data) - 150]) == [
        *READ[:2],
        (REST, f"failed: nothing after '{B}' in it is read: it is cut off. Fetch or pack it again."),
    ]


def test_after_damage_it_is_read_on_from_the_next_record() -> None:
    data = bytearray(packed(*THREE))
    middle = len(gzip.compress(THREE[0], mtime=0))
    data[middle + 50_000 : middle + 50_010] = b"x" * 10
    first, (name, reason), last = opened(bytes(data))
    assert (first, name, last) == (READ[0], B, READ[2])
    assert str(reason).startswith("failed: it is damaged: ")
    data = bytearray(packed(*THREE))
    data[middle] ^= 1
    assert [n for n, _ in opened(bytes(data))] == [A, f"(record at byte {middle})", C]


def test_the_next_record_is_found_wherever_it_is() -> None:
    for place in range(65_536 - 12, 65_536 + 2):
        broken = record(B, length=10**9)
        broken = broken.replace(b"\r\n\r\n", b"\r\n\r\n" + b"x" * (place - len(broken)), 1)
        assert [name for name, _ in opened(broken + record(C))] == [B, C]


def test_a_record_of_another_length_than_it_states_is_not_read_but_the_next_is() -> None:
    for length in (30, len(answer()) + 40, 10**9):
        for pack in (packed, lambda *records: b"".join(records)):
            found = opened(pack(record(A), record(B, length=length), record(C)))
            assert [name for name, _ in found] == [A, B, C]
            assert str(found[1][1]).startswith("failed: it is ")
            assert found[2] == (C, PAGE)
    for headers in ({"Content_Length": "x"}, {"Content_Length": "-5"}, {"Content_Length": "9" * 5_000}):
        found = opened(record(A) + record(B, **headers).replace(b"Content-Length", b"X", 0) + record(C))
        assert [name for name, _ in found] == [A, B, C]


def test_a_checksum_that_is_wrong_is_noticed_before_the_page_is_given() -> None:
    first = bytearray(gzip.compress(record(A, answer(PAGE + WORDS))))
    first[-7] ^= 1
    (name, reason), second = opened(bytes(first) + gzip.compress(THREE[2]))
    assert (name, second) == (A, (C, PAGE))
    assert "incorrect data check" in str(reason)


@pytest.mark.parametrize(
    "data", [b"", b"plain text", gzip.compress(b"plain text", mtime=0), b"\x1f\x8b\x08", b"WARC/1.0\r\n"]
)
def test_a_file_that_is_no_archive_cannot_be_read(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match=r"(not a WARC file|cut off).*\.$"):
        opened(data)


def test_bombs_are_not_unpacked() -> None:
    zeros = bytes(60_000_000)
    bombs = (
        record(B, answer(gzip.compress(zeros), Content_Encoding="gzip")),
        record(B, answer(brotli.compress(zeros, quality=3), Content_Encoding="br")),
        record(B, answer(gzip.compress(gzip.compress(zeros)), Content_Encoding="gzip, gzip")),
    )
    inputs = [record(A) + bomb + record(C) for bomb in bombs]
    inputs.append(packed(record(A), record(B, answer(zeros)), record(C)))
    for data in inputs:
        tracemalloc.start()
        begun = time.process_time()
        found = opened(data)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
        tracemalloc.stop()
        assert time.process_time() - begun < 10
        assert [name for name, _ in found] == [A, B, C]
        assert "more than 200 times its size" in str(found[1][1])


def test_headers_without_end_are_not_held() -> None:
    data = b"WARC/1.0\r\nX: " + b"x" * 50_000_000
    for endless in (
        data,
        b"WARC/1.0\r\n" + b"X: y\r\n" * 5_000_000,
        record(B, b"HTTP/1.1 200 OK\r\nX: " + data),
    ):
        stream = io.BytesIO(record(A) + endless + record(C))
        tracemalloc.start()
        found = [
            (m.name, m.reason if isinstance(m, Unread) else "")
            for m in warc_members(stream, READING, Budget(READING))
        ]
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
        tracemalloc.stop()
        assert "over 256,000 bytes" in found[1][1]
        assert found[0][0] == A


def test_a_limit_on_all_pages_together_ends_reading() -> None:
    records = [record(f"https://example.org/{n}", answer(WORDS, "application/pdf")) for n in range(9)]
    for data in (b"".join(records), packed(*records)):
        found = opened(data, ParserOptions(max_container_mb=1))
        assert [name for name, _ in found][3:] == ["https://example.org/3", REST]
        assert "max_container_mb" in str(found[-1][1])


def test_false_beginnings_do_not_take_long() -> None:
    begun = time.process_time()
    with pytest.raises(ArticleReadError):
        opened(gzip.compress(b"WARC/1.0\r\n")[:-8] + b"\x1f\x8b\x08" * 2_000_000)
    found = opened(record(A) + b"\nWARC/1.0\r\nx: y\r\n\r\n" * 3_000 + record(C))
    assert len(found) == 3_002
    assert time.process_time() - begun < 20


SMALL = (
    record(A),
    record(B, answer(chunks(gzip.compress(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip")),
)


@given(
    st.sampled_from([b"".join(SMALL), packed(*SMALL), gzip.compress(b"".join(SMALL))]),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=4),
    st.integers(0, 2_000),
)
def test_any_damage_gives_pages_or_reasons(data: bytes, flips: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(data)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    try:
        for member in warc_members(io.BytesIO(bytes(damaged[:cut])), READING, Budget(READING)):
            assert member.name.isprintable()
            if isinstance(member, Unread):
                assert member.reason.isprintable()
                assert member.reason.endswith(".")
    except ArticleReadError as error:
        assert str(error).isprintable()  # noqa: PT017
