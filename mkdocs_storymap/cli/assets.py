"""`mkdocs-storymap assets`: copies style and script for hosts that run no plugin."""

from __future__ import annotations

import argparse
from pathlib import Path

from mkdocs_storymap.assets import ASSETS, asset_bytes


def run(options: argparse.Namespace) -> int:
    """Copy every asset into a folder and say what to add to the configuration."""
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ASSETS:
        (folder / name).write_bytes(asset_bytes(name))
        print(folder / name)
    return 0
