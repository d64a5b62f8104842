"""What holds of every exported document, whatever its strings: its answers come back, and nothing in it acts."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from markdown_it import MarkdownIt

from rag.export import export_answers, read_document
from rag.verification.saved_answers import load_answers
from tests.examples import examples

PAYLOADS = (
    "</script><script>alert(1)</script>",
    "--> <!-- ]]> </style> </title> </body>",
    "<!-- rag-archive answers, form 1. x\n{}\n-->",
    '<script type="application/json" id="answers">[\n{}\n]</script>',
    '<img src="https://evil.example/a.png" onerror="alert(1)">',
    "' onmouseover='alert(1)' \" autofocus onfocus=\"alert(1)",
    "![a](https://evil.example/i.png) [b](javascript:alert(1)) <https://evil.example>",
    "https://evil.example/ www.evil.example me@evil.example",
    "[^1]: note\n\n# heading\n\n- list\n\n```\ncode\n```\n\n| a |\n|---|",
    "}, @misc{x, title={y}} \\input{/etc/passwd} % comment",
    "\u202e\u2066\x00\x1b[31m\x85\u2028\ud800\ufffe",
    "{{ 7*7 }} ${x} \\u003c \\\\ \\-- --",
    "1. one\n2) two",
)
TEXT = st.sampled_from(PAYLOADS) | st.text(max_size=12) | st.text(st.characters(), max_size=6)
MAYBE = st.none() | TEXT
NUMBER = st.integers(0, 2**40)
SCORE = st.none() | st.floats(0, 1)
URL = MAYBE | st.sampled_from(
    ["https://a.example/?b=c&d=%22#e", "javascript:alert(1)", "http://[::1", "//x.example"]
)
OTHER = st.dictionaries(
    TEXT.map("x-{}".format), st.recursive(MAYBE | NUMBER, st.lists, max_leaves=3), max_size=1
)
SPAN = st.none() | st.fixed_dictionaries({"start": NUMBER, "end": NUMBER})


def record(needed: dict[str, Any], other: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Every form of a record: its optional keys set, null or absent, and a key nobody knows."""
    return st.builds(lambda a, b: b | a, st.fixed_dictionaries(needed, optional=other), OTHER)


CITATION = record(
    {"article_id": TEXT, "title": TEXT, "start": NUMBER, "end": NUMBER, "quote": TEXT, "text_sha256": TEXT},
    {
        **dict.fromkeys(("outlet", "author", "published_at", "file_sha256", "parser"), MAYBE),
        "published": MAYBE | st.dates().map(str), "language": MAYBE | st.just("ar"), "url": URL, "passage": SPAN,
        "page": st.none() | NUMBER, "support": SCORE, "score": SCORE,
    },
)  # fmt: skip
CITATIONS = st.lists(CITATION, max_size=2)
CLAIM = record(
    {"text": TEXT},
    {"score": SCORE, "support": SCORE, "speaker": MAYBE, "independent_sources": st.none() | NUMBER, "answer_span": SPAN,
     "context": st.none() | CITATIONS, "citations": CITATIONS},
)  # fmt: skip
SIDE = record({"text": TEXT}, {"speaker": MAYBE, "citations": CITATIONS})
ANSWER = record(
    {"schema": st.just(1), "question": TEXT, "status": st.sampled_from(["answered", "abstained"])},
    {
        **dict.fromkeys(("completed_question", "reason", "reason_code", "index_id", "settings_id"), MAYBE),
        "claims": st.lists(CLAIM, max_size=2),
        "disagreements": st.lists(record({}, {"about": MAYBE, "sides": st.lists(SIDE, max_size=2)}), max_size=1),
        "near_misses": CITATIONS,
        "hits": st.lists(record({"article_id": TEXT, "start": NUMBER, "end": NUMBER}, {"score": SCORE}), max_size=1),
        "undated_left_out": NUMBER, "elapsed_ms": NUMBER, "answer_threshold": SCORE,
        "filters": st.none() | record({}, {
            "since": MAYBE, "until": MAYBE,
            **dict.fromkeys(("outlets", "authors", "languages", "formats"), st.lists(TEXT, max_size=2)),
        }),
    },
)  # fmt: skip
ANSWERS = st.lists(ANSWER, min_size=1, max_size=3)
SOME = examples(150)

