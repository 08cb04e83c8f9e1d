"""Turns an SVG into a PNG with a Chromium that is on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from mkdocs_storymap.errors import StorymapError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
_SECONDS = 120
_MOST = 16000
"""The tallest picture in device pixels that Chromium draws."""


def find_chromium() -> str:
    """Where a Chromium is.

    Raises:
        StorymapError: There is none: how to get one.
    """
    found = next((path for path in map(shutil.which, NAMES) if path), None) or next((path for path in _PLACES if os.access(path, os.X_OK)), None)
    if found is None:
        raise StorymapError(
            "a PNG is drawn by Chromium, and none was found on PATH (chromium, chromium-browser, google-chrome): install it "
            "(Debian: `apt install chromium`, macOS: `brew install --cask chromium`), or take `--to svg`, which needs nothing"
        )
    return found


def png(svg: str) -> bytes:
    """Draw an SVG, two pixels to each of its own where that is not too tall.

    Raises:
        StorymapError: There is no Chromium, or it drew nothing.
    """
    program = find_chromium()
    size = re.match(r'<svg [^>]*?width="(\d+)" height="(\d+)"', svg)
    assert size is not None
    width, height = (int(part) for part in size.groups())
    scale = 2.0 if 2 * max(width, height) <= _MOST else min(1.0, _MOST / max(width, height))
    with tempfile.TemporaryDirectory(prefix="storymap-") as folder:
        source, target = Path(folder, "map.svg"), Path(folder, "map.png")
        source.write_text(svg, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={scale:g}", f"--window-size={width},{height}", f"--screenshot={target}",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")
        try:
            done = subprocess.run([*command, source.as_uri()], capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StorymapError(f"{program} cannot draw the picture: {error}") from error
        if not target.is_file():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise StorymapError(f"{program} drew no picture (status {done.returncode}){': ' + said[-1] if said else ''}")
        return target.read_bytes()
