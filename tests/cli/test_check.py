"""`mkdocs-storymap check` from outside: what it reads, prints and returns."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from mkdocs_storymap.checks.pages import page
from mkdocs_storymap.cli.explain import markdown
from mkdocs_storymap.diagnostics import CATALOGUE
from tests.hosts.sites import PLAIN_MAP, check, fence, run, write_site
from tests.support import SCIENCE_TEXT, USER_TEXT

BROKEN = PLAIN_MAP.replace("step: Boil", "step: Bowl")


def folder_of(tmp_path: Path, files: dict[str, str]) -> Path:
    """A folder with files and no configuration."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("utf-8"))
    return tmp_path


def report(folder: Path, *arguments: str, **more: Any) -> dict[str, Any]:
    """The JSON report."""
    done = check(folder, "--format", "json", *arguments, **more)
    assert done.stderr == b"" or b"no story map" in done.stderr, done.stderr.decode()
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_text_shows_the_line_and_the_caret(tmp_path: Path) -> None:
    done = check(folder_of(tmp_path, {"tea.md": "# Tea\n\n" + fence(BROKEN)}))
    assert done.returncode == 1
    assert done.stdout.decode() == (
        "tea.md:10:16: error SM301: stories boil: step: this map has no step `Bowl`\n"
        "   |\n"
        "10 |   boil: {step: Bowl, release: first, want: hot water}\n"
        "   |                ^^^^\n"
        "   = help: did you mean `Boil`? · there are Boil, Pour · mkdocs-storymap explain SM301\n"
        "\n"
        "1 error, 0 warnings in 1 story map\n"
    )


def test_json_holds_what_the_contract_says(tmp_path: Path) -> None:
    pages = {"loan.md": "# Loan\n\n" + fence(USER_TEXT), "ds.md": '```storymap file="ds.storymap.yaml"\n```\n', "ds.storymap.yaml": SCIENCE_TEXT}
    write_site(tmp_path, pages)
    found = report(tmp_path)
    assert found["version"] == 1
    assert found["summary"] == {"files": 3, "maps": 2, "stories": 3, "errors": 0, "warnings": 0, "advice": 2}
    science, user = sorted(found["maps"], key=lambda entry: entry["id"])
    assert (science["id"], science["kind"], science["file"], science["line"], science["stories"]) == (
        "loan-ds", "data-science", "docs/ds.storymap.yaml", 1, 3,
    )  # fmt: skip
    assert (user["file"], user["line"], user["status"]) == ("docs/loan.md", 3, "ready")
    assert user["checklist"] == {f"C{number}": "met" for number in range(1, 8)}
    thin = user["lead_times"]["thin-file-answer"]
    assert {key: thin[key] for key in ("effort", "data", "model", "real")} == {"effort": 14, "data": 42, "model": 63, "real": 63}
    assert thin["path"] == [
        {"map": "loan-preapproval", "kind": "data", "id": "open-banking", "days": 21},
        {"map": "loan-preapproval", "kind": "data", "id": "cashflow", "days": 14},
        {"map": "loan-preapproval", "kind": "data", "id": "income-stability", "days": 7},
        {"map": "loan-ds", "kind": "job", "id": "thin-file-lift", "days": 21},
    ]
    assert science["lead_times"]["stay-fresh"]["real"] == 28
    (first, _) = found["diagnostics"]
    assert set(first) >= {"code", "severity", "message", "hint", "file", "line", "column", "end_line", "end_column", "pointer", "map", "help"}
    assert check(tmp_path, "--format", "json").stdout == check(tmp_path, "--format", "json").stdout


