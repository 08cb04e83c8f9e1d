"""In all these tests a rule may find only what it is registered for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mkdocs_storymap.checks import run
from mkdocs_storymap.checks.rule import Check, Context, Rule
from mkdocs_storymap.diagnostics import Finding


@pytest.fixture(autouse=True)
def _own_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "RULES", tuple(Rule(rule.code, _held(rule)) for rule in run.RULES))


def _held(rule: Rule) -> Check:
    def check(context: Context) -> Iterator[Finding]:
        for finding in rule.check(context):
            assert finding.code == rule.code, f"{rule.check.__name__} is registered as {rule.code} and finds {finding.code}"
            yield finding

    return check
