"""The reference page of every rule: a body, and two samples that do what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mkdocs_storymap.checks.pages import page, pages
from mkdocs_storymap.checks.run import RULES
from mkdocs_storymap.diagnostics import CATALOGUE
from mkdocs_storymap.pipeline import MapFileError, Page, collect
from mkdocs_storymap.settings import Settings, settings_from
from tests.support import found, judge, plain

WITHOUT_SAMPLES = {"SM911", "SM913"}
"""They speak of a schema and of a file of the site's own, not of a map."""
SETTINGS: dict[str, Any] = {"SM904": {"review_after": "12w"}, "SM910": {"drafts": "forbid"}}
BESIDE: dict[str, set[str]] = {
    "SM302": {"SM303", "SM305"}, "SM304": {"SM303", "SM306", "SM531"}, "SM404": {"SM301", "SM303"}, "SM523": {"SM831"}, "SM532": {"SM305"},
    "SM601": {"SM504", "SM825"}, "SM825": {"SM831"}, "SM826": {"SM830"}, "SM828": {"SM834"}, "SM831": {"SM830"},
}  # fmt: skip
"""What else the failing sample of a rule draws."""
SAMPLED = [code for code in CATALOGUE if code not in WITHOUT_SAMPLES]


def patches(sample: str) -> tuple[Any, Any]:
    data = plain(sample)
    science = data.pop("science", None)
    return data or None, science


def codes_of(code: str, sample: str) -> list[str]:
    if not page(code).whole:
        user, science = patches(sample)
        return [d.code for d in found(judge(user, science, settings=settings_from(SETTINGS.get(code))))]
    if "```" in sample:
        return [d.code for d in collect([Page("page.md", sample)], _no_file, Settings()).diagnostics]
    return [d.code for d in judge(sample, False).diagnostics]


def _no_file(page: str, name: str) -> tuple[str, str]:
    if name.startswith(".."):
        raise MapFileError("outside of the project", "move it")
    return name, "map: x"


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_page_with_a_body(code: str) -> None:
    one = page(code)
    assert len(one.body.split()) >= 8
    assert one.title == CATALOGUE[code].title and one.severity == CATALOGUE[code].severity
    assert "Fails:" not in one.body and "Passes:" not in one.body
    assert re.sub(r"``.+?``", "", one.body).count("`") % 2 == 0


@pytest.mark.parametrize(("code", "part"), [*((f"SM40{n}", f"C{n}") for n in range(1, 8)), ("SM411", "S2"), ("SM412", "S4"), ("SM413", "F1")])
def test_a_part_of_the_checklist_is_told_first(code: str, part: str) -> None:
    """What the schema asks for stands before what a check looks for as well."""
    assert page(code).body.startswith(f"{part}: ")


@pytest.mark.parametrize("code", SAMPLED)
def test_the_failing_sample_fails(code: str) -> None:
    one = page(code)
    told = codes_of(code, one.fails)
    assert code in told, told
    if not one.whole:
        assert set(told) - {code} <= BESIDE.get(code, set()), told


@pytest.mark.parametrize("code", SAMPLED)
def test_the_passing_sample_passes(code: str) -> None:
    one = page(code)
    told = codes_of(code, one.passes)
    # A fragment that stands for itself lacks the rest of its map.
    assert told.count(code) < codes_of(code, one.fails).count(code) if one.whole else code not in told, told


def test_every_rule_with_a_check_has_a_docstring_of_its_own() -> None:
    texts = [rule.check.__doc__ or "" for rule in RULES]
    assert all(texts) and len(set(texts)) == len(texts)


def test_samples_stand_once_a_code() -> None:
    for one in pages():
        if one.code in WITHOUT_SAMPLES:
            assert not one.fails and not one.passes
            continue
        written = [rule.check.__doc__ or "" for rule in RULES if rule.code == one.code]
        assert sum(len(re.findall(r"^\s*Fails:$", text, re.MULTILINE)) for text in written) <= 1
        assert one.fails and one.passes and one.fails != one.passes


def test_pages_come_in_the_order_of_the_catalogue() -> None:
    assert [one.code for one in pages()] == list(CATALOGUE)
