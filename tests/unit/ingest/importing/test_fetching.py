"""What is fetched, and above all what is not."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from rag.ingest.importing import addresses, fetching
from rag.ingest.importing.addresses import is_public, read_url
from rag.ingest.importing.fetching import USER_AGENT, Fetched, Fetcher, FetchError, bounded, gunzipped
from tests.examples import examples
from tests.sites import page, redirect, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXT = "The ferry to Marsk leaves at six."
PUBLIC, PRIVATE = "93.184.216.34", "10.1.2.3"


def fetcher(**options: Any) -> Fetcher:
    return Fetcher(
        **{"max_bytes": 100_000, "allow_private": True, "pause_s": 0.0, "timeout_s": 5.0, **options}
    )


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that a connection was tried to; none is made."""
    tried: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError(111, "refused by the test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def named(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let names resolve to each of these in turn, the last one for ever; return the names that were looked up."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    return asked


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file:/etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org/1",
        "data:text/html,hello",
        "javascript:alert(1)",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://localhost./",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://１２７.０.０.１/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25lo]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1:80\\@example.org/",
        "http://exa\nmple.org/",
        "http://example.org/a\r\nHost: other",
        "http://example.org:99999/",
        "http://[::1",
        "http:///path",
        "//example.org/",
        "example.org",
        "",
        "http://",
        "http://a b/",
        "http://example.org/" + "a" * 9_000,
        "http://example.org/\ud800",
    ],
)
def test_what_is_not_a_public_web_address_is_refused_before_any_connection(
    url: str, no_connection: list[Any]
) -> None:
    with pytest.raises(FetchError):
        fetcher(allow_private=False).fetch(url)
    assert no_connection == []


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 168.63.129.16 172.16.0.1
    172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a00:1
    64:ff9b:1::1 100::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:a00:1:: 2002:808:808:: fc00::1
    fd00:ec2::254 fe80::1 fe80::1%1 fec0::1 ff02::1""".split(),
)
def test_private_and_reserved_ranges_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", "8.8.8.8 93.184.216.34 172.32.0.1 2606:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8".split()
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("found", [[PRIVATE], [PUBLIC, PRIVATE], ["::1"]])
def test_a_name_with_a_private_address_among_its_addresses_is_refused(
    found: list[str], monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    named(monkeypatch, found)
    with pytest.raises(FetchError, match=r"private or reserved range.*--allow-private"):
        fetcher(allow_private=False).fetch("http://news.example/")
    assert no_connection == []


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(
    monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    asked = named(monkeypatch, [PUBLIC], [PRIVATE])
    with pytest.raises(FetchError, match="refused by the test"):
        fetcher(allow_private=False).fetch("http://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert no_connection == [(PUBLIC, 80)]


def test_a_second_address_is_tried_where_the_first_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with site({"/a": page(TEXT)}) as served:
        named(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        got = fetcher().fetch(f"http://news.example:{served.port}/a")
        assert got.body == TEXT.encode()
        assert f"Host: news.example:{served.port}\r\n" in served.asked[-1][1]


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a#part", "http://example.org/a"),
        ("https://example.org:8443/ä b?q=ü&r=%20", "https://example.org:8443/%C3%A4%20b?q=%C3%BC&r=%20"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        (" http://[2606:4700:0:0::1111]:81/a ", "http://[2606:4700::1111]:81/a"),
        ("http://example.org//other.example/x", "http://example.org//other.example/x"),
    ],
)
def test_addresses_have_one_normal_form(url: str, normal: str) -> None:
    assert read_url(url).url == normal
    assert read_url(normal).url == normal


@given(st.text(max_size=60) | st.text("htp:/@[]%.0123456789#?\\ a", max_size=40).map("http://".__add__))
@example("http://[")
@example("http://xn--a")
@example("http://\u2488")
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        target = read_url(text)
    except FetchError:
        return
    assert target.url.isascii()
    assert not set(target.url) & set(" \r\n\t\\")
    assert read_url(target.url) == target


# Fetching


def test_a_page_is_fetched_as_its_site_gave_it() -> None:
    with site({"/story?id=1": page(TEXT, X_Made="by hand")}) as served:
        got = fetcher().fetch(f"{served.url}/story?id=1#top")
    assert got.body == TEXT.encode()
    assert got.final_url == f"{served.url}/story?id=1"
    assert got.media_type == "text/html"
    assert ("X-Made", "by hand") in got.headers


def test_a_request_says_who_asks_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with site(
        {"/a": page("", status="302 Found", Location="/b", Set_Cookie="k=v"), "/b": page(TEXT)}
    ) as served:
        fetcher().fetch(f"{served.url}/a")
    path, request = served.asked[-1]
    assert path == "/b"
    names = [line.partition(":")[0].lower() for line in request.split("\r\n")[1:] if line]
    assert sorted(names) == ["accept", "accept-encoding", "connection", "host", "user-agent"]
    assert f"User-Agent: {USER_AGENT}\r\n" in request
    assert USER_AGENT.startswith("rag-archive/")


@pytest.mark.parametrize(
    "status", ["404 Not Found", "500 Internal Server Error", "206 Partial Content", "204 No Content"]
)
def test_an_answer_that_is_no_page_is_refused_with_its_status(status: str) -> None:
    with site({"/a": page("", status=status)}) as served, pytest.raises(FetchError, match=status[:3]):
        fetcher().fetch(f"{served.url}/a")


def test_packed_pages_are_unpacked() -> None:
    packed = gzip.compress(TEXT.encode()) + gzip.compress(b" And back.")
    with site({"/a": page(packed, Content_Encoding="gzip")}) as served:
        assert fetcher().fetch(f"{served.url}/a").body == f"{TEXT} And back.".encode()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(TEXT.encode() * 99, mtime=0)[:-9], "gzip"),
        (b"not packed at all", "gzip"),
        (b"", "gzip"),
        (zlib.compress(TEXT.encode()), "deflate"),
        (b"\x0b", "br"),
    ],
)
def test_damaged_or_unknown_packing_is_refused(body: bytes, encoding: str) -> None:
    with (
        site({"/a": page(body, Content_Encoding=encoding)}) as served,
        pytest.raises(FetchError, match="gzip"),
    ):
        fetcher().fetch(f"{served.url}/a")


@given(st.binary(max_size=5_000), st.lists(st.integers(0, 5_000), max_size=5))
def test_unpacking_in_pieces_gives_the_same_bytes(data: bytes, cuts: list[int]) -> None:
    packed = gzip.compress(data)
    places = [0, *sorted(min(cut, len(packed)) for cut in cuts), len(packed)]
    pieces = [packed[start:end] for start, end in pairwise(places)]
    assert bounded(gunzipped(pieces), len(data)) == data


# Limits


def test_a_page_above_the_limit_is_refused_also_where_it_unpacks_to_it() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    answers = {
        "/exact": page("x" * 1_000),
        "/large": page("x" * 1_001),
        "/bomb": page(bomb, Content_Encoding="gzip"),
    }
    with site(answers) as served:
        assert len(fetcher(max_bytes=1_000).fetch(f"{served.url}/exact").body) == 1_000
        for path in ("/large", "/bomb"):
            with pytest.raises(FetchError, match="larger than 1,000 bytes"):
                fetcher(max_bytes=1_000).fetch(f"{served.url}{path}")


def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    unpacked = 0

    def counted() -> Iterator[bytes]:
        nonlocal unpacked
        for piece in gunzipped([gzip.compress(bytes(20_000_000))]):
            unpacked += len(piece)
            yield piece

    with pytest.raises(FetchError):
        bounded(counted(), 100_000)
    assert unpacked <= 100_000 + 65_536


def forever(piece: bytes, every_s: float = 0.0) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        while True:
            connection.sendall(piece)
            time.sleep(every_s)

    return send


def after(head: bytes, then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        then(connection)

    return send


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (after(HEAD + b"\r\n", forever(b"x" * 1_000)), "larger than"),
        (
            after(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", forever(b"3\r\nabc\r\n" * 1_000)),
            "larger than",
        ),
        (after(HEAD + b"\r\n", forever(b"x", every_s=0.05)), "too long"),
        (forever(b"H", every_s=0.05), "too long"),
        (after(HEAD, forever(b"X: y\r\n", every_s=0.05)), "too long"),
        (after(HEAD, forever(b"X-Flood: yes\r\n" * 1_000)), "HTTP"),
        (forever(b"HTTP/1.1 100 Continue\r\n\r\n", every_s=0.01), "too long"),
        (after(HEAD, lambda _: time.sleep(1.5)), "too long"),
        (HEAD + b"Content-Length: 50\r\n\r\nshort", "HTTP"),
        (HEAD + b"Content-Length: -1\r\n\r\nshort", "HTTP"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort", "HTTP"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP"),
        (b"SSH-2.0-OpenSSH_9\r\n", "HTTP"),
        (b"", "HTTP"),
    ],
)
def test_a_site_that_floods_drips_stalls_or_lies_is_cut_off(answer: Any, said: str) -> None:
    with site({"/robots.txt": page(""), "/a": answer}) as served:
        began = time.monotonic()
        with pytest.raises(FetchError, match=said):
            fetcher(max_bytes=50_000, total_s=0.6, timeout_s=0.6).fetch(f"{served.url}/a")
        assert time.monotonic() - began < 2.5


def test_what_comes_after_the_announced_length_is_not_taken() -> None:
    with site({"/a": HEAD + b"Content-Length: 5\r\n\r\nshort and more"}) as served:
        assert fetcher().fetch(f"{served.url}/a").body == b"short"


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_bytes_as_an_answer_give_a_page_or_a_reason(data: st.DataObject) -> None:
    head = data.draw(
        st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", HEAD, b"HTTP/1.1 302 Found\r\nLocation: "])
    )
    answer = head + data.draw(st.binary(max_size=120))
    with site({"/robots.txt": page(""), "/a": answer}) as served, suppress(FetchError):
        assert isinstance(fetcher(total_s=1.0).fetch(f"{served.url}/a"), Fetched)


# Redirects


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_redirects_are_followed_and_the_last_address_is_the_pages(status: str) -> None:
    with site({"/a": redirect("b/c", status), "/b/c": page(TEXT)}) as served:
        got = fetcher().fetch(f"{served.url}/a")
    assert (got.url, got.final_url) == (f"{served.url}/a", f"{served.url}/b/c")


def test_five_redirects_are_followed_and_no_sixth() -> None:
    steps = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}
    with site({**steps, "/6": page(TEXT)}) as served:
        assert fetcher().fetch(f"{served.url}/1").body == TEXT.encode()
        with pytest.raises(FetchError, match="more than 5 redirects"):
            fetcher().fetch(f"{served.url}/0")


@pytest.mark.parametrize("where", ["/a", "", "/b"])
def test_a_loop_of_redirects_ends(where: str) -> None:
    with (
        site({"/a": redirect(where), "/b": redirect("/a")}) as served,
        pytest.raises(FetchError, match="redirects"),
    ):
        fetcher().fetch(f"{served.url}/a")
    assert len([path for path in served.paths if path != "/robots.txt"]) == 6


@pytest.mark.parametrize(
    "where",
    [
        "http://localhost:{port}/secret",
        "http://127.0.0.2:{port}/secret",
        "//[::1]:{port}/secret",
        "http://169.254.169.254/secret",
        "file:///etc/passwd",
        "ftp://127.0.0.1/secret",
        "http://me@127.0.0.1:{port}/secret",
        "http://[bad/secret",
    ],
)
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_redirect_from_an_allowed_host_to_another_one_is_refused(
    where: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site() as served:
        served.answers = {path: redirect(where.format(port=served.port)), "/secret": page("secret")}
        monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
        monkeypatch.setattr(addresses.socket, "getaddrinfo", _literal)
        with pytest.raises(FetchError, match="redirected to"):
            fetcher(allow_private=False).fetch(f"{served.url}/a")
    assert "/secret" not in served.paths


def _literal(host: str, port: int, **_: Any) -> list[Any]:
    return [(socket.AF_INET, 1, 6, "", ("127.0.0.3" if host == "localhost" else host, port))]


# robots.txt and pauses


def robots(text: str) -> dict[str, Any]:
    return {"/robots.txt": page(text, "text/plain"), "/open/a": page(TEXT), "/shut/a": page(TEXT)}


@pytest.mark.parametrize("agent", ["*", "rag-archive", "RAG-Archive"])
def test_a_page_that_robots_txt_disallows_is_not_asked_for(agent: str) -> None:
    with site(robots(f"User-agent: {agent}\nDisallow: /shut/\n")) as served:
        assert fetcher().fetch(f"{served.url}/open/a").body == TEXT.encode()
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetcher().fetch(f"{served.url}/shut/a")
    assert "/shut/a" not in served.paths


def test_rules_for_us_outweigh_rules_for_all_and_other_programs_rules_are_not_ours() -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: rag-archive\nDisallow: /shut/\n\nUser-agent: archive\nDisallow: /open/\n"
    with site(robots(rules)) as served:
        assert fetcher().fetch(f"{served.url}/open/a").body == TEXT.encode()


def test_a_redirect_to_a_disallowed_page_is_not_followed() -> None:
    refused = pytest.raises(FetchError, match=r"redirected to '/shut/a'.*robots\.txt")
    with site(robots("User-agent: *\nDisallow: /shut/\n") | {"/go": redirect("/shut/a")}) as served, refused:
        fetcher().fetch(f"{served.url}/go")
    assert "/shut/a" not in served.paths


def test_robots_txt_is_asked_for_once_a_site() -> None:
    with site(robots("")) as served:
        one = fetcher()
        for _ in range(3):
            one.fetch(f"{served.url}/open/a")
    assert served.paths == ["/robots.txt", *["/open/a"] * 3]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_a_site_without_robots_txt_allows_all(status: str) -> None:
    with site(robots("") | {"/robots.txt": page("Disallow: /", status=status)}) as served:
        assert fetcher().fetch(f"{served.url}/open/a").body == TEXT.encode()


@pytest.mark.parametrize(
    "answer",
    [
        page("", status="500 Oops"),
        page("", status="503 Later"),
        page("", status="429 Busy"),
        b"",
        redirect("/robots.txt"),
        page("x" * 600_000),
        redirect("http://127.0.0.9:9/"),
    ],
)
def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(answer: bytes) -> None:
    with site(robots("") | {"/robots.txt": answer}) as served:
        one = fetcher()
        for _ in range(2):
            with pytest.raises(FetchError, match=r"robots\.txt .*cannot be read"):
                one.fetch(f"{served.url}/open/a")
    assert "/open/a" not in served.paths


def test_a_robots_txt_elsewhere_is_read() -> None:
    answers = robots("User-agent: *\nDisallow: /shut/\n")
    moved = {**answers, "/robots.txt": redirect("/rules"), "/rules": answers["/robots.txt"]}
    with site(moved) as served, pytest.raises(FetchError, match="leave this page alone"):
        fetcher().fetch(f"{served.url}/shut/a")


@pytest.mark.parametrize(
    "text", ["Disallow: " + "*a" * 20_000, "\x00\xff" * 50, "User-agent: *\nAllow: " + "/*" * 9_999]
)
def test_a_hostile_robots_txt_does_not_hold_us_up(text: str) -> None:
    with site({"/robots.txt": page(f"User-agent: *\n{text}\n"), f"/a?{'a' * 3_000}b": page(TEXT)}) as served:
        began = time.monotonic()
        assert fetcher().fetch(f"{served.url}/a?{'a' * 3_000}b").body == TEXT.encode()
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("rules", "pause"),
    [("", 1.0), ("Crawl-delay: 4", 4.0), ("Crawl-delay: 0.2", 1.0), ("Crawl-delay: 900", 10.0)],
)
def test_a_host_is_asked_no_more_often_than_it_wishes(
    rules: str, pause: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(fetching.time, "sleep", slept.append)
    with site(robots(f"User-agent: *\n{rules}\n")) as served:
        fetcher(pause_s=1.0).fetch(f"{served.url}/open/a")
    assert slept == [pytest.approx(pause, abs=0.2)]


# Certificates


@contextmanager
def secure_site(folder: Path, name: str) -> Iterator[tuple[Any, Path, list[str | None]]]:
    """A site with a certificate for a name; the certificate, and the names that clients asked for."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate, asked = folder / "key.pem", folder / "certificate.pem", []
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        + ["-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _, asked_for, __: asked.append(asked_for)
    with site({"/a": page(TEXT)}, wrap=lambda s: context.wrap_socket(s, server_side=True)) as served:
        yield served, certificate, asked


def test_a_certificate_must_hold_for_the_name_and_not_for_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, ["127.0.0.1"])
    with secure_site(tmp_path, "news.example") as (served, certificate, asked):
        url = f"https://news.example:{served.port}/a"
        with pytest.raises(FetchError, match=r"certificate of news\.example does not hold"):
            fetcher().fetch(url)
        trusting = fetcher()
        trusting._tls = ssl.create_default_context(cafile=str(certificate))
        assert trusting.fetch(url).body == TEXT.encode()
        assert set(asked) == {"news.example"}
        with pytest.raises(FetchError, match=r"certificate of other\.example does not hold"):
            trusting.fetch(f"https://other.example:{served.port}/a")
