"""Containers: what is in them is read, and what nobody should have made does no harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import subprocess
import sys
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers.containers import Budget, gzip_members, suffix_of, tar_members, zip_members
from rag.ingest.parsers.items import ParserOptions, Unread
from rag.ingest.parsers.safe_unpacking import REST, Names, _Left
from tests.hostile import make
from tests.hostile.make import STORY, tarred, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.ingest.parsers.containers import Members

READING = ParserOptions()


def opened(
    members: Members, data: bytes, reading: ParserOptions = READING, budget: Budget | None = None
) -> list[tuple[str, str]]:
    """Name and content of each member, or its state and reason."""
    return [
        (m.name, f"{m.state}: {m.reason}" if isinstance(m, Unread) else m.stream.read().decode())
        for m in members(io.BytesIO(data), reading, budget or Budget(reading))
    ]


def summary(members: Members, data: bytes, reading: ParserOptions = READING) -> dict[str, int | str]:
    """Name → length, or why it is not read; nothing is held."""
    return {
        m.name: m.reason
        if isinstance(m, Unread)
        else sum(len(d) for d in iter(lambda: m.stream.read(65_536), b""))  # noqa: B023
        for m in members(io.BytesIO(data), reading, Budget(reading))
    }


@contextmanager
def bounded(seconds: float = 10, megabytes: int = 60) -> Iterator[None]:
    """Fail when what happens takes too long or too much memory."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < seconds
    assert peak < megabytes * 1_000_000


STORIES = (("a/one.txt", b"First."), ("a/two.html", b"<p>Second."), ("three.jsonl", b""))
READ = [("a/one.txt", "First."), ("a/two.html", "<p>Second."), ("three.jsonl", "")]
WORDS = random.Random(3).randbytes(300_000)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_zip_file_gives_its_members(method: int) -> None:
    assert opened(zip_members, zipped(*STORIES, method=method)) == READ
    assert summary(zip_members, zipped(("words.txt", WORDS), method=method)) == {"words.txt": len(WORDS)}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_tar_file_gives_its_members_however_it_is_packed(form: int, pack: object) -> None:
    assert callable(pack)
    long = "deep/" * 30 + "café.txt"
    data = tarred(*STORIES, (long, b"Long."), ("words.txt", WORDS), form=form)
    assert summary(tar_members, pack(data)) == {
        "a/one.txt": 6, "a/two.html": 10, "three.jsonl": 0, long: 5, "words.txt": len(WORDS),
    }  # fmt: skip


def test_a_gz_file_gives_one_member_called_as_the_file_is() -> None:
    members = gzip_members(
        io.BytesIO(gzip.compress(b"One.") + gzip.compress(b"Two.")), READING, Budget(READING)
    )
    member = next(members)
    assert not isinstance(member, Unread)
    assert (member.name, member.suffix, member.stream.read()) == ("", "", b"One.Two.")
    assert list(members) == []
    assert opened(gzip_members, gzip.compress(STORY) + bytes(700)) == [("", STORY.decode())]


