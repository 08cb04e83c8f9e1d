"""What is missing or empty: SM201, SM207, and the parts that the checklist asks for (SM306, SM401 to SM413)."""

from __future__ import annotations

import re

from mkdocs_storymap.diagnostics import Finding, Path, Span
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.load import part_of
from mkdocs_storymap.schema.places import Context, dotted, key_span, key_text
from mkdocs_storymap.source.yaml_doc import Node

ASKED_BY = {
    "SM401": "checklist C1 (users and baselines)",
    "SM402": "checklist C2 (data)",
    "SM403": "checklist C3 (fairness)",
    "SM404": "checklist C4 (retraining and rollback)",
    "SM405": "checklist C5 (experiments)",
    "SM406": "checklist C6 (release and monitoring)",
    "SM407": "checklist C7 (owners)",
    "SM411": "model performance",
    "SM412": "responsible AI",
    "SM413": "definition of done",
}
"""How a message about a missing part begins: who asks for it."""


def required(context: Context, fault: Fault) -> Finding:
    """Word a missing part: what the map leaves open without it, and what to add."""
    holder, key, rule = fault.place, str(fault.detail), fault.rule
    path = (*holder, key)
    if key == "none":
        return Finding(
            "SM207",
            f"{context.subject(holder)} is `none`, and does not say why",
            f"write why it does not apply: `{key_text(holder)} {{none: the reason}}`",
            holder,
            key=bool(holder) and isinstance(holder[-1], str),
        )
    stands = key in context.node(holder).keys
    if stands and not rule:
        return empty(context, Fault("empty", path=path))
    if rule == "SM407" and holder:
        message = f"nobody is named for {key}"
        hint = f"`{key}: a person or a team`"
    else:
        found = context.lookup(path)
        says = found.says if found and found.says else f"what its {key} is"
        message = f"{context.subject(holder)} does not say {says} (`{key}`)"
        hint = f"`{context.line(path)}`"
    if stands:
        message = message.removesuffix(")") + " is empty)" if message.endswith(")") else f"{message} (`{key}` is empty)"
    hint = f"{'write' if stands else 'add'} {hint}{context.none_way(path)}{_comment(context, path) if stands else ''}"
    asked = f"{ASKED_BY[rule]}: " if rule in ASKED_BY else ""
    if holder[:1] == ("jobs",):
        asked = asked.replace("users and baselines", "outcome of a job")
    code = rule or "SM201"
    if stands:
        return Finding(code, asked + message, hint, path, key=True, item=dotted(path))
    if not holder:
        return Finding(code, asked + message, hint, (), span=_first_line(context.root), item=key)
    return Finding(code, asked + message, hint, holder, key=isinstance(holder[-1], str), item=dotted(path))


def _first_line(root: Node) -> Span:
    for name, span in root.keys.items():
        value = root.children[name]
        if not value.origin:
            end = value.span if value.alias is None and value.span.end_line == span.line else span
            return Span(span.line, span.column, end.end_line, end.end_column)
    return root.span


def _comment(context: Context, path: Path) -> str:
    """Explain an empty value by the `#` behind it, where there is one."""
    node, found = context.root.find(path)
    if found != path or node.origin or not context.lines or not path:
        return ""
    span = key_span(context.root, path) or node.span
    line = context.lines[span.line] if span.line < len(context.lines) else ""
    rest = line[span.end_column :]
    if not re.match(r"[\"']?\s*:?\s+#", rest):
        return ""
    return "; YAML takes what follows ` #` for a comment: put the value in quotes if it belongs to it"


def empty(context: Context, fault: Fault) -> Finding:
    """Word a part that stands there without a value."""
    path = fault.place
    listed = isinstance(path[-1], int)
    node, _ = context.root.find(path)
    if node.kind == "mapping" and context.subject(path).startswith("the "):
        message = f"{context.subject(path)} says nothing yet"
    else:
        message = f"{context.subject(path)} is empty"
    hint = f"write, for example, `{context.line(path)}`"
    if listed or part_of(context.kind, path)[0] == "id":
        hint += ", or take it out"
    return Finding(
        "SM207",
        message,
        f"{hint}{context.none_way(path)}{_comment(context, path)}",
        path,
        key=not listed,
        item=dotted(path),
    )
