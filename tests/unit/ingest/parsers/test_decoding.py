"""From bytes to the one canonical text."""

from __future__ import annotations

import codecs
import random
from datetime import date

import pytest

from rag.errors import ArticleReadError
from rag.ingest.parsers.decoding import decode, guess_of
from rag.ingest.parsers.publication_dates import find_date, read_moment
from rag.text.mojibake import garbled

NEWS = "“We will rebuild,” the mayor’s office said – and the café on the quay wasn’t closed for long…\n"


@pytest.mark.parametrize(
    "data",
    [
        NEWS.encode(),
        codecs.BOM_UTF8 + NEWS.encode(),
        codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + NEWS.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + NEWS.encode("utf-32-be"),
    ],
)
def test_unicode_files_are_read_and_lose_their_byte_order_mark(data: bytes) -> None:
    assert decode(data) == NEWS


def test_news_text_saved_by_windows_keeps_its_curly_quotes() -> None:
    assert decode((NEWS * 20).encode("cp1252")) == NEWS * 20


SHORT = (
    ("cp1252", "Le café de l’été a fermé à minuit."),
    ("cp1252", "La grève des cheminots a été prolongée jusqu'à lundi, a déclaré le maire de la ville."),
    ("cp1252", "A câmara municipal aprovou ontem a construção da ponte, apesar da oposição dos pescadores."),
    ("cp1252", "Il sindaco ha detto che la città non può più pagare perché il debito è cresciuto."),
    ("cp1252", "Færgen sejler ikke før på lørdag, siger borgmesteren i byen Ærø."),
    ("cp1250", "Burmistrz oświadczył, że szkoła zostanie zamknięta z powodu wilgoci w piwnicy."),
    ("cp1250", "Starosta řekl, že škola bude zavřená kvůli plísni ve sklepě."),
    ("cp1250", "A polgármester szerint az iskolát bezárják a pincében talált penész miatt."),
    ("cp1251", "Мэр заявил, что школа будет закрыта из-за плесени в подвале."),
    ("cp1251", "Глава iPhoneом доволен, IТ-рынок растёт."),
    ("cp1255", "ראש העיר אמר כי בית הספר ייסגר בגלל עובש במרתף."),
)
"""A sentence each in an encoding of old, which was read as another one before."""


@pytest.mark.parametrize(("encoding", "text"), SHORT)
def test_a_short_text_in_an_old_encoding_is_read_and_said_to_be_guessed(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert guess_of(text.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said: “no”. It’s over.",
        "He said it cost £31m.",
        "The café’s owner – Ms. Müller – said “no”.",
    ],
)
def test_a_short_text_of_few_signs_of_windows_is_read_and_said_to_be_guessed(text: str) -> None:
    assert decode(text.encode("cp1252")) == text
    assert guess_of(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("data", ["Мэр.".encode("cp1251"), "Škoła żółta.".encode("cp1250"), b"\x93 \x01"])
def test_a_text_that_may_be_in_another_encoding_is_not_taken_for_one_of_windows(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match="not text in any known encoding"):
        decode(data)


@pytest.mark.parametrize("data", [b"", b"plain", "été".encode(), "été".encode("utf-16"), bytes(9)])
def test_nothing_is_guessed_of_unicode_and_of_binaries(data: bytes) -> None:
    assert guess_of(data) is None


@pytest.mark.parametrize("text", [text for _, text in SHORT[:-3]])
def test_letters_of_a_wrong_encoding_are_found_and_true_ones_are_not(text: str) -> None:
    assert garbled(text.encode().decode("latin-1"))
    assert garbled(f"{text[:20]}\ufffd{text[20:]}")
    assert not garbled(text)
    assert not garbled(NEWS)


def test_only_the_first_mark_is_dropped_and_no_character_changed() -> None:
    text = "a\ufeffb e\u0301 \u00e9 ﬁ \u200b\u00a0\u00ad 🙂\u2028x\u2029y\u0085z\v\f\x1b[0m"
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


def test_line_ends_become_one_kind_once() -> None:
    assert decode(b"a\r\nb\rc\nd\r\r\ne\n\rf") == "a\nb\nc\nd\n\ne\n\nf"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ""
    assert decode(codecs.BOM_UTF8) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000),
        b"PK\x03\x04" + random.Random(2).randbytes(5000),
        b"\x7fELF\x02\x01\x01" + bytes(9) + random.Random(3).randbytes(500),
        b"The wall fell.\x00 It rose.",
        "The wall fell.".encode("utf-16-le"),
        bytes(range(1, 32)) * 20,
        bytes(1000),
        random.Random(4).randbytes(100_000),
    ],
)
def test_a_binary_is_refused_as_one(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match=r"not a text file|not text|not valid"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [codecs.BOM_UTF8 + b"caf\xe9", codecs.BOM_UTF16_LE + b"a\x00b", codecs.BOM_UTF16_LE + b"\x00\xd8a\x00"],
)
def test_a_file_that_breaks_the_encoding_its_mark_promises_is_refused_with_the_byte(data: bytes) -> None:
    with pytest.raises(ArticleReadError, match=r"not valid UTF-(8|16-LE) text: byte \d"):
        decode(data)


def test_one_stray_control_character_does_not_make_an_article_a_binary() -> None:
    text = "The wall fell on Monday. " * 50
    assert decode((text + "\x08").encode()) == text + "\x08"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("15 September 2022", date(2022, 9, 15)),
        ("15th Sept., 2022", date(2022, 9, 15)),
        ("Sept. 15, 2022", date(2022, 9, 15)),
        ("MAY 3 2022", date(2022, 5, 3)),
        ("on 2022-09-15 at noon", date(2022, 9, 15)),
        ("1 March 2023, updated May 3, 2024", date(2023, 3, 1)),
        ("2023-03-01, updated May 3, 2024", date(2023, 3, 1)),
        ("Sept 15", None),
        ("September 2022", None),
        ("31 June 2022", None),
        ("2022-13-01", None),
        ("Marvin 3, 2022", None),
        ("ſept 15, 2022", None),
        ("2022/09/15 10:00", date(2022, 9, 15)),
        ("2022-9-5", date(2022, 9, 5)),
        ("15/09/2022", None),
        ("2022/13/01", None),
        ("9/15/2022", None),
        ("", None),
    ],
)
def test_a_date_has_a_day_a_month_and_a_year_or_is_none(written: str, day: date | None) -> None:
    assert find_date(written) == day


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2022-09-15 10:00:00 GMT", (date(2022, 9, 15), "2022-09-15T10:00:00+00:00")),
        ("2022-09-15T10:00 UTC", (date(2022, 9, 15), "2022-09-15T10:00:00+00:00")),
        ("2022-09-15 GMT", (date(2022, 9, 15), None)),
        ("2022-09-15 10:00:00 +0200", (date(2022, 9, 15), "2022-09-15T10:00:00+02:00")),
        ("2022-W05", None),
        ("2022W05", None),
        ("2022-W05T10:00", None),
        ("2022-W05-3", (date(2022, 2, 2), None)),
    ],
)
def test_a_stated_zone_is_kept_and_a_week_is_no_day(
    stated: str, moment: tuple[date, str | None] | None
) -> None:
    assert read_moment(stated) == moment
