"""Measures the budgets as ratios in one run and prints a Markdown table: `python benchmarks/run.py [PART …]`.

Parts: page, map, check, serve, start, scan, others (which makes an environment for each of two other tools); without a name
all but the last. Each figure is the median of several runs that alternate with their yardstick, in seconds of the
processor, so that a machine that is busy with other work slows both or neither.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import maps, write

from mkdocs_storymap.folder import check_paths
from mkdocs_storymap.pipeline import Shaper, join, render, standalone
from mkdocs_storymap.settings import Settings

ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
MKDOCS = (sys.executable, "-m", "mkdocs")
CHECK = (sys.executable, "-m", "mkdocs_storymap", "check", "--format", "concise")
TODAY = date(2026, 11, 24)

Row = tuple[str, str, str]
"""What, how much, and what is wanted."""


def seconds(*command: str, cwd: Path) -> float:
    """Processor time of a command and what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(call: Callable[[], object]) -> float:
    """Processor time of a call."""
    gc.collect()
    begin = time.process_time()
    call()
    return time.process_time() - begin


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
    return seconds(*MKDOCS, "build", "--quiet", "--site-dir", str(folder / "site"), cwd=folder)


def ratio(value: float) -> str:
    """A ratio as it is written."""
    return f"{value:.2f} ×"


def page(work: Path) -> Iterator[Row]:
    """One more page with a 40-story map, against its YAML as a highlighted code block."""
    sites = {f"{form}{number}": site(work / f"{form}{number}", 40 * number, number, form) for form in ("fence", "code") for number in (1, 16)}
    found = alternate(5, **{name: (lambda folder=folder: build(folder)) for name, folder in sites.items()})  # type: ignore[misc]
    value = (found["fence16"] - found["fence1"]) / (found["code16"] - found["code1"])
    yield "one more page with a 40-story map in `mkdocs build` (Material), against its YAML as a highlighted code block", ratio(value), "≤ 0.75, aim 0.5"


def one_map(_: Path) -> Iterator[Row]:
    """Parse, schema, checks, derive and render, against Markdown and Pygments; and growth."""
    import markdown

    def whole(stories: int) -> Callable[[], float]:
        text = next(iter(maps(stories, 1).values()))

        def run() -> object:
            judged = join([standalone("map.yaml", text)], Shaper(Settings()), today=TODAY)
            return render(judged, judged.maps[0], lambda _: None)

        return lambda: timed(run)

    text = next(iter(maps(40, 1).values()))
    source = f"```yaml\n{text}```\n"
    extensions = ["pymdownx.superfences", "pymdownx.highlight"]
    whole(40)()
    found = alternate(15, small=whole(40), large=whole(300), code=lambda: timed(lambda: markdown.markdown(source, extensions=extensions)))
    yield "parse, schema, checks, derive and render that map, against Markdown + Pygments of the block", ratio(found["small"] / found["code"]), "≤ 0.9, aim 0.6"
    yield "40 → 300 stories in one map", ratio(found["large"] / found["small"]), "≤ 7.5"


def check(work: Path) -> Iterator[Row]:
    """10,000 stories in 250 maps: growth, a build as yardstick, memory, and again after one edit."""
    ENVIRONMENT["XDG_CACHE_HOME"] = str(work / "cache")
    fence, code, few = site(work / "many", 10_000, 250, "fence"), site(work / "code", 10_000, 250, "code"), site(work / "few", 1_000, 25, "fence")
    edited = fence / "docs" / "product-7.md"
    pages = iter(range(1_000))

    def again() -> float:
        edited.write_text(edited.read_text(encoding="utf-8").replace("volume: ", f"volume: {next(pages)}", 1), encoding="utf-8")
        return seconds(*CHECK, cwd=fence)

    again()
    found = alternate(
        3, few=lambda: seconds(*CHECK, "--no-cache", cwd=few), cold=lambda: seconds(*CHECK, "--no-cache", cwd=fence), again=again,
    )  # fmt: skip
    yield "`check`: 25 → 250 maps (10,000 stories)", ratio(found["cold"] / found["few"]), "≤ 11"
    yield "`check` of 10,000 stories, cold, against `mkdocs build` of the same as code blocks", ratio(found["cold"] / build(code)), "≤ 0.3, aim 0.15"
    yield "memory of that check", f"{_memory(fence):.0f} MB", "≤ 400"
    yield "`check` of 10,000 stories again after one edit, against cold", ratio(found["again"] / found["cold"]), "≤ 0.2"


def _memory(folder: Path) -> float:
    """Most memory of a cold check in MB, told by a process that does nothing else."""
    told = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", told, *CHECK, "--no-cache"], cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)
    return int(done.stdout) / 1024


def serve(work: Path) -> Iterator[Row]:
    """A server's rebuild after an edit to one map of 250, with and without the plugin (wall time, as the server tells it)."""
    folder = site(work / "served", 10_000, 250, "fence")
    bare = site(work / "bare", 10_000, 250, "fence")
    config = bare / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace(", storymap]", "]"), encoding="utf-8")
    found = {name: _rebuilds(where, port) for name, where, port in (("with", folder, 8765), ("without", bare, 8766))}
    yield "`serve`: rebuild after an edit to one map of 250, against the same site without the plugin", ratio(found["with"] / found["without"]), "≤ 1.1"


