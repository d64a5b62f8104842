"""Containers that nobody should have made: each function gives the bytes of one.

They are made when a test runs, so that no bomb lies in the repository.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

STORY = b"The ferry at Orlow runs again from Monday.\n"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary ZIP file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return packed.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_PARTS = {
    "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>The ferry'
    "</w:t></w:r></w:p><w:p><w:r><w:t>The ferry at Orlow runs again from Monday.</w:t></w:r></w:p></w:body></w:document>",
    "word/styles.xml": f'<w:styles xmlns:w="{_W}"><w:style w:styleId="a"><w:name w:val="heading 1"/></w:style></w:styles>',
    "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="1"><w:p><w:r><w:t>It carries 31 people.</w:t>'
    "</w:r></w:p></w:footnote></w:footnotes>",
    "docProps/core.xml": f'<c:coreProperties xmlns:c="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ida Holloway</dc:creator></c:coreProperties>',
}
"""The parts of a sound Word document of two paragraphs and a note."""


def word(parts: dict[str, bytes]) -> bytes:
    """A Word document, some of its parts replaced: `word({"word/styles.xml": b"<x/>"})`."""
    members = {name: sound.encode() for name, sound in WORD_PARTS.items()} | parts
    types = {
        "document": f"{_TYPE}.document.main",
        "styles": f"{_TYPE}.styles",
        "footnotes": f"{_TYPE}.footnotes",
    }
    declared = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}+xml"/>' for name, kind in types.items()
    )
    related = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "footnotes")
    )
    relationships = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    members["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{declared}</Types>"
    ).encode()
    members["_rels/.rels"] = relationships.format(
        f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    ).encode()
    members["word/_rels/document.xml.rels"] = relationships.format(related).encode()
    return zipped(*members.items())


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """An ordinary TAR file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in members:
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return packed.getvalue()


def nested_zip(levels: int = 5) -> bytes:
    """Containers within each other, a story beside each."""
    inner = zipped(("story.txt", STORY))
    for _ in range(levels - 1):
        inner = zipped(("story.txt", STORY), ("inner.zip", inner))
    return inner


def ratio_zip(method: int = zipfile.ZIP_DEFLATED, megabytes: int = 60) -> bytes:
    """A story, a member of nothing but zeros, and another story."""
    return zipped(
        ("before.txt", STORY), ("bomb.txt", bytes(megabytes * 1_000_000)), ("after.txt", STORY), method=method
    )


def bz2_bomb(copies: int = 400) -> bytes:
    """A few kilobytes that are gigabytes of zeros: one packed stream of 45 MB after another."""
    return bz2.compress(bytes(45_000_000)) * copies


def zip_of_one(name: bytes, data: bytes, method: int, size: int, crc: int, flags: int = 0) -> bytes:
    """A ZIP file of one member whose headers state what they are told to."""
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, flags, method, 0, 33, crc, len(data), size, len(name), 0
    )
    listed = struct.pack(
        "<4s6H3L5H2L",
        b"PK\x01\x02",
        20,
        20,
        flags,
        method,
        0,
        33,
        crc,
        len(data),
        size,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    start = len(local) + len(name) + len(data)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed) + len(name), start, 0)
    return local + name + data + listed + name + end


def many_members_zip(count: int = 200_000) -> bytes:
    """Empty members and no more."""
    local, listed, offset = [], [], 0
    for number in range(count):
        name = f"{number}.txt".encode()
        local.append(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name)
        listed.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, offset
            )
            + name
        )
        offset += len(local[-1])
    directory = b"".join(listed)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), offset, 0)
    return b"".join(local) + directory + end


def many_members_tar(count: int = 200_000) -> bytes:
    """Empty members, packed with gzip."""
    blocks = [tarfile.TarInfo(f"{number}.txt").tobuf(tarfile.USTAR_FORMAT) for number in range(count)]
    return gzip.compress(b"".join(blocks) + bytes(1_024), 1)


NAMES = (
    "../../etc/passwd.txt",
    "/etc/passwd.txt",
    "C:\\Windows\\system.txt",
    "nul\x00.txt",
    "two\nlines.txt",
    "read\u202etxt.exe",
    "tab\tname.txt",
)
"""Names that lead elsewhere, or do not show as they are."""


