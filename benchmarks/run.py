"""Measures the budgets as ratios in one run and prints a Markdown table: `python benchmarks/run.py [--quick]`.

Each figure is the median of several runs that alternate with their yardstick, so that a machine that slows down slows
both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import maps, write

from mkdocs_storymap.pipeline import Shaper, join, render, standalone
from mkdocs_storymap.settings import Settings

ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": tempfile.mkdtemp()}


def seconds(*command: str, cwd: Path) -> float:
    """Wall time of a command."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - begin


def timed(call: Callable[[], object]) -> float:
    """Wall time of a call."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def alternate(runs: int, **calls: Callable[[], float]) -> dict[str, float]:
    """Medians of several measurements, taken in turn."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            found[name].append(call())
    return {name: statistics.median(values) for name, values in found.items()}


def site(folder: Path, stories: int, number: int, form: str) -> Path:
    """A generated site."""
    write(folder, maps(stories, number), form)
    return folder


def build(folder: Path) -> float:
    """`mkdocs build`."""
    return seconds(sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "site"), cwd=folder)


def check(folder: Path) -> float:
    """`mkdocs-storymap check`."""
    return seconds(sys.executable, "-m", "mkdocs_storymap", "check", "--format", "concise", cwd=folder)


def one_page(work: Path, runs: int) -> tuple[str, float, str]:
    """One more page with a 40-story map, against its YAML as a highlighted code block."""
    sites = {f"{form}{number}": site(work / f"{form}{number}", 40 * number, number, form) for form in ("fence", "code") for number in (1, 4)}
    found = alternate(runs, **{name: (lambda folder=folder: build(folder)) for name, folder in sites.items()})  # type: ignore[misc]
    ratio = (found["fence4"] - found["fence1"]) / (found["code4"] - found["code1"])
    return "one more page with a 40-story map, against its code block", ratio, "≤ 0.75, aim 0.5"


def in_process(runs: int) -> list[tuple[str, float, str]]:
    """Parse, schema, checks, derive and render, against Markdown and Pygments; and growth."""
    import markdown

    def whole(stories: int) -> Callable[[], float]:
        text = next(iter(maps(stories, 1).values()))

        def run() -> object:
            judged = join([standalone("map.yaml", text)], Shaper(Settings()), today=date(2026, 11, 24))
            return render(judged, judged.maps[0], lambda _: None)

        return lambda: timed(run)

    text = next(iter(maps(40, 1).values()))
    page = f"```yaml\n{text}```\n"
    extensions = ["pymdownx.superfences", "pymdownx.highlight"]
    whole(40)()
    found = alternate(runs * 3, small=whole(40), large=whole(300), code=lambda: timed(lambda: markdown.markdown(page, extensions=extensions)))
    return [
        ("parse, schema, checks, derive, render of that map, against Markdown + Pygments", found["small"] / found["code"], "≤ 0.9, aim 0.6"),
        ("40 → 300 stories in one map", found["large"] / found["small"], "≤ 7.5"),
    ]


def many(work: Path, runs: int) -> list[tuple[str, float, str]]:
    """10,000 stories in 250 maps."""
    fence, code = site(work / "many", 10_000, 250, "fence"), site(work / "many-code", 10_000, 250, "code")
    few = site(work / "few", 1_000, 25, "fence")
    found = alternate(runs, few=lambda: check(few), many=lambda: check(fence), code=lambda: build(code))
    return [
        ("`check`: 25 → 250 maps (10,000 stories)", found["many"] / found["few"], "≤ 11"),
        ("`check` of 10,000 stories, against `mkdocs build` of them as code blocks", found["many"] / found["code"], "≤ 0.3, aim 0.15"),
    ]


def start_up(work: Path, runs: int) -> list[tuple[str, float, str]]:
    """Milliseconds over `python -c pass`."""
    one = site(work / "one", 40, 1, "fence")
    found = alternate(
        runs * 3, nothing=lambda: seconds(sys.executable, "-c", "pass", cwd=work),
        help=lambda: seconds(sys.executable, "-m", "mkdocs_storymap", "--help", cwd=work), check=lambda: check(one),
    )  # fmt: skip
    return [
        ("start-up of `--help`, ms over `python -c pass`", 1000 * (found["help"] - found["nothing"]), "≤ 40"),
        ("`check` of one 40-story map, ms over `python -c pass`", 1000 * (found["check"] - found["nothing"]), "≤ 180"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run of each, without the 10,000 stories")
    options = parser.parse_args()
    runs = 1 if options.quick else 3
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rows = [one_page(work, runs), *in_process(runs)]
        if not options.quick:
            rows += many(work, 1)
        rows += start_up(work, runs)
    print("| what | measured | target |\n|---|---|---|")
    for what, value, target in rows:
        print(f"| {what} | {value:.2f} | {target} |" if value < 30 else f"| {what} | {value:.0f} | {target} |")


if __name__ == "__main__":
    main()
