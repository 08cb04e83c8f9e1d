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


def test_drafts_of_the_host_are_left_out_as_its_build_leaves_them(tmp_path: Path) -> None:
    pages = {"index.md": "# x\n", "wip/a.md": fence(BROKEN), "old/b.md": fence(BROKEN)}
    write_site(tmp_path, pages, "plugins: [storymap]\nexclude_docs: old/\ndraft_docs: wip/\n")
    assert check(tmp_path).returncode == build(tmp_path).status == 0
    assert check(tmp_path, "docs/wip/a.md").returncode == 1


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


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"review_after": "3 months"}, "`review_after` takes a duration, as in `12w`: `3 months` is not a duration"),
        ({"metrics": {"warmth": {"better": "up"}}}, "metric `warmth`: `better` takes higher, lower, in range, not `up`"),
        ({"metrics": {"warmth": {"kind": "heat"}}}, "metric `warmth`: `kind` takes quality, latency"),
        ({"metrics": {"warmth": {"range": "cold"}}}, "metric `warmth`: range: "),
        ({"metrics": {"warmth": {"labels": "perhaps"}}}, "metric `warmth`: `labels` takes yes or no, not `perhaps`"),
        ({"defaults": {"ownres": {"product": "Ann"}}}, "`defaults`: no map knows the key `ownres`; did you mean `owners`?"),
    ],
)
def test_a_value_that_an_option_does_not_take_is_told_by_both(tmp_path: Path, options: dict[str, Any], told: str) -> None:
    write_site(tmp_path, {"index.md": "# No map\n"}, f"plugins:\n  - storymap: {indented(options)}\n")
    done, built = check(tmp_path), build(tmp_path)
    assert (done.returncode, built.status) == (2, 1)
    assert f"mkdocs.yml: storymap: {told}" in done.stderr.decode()
    assert f"mkdocs.yml: storymap: {told}" in built.out
    assert "Traceback" not in built.out


def test_the_switch_that_mkdocs_knows_for_every_plugin(tmp_path: Path) -> None:
    options = {"enabled": True, "rules": {"SM301": "advice"}}
    write_site(tmp_path, {"index.md": fence(BROKEN)}, f"plugins:\n  - storymap: {indented(options)}\n")
    assert check(tmp_path).returncode == build(tmp_path).status == 0
    write_site(tmp_path, {"index.md": fence(BROKEN)}, f"plugins:\n  - storymap: {indented(options | {'enabled': False})}\n")
    assert check(tmp_path).returncode == build(tmp_path).status == 0
    assert 'id="tea' not in build(tmp_path).page("index.html")


def test_inherited_options_are_joined_as_mkdocs_joins_them(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(NO_CHECKLIST)}, "INHERIT: base.yml\nplugins: {search: {}, storymap: {assets: none}}\n")
    (tmp_path / "base.yml").write_text("plugins: {storymap: {checklist: none}}\n", encoding="utf-8")
    assert not codes(tmp_path)
    assert build(tmp_path).status == 0
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: Test\ntheme: {name: mkdocs}\nplugins: [search, storymap]\n", encoding="utf-8")
    assert codes(tmp_path)
    assert build(tmp_path).status == 1


@pytest.mark.parametrize("home", ["mkdocs.yml", "storymap.yml", "shared/base.yml"])
@pytest.mark.parametrize("shown", [True, False])
def test_a_problem_in_the_defaults_is_told_where_they_stand(tmp_path: Path, home: str, shown: bool) -> None:
    config = "INHERIT: shared/base.yml\n" if home == "shared/base.yml" else ""
    pages = {"index.md": '```storymap file="tea.storymap.yaml"\n```\n' if shown else "# x\n", "tea.storymap.yaml": PLAIN_MAP}
    write_site(tmp_path, pages, config)
    under = "defaults:\n  owners: 5\n" if home == "storymap.yml" else "plugins:\n- storymap:\n    defaults:\n      owners: 5\n"
    (tmp_path / home).parent.mkdir(exist_ok=True)
    with (tmp_path / home).open("a", encoding="utf-8") as file:
        file.write(under)
    found = [d for d in report(tmp_path)["diagnostics"] if d["severity"] == "error"]
    lines = (tmp_path / home).read_text(encoding="utf-8").splitlines()
    assert [(d["code"], d["file"]) for d in found] == [("SM203", home)]
    assert lines[found[0]["line"] - 1][found[0]["column"] - 1 :] == "5"


def test_a_map_file_that_no_page_shows_knows_the_other_sites(tmp_path: Path) -> None:
    away = {"version": 1, "site": "away", "maps": [{"id": "brew", "kind": "data-science", "title": "Brew", "url": "brew/", "items": {}}]}
    config = "plugins: [{storymap: {inventories: [{name: away, from: away.json}]}}]\n"
    write_site(tmp_path, {"index.md": "# x\n", "tea.storymap.yaml": PLAIN_MAP + "linked: away:brew\n", "/away.json": json.dumps(away)}, config)
    assert not codes(tmp_path)


def test_a_team_schema_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, {"index.md": fence(PLAIN_MAP)}, "plugins: [{storymap: {extra_schema: ../team.json}}]\n")
    (tmp_path / "team.json").write_text('{"required": ["x-team"]}', encoding="utf-8")
    done = check(site)
    assert done.returncode == 2
    assert b"`extra_schema` ../team.json lies outside of the project" in done.stderr
    assert build(site).status == 1