ELEMENTS = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "http-equiv", "content", "name"}, "title": set(), "style": set(),
    "body": set(), "main": set(), "nav": {"aria-label"}, "article": {"id"}, "section": set(), "footer": set(),
    "h1": {"dir"}, "h2": {"dir"}, "h3": set(), "p": {"class", "dir", "lang"}, "ol": {"class"}, "li": set(), "dl": {"class"},
    "dt": set(), "dd": set(), "div": {"class"}, "span": {"class", "id"}, "bdi": set(), "strong": set(), "code": set(),
    "blockquote": {"dir", "lang"}, "a": {"class", "href", "rel"}, "script": {"type", "id"},
}  # fmt: skip
"""Every element a dossier may hold, with its attributes."""
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@given(ANSWERS, st.sampled_from(["markdown", "html", "json"]))
@SOME
def test_the_answers_come_back_unchanged(answers: list[dict[str, Any]], to: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "saved"
        text = export_answers(answers, to, all_claims=True)
        saved.write_text(text, encoding="utf-8", errors="backslashreplace")
        assert load_answers(saved) == answers
    if to != "json":
        document = read_document(text)
        assert document is not None
        assert document.problem is None


@given(ANSWERS)
@SOME
def test_a_dossier_holds_our_elements_alone_and_nothing_that_acts(answers: list[dict[str, Any]]) -> None:
    text = export_answers(answers, "html", all_claims=True)
    assert not HIDDEN.search(text)
    whole = parser.document_fromstring(text)
    for element in whole.iter():
        assert isinstance(element.tag, str), "a comment or an instruction"
        assert set(element.attrib) <= ELEMENTS[element.tag], element.tag
    assert whole.xpath("//script/@type") == ["application/json"]
    links = whole.xpath("//a/@href")
    assert all(re.match(r"https?://[^/]|#(answer|source)-\d", link) for link in links)
    assert [
        link for link in links if link.startswith("#") and not whole.xpath("//*[@id=$i]", i=link[1:])
    ] == []


@given(ANSWERS)
@SOME
def test_markdown_draws_nothing_of_an_article_as_markup(answers: list[dict[str, Any]]) -> None:
    text = export_answers(answers, "markdown", all_claims=True)
    assert not HIDDEN.search(text)
    visible = text.partition("<!-- ")[0]
    drawn = parser.document_fromstring(
        f"<body>{MarkdownIt('commonmark').enable('table').render(visible)}</body>"
    )
    assert {element.tag for element in drawn.iter()} <= {
        "html",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "strong",
        "a",
    }
    assert all(re.match(r"https?://[^/]", link) for link in drawn.xpath("//a/@href"))
    notes = re.findall(r"^\[\^(\d+)\]: ", visible, re.MULTILINE)
    assert notes == [str(n) for n in range(1, len(notes) + 1)]


@given(ANSWERS)
@SOME
def test_a_bibliography_holds_an_entry_for_each_article_and_its_braces_match(
    answers: list[dict[str, Any]],
) -> None:
    text = export_answers(answers, "bibtex")
    assert not HIDDEN.search(text)
    depth = 0
    for line in text.split("\n"):
        assert re.fullmatch(
            r"@(article|misc)\{[a-z0-9]+-[0-9a-f]{8},|  [a-z]+ = (\{.*\}|[a-z]{3}),|\}|", line
        )
        depth += line.count("{") - line.count("}")
        assert depth == (0 if line in ("}", "") else 1)
    keys = re.findall(r"^@\w+\{(.*),$", text, re.MULTILINE)
    assert len(set(keys)) == len(keys)


@given(ANSWER, st.sampled_from(["markdown", "html"]), st.data())
@SOME
def test_no_line_can_be_changed_unnoticed(answer: dict[str, Any], to: Any, data: st.DataObject) -> None:
    lines = export_answers([answer], to).split("\n")
    carried = next(n for n, line in enumerate(lines) if line.startswith(("<!-- rag-archive", "<script")))
    number = data.draw(st.integers(0, carried - 1))
    lines[number] += data.draw(st.sampled_from(["x", " ", "<b>", "\n"]))
    document = read_document("\n".join(lines))
    assert document is None or document.problem is not None
