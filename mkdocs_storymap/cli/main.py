"""Parses the command line and runs a command; nothing is imported before it is needed."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from mkdocs_storymap import __version__
from mkdocs_storymap.errors import StorymapError

FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="mkdocs-storymap", description="Check, explain and export story maps for AI/ML products."
    )
    parser.add_argument("--version", action="version", version=f"mkdocs-storymap {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an unexpected error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="print every problem of every map", description="Print every problem of every map.")
    check.add_argument("paths", nargs="*", metavar="PATH", help="files and folders to report on (default: the project's pages)")
    check.add_argument("--format", choices=FORMATS, default="text", help="how problems are printed (default: text)")
    check.add_argument("--output", metavar="FILE", help="write the report to a file")
    check.add_argument("--strict", action="store_true", help="warnings fail, and finding no map fails")
    check.add_argument("--select", action="append", default=[], metavar="CODE", help="report these codes only (prefixes too)")
    check.add_argument("--ignore", action="append", default=[], metavar="CODE", help="leave these codes out (prefixes too)")
    check.add_argument("--config", metavar="FILE", help="the configuration to use (default: the nearest mkdocs.yml, zensical.toml or storymap.yml)")
    check.add_argument("--today", metavar="DATE", help="the day that dates are held against, as YYYY-MM-DD (default: today)")
    check.add_argument("--stdin", action="store_true", help="read one page or map from standard input")
    check.add_argument("--filename", metavar="NAME", help="the file that standard input stands for")
    check.add_argument("--watch", action="store_true", help="check again whenever a file changes")
    check.add_argument("--no-cache", action="store_true", help="judge every map, whatever earlier checks have found")
    check.add_argument("--baseline", metavar="FILE", help="count the problems that this file knows instead of failing")
    check.add_argument("--write-baseline", metavar="FILE", help="write the problems that there are now to a baseline")
    check.add_argument("--fix", action="store_true", help="mend what has one certain correction")
    check.add_argument("--diff", action="store_true", help="show what --fix would change; 1 where it would change something")
    check.set_defaults(run="mkdocs_storymap.cli.check")

    explain = commands.add_parser("explain", help="what a rule wants, and why", description="What a rule wants, and why.")
    explain.add_argument("code", nargs="?", metavar="CODE", help="a rule, as in SM505, or a checklist item, as in C1")
    explain.add_argument("--all", action="store_true", help="every rule")
    explain.add_argument("--format", choices=("text", "markdown"), default="text", help="plain text, or a reference page")
    explain.set_defaults(run="mkdocs_storymap.cli.explain")

    new = commands.add_parser("new", help="write a starter map", description="Write a commented starter that passes as a draft.")
    new.add_argument("file", nargs="?", metavar="FILE", help="where to write it (default: standard output)")
    new.add_argument("--kind", choices=("user", "data-science"), default="user", help="which kind of map (default: user)")
    new.add_argument("--title", help="the map's title; its id is made of it")
    new.add_argument("--checklist", choices=("ml", "none"), default="ml", help="`none` writes a plain story map")
    new.add_argument("--force", action="store_true", help="overwrite a file that is there")
    new.set_defaults(run="mkdocs_storymap.cli.new")

    build = commands.add_parser("build", help="a whole site from a folder", description="Build a whole site from a folder of maps and pages.")
    build.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the folder (default: the current one)")
    build.add_argument("--out", required=True, metavar="SITE", help="where the site is written")
    build.set_defaults(run="mkdocs_storymap.cli.build")

    serve = commands.add_parser("serve", help="the same, served and kept up to date", description="Serve the site of a folder and keep it up to date.")
    serve.add_argument("folder", nargs="?", default=".", metavar="DIR", help="the folder (default: the current one)")
    serve.add_argument("--dev-addr", metavar="HOST:PORT", help="where to serve it (default: 127.0.0.1:8000)")
    serve.set_defaults(run="mkdocs_storymap.cli.build")

    export = commands.add_parser(
        "export", help="write the maps as JSON, SVG or PNG", description="Write the maps in another format."
    )
    export.add_argument("paths", nargs="*", metavar="PATH", help="files and folders with maps (default: the project's pages)")
    export.add_argument("--to", choices=("json", "svg", "png"), required=True, help="the format; png needs a Chromium")
    export.add_argument("--map", metavar="ID", help="this map only")
    export.add_argument("--output", metavar="FILE", help="where to write it; a folder gets one file a map (default: standard output)")
    export.add_argument("--dark", action="store_true", help="light letters on a dark ground (svg, png)")
    export.add_argument("--config", metavar="FILE", help="the configuration to use (default: the nearest mkdocs.yml, zensical.toml or storymap.yml)")
    export.add_argument("--today", metavar="DATE", help="the day that dates are held against, as YYYY-MM-DD (default: today)")
    export.set_defaults(run="mkdocs_storymap.cli.export")

    schema = commands.add_parser("schema", help="print the JSON Schema of a map", description="Print the JSON Schema of a map.")
    schema.set_defaults(run="mkdocs_storymap.cli.schema")

    assets = commands.add_parser(
        "assets", help="copy style and script", description="Copy style and script for hosts that run no plugin."
    )
    assets.add_argument("folder", metavar="DIR", help="where to copy them")
    assets.set_defaults(run="mkdocs_storymap.cli.assets")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0 fine, 1 problems found, 2 usage or unreadable input."""
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may not know every sign of a map
    debug = False
    try:
        options = _parsed(arguments)
        debug = options.debug
        from importlib import import_module

        status: int = import_module(options.run).run(options)
        sys.stdout.flush()
        return status
    except StorymapError as error:
        return _told(str(error))
    except BrokenPipeError:
        _give_up_output()
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if debug:
            raise
        reason = error.strerror or str(error)
        if error.filename is None:  # files have names; what has none is standard output
            _give_up_output()
            return _told(f"standard output cannot be written: {reason}")
        return _told(f"{error.filename}: {reason}")
    except Exception as error:
        if debug:
            raise
        return _told(f"unexpected error ({type(error).__name__}: {error}); run again with --debug before the command and report it")


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    try:
        return build_parser().parse_args(arguments)
    except SystemExit:
        sys.stdout.flush()  # `--help` into a full disk
        raise


def _told(message: str) -> int:
    from mkdocs_storymap.report.text import clean

    print(f"mkdocs-storymap: {clean(message)}", file=sys.stderr)
    return 2


def _give_up_output() -> None:
    """Drop what is left to print: Python would try to write it again at its end, and fail in its own words."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
