"""`mkdocs-storymap schema`: prints the JSON Schema."""

from __future__ import annotations

import argparse

from mkdocs_storymap.cli.output import print_bytes
from mkdocs_storymap.schema import schema_text


def run(_: argparse.Namespace) -> int:
    """Print the schema."""
    print_bytes(schema_text())
    return 0
