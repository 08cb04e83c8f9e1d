"""`mkdocs-storymap assets`: copies style and script for hosts that run no plugin."""

from __future__ import annotations

import argparse
from pathlib import Path

from mkdocs_storymap.assets import ASSETS, asset_bytes
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.report.write import write_atomically


def run(options: argparse.Namespace) -> int:
    """Copy every asset into a folder and say what to add to the configuration."""
    folder = Path(options.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorymapError(f"{folder} cannot be made: {error.strerror or error}") from error
    for name in ASSETS:
        write_atomically(folder / name, asset_bytes(name))
        print(folder / name)
    return 0