def named_zip(*names: bytes, flags: int = 0x800) -> bytes:
    """Stories under any names at all."""
    local, listed, offset = [], [], 0
    crc, size = zlib.crc32(STORY), len(STORY)
    for name in names:
        local.append(
            struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, 0, 0, 33, crc, size, size, len(name), 0)
            + name
            + STORY
        )
        listed.append(
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\x01\x02", 20, 20, flags, 0, 0, 33, crc, size, size, len(name), 0, 0, 0, 0, 0, offset,
            )
            + name
        )  # fmt: skip
        offset += len(local[-1])
    directory = b"".join(listed)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), offset, 0)
    return b"".join(local) + directory + end


def overlapping_zip(count: int = 1_000) -> bytes:
    """Many members that are all the same bytes of the file, as in bombs and quines of ZIP."""
    name = b"zeros.txt"
    zeros = bytes(9_000_000)
    packed = zlib.compress(zeros, 9)[2:-4]
    crc, size = zlib.crc32(zeros), len(zeros)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    listed = (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, 0,
        )
        + name
    )  # fmt: skip
    start = len(local) + len(name) + len(packed)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed) * count, start, 0)
    return local + name + packed + listed * count + end


def quoting_zip() -> bytes:
    """A member whose bytes are those of the next member, headers and all, as in the densest bombs of ZIP."""
    inner = zipped(("inner.txt", STORY), method=zipfile.ZIP_STORED)
    inner = inner[: inner.index(b"PK\x01\x02")]
    name, crc = b"outer.txt", zlib.crc32(inner)
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, crc, len(inner), len(inner), len(name), 0
    )
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02", 20, 20, 0, 0, 0, 33, crc, size, size, len(name), 0, 0, 0, 0, 0, offset,
        )
        + name
        for name, crc, size, offset in (
            (name, crc, len(inner), 0),
            (b"inner.txt", zlib.crc32(STORY), len(STORY), len(local) + len(name)),
        )
    )  # fmt: skip
    body = local + name + inner
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), len(body), 0)
    return body + directory + end


def tar_of_everything() -> bytes:
    """A story, links to it and to elsewhere, a device, a pipe, a folder, hidden files, and a story."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind, target in (
            ("before.txt", tarfile.REGTYPE, ""),
            ("link.txt", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.txt", tarfile.LNKTYPE, "before.txt"),
            ("device.txt", tarfile.CHRTYPE, ""),
            ("disk.txt", tarfile.BLKTYPE, ""),
            ("pipe.txt", tarfile.FIFOTYPE, ""),
            ("folder", tarfile.DIRTYPE, ""),
            (".hidden.txt", tarfile.REGTYPE, ""),
            ("__MACOSX/before.txt", tarfile.REGTYPE, ""),
            (".git/story.txt", tarfile.REGTYPE, ""),
            ("after.txt", tarfile.REGTYPE, ""),
        ):
            header = tarfile.TarInfo(name)
            header.type, header.linkname = kind, target
            header.size = len(STORY) if kind == tarfile.REGTYPE else 0
            archive.addfile(header, io.BytesIO(STORY))
    return packed.getvalue()


def gz_bomb(megabytes: int = 60) -> bytes:
    """Zeros."""
    return gzip.compress(bytes(megabytes * 1_000_000))


def tar_bomb(form: str) -> bytes:
    """A story and a member of zeros, packed with "gz", "bz2" or "xz"."""
    archive = tarred(("before.txt", STORY), ("bomb.txt", bytes(60_000_000)), ("after.txt", STORY))
    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[form](archive)


def tar_of_long_headers(size: int = 2_000_000_000) -> bytes:
    """A story, and a name that says it is gigabytes long."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, size
    return tarred(("before.txt", STORY))[:1_024] + header.tobuf(tarfile.GNU_FORMAT) + bytes(20_000_000)


def empty_gz_members(count: int = 1_200_000) -> bytes:
    """Packed streams of nothing, one after another."""
    return gzip.compress(b"", mtime=0) * count


def endless_pdf() -> bytes:
    """A page that draws a form a thousand times, which draws another one a thousand times, and so on."""
    fonts = b"/Resources << /Font << /F 3 0 R >> /XObject << /A 6 0 R /B 7 0 R /C 8 0 R >> >>"
    line = b"BT /F 11 Tf 50 700 Td (The ferry is late again today.) Tj ET "
    streams = [line + b"/A Do " * 1_000, b"/B Do " * 1_000, b"/C Do " * 1_000, line * 1_000]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R " + fonts + b" >>",
    ]
    for number, stream in enumerate(streams):
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + fonts if number else b""
        packed = zlib.compress(stream)
        objects.append(
            b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (form, len(packed), packed)
        )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF"
