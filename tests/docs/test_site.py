"""The documentation is built with this plugin, strictly, and names only what is there."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.hosts.sites import ROOT, Result, run

DOCS = ROOT / "docs"
PACKAGE = ROOT / "mkdocs_storymap"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The site, built by the real host from the repository's own configuration."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = run("build", "--strict", "--site-dir", str(folder), cwd=ROOT)
    return Result(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"), folder)


def test_it_builds_strictly_without_a_warning(site: Result) -> None:
    assert site.status == 0, site.out
    assert "WARNING" not in site.out


def test_its_own_maps_are_drawn(site: Result) -> None:
    assert 'data-storymap="roadmap"' in site.page("roadmap/index.html")
    assert 'data-storymap="room-on-the-bus"' in site.page("tutorial-result/index.html")
    assert 'data-storymap="bus-ds"' in site.page("tutorial-result/index.html")
    assert "#room-on-the-bus" in site.page("index.html")


class Loads(HTMLParser):
    """What a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note sources and style sheets."""
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.found.append(given["src"] or "")
        if tag == "link" and given.get("rel") not in ("canonical", "prev", "next"):
            self.found.append(given.get("href") or "")


def test_no_page_loads_anything_from_elsewhere(site: Result) -> None:
    pages = list(site.site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.found
        assert [url for url in loads.found if re.match(r"(?:https?:)?//", url)] == [], page


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_of_the_repository_lead_somewhere(name: str) -> None:
    found = [target for target in LINK.findall((ROOT / name).read_text(encoding="utf-8")) if "://" not in target]
    assert found
    for target in found:
        path, _, anchor = target.partition("#")
        assert (ROOT / path).exists(), target
        if anchor:
            assert anchor in anchors(ROOT / path), target


def anchors(path: Path) -> set[str]:
    """The anchors of the headings of a page, as MkDocs and GitHub make them for plain headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", head.lower()).strip()) for head in heads}


def named_paths() -> list[str]:
    """Every path that the architecture page names."""
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    spans = re.findall(r"`([\w./*-]+)`", text)
    return sorted({span for span in spans if re.search(r"/$|\.(?:py|css|js|json|jinja|md)$", span)})


@pytest.mark.parametrize("name", named_paths())
def test_the_architecture_names_what_is_there(name: str) -> None:
    assert len(named_paths()) > 40
    assert list(PACKAGE.glob(name)) or list(ROOT.glob(name)), name


ANSWERS = {
    "checks/levels.py": '@rules("SM505")',
    "schema/missing.py": '"SM401"',
    "checks/completeness.py": '"SM411"',
    "schema/types.py": "SM203",
    "schema/names.py": "SM202",
    "grammar/forms.py": "def parse_alarm",
    "pipeline/verdict.py": "def severity",
    "model.py": "class Story(",
    "build/user.py": '"harms"',
    "render/card.py": "harms",
    "render/templates/card.html.jinja": "v.harms",
    "metrics.py": "demographic_parity_ratio",
    "derive/work.py": "Real lead times",
    "derive/bottlenecks.py": "ranked",
    "derive/samples.py": "NormalDist",
    "render/stairs.py": "Rollout stairs",
    "render/templates/drawings.html.jinja": "stair",
    "render/numberline.py": "number line of a metric",
    "render/datagraph.py": "layers",
    "render/grid.py": "three ML rows",
    "render/ids.py": "MAP--KIND--ITEM",
    "cli/main.py": '"sarif"',
    "cli/check.py": 'form == "sarif"',
    "settings.py": "OPTIONS",
    "source/fence_info.py": "def read_info",
    "site/registry.py": "class Resolution",
    "site/external.py": "def external_site",
    "report/inventory.py": "def inventory",
    "checks/pages.py": "docstring",
    "site/binding.py": "class Gauge",
}
"""Where the table of the architecture page sends a reader, and what is found there."""


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answers_are_right(name: str) -> None:
    assert f"`{name}`" in (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert ANSWERS[name] in (PACKAGE / name).read_text(encoding="utf-8")


def test_the_layers_are_those_that_a_test_holds() -> None:
    from tests.test_layers import LAYERS

    table = (DOCS / "architecture.md").read_text(encoding="utf-8").partition("## Layers")[2].partition("`schema/` at the top")[0]
    for name in {one for layer in LAYERS[:-1] for one in layer} - {"__main__"}:
        assert f"`{name}/`" in table or f"`{name}.py`" in table or (name == "schema" and "`schema*.py`" in table), name


def test_every_decision_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for path in (DOCS / "decisions").glob("*.md"):
        assert f"decisions/{path.name}" in navigation
