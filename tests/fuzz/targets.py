"""What is fuzzed, and what has to hold for any input: each target takes bytes and raises where a promise is broken.

No exception but those that are documented; every problem has a place inside the file; a page is HTML to a strict
parser, without anything that runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

from mkdocs_storymap.diagnostics import Diagnostic, Span
from mkdocs_storymap.grammar import GrammarError, forms
from mkdocs_storymap.pipeline import Judged, Page, Shaper, collect, has_title, join, render, render_index, standalone
from mkdocs_storymap.pipeline.collect import MapFileError
from mkdocs_storymap.render.search import searchable
from mkdocs_storymap.report.fixes import fixed_texts
from mkdocs_storymap.report.github import render_github
from mkdocs_storymap.report.gitlab import render_gitlab
from mkdocs_storymap.report.json_output import render_json
from mkdocs_storymap.report.junit import render_junit
from mkdocs_storymap.report.sarif import render_sarif
from mkdocs_storymap.report.text import render_text
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.fences import scan
from mkdocs_storymap.source.yaml_doc import read_yaml
from tests.hostile.pages import page, parse, scripts, unsafe
from tests.support import TODAY

SHAPER = Shaper(Settings())
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]")
PARSERS: list[Callable[[str], Any]] = [getattr(forms, name) for name in sorted(vars(forms)) if name.startswith("parse_")]


def text_of(data: bytes) -> str:
    """Any bytes as a text that a file may hold."""
    return data.decode("utf-8", "replace")


def lines_of(text: str) -> list[str]:
    """The lines of a text as an editor counts them."""
    return re.split("\r\n|\n|\r", text)


def within(span: Span, lines: list[str]) -> None:
    """A span lies in the text, and ends no sooner than it begins."""
    assert 0 <= span.line < len(lines), span
    assert 0 <= span.column <= len(lines[span.line]), (span, lines[span.line])
    assert (span.end_line, span.end_column) >= (span.line, span.column), span
    assert span.end_line <= len(lines), span


def placed(diagnostics: Iterable[Diagnostic], texts: dict[str, str]) -> None:
    """Every problem has a place inside its file, and words."""
    lines = {name: lines_of(text.removeprefix("\ufeff")) for name, text in texts.items()}
    for one in diagnostics:
        assert one.message and "\n" not in one.code
        for where in (one.location, *(related.location for related in one.related)):
            assert where.line is not None, one
            within(Span(where.line - 1, where.column - 1, where.end_line - 1, where.end_column - 1), lines[where.file])


def fences(data: bytes) -> None:
    """A page: fences are found in any text, and each block gives its lines back."""
    text = text_of(data)
    lines = lines_of(text.removeprefix("\ufeff"))
    found = scan(text)
    end = -1
    for block in found.blocks:
        assert end < block.line < block.end_line < len(lines)
        end = block.end_line
        body = block.body.split("\n")
        for number in range(len(body) - 1):
            line, column = block.locate(number, 0)
            assert block.line < line < block.end_line and 0 <= column <= len(lines[line])
    for near in found.near_misses:
        assert near.span is not None and near.message and near.hint
        within(near.span, lines)
    assert scan(text, front_matter=False) is not None and has_title(text) in (True, False)


def yaml(data: bytes) -> None:
    """A YAML text: data with positions, or findings with places; never neither, and nothing that cannot be written out again."""
    text = text_of(data)
    doc = read_yaml(text)
    lines = lines_of(doc.text)
    for finding in doc.findings:
        assert finding.span is not None and finding.code in ("SM101", "SM102", "SM105")
        within(finding.span, lines)
    stack = [doc.root] if doc.root is not None else []
    count = 0
    while stack:
        node = stack.pop()
        count += 1
        if count > 100_000:
            break
        within(node.span, lines)
        for key, span in node.keys.items():
            within(span, lines)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", key)
        if node.kind == "scalar":
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", node.text)
        stack += [*node.children.values(), *node.items]


def grammar(data: bytes) -> None:
    """A value: what a parser takes can be printed; what it refuses, it refuses at a place in it."""
    text = text_of(data)
    for parser in PARSERS:
        refused = None
        try:
            str(parser(text))
        except GrammarError as error:
            refused = error
        if refused is not None:
            assert refused.message and 0 <= refused.at[0] <= refused.at[1] <= max(len(text), 1), (parser, refused.at)


def reports(site: Judged, texts: dict[str, str]) -> None:
    """Every report of a site can be read by who reads it."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    for block in render_text(site.diagnostics, lambda name: lines_of(texts[name].removeprefix("\ufeff"))):
        assert not CONTROL.search(block), block
    for line in render_github(site.diagnostics):
        assert line.startswith("::") and not CONTROL.search(line) and "\n" not in line
    for text in (render_json(site, site.diagnostics, files=1), render_sarif(site.diagnostics), render_gitlab(site.diagnostics)):
        json.loads(text, parse_constant=refuse)
        text.encode("utf-8")
    ElementTree.fromstring(render_junit(site.diagnostics, [(entry.source.file, entry.shaped.claimed) for entry in site.maps], strict=True))
    fixed_texts(site.diagnostics, texts)


def drawn(html: str, *, strict: bool = True) -> None:
    """A fragment is HTML without anything that runs."""
    tree, errors = parse(page(html))
    assert not strict or not errors, errors[:3]
    assert not scripts(tree) and not unsafe(tree)
    searchable(html)


def site_of(texts: dict[str, str]) -> Judged:
    """Some maps, judged."""
    return join([standalone(name, text) for name, text in texts.items()], SHAPER, today=TODAY)


def check(texts: dict[str, str], *, draw: bool = True) -> Judged:
    """Everything that has to hold for some maps as they are read together."""
    SHAPER.turn()
    site = site_of(texts)
    placed(site.diagnostics, texts)
    reports(site, texts)
    if draw:
        for entry in site.maps:
            drawn(render(site, entry, lambda key: f"#{key.id}"))
        drawn(render_index(site, lambda _: None))
    return site


def map(data: bytes) -> None:  # noqa: A001 - targets are named as users name them
    """A map from its text to its page; two, where a line of `=====` parts the text."""
    parts = text_of(data).split("\n=====\n")
    check({f"{number}.storymap.yaml": part for number, part in enumerate(parts[:3])})


def pages(data: bytes) -> None:
    """A page from its text to its verdict."""
    text = text_of(data)

    def none(page: str, name: str) -> tuple[str, str]:
        raise MapFileError(f"there is no {name}", "write one")

    collected = collect([Page("a.md", text)], none, Settings())
    SHAPER.turn()
    site = join(collected.sources, SHAPER, today=TODAY, diagnostics=collected.diagnostics)
    placed(site.diagnostics, {"a.md": text})
    reports(site, {"a.md": text})


TARGETS: dict[str, Callable[[bytes], None]] = {"fences": fences, "yaml": yaml, "grammar": grammar, "map": map, "pages": pages}
