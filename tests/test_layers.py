"""Imports go down only, and each library stands behind one module."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mkdocs_storymap

PACKAGE = Path(mkdocs_storymap.__file__).parent
LAYERS = (
    ("__main__", "cli", "plugin", "extension"),
    ("standalone", "folder", "memory"),
    ("report", "export"),
    ("pipeline",),
    ("render",),
    ("checks",),
    ("derive",),
    ("site",),
    ("build",),
    ("model", "schema"),
    ("metrics",),
    ("grammar",),
    ("source",),
    ("settings", "diagnostics", "errors", "text", "digest", "assets", "record", "__init__"),
)
"""From the top down. A module imports from its own layer or from those below it."""
LIBRARIES = {
    "mkdocs": ("plugin.py",),
    "markdown": ("extension.py",),
    "yaml": ("source/",),
    "jsonschema": ("schema/team.py",),
    "jinja2": ("render/",),
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def layer(name: str) -> int:
    """The layer of a top-level module or package."""
    for number, members in enumerate(LAYERS):
        if name in members:
            return number
    raise AssertionError(f"{name} belongs to no layer: add it")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "mkdocs_storymap")
    return found


def own(path: Path) -> str:
    """The top-level module or package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    here = layer(own(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "mkdocs_storymap" and len(parts) > 1 and (PACKAGE / parts[1]).exists() | (PACKAGE / f"{parts[1]}.py").exists():
            lazily = (own(path), parts[1]) == ("__init__", "extension")
            same_face = here == 0 and layer(parts[1]) == 0 and own(path) != parts[1]
            assert lazily or layer(parts[1]) >= here, f"{path.name} imports {name}, which lies above it"
            if same_face:
                assert (own(path), parts[1]) in {("plugin", "extension"), ("__main__", "cli")}, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_stands_behind_its_module(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        allowed = LIBRARIES.get(name.split(".")[0])
        if allowed is not None:
            assert relative.startswith(allowed), f"{relative} imports {name}"


def test_check_loads_neither_host_nor_markdown() -> None:
    script = (
        "import sys, os; os.chdir(sys.argv[1])\n"
        "from mkdocs_storymap.cli import main\n"
        "main(['check', '.'])\n"
        "print([name for name in ('mkdocs', 'markdown', 'jinja2') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(Path(__file__).parent / "maps")], capture_output=True, check=True)
    assert done.stdout.decode().rstrip().endswith("[]")
