"""The tests under the lowest and the newest versions of the dependencies, on every Python that is there: see `scripts/deep`."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import tomllib
except ImportError:
    import tomli as tomllib  # type: ignore[import-not-found, no-redef]

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
NEEDS_NEWER = ("zensical",)
"""Tools of the tests that ask for newer versions than we do, or for a newer Python; what is about them is not run there."""


def run(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says."""
    return subprocess.run(list(map(str, command)), cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What went wrong, in its last lines."""
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])


def uv_of(work: Path) -> Path:
    """The `uv` of an environment of its own."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(work / "uv"), "uv"], check=True)
    return work / "uv" / "bin" / "uv"


def names() -> tuple[list[str], list[str]]:
    """What we depend on, by name, and what the tests do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", one)[0] for one in project["dependencies"]], project["optional-dependencies"]["test"]


def environment(uv: Path, python: str, version: str, which: str, work: Path) -> tuple[Path, str]:
    """Make one for a Python of a version; returns its Python and the versions of what we depend on.

    Raises:
        RuntimeError: It cannot be made.
    """
    direct, tools = names()
    target = work / f"{which}-{version}"
    pins, wanted = work / f"{target.name}.txt", work / f"{target.name}.in"
    pins.write_text("", encoding="utf-8")
    steps: list[tuple[str | Path, ...]] = [("venv", "--quiet", "--seed", "--python", python, target)]
    if which == "lowest":
        steps.append(("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--resolution", "lowest-direct", "--python", target / "bin/python",
                      "pyproject.toml", "-o", pins))  # fmt: skip
        tools = [one for one in tools if not one.startswith(NEEDS_NEWER)]
    wanted.write_text("\n".join(tools), encoding="utf-8")
    steps.append(("pip", "install", "--quiet", "--python", target / "bin/python", "-e", ".", "-r", wanted, "-c", pins))
    for step in steps:
        done = run(uv, *step)
        if done.returncode:
            raise RuntimeError(told(done))
        if "compile" in step:
            kept = [line for line in pins.read_text(encoding="utf-8").splitlines() if line.split("==")[0] in direct]
            pins.write_text("\n".join(kept), encoding="utf-8")
    frozen = run(uv, "pip", "freeze", "--python", target / "bin/python").stdout.splitlines()
    return target / "bin/python", ", ".join(line.replace("==", " ") for line in frozen if line.split("==")[0] in direct)


def main() -> int:
    """Print a row for each environment; fails where one does."""
    parser = argparse.ArgumentParser(prog="scripts/deep versions", description="Tests under the lowest and the newest dependencies.")
    parser.add_argument("pythons", nargs="*", default=PYTHONS, metavar="PYTHON", help="versions or paths (default: each that is there)")
    parser.add_argument("--only", choices=("lowest", "newest"), help="one of the two")
    parser.add_argument("--tests", default="tests", help="files, folders and options for pytest, in one word")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        work = Path(folder)
        uv = uv_of(work)
        for python in options.pythons:
            found = run(uv, "python", "find", "--no-project", python)
            if found.returncode:
                print(f"{python}: not there", flush=True)
                continue
            path = found.stdout.strip()
            version = run(path, "-c", "import platform; print(platform.python_version())").stdout.strip()
            for which in ("lowest", "newest"):
                if options.only not in (None, which):
                    continue
                begin = time.monotonic()
                try:
                    binary, versions = environment(uv, path, version, which, work)
                except RuntimeError as error:
                    print(f"{version} {which}: no environment\n{error}", flush=True)
                    failed += 1
                    continue
                left_out = ["-k", f"not {' and not '.join(NEEDS_NEWER)}"] if which == "lowest" or version.startswith("3.10.") else []
                done = run(binary, "-m", "pytest", "-m", "not browser", *left_out, *options.tests.split())
                last = done.stdout.strip().splitlines()[-1:] or [told(done)]
                print(f"{version} {which}: {last[0]} · {time.monotonic() - begin:.0f} s in all · {versions}", flush=True)
                if done.returncode:
                    failed += 1
                    print(told(done), flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
