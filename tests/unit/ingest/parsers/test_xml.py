"""XML is opened safely, and its root element says which format it is."""

from __future__ import annotations

import io
import socket
import threading
import time
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers import xml
from rag.ingest.parsers.items import ParserOptions, Unread
from rag.ingest.parsers.safe_xml import element_line, read_xml, root_name
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
TEXT = "Une journée très réussie à Tarn, où l'été s'achève déjà"


@pytest.fixture
def listener() -> Iterator[Any]:
    """A server that counts who connects to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[Any] = []

        def accept() -> None:
            while True:
                try:
                    calls.append(server.accept()[1])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield SimpleNamespace(port=server.getsockname()[1], calls=calls)


def refused(data: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(ArticleReadError) as refusal:
        read_xml(data)
    assert time.monotonic() - began < 30
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY l0 "lol">' + LAUGHS + b"]><a>&l9;</a>",
        b'<!DOCTYPE a [<!ENTITY l0 "lol">' + LAUGHS + b']><a x="&l9;"/>',
        b'<!DOCTYPE a [<!ENTITY x "%s">]><a>%s</a>' % (b"x" * 100_000, b"&x;" * 100_000),
        b"<!DOCTYPE a [<!ENTITY % p \"<!ENTITY e 'text'>\"> %p;]><a>&e;</a>",
        b'<!DOCTYPE a [<!ENTITY e "text">]><a>no use of it</a>',
        ('\ufeff<!DOCTYPE a [<!ENTITY e "text">]><a>&e;</a>').encode("utf-16-le"),
    ],
    ids=["laughs", "laughs in an attribute", "quadratic", "parameter", "unused", "utf-16"],
)
def test_a_file_that_defines_entities_is_refused_without_growing(data: bytes) -> None:
    assert "DOCTYPE defines entities" in refused(data)


def test_no_file_and_no_address_is_ever_read(listener: Any, tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    dtd = tmp_path / "news.dtd"
    dtd.write_text('<!ENTITY e "from the DTD"><!ATTLIST a x CDATA "from the DTD">', encoding="utf-8")
    for place in (secret.as_uri(), "file:///etc/passwd", f"http://127.0.0.1:{listener.port}/x"):
        assert "DOCTYPE defines entities" in refused(
            f'<!DOCTYPE a [<!ENTITY e SYSTEM "{place}">]><a>&e;</a>'.encode()
        )
        assert "DOCTYPE defines entities" in refused(
            f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{place}"> %e;]><a>x</a>'.encode()
        )
    for place in (dtd.as_uri(), f"http://127.0.0.1:{listener.port}/news.dtd"):
        root = read_xml(f'<!DOCTYPE a SYSTEM "{place}"><a>x &e; y</a>'.encode())
        assert (element_line(root), root.get("x")) == ("x &e; y", None)
        inclusion = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{place}"/></a>'
        assert element_line(read_xml(inclusion.encode())) is None
    assert listener.calls == []


def test_references_that_html_names_are_read_and_others_are_kept_as_they_are_written() -> None:
    root = read_xml(
        b'<a b="caf&eacute; &own;">caf&eacute;&nbsp;&own; &lt;b> <!-- &x; --><![CDATA[&eacute; <i>]]></a>'
    )
    assert root.text == "café\xa0&own; <b> &eacute; <i>"
    assert root.get("b") == "café &own;"


def test_elements_nested_without_end_are_refused_with_the_line() -> None:
    said = refused(b"\n<a>\n" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</a>")
    assert said == "more than 256 elements within each other at line 3. No article needs that."
    assert "more than 256 elements" in refused(b"<a>" * 300 + b"</a>" * 300)
    assert element_line(read_xml(b"<a>" * 250 + b"x" + b"</a>" * 250)) == "x"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"plain words", 1),
        (b"\n\n<?xml version='1.0'?>\n<a>\n<b></a>", 5),
        (b"<a>\n\n&#0;</a>", 3),
        (b"<a/>\n<b/>", 2),
    ],
)
def test_what_is_not_well_formed_is_refused_with_the_line(data: bytes, line: int) -> None:
    assert refused(data).startswith(f"not well-formed XML at line {line}: ")


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        # Declared wrongly:
        ("UTF-16", "utf-8"),
        ("ISO-8859-1", "utf-8"),
        ("windows-1252", "utf-16"),
        ("US-ASCII", "utf-8"),
        ("no-such-encoding", "utf-8"),
        ("rot13", "utf-8"),
        ("idna", "utf-8"),
        ("unicode_escape", "utf-8"),
    ],
)
def test_the_encoding_is_the_declared_one_unless_that_cannot_be(declared: str, written: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?>\n<a>{TEXT}</a>'.encode(written)
    assert element_line(read_xml(data)) == TEXT


def test_bytes_that_are_not_in_the_declared_encoding_are_read_as_plain_text_is() -> None:
    text = "“The mill’s boiler has burst – again,” said its owner. " * 20
    data = f'<?xml version="1.0" encoding="UTF-8"?><a>{text}</a>'.encode("cp1252")
    assert element_line(read_xml(data)) == text.strip()


def test_the_root_is_named_even_where_the_rest_is_broken_or_cut() -> None:
    began = time.monotonic()
    assert root_name(io.BytesIO(b"<!DOCTYPE html>\n<!-- > --><html><br><p>")) == ("", "html")
    long = '<a:b xmlns:a="urn:x">'.encode("utf-16") + ("é" * 1_000_000).encode("utf-16-le")
    stream = io.BytesIO(long)
    assert root_name(stream) == ("urn:x", "b")
    assert stream.tell() == 0
    assert root_name(io.BytesIO(b"<a>" + "é".encode() * 1_000_000)) == ("", "a")
    assert root_name(io.BytesIO(b"<a>x" + "é".encode() * 1_000_000)) == ("", "a")
    assert time.monotonic() - began < 30


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the formats' parsers; holds which one was called."""
    called: list[str] = []

    def loaded(name: str) -> ModuleType:
        module = ModuleType(name)

        def parse(stream: Any, reading: ParserOptions) -> Iterator[Any]:
            called.append(name.removeprefix("rag.ingest.parsers."))
            assert stream.tell() == 0
            yield from ()

        module.parse = parse  # type: ignore[attr-defined]
        return module

    monkeypatch.setattr(xml, "import_module", loaded)
    return called


