"""The plugin in a real `mkdocs build` and `mkdocs serve`."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mkdocs_storymap.assets import asset_bytes
from mkdocs_storymap.pipeline import Shaper, standalone
from mkdocs_storymap.pipeline.parts import Parts
from mkdocs_storymap.plugin import StorymapPlugin
from mkdocs_storymap.settings import Settings
from tests.hosts.sites import PLAIN_MAP, ROOT, build, check, fence, write_site
from tests.support import SCIENCE_TEXT, TODAY, USER_TEXT

SECTION = re.compile(r'<section class="storymap[^"]*" id="([^"]+)"')


def test_three_lines_and_a_map(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": "# Tea\n\n" + fence(PLAIN_MAP)})
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    page = result.page("index.html")
    assert SECTION.findall(page) == ["tea"]
    assert 'id="tea--boil"' in page
    assert (result.site / "assets/storymap/storymap.css").is_file()
    assert "assets/storymap/storymap.css" in page
    assert "assets/storymap/storymap.js" in page


def test_two_linked_maps_point_at_each_other(tmp_path: Path) -> None:
    pages = {
        "loan.md": fence(USER_TEXT),
        "science/ds.md": '# Science\n\n```storymap file="../maps/ds.storymap.yaml"\n```\n',
        "maps/ds.storymap.yaml": SCIENCE_TEXT,
    }
    write_site(tmp_path, pages, theme="material")
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert 'href="../science/ds/#loan-ds--thin-file-lift"' in result.page("loan/index.html")
    assert 'href="../../loan/#loan-preapproval--decision"' in result.page("science/ds/index.html")
    assert result.page("loan/index.html").count("<h1") == 1


def test_a_site_without_a_map_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    pages = {"index.md": "# Hello\n\n```python\nx = 1\n```\n\n- a\n\n    ```yaml\n    map: x\n    ```\n", "more/page.md": "text [^1]\n\n[^1]: note\n"}
    for name, config in (("with", "plugins: [search, storymap]\n"), ("without", "plugins: [search]\n")):
        write_site(tmp_path / name, pages, config + "markdown_extensions: [footnotes, toc]\n", theme="material")
        assert build(tmp_path / name, "--strict").status == 0
    assert tree(tmp_path / "with/site") == tree(tmp_path / "without/site")


def tree(folder: Path) -> dict[str, bytes]:
    """All files but what holds the time of the build."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        name: re.sub(rb"Build Date UTC : .*|<lastmod>.*</lastmod>", b"", data) for name, data in found.items() if not name.endswith(".gz")
    }


def test_a_broken_map_fails_the_build_and_every_problem_is_told_once(tmp_path: Path) -> None:
    broken = PLAIN_MAP.replace("step: Boil", "step: Bowl").replace("after: [boil]", "after: [boyl]")
    write_site(tmp_path, {"index.md": "# Tea\n\n" + fence(broken), "second.md": fence("map: [\n"), "third.md": "```Storymap\nmap: x\n```\n"})
    result = build(tmp_path)
    assert result.status == 1
    assert "Traceback" not in result.out
    for told in ("docs/index.md:10:16: error SM301", "docs/index.md:11:66: error SM301", "docs/second.md:2:6: error SM101", "docs/third.md:1:4: error SM103"):
        assert result.out.count(told) == 1, (told, result.out)
    assert "did you mean `Boil`?" in result.out
    assert not list(result.site.rglob("*.html"))


def test_the_build_and_the_command_agree(tmp_path: Path) -> None:
    broken = USER_TEXT.replace("rollback: below 0.74", "rollback: below 0.79").replace("as: applicant", "as: aplicant")
    write_site(tmp_path, {"index.md": "---\ntitle: x\n---\n\n- item\n\n" + fence(broken, indent="    "), "ds.md": fence(SCIENCE_TEXT)})
    built = build(tmp_path)
    checked = check(tmp_path)
    assert built.status == checked.returncode == 1
    pattern = re.compile(r"docs/\S+:\d+:\d+: \w+ SM\d+: .*")
    assert sorted(pattern.findall(built.out)) == sorted(pattern.findall(checked.stdout.decode()))
    assert pattern.findall(built.out)


@pytest.mark.parametrize(("config", "arguments", "status"), [
    ("plugins: [{storymap: {on_problem: warn}}]\n", (), 0),
    ("plugins: [{storymap: {on_problem: warn}}]\n", ("--strict",), 1),
    ("plugins: [{storymap: {on_problem: error}}]\n", (), 1),
    ("plugins: [{storymap: {rules: {SM301: off}}}]\n", (), 0),
    ("plugins: [{storymap: {rules: {SM301: warning}}}]\n", (), 0),
    ("plugins: [{storymap: {rules: {SM301: warning}}}]\nstrict: true\n", (), 1),
])  # fmt: skip
def test_settings_decide_the_verdict_of_build_and_check(tmp_path: Path, config: str, arguments: tuple[str, ...], status: int) -> None:
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP.replace("step: Boil", "step: Bowl"))}, config)
    assert build(tmp_path, *arguments).status == status
    assert check(tmp_path, *arguments).returncode == status


