"""The example site in every host and theme: the same map is the same HTML."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.sites import ROOT

PAGES = {"loan-preapproval": "loan-preapproval", "loan-ds": "loan-ds", "branch-visits": "branch-visits"}
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
ZENSICAL = """\
site_name: Kestrel Lending
site_url: https://kestrel.example/
theme: {name: material}
markdown_extensions: [admonition, attr_list, pymdownx.superfences, mkdocs_storymap]
extra_css: [assets/storymap/storymap.css]
extra_javascript: [assets/storymap/storymap.js]
"""
TOML = """\
[project]
site_name = "Kestrel Lending"
site_url = "https://kestrel.example/"
extra_css = ["assets/storymap/storymap.css"]
extra_javascript = ["assets/storymap/storymap.js"]
[project.markdown_extensions.admonition]
[project.markdown_extensions.attr_list]
[project.markdown_extensions.pymdownx.superfences]
[project.markdown_extensions.mkdocs_storymap]
"""
BUILDS = ("mkdocs with material", "mkdocs with mkdocs", "mkdocs with readthedocs", "properdocs with material", "zensical", "zensical of toml")


def site(folder: Path, name: str) -> Path:
    """Build the example site by a host; returns the site."""
    source = folder / "source"
    shutil.copytree(ROOT / "example_site", source, ignore=shutil.ignore_patterns("site"))
    config = source / "mkdocs.yml"
    host, _, theme = name.partition(" with ")
    if host.startswith("zensical"):
        if host == "zensical of toml":
            config.unlink()
            config.with_name("zensical.toml").write_text(TOML, encoding="utf-8")
        else:
            config.write_text(ZENSICAL, encoding="utf-8")
        assets = [sys.executable, "-m", "mkdocs_storymap", "assets", "docs/assets/storymap"]
        subprocess.run(assets, cwd=source, check=True, capture_output=True)
        command = [str(Path(sys.executable).parent / "zensical"), "build"]
    else:
        if theme != "material":
            config.write_text(
                f"site_name: Kestrel Lending\ntheme: {{name: {theme}}}\nmarkdown_extensions: [admonition, attr_list]\n"
                "plugins: [search, {storymap: {review_after: 26w}}]\n", encoding="utf-8",
            )  # fmt: skip
        command = [sys.executable, "-m", host, "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", "site"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr
    return source / "site"


def maps(folder: Path) -> dict[str, str]:
    """The maps of a built site, white space folded."""
    found = {}
    for name, page in PAGES.items():
        html = (folder / page / "index.html").read_text(encoding="utf-8")
        at = html.index(f'<section class="storymap" id="{name}"')
        # Zensical takes the attribute away when it has read it.
        found[name] = re.sub(r"\s+", " ", _whole(html[at:]).replace(" data-search-exclude", ""))
    return found


def _whole(html: str) -> str:
    """A `<section>` up to its own end."""
    depth = 0
    for match in re.finditer(r"<section\b|</section>", html):
        depth += 1 if match.group() != "</section>" else -1
        if depth == 0:
            return html[: match.end()]
    raise AssertionError("the section has no end")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The maps as MkDocs with Material builds them."""
    return maps(site(tmp_path_factory.mktemp("reference"), BUILDS[0]))


@pytest.mark.parametrize("name", BUILDS[1:])
def test_the_same_map_is_the_same_everywhere(tmp_path: Path, name: str, reference: dict[str, str]) -> None:
    found = maps(site(tmp_path, name))
    for key, html in reference.items():
        assert found[key] == html, key