@pytest.mark.parametrize("name", ["tea.md", "tea.storymap.yaml"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_those_of_the_editor(tmp_path: Path, name: str, ends: str, mark: str) -> None:
    text = BROKEN.replace("hot water", "🍵 茶").replace("{step: Bowl, release: first, want: 🍵 茶}", "{want: 🍵 茶, release: first, step: Bowl}")
    page = "---\ntitle: 🍵\n---\n\n- a\n\n" + fence(text, indent="    ") if name.endswith(".md") else text
    folder_of(tmp_path, {name: mark + page.replace("\n", ends)})
    (found,) = report(tmp_path)["diagnostics"]
    line = page.split("\n")[found["line"] - 1]
    assert line[found["column"] - 1 : found["end_column"] - 1] == "Bowl"


def test_nothing_found(tmp_path: Path) -> None:
    folder_of(tmp_path, {"page.md": "# Nothing\n"})
    assert check(tmp_path).returncode == 0
    assert b"no story map was found" in check(tmp_path).stderr
    assert check(tmp_path, "--strict").returncode == 1


def test_usage(tmp_path: Path) -> None:
    folder_of(tmp_path, {"page.md": "# Nothing\n"})
    for arguments in (["absent.md"], ["--today", "yesterday"], ["--select", "SM9999"], ["--config", "absent.yml"], ["--format", "html"],
                      ["--filename", "x.md"], ["--baseline", "absent.json"], ["--watch", "--stdin", "--filename", "x.md"]):  # fmt: skip
        done = check(tmp_path, *arguments)
        assert done.returncode == 2, arguments
        assert b"Traceback" not in done.stderr
        assert done.stderr


@pytest.mark.parametrize("format_", ["json", "gitlab", "sarif", "junit", "github"])
def test_what_programs_read_does_not_hang_on_the_terminal(tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"tea.md": fence(BROKEN.replace("Bowl", "Schüßel 🍵"))})
    wanted = check(tmp_path, "--format", format_).stdout
    assert "Schüßel 🍵" in json.dumps(json.loads(wanted), ensure_ascii=False) if wanted[:1] in (b"{", b"[") else wanted.decode()
    monkeypatch.setattr("tests.hosts.sites.ENCODING", "ascii")
    assert check(tmp_path, "--format", format_).stdout == wanted


@pytest.mark.parametrize("command", ["explain --all", "explain --all --format markdown", "schema", "new --title Teeschüßel", "check"])
def test_a_poor_terminal_ends_no_command(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"tea.md": fence(PLAIN_MAP.replace("Boil", "Zieh’n"))})
    wanted = run(*command.split(), cwd=tmp_path, module="mkdocs_storymap")
    monkeypatch.setattr("tests.hosts.sites.ENCODING", "ascii")
    done = run(*command.split(), cwd=tmp_path, module="mkdocs_storymap")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.decode()) == len(wanted.stdout.decode())


def test_an_undecodable_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes("```storymap\nmap: café\n```\n".encode("latin-1"))
    (tmp_path / "good.md").write_text(fence(PLAIN_MAP), encoding="utf-8")
    (found,) = report(tmp_path)["diagnostics"]
    assert (found["code"], found["file"]) == ("SM106", "latin.md")


def test_a_path_selects_what_is_reported_and_names_resolve_everywhere(tmp_path: Path) -> None:
    write_site(tmp_path, {"loan.md": fence(USER_TEXT), "ds.md": fence(SCIENCE_TEXT.replace("stage: Train", "stage: Tran"))})
    assert check(tmp_path, "docs/loan.md").returncode == 0
    assert check(tmp_path, "docs/ds.md").returncode == 1
    assert report(tmp_path, "docs/loan.md")["summary"]["maps"] == 1


def test_a_map_file_that_no_fence_shows_joins_no_site_but_is_checked(tmp_path: Path) -> None:
    write_site(tmp_path, {"loan.md": fence(USER_TEXT), "lone.storymap.yaml": SCIENCE_TEXT})
    told = {(d["code"], d["file"]) for d in report(tmp_path)["diagnostics"]}
    assert ("SM303", "docs/lone.storymap.yaml") in told
    assert ("SM303", "docs/loan.md") in told