@pytest.mark.parametrize(
    ("root", "parser"),
    [
        ("<nitf>", "nitf"),
        ('<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">', "nitf"),
        ('<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">', "newsml"),
        ('<n:newsItem xmlns:n="http://iptc.org/std/nar/2006-10-01/">', "newsml"),
        ("<packageItem>", "newsml"),
        ("<rss version='2.0'>", "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "feed"),
        ("<!DOCTYPE html><html>", "html"),
        ('<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("<HTML>", "html"),
    ],
)
def test_each_root_goes_to_its_format(root: str, parser: str, sent: list[str]) -> None:
    assert list(xml.parse(io.BytesIO(f"<?xml version='1.0'?>{root}".encode()), ParserOptions())) == []
    assert sent == [parser]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<invoice/>", "its root is <invoice>; of XML, NITF"),
        (b"<feed/>", "its root is <feed>;"),
        (b'<feed xmlns="urn:fodder"/>', "its root is <feed> in urn:fodder;"),
        (b"<RDF/>", "its root is <RDF>;"),
    ],
)
def test_any_other_root_is_told_by_name_and_is_no_failure(data: bytes, said: str, sent: list[str]) -> None:
    (unread,) = xml.parse(io.BytesIO(data), ParserOptions())
    assert isinstance(unread, Unread)
    assert (unread.name, unread.state) == (None, "unsupported")
    assert unread.reason.startswith(said)
    assert sent == []


@pytest.mark.parametrize("data", [b"no markup at all", b""])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match="not XML: no element"):
        list(xml.parse(io.BytesIO(data), ParserOptions()))


def test_a_root_with_a_prefix_that_is_not_declared_has_a_name() -> None:
    assert root_name(io.BytesIO(b"<x:rss><channel/></x:rss>")) == ("", "x:rss")
    assert root_name(io.BytesIO(b'<x:rss xmlns:x="urn:a"><channel/></x:rss>')) == ("urn:a", "rss")


@examples(150)
@given(
    st.binary(max_size=300)
    | st.text(alphabet="<>/&;!?[]-'\"= ab\n%", max_size=120).map(str.encode)
    | st.sampled_from(["utf-16", "utf-7", "shift_jis", "utf-32"]).flatmap(
        lambda charset: st.binary(max_size=60).map(
            lambda data: f'<?xml version="1.0" encoding="{charset}"?><a>'.encode() + data
        )
    )
)
def test_any_bytes_give_an_element_or_a_reason(data: bytes) -> None:
    for read in (
        read_xml,
        lambda data: root_name(io.BytesIO(data)),
        lambda d: list(xml.parse(io.BytesIO(d), ParserOptions())),
    ):
        said = ""
        try:
            read(data)
        except ArticleReadError as error:
            said = str(error)
        assert "\n" not in said
