"""`mkdocs-storymap schema`: prints the JSON Schema."""

from __future__ import annotations

import argparse
import sys

from mkdocs_storymap.schema import schema_text


def run(_: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(schema_text())
    return 0
