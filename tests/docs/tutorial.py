"""Follows the tutorial and the guides as a reader would, and writes what the commands really print into them.

Three kinds of blocks are steps; all others are only read:

- ```` ```yaml title="FILE" ```` is the whole file,
- ```` ```yaml title="FILE: add at the end" ````, `FILE: replace KEY` (a top-level section) and `FILE: take out` (lines) change it,
- ```` ```console ```` holds commands behind `$ `, each followed by what it prints.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "tutorial.md"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
STEP = re.compile(r'^(?P<mark>`{3,})(?:(?:yaml|markdown) title="(?P<title>[^"]+)"|(?P<console>console))\n(?P<body>.*?)^(?P=mark)$', re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^(?P<key>[a-z_]+):.*?(?=^(?:[a-z_]+:|\Z))", re.MULTILINE | re.DOTALL)
PROGRESS = re.compile(r"^building … .*\n", re.MULTILINE)
"""What a build says on a slow machine while it is still at work."""


class TutorialError(Exception):
    """A step that a reader could not follow."""


def follow(text: str, folder: Path) -> str:
    """Do every step in a folder; returns the page with what the commands printed."""

    def step(match: re.Match[str]) -> str:
        if match["console"]:
            return f"```console\n{_run_all(match['body'], folder)}```"
        _write(match["title"], match["body"], folder)
        return match[0]

    return STEP.sub(step, text)


def _write(title: str, body: str, folder: Path) -> None:
    name, _, change = title.partition(": ")
    path = folder / name
    if not change:
        if path.exists():
            raise TutorialError(f"{name} is there already; say what to change in it")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if change == "add at the end":
        new = old + "\n" + body
    elif change == "take out":
        if old.count(body) != 1:
            raise TutorialError(f"{name} does not hold these lines once: {body}")
        new = old.replace(body, "")
    elif change.startswith("replace "):
        key = change.removeprefix("replace ")
        there = [match[0].rstrip("\n") + "\n" for match in SECTION.finditer(old) if match["key"] == key]
        if len(there) != 1:
            raise TutorialError(f"{name} has no `{key}` to replace")
        new = old.replace(there[0], body, 1)
    else:
        raise TutorialError(f"nobody knows how to do `{title}`")
    path.write_text(new, encoding="utf-8")


def _run_all(body: str, folder: Path) -> str:
    out = []
    for line in body.splitlines():
        if line.startswith("$ "):
            printed = _run(line[2:], folder)
            out.append(f"{line}\n{printed}")
    return "".join(out)


def _run(command: str, folder: Path) -> str:
    """What one command prints, in the order in which it does."""
    program, *arguments = shlex.split(command)
    if program != "mkdocs-storymap":
        raise TutorialError(f"a step runs `{program}`")
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_storymap", *arguments],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    return PROGRESS.sub("", done.stdout).replace(f"{folder.resolve()}{os.sep}", "")  # a reader's folder is another one


if __name__ == "__main__":
    for page in (PAGE, *GUIDES):
        with tempfile.TemporaryDirectory() as work:
            page.write_text(follow(page.read_text(encoding="utf-8"), Path(work)), encoding="utf-8")
            if page == PAGE:
                for path in sorted(Path(work).glob("*.storymap.yaml")):
                    (DOCS / "maps" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
