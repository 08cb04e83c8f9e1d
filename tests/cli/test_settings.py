"""Settings mean the same from `mkdocs.yml` (plugin or extension) and `storymap.yml`, in the build and in `check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import folder_of, report
from tests.hosts.sites import PLAIN_MAP, build, check, fence, run, write_site
from tests.support import USER_TEXT

BROKEN = PLAIN_MAP.replace("step: Boil", "step: Bowl")
NO_CHECKLIST = PLAIN_MAP.replace("checklist: none\n", "")


def codes(folder: Path, *arguments: str) -> list[str]:
    """The codes of all errors and warnings."""
    return sorted({d["code"] for d in report(folder, *arguments)["diagnostics"] if d["severity"] != "advice"})


def indented(options: dict[str, Any]) -> str:
    """Options as flow YAML."""
    return json.dumps(options)


@pytest.mark.parametrize("where", ["plugin", "extension", "own file", "own file beside mkdocs.yml", "inherited"])
@pytest.mark.parametrize(("options", "page", "wanted"), [
    ({}, NO_CHECKLIST, True),
    ({"checklist": "none"}, NO_CHECKLIST, False),
    ({"rules": {"SM301": "off"}}, BROKEN, False),
    ({"drafts": "forbid"}, NO_CHECKLIST.replace("title:", "status: draft\ntitle:"), True),
    ({"metrics": {"warmth": {"better": "higher", "unit": "ratio"}}, "rules": {"SM523": "off"}},
     PLAIN_MAP + "metrics: {warmth: {baseline: 0.9, investigate: below 0.8}}\n", False),
])  # fmt: skip
def test_every_place_means_the_same(tmp_path: Path, where: str, options: dict[str, Any], page: str, wanted: bool) -> None:
    config = {
        "plugin": f"plugins:\n  - storymap: {indented(options)}\n",
        "extension": f"markdown_extensions:\n  - mkdocs_storymap: {indented(options)}\n",
    }.get(where, "")
    if where == "own file":
        folder_of(tmp_path, {"storymap.yml": indented(options), "index.md": fence(page)})
    else:
        write_site(tmp_path, {"index.md": fence(page)}, config)
        if where == "own file beside mkdocs.yml":
            (tmp_path / "storymap.yml").write_text(indented(options), encoding="utf-8")
        if where == "inherited":
            (tmp_path / "base.yml").write_text(f"plugins:\n  - storymap: {indented(options)}\n", encoding="utf-8")
            (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: Test\ntheme: {name: mkdocs}\n", encoding="utf-8")
    assert bool(codes(tmp_path)) == wanted, codes(tmp_path)
    if where in ("plugin", "inherited"):
        assert build(tmp_path).status == int(wanted)


def test_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, {"index.md": fence(NO_CHECKLIST)}, "plugins:\n  - storymap:\n      checklist: !ENV [STORYMAP_TEST_CHECKLIST, ml]\n")
    assert codes(tmp_path)
    monkeypatch.setenv("STORYMAP_TEST_CHECKLIST", "none")
    assert not codes(tmp_path)
    assert build(tmp_path).status == 0


def test_material_tags_in_the_configuration_do_not_matter(tmp_path: Path) -> None:
    config = (
        "plugins: [storymap]\nmarkdown_extensions:\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
    )
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP)}, config, theme="material")
    assert codes(tmp_path) == []
    assert build(tmp_path, "--strict").status == 0


def test_defaults_are_laid_under_and_the_map_wins(tmp_path: Path) -> None:
    owners = {"product": "Ann", "design": "Bo", "engineering": "Cy", "data": "Di", "ethics": "Ed"}
    without = USER_TEXT.replace("owners:\n", "x-owners:\n", 1)
    write_site(tmp_path, {"index.md": fence(without)}, f"plugins:\n  - storymap: {indented({'defaults': {'owners': owners}, 'rules': {'SM304': 'off'}})}\n")
    assert "SM407" not in codes(tmp_path)
    partly = USER_TEXT.replace("  ethics: Responsible AI board\n", "", 1)
    write_site(tmp_path, {"index.md": fence(partly)}, f"plugins:\n  - storymap: {indented({'defaults': {'owners': {'ethics': 'Ed', 'product': 'Ann'}}})}\n")
    found = build(tmp_path)
    assert "SM407" not in codes(tmp_path)
    assert "SM303" in found.out  # its data-science map is not on this site


def test_review_after_is_held_against_the_given_day(tmp_path: Path) -> None:
    page = PLAIN_MAP.replace("title:", "reviewed: 2026-01-02\ntitle:")
    write_site(tmp_path, {"index.md": fence(page)}, "plugins: [{storymap: {review_after: 4w}}]\n")
    def stale(day: str) -> bool:
        return "SM904" in {d["code"] for d in report(tmp_path, "--today", day)["diagnostics"]}

    assert not stale("2026-01-30")
    assert stale("2026-01-31")


def test_the_team_has_a_schema_of_its_own(tmp_path: Path) -> None:
    team = {"required": ["x-team"], "properties": {"stories": {"additionalProperties": {"required": ["tags"]}}}}
    config = "plugins: [{storymap: {extra_schema: team.json}}]\n"
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP), "/team.json": json.dumps(team)}, config)
    assert codes(tmp_path) == ["SM911"]
    assert build(tmp_path).status == 1
    good = PLAIN_MAP.replace("map: tea", "map: tea\nx-team: kitchen").replace("release: first,", "release: first, tags: [hot],")
    write_site(tmp_path, {"index.md": fence(good), "/team.json": json.dumps(team)}, config)
    assert codes(tmp_path) == []
    write_site(tmp_path, {"/team.json": "{"}, config)
    assert check(tmp_path).returncode == 2
    assert b"team.json cannot be read" in check(tmp_path).stderr


def test_on_problem_warn_is_honoured(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(BROKEN)}, "plugins: [{storymap: {on_problem: warn}}]\n")
    assert check(tmp_path).returncode == 0
    assert check(tmp_path, "--strict").returncode == 1


def test_another_fence_word(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(BROKEN).replace("```storymap", "```usermap")}, "plugins: [{storymap: {fence: usermap}}]\n")
    assert codes(tmp_path) == ["SM301"]
    assert build(tmp_path).status == 1


def test_another_configuration(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(NO_CHECKLIST)})
    (tmp_path / "other.yml").write_text("site_name: x\nplugins: [{storymap: {checklist: none}}]\n", encoding="utf-8")
    assert codes(tmp_path)
    assert not codes(tmp_path, "--config", "other.yml")


def test_excluded_pages_are_not_read(tmp_path: Path) -> None:
    pages = {"index.md": "# x\n", "drafts/a.md": fence(BROKEN), "templates/b.md": fence(BROKEN)}
    write_site(tmp_path, pages, "plugins: [storymap]\nexclude_docs: |\n  drafts/\n")
    assert check(tmp_path).returncode == build(tmp_path).status == 0


def test_a_map_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, {"index.md": '```storymap file="../../outside.storymap.yaml"\n```\n'})
    (tmp_path / "outside.storymap.yaml").write_text(PLAIN_MAP, encoding="utf-8")
    assert codes(site) == ["SM106"]
    link = site / "docs/link.storymap.yaml"
    link.symlink_to(tmp_path / "outside.storymap.yaml")
    write_site(site, {"index.md": '```storymap file="link.storymap.yaml"\n```\n'})
    assert codes(site) == ["SM106"]
    assert "outside of the project" in build(site).out


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("maps/te.storymap.yaml", "maps/tea.storymap.yaml"),
        ("maps/tea", "maps/tea.storymap.yaml"),
        ("/maps/tea.storymap.yaml", "maps/tea.storymap.yaml"),
        ("docs/maps/tea.storymap.yaml", "maps/tea.storymap.yaml"),
    ],
)
def test_a_map_file_named_wrongly_is_offered_as_the_page_has_to_name_it(tmp_path: Path, name: str, meant: str) -> None:
    write_site(tmp_path, {"index.md": f'```storymap file="{name}"\n```\n', "maps/tea.storymap.yaml": PLAIN_MAP})
    assert f"did you mean `{meant}`?" in check(tmp_path, "--format", "json").stdout.decode()
    (tmp_path / "docs/index.md").write_text(f'```storymap file="{meant}"\n```\n', encoding="utf-8")
    assert not codes(tmp_path)


def test_a_folder_is_no_map_file(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": '```storymap file="maps"\n```\n', "maps/tea.storymap.yaml": PLAIN_MAP})
    assert 'error SM106: "maps" is a folder' in check(tmp_path).stdout.decode()


def test_the_help_is_the_same_without_a_project(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path, module="mkdocs_storymap").returncode == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("team.json", b"{", "`extra_schema` team.json cannot be read"),
        ("team.json", b"\xff", "`extra_schema` team.json cannot be read"),
        ("team.json", b"[]", "`extra_schema` team.json is not a JSON Schema"),
        ("team.yaml", b"a: [", "`extra_schema` team.yaml cannot be read"),
        ("team.yaml", b"", "`extra_schema` team.yaml is not a JSON Schema"),
        ("team.yaml", b"type: 7", "`extra_schema` team.yaml: 7 is not valid"),
        ("team.yaml", b"properties: {title: {pattern: '('}}", "`extra_schema` team.yaml: "),
        ("team.yaml", b"$ref: '#'", "`extra_schema` team.yaml: "),
        ("team.yaml", b"$ref: other.json", "`extra_schema` team.yaml: `other.json` stands outside the schema"),
        ("team.yaml", b"required: [summary]", None),
        ("gone.yaml", None, "`extra_schema` gone.yaml cannot be read"),
    ],
)
def test_a_team_schema_that_cannot_be_read(name: str, content: bytes | None, told: str | None, tmp_path: Path) -> None:
    write_site(tmp_path, {"tea.md": fence(PLAIN_MAP)}, f"plugins: [{{storymap: {{extra_schema: {name}}}}}]\n")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = check(tmp_path)
    if told is None:
        assert done.returncode == 1
        assert "SM911" in done.stdout.decode()
    else:
        assert done.returncode == 2
        assert told in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()