def test_a_stream_can_be_sought_and_is_closed_when_the_next_one_is_asked_for() -> None:
    members = zip_members(io.BytesIO(zipped(*STORIES)), READING, Budget(READING))
    first = next(members)
    assert not isinstance(first, Unread)
    assert first.stream.read() == b"First."
    first.stream.seek(1)
    assert first.stream.read() == b"irst."
    next(members)
    with pytest.raises(ValueError, match="closed"):
        first.stream.read()


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.txt", ".txt"), ("A.TXT", ".txt"), ("a.tar.gz", ".tar.gz"), ("a.tar.bz2", ".tar.bz2"),
        ("x/a.tar.xz", ".tar.xz"), ("a.TGZ", ".tar.gz"), ("w.warc.gz", ".warc.gz"), ("a.txt.gz", ".txt.gz"),
        ("a.gz", ".gz"), ("a", ""), (".hidden", ""), ("x.y/a", ""), ("No. 5 is here.gz", ".gz"), ("", ""),
        ("https://example.org/a.html", ".html"),
    ],
)  # fmt: skip
def test_a_suffix_says_what_is_packed(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_members_with_a_suffix_are_told_by_it() -> None:
    members = zip_members(io.BytesIO(zipped(("a.JSONL.GZ", b""), ("b.tgz", b""))), READING, Budget(READING))
    assert [m.suffix for m in members if not isinstance(m, Unread)] == [".jsonl.gz", ".tar.gz"]


def test_names_are_labels_that_show_as_they_are() -> None:
    shown = [
        "../../etc/passwd.txt", "/etc/passwd.txt", "C:/Windows/system.txt", "nul%00.txt", "two%0Alines.txt",
        "read%E2%80%AEtxt.exe", "tab%09name.txt",
    ]  # fmt: skip
    in_zip = opened(zip_members, make.named_zip(*(name.encode() for name in make.NAMES)))
    assert in_zip == [(name, STORY.decode()) for name in shown]
    shown[2:4] = ["C:\\Windows\\system.txt", "nul"]  # in TAR a zero byte ends the name
    in_tar = opened(tar_members, tarred(*((name, STORY) for name in make.NAMES)))
    assert in_tar == [(name, STORY.decode()) for name in shown]


def test_names_are_decoded_as_they_were_written() -> None:
    cp437, utf8 = "café.txt".encode("cp437"), "café.txt".encode()
    assert [n for n, _ in opened(zip_members, make.named_zip(cp437, flags=0))] == ["café.txt"]
    assert [n for n, _ in opened(zip_members, make.named_zip(utf8, flags=0))] == ["café.txt"]
    assert [n for n, _ in opened(zip_members, make.named_zip(utf8))] == ["café.txt"]
    assert [n for n, _ in opened(zip_members, make.named_zip(b"caf\xe9.txt"))] == ["caf%E9.txt"]
    packed = tarred(("caf\udce9.txt", STORY), form=tarfile.USTAR_FORMAT)
    assert opened(tar_members, packed) == [("caf%E9.txt", STORY.decode())]


def test_a_name_that_is_too_long_is_said_to_be() -> None:
    huge = ("n" * 60_000 + ".txt").encode()
    for members, data in (
        (zip_members, make.named_zip(huge, b"short.txt")),
        (tar_members, tarred((huge.decode(), STORY), ("short.txt", STORY))),
        (tar_members, tarred((huge.decode(), STORY), ("short.txt", STORY), form=tarfile.GNU_FORMAT)),
    ):
        (name, reason), short = opened(members, data)
        assert name == "n" * 100 + "…"
        assert reason == (
            "failed: its name is 60,004 characters long, and no more than 1,000 are read. Rename it."
        )
        assert short == ("short.txt", STORY.decode())
    assert opened(zip_members, make.named_zip(b"n" * 996 + b".txt"))[0][1] == STORY.decode()


def test_names_that_occur_twice_are_told_apart() -> None:
    twice = make.named_zip(b"a.txt", b"a.txt", b"./a.txt", b"a.txt~2", b"a.txt")
    assert [n for n, _ in opened(zip_members, twice)] == [
        "a.txt",
        "a.txt~2",
        "a.txt~3",
        "a.txt~2~2",
        "a.txt~4",
    ]
    assert Names().give(REST) == f"{REST}~2"


def test_hidden_files_links_devices_and_folders_are_passed_over() -> None:
    assert opened(tar_members, make.tar_of_everything()) == [
        ("before.txt", STORY.decode()),
        ("after.txt", STORY.decode()),
    ]
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.mkdir("folder")
        archive.writestr(link, "/etc/passwd")
        for name in (".hidden", "a/.git/x.txt", "__MACOSX/._a.txt", "a/__MACOSX/b.txt", "../up.txt"):
            archive.writestr(name, STORY)
    assert opened(zip_members, packed.getvalue()) == [("../up.txt", STORY.decode())]


def test_a_sparse_member_is_said_to_be_one() -> None:
    def header(name: str, kind: bytes, size: int = 512) -> bytes:
        made = tarfile.TarInfo(name)
        made.type, made.size = kind, size
        return made.tobuf(tarfile.GNU_FORMAT)

    old = bytearray(header("sparse.txt", tarfile.GNUTYPE_SPARSE))
    old[482] = 1
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old)
    more = b"\0" * 504 + b"\1" + b"\0" * 7
    packed = bytes(old) + more + bytes(512) + b"x" * 512 + tarred(("after.txt", STORY))
    assert opened(tar_members, packed) == [
        ("sparse.txt", "failed: it is stored as a sparse file, which is not read. Pack it again without."),
        ("after.txt", STORY.decode()),
    ]


def test_what_is_after_the_end_mark_of_a_tar_file_is_read() -> None:
    assert opened(tar_members, tarred(("a.txt", b"A")) + tarred(("b.txt", b"B"))) == [
        ("a.txt", "A"),
        ("b.txt", "B"),
    ]