def _rebuilds(folder: Path, port: int) -> float:
    """Median seconds of three rebuilds."""
    edited = folder / "docs" / "product-7.md"
    command = [*MKDOCS, "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        times: list[float] = []
        for line in server.stderr:
            took = re.search(r"Documentation built in ([\d.]+) seconds", line)
            if took:
                times.append(float(took[1]))
                if len(times) == 4:
                    break
                time.sleep(1)
                edited.write_text(edited.read_text(encoding="utf-8").replace("in two minutes", "in two minutes now", 1), encoding="utf-8")
        server.kill()
    return statistics.median(times[1:])


def start(work: Path) -> Iterator[Row]:
    """Start-up over `python -c pass`."""
    ENVIRONMENT["XDG_CACHE_HOME"] = str(work / "cache")
    one = site(work / "one", 40, 1, "fence")
    found = alternate(
        11, nothing=lambda: seconds(sys.executable, "-c", "pass", cwd=one),
        help=lambda: seconds(sys.executable, "-m", "mkdocs_storymap", "--help", cwd=one),
        cold=lambda: seconds(*CHECK, "--no-cache", cwd=one), again=lambda: seconds(*CHECK, cwd=one),
    )  # fmt: skip
    yield "start-up of `--help` over `python -c pass`", f"{1000 * (found['help'] - found['nothing']):.0f} ms", "≤ 40"
    yield "`check` of one 40-story map, cold", f"{1000 * (found['cold'] - found['nothing']):.0f} ms", "≤ 180"
    yield "the same again", f"{1000 * (found['again'] - found['nothing']):.0f} ms", ""


def scan(work: Path) -> Iterator[Row]:
    """1,000 Markdown files without a map, beyond reading them."""
    folder = work / "prose"
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text("site_name: Prose\n", encoding="utf-8")
    text = "# Page\n\n" + "Some words that say nothing of maps, at the length of a line as people write them.\n" * 60 + "\n```python\nprint(1)\n```\n"
    for number in range(1_000):
        (folder / "docs" / f"{number}.md").write_text(text, encoding="utf-8")
    files = sorted((folder / "docs").iterdir())
    config = str(folder / "mkdocs.yml")
    found = alternate(
        7, read=lambda: timed(lambda: [path.read_text(encoding="utf-8") for path in files]),
        checked=lambda: timed(lambda: check_paths([str(folder / "docs")], config, TODAY)),
    )  # fmt: skip
    yield "1,000 Markdown files without a map, beyond reading them", f"{1000 * (found['checked'] - found['read']):.0f} ms", "≤ 50"


def others(work: Path) -> Iterator[Row]:
    """Two tools of the same field, each in an environment of its own."""
    needs = _environment(work / "needs-env", "sphinx", "sphinx-needs")
    times = {number: seconds(str(needs), "-m", "sphinx", "-q", "-b", "html", ".", "out", cwd=_needs(work, number)) for number in (500, 1_000)}
    ours = {number: build(site(work / f"ours{number}", number, number // 40, "fence")) for number in (520, 1_000)}
    yield "Sphinx-Needs, 1,000 needs with a table of them; from 500", f"{times[1_000]:.1f} s, {times[1_000] / times[500]:.2f} ×", ""
    yield "`mkdocs build` of 1,000 stories in 25 maps; from 520", f"{ours[1_000]:.1f} s, {ours[1_000] / ours[520]:.2f} ×", ""
    storymap = _environment(work / "storymap-env", "storymap")
    parts = [f"#### Story {number} [status:: planned] [release:: R{number % 3}]\nWords.\n" for number in range(10_000)]
    steps = [f"### Step {number}\n" + "".join(parts[number * 40 : number * 40 + 40]) for number in range(250)]
    text = "# Product\n\n# Releases\n## R0\n## R1\n## R2\n\n# Map\n"
    text += "".join(f"## Activity {at}\n" + "".join(steps[at * 10 : at * 10 + 10]) for at in range(25))
    (work / "map.md").write_text(text, encoding="utf-8")
    theirs = seconds(str(storymap.parent / "storymap"), "render", "map.md", cwd=work)
    whole = site(work / "whole", 10_000, 250, "fence")
    yield "`storymap` from PyPI: `render` of 10,000 stories (title, status, release) to one page", f"{theirs:.1f} s", ""
    yield "`check` of 10,000 stories in 250 maps with all ML sections", f"{seconds(*CHECK, '--no-cache', cwd=whole):.1f} s", ""
    yield "`mkdocs build` of these to 250 pages", f"{build(whole):.1f} s", ""


def _environment(folder: Path, *packages: str) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *packages], check=True)
    return python


def _needs(work: Path, number: int) -> Path:
    folder = work / f"needs{number}"
    folder.mkdir()
    (folder / "conf.py").write_text('extensions = ["sphinx_needs"]\nneeds_id_regex = "^[A-Z0-9_]{3,}"\n', encoding="utf-8")
    text = "Needs\n=====\n\n.. needtable::\n\n"
    text += "".join(f".. req:: Need {at}\n   :id: R_{at:05}\n   :status: open\n\n   Words of need {at}.\n\n" for at in range(number))
    (folder / "index.rst").write_text(text, encoding="utf-8")
    return folder


PARTS = {"page": page, "map": one_map, "check": check, "serve": serve, "start": start, "scan": scan, "others": others}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    chosen = parser.parse_args().parts or [name for name in PARTS if name != "others"]
    print("| what | measured | target |\n|---|---|---|")
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            for what, value, target in PARTS[name](Path(folder)):
                print(f"| {what} | {value} | {target} |", flush=True)


if __name__ == "__main__":
    main()
