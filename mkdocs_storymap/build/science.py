"""Builders of the sections that only a data-science map has."""

from __future__ import annotations

from typing import Any

from mkdocs_storymap import grammar
from mkdocs_storymap.build import shared
from mkdocs_storymap.build.reader import Reader
from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.model import BackboneStep, Job, ModelCard
from mkdocs_storymap.text import slug

DEFAULT_STAGES = ("Frame", "Data", "Features", "Train", "Evaluate", "Ship", "Watch")
VARIANT_ROLES = ("fallback", "champion", "challenger")


def model(top: Reader) -> ModelCard | None:
    """What the model is, answers, and is not for."""
    reader = top.sub("model")
    if reader is None:
        return None
    names = ("name", "task", "answers", "trained_on", "evaluated_on", "registry")
    fields: dict[str, Any] = {name: reader.text(name) for name in names}
    fields["not_for"] = reader.texts("not_for")
    return ModelCard(id="", **reader.base, **fields)


def stages(top: Reader) -> tuple[BackboneStep, ...]:
    """The columns of the map; the id of each is the slug of its name."""
    if "stages" not in top.fields or top.fields["stages"].data is None:
        return tuple(BackboneStep(slug(name), name, "", ()) for name in DEFAULT_STAGES)
    found: dict[str, BackboneStep] = {}
    for path, item in top.list_nodes("stages"):
        name = item.text.strip()
        if item.kind != "scalar" or not name:
            top.broken.add("stages")
            continue
        key = slug(name)
        if not key or key in found:
            code, told = ("SM102", "stands twice") if key else ("SM206", "has no letter or digit that an id could be made of")
            top.notes.findings.append(Finding(code, f"the stage `{name}` {told}", "give each stage a name of its own", path))
            continue
        found[key] = BackboneStep(key, name, "", path)
    return tuple(found.values())


def jobs(top: Reader) -> dict[str, Job]:
    """The jobs, in the order in which they are written."""
    found = {}
    for key, reader in top.members("jobs"):
        fields: dict[str, Any] = shared.card_fields(reader, after="job")
        fields |= {
            "stage": reader.ref("stage", "stage"),
            "when": reader.text("when"),
            "improves": reader.ref("improves", "metric"),
            "from_": reader.value("from", "number", grammar.parse_number),
            "to": reader.value("to", "number", grammar.parse_number),
            "serves": reader.refs("serves", "story"),
            "for_": reader.ref("for", "segment"),
            "guardrails": shared.guardrails(reader),
            "fed_by": reader.refs("fed_by", "feedback"),
            "experiments": reader.refs("experiments", "experiment"),
        }
        found[key] = Job(id=key, **reader.base, **fields)
    return found
