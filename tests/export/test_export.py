"""`mkdocs-storymap export`, seen from outside: JSON, SVG and PNG of the maps, and its exit statuses."""

from __future__ import annotations

import json
import re
import struct
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mkdocs_storymap.export.chromium import NAMES
from tests.hosts.sites import PLAIN_MAP, fence, run, write_site
from tests.page.big import big_maps
from tests.page.conftest import example

TODAY = ("--today", "2026-11-24")
SVG = "{http://www.w3.org/2000/svg}"


def export(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return run("export", *arguments, *TODAY, cwd=folder, module="mkdocs_storymap")


def texts(svg: bytes) -> str:
    """All that can be read in a picture, its lines joined as they were before they were broken."""
    root = ElementTree.fromstring(svg)
    return " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


def titles(svg: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}title")]


@pytest.fixture(scope="module")
def loan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loan")
    pages = {f"{name}.md": fence(example(name)) for name in ("loan-preapproval", "loan-ds")}
    write_site(folder, pages | {"tea.md": fence(PLAIN_MAP)})
    return folder


def test_json_holds_every_map_with_its_data(loan: Path) -> None:
    done = export(loan, "--to", "json")
    assert done.returncode == 0 and not done.stderr
    found = json.loads(done.stdout)
    assert found["version"] == 1
    maps = {entry["id"]: entry for entry in found["maps"]}
    assert set(maps) == {"loan-preapproval", "loan-ds", "tea"}
    user = maps["loan-preapproval"]
    assert user["lead_times"]["thin-file-answer"]["real"] == 63
    assert user["checklist"]["C1"] == "met" and user["file"] == "docs/loan-preapproval.md"
    assert user["data"]["title"] == user["title"] and user["data"]["metrics"]["recall"]["baseline"] == 0.82
    assert maps["tea"]["data"]["stories"]["pour"] == {"step": "Pour", "release": "first", "want": "tea in a cup", "after": ["boil"]}


def test_json_of_the_check_says_the_same(loan: Path) -> None:
    exported = json.loads(export(loan, "--to", "json").stdout)["maps"]
    checked = json.loads(run("check", "--format", "json", *TODAY, cwd=loan, module="mkdocs_storymap").stdout)["maps"]
    assert [{key: value for key, value in entry.items() if key != "data"} for entry in exported] == checked


def test_svg_is_one_self_contained_picture(loan: Path) -> None:
    done = export(loan, "--to", "svg", "--map", "loan-preapproval")
    assert done.returncode == 0 and not done.stderr
    root = ElementTree.fromstring(done.stdout)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names == {"svg", "title", "desc", "defs", "pattern", "rect", "g", "text", "tspan", "path"}
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert not any("://" in value or value.startswith("data:") for value in values)
    assert not any(re.match(r"on|.*href|style$|class$", name) for element in root.iter() for name in element.attrib)
    read = texts(done.stdout)
    for part in (
        "Loan pre-approval in two minutes", "Priya N", "C4 Thresholds", "Get an answer", "See decision", "precision ≥ 0.88", "thin-file-labels",
        "Good borrowers turned away", "approval-parity ≥ 0.80", "shadow · shown to nobody", "Every application scored silently", "9w model",
        "thin-file-labels blocked", "thin-file-lift Increase recall for thin-file from 0.68 to 0.78 · 9w", "full width 9w", "ethics review booked",
    ):  # fmt: skip
        assert part in read, part


def test_lead_times_are_to_scale(loan: Path) -> None:
    svg = export(loan, "--to", "svg", "--map", "loan-preapproval").stdout
    cards = [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if (title := group.find(f"{SVG}title")) is not None and title.text]
    bars = {}
    for card in cards:
        strong = [float(bar.attrib["width"]) for bar in card.iter(f"{SVG}rect") if bar.attrib["height"] == "3"]
        bars[card[0].text] = max(strong)
    four, also_four, nine = sorted(bars.values())
    assert four == also_four and nine / four == pytest.approx(9 / 4, rel=0.01)


def test_a_data_science_map_and_a_plain_one(loan: Path) -> None:
    science = texts(export(loan, "--to", "svg", "--map", "loan-ds").stdout)
    assert "Increase recall for thin-file from 0.68 to 0.78" in science and "Stories served" in science and "must not get worse" in science
    plain = texts(export(loan, "--to", "svg", "docs/tea.md").stdout)
    assert "Tea in a cup" in plain and "Performance" not in plain and "C1" not in plain


def test_dark(loan: Path) -> None:
    light, dark = (export(loan, "--to", "svg", "--map", "tea", *more).stdout for more in ((), ("--dark",)))
    assert texts(light) == texts(dark) and b'fill="#ffffff"/>' in light and b"#ffffff" not in dark
    assert export(loan, "--to", "json", "--dark").returncode == 2


def test_the_same_input_gives_the_same_bytes(loan: Path) -> None:
    for arguments in (("--to", "json"), ("--to", "svg", "--map", "loan-ds")):
        assert export(loan, *arguments).stdout == export(loan, *arguments).stdout


def test_several_maps_need_a_choice(loan: Path) -> None:
    done = export(loan, "--to", "svg")
    assert done.returncode == 2 and not done.stdout and b"there are loan-ds, loan-preapproval, tea" in done.stderr
    done = export(loan, "--to", "svg", "--map", "lone-ds")
    assert done.returncode == 2 and b"did you mean `loan-ds`?" in done.stderr
    assert export(loan, "--to", "gif").returncode == 2 and export(loan).returncode == 2
    assert export(loan, "nowhere", "--to", "json").returncode == 2


def test_a_folder_gets_one_file_a_map(loan: Path, tmp_path: Path) -> None:
    done = export(loan, "--to", "svg", "--output", f"{tmp_path}/pictures/")
    assert done.returncode == 0 and not done.stdout
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == ["loan-ds.svg", "loan-preapproval.svg", "tea.svg"]
    assert (tmp_path / "pictures" / "tea.svg").read_bytes() == export(loan, "--to", "svg", "--map", "tea").stdout
    assert export(loan, "--to", "json", "--map", "tea", "--output", str(tmp_path / "tea.json")).returncode == 0
    assert [entry["id"] for entry in json.loads((tmp_path / "tea.json").read_bytes())["maps"]] == ["tea"]


def test_a_faulty_map_is_exported_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    faulty = PLAIN_MAP.replace("step: Pour", "step: Poor")
    write_site(tmp_path, {"tea.md": fence(faulty), "broken.md": fence("map: broken\ntitle: [\n")})
    done = export(tmp_path, "--to", "svg", "--map", "tea")
    assert done.returncode == 0 and b"tea has 1 error" in done.stderr and "Step unknown" in texts(done.stdout)
    done = export(tmp_path, "--to", "json")
    assert done.returncode == 1 and b"docs/broken.md:" in done.stderr and b"SM101" in done.stderr
    maps = json.loads(done.stdout)["maps"]
    assert [entry["id"] for entry in maps] == ["tea"]
    done = export(tmp_path, "--to", "svg", "docs/broken.md")
    assert done.returncode == 1 and not done.stdout and b"SM101" in done.stderr


def test_no_map(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": "# Nothing\n"})
    done = export(tmp_path, "--to", "json")
    assert done.returncode == 0 and json.loads(done.stdout) == {"version": 1, "maps": []} and b"no story map" in done.stderr
    assert export(tmp_path, "--to", "svg").returncode == 2


HOSTILE = "</text><script>alert(1)</script> ]]> &amp; \\x01 \\uFFFE \\0 <![CDATA[ \"'"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = PLAIN_MAP.replace("want: tea in a cup", f'want: "{HOSTILE.replace(chr(34), chr(92) + chr(34))}"').replace("A cup of tea", '"<b>&\'"')
    write_site(tmp_path, {"tea.md": fence(text)})
    done = export(tmp_path, "--to", "svg")
    assert done.returncode == 0, done.stderr
    assert b"<script" not in done.stdout and "</text><script>alert(1)</script>" in texts(done.stdout)
    assert "<b>&'" in titles(done.stdout)
    done = export(tmp_path, "--to", "json")
    assert done.returncode == 0 and "<script>" in json.loads(done.stdout)["maps"][0]["data"]["stories"]["pour"]["want"]


@pytest.mark.parametrize("words", ["W" * 200, "漢字" * 60, "خريطة القصص " * 8, "👩‍👩‍👧 👍🏽 " * 9, "e\u0301" * 90])
def test_any_script_and_length_stays_inside_its_card(tmp_path: Path, words: str) -> None:
    words = words.strip()
    write_site(tmp_path, {"tea.md": fence(PLAIN_MAP.replace("tea in a cup", json.dumps(words, ensure_ascii=False)))})
    svg = export(tmp_path, "--to", "svg").stdout
    assert any(title.startswith(words[:1].upper() + words[1:]) for title in titles(svg))
    lines = [text for text in map("".join, (element.itertext() for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))) if text[:2] == words[:2]]
    assert lines and max(map(len, lines)) < 120


@pytest.mark.parametrize(("stories", "steps", "releases"), [(300, 12, 6), (60, 1, 1), (60, 100, 6)])
def test_many_stories_and_columns(tmp_path: Path, stories: int, steps: int, releases: int) -> None:
    user, science = big_maps(stories, steps=steps, releases=releases)
    write_site(tmp_path, {"big.md": fence(user), "ds.md": fence(science)})
    done = export(tmp_path, "--to", "svg", "--map", "big")
    root = ElementTree.fromstring(done.stdout)
    assert float(root.attrib["width"]) <= 2000
    told = titles(done.stdout)[1:]
    assert len(told) == stories and all(sum(f"number {number} " in title for title in told) == 1 for number in range(stories))
    read = texts(done.stdout)
    assert all(f"Step {number}" in read for number in range(1, steps + 1))


@pytest.mark.browser
def test_png(loan: Path, tmp_path: Path) -> None:
    done = export(loan, "--to", "png", "--map", "tea", "--output", str(tmp_path / "tea.png"))
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "tea.png").read_bytes()
    svg = ElementTree.fromstring(export(loan, "--to", "svg", "--map", "tea").stdout)
    size = struct.unpack(">II", data[16:24])
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and size == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))


def test_png_without_a_chromium_says_how_to_get_one(loan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = export(loan, "--to", "png", "--map", "tea")
    assert done.returncode == 2 and not done.stdout and NAMES[0].encode() in done.stderr and b"--to svg" in done.stderr


@pytest.mark.browser
def test_no_text_is_wider_than_was_reckoned(loan: Path, chromium: object) -> None:
    """In the fonts of this machine; the picture names faces of about the same width."""
    svg = export(loan, "--to", "svg", "--map", "loan-preapproval").stdout.decode()
    page = chromium.new_page(viewport={"width": 1600, "height": 1400})  # type: ignore[attr-defined]
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    outside = page.evaluate(
        """() => [...document.querySelectorAll('g')].filter(g => g.querySelector(':scope > title')).flatMap(card => {
          const frame = card.querySelector('rect').getBoundingClientRect();
          return [...card.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.right > frame.right || box.left < frame.left || box.bottom > frame.bottom;
          }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    page.close()
