"""`mkdocs-storymap build` and `serve`: a whole site from a folder of maps and pages, with MkDocs as a user would start it.

A folder with an `mkdocs.yml` of its own is built by that. Any other gets Material, navigation from its folders, a page
for every map file that no page shows, and the portfolio as home page; `plugin.py` makes those pages.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from mkdocs_storymap.cli.check import verdict
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.folder import check_paths
from mkdocs_storymap.report.text import render_text, summary_line
from mkdocs_storymap.source.paths import real
from mkdocs_storymap.source.project import FOLDER_VARIABLE, HOST_FILES, find_project

_PROGRESS_AFTER = 2.0
"""Seconds of silence before a long build says that it is still at work."""
_TRACEBACK = "Traceback (most recent call last):\n"
_GRACE = 10.0
"""Seconds in which MkDocs may tidy up before it is killed."""
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a process by default, and would leave its children alive."""
_SITE_FILES = ("index.html", "404.html", "sitemap.xml")
"""What tells a site that was built before from any other folder."""
_MOST_TRIES = 10
"""Other builds that may put their site into the same place at the same moment."""


def run(options: argparse.Namespace) -> int:
    """Build or serve."""
    folder = real(options.folder)
    if not folder.is_dir():
        raise StorymapError(f"there is no folder {options.folder}")
    serve = options.command == "serve"
    own = next((folder / name for name in HOST_FILES if (folder / name).is_file()), None)
    with tempfile.TemporaryDirectory(prefix="storymap-") as work:
        if serve:
            return _serve(folder, own, Path(work), options.dev_addr)
        return _build(folder, own, Path(work), options.out, debug=options.debug)


def _build(folder: Path, own: Path | None, work: Path, name: str, *, debug: bool) -> int:
    out = real(name)
    _check_out(folder, out)
    built = work / "site"
    status = 0
    if own is None:
        status = _report(folder)
        config = _configuration(folder, work, out)
    else:
        config = own
    arguments = ["build", "--quiet", "--config-file", str(config), "--site-dir", str(built)]
    if _mkdocs(arguments, folder if own is None else None, work / "said", debug=debug):
        return 1
    _put(built, out)
    print(f"{name} is written", file=sys.stderr)
    return status


def _check_out(folder: Path, out: Path) -> None:
    """Refuse to replace what is no site: least of all what the site is made from."""
    if out.exists() and not out.is_dir():
        raise StorymapError(f"{out} is there, and no folder")
    project = find_project(folder)
    for source in (folder, real(project.docs)):
        if source.is_relative_to(out):
            raise StorymapError(f"{out} holds what the site is made from, and would be replaced; name another folder with --out")
    if out.is_dir() and any(out.iterdir()) and not any((out / name).is_file() for name in _SITE_FILES):
        raise StorymapError(f"{out} is there and holds no site, and would be replaced; name a new or empty folder with --out")


def _report(folder: Path) -> int:
    """Print every problem of the folder; returns the verdict."""
    checked = check_paths([str(folder)], None, date.today())
    for block in render_text(checked.diagnostics, checked.lines_of):
        print(block + "\n")
    counts = [sum(d.severity == severity for d in checked.diagnostics) for severity in ("error", "warning", "advice")]
    print(summary_line(counts[0], counts[1], counts[2], len(checked.verdicts)))
    return verdict(checked.diagnostics, checked.project.settings.on_problem, strict=False)


def _serve(folder: Path, own: Path | None, work: Path, address: str | None) -> int:
    config = own or _configuration(folder, work, None)
    arguments = ["serve", "--config-file", str(config), "--watch", str(folder)]
    if address:
        arguments += ["--dev-addr", address]
    with _running(arguments, folder if own is None else None) as process:
        return process.wait()


