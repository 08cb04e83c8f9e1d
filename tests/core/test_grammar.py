"""Properties of the value grammar: what is printed is read again, nothing crashes, every fault lies inside its value."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_storymap import grammar
from mkdocs_storymap.grammar import (
    FORMS,
    PARSERS,
    Condition,
    Difference,
    Expectation,
    GrammarError,
    Promise,
    Quantity,
    Sample,
    Step,
    Tolerance,
    Volume,
)  # fmt: skip

fast = settings(max_examples=150, deadline=None)
numbers = st.decimals(-100000, 100000, places=4, allow_nan=False, allow_infinity=False) | st.integers(-10**9, 10**9).map(Decimal)
units = st.sampled_from(["", "%", "ms", "s", "m", "h", "d", "rps", "EUR", "tokens a day"])
quantities = st.builds(Quantity, numbers, units)
positive = numbers.map(abs)
differences = (
    st.builds(Difference, st.builds(Quantity, positive, st.sampled_from(["", "ms", "s", "EUR"])), st.just("absolute"))
    | st.builds(Difference, st.builds(Quantity, positive, st.just("")), st.just("points"))
    | st.builds(Difference, st.builds(Quantity, positive, st.just("%")), st.just("of baseline"))
)
promises = st.one_of(
    st.builds(Promise, quantities, st.none()), st.builds(Promise, st.none(), quantities), st.builds(Promise, quantities, quantities)
)
tolerances = st.builds(Tolerance, st.sampled_from(["drop", "rise"]), differences) | st.builds(
    Tolerance, st.just(""), st.none(), promises
)
minutes = st.integers(0, 100 * 366 * 1440)
holds = st.none() | minutes
conditions = st.one_of(
    st.builds(Condition, quantities, st.none(), st.none(), holds, holds),
    st.builds(Condition, st.none(), quantities, st.none(), holds, holds),
    st.builds(Condition, quantities, quantities, st.none(), holds, holds),
    st.builds(Condition, st.none(), st.none(), differences, holds, holds),
)
shares = st.integers(0, 100000).map(lambda n: Decimal(n) / 100000)
ids = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
steps = st.one_of(st.builds(Step, shares), st.builds(Step, shares, minutes), st.builds(Step, shares, st.none(), ids))
volumes = st.builds(Volume, positive.filter(bool), st.sampled_from(["hour", "day", "week"]))
samples = st.builds(Sample, st.integers(1, 10**9), st.booleans())
checks = st.one_of(
    st.builds(Expectation, st.just("freshness"), st.builds(Promise, st.none(), st.builds(Quantity, positive, st.sampled_from("mhdw")))),
    st.builds(Expectation, st.sampled_from(["missing", "invalid", "duplicates"]), st.builds(Promise, st.none(), st.builds(Quantity, positive, st.just("%")))),
    st.builds(Expectation, st.just("rows"), st.builds(Promise, st.builds(Quantity, positive, st.just("")), st.none())),
)
PRINTED: dict[str, st.SearchStrategy[Any]] = {
    "number": quantities, "difference": differences, "promise": promises, "tolerance": tolerances, "alarm": conditions,
    "step": steps, "volume": volumes, "sample": samples, "expect": checks,
}  # fmt: skip


@pytest.mark.parametrize("form", PRINTED)
def test_what_is_printed_is_read_again(form: str) -> None:
    @fast
    @given(PRINTED[form])
    def check(value: Any) -> None:
        assert PARSERS[form](str(value)) == value

    check()


@fast
@given(minutes)
def test_durations(value: int) -> None:
    assert grammar.parse_duration(grammar.duration(value)) == value


@fast
@given(st.dates(datetime.date(1000, 1, 1)))
def test_dates(value: datetime.date) -> None:
    assert grammar.parse_date(value.isoformat()) == value


@fast
@given(st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_splits(weights: list[int]) -> None:
    rest = 100 - sum(weights)
    if rest > 0:
        whole = [*weights, rest]
        assert grammar.parse_split("/".join(map(str, whole))) == tuple(Decimal(weight) / 100 for weight in whole)
        assert grammar.parse_split(" / ".join(f"{weight}%" for weight in whole)) == tuple(Decimal(weight) / 100 for weight in whole)


@fast
@given(shares)
def test_percentages(value: Decimal) -> None:
    assert grammar.parse_percent(grammar.percent(value)) == value


@fast
@given(quantities, quantities)
def test_ranges(low: Quantity, high: Quantity) -> None:
    assert grammar.parse_range(f"{low} to {high}") == (low, high)
    assert grammar.parse_range(f"at least {low}") == (low, None)


def test_every_form_has_a_parser_and_reads_its_own_examples() -> None:
    assert set(FORMS) == set(PARSERS)
    for name, form in FORMS.items():
        for example in form.examples:
            PARSERS[name](example)


WORDS = (
    "below above outside to worse by for over at least most between and may drop rise points of baseline per variant total hour day week "
    "until freshness missing rows 5% 0.88 450 ms 3d 1h30m P6W -1 .5 1e99 1e999 5,000 $5 50/50 / % , - + . ≥ < > = 2026-11-24 2026-02-30 ٣ ² 🙂 \u00a0 \u2028"
).split(" ")
sentences = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=5).map("".join)
anything = st.text(max_size=30) | sentences | st.integers(0, 6000).map(lambda n: "9" * n) | st.integers(0, 6000).map(lambda n: "9" * n + "d")


@pytest.mark.parametrize("form", PARSERS)
def test_no_input_crashes_and_every_fault_lies_inside_its_value(form: str) -> None:
    parse: Callable[[str], Any] = PARSERS[form]

    @settings(max_examples=400, deadline=None)
    @given(anything)
    def check(value: str) -> None:
        try:
            found = parse(value)
        except GrammarError as error:
            fault = error
        else:
            str(found)
            return
        start, end = fault.at
        assert 0 <= start < max(1, end) <= max(1, len(value)), (value, fault.at)
        assert fault.message

    check()


@pytest.mark.parametrize(
    ("form", "value", "word"),
    [
        ("alarm", "below 0.88 for 3 dayz", "3 dayz"),
        ("alarm", "under 0.88", "under"),
        ("alarm", "outside 40% to", "outside 40% to"),
        ("promise", "at leest 0.78", "at"),
        ("promise", "at least O.78", "O.78"),
        ("difference", "5%", "5%"),
        ("tolerance", "may fall 0.02", "fall"),
        ("step", "5% for three days", "three days"),
        ("step", "5 for 3d", "5"),
        ("sample", "4200 per arm", "per arm"),
        ("volume", "900 per month", "month"),
        ("volume", "900 users per day", "users"),
        ("volume", "2.500 per day", "2.500"),
        ("sample", "4.000 total", "4.000"),
        ("split", "50/5O", "5O"),
        ("expect", "missing at most two", "two"),
    ],
)
def test_the_caret_stands_under_the_wrong_word(form: str, value: str, word: str) -> None:
    with pytest.raises(GrammarError) as caught:
        PARSERS[form](value)
    start, end = caught.value.at
    assert word.endswith(value[start:end]) and value[start:end]


@pytest.mark.parametrize(
    ("form", "same"),
    [
        ("duration", ("90m", "1h30m", "1h 30m", "PT90M", "PT1H30M")),
        ("duration", ("1w", "7d", "168h", "P1W", "P7D")),
        ("number", ("450 ms", "450ms")),
        ("number", ("5h", "5 h")),
        ("volume", ("2.5 per day", "2.50 per day")),
        ("sample", ("4000 total", "4000.0 total")),
        ("promise", ("at most 800 ms", "at  most 800ms", "at most\n800 ms")),
        ("alarm", ("below 0.88 for 3d over 2w", "below 0.88  for 72h over 14d")),
    ],
)
def test_ways_to_say_the_same(form: str, same: tuple[str, ...]) -> None:
    read = [PARSERS[form](value) for value in same]
    assert all(found == read[0] for found in read)
