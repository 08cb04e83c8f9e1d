"""Small sites for tests, built by the real host."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENCODING = "utf-8"
"""What the terminal speaks that a command is run in."""
PLAIN_MAP = """\
map: tea
title: A cup of tea
checklist: none
backbone: {Make: [Boil, Pour]}
releases: {first: {goal: Something warm}}
stories:
  boil: {step: Boil, release: first, want: hot water}
  pour: {step: Pour, release: first, want: tea in a cup, after: [boil]}
"""


@dataclass(frozen=True)
class Result:
    """What a command did."""

    status: int
    out: str
    site: Path

    def page(self, name: str) -> str:
        """A built page."""
        return (self.site / name).read_text(encoding="utf-8")


def fence(text: str, *, indent: str = "") -> str:
    """A story map as a fence."""
    lines = ["```storymap", *text.rstrip("\n").split("\n"), "```"]
    return "\n".join(indent + line if line else line for line in lines) + "\n"


def write_site(folder: Path, pages: dict[str, str], config: str = "plugins: [storymap]\n", *, theme: str = "mkdocs") -> None:
    """Write a configuration and pages; a name with a `/` at its start stands beside the configuration."""
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(f"site_name: Test\ntheme: {{name: {theme}}}\n{config}", encoding="utf-8")
    for name, text in pages.items():
        path = folder / name[1:] if name.startswith("/") else folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


def run(*arguments: str, cwd: Path, module: str = "mkdocs", stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a command of this environment in a folder."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTHONIOENCODING": ENCODING}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=cwd, capture_output=True, input=stdin, env=environment, timeout=300, check=False
    )


def build(folder: Path, *arguments: str) -> Result:
    """`mkdocs build`."""
    done = run("build", "--site-dir", "site", *arguments, cwd=folder)
    return Result(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"), folder / "site")


def check(folder: Path, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """`mkdocs-storymap check`."""
    return run("check", *arguments, cwd=folder, module="mkdocs_storymap", stdin=stdin)