def _configuration(folder: Path, work: Path, out: Path | None) -> Path:
    """Write the configuration of a folder that has none."""
    hidden = ["node_modules/"]
    if out is not None and out.is_relative_to(folder):
        hidden.append(f"/{out.relative_to(folder).as_posix()}/")
    config = {
        "site_name": folder.name or "Story maps",
        "docs_dir": str(folder),
        "site_dir": str(work / "served"),
        "exclude_docs": "\n".join(hidden),
        "theme": {
            "name": "material",
            "font": False,
            "features": ["navigation.instant", "navigation.indexes"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default", "toggle": {"icon": "material/weather-night", "name": "Dark"}},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "toggle": {"icon": "material/weather-sunny", "name": "Light"}},
            ],
        },
        "markdown_extensions": ["admonition", "attr_list", "pymdownx.details", "pymdownx.superfences", "tables", "toc"],
        "plugins": ["search", "storymap"],
    }
    path = work / "mkdocs.yml"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def _environment(folder: Path | None) -> dict[str, str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop(FOLDER_VARIABLE, None)
    if folder is not None:
        environment[FOLDER_VARIABLE] = str(folder)
    return environment


def _mkdocs(arguments: list[str], folder: Path | None, said: Path, *, debug: bool) -> int:
    """Run MkDocs; a long build says that it is still at work.

    Raises:
        StorymapError: It ended with a traceback, of which the last line is told.
    """
    begin = time.monotonic()
    with said.open("wb") as errors, _running(arguments, folder, errors) as process:
        while True:
            try:
                status = process.wait(_PROGRESS_AFTER)
                break
            except subprocess.TimeoutExpired:
                print(f"building … {time.monotonic() - begin:.0f} s", file=sys.stderr)
    told, start, trace = said.read_text(encoding="utf-8", errors="replace").partition(_TRACEBACK)
    print(told, start + trace if debug else "", sep="", end="", file=sys.stderr)
    if trace and not debug:
        last = next((line for line in reversed(trace.splitlines()) if line.strip()), "")
        raise StorymapError(f"the site cannot be built: {last} (run again with --debug before the command to see where)")
    return status


@contextmanager
def _running(arguments: list[str], folder: Path | None, errors: BinaryIO | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """MkDocs as a process that ends with ours, also where a signal is sent to ours alone."""
    before = {one: signal.signal(one, _stop) for one in _ENDING} if threading.current_thread() is threading.main_thread() else {}
    try:
        process = subprocess.Popen([sys.executable, "-m", "mkdocs", *arguments], env=_environment(folder), stderr=errors)
        try:
            yield process
        except KeyboardInterrupt:
            _ended(process, _GRACE)  # a terminal sends it to both, and twice would break its tidying up
            raise
        finally:
            if not _ended(process, 0):
                if os.name == "posix":
                    process.send_signal(signal.SIGINT)  # upon SIGTERM it would leave its temporary files behind
                else:
                    process.terminate()
                if not _ended(process, _GRACE):
                    process.kill()
                    process.wait()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _put(built: Path, out: Path) -> None:
    """Put the new site in the place of the old one, at once; what is hidden in the old one (`.git`) moves along."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent, ignore_cleanup_errors=True) as beside:
            fresh = Path(beside, "new")
            shutil.copytree(built, fresh)
            old = _swap(fresh, out, Path(beside))
            for entry in old.iterdir() if old is not None else ():
                if entry.name.startswith(".") and not (out / entry.name).exists():
                    entry.rename(out / entry.name)
    except shutil.Error as error:
        raise StorymapError(f"{out} cannot be written: {error.args[0][0][2]}") from error
    except OSError as error:
        raise StorymapError(f"{out} cannot be written: {error.strerror or error}") from error


def _swap(fresh: Path, out: Path, beside: Path) -> Path | None:
    """Move the new site to its place; returns where the old one is now."""
    for number in range(_MOST_TRIES):
        old: Path | None = beside / f"old{number}"
        try:
            os.rename(out, beside / f"old{number}")
        except FileNotFoundError:
            old = None
        try:
            os.rename(fresh, out)
            return old
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                continue  # another build was quicker: its site is as good as the one that we took away
            if old is not None:
                os.rename(old, out)
            raise
    raise StorymapError(f"{out} cannot be written: other builds write there all the time")
