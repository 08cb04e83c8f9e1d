"""Builders of the things that user maps and data-science maps share."""

from __future__ import annotations

from mkdocs_storymap import grammar
from mkdocs_storymap.build.reader import Reader
from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.model import (
    DataItem,
    DoneEntry,
    Experiment,
    Owner,
    Quality,
    Retraining,
    Variant,
)  # fmt: skip

DATA_KINDS = (
    "source", "collection", "transformation", "feature", "labeling", "infrastructure", "training", "serving", "monitoring",
)  # fmt: skip
DATA_STATUS = ("ready", "in progress", "planned", "blocked")
CARD_STATUS = ("planned", "in progress", "done", "blocked")
EXPERIMENT_TYPES = ("ab-test", "offline", "shadow-compare", "interleaving", "bandit", "holdout")
ROLLOUTS = ("shadow", "canary", "gradual", "blue-green", "ab-test", "feature-flag", "all-at-once")


def owners(reader: Reader, name: str = "owners") -> dict[str, Owner]:
    """Who answers for what, by role."""
    found = {}
    node = reader.present(name, "mapping")
    for role, item in (node.children if node else {}).items():
        sub = Reader(item, (*reader.path, name, role), reader.notes)
        who = item.text.strip() if item.kind == "scalar" and item.data is not None else None
        if who:
            sub.broken.discard("")
        found[role] = Owner(id=role, **sub.base, name=who or None)
    return found


