"""The site's settings, however the host hands them over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mkdocs_storymap.diagnostics import CATALOGUE, closest
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.record import record

ASSETS = ("auto", "inline", "none")
CHECKLISTS = ("ml", "none")
DRAFTS = ("allow", "forbid")
ON_PROBLEM = ("auto", "error", "warn")
RULE_LEVELS = ("error", "warning", "advice", "off")


@record
class Option:
    """One option: what it does, its default, and the values that it takes (empty: see `takes`)."""

    name: str
    default: Any
    takes: str
    about: str
    choices: tuple[str, ...] = ()


OPTIONS: dict[str, Option] = {
    option.name: option
    for option in (
        Option("checklist", "ml", "`ml` or `none`", "The checklist for maps that do not say.", CHECKLISTS),
        Option(
            "on_problem", "auto", "`auto`, `error` or `warn`",
            "`auto` fails `build` and shows problems in the page under `serve`; `error` fails both; `warn` fails neither.", ON_PROBLEM,
        ),
        Option("drafts", "allow", "`allow` or `forbid`", "Whether a map may say `status: draft`.", DRAFTS),
        Option("rules", {}, "a mapping from codes to `error`, `warning`, `advice` or `off`", "Other severities, as in `SM703: off`."),
        Option("review_after", None, "a duration, as in `12w`", "Age at which a map's review is stale (SM904)."),
        Option("defaults", {}, "a mapping", "Laid under every map that knows the key; the map's own value wins."),
        Option("inventories", [], "a list of URLs, paths or `{name, from}`", "`storymaps.json` of other sites."),
        Option("fence", "storymap", "a word", "Info string of the fences."),
        Option("extra_schema", None, "a path", "A JSON Schema of the team's own that every map must also satisfy."),
        Option(
            "metrics", {}, "a mapping from names to `better`, `range`, `unit`, `kind`, `labels`, `proportion`",
            "The team's own metrics.",
        ),
        Option(
            "assets", "auto", "`auto`, `inline` or `none`",
            "`auto` links style and script once a map is known, `inline` puts the style into the page, `none` leaves it to you.", ASSETS,
        ),
    )
}  # fmt: skip
"""Every option, in the order of the documentation."""


@record
class Settings:
    """The settings of one site; each attribute is the option of that name (see `OPTIONS`).

    `defaults` is the positioned YAML node of the option, or None; `source` is the file that the settings stand in, as
    problems name it; `strict` is the host's own strict mode.
    """

    checklist: str = "ml"
    on_problem: str = "auto"
    drafts: str = "allow"
    rules: Mapping[str, str] = field(default_factory=dict)
    review_after: str | None = None
    defaults: Any = None
    inventories: tuple[Mapping[str, str], ...] = ()
    fence: str = "storymap"
    extra_schema: str | None = None
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    assets: str = "auto"
    source: str = ""
    strict: bool = False

    @property
    def off(self) -> frozenset[str]:
        """Codes that the site turns off."""
        return frozenset(code for code, level in self.rules.items() if level == "off")


def settings_from(data: Any, *, source: str = "", defaults: Any = None, strict: bool = False) -> Settings:
    """Check plain data against the options.

    Args:
        data: The options as a mapping (text, numbers, booleans, lists), or None.
        source: The file that they stand in.
        defaults: The positioned node of `defaults`, where the host's file was read by our own reader.
        strict: The host's own strict mode.

    Raises:
        SettingsError: Which option is wrong, and what it takes.
    """
    if data is None:
        data = {}
    if not isinstance(data, Mapping):
        raise SettingsError(f"{_at(source)}the options of storymap are a mapping, as in `storymap: {{checklist: none}}`")
    for name in data:
        if name not in OPTIONS:
            meant = closest(str(name), OPTIONS)
            told = f"; did you mean `{meant}`?" if meant else f"; the options are {', '.join(OPTIONS)}"
            raise SettingsError(f"{_at(source)}storymap has no option `{name}`{told}")
    found: dict[str, Any] = {}
    for name, option in OPTIONS.items():
        value = data.get(name)
        if value is None:
            continue
        if option.choices and value not in option.choices:
            meant = closest(str(value), option.choices)
            told = f"; did you mean `{meant}`?" if meant else ""
            raise _wrong(source, name, value, told)
        found[name] = value
    _check_rules(found, source)
    _check_mappings(found, source)
    if "inventories" in found:
        found["inventories"] = _inventories(found["inventories"], source)
    for name in ("review_after", "fence", "extra_schema"):
        if name in found and not (isinstance(found[name], str) and found[name].strip()):
            raise _wrong(source, name, found[name])
    if "fence" in found and not re.fullmatch(r"[A-Za-z][\w-]*", found["fence"]):
        raise _wrong(source, "fence", found["fence"])
    found["defaults"] = defaults
    return Settings(**found, source=source, strict=strict)


def _at(source: str) -> str:
    return f"{source}: " if source else ""


def _wrong(source: str, name: str, value: Any, told: str = "") -> SettingsError:
    return SettingsError(f"{_at(source)}storymap: `{name}` takes {OPTIONS[name].takes}, not `{value}`{told}")


def _check_rules(found: dict[str, Any], source: str) -> None:
    rules = found.get("rules", {})
    if not isinstance(rules, Mapping):
        raise _wrong(source, "rules", rules)
    for code, level in rules.items():
        if code not in CATALOGUE:
            meant = closest(str(code), CATALOGUE)
            told = f"; did you mean `{meant}`?" if meant else "; `mkdocs-storymap explain --all` lists them"
            raise SettingsError(f"{_at(source)}storymap: `rules` names `{code}`, and there is no such rule{told}")
        if level is False:
            level = "off"
        if level not in RULE_LEVELS:
            raise SettingsError(f"{_at(source)}storymap: rule {code} takes {', '.join(RULE_LEVELS)}, not `{level}`")
    found["rules"] = {code: "off" if level is False else level for code, level in rules.items()}


def _check_mappings(found: dict[str, Any], source: str) -> None:
    for name in ("defaults", "metrics"):
        if name in found and not isinstance(found[name], Mapping):
            raise _wrong(source, name, found[name])
    for name, metric in found.get("metrics", {}).items():
        if not isinstance(metric, Mapping):
            raise SettingsError(f"{_at(source)}storymap: metric `{name}` is a mapping, as in `{{better: higher}}`")
        known = ("better", "range", "unit", "kind", "labels", "proportion")
        for key in metric:
            if key not in known:
                meant = closest(str(key), known)
                told = f"; did you mean `{meant}`?" if meant else f"; it takes {', '.join(known)}"
                raise SettingsError(f"{_at(source)}storymap: metric `{name}` has no `{key}`{told}")


def _inventories(value: Any, source: str) -> tuple[Mapping[str, str], ...]:
    if not isinstance(value, list):
        raise _wrong(source, "inventories", value)
    found = []
    for item in value:
        if isinstance(item, str) and item.strip():
            found.append({"from": item})
        elif isinstance(item, Mapping) and set(item) <= {"name", "from"} and isinstance(item.get("from"), str):
            found.append({key: str(text) for key, text in item.items()})
        else:
            raise _wrong(source, "inventories", item)
    return tuple(found)
