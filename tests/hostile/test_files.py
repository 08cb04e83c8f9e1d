"""Hostile files: paths that lead away, links, odd bytes. Nothing outside of the project is read, and each fault has its place."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.source.inventories import load_inventories
from tests.hosts.sites import PLAIN_MAP, build, check, fence, write_site

SECRET = "key: top-secret-mark\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a secret beside it, and links that lead there."""
    folder = tmp_path / "project"
    write_site(folder, {"maps/tea.storymap.yaml": PLAIN_MAP, "index.md": "# Home\n"})
    (tmp_path / "secret.storymap.yaml").write_text(SECRET, encoding="utf-8")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "secret.storymap.yaml").write_text(SECRET, encoding="utf-8")
    docs = folder / "docs"
    (docs / "link.storymap.yaml").symlink_to(tmp_path / "secret.storymap.yaml")
    (docs / "inside.storymap.yaml").symlink_to(docs / "maps" / "tea.storymap.yaml")
    (docs / "loop.storymap.yaml").symlink_to("loop.storymap.yaml")
    (docs / "a").symlink_to("b")
    (docs / "b").symlink_to("a")
    (docs / "up").symlink_to(tmp_path / "away")
    (docs / "round").symlink_to(docs)
    (docs / "nowhere.md").symlink_to("not-there.md")
    return folder


def buildable(project: Path) -> None:
    """Take away the links that the host itself cannot read, or would go round in."""
    for name in ("nowhere.md", "loop.storymap.yaml", "a", "b", "round", "up"):
        (project / "docs" / name).unlink()


def problems(done: subprocess.CompletedProcess[bytes]) -> list[Any]:
    assert done.returncode in (0, 1), done.stderr
    found: list[Any] = json.loads(done.stdout)["diagnostics"]
    return found


FILES = [
    "../../secret.storymap.yaml", "maps/../../../secret.storymap.yaml", "{secret}", "link.storymap.yaml", "up/secret.storymap.yaml", "/etc/passwd",
    "file:///etc/passwd", "~/secret.storymap.yaml", "$HOME/x", "loop.storymap.yaml", "a/x.yaml", "round/round/../../../secret.storymap.yaml",
    "http://127.0.0.1:9/x.storymap.yaml", "C:\\windows\\win.ini", "\\\\host\\share", "/proc/self/environ", "/dev/zero", "maps", ".", "x" * 300, "x/" * 3000,
    "a\0b", "maps/tea.storymap.yaml\0.png", "con", "\u202e", " ",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES, ids=range(len(FILES)))
def test_a_fence_names_a_file(project: Path, name: str) -> None:
    name = name.replace("{secret}", str(project.parent / "secret.storymap.yaml"))
    (project / "docs" / "page.md").write_text(f'# P\n\n```storymap file="{name}"\n```\n', encoding="utf-8")
    found = [one for one in problems(check(project, "--format", "json", "docs/page.md")) if one["file"] == "docs/page.md"]
    assert [one["code"] for one in found] in (["SM106"], ["SM103"]) and found[0]["line"] == 3
    assert "top-secret" not in json.dumps(found)


def test_a_build_with_all_of_them(project: Path) -> None:
    names = [name.replace("{secret}", str(project.parent / "secret.storymap.yaml")) for name in FILES if len(name) < 1000]
    buildable(project)
    (project / "docs" / "page.md").write_text("# P\n\n" + "".join(f'```storymap file="{name}"\n```\n\n' for name in names), encoding="utf-8")
    (project / "docs" / "good.md").write_text('# G\n\n```storymap file="inside.storymap.yaml"\n```\n', encoding="utf-8")
    result = build(project)
    assert result.status == 1 and "Traceback" not in result.out and "top-secret" not in result.out
    assert len(re.findall(r"error SM10[36]: ", result.out)) == len(names)


def test_links_among_the_pages(project: Path) -> None:
    """A map file that leads out of the project is told and not read; one that leads nowhere, or to itself, is told."""
    (project / "docs" / "twin.md").symlink_to(project / "docs" / "maps" / "twin.md")
    (project / "docs" / "maps" / "twin.md").write_text(fence(PLAIN_MAP.replace("map: tea", "map: twin")), encoding="utf-8")
    found = problems(check(project, "--format", "json"))
    assert "top-secret" not in json.dumps(found)
    told = {(one["code"], one["file"]) for one in found}
    assert {("SM106", f"docs/{name}") for name in ("link.storymap.yaml", "loop.storymap.yaml", "nowhere.md", "up/secret.storymap.yaml")} <= told
    assert ("SM302", "docs/twin.md") in told or ("SM302", "docs/maps/twin.md") in told  # two pages for the host as well


def test_a_page_that_is_a_link_finds_its_maps_beside_the_link(project: Path) -> None:
    """As the host does: `docs/index.md` is often a link to `../README.md`."""
    (project / "README.md").write_text('# R\n\n```storymap file="maps/tea.storymap.yaml"\n```\n', encoding="utf-8")
    (project / "docs" / "index.md").unlink()
    (project / "docs" / "index.md").symlink_to(project / "README.md")
    buildable(project)
    assert not [one for one in problems(check(project, "--format", "json")) if one["file"] == "docs/index.md"]
    assert build(project).status == 0


def test_evidence_and_links_are_shown_and_never_read(project: Path) -> None:
    text = PLAIN_MAP + "links: [../../secret.storymap.yaml, /etc/passwd, 'file:///etc/passwd']\n"
    (project / "docs" / "index.md").write_text(fence(text), encoding="utf-8")
    buildable(project)
    result = build(project)
    assert result.status == 0
    assert "top-secret" not in result.page("index.html") and "root:" not in result.page("index.html")
    assert 'href="file:' not in result.page("index.html")


