"""A misspelt key, or an id that is none, is one message: nothing that would follow from it is told as well."""

from __future__ import annotations

import re

import pytest

from tests.support import SCIENCE_TEXT, USER_TEXT, codes, judge

BASIC = ("kind", "title", "stages", "backbone", "releases", "stories", "jobs")
"""Keys without which hardly anything can be judged; what is told of them is tested beside the schema."""
SECTIONS = [
    (text, key) for text in (USER_TEXT, SCIENCE_TEXT) for key in re.findall(r"^([a-z_]{4,}):", text, re.MULTILINE) if key not in BASIC
]  # fmt: skip
IDS = ("decision", "thin-file-answer", "bureau", "thin-file-labels", "canary", "thin-file", "recall", "equal-chance", "model-vs-scorecard", "ethics-launch")


@pytest.mark.parametrize(("text", "key"), SECTIONS, ids=[f"{'user' if text is USER_TEXT else 'science'} {key}" for text, key in SECTIONS])
def test_a_misspelt_section(text: str, key: str) -> None:
    slip = re.sub(rf"^{key}:", f"{key[:-1]}:", text, count=1, flags=re.MULTILINE)
    assert codes(judge(slip) if text is USER_TEXT else judge(None, slip)) == ["SM202"]


@pytest.mark.parametrize("name", IDS)
def test_an_id_that_is_none(name: str) -> None:
    slip = re.sub(rf"^  {name}:", f"  {name.title()}:", USER_TEXT, count=1, flags=re.MULTILINE)
    assert slip != USER_TEXT
    assert codes(judge(slip)) == ["SM206"]
