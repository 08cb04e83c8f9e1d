"""What a draft, the checklist, `waive` and the site's `rules` make of a problem."""

from __future__ import annotations

import pytest

from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic
from mkdocs_storymap.settings import settings_from
from tests.support import found, judge

SOFTENED = """SM304 SM306 SM401 SM402 SM403 SM404 SM405 SM406 SM407 SM411 SM412 SM413 SM508 SM522 SM606 SM702 SM804 SM806 SM808 SM823""".split()
"""docs/format.md, section 1, word for word."""


def one(user: object, code: str, settings: object = None) -> Diagnostic:
    return next(d for d in found(judge(user, settings=settings_from(settings))) if d.code == code)


def test_softened_codes_are_those_of_the_format() -> None:
    assert [code for code, entry in CATALOGUE.items() if entry.softened] == SOFTENED


def test_items_are_those_of_the_format() -> None:
    assert {code: entry.item for code, entry in CATALOGUE.items() if entry.item} == {f"SM40{n}": f"C{n}" for n in range(1, 8)}


def test_a_draft_softens_what_is_missing_and_not_what_is_contradictory() -> None:
    draft = {"status": "draft", "owners": {"ethics": None}, "metrics": {"recall": {"rollback": "below 0.78 for 1d"}}}
    assert one(draft, "SM407").severity == "advice"
    assert one(draft, "SM505").severity == "error"
    assert judge(draft).failed()
    assert not judge({"status": "draft", "owners": {"ethics": None}}).failed(strict=True)


def test_a_map_with_nothing_but_its_bones_passes_as_a_draft() -> None:
    bones = "map: bones\ntitle: Bones\nstatus: draft\nbackbone: {A: [B]}\nreleases: {one: {goal: x}}\nstories: {s: {step: B, release: one, want: x}}\n"
    judged = judge(bones, False)
    assert {d.severity for d in judged.diagnostics} == {"advice"}
    assert {d.code for d in judged.diagnostics} <= set(SOFTENED)


def test_and_without_the_checklist_nothing_is_said() -> None:
    bones = "map: bones\ntitle: Bones\nchecklist: none\nbackbone: {A: [B]}\nreleases: {one: {goal: x}}\nstories: {s: {step: B, release: one, want: x}}\n"
    assert judge(bones, False).diagnostics == []


def test_a_contradiction_stays_without_the_checklist() -> None:
    assert one({"checklist": "none", "metrics": {"recall": {"rollback": "below 0.78 for 1d"}}}, "SM505").severity == "error"


@pytest.mark.parametrize("level", ["error", "warning", "advice"])
def test_rules_of_the_site(level: str) -> None:
    user = {"metrics": {"precision": {"target": "0.89"}}}
    assert one(user, "SM506", {"rules": {"SM506": level}}).severity == level


def test_rules_of_the_site_may_turn_any_rule_off() -> None:
    user = {"metrics": {"recall": {"rollback": "below 0.78 for 1d"}}}
    assert found(judge(user, settings=settings_from({"rules": {"SM505": "off"}}))) == []


def test_the_order_is_rules_then_draft_then_waive() -> None:
    user = {"metrics": {"precision": {"target": "0.89"}}, "waive": {"SM506": "We start over"}}
    told = one(user, "SM506", {"rules": {"SM506": "error"}})
    assert (told.severity, told.waived) == ("advice", "We start over")
    missing = {"status": "draft", "owners": {"ethics": None}}
    assert one(missing, "SM407", {"rules": {"SM407": "error"}}).severity == "advice"


def test_a_waived_problem_never_fails() -> None:
    user = {"metrics": {"precision": {"target": "0.89"}}}
    assert judge(user).failed(strict=True) and not judge(user).failed()
    assert not judge({**user, "waive": {"SM506": "We start over"}}).failed(strict=True)


def test_an_error_that_is_no_missing_part_cannot_be_waived() -> None:
    user = {"metrics": {"recall": {"rollback": "below 0.78 for 1d"}}, "waive": {"SM505": "We like it so"}}
    assert (one(user, "SM505").severity, one(user, "SM505").waived) == ("error", None)
    assert judge(user).failed()