BYTES = {
    "latin-1": "# Caf\u00e9\n".encode("latin-1") + fence(PLAIN_MAP).encode(),
    "utf-16": ("\ufeff" + fence(PLAIN_MAP)).encode("utf-16-le"),
    "utf-32": ("\ufeff" + fence(PLAIN_MAP)).encode("utf-32-be"),
    "lone surrogate": fence(PLAIN_MAP.replace("hot water", "a \ud800 b")).encode("utf-8", "surrogatepass"),
    "overlong": fence(PLAIN_MAP).encode().replace(b"hot", b"\xc0\xaf"),
    "cut short": fence(PLAIN_MAP).encode() + b"\xf0\x9f",
    "null": fence(PLAIN_MAP.replace("hot water", "a\0b")).encode(),
    "null in the fence": fence(PLAIN_MAP).encode().replace(b"```storymap", b"```story\0map"),
    "noise": bytes(range(256)) * 40,
}
GOOD = {
    "bom": ("\ufeff" + fence(PLAIN_MAP)).encode(),
    "cr": fence(PLAIN_MAP).replace("\n", "\r").encode(),
    "crlf": fence(PLAIN_MAP).replace("\n", "\r\n").encode(),
    "tabs": ("- a\n\n" + fence(PLAIN_MAP, indent="\t")).encode(),
    "separators": fence(PLAIN_MAP.replace("hot water", "a\u2028b\x85c")).encode(),
    "no line end": fence(PLAIN_MAP).rstrip("\n").encode(),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text(tmp_path: Path, name: str) -> None:
    write_site(tmp_path, {"index.md": "# Home\n", "good.md": fence(PLAIN_MAP.replace("map: tea", "map: good"))})
    (tmp_path / "docs" / "odd.md").write_bytes(BYTES[name])
    (tmp_path / "docs" / "odd.storymap.yaml").write_bytes(BYTES[name])
    done = check(tmp_path, "--format", "json")
    found = problems(done)
    assert {one["file"] for one in found} <= {"docs/odd.md", "docs/odd.storymap.yaml"}
    assert "docs/odd.storymap.yaml" in {one["file"] for one in found if one["code"] in ("SM101", "SM106", "SM107", "SM103")}
    assert all(one["line"] >= 1 and one["column"] >= 1 for one in found)
    assert "good" in [entry["id"] for entry in json.loads(done.stdout)["maps"]]
    for form in ("text", "junit", "github"):
        assert b"\0" not in check(tmp_path, "--format", form).stdout


@pytest.mark.parametrize("name", GOOD)
def test_bytes_that_are_text(tmp_path: Path, name: str) -> None:
    write_site(tmp_path, {"index.md": "# Home\n"})
    (tmp_path / "docs" / "odd.md").write_bytes(GOOD[name])
    done = check(tmp_path, "--format", "json")
    assert problems(done) == [] and [one["id"] for one in json.loads(done.stdout)["maps"]] == ["tea"]


INVENTORIES: dict[str, bytes] = {
    "empty": b"",
    "deep": b'{"version":1,"maps":' + b"[" * 100_000,
    "half a character": b'{"version":1,"site":"s","base":"https://x/","maps":[{"id":"m","title":"\\ud800\\u0002wzxhzdk:0\\u0003","url":"javascript:alert(1)","items":{"a":3}}]}',
    "bad address": b'{"version":1,"site":"s","base":"http://[","maps":[{"id":"m","url":"//[x","items":{}}]}',
    "no map": b'{"version":1,"maps":[3]}',
    "utf-16": '{"version":1,"maps":[]}'.encode("utf-16"),
    "digits": b'{"version":1,"maps":[' + b"9" * 10_000 + b"]}",
}


@pytest.mark.parametrize("name", INVENTORIES)
def test_inventories(tmp_path: Path, name: str) -> None:
    """What another site publishes is data: a warning at most, and its texts and addresses are as little trusted as a map's."""
    text = PLAIN_MAP.replace("checklist: none", "checklist: none\nlinked: ['s:m']")
    write_site(tmp_path, {"index.md": fence(text)}, "plugins: [{storymap: {inventories: [{name: s, from: other.json}]}}]\n")
    (tmp_path / "other.json").write_bytes(INVENTORIES[name])
    result = build(tmp_path)
    assert "Traceback" not in result.out and result.status == 0, result.out
    html = result.page("index.html")
    assert "javascript:" not in html and "\x02" not in html
    assert check(tmp_path).returncode == 0


def test_inventories_are_bounded(tmp_path: Path) -> None:
    (found,) = load_inventories([{"from": "/dev/zero"}], tmp_path)
    assert found.data is None and "larger" in found.problem
    (found,) = load_inventories([{"from": "a\0b"}], tmp_path)
    assert found.data is None and found.problem
    (found,) = load_inventories([{"from": "file:///etc/passwd"}], tmp_path)
    assert found.data is None


def test_the_fixes_write_where_the_page_stands(tmp_path: Path) -> None:
    """Through a link, and leaving it a link."""
    write_site(tmp_path, {"index.md": "# Home\n"})
    target = tmp_path / "kept.md"
    target.write_text(fence(PLAIN_MAP.replace("goal:", "gaol:")), encoding="utf-8")
    (tmp_path / "docs" / "page.md").symlink_to(target)
    done = check(tmp_path, "--fix")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "docs" / "page.md").is_symlink() and "goal:" in target.read_text(encoding="utf-8")
    assert sorted(os.listdir(tmp_path)) == ["docs", "kept.md", "mkdocs.yml"]
