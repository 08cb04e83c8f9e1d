"""Of very many names that lead nowhere only the first are held against all that there are: that takes its time."""

from __future__ import annotations

from tests.support import found, judge


def test_after_a_hundred_unknown_names_nothing_is_offered() -> None:
    names = [f"gone-{number}" for number in range(101)]
    told = found(judge({"stories": {"decision": {"needs": ["bureau", *names]}}}))
    assert [d.code for d in told] == ["SM301"] * 101
    assert all(name in d.message for name, d in zip(names, told, strict=True))
    assert ["there are bureau, open-banking" in d.hint for d in told] == [True] * 100 + [False]
    assert told[100].hint == "mend the names above first"