def test_without_a_configuration_all_maps_join(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a/loan.storymap.yaml": USER_TEXT, "b/ds.storymap.yaml": SCIENCE_TEXT})
    assert report(tmp_path)["summary"]["errors"] == 0


def test_standard_input_stands_for_a_file(tmp_path: Path) -> None:
    write_site(tmp_path, {"tea.md": fence(PLAIN_MAP)})
    assert check(tmp_path, "--stdin", "--filename", "docs/tea.md", stdin=fence(BROKEN).encode()).returncode == 1
    assert check(tmp_path, "--stdin", "--filename", "docs/tea.md", stdin=fence(PLAIN_MAP).encode()).returncode == 0
    assert check(tmp_path, "--stdin", "--filename", "docs/new.md", stdin=fence(BROKEN).encode()).returncode == 1


def test_standard_input_stands_for_a_map_file_that_a_page_shows(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": '```storymap file="tea.storymap.yaml"\n```\n', "tea.storymap.yaml": PLAIN_MAP})
    done = check(tmp_path, "--stdin", "--filename", "docs/tea.storymap.yaml", "--format", "concise", stdin=BROKEN.encode())
    assert done.returncode == 1
    assert done.stdout.decode().startswith("docs/tea.storymap.yaml:7:")


def test_select_and_ignore_take_prefixes(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(BROKEN)})
    assert check(tmp_path, "--ignore", "SM301").returncode == 0
    assert check(tmp_path, "--ignore", "SM3").returncode == 0
    assert check(tmp_path, "--select", "SM2,SM1").returncode == 0
    assert check(tmp_path, "--select", "SM3").returncode == 1


def test_a_baseline_counts_what_is_known(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(BROKEN)})
    assert check(tmp_path, "--write-baseline", "known.json").returncode == 0
    done = check(tmp_path, "--baseline", "known.json")
    assert done.returncode == 0
    assert b"1 known problem in the baseline" in done.stdout
    moved = "# Title\n\n" + fence(BROKEN.replace("{step: Bowl, release: first, want: hot water}", "{want: hot water, release: first, step: Bowl}"))
    folder_of(tmp_path, {"tea.md": moved})
    assert check(tmp_path, "--baseline", "known.json").returncode == 0
    folder_of(tmp_path, {"tea.md": fence(BROKEN.replace("after: [boil]", "after: [boyl]"))})
    assert check(tmp_path, "--baseline", "known.json").returncode == 1
    folder_of(tmp_path, {"tea.md": fence(PLAIN_MAP)})
    assert check(tmp_path, "--write-baseline", "known.json").returncode == 0
    assert json.loads((tmp_path / "known.json").read_text())["problems"] == []


def test_fix_mends_what_is_certain_and_keeps_every_other_byte(tmp_path: Path) -> None:
    wrong = (
        "\ufeff# Tea 🍵\r\n\r\n```storymap\r\n# a comment\r\n" + PLAIN_MAP.replace("stories:", "storys:").replace(
            "{step: Boil, release: first, want: hot water}", "{step: Boil, relase: first, want: hot water, status: plannd}  # kept"
        ).replace("\n", "\r\n") + "```\r\n"
    )  # fmt: skip
    right = wrong.replace("storys:", "stories:").replace("relase:", "release:").replace("plannd", "planned")
    path = tmp_path / "tea.md"
    path.write_bytes(wrong.encode("utf-8"))
    shown = check(tmp_path, "--diff")
    assert shown.returncode == 1
    assert path.read_bytes() == wrong.encode("utf-8")
    assert "status: planned}" in shown.stdout.decode()  # behind `storys`, which hides it
    assert check(tmp_path, "--fix").stderr == b"mended 3 problems in tea.md\n"
    assert path.read_bytes() == right.encode("utf-8")
    assert check(tmp_path, "--fix").returncode == 0
    assert check(tmp_path, "--diff").returncode == 0


def test_fix_mends_a_map_file_to_its_end(tmp_path: Path) -> None:
    wrong = PLAIN_MAP.replace("stories:", "storys:").replace("release: first, want: hot", "relase: first, want: hot")
    site = {"index.md": '```storymap file="../maps/tea.storymap.yaml"\n```\n', "/maps/tea.storymap.yaml": wrong}
    write_site(tmp_path, site)
    assert check(tmp_path, "--fix").returncode == 0
    assert (tmp_path / "maps/tea.storymap.yaml").read_text(encoding="utf-8") == PLAIN_MAP


def test_a_diff_has_the_lines_of_an_editor(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(PLAIN_MAP.replace("release: first", "relase: first", 1)) + "before\u2028after\n"})
    shown = check(tmp_path, "--diff").stdout.decode()
    assert "No newline" not in shown
    assert [line[:8] for line in shown.splitlines() if line[:2] in ("- ", "+ ")] == ["-  boil:", "+  boil:"]


def test_github(tmp_path: Path) -> None:
    done = check(folder_of(tmp_path, {"tea.md": fence(BROKEN)}), "--format", "github")
    assert done.stdout.decode().startswith("::error file=tea.md,line=8,endLine=8,col=16,endColumn=20,title=SM301::stories boil")


def test_gitlab(tmp_path: Path) -> None:
    (entry,) = json.loads(check(folder_of(tmp_path, {"tea.md": fence(BROKEN)}), "--format", "gitlab").stdout)
    assert entry["location"] == {"path": "tea.md", "lines": {"begin": 8}}
    assert entry["severity"] == "major"
    assert entry["fingerprint"]


