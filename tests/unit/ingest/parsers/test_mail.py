"""Mail: headers, the text among the parts, what is quoted, and messages within messages."""

from __future__ import annotations

import base64
import io
import quopri
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers import mail
from rag.ingest.parsers.items import Fields, Item, ParserOptions, Unread
from tests.examples import examples

STORY = "The paper mill at Orlow will close in June, said its owner Runa Beck."
SENT = (
    "From: Ida Holloway <ida@gazette.example>\nSubject: Mill closes\nDate: Thu, 15 Sep 2022 08:30:00 +0300\n"
)


def read(data: str | bytes) -> list[Item | Unread]:
    return list(mail.parse(io.BytesIO(data.encode() if isinstance(data, str) else data), ParserOptions()))


def only(data: str | bytes) -> Item:
    (found,) = read(data)
    assert isinstance(found, Item), found
    return found


def plain(
    text: str | bytes, *, kind: str = "text/plain; charset=utf-8", coded: str = "8bit", head: str = SENT
) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return f"{head}Content-Type: {kind}\nContent-Transfer-Encoding: {coded}\n\n".encode() + data


def parts(kind: str, *inner: str, head: str = SENT) -> str:
    boundary = f"={len(head)}={kind}="
    body = "".join(f"--{boundary}\n{part}\n" for part in inner)
    return f'{head}Content-Type: multipart/{kind}; boundary="{boundary}"\n\npreamble\n{body}--{boundary}--\nepilogue\n'


def part(text: str, kind: str = "text/plain; charset=utf-8", more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{text}"


def aside(item: Item) -> list[str]:
    return [item.text[m.start : m.end] for m in item.marks or () if m.role == "boilerplate"]


def test_fields_come_from_the_headers() -> None:
    head = f"{SENT}Organization: Tarn\n Gazette\nList-Id: Weekly <weekly.tarn.example>\nContent-Language: en-GB\n"
    found = only(plain(f"{STORY}\n", head=head))
    assert found.fields == Fields(
        title="Mill closes",
        outlet="Tarn Gazette",
        author="Ida Holloway",
        language="en-GB",
        published=date(2022, 9, 15),
        published_at="2022-09-15T08:30:00+03:00",
    )
    assert (found.text, found.name, found.marks) == (STORY, None, ())


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        ("From: ida@gazette.example", "author", "ida@gazette.example"),
        ('From: "Holloway, Ida" <i@g.example>, Tom Ash <t@g.example>', "author", "Holloway, Ida, Tom Ash"),
        ("From: Ida Holloway", "author", "Ida Holloway"),
        ("From: =?utf-8?q?Ida_H=C3=B6ll?= <i@g.example>", "author", "Ida Höll"),
        ("From: " + "(" * 5000 + "@", "author", "(" * 5000 + "@"),
        ("Subject: =?utf-8?B?TcO8?= =?UTF-8?b?aGxl?= at =?iso-8859-1?Q?Orl=F6w?=", "title", "Mühle at Orlöw"),
        ("Subject: =?utf-8?B?w7w=?= =?utf-8?B?ww==?=\n =?utf-8?B?vA==?=", "title", "üü"),
        ("Subject: =?no-such?q?Orl=C3=B6w?=", "title", "Orlöw"),
        ("Subject: =?us-ascii?q?Orl=C3=B6w?=", "title", "Orlöw"),
        ("Subject: =?utf-8?b?A?= mill", "title", "=?utf-8?b?A?= mill"),
        ("Subject: Orlöw: die Mühle", "title", "Orlöw: die Mühle"),
        (r"Subject: in C:\users\new", "title", r"in C:\users\new"),
        ("Subject: =?utf-8?q?two=0Alines?=", "title", "two lines"),
        ("Subject: =?utf-8?q?=00=01?= mill", "title", "=?utf-8?q?=00=01?= mill"),
        ("Subject:\nTo: a@b", "title", None),
        ("Subject: " + "x" * 20_000 + "\nTo: a@b", "title", None),
        ('List-Id: "Tarn Weekly" <weekly.tarn.example>\nTo: a@b', "outlet", "Tarn Weekly"),
        ("List-Id: <weekly.tarn.example>\nTo: a@b", "outlet", None),
        ("Content-Language: en, de\nTo: a@b", "language", None),
        ("Date: Thu, 15 Sep 2022 08:30:00 -0000", "published_at", None),
        ("Date: Thu, 15 Sep 2022 08:30:00 -0000", "published", date(2022, 9, 15)),
        ("Date: yesterday", "published", None),
    ],
)
def test_headers_are_read_as_they_are_meant(header: str, field: str, value: object) -> None:
    assert getattr(only(f"{header}\nX-More: 1\n\n{STORY}").fields, field) == value


def test_headers_in_another_encoding_lose_no_character() -> None:
    found = only("From: ida@g.example\nSubject: The mill – “closed”\n\nx".encode("cp1252"))
    assert found.fields.title == "The mill – “closed”"