def test_an_encrypted_member_and_one_of_another_compression_are_not_read_but_the_rest_is() -> None:
    packed = bytearray(zipped(("a.txt", b"A"), ("b.txt", b"B"), ("c.txt", b"C")))
    for at in (packed.index(b"PK\x01\x02"), packed.index(b"PK\x01\x02", packed.index(b"PK\x01\x02") + 1)):
        packed[at + 8] |= at == packed.index(b"PK\x01\x02")
        packed[at + 10] = 9 if at != packed.index(b"PK\x01\x02") else 8
    found = dict(opened(zip_members, bytes(packed)))
    assert found["a.txt"] == "failed: it is encrypted. Unpack it with its password into the corpus."
    assert found["b.txt"] == (
        "failed: it is compressed by Deflate64, which is not read. Unpack it into the corpus."
    )
    assert found["c.txt"] == "C"


def test_a_member_with_a_wrong_checksum_is_damaged_and_the_rest_is_read() -> None:
    packed = zipped(("a.txt", b"Alpha beta."), ("b.txt", b"B"), method=zipfile.ZIP_STORED)
    (first, reason), second = opened(zip_members, packed.replace(b"Alpha beta.", b"Alpha zeta."))
    assert (first, second) == ("a.txt", ("b.txt", "B"))
    assert "checksum" in reason
    assert opened(zip_members, make.zip_of_one(b"x.txt", b"x", 0, 2, zlib.crc32(b"x")))[0][1].startswith(
        "failed"
    )


def test_a_zip_file_after_other_bytes_or_with_a_comment_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "A")
        archive.comment = b"comment PK\x05\x06 " * 300
    assert opened(zip_members, b"#!/bin/sh\n" + packed.getvalue()) == [("a.txt", "A")]


def test_a_zip_file_of_the_64_bit_form_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        with archive.open("a.txt", "w", force_zip64=True) as member:
            member.write(b"A")
        for info in archive.filelist:
            info.extra = b""
    whole = packed.getvalue()
    assert opened(zip_members, whole) == [("a.txt", "A")]
    assert opened(zip_members, whole[: whole.index(b"PK\x01\x02")]) == [
        ("a.txt", "A"),
        (
            REST,
            "failed: nothing after 'a.txt' in it is read: it is damaged or cut off. Fetch or pack it again.",
        ),
    ]


def test_a_zip_file_that_is_cut_off_gives_what_is_before() -> None:
    packed = zipped(("a.txt", b"Alpha" * 50), ("b.txt", WORDS), ("c.txt", b"C"))
    for cut in (2_000, 200_000):
        (first, rest) = opened(zip_members, packed[:cut])
        assert first == ("a.txt", "Alpha" * 50)
        assert rest == (
            REST,
            "failed: nothing after 'a.txt' in it is read: it is cut off. Fetch or pack it again.",
        )
    directory = packed.index(b"PK\x01\x02")
    assert summary(zip_members, packed[: directory + 60]) == {"a.txt": 250, "b.txt": len(WORDS), "c.txt": 1}


