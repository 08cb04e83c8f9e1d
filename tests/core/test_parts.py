"""A server judges and draws only what changed, and shows what a fresh build would."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mkdocs_storymap.pipeline import Shaper, join, render, render_index, standalone
from mkdocs_storymap.pipeline.parts import PartedMap, PartedSite, Parts, portfolio
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.source.project import load_project
from tests.support import MAPS, SCIENCE_TEXT, TODAY, USER_TEXT, calls

CORPUS = sorted((MAPS / "corpus").glob("**/*.yaml"))


def texts() -> dict[str, str]:
    found = {"user.yaml": USER_TEXT, "science.yaml": SCIENCE_TEXT}
    return found | {f"{path.parent.name}-{path.name}": path.read_text(encoding="utf-8") for path in CORPUS}


def url(key: Key) -> str:
    return f"../{key.map}/#{key.kind}-{key.id}"


def address(_: PartedMap) -> str:
    return "all in one folder"


class Server:
    """Builds of some maps, one after the other."""

    def __init__(self) -> None:
        self.parts = Parts(Shaper(Settings()), keeps=True)
        self.drawn: list[str] = []

    def build(self, found: dict[str, str]) -> PartedSite:
        """One build; the HTML of each map, and of the portfolio, is in `drawn`."""
        self.parts.turn()
        site = self.parts.site([standalone(name, text) for name, text in found.items()], today=TODAY, texts={})
        self.drawn = [self.parts.draw(one, url, address(one), title_heading=2).html for one in site.maps]
        self.drawn.append(portfolio(site, url, address))
        self.parts.rest()
        return site


HEADS = ("map:", "serves:", "linked:", "kind:")


@pytest.mark.parametrize("seed", range(4))
def test_edits_of_a_server(seed: int) -> None:
    chance = random.Random(seed)
    server = Server()
    found = texts()
    for step in range(16):
        site = server.build(found)
        judged = join([standalone(name, text) for name, text in found.items()], Shaper(Settings()), today=TODAY)
        assert site.diagnostics == judged.diagnostics, step
        for one, entry, html in zip(site.maps, judged.maps, server.drawn[:-1], strict=True):
            assert one.told.diagnostics == tuple(entry.diagnostics)
            assert html == render(judged, entry, url, title_heading=2), (step, entry.key)
        assert server.drawn[-1] == render_index(judged, url), step
        name = chance.choice(sorted(found))
        lines = found[name].split("\n")
        at = chance.randrange(len(lines))
        heads = [number for number, line in enumerate(lines) if line.startswith(HEADS)]
        if step % 4 == 0:
            lines[at] = lines[at].replace("1", "2").replace("w", "d")
        elif step % 4 == 1:
            del lines[at]
        elif step % 4 == 2 and heads:
            number = chance.choice(heads)
            lines[number] = lines[number].partition(":")[0] + ": " + chance.choice(["loan-preapproval", "nobody", "", "["])
        else:
            found, lines = texts(), texts()[name].split("\n")
        found[name] = "\n".join(lines)


def test_one_edit_touches_its_neighbours_only() -> None:
    server, found = Server(), texts()
    number = len(found)
    assert calls(render, lambda: server.build(found)) == number
    assert calls(render, lambda: server.build(found)) == 0
    found["user.yaml"] = USER_TEXT.replace("share: 18%", "share: 17%")
    assert calls(render, lambda: server.build(found)) == 2
    found["user.yaml"] = USER_TEXT.replace("share: 18%", "share: 16%")
    assert calls(Shaper._shape, lambda: server.build(found)) == 2


def test_a_slip_in_one_map_leaves_the_others_alone() -> None:
    server, found = Server(), texts()
    server.build(found)
    found["user.yaml"] = USER_TEXT + "more: [never closed\n"
    assert calls(render, lambda: server.build(found)) == 2
    found["user.yaml"] = USER_TEXT
    assert calls(render, lambda: server.build(found)) == 0


def test_what_no_build_uses_is_forgotten() -> None:
    server, found = Server(), texts()
    for number in range(30):
        found["user.yaml"] = USER_TEXT.replace("share: 18%", f"share: 1{number % 10}.{number}%")
        server.build(found)
    assert len(server.parts._parts) < len(found) + 8
    assert len(server.parts._outlines) < len(found) + 8
    assert all(part._judged is None for part in server.parts._parts.values())


def test_an_address_that_changes_draws_the_links_anew() -> None:
    parts = Parts(Shaper(Settings()), keeps=True)
    sources = [standalone(name, text) for name, text in texts().items()]
    for folder in ("one", "two"):
        parts.turn()
        site = parts.site(sources, today=TODAY, texts={})
        html = parts.draw(site.maps[0], lambda key, folder=folder: f"{folder}/{key.map}#{key.id}", folder, title_heading=2).html  # type: ignore[misc]
        assert f'href="{folder}/loan-ds#thin-file-lift"' in html
        assert f"{folder}/loan-ds" in portfolio(site, lambda key, folder=folder: f"{folder}/{key.map}", lambda _, folder=folder: folder)  # type: ignore[misc]


def test_settings_that_are_read_again_are_the_same_unless_a_default_moves(tmp_path: Path) -> None:
    config = tmp_path / "storymap.yml"

    def read(text: str) -> Settings:
        config.write_text(text, encoding="utf-8")
        return load_project(config).settings

    text = "defaults: {owners: {product: Ann, ethics: Bo}}\nrules: {SM902: off}\n"
    parts = Parts(Shaper(read(text)), keeps=True)
    assert parts.holds(read(text), None)
    assert parts.holds(read(text + "# a remark\n"), None)
    assert not parts.holds(read(text), {"required": ["x-team"]})
    for other in ("# a remark\n" + text, text.replace("off", "error"), text.replace("product: Ann, ethics: Bo", "ethics: Bo, product: Ann")):
        assert not parts.holds(read(other), None)


def test_an_id_that_looks_like_a_numbered_one_is_no_other_map() -> None:
    plain = "title: The map `{0}`\nchecklist: none\nbackbone: {{A: [B]}}\nreleases: {{r: {{goal: G}}}}\nstories: {{s: {{step: B, release: r, want: w}}}}\n"
    found = {f"{name}.yaml": f"map: '{name.strip('!')}'\n" + plain.format(name) for name in ("tea@2", "tea", "!tea", "@2", "", "!")}
    found["science.yaml"] = SCIENCE_TEXT.replace("serves: loan-preapproval", "serves: [tea@2, loan-preapproval]")
    server = Server()
    site = server.build(found)
    judged = join([standalone(name, text) for name, text in found.items()], Shaper(Settings()), today=TODAY)
    assert [one.told.key for one in site.maps] == [entry.key for entry in judged.maps]
    assert len(site.by_key()) == len(found)
    assert site.diagnostics == judged.diagnostics
    assert server.drawn[-1] == render_index(judged, url)


def test_equal_bottlenecks_stand_in_the_order_of_the_site() -> None:
    def product(name: str) -> str:
        return (
            f"map: {name}\ntitle: {name}\nchecklist: none\nbackbone: {{Make: [Pour]}}\nreleases: {{first: {{goal: g}}}}\n"
            f"data: {{{name}-data: {{kind: source, lead_time: 3w}}}}\n"
            f"stories: {{pour-{name}: {{step: Pour, release: first, want: tea, needs: [{name}-data], effort: 1w}}}}\n"
        )

    science = "map: ds\nkind: data-science\ntitle: d\nchecklist: none\nserves: [a, c]\nstages: [All]\njobs: {}\n"
    found = {"a.yaml": product("a"), "b.yaml": product("b"), "c.yaml": product("c"), "d.yaml": science}
    server = Server()
    server.build(found)
    html = server.drawn[-1]
    assert html == render_index(join([standalone(name, text) for name, text in found.items()], Shaper(Settings()), today=TODAY), url)
    assert [html.index(f"{name}-data") for name in "abc"] == sorted(html.index(f"{name}-data") for name in "abc")