@pytest.mark.parametrize(
    ("charset", "written"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("us-ascii", "utf-8"), ("x-unknown", "utf-8"), ("iso-8859-1", "utf-8"),
     ("utf-8", "cp1252"), ("utf-16", "utf-16"), ("koi8-r; format=fixed", "utf-8"), ('"', "utf-8"), ("zlib", "utf-8")],
)  # fmt: skip
@pytest.mark.parametrize("coded", ["8bit", "quoted-printable", "base64"])
def test_a_body_is_decoded_by_its_charset_unless_that_cannot_be(
    charset: str, written: str, coded: str
) -> None:
    text = "“The mill’s boiler has burst – again,” said its owner, and the town heard it.\n\nSo it did."
    data = text.encode(written)
    if coded == "8bit" and written == "utf-16":
        return
    packed = {
        "8bit": data,
        "quoted-printable": quopri.encodestring(data),
        "base64": base64.encodebytes(data),
    }[coded]
    assert only(plain(packed, kind=f"text/plain; charset={charset}", coded=coded)).text == text


def test_wrapped_paragraphs_are_joined_where_the_mail_says_so() -> None:
    text = "The mill \nwill close.\nA new line.\n > not quoted\n>> quoted \n>> on\n-- \nIda\n"
    flowed = only(plain(text, kind="text/plain; charset=utf-8; format=flowed"))
    assert flowed.text == "The mill will close.\nA new line.\n> not quoted\n>> quoted on\n-- \nIda"
    assert only(plain("pa \nper", kind="text/plain; format=flowed; delsp=yes")).text == "paper"
    assert only(plain("The mill \nwill", kind="text/plain")).text == "The mill \nwill"


def test_quoted_history_and_signature_are_kept_and_set_aside() -> None:
    text = (
        "> They asked: why?\n\nBecause the boiler burst.\n\nOn Monday he wrote:\nthe owner was right.\n\n"
        "On Wed, 14 Sep 2022 at 10:00,\nTom Ash <t@g.example> wrote:\n\n> Why does it close?\n>\n> Tell us.\n\n"
        "It cannot be mended.\n>From the beginning it was weak.\n\n-- \nIda Holloway\nTarn Gazette\n"
    )
    found = only(plain(text))
    assert found.text == text.rstrip()
    assert aside(found) == [
        "> They asked: why?",
        "On Wed, 14 Sep 2022 at 10:00,\nTom Ash <t@g.example> wrote:",
        "> Why does it close?\n>\n> Tell us.",
        "-- \nIda Holloway\nTarn Gazette",
    ]


def test_an_original_message_below_is_set_aside_to_its_end() -> None:
    found = only(plain(f"{STORY}\n\n-----Original Message-----\nFrom: Tom\n\nWhy?\n"))
    assert aside(found) == ["-----Original Message-----\nFrom: Tom\n\nWhy?"]


def test_a_line_like_a_signature_s_above_a_long_text_is_none() -> None:
    assert aside(only(plain(f"{STORY}\n-- \n" + f"{STORY}\n" * 30))) == []


def test_the_plain_alternative_is_read_unless_it_is_empty_or_a_stub() -> None:
    page = part(f"<html><body><p>{STORY}</p><p>{STORY}</p></body></html>", "text/html; charset=utf-8")
    assert only(parts("alternative", part(STORY), page)).text == STORY
    assert only(parts("alternative", part(" \n"), page)).text.split("\n\n") == [STORY, STORY]
    assert only(parts("alternative", part("See the web."), page)).text.split("\n\n") == [STORY, STORY]
    assert only(plain(f"<p>{STORY}</p>", kind="text/html; charset=utf-8")).text == STORY


def test_each_attachment_is_named_and_not_read() -> None:
    named = 'Content-Disposition: attachment; filename="{}"\n'
    found = read(
        parts(
            "mixed",
            parts("related", part(STORY), part("AAAA", "image/png; name=logo.png"), head=""),
            part("%PDF", "application/pdf", named.format("report.pdf")),
            part("%PDF", "application/pdf", named.format("report.pdf")),
            part("Notes", "text/plain", named.format("=?utf-8?q?n=C3=B6tes.txt?=")),
            part("x", "application/octet-stream"),
            part("The footer of the list."),
        )
    )
    assert isinstance(found[0], Item)
    assert found[0].text == f"{STORY}\n\nThe footer of the list."
    assert [(u.name, u.state) for u in found[1:] if isinstance(u, Unread)] == [
        ("logo.png", "unsupported"),
        ("report.pdf", "unsupported"),
        ("report.pdf (2)", "unsupported"),
        ("nötes.txt", "unsupported"),
        ("application/octet-stream", "unsupported"),
    ]
    assert "attachments are not read (application/pdf)" in found[2].reason  # type: ignore[union-attr]


def test_a_message_within_a_message_is_an_article_of_its_own() -> None:
    innermost = part("Subject: Third\nFrom: c@g.example\n\nThe third text.", "message/rfc822")
    inner = parts(
        "mixed",
        part("The second text."),
        innermost,
        part("x", "image/png; name=a.png"),
        head="Subject: Second\nTo: a@b\n",
    )
    found = read(parts("mixed", part(STORY), part(inner, "message/rfc822"), part(inner, "message/rfc822")))
    assert [(f.name, f.fields.title if isinstance(f, Item) else f.state) for f in found] == [
        (None, "Mill closes"),
        ("message", "Second"),
        ("message/a.png", "unsupported"),
        ("message (2)", "Second"),
        ("message (2)/a.png", "unsupported"),
        ("message/message", "Third"),
        ("message (2)/message", "Third"),
    ]


