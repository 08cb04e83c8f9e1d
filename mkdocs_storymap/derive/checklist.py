"""The checklist C1 to C7 of one map: met, missing, not applicable, waived, or off (docs/format.md, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.record import record

TITLES = {
    "C1": "Segments", "C2": "Data", "C3": "Fairness", "C4": "Thresholds", "C5": "Experiments", "C6": "Monitoring",
    "C7": "Owners",
}  # fmt: skip
"""The items in one word, for the strip."""
QUESTIONS = {
    "C1": "Segments and performance baselines for each use case, before any story",
    "C2": "Data sources, pipelines and quality that block each story",
    "C3": "Fairness metrics and at-risk populations for demographic slices",
    "C4": "Performance thresholds that trigger retraining or rollback",
    "C5": "Experiments and A/B tests in the story timeline",
    "C6": "Monitoring, alerting and production feedback loops",
    "C7": "Data, engineering and ethics owners alongside product and design",
}
"""The items in full (docs/format.md, section 6)."""
_SECTIONS = {
    "C1": ("segments", "use_cases"), "C2": ("data",), "C3": ("fairness",), "C4": ("respond", "retraining"),
    "C5": ("experiments",), "C6": ("feedback", "alerts"), "C7": ("owners",),
}  # fmt: skip
"""An item is not applicable where all of these sections are declared `none`."""
_ASKED_OF_SCIENCE = ("C1", "C2", "C7")
"""A data-science map is always asked for these; for the others only where it has the section."""


@record
class Item:
    """The state of one checklist item.

    Attributes:
        code: C1 to C7.
        state: met, missing, not-applicable, waived or off.
        missing: What is missing, and where; the waived ones too, in state `waived`.
        reason: Why it is not applicable or waived.
    """

    code: str
    state: str
    missing: tuple[Diagnostic, ...] = ()
    reason: str | None = None

    @property
    def title(self) -> str:
        """One word."""
        return TITLES[self.code]


def checklist(found: StoryMap, diagnostics: Iterable[Diagnostic], off: frozenset[str] = frozenset()) -> list[Item]:
    """Return the state of every item.

    Args:
        found: The map.
        diagnostics: What was found in it.
        off: Codes that the site turns off.
    """
    by_item: dict[str, list[Diagnostic]] = {code: [] for code in TITLES}
    for diagnostic in diagnostics:
        item = CATALOGUE[diagnostic.code].item
        if item:
            by_item[item].append(diagnostic)
    return [_item(found, code, tuple(by_item[code]), off) for code in TITLES]


def _item(found: StoryMap, code: str, problems: tuple[Diagnostic, ...], off: frozenset[str]) -> Item:
    if not found.checklist or f"SM40{code[1]}" in off:
        return Item(code, "off")
    open_problems = tuple(problem for problem in problems if problem.waived is None)
    if open_problems:
        return Item(code, "missing", open_problems)
    if problems:
        return Item(code, "waived", problems, problems[0].waived)
    reasons = [reason for reason in (_none(found, section) for section in _SECTIONS[code]) if reason is not None]
    if len(reasons) == len(_SECTIONS[code]):
        return Item(code, "not-applicable", reason=" · ".join(dict.fromkeys(reasons)))
    if found.science and code not in _ASKED_OF_SCIENCE and not _has(found, code):
        return Item(code, "off")
    return Item(code, "met")


def _none(found: StoryMap, section: str) -> str | None:
    reason = found.none.get(section)
    if reason is None and section == "owners" and found.owners and all(owner.not_applicable for owner in found.owners.values()):
        reason = next(iter(found.owners.values())).not_applicable
    return reason


def _has(found: StoryMap, code: str) -> bool:
    return any(bool(getattr(found, section)) for section in _SECTIONS[code])


def states(items: Iterable[Item]) -> Mapping[str, str]:
    """Item to state, as in the JSON of `check` and in the inventory."""
    return {item.code: item.state for item in items}
