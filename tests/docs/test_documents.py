"""What the documents say is so: examples run, links lead somewhere, versions agree."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += [
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "training/README.md",
    ROOT / "tests/quality/README.md",
]
PRESENT = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
"""Those that tell how things are now."""
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_notice_names_every_data_set_that_the_weights_were_fitted_on():
    table = (ROOT / "training/README.md").read_text(encoding="utf-8").partition("| data |")[2]
    names = re.findall(r"^\| ([A-Z][\w-]+)", table.partition("\n\n")[0], re.MULTILINE)
    assert len(names) == 9
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert [name for name in names if name not in notice] == []


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A folder in which the README's commands work: the sample corpus beside a built index."""
    folder = tmp_path_factory.mktemp("readme")
    rag.rebuild(corpus=ROOT / "corpus", index=folder / "index")
    return folder


def test_the_readme_shows_what_asking_prints(sample):
    from rag.rendering import answer_as_text

    claims, question, shown = re.search(
        r'\$ rag ask --claims (\d) "([^"]*)"\n(.*?)```', README, re.DOTALL
    ).groups()
    answer = rag.ask(question, index=sample / "index", claims=int(claims))
    assert shown.strip() == answer_as_text(answer).plain.strip()
    assert len(shown.strip().splitlines()) <= 10
    assert README[: README.index(shown)].count("\n") < 10


def test_the_readmes_python_example_runs(sample, monkeypatch, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(sample)
    (sample / "corpus").symlink_to(ROOT / "corpus")
    exec(compile(example, "README.md", "exec"), {})
    assert "3.7 million" in capsys.readouterr().out


def test_every_command_in_the_readme_exists():
    from typer.main import get_command

    from rag.cli import app

    known = get_command(app).commands
    lines = re.findall(r"^(?:\.venv/bin/)?rag (.*)$", README, re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        words = shlex.split(line, comments=True)
        options = {option for p in known[words[0]].params for option in p.opts}
        assert {w for w in words if w.startswith("--")} <= options, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("path", PRESENT, ids=lambda path: path.name)
def test_files_and_folders_that_documents_name_exist(path):
    named = re.findall(
        r"`((?:rag|tests|docs|training|benchmarks|corpus)/[\w./*-]*)`", path.read_text(encoding="utf-8")
    )
    assert [name for name in named if not [*ROOT.glob(name.rstrip("/"))]] == []


def test_every_setting_is_documented():
    overview = (ROOT / "docs/overview.md").read_text(encoding="utf-8")
    assert [name for name in rag.Settings.model_fields if f"`{name}`" not in overview] == []


def test_the_changelog_names_the_version_of_the_package():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (
        re.search(r"(?:version will be |^## \[)(\d+\.\d+\.\d+)", changelog, re.MULTILINE)[1]
        == rag.__version__
    )


def test_the_changelog_has_the_sections_of_keep_a_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### (.*)$", changelog, re.MULTILINE)
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert "## [Unreleased]" in changelog


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_lines_are_short_enough_to_be_read_without_wrapping(path):
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    long = [line for line in text.splitlines() if len(line) >= 120 and not line.startswith(("|", "!["))]
    assert long == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs/measurements").glob("*.md")), ids=lambda path: path.name
)
def test_every_page_of_measurements_is_linked_and_says_how_to_measure_again(path):
    summaries = [
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("quality.md", "performance.md")
    ]
    assert any(f"](measurements/{path.name})" in summary for summary in summaries)
    ways = ("rag ", "python ", "make ", "tests/", "by eye")
    assert any(way in path.read_text(encoding="utf-8") for way in ways)


def test_every_requirement_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.match(r"[\w.-]+", item)[0].lower().replace("_", "-") for item in wanted}
    assert names <= pins