class Unseekable(io.RawIOBase):
    """Makes the library state sizes after each member, not before."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_file_without_sizes_that_is_cut_off_gives_what_is_before(method: int) -> None:
    target = Unseekable()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("a.txt", b"Alpha" * 50)
        archive.writestr("b.txt", WORDS)
        archive.writestr("c.txt", b"C")
    assert summary(zip_members, target.data) == {"a.txt": 250, "b.txt": len(WORDS), "c.txt": 1}
    found = summary(zip_members, target.data[: target.data.index(b"PK\x01\x02")])
    assert list(found.values())[:3] == [250, len(WORDS), 1]
    found = summary(zip_members, target.data[:100_000])
    assert list(found) == ["a.txt", REST]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_tar_file_that_is_cut_off_gives_what_is_before(pack: object) -> None:
    assert callable(pack)
    packed = pack(tarred(("a.txt", WORDS), ("b.txt", WORDS[::-1] * 4), ("c.txt", b"C")))
    found = summary(tar_members, packed[: len(packed) * 9 // 10])
    assert list(found) == ["a.txt", REST]
    assert found["a.txt"] == len(WORDS)
    assert str(found[REST]).startswith("nothing after 'a.txt' in it is read: it is cut off.")


def test_a_tar_file_cut_off_between_two_members_is_noticed() -> None:
    packed = tarred(("a.txt", b"A"), ("b.txt", b"B"))
    assert [n for n, _ in opened(tar_members, packed[:1_024])] == ["a.txt", REST]


def test_a_damaged_tar_file_gives_what_is_before() -> None:
    packed = bytearray(tarred(("a.txt", b"A"), ("b.txt", b"B")))
    packed[1_024 + 150] ^= 1
    assert [n for n, _ in opened(tar_members, bytes(packed))] == ["a.txt", REST]
    packed = bytearray(gzip.compress(tarred(("a.txt", WORDS), ("b.txt", WORDS))))
    packed[-6] ^= 1
    found = summary(tar_members, bytes(packed))
    assert list(found) == ["a.txt", REST]
    assert "incorrect data check" in str(found[REST])


def test_a_damaged_gz_file_gives_nothing() -> None:
    packed = gzip.compress(WORDS)
    for data in (packed[:-3], packed[:10_000], packed[:20_000] + b"xxx" + packed[20_003:], packed + b"junk"):
        with pytest.raises(ArticleReadError, match=r"cut off|damaged"):
            opened(gzip_members, data)


@pytest.mark.parametrize("members", [zip_members, tar_members, gzip_members])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a container", b"\x1f\x8b", b"plain text " * 100])
def test_a_file_that_is_no_container_cannot_be_read(members: Members, data: bytes) -> None:
    with pytest.raises(ArticleReadError, match=r"(not a|cut off|damaged).*\.$"):
        opened(members, data)


def test_an_empty_container_gives_nothing() -> None:
    assert opened(zip_members, zipped()) == []
    assert opened(tar_members, tarred()) == []


def test_a_limit_on_all_members_together_ends_reading() -> None:
    reading = ParserOptions(max_container_mb=1)
    stories = [(f"{n}.txt", WORDS) for n in range(5)]
    for members, data in (
        (zip_members, zipped(*stories)),
        (tar_members, tarred(*stories)),
        (tar_members, gzip.compress(tarred(*stories))),
    ):
        found = summary(members, data, reading)
        assert list(found) == ["0.txt", "1.txt", "2.txt", REST]
        assert found[REST] == (
            "nothing after '2.txt' in it is read: the file unpacks to more than 1 MB. "
            "Raise `max_container_mb` in rag.toml, or unpack it into the corpus."
        )
    with pytest.raises(ArticleReadError, match="max_container_mb"):
        opened(gzip_members, gzip.compress(WORDS * 4), reading)


def test_containers_within_each_other_share_one_budget() -> None:
    reading = ParserOptions(max_container_mb=1)
    budget = Budget(reading)
    packed = zipped(("a.bin", WORDS), ("b.bin", WORDS))
    first = [m.name for m in zip_members(io.BytesIO(packed), reading, budget.deeper())]
    second = [m.name for m in zip_members(io.BytesIO(packed), reading, budget)]
    assert first == ["a.bin", "b.bin"]
    assert second == ["a.bin", REST]


def test_containers_are_read_three_deep() -> None:
    def stories(data: bytes, budget: Budget) -> list[str]:
        found = []
        for member in zip_members(io.BytesIO(data), READING, budget):
            assert not isinstance(member, Unread)
            if member.suffix != ".zip":
                found.append(member.name)
                continue
            try:
                found += [f"{member.name}#{name}" for name in stories(member.stream.read(), budget.deeper())]
            except ArticleReadError as error:
                found.append(str(error))
        return found

    assert stories(make.nested_zip(3), Budget(READING)) == [
        "story.txt", "inner.zip#story.txt", "inner.zip#inner.zip#story.txt",
    ]  # fmt: skip
    assert stories(make.nested_zip(5), Budget(READING))[-1] == (
        "inner.zip#inner.zip#containers within each other are read 3 deep, and this one is deeper. "
        "Unpack it into the corpus."
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_unpacks_to_far_more_than_its_size_is_not_read(method: int) -> None:
    data = make.ratio_zip(method)
    with bounded():
        found = summary(zip_members, data)
    assert [found["before.txt"], found["after.txt"]] == [len(STORY)] * 2
    assert "more than 200 times its size" in str(found["bomb.txt"])


def test_a_member_of_bzip2_that_is_gigabytes_is_not_unpacked_at_once() -> None:
    packed = make.bz2_bomb()
    with bounded():
        found = summary(zip_members, make.zip_of_one(b"bomb.txt", packed, 12, 1 << 31, 0))
    assert "its size" in str(found["bomb.txt"])


def test_a_small_bomb_below_the_threshold_is_what_it_is() -> None:
    assert summary(zip_members, zipped(("zeros.txt", bytes(9_000_000)))) == {"zeros.txt": 9_000_000}


@pytest.mark.parametrize("form", ["gz", "bz2", "xz"])
def test_a_packed_tar_file_that_is_a_bomb_gives_what_is_before(form: str) -> None:
    data = make.tar_bomb(form)
    with bounded():
        found = summary(tar_members, data)
    assert list(found) == ["before.txt", REST]
    assert "more than 200 times its size" in str(found[REST])


def test_a_gz_file_that_is_a_bomb_is_not_read() -> None:
    data = make.gz_bomb()
    with bounded(), pytest.raises(ArticleReadError, match="more than 200 times"):
        summary(gzip_members, data)


def test_members_that_lie_over_each_other_are_not_read() -> None:
    data = make.overlapping_zip()
    with bounded():
        found = summary(zip_members, data)
    assert len(found) == 1_000
    assert sum(isinstance(length, int) for length in found.values()) <= 1
    assert sum("lies over another file" in str(reason) for reason in found.values()) >= 999
    found = summary(zip_members, make.quoting_zip())
    assert "lies over another file" in str(found["outer.txt"])
    assert found["inner.txt"] == len(STORY)


@pytest.mark.parametrize(
    ("members", "make_it"), [(zip_members, make.many_members_zip), (tar_members, make.many_members_tar)]
)
def test_hundreds_of_thousands_of_members_are_read_in_seconds(members: Members, make_it: object) -> None:
    assert callable(make_it)
    data = make_it(200_000)
    begun = time.process_time()
    assert sum(1 for _ in members(io.BytesIO(data), READING, Budget(READING))) == 200_000
    assert time.process_time() - begun < 20
    data = make_it(10_000)
    with bounded(20, 10):
        assert sum(1 for _ in members(io.BytesIO(data), READING, Budget(READING))) == 10_000


def test_more_members_than_are_read_are_said_to_be_there() -> None:
    for members, data in (
        (zip_members, make.many_members_zip(5)),
        (tar_members, make.many_members_tar(5)),
    ):
        budget = Budget(READING, left=_Left(size=10_000_000, members=3))
        *names, (rest, reason) = opened(members, data, budget=budget)
        assert len(names) == 3
        assert (rest, "members. Unpack it" in reason) == (REST, True)


def test_headers_of_any_size_are_not_held() -> None:
    data = make.tar_of_long_headers()
    with bounded():
        found = summary(tar_members, data)
    assert list(found) == ["before.txt", REST]
    assert "longer headers" in str(found[REST])


def test_packed_streams_of_nothing_end_somewhere() -> None:
    data = make.empty_gz_members()
    begun = time.process_time()
    with pytest.raises(ArticleReadError, match="1,000,000 members"):
        summary(gzip_members, data)
    assert time.process_time() - begun < 40


def test_a_packed_file_that_needs_much_memory_is_not_unpacked() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}]
    packed = lzma.compress(tarred(("a.txt", STORY)), filters=filters)
    with pytest.raises(ArticleReadError, match=r"[Mm]emory"):
        summary(tar_members, packed)


def test_nothing_but_temporary_files_is_written_and_memory_stays_low(tmp_path: Path) -> None:
    program = """