def test_signed_mail_is_read_and_encrypted_mail_named() -> None:
    signed = parts("signed", part(STORY), part("----", "application/pgp-signature; name=signature.asc"))
    assert only(signed).text == STORY
    (unread,) = read(parts("encrypted", part("Version: 1", "application/pgp-encrypted")))
    assert isinstance(unread, Unread)
    assert "encrypted" in unread.reason


def test_a_part_that_cannot_be_decoded_costs_no_other_part() -> None:
    found = read(
        parts(
            "mixed", part("A", more="Content-Transfer-Encoding: base64\n"), part("\x01\x02\x03"), part(STORY)
        )
    )
    assert [(f.name, f.state if isinstance(f, Unread) else f.text) for f in found] == [
        (None, STORY),
        ("text/plain", "failed"),
        ("text/plain (2)", "failed"),
    ]


@pytest.mark.parametrize(
    "kind", ["multipart/mixed", 'multipart/mixed; boundary="nowhere"', 'multipart/mixed; boundary="("']
)
def test_parts_without_a_boundary_are_named(kind: str) -> None:
    (unread,) = read(plain(STORY, kind=kind))
    assert isinstance(unread, Unread)
    assert unread.state == "failed"
    assert "boundary" in unread.reason


def test_a_message_cut_off_is_read_to_its_end() -> None:
    assert (
        only(
            parts("mixed", part(STORY)).partition("\n--=")[0] + "\n--" + f"={len(SENT)}=mixed=\n{part(STORY)}"
        ).text
        == STORY
    )


@pytest.mark.parametrize("head", ["", "\r\n\r\n", "\ufeff", "From ida@g.example Thu Sep 15 08:30:00 2022\n"])
def test_what_stands_before_the_headers_is_passed_over(head: str) -> None:
    assert only(f"{head}{SENT}\n{STORY}").fields.title == "Mill closes"
    assert only((f"{head}{SENT}\n{STORY}\n\nEnd.").replace("\n", "\r\n")).text == f"{STORY}\n\nEnd."


def test_a_mail_without_text_is_empty() -> None:
    assert only(SENT).text == ""
    assert only(SENT.rstrip()).fields.title == "Mill closes"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Just words.\n",
        b"Note: this is a list\nof words\n\nand more",
        b"PK\x03\x04\x00",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match=r"not mail|text file"):
        read(data)


def nested(count: int) -> str:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(count))
    return f"{SENT}{head}Content-Type: text/plain\n\n{STORY}\n" + "".join(f"--b{n}--\n" for n in range(count))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (nested(10_000), "over 20 deep"),
        (SENT + "Content-Type: message/rfc822\n\n" * 10_000 + STORY, "over 20 deep"),
        (parts("mixed", *["\nx"] * 100_000), "more than 1,000 parts"),
        (f"{SENT}X: {'y' * 2_000_000}\n\n{STORY}", "headers are over"),
        (
            f"{SENT}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n" * 2_000_000,
            "more than 1,000 parts",
        ),
    ],
    ids=["multiparts", "messages", "parts", "header", "boundaries"],
)
def test_a_bomb_neither_hangs_nor_crashes(data: str, said: str) -> None:
    began = time.monotonic()
    try:
        reasons = [found.reason for found in read(data) if isinstance(found, Unread)]
    except ArticleReadError as error:
        reasons = [str(error)]
    assert any(said in reason for reason in reasons)
    assert time.monotonic() - began < 30


PIECES = [SENT, "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n", "\n", "\n--b\n", "--b--\n",
          "Content-Transfer-Encoding: base64\n", "Content-Type: text/html\n", "Content-Type: text/plain; format=flowed\n", "> x\n",
          "-- \n", "On x, y wrote:\n", "AAA", "=?utf-8?b?", "Content-Type: ;;=\"\n", "charset*0*=utf-8''%ff;", "<p>", " "]  # fmt: skip


@examples(250)
@given(
    st.lists(st.sampled_from(PIECES), max_size=15).map("".join).map(str.encode)
    | st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda data: SENT.encode() + data)
)
def test_any_bytes_give_items_or_a_reason(data: bytes) -> None:
    found: list[Item | Unread] = []
    said = ""
    try:
        found = read(data)
    except ArticleReadError as error:
        said = str(error)
    assert bool(found) != bool(said)
    assert "\n" not in said
    assert len({entry.name for entry in found}) == len(found)
    for entry in found:
        if isinstance(entry, Item):
            entry.text.encode()
            assert "\r" not in entry.text
            assert "\x00" not in entry.text
            position = 0
            for mark in entry.marks or ():
                assert position <= mark.start < mark.end <= len(entry.text)
                position = mark.end