def test_a_draft_builds_and_shows_what_is_left(tmp_path: Path) -> None:
    text = PLAIN_MAP.replace("checklist: none", "status: draft")
    write_site(tmp_path, {"index.md": fence(text)})
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert "Draft" in result.page("index.html")


def test_problems_are_shown_in_the_page_where_the_build_goes_on(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP.replace("step: Boil", "step: Bowl"))}, "plugins: [{storymap: {on_problem: warn}}]\n")
    page = build(tmp_path).page("index.html")
    assert 'class="storymap-problems"' in page
    assert "SM301" in page
    assert "docs/index.md:8:16" in page


@pytest.mark.parametrize("page", [fence(PLAIN_MAP).replace("storymap", "Storymap", 1), "!!! note\n\n" + fence(PLAIN_MAP, indent="    ")])
@pytest.mark.parametrize("rules", ["{}", "{SM103: off}"])
def test_a_fence_that_is_no_map_is_told_in_its_page(tmp_path: Path, page: str, rules: str) -> None:
    write_site(tmp_path, {"index.md": page, "other.md": "# x\n"}, f"plugins: [{{storymap: {{on_problem: warn, rules: {rules}}}}}]\n")
    result = build(tmp_path)
    assert ("SM103" in result.out) == (rules == "{}")
    assert ('class="storymap-problems"' in result.page("index.html")) == (rules == "{}")
    assert "storymap-problems" not in result.page("other/index.html")


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_the_style_stands_in_the_pages_of_maps_where_it_is_asked_for(tmp_path: Path, theme: str) -> None:
    pages = {"index.md": "# Tea\n\n" + fence(PLAIN_MAP) + "\n" + fence(PLAIN_MAP.replace("map: tea", "map: cup")), "other.md": "# x\n"}
    write_site(tmp_path, pages, "plugins: [search, {storymap: {assets: inline}}]\n", theme=theme)
    result = build(tmp_path)
    style = f"<style>\n{asset_bytes('storymap.css').decode()}</style>"
    assert result.page("index.html").count(style) == 1
    assert style not in result.page("other/index.html")
    assert "var(" not in result.page("search/search_index.json")
    assert not (result.site / "assets/storymap").exists()


@pytest.mark.parametrize("config", ["plugins: [{storymap: {on_problm: warn}}]\n", "plugins: [{storymap: {rules: {SM999: off}}}]\n",
                                    "plugins: [{storymap: {checklist: maybe}}]\n"])  # fmt: skip
def test_a_wrong_option_is_told_without_a_traceback(tmp_path: Path, config: str) -> None:
    write_site(tmp_path, {"index.md": "# x\n"}, config)
    result = build(tmp_path)
    assert result.status == 1
    assert "Traceback" not in result.out
    assert "mkdocs.yml: storymap" in result.out
    assert check(tmp_path).returncode == 2


def test_defaults_lie_under_every_map_and_their_problems_are_told_where_they_stand(tmp_path: Path) -> None:
    config = "plugins:\n  - storymap:\n      defaults:\n        owners:\n          product: Ann\n          data: [Bo]\n"
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP)}, config)
    result = build(tmp_path)
    assert result.status == 1
    assert "mkdocs.yml:8:17: error SM203" in result.out
    assert b"mkdocs.yml:8:17: error SM203" in check(tmp_path).stdout


def test_the_extension_named_beside_the_plugin_counts_once(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP)}, "plugins: [storymap]\nmarkdown_extensions: [mkdocs_storymap]\n")
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert SECTION.findall(result.page("index.html")) == ["tea"]


def test_a_map_that_a_page_shows_twice_is_drawn_once(tmp_path: Path) -> None:
    shown = '```storymap file="tea.storymap.yaml"\n```\n\n'
    write_site(tmp_path, {"index.md": f"# Tea\n\n{shown}{shown}", "again.md": shown, "tea.storymap.yaml": PLAIN_MAP})
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert result.page("index.html").count('id="tea--boil"') == 1
    assert '<a href="#tea">A cup of tea</a> is shown above.' in result.page("index.html")
    assert result.page("again/index.html").count('id="tea--boil"') == 1


def test_a_portfolio_that_a_page_shows_twice_is_drawn_once(tmp_path: Path) -> None:
    index = "```storymap-index\n```\n\n"
    write_site(tmp_path, {"index.md": f"# Maps\n\n{index}{index}", "tea.md": fence(PLAIN_MAP)})
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert result.page("index.html").count('id="storymap-index"') == 1
    assert '<a href="#storymap-index">The list of story maps</a> is shown above.' in result.page("index.html")


