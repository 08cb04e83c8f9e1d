"""From findings to diagnostics: where in the user's file, and how grave under the site's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic, Finding, Fix, Location, Path, Related, Severity, Span, pointer
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.pipeline.judged import JudgedMap
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.yaml_doc import Node

_LONGEST = 2000
"""Characters of a message: it quotes what the author wrote, and that may be a megabyte."""


def under_rules(diagnostics: Iterable[Diagnostic], settings: Settings) -> list[Diagnostic]:
    """Diagnostics of no map under the site's `rules`: those whose rule is off are left out."""
    found = []
    for diagnostic in diagnostics:
        level = settings.rules.get(diagnostic.code)
        if level != "off":
            found.append(replace(diagnostic, severity=level) if level else diagnostic)  # type: ignore[arg-type]
    return found


class Locator:
    """Finds the place of a path: in its map, or in the site's defaults."""

    def __init__(self, maps: Mapping[str, JudgedMap], defaults_at: Callable[[Span], Location] | None) -> None:
        self.maps = maps
        self.defaults_at = defaults_at

    def place(self, entry: JudgedMap, path: Path, *, key: bool, offset: tuple[int, int] | None = None) -> Location:
        """Where a path leads; the nearest place that exists, if it leads nowhere."""
        root = entry.shaped.root
        if root is None:
            return entry.source.locate(Span(0, 0, 0, 1))
        node, reached = root.find(path)
        if len(reached) < len(path):
            key, offset = True, None
        span = node.alias or node.span
        origin = node.origin
        if key and reached and isinstance(reached[-1], str):
            parent, _ = root.find(reached[:-1])
            span = parent.keys.get(reached[-1], span)
        elif key and not reached:
            span = Span(node.span.line, node.span.column, node.span.line, node.span.column + 1)
            first = next(iter(node.keys.values()), None)
            span = first or span
        elif offset is not None and node.alias is None:
            span = part_of(node, offset)
        if origin == "defaults" and self.defaults_at is not None:
            return self.defaults_at(span)
        return entry.source.locate(span)

    def mentioned(self, entry: JudgedMap, finding: Finding) -> tuple[Related, ...]:
        """The other places that a finding speaks of."""
        found = []
        for mention in finding.mentions:
            where = self.maps.get(mention.map_key) if mention.map_key is not None else entry
            if where is not None:
                found.append(Related(self.place(where, mention.path, key=mention.key), mention.message))
        return tuple(found)


def part_of(node: Node, offset: tuple[int, int]) -> Span:
    """The place of a part of a scalar, where its characters stand one for one in the text."""
    span = node.span
    quoted = 1 if node.style in ("'", '"') and node.style else 0
    one_line = span.line == span.end_line and span.end_column - span.column == len(node.text) + 2 * quoted
    if node.style in ("|", ">") or not one_line:
        return span
    start = span.column + quoted + offset[0]
    return Span(span.line, start, span.line, max(start + 1, span.column + quoted + offset[1]))


def diagnostics_of(entry: JudgedMap, findings: list[Finding], settings: Settings, locator: Locator) -> list[Diagnostic]:
    """The findings of one map as diagnostics, sorted; each is told once."""
    found = entry.shaped.map
    seen: set[tuple[str, Path, str]] = set()
    unknown = {finding.path for finding in findings if finding.code in ("SM301", "SM303") and severity(finding.code, found, settings)}
    result = []
    for finding in findings:
        name = (finding.code, finding.path, finding.message)
        if name in seen or (finding.code == "SM206" and finding.path in unknown):  # What is meant says more than what an id is.
            continue
        seen.add(name)
        decided = severity(finding.code, found, settings)
        if decided is None:
            continue
        level, waived = decided
        where = (
            entry.source.locate(finding.span)
            if finding.span is not None
            else locator.place(entry, finding.path, key=finding.key, offset=finding.offset)
        )
        message = f"{finding.message} (in the site's `defaults`)" if _defaulted(entry, finding) else finding.message
        message, hint = _quotable(message), _quotable(finding.hint)
        result.append(
            Diagnostic(
                finding.code, level, message, hint, where, pointer(finding.path),
                (found.id if found else entry.shaped.claimed) or None, locator.mentioned(entry, finding), waived,
                _fix(entry, finding), finding.item,
                entry.source.locate(finding.fix.span) if finding.fix and finding.fix.span else None,
            )  # fmt: skip
        )
    return sorted(result, key=lambda d: d.sort_key)


def _quotable(text: str) -> str:
    """A text that quotes an author: of bounded length, without the one control character that YAML allows."""
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…").replace("\x85", " ")


def _defaulted(entry: JudgedMap, finding: Finding) -> bool:
    """True where a finding speaks of what the site's defaults lay under the map."""
    if entry.shaped.root is None or finding.span is not None or not finding.path:
        return False
    return entry.shaped.root.find(finding.path)[0].origin == "defaults"


def _fix(entry: JudgedMap, finding: Finding) -> Fix | None:
    """A finding's correction, unless it stands in the site's defaults or behind an `*alias`."""
    if finding.fix is None or entry.shaped.root is None or finding.span is not None:
        return finding.fix
    node, _ = entry.shaped.root.find(finding.path)
    return None if node.origin or (node.alias is not None and not finding.key) else finding.fix


def severity(code: str, found: StoryMap | None, settings: Settings) -> tuple[Severity, str | None] | None:
    """Decide how grave a problem is: rule → `rules` → draft → `waive`. Returns None where the rule is off.

    The second value is the reason where the map waived it.
    """
    entry = CATALOGUE[code]
    level: Severity = entry.severity
    written = settings.rules.get(code)
    if written == "off" or (found is not None and not found.checklist and entry.softened):
        return None
    if written is not None:
        level = written  # type: ignore[assignment]
    if found is not None and found.draft and entry.softened:
        level = "advice"
    if found is not None and entry.waivable:
        reason = found.waive.get(code) or (found.waive.get(entry.item) if entry.item else None)
        if reason is not None:
            return "advice", reason
    return level, None