def data_items(top: Reader) -> dict[str, DataItem]:
    """The data section."""
    found = {}
    for key, reader in top.members("data"):
        lead = reader.text("lead_time")
        unknown = lead == "unknown"
        status = reader.choice("status", DATA_STATUS)
        blocker = reader.text("blocker")
        fields = {
            "kind": reader.choice("kind", DATA_KINDS),
            "status": status or ("blocked" if blocker else "planned"),
            "lead_time": None if unknown else reader.value("lead_time", "duration", grammar.parse_duration),
            "unknown": unknown,
            "from_": reader.refs("from", "data item"),
            "owner": reader.text("owner"),
            "blocker": blocker,
            "provider": reader.text("provider"),
            "amount": reader.text("amount"),
        }
        if "status" in reader.broken or "status" in reader.none:
            reader.broken.add("lead_time")
        found[key] = DataItem(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def quality(top: Reader) -> tuple[Quality, ...]:
    """The data checks."""
    found = []
    for number, reader, _ in top.items("quality"):
        fields = {
            "of": reader.ref("of", "data item"),
            "expect": reader.text("expect"),
            "expectation": reader.value("expect", "expect", grammar.parse_expect),
            "if_broken": reader.text("if_broken"),
            "severity": reader.text("severity"),
            "evidence": reader.text("evidence"),
        }
        found.append(Quality(id=str(number), **reader.base, **fields))  # type: ignore[arg-type]
    return tuple(found)


def done(top: Reader, name: str = "done") -> tuple[DoneEntry, ...]:
    """A definition of done."""
    found = []
    if (node := top.fields.get(name)) is not None and node.kind == "scalar" and node.data is not None:
        top.broken.add(name)
        return ()
    for number, reader, item in top.items(name):
        if item.kind == "scalar":
            reader.broken.clear()
            found.append(DoneEntry(id=str(number), **reader.base, text=item.text.strip()))
            continue
        fields = {
            "metrics": reader.refs("metrics", "metric"),
            "fairness": reader.refs("fairness", "fairness entry"),
            "review": reader.ref("review", "review"),
        }
        reader.broken |= {key for key in fields if key in reader.fields and not fields[key]}
        found.append(DoneEntry(id=str(number), **reader.base, **fields))  # type: ignore[arg-type]
    return tuple(found)


def variants(top: Reader, roles: tuple[str, ...] = ()) -> dict[str, Variant]:
    """Model variants, or the arms of an experiment: a text, or a mapping with levels."""
    found = {}
    node = top.present("variants", "mapping")
    for key, item in (node.children if node else {}).items():
        reader = Reader(item, (*top.path, "variants", key), top.notes)
        if item.kind == "scalar":
            if item.data is not None:
                reader.broken.discard("")
            found[key] = Variant(id=key, **reader.base, what=item.text.strip() or None)
            continue
        fields = {
            "role": reader.choice("role", roles) if roles else None,
            "what": reader.text("what"),
            "levels": reader.keyed("levels", "metric", "number", grammar.parse_number),
        }
        found[key] = Variant(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def guardrails(top: Reader) -> dict[str, grammar.Tolerance]:
    """What an experiment or job tolerates, by metric."""
    return top.keyed("guardrails", "metric", "tolerance", grammar.parse_tolerance)


def experiments(top: Reader, *, science: bool) -> dict[str, Experiment]:
    """The experiments section; a data-science map's name a job instead of a story."""
    found = {}
    for key, reader in top.members("experiments"):
        arms = variants(reader)
        fields = {
            "story": None if science else reader.ref("story", "story"),
            "job": reader.ref("job", "job") if science else None,
            "during": reader.ref("during", "release"),
            "type": reader.choice("type", EXPERIMENT_TYPES),
            "hypothesis": reader.text("hypothesis"),
            "variants": arms,
            "runs": reader.value("runs", "duration", _some_time),
            "primary": reader.ref("primary", "metric"),
            "mde": reader.value("mde", "difference", _positive_difference),
            "sample": reader.value("sample", "sample", grammar.parse_sample),
            "guardrails": guardrails(reader),
            "win": reader.text("win"),
            "lose": reader.text("lose"),
            "unclear": reader.text("unclear"),
            "for_": reader.ref("for", "segment"),
            "success": reader.text("success"),
            "split": _split(reader, len(arms)),
            "unit": reader.text("unit"),
            "sd": reader.value("sd", "number", _positive_number),
            "decide_after": reader.value("decide_after", "duration", grammar.parse_duration),
            "traffic": reader.value("traffic", "percent", _some_share),
            "analysis": reader.text("analysis"),
        }
        if "variants" not in reader.broken and 0 < len(arms) < 2:
            reader.broken.add("variants")
            reader.notes.findings.append(
                Finding("SM207", f"the experiment `{key}` compares one variant with nothing",
                        "name at least two variants, as in {control: what runs today, model: what is tried}",
                        (*reader.path, "variants"), key=True)  # fmt: skip
            )
        settings = {"alpha": reader.ratio("alpha"), "power": reader.ratio("power"), "sides": _sides(reader)}
        fields |= {name: value for name, value in settings.items() if value is not None}
        found[key] = Experiment(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def _some_time(text: str) -> int:
    minutes = grammar.parse_duration(text)
    if minutes == 0:
        raise grammar.GrammarError("an experiment that runs no time decides nothing", (0, len(text)))
    return minutes


def _some_share(text: str) -> object:
    share = grammar.parse_percent(text)
    if share == 0:
        raise grammar.GrammarError("an experiment that nobody enters decides nothing", (0, len(text)))
    return share


def _positive_difference(text: str) -> grammar.Difference:
    found = grammar.parse_difference(text)
    if found.quantity.number == 0:
        raise grammar.GrammarError("an effect of nothing cannot be seen by any sample", found.quantity.at)
    return found


def _positive_number(text: str) -> grammar.Quantity:
    found = grammar.parse_number(text)
    if found.number <= 0:
        raise grammar.GrammarError("a standard deviation is more than 0", found.at)
    return found


def _sides(reader: Reader) -> int | None:
    value = reader.choice("sides", ("1", "2"))
    return int(value) if value else None


def _split(reader: Reader, arms: int) -> tuple[object, ...]:
    def parse(text: str) -> tuple[object, ...]:
        weights = grammar.parse_split(text)
        if arms and len(weights) != arms:
            raise grammar.GrammarError(
                f"{len(weights)} weights for {arms} variants", (0, len(text)), "write one weight a variant, in their order"
            )
        return weights

    return reader.value("split", "split", parse) or ()


def retraining(top: Reader) -> Retraining | None:
    """How the model is kept fresh."""
    reader = top.sub("retraining")
    if reader is None:
        return None
    fields = {
        "every": reader.value("every", "duration", grammar.parse_duration),
        "also_on": reader.texts("also_on"),
        "promote_if": reader.text("promote_if"),
        "new_data": reader.text("new_data"),
        "keep": reader.texts("keep"),
    }
    return Retraining(id="", **reader.base, **fields)  # type: ignore[arg-type]


def card_fields(reader: Reader, *, after: str) -> dict[str, object]:
    """The fields that stories and jobs share; `after` is the kind of what they come after."""
    return {
        "release": reader.ref("release", "release"),
        "want": reader.text("want"),
        "so": reader.text("so"),
        "needs": reader.refs("needs", "data item"),
        "effort": reader.value("effort", "duration", grammar.parse_duration),
        "after": reader.refs("after", after),
        "status": reader.choice("status", CARD_STATUS) or "planned",
        "issue": reader.text("issue"),
        "tags": reader.texts("tags"),
        "owners": owners(reader),
        "done": done(reader),
    }

