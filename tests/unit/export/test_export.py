"""Exported documents: what they say, that they carry their answers, and that no string in them does anything."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as parser

from rag.errors import AnswerFileError
from rag.export import EXPORT_FORMATS, FORM, export_answers
from rag.settings import Settings
from rag.verification.saved_answers import SHOWN, load_answers, verify_answers

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "The wall fell on Monday. It rose on Friday."


def citation_of(start: int = 0, end: int = 24, **fields: Any) -> dict[str, Any]:
    known = {
        "article_id": "town/wall", "title": "Wall falls", "outlet": None, "author": None, "url": None, "language": None,
        "published": "2022-09-15", "published_at": None, "page": None, "start": start, "end": end,
        "quote": TEXT[start:end], "text_sha256": "ab" * 32, "passage": {"start": 0, "end": 43}, "support": 1.0,
        "file_sha256": "cd" * 32, "parser": "plain-1",
    }  # fmt: skip
    return known | fields


def claim_of(*citations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    known = {
        "text": citations[0]["quote"], "score": 0.9, "support": 1.0, "speaker": None, "independent_sources": None,
        "answer_span": None, "context": [], "citations": list(citations),
    }  # fmt: skip
    return known | fields


def answer_of(*claims: dict[str, Any], **fields: Any) -> dict[str, Any]:
    known = {
        "schema": 1, "question": "What fell?", "completed_question": None,
        "status": "answered" if claims else "abstained", "reason": None, "reason_code": None, "claims": list(claims),
        "disagreements": [], "near_misses": [], "hits": [], "undated_left_out": 0, "index_id": "i", "settings_id": "s",
        "elapsed_ms": 12,
    }  # fmt: skip
    return known | fields


FULL = answer_of(
    claim_of(
        citation_of(
            outlet="Gazette",
            author="Ida Holloway",
            url="https://gazette.example/wall",
            language="en",
            page=3,
            published_at="2022-09-15T08:00:00Z",
        ),
        text="On Monday the wall fell.",
        speaker="a senior Turkish official",
        independent_sources=2,
        support=0.85,
        answer_span={"start": 17, "end": 23},
        context=[citation_of(25, 43)],
    ),
    question="And why?",
    completed_question="And why did the wall fall?",
    reason="The archive answers only a part.",
    reason_code="partial",
    disagreements=[
        {
            "about": "the day",
            "sides": [
                {"text": TEXT[:24], "speaker": "the mayor", "citations": [citation_of()]},
                {
                    "text": "It rose.",
                    "speaker": None,
                    "citations": [citation_of(25, 43, article_id="town/other")],
                },
            ],
        }
    ],
    near_misses=[citation_of(4, 8, score=0.25)],
    hits=[{"article_id": "town/hit", "start": 0, "end": 43, "score": 0.5}],
    undated_left_out=2,
    filters={
        "since": "2022-01-01",
        "until": None,
        "outlets": ["gazette", "tide"],
        "authors": [],
        "languages": [],
        "formats": [],
    },
    index_id="index-1",
    settings_id="settings-1",
    elapsed_ms=77,
)
"""An answer in which every field of the contract is set."""


def markdown(*answers: dict[str, Any]) -> str:
    """The document without the answers it carries."""
    return export_answers(answers, "markdown").partition("<!-- ")[0]


def page(*answers: dict[str, Any]) -> Any:
    return parser.document_fromstring(export_answers(answers, "html"))


def shown(*answers: dict[str, Any]) -> str:
    """The words of the HTML document, as a reader sees them."""
    (body,) = page(*answers).xpath("//body")
    for data in body.xpath(".//script"):
        data.drop_tree()
    return " ".join(" ".join(body.itertext()).split())


# Markdown


def test_markdown_has_a_footnote_for_every_sentence() -> None:
    both = (citation_of(url="https://gazette.example/wall"), citation_of(25, 43))
    assert markdown(answer_of(claim_of(*both), claim_of(both[1]))) == (
        "# What fell?\n"
        "\n"
        "- The wall fell on Monday.[^1][^2]\n"
        "- It rose on Friday.[^2]\n"
        "\n"
        "[^1]: “The wall fell on Monday.” — Wall falls · 2022\\-09\\-15 · town/wall \\[0, 24\\)"
        f" · <https://gazette.example/wall> · SHA\\-256 {'ab' * 32}\n"
        f"[^2]: “It rose on Friday.” — Wall falls · 2022\\-09\\-15 · town/wall \\[25, 43\\) · SHA\\-256 {'ab' * 32}\n"
        "\n"
    )


def test_silence_in_markdown_gives_the_reason_and_the_nearest_sentences() -> None:
    text = markdown(answer_of(reason="No sentence.", near_misses=[citation_of()]))
    assert text.startswith(
        "# What fell?\n\nNot in the archive. No sentence.\n\n"
        "Nearest sentences, which do not answer the question:\n\n- The wall fell on Monday.[^1]\n"
    )


def test_a_conversation_in_markdown_counts_its_footnotes_through() -> None:
    text = markdown(
        answer_of(claim_of(citation_of())), answer_of(claim_of(citation_of(25, 43)), question="What rose?")
    )
    assert text.startswith(
        "# 2 questions to the archive\n\n## What fell?\n\n- The wall fell on Monday.[^1]\n"
    )
    assert "## What rose?\n\n- It rose on Friday.[^2]\n" in text


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("*bold* _it_ `code` ~~no~~", r"\*bold\* \_it\_ \`code\` \~\~no\~\~"),
        ("[a](https://evil.example)", r"\[a\]\(https\://evil.example\)"),
        ("![a](x)", r"\!\[a\]\(x\)"),
        ("<script>alert(1)</script>", r"\<script\>alert\(1\)\</script\>"),
        ("a [^1] b", r"a \[^1\] b"),
        ("&lt; &#60;", r"\&lt; \&\#60;"),
        ("a | b", r"a \| b"),
        ("# not a heading", r"\# not a heading"),
        ("- not + a list", r"\- not \+ a list"),
        ("1. not a list", r"1\. not a list"),
        ("1984. Not a list", r"1984\. Not a list"),
        ("12) not a list", r"12\) not a list"),
        ("$x$ \\ \\*", r"\$x\$ \\ \\\*"),
        ("%%hidden%% ==marked==", r"\%\%hidden\%\% \=\=marked\=\="),
        ("see www.evil.example or a@evil.example", r"see www\.evil.example or a\@evil.example"),
        ("a\n\n# b", r"a \# b"),
        ("--> <!-- x", r"\-\-\> \<\!\-\- x"),
        ("It cost 3.7 million: twice.", "It cost 3.7 million: twice."),
        ("3.7 million", "3.7 million"),
    ],
)
def test_strings_of_articles_are_plain_text_in_markdown(plain: str, escaped: str) -> None:
    lines = markdown(answer_of(claim_of(citation_of(quote=plain, title=plain, end=len(plain))))).split("\n")
    assert lines[2] == f"- {escaped}[^1]"
    assert lines[4].startswith(f"[^1]: “{escaped}” — {escaped} · ")
    assert len([line for line in lines if line]) == 3


# Whatever is in the contract is drawn, and leaves no hole when it is not there


@pytest.mark.parametrize(
    "words",
    [
        "And why?", "Understood as: And why did the wall fall?", "The archive answers only a part.", "Monday",
        "On Monday the wall fell.", "Said by a senior Turkish official", "2 independent sources", "Reworded; support 85%",
        "What it refers to:", "It rose on Friday.", "Sources disagree about the day:", "Said by the mayor",
        "Nearest sentences, which do not answer the question:", "wall", "Gazette", "Ida Holloway", "page 3",
        "https://gazette.example/wall", "town/wall", "town/other", "[25, 43)", "ab" * 32,
        "2 articles without a publication date were left out by the date filter.",
        "Only articles published from 2022-01-01, in gazette or tide",
    ],
)  # fmt: skip
def test_both_documents_draw_what_the_answer_has(words: str) -> None:
    assert words in shown(FULL)
    assert words in re.sub(r"\\(.)", r"\1", markdown(FULL))


@pytest.mark.parametrize(
    "words",
    ["town/hit [0, 43) · 0.500", "index-1", "settings-1", "77 ms", "answers the question: 25%", "cd" * 32, "plain-1",
     "2022-09-15T08:00:00Z", "Answers the question: 90%", "[0, 43)"],
)  # fmt: skip
def test_the_dossier_draws_what_made_the_answer_too(words: str) -> None:
    assert words in shown(FULL)


def test_what_is_null_or_absent_leaves_no_hole() -> None:
    least = {"article_id": "a", "title": "T", "start": 0, "end": 2, "quote": "Q.", "text_sha256": "0"}
    bare = {
        "schema": 1,
        "question": "Why?",
        "status": "answered",
        "claims": [{"text": "Q.", "citations": [least]}],
    }
    null = answer_of(
        claim_of(citation_of(passage=None, file_sha256=None, parser=None), score=None, support=None)
    )
    for answer in (bare, null, {"schema": 1, "question": "Why?", "status": "abstained"}):
        assert "None" not in shown(answer) + markdown(answer)
        assert not page(answer).xpath("//body//*[not(node())]")
        assert not re.search(r" · ( |$)|: \n", markdown(answer), re.MULTILINE)


def test_numbers_count_in_reading_order_whatever_is_drawn_first() -> None:
    for text in (shown(FULL), markdown(FULL)):
        numbers = list(dict.fromkeys(re.findall(r"\[\^?(\d)\](?!:)", text)))
        assert numbers == sorted(numbers)
        assert len(numbers) == 5


def test_the_dossier_of_a_conversation_lists_its_questions_and_every_link_leads_somewhere() -> None:
    drawn = page(FULL, answer_of(claim_of(citation_of())), answer_of(reason_code="filtered_out"))
    links = {link for link in drawn.xpath("//a/@href") if link.startswith("#")}
    assert {"#answer-1", "#answer-2", "#answer-3", "#source-1-4", "#source-2-1"} <= links
    ids = drawn.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert [len(drawn.xpath(f"//{level}")) for level in ("h1", "h2")] == [1, 3]


# Sources


def bibtex(**fields: Any) -> str:
    return export_answers([answer_of(claim_of(citation_of(**fields)))], "bibtex")


def test_bibtex_lists_each_cited_article_once() -> None:
    first = citation_of(
        outlet="Gazette", author="Ida Holloway", url="https://gazette.example/100%25#a_b", language="en"
    )
    same = first | {"start": 25, "end": 43, "quote": TEXT[25:]}
    near = citation_of(article_id="near")
    text = export_answers(
        [answer_of(claim_of(first, same), near_misses=[near]), answer_of(claim_of(first))], "bibtex"
    )
    assert re.sub("-[0-9a-f]{8},", "-x,", text) == (
        "@article{holloway2022-x,\n"
        "  author = {Holloway, Ida},\n"
        "  title = {{Wall falls}},\n"
        "  journal = {Gazette},\n"
        "  year = {2022},\n"
        "  month = sep,\n"
        "  day = {15},\n"
        "  url = {https://gazette.example/100%25#a_b},\n"
        "  language = {en},\n"
        "}\n"
    )


def test_a_source_of_which_little_is_known_has_only_that() -> None:
    assert re.sub("-[0-9a-f]{8}", "-x", bibtex(published="soon", url="javascript:x", language="<b>")) == (
        "@misc{article-x,\n  title = {{Wall falls}},\n}\n"
    )


def test_an_answer_that_cites_nothing_has_no_sources() -> None:
    silent = answer_of(near_misses=[citation_of()])
    assert (export_answers([silent], "bibtex"), export_answers([silent], "csl")) == ("", "[]\n")


def test_a_key_depends_on_its_article_alone() -> None:
    one, other = (citation_of(article_id=name, author="Zoë Çelik") for name in "ab")
    keys = [
        re.findall(r"@\w+\{(.*),", export_answers([answer_of(*map(claim_of, cited))], "bibtex"))
        for cited in ([one, other], [other, one], [other])
    ]
    assert keys[0] == keys[1][::-1]
    assert keys[2] == keys[0][1:]
    assert keys[0][0].startswith("celik2022-")
    assert len(set(keys[0])) == 2


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ida Holloway", ["Holloway, Ida"]),
        ("Holloway, Ida", ["Holloway, Ida"]),
        ("Ida Holloway, Tom Arkwright", ["Holloway, Ida", "Arkwright, Tom"]),
        ("Ida Holloway and Tom Arkwright", ["Holloway, Ida", "Arkwright, Tom"]),
        ("Ida Holloway; Tom Arkwright & Jo Ray", ["Holloway, Ida", "Arkwright, Tom", "Ray, Jo"]),
        ("Jan van der Berg", ["van der Berg, Jan"]),
        ("J. R. Vance-Okoro", ["Vance-Okoro, J. R."]),
        ("Gazette Staff", ["{Gazette Staff}"]),
        ("Reuters", ["{Reuters}"]),
        ("王小明", ["{王小明}"]),
        ("a} @b{c", [r"{a\textbraceright{} @b\textbraceleft{}c}"]),
    ],
)
def test_authors_are_persons_where_they_look_like_it_and_else_stand_as_they_are(
    author: str, names: list[str]
) -> None:
    assert f"  author = {{{' and '.join(names)}}},\n" in bibtex(author=author)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a { b", r"a \textbraceleft{} b"),
        ("}}, note = {x", r"\textbraceright{}\textbraceright{}, note = \textbraceleft{}x"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}"),
        ("50 % of $5 & #1_a", r"50 \% of \$5 \& \#1\_a"),
        ("~ ^ < > |", r"\textasciitilde{} \textasciicircum{} \textless{} \textgreater{} \textbar{}"),
        ("a\n\n@misc{b,", r"a @misc\textbraceleft{}b,"),
        ("\u202ex\x1b", "�x�"),
    ],
)
def test_no_title_leaves_its_braces_in_bibtex(title: str, written: str) -> None:
    assert f"  title = {{{{{written}}}}},\n" in bibtex(title=title)


def test_csl_states_what_is_known() -> None:
    cited = citation_of(
        outlet="Gazette", author="Ida Holloway, Reuters", url="https://g.example/a", language="en-GB"
    )
    (item,) = json.loads(export_answers([answer_of(claim_of(cited))], "csl"))
    assert item.pop("id").startswith("holloway2022-")
    assert item == {
        "type": "article-newspaper",
        "title": "Wall falls",
        "container-title": "Gazette",
        "author": [{"family": "Holloway", "given": "Ida"}, {"literal": "Reuters"}],
        "issued": {"date-parts": [[2022, 9, 15]]},
        "URL": "https://g.example/a",
        "language": "en-GB",
    }


# Claims that are less sure


ALSO = answer_of(
    claim_of(citation_of()),
    claim_of(citation_of(25, 43, article_id="town/other"), score=0.2),
    answer_threshold=0.4,
)
"""A sure claim and one that is less sure."""


@pytest.mark.parametrize("to", EXPORT_FORMATS)
def test_what_is_less_sure_is_exported_only_when_asked_for(to: Any) -> None:
    sure = {**ALSO, "claims": ALSO["claims"][:1]}
    assert export_answers([ALSO], to) == export_answers([sure], to, all_claims=True)
    assert export_answers([ALSO], to, all_claims=True) != export_answers([sure], to)


def test_what_is_less_sure_is_marked_as_such() -> None:
    text = export_answers([ALSO], "markdown", all_claims=True)
    said = "- The wall fell on Monday.[^1]\n\nAlso in the archive (less sure):\n\n- It rose on Friday.[^2]\n"
    assert said in text
    dossier = parser.document_fromstring(export_answers([ALSO], "html", all_claims=True))
    (section,) = dossier.xpath("//section[h3='Also in the archive (less sure):']")
    assert section.xpath(".//blockquote/text()") == ["It rose on Friday."]


@pytest.mark.parametrize("all_claims", [True, False])
@pytest.mark.parametrize("to", ["markdown", "html"])
def test_a_document_verifies_with_and_without_what_is_less_sure(
    tmp_path: Path, to: Any, all_claims: bool
) -> None:
    saved = tmp_path / "saved"
    saved.write_text(export_answers([ALSO], to, all_claims=all_claims), encoding="utf-8")
    (answer,) = load_answers(saved)
    assert len(answer["claims"]) == (2 if all_claims else 1)
    assert [c.problem for c in verify_answers(saved, Settings(corpus=tmp_path)) if c.where == SHOWN] == [None]


def test_without_a_sure_claim_an_answer_abstains_in_a_document() -> None:
    unsure = answer_of(claim_of(citation_of(), score=0.2), answer_threshold=0.4)
    (line,) = export_answers([unsure], "json").splitlines()
    assert (json.loads(line)["claims"], json.loads(line)["status"]) == ([], "abstained")


# Carrying the answers, and being found out


@pytest.mark.parametrize("to", ["markdown", "html", "json"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_answers_come_back_out_of_a_document(tmp_path: Path, to: Any, ends: str) -> None:
    answers = [FULL, answer_of(question="--> </script> ]\n\n-->"), answer_of(claim_of(citation_of()))]
    saved = tmp_path / "saved"
    saved.write_text(export_answers(answers, to), encoding="utf-8", newline=ends)
    assert load_answers(saved) == answers
    assert [c.problem for c in verify_answers(saved, Settings(corpus=tmp_path)) if c.where == SHOWN] == (
        [] if to == "json" else [None]
    )


@pytest.mark.parametrize(
    ("to", "old", "new"),
    [
        ("markdown", "On Monday the wall fell", "On Sunday the wall fell"),
        ("markdown", "# And why?", "# And when?"),
        ("markdown", "Said by a senior", "Said by no senior"),
        ("markdown", "<!-- rag", "An added line.\n\n<!-- rag"),
        ("markdown", "-->\n", "-->\n\nAn added line.\n"),
        ("html", "On Monday the wall fell", "On Sunday the wall fell"),
        ("html", "<p class", "<p hidden class"),
        ("html", "</style>", ".refusal { display: none }</style>"),
        ("html", "<main>", "<main><script>alert(1)</script>"),
        ("html", "<!DOCTYPE html>", "<!doctype html>"),
        ("html", "</html>\n", "</html>\n<p>More"),
        ("html", "https://gazette.example/wall", "https://evil.example/wall"),
    ],
)
def test_a_document_that_was_edited_is_told_apart(tmp_path: Path, to: Any, old: str, new: str) -> None:
    whole = export_answers([FULL], to)
    assert old in whole
    saved = tmp_path / "saved"
    saved.write_text(whole.replace(old, new, 1), encoding="utf-8")
    assert load_answers(saved) == [FULL]
    (check,) = (c for c in verify_answers(saved, Settings(corpus=tmp_path)) if c.where == SHOWN)
    assert not check.holds
    assert "the text shown is not what the answer says" in str(check.problem)


@pytest.mark.parametrize("to", ["markdown", "html"])
def test_a_document_of_another_form_is_not_accused(tmp_path: Path, to: Any) -> None:
    saved = tmp_path / "saved"
    saved.write_text(export_answers([FULL], to).replace(f"form {FORM}", f"form {FORM + 1}"), encoding="utf-8")
    (check,) = (c for c in verify_answers(saved, Settings(corpus=tmp_path)) if c.where == SHOWN)
    assert "cannot be told" in str(check.problem)


def test_the_number_of_the_form_is_raised_when_the_form_changes() -> None:
    answers = [FULL, ALSO, answer_of(reason="No.")]
    drawn = "".join(export_answers(answers, to, all_claims=True) for to in ("markdown", "html"))
    assert (FORM, hashlib.sha256(drawn.encode()).hexdigest()[:16]) == (3, "ccfa112f1d8ccaa4")


@pytest.mark.parametrize("to", EXPORT_FORMATS)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"question": 5}, "question is not text but a whole number"),
        ({"question": None}, "question is missing"),
        ({"claims": {}}, "claims is not a list but an object"),
        ({"claims": [None]}, "claims[0] is not an object but null"),
        (
            {"claims": [{"text": "x", "answer_span": [1, 2]}]},
            "claims[0].answer_span is not an object but a list",
        ),
        ({"claims": [{"text": "x", "citations": [{}]}]}, "claims[0].citations[0].article_id is missing"),
        ({"undated_left_out": True}, "undated_left_out is not a whole number but true or false"),
        ({"elapsed_ms": 10**400}, "elapsed_ms is not a whole number below 2^53"),
        ({"claims": [{"text": "x", "score": float("inf")}]}, "claims[0].score is not a number"),
        ({"schema": 2}, "not an answer of schema 1"),
    ],
)
def test_what_is_not_in_the_contracts_form_is_refused(to: Any, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(AnswerFileError, match=re.escape(said)):
        export_answers([answer_of() | wrong], to)


def test_nothing_is_no_conversation() -> None:
    with pytest.raises(AnswerFileError, match="no answer to export"):
        export_answers([], "markdown")


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE html><html><body>Not ours</body></html>',
        "# Notes\n\nNot ours.\n",
        "<!-- rag-archive answers, form 1. x\n{]\n-->\n",
        "<!-- rag-archive answers, form 1. x\n{\"schema\": 1, \"a\": NaN}\n-->\n",
        "<!-- rag-archive answers, form 1. x\n5\n-->\n",
        "<!-- rag-archive answers, form 1. x\n-->\n",
        '<!doctype html>\n<script type="application/json" id="answers">[\n' + "[" * 100_000 + "\n]</script>\n",
        '{"schema": 1, "question": NaN}',
    ],
)  # fmt: skip
def test_a_file_without_answers_is_refused_in_words(tmp_path: Path, content: str) -> None:
    saved = tmp_path / "saved"
    saved.write_text(content, encoding="utf-8")
    with pytest.raises(AnswerFileError, match="saved"):
        load_answers(saved)