import io, os, re, sys
from pathlib import Path
from rag.ingest.parsers.containers import Budget, tar_members
from rag.ingest.parsers.items import ParserOptions
from tests.hostile.make import tarred
data = tarred(("../../up.txt", os.urandom(60_000_000)), ("/tmp/x.txt", b"x"))
def peak():  # that of `resource` begins with the peak of the process that started this one
    return int(re.search("VmHWM: *(.*) kB", Path("/proc/self/status").read_text().replace("\\t", " "))[1])
before = peak()
for member in tar_members(io.BytesIO(data), ParserOptions(), Budget(ParserOptions())):
    while member.stream.read(65_536):
        pass
print(peak() - before)
"""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from /proc")
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert int(ran.stdout) < 50_000
    assert list(tmp_path.iterdir()) == []


@given(
    st.sampled_from([zip_members, tar_members, gzip_members]),
    st.sampled_from(
        [zipped(*STORIES), zipped(*STORIES, method=14), tarred(*STORIES), gzip.compress(tarred(*STORIES)),
         bz2.compress(tarred(*STORIES)), lzma.compress(tarred(*STORIES)), make.tar_of_everything()]
    ),
    st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 255)), max_size=4),
    st.integers(0, 12_000),
)  # fmt: skip
def test_any_damage_gives_members_or_reasons(
    members: Members, data: bytes, flips: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(data)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    try:
        for member in members(io.BytesIO(bytes(damaged[:cut])), READING, Budget(READING)):
            assert member.name.isprintable()
            if isinstance(member, Unread):
                assert member.reason.isprintable()
                assert member.reason.endswith(".")
    except ArticleReadError as error:
        assert "\n" not in str(error)  # noqa: PT017
