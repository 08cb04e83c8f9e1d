"""Takes the pictures of docs/images: see `scripts/screenshots`."""

from __future__ import annotations

import collections
import functools
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
MOST = 150 * 1024
"""Bytes of one picture."""


@dataclass(frozen=True)
class Shot:
    """One picture: page, screen, and what is shown of it."""

    name: str
    page: str
    width: int
    height: int
    scale: int = 1
    scheme: str = "light"
    card: str = ""
    section: str = ""


SHOTS = (
    Shot("loan-light", "loan-preapproval/", 1440, 980),
    Shot("loan-dark", "loan-preapproval/", 1440, 980, scheme="dark"),
    Shot("loan-phone", "loan-preapproval/", 390, 844, scale=2),
    Shot("loan-card", "loan-preapproval/", 1440, 900, card="loan-preapproval--thin-file-answer"),
    Shot("data-science", "loan-ds/", 1440, 900),
    Shot("lead-time", "loan-preapproval/", 1440, 900, section="loan-preapproval--section--leads"),
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def take(browser: Any, base: str, shot: Shot) -> bytes:
    """One picture as Chromium takes it."""
    screen = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=screen, device_scale_factor=shot.scale, color_scheme=shot.scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(base + shot.page + (f"#{shot.card}" if shot.card else ""))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    options: dict[str, Any] = {}
    if shot.section:
        box = page.locator(f"section:has(> * > [id='{shot.section}']), section[id='{shot.section}']").first
        box.scroll_into_view_if_needed()
        found = box.bounding_box()
        options["clip"] = {key: found[key] + pad for key, pad in (("x", -16), ("y", -8), ("width", 32), ("height", 16))}
    data: bytes = page.screenshot(animations="disabled", **options)
    context.close()
    return data


def smaller(data: bytes) -> bytes:
    """The same picture in 256 of its own colours: grounds keep theirs exactly, and rare hues are not lost among shades of grey."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    pixels = picture.tobytes()
    used = [pixels[at : at + 3] for at in range(0, len(pixels), 3)]
    ranked = [colour for colour, _ in collections.Counter(used).most_common()]
    chosen = dict.fromkeys(ranked[:96])
    for step in (48, 32, 24, 16, 8):
        cells = {tuple(part // step for part in colour) for colour in chosen}
        for colour in ranked:
            cell = tuple(part // step for part in colour)
            if cell not in cells and len(chosen) < 256:
                cells.add(cell)
                chosen[colour] = None
    palette = list(chosen)
    nearest = {colour: min(range(len(palette)), key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True))) for colour in ranked}
    small = Image.frombytes("P", picture.size, bytes(nearest[colour] for colour in used))
    small.putpalette(b"".join(palette))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    if out.tell() > MOST:
        raise SystemExit(f"a picture has {out.tell() / 1024:.0f} KB: make it smaller")
    return out.getvalue()


def main(names: list[str]) -> None:
    """Build the site, take the pictures (all, or those that are named)."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder], cwd=ROOT / "example_site", check=True)
        handler = functools.partial(Quiet, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for shot in SHOTS:
                if not names or shot.name in names:
                    data = smaller(take(browser, f"http://127.0.0.1:{server.server_address[1]}/", shot))
                    (IMAGES / f"{shot.name}.png").write_bytes(data)
                    print(f"docs/images/{shot.name}.png: {len(data) / 1024:.0f} KB")
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
