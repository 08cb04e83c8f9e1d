"""A hostile author, and what reads the reports: terminals, GitHub, XML and JSON parsers, code scanning."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.hostile.maps import MARK, both
from tests.hosts.sites import check, run

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x08\r\n::error file=x::injected\r::set-output name=a::b\n##[error]x\x9b2J\u202e\u2028%0A::warning::x"
FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")
NAMES = ["plain.md", "esc\x1b[31m.md", "two\nlines::error ::x.md", "a,b:c%.md", "<b>&\"'.md"]
BROKEN = f"map: {{}}\ntitle: \"{MARK}\\e[2J\\0\\r\\n::error::x\"\nstories: {{\"\\e]0;x\\a\": 1, \"a\\nb::error ::c\": [], 'x': {{relese: y}}}}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name, text in both(f"{MARK} \u202e \u2028 ::error::x %0A", valid=False).items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in NAMES:
        near = f"```Storymap\x1b[31m\n```\n\n```storymap file=\"{ESCAPES[:20]}.yaml\"\n```\n"
        (folder / name).write_text(f"# x\n\n```storymap\n{BROKEN}```\n\n{near}", encoding="utf-8")
    (folder / "raw.md").write_bytes(f"```storymap\ntitle: {ESCAPES}\n```\n".encode())
    if os.supports_bytes_environ:
        Path(os.fsdecode(os.fsencode(folder) + b"/latin-\xe9.md")).write_text(f"```storymap\n{BROKEN}```\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reports(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each report, printed and in a file: the same bytes."""
    found = {}
    for form in FORMATS:
        done = check(project, "--format", form)
        assert done.returncode == 1 and b"Traceback" not in done.stderr + done.stdout, done.stderr
        target = tmp_path_factory.mktemp("out") / form
        assert check(project, "--format", form, "--output", str(target)).returncode == 1
        assert target.read_bytes() == done.stdout
        found[form] = done.stdout.decode("utf-8")
    return found


def test_the_reports_speak_of_the_hostile_texts(reports: dict[str, str]) -> None:
    for form in FORMATS:
        assert reports[form].count("SM") > 20 and MARK in reports[form] + reports["json"]


@pytest.mark.parametrize("form", ["text", "concise", "github"])
def test_no_control_character_reaches_a_terminal(reports: dict[str, str], form: str) -> None:
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]", reports[form]) == []


def test_each_github_line_is_one_command_of_ours(reports: dict[str, str]) -> None:
    for line in reports["github"].splitlines():
        assert re.fullmatch(r"::(error|warning|notice) file=[^,:]*(,(line|endLine|col|endColumn)=\d+)*,title=SM\d{3}::[^\r\n]*", line), line
    for form in ("text", "concise"):
        assert not [line for line in reports[form].splitlines() if line.lstrip().startswith(("::", "##["))]


def test_xml_and_json_can_be_read(reports: dict[str, str]) -> None:
    suites = ElementTree.fromstring(reports["junit"])
    assert len(list(suites.iter("testcase"))) > 20
    for form in ("json", "gitlab", "sarif"):
        def refuse(name: str) -> None:
            raise AssertionError(name)

        assert json.loads(reports[form], parse_constant=refuse)
    uris = re.findall(r'"uri": "([^"]*)"', reports["sarif"])
    assert uris and all(re.fullmatch(r"[\w./%~-]+", uri) for uri in uris)


def test_every_place_is_inside_its_file(project: Path, reports: dict[str, str]) -> None:
    for one in json.loads(reports["json"])["diagnostics"]:
        text = (project / one["file"]).read_bytes().decode("utf-8")
        lines = re.split("\r\n|\n|\r", text)
        assert 1 <= one["line"] <= one["end_line"] <= len(lines)
        assert 1 <= one["column"] <= len(lines[one["line"] - 1]) + 1


def test_the_baseline_and_the_fixes_take_odd_names(project: Path, tmp_path: Path) -> None:
    assert check(project, "--write-baseline", str(tmp_path / "known.json")).returncode == 0
    again = check(project, "--baseline", str(tmp_path / "known.json"))
    assert again.returncode == 0, again.stdout
    assert check(project, "--diff").returncode in (0, 1)


def test_svg_and_json_of_a_hostile_map(project: Path, tmp_path: Path) -> None:
    texts = both(f"</text><script>{MARK}</script><!-- ]]> & \u202e", valid=True)
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("export", "--to", "svg", "--output", "out/", cwd=tmp_path, module="mkdocs_storymap")
    assert done.returncode == 0, done.stderr
    pictures = list((tmp_path / "out").glob("*.svg"))
    assert len(pictures) == 2
    for path in pictures:
        tree = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert "script" not in tags and "foreignObject" not in tags and "image" not in tags
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name.endswith("href")]
        assert MARK in "".join(tree.itertext())
    done = run("export", "--to", "json", cwd=tmp_path, module="mkdocs_storymap")
    assert MARK in str(json.loads(done.stdout))


def test_names_in_messages_of_the_command_itself(tmp_path: Path) -> None:
    odd = "no\x1b[2J"
    for arguments in (["check", odd], ["check", "--config", odd], ["export", "--to", "json", "--map", odd], ["check", "--select", odd]):
        done = run(*arguments, cwd=tmp_path, module="mkdocs_storymap")
        assert done.returncode == 2 and b"\x1b" not in done.stderr and done.stderr.count(b"\n") == 1, done.stderr


def test_a_starter_with_any_title_can_be_read(tmp_path: Path) -> None:
    for number, title in enumerate(['a "b" \\ c', "x\x1b[2J\x07", "two\nlines", "# : {}", "\udce9", "'", "日本", "````"]):
        name = f"{number}.md"
        done = run("new", name, "--title", title, cwd=tmp_path, module="mkdocs_storymap")
        assert done.returncode == 0, done.stderr
        found = json.loads(check(tmp_path, "--format", "json", name).stdout)
        assert len(found["maps"]) == 1 and not [one for one in found["diagnostics"] if one["severity"] == "error"]