def test_junit(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(BROKEN), "good.md": fence(PLAIN_MAP.replace("map: tea", "map: good"))})
    suites = ElementTree.fromstring(check(tmp_path, "--format", "junit").stdout)
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    failure = suites.find("./testsuite[@name='tea.md']/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "SM301"


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(BROKEN)})
    done = check(tmp_path, "--format", "sarif", "--output", "out.sarif")
    assert (done.returncode, done.stdout) == (1, b"")
    log = json.loads((tmp_path / "out.sarif").read_text())
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 8, "startColumn": 16, "endLine": 8, "endColumn": 20}
    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "SM301"


def test_a_draft_lists_what_is_left_once(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(PLAIN_MAP.replace("checklist: none", "status: draft"))})
    done = check(tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert text.count("tea is a draft; ") == 1
    assert "= help" not in text


@pytest.mark.parametrize("arguments", [[], ["--checklist", "none"], ["--kind", "data-science"]])
@pytest.mark.parametrize("name", ["new.md", "new.storymap.yaml"])
def test_a_starter_passes(tmp_path: Path, arguments: list[str], name: str) -> None:
    made = run("new", name, "--title", 'Tee: "gut" & heiß', *arguments, cwd=tmp_path, module="mkdocs_storymap")
    assert made.returncode == 0, made.stderr.decode()
    assert check(tmp_path, "--strict").returncode == 0, check(tmp_path).stdout.decode()
    again = run("new", name, *arguments, cwd=tmp_path, module="mkdocs_storymap")
    assert again.returncode == 2
    (entry,) = report(tmp_path)["maps"]
    assert (entry["id"], entry["title"]) == ("tee-gut-hei", 'Tee: "gut" & heiß')


def test_watch_checks_again_when_a_file_changes(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.md": fence(PLAIN_MAP)})
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-u", "-m", "mkdocs_storymap", "check", "--watch", "."], cwd=tmp_path, stdout=out, stderr=out,
                                   env={**os.environ, "NO_COLOR": "1"})  # fmt: skip
        try:
            _wait(log, "0 errors")
            folder_of(tmp_path, {"tea.md": fence(BROKEN)})
            _wait(log, "1 error,")
        finally:
            process.terminate()
            process.wait(10)


def _wait(log: Path, words: str) -> None:
    for _ in range(100):
        if words in log.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_explain_and_schema(tmp_path: Path) -> None:
    page = run("explain", "sm505", cwd=tmp_path, module="mkdocs_storymap")
    assert page.stdout.decode().startswith("SM505 · tiers out of order (error)")
    assert run("explain", "SM999", cwd=tmp_path, module="mkdocs_storymap").returncode == 2
    assert run("explain", cwd=tmp_path, module="mkdocs_storymap").returncode == 2
    item = run("explain", "c1", cwd=tmp_path, module="mkdocs_storymap")
    assert item.stdout.decode().startswith("SM401 · checklist C1: ")
    shown = json.loads(run("schema", cwd=tmp_path, module="mkdocs_storymap").stdout)
    assert shown["$id"] == "urn:mkdocs-storymap:storymap-1"


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_sample_that_holds_a_fence_stands_in_a_longer_one(code: str) -> None:
    told, one = markdown(page(code)), page(code)
    fences = re.findall(r"^(`{3,})\w+\n(.*?)\n\1$", told, re.MULTILINE | re.DOTALL)
    assert [inner for _, inner in fences] == [sample for sample in (one.fails, one.passes) if sample]


def test_assets(tmp_path: Path) -> None:
    assert run("assets", "there", cwd=tmp_path, module="mkdocs_storymap").returncode == 0
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["storymap.css", "storymap.js"]


@pytest.mark.parametrize("command", ["check", "new", "explain", "schema", "assets"])
def test_help(tmp_path: Path, command: str) -> None:
    done = run(command, "--help", cwd=tmp_path, module="mkdocs_storymap")
    assert done.returncode == 0
    assert b"usage:" in done.stdout


def test_fix_quotes_a_sentence_that_a_comma_split(tmp_path: Path) -> None:
    wrong = PLAIN_MAP.replace("want: hot water}", "want: hot water, not too hot, status: planned}  # kept")
    (found,) = report(folder_of(tmp_path, {"tea.storymap.yaml": wrong}))["diagnostics"]
    assert found["code"] == "SM104"
    check(tmp_path, "--fix")
    right = wrong.replace("hot water, not too hot,", '"hot water, not too hot",')
    assert (tmp_path / "tea.storymap.yaml").read_text(encoding="utf-8") == right
    assert check(tmp_path).returncode == 0
