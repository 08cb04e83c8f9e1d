"""States of the checklist: met, missing, not applicable, waived, off."""

from __future__ import annotations

from typing import Any

from mkdocs_storymap.derive.checklist import Item
from mkdocs_storymap.settings import settings_from
from tests.support import judge

ALL = [f"C{number}" for number in range(1, 8)]


def items(user: Any = None, science: Any = None, of: str = "loan-preapproval", settings: Any = None) -> dict[str, Item]:
    judged = judge(user, science, settings=settings_from(settings))
    return {item.code: item for item in judged.by_key()[of].checklist}


def states(*args: Any, **kwargs: Any) -> dict[str, str]:
    return {code: item.state for code, item in items(*args, **kwargs).items()}


def test_the_loan_example_meets_all() -> None:
    assert states() == dict.fromkeys(ALL, "met")


def test_missing_says_what_and_where() -> None:
    found = items({"alerts": None, "owners": {"ethics": None}})
    assert found["C6"].state == found["C7"].state == "missing"
    assert [d.code for d in found["C7"].missing] == ["SM407"]
    assert "alerts" in found["C6"].missing[0].message
    assert {code for code, item in found.items() if item.state == "met"} == set(ALL) - {"C6", "C7"}


def test_what_is_missing_in_a_draft_is_missing() -> None:
    assert states({"status": "draft", "experiments": None})["C5"] == "missing"


def test_not_applicable_with_its_reason() -> None:
    found = items({"experiments": {"none": "Twelve users"}})["C5"]
    assert (found.state, found.reason) == ("not-applicable", "Twelve users")


def test_an_item_of_two_sections_needs_both() -> None:
    assert states({"alerts": {"none": "Nobody is on call"}})["C6"] == "met"
    feedback = {"none": "Nothing comes back"}
    after = {"labels_after": "5d"}
    labels: dict[str, Any] = {"metrics": {"precision": after, "recall": after}, "fairness": {"equal-chance": after}}
    found = items({"alerts": {"none": "Nobody is on call"}, "feedback": feedback, **labels})["C6"]
    assert (found.state, found.reason) == ("not-applicable", "Nothing comes back · Nobody is on call")


def test_waived_by_item_or_by_code() -> None:
    for key in ("C5", "SM405"):
        found = items({"experiments": None, "waive": {key: "We begin in March"}})["C5"]
        assert (found.state, found.reason, len(found.missing)) == ("waived", "We begin in March", 1)


def test_a_waiver_of_nothing_leaves_it_met() -> None:
    assert states({"waive": {"C5": "We begin in March"}})["C5"] == "met"


def test_one_problem_that_is_not_waived_keeps_it_missing() -> None:
    # The waiver of a code takes all of its problems; another code of the same item does not exist, so the item's own does.
    found = items({"experiments": None, "volume": None, "waive": {"SM402": "x"}})["C5"]
    assert found.state == "missing"


def test_off_without_the_checklist() -> None:
    assert states({"checklist": "none"}) == dict.fromkeys(ALL, "off")


def test_off_where_the_site_turns_it_off() -> None:
    assert states(settings={"rules": {"SM405": "off"}})["C5"] == "off"


def test_the_site_may_make_none_the_default_and_a_map_may_ask_for_it() -> None:
    assert states(settings={"checklist": "none"}) == dict.fromkeys(ALL, "off")
    assert states({"checklist": "ml"}, settings={"checklist": "none"}) == dict.fromkeys(ALL, "met")


def test_a_data_science_map_is_asked_for_its_own() -> None:
    found = states(of="loan-ds")
    assert (found["C2"], found["C7"], found["C1"]) == ("met", "met", "met")
    assert (found["C3"], found["C6"]) == ("off", "off")
    # It has experiments and a retraining of its own.
    assert (found["C4"], found["C5"]) == ("met", "met")