def test_the_wheel_brings_everything(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv*", "node_modules", ".*_cache", "__pycache__"))
    made = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(source)],
                          capture_output=True, check=False)  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    target = tmp_path / "installed"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)], check=True)
    write_site(tmp_path / "site", {"index.md": fence(PLAIN_MAP)})
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import mkdocs_storymap; assert mkdocs_storymap.__file__.startswith(sys.argv[1]), mkdocs_storymap.__file__\n"
        "from mkdocs.__main__ import cli; cli(['build', '--strict', '--site-dir', 'out'])\n"
    )
    # Run outside of the checkout, without the editable install: `-S` would hide the dependencies, so the path goes first.
    done = subprocess.run([sys.executable, "-c", script, str(target)], cwd=tmp_path / "site", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    page = (tmp_path / "site/out/index.html").read_text(encoding="utf-8")
    assert SECTION.findall(page) == ["tea"]
    assert (tmp_path / "site/out/assets/storymap/storymap.js").is_file()
    shown = subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r})\nfrom mkdocs_storymap.cli import main; main(['schema'])"],
                           cwd=tmp_path, capture_output=True, check=True)  # fmt: skip
    assert b"storymap-1" in shown.stdout


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`mkdocs serve` on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"], cwd=folder,
                               stdout=log, stderr=log, env=environment)  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()


def wait_for(url: str, wanted: str, *, absent: str | None = None) -> str:
    """The page, once it holds some text."""
    page = ""
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                page = answer.read().decode()
        except OSError:
            page = ""
        if wanted in page and (absent is None or absent not in page):
            return page
        time.sleep(0.25)
    raise AssertionError(f"{wanted!r} did not come; the page is {page[:2000]}")


def test_serve_shows_problems_keeps_running_and_recovers(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": '```storymap file="../maps/tea.storymap.yaml"\n```\n', "/maps/tea.storymap.yaml": PLAIN_MAP})
    outside = tmp_path / "maps/tea.storymap.yaml"
    with serving(tmp_path) as (url, process):
        wait_for(url, 'id="tea--boil"', absent="storymap-problems")
        outside.write_text(PLAIN_MAP.replace("step: Boil", "step: Bowl"), encoding="utf-8")
        assert "SM301" in wait_for(url, "storymap-problems")
        outside.write_text("map: [\n", encoding="utf-8")
        assert "SM101" in wait_for(url, "SM101")
        outside.write_text(PLAIN_MAP.replace("hot water", "very hot water"), encoding="utf-8")
        wait_for(url, "very hot water", absent="storymap-problems")
        assert process.poll() is None
    assert b"Traceback" not in (tmp_path / "serve.log").read_bytes()


def test_a_failed_build_of_a_server_lets_its_maps_go_too() -> None:
    plugin = StorymapPlugin()
    plugin.on_startup(command="serve", dirty=False)
    plugin.parts = Parts(Shaper(Settings()), keeps=True)
    plugin.parts.turn()
    site = plugin.parts.site([standalone("tea.yaml", PLAIN_MAP)], today=TODAY, texts={})
    assert site.maps[0].part._judged is not None
    plugin.on_build_error(error=RuntimeError("somewhere"))
    assert site.maps[0].part._judged is None


def test_a_missing_map_file_is_told_once(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": '# Tea\n\n```storymap file="tae.storymap.yaml"\n```\n', "tea.storymap.yaml": PLAIN_MAP})
    result = build(tmp_path)
    assert result.status == 1
    assert result.out.count("SM106:") == 1
    assert "docs/index.md:3:19: error SM106" in result.out
    assert "did you mean `tea.storymap.yaml`?" in result.out


def test_serve_watches_the_teams_schema_and_renamed_files(tmp_path: Path) -> None:
    pages = {"index.md": '```storymap file="tea.storymap.yaml"\n```\n', "tea.storymap.yaml": PLAIN_MAP, "/team.json": "{}"}
    write_site(tmp_path, pages, "plugins: [{storymap: {extra_schema: team.json}}]\n")
    with serving(tmp_path) as (url, process):
        wait_for(url, 'id="tea--boil"', absent="storymap-problems")
        (tmp_path / "team.json").write_text('{"required": ["x-team"]}', encoding="utf-8")
        wait_for(url, "SM911")
        (tmp_path / "team.json").write_text("{}", encoding="utf-8")
        wait_for(url, 'id="tea--boil"', absent="storymap-problems")
        (tmp_path / "docs/tea.storymap.yaml").rename(tmp_path / "docs/cup.storymap.yaml")
        wait_for(url, "SM106")
        (tmp_path / "docs/index.md").write_text('```storymap file="cup.storymap.yaml"\n```\n', encoding="utf-8")
        wait_for(url, 'id="tea--boil"', absent="storymap-problems")
        (tmp_path / "docs/index.md").unlink()
        (tmp_path / "docs/other.md").write_text(fence(PLAIN_MAP), encoding="utf-8")
        wait_for(f"{url}other/", 'id="tea--boil"')
        assert process.poll() is None
    assert b"Traceback" not in (tmp_path / "serve.log").read_bytes()
