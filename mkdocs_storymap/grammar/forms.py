"""One parser for each form of docs/format.md, section 2. Each raises `GrammarError` with the place of the wrong word."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from mkdocs_storymap.grammar.reading import NUMBER, SYMBOLS, Text, next_word, read_difference_of_baseline, read_duration, read_quantity
from mkdocs_storymap.grammar.values import (
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
    percent,
    plain,
)


def parse_duration(value: str) -> int:
    """Parse a duration. Returns minutes."""
    text = Text(value)
    minutes = read_duration(text)
    text.end("a duration is the whole value")
    return minutes


def parse_number(value: str) -> Quantity:
    """Parse a number with its unit."""
    text = Text(value)
    if re.match(r"[<>=≥≤]|below |above |at (least|most) ", value.strip()):
        text.fail("a plain number is wanted here, without a comparison")
    return read_quantity(text)


def parse_difference(value: str) -> Difference:
    """Parse a difference; a bare `5%` is refused because it can mean two things."""
    text = Text(value)
    found = read_difference_of_baseline(text)
    text.end("a difference is the whole value")
    return found


def _swapped_symbol(text: Text, wanted: str) -> None:
    for symbol, words in SYMBOLS.items():
        if text.text.startswith(symbol, text.pos):
            rest = text.text[text.pos + len(symbol) :].strip()
            other = {"above": "at least", "below": "at most"} if wanted == "promise" else {"at least": "below", "at most": "above"}
            told = other.get(words, words)
            text.fail(f"`{symbol}` is written in words here", (text.pos, text.pos + len(symbol)), f"write `{told} {rest}`")


def _promise(text: Text) -> Promise:
    _swapped_symbol(text, "promise")
    if text.take("at", "least"):
        return Promise(read_quantity(text), None)
    if text.take("at", "most"):
        return Promise(None, read_quantity(text))
    if text.take("between"):
        low = read_quantity(text, ("and",))
        if not text.take("and"):
            text.fail("`and` and a second number are missing after `between`")
        return Promise(low, read_quantity(text))
    if text.done:
        text.fail("nothing is written here")
    word = next_word(text)
    if word in ("below", "above", "outside"):
        text.fail(f"`{word}` is the word of an alarm; a promise says what is kept", None, "write `at least N` or `at most N`")
    if NUMBER.match(word):
        text.fail(f"`{word}` does not say on which side it holds", None, f"write `at least {word}` or `at most {word}`")
    text.fail(f"`{word}` does not start a promise")


def parse_promise(value: str) -> Promise:
    """Parse a promise."""
    text = Text(value)
    found = _promise(text)
    text.end("a promise ends after its number")
    return found


def parse_tolerance(value: str) -> Tolerance:
    """Parse what a guardrail tolerates."""
    text = Text(value)
    for direction in ("drop", "rise"):
        if text.take("may", direction):
            found = read_difference_of_baseline(text)
            text.end("a tolerance ends after its difference")
            return Tolerance(direction, found)
    if text.take("may"):
        text.fail(f"`may` is followed by `drop` or `rise`, not by `{next_word(text)}`")
    try:
        promise = _promise(text)
    except GrammarError as error:
        if error.message.endswith("does not start a promise"):
            text.fail(f"`{next_word(text)}` does not start a tolerance")
        raise
    text.end("a tolerance ends after its number")
    return Tolerance("", promise=promise)


_AFTER_EDGE = ("for", "over")


def parse_alarm(value: str) -> Condition:
    """Parse an alarm's condition."""
    text = Text(value)
    _swapped_symbol(text, "alarm")
    low = high = worse = None
    if text.take("below"):
        low = read_quantity(text, _AFTER_EDGE)
    elif text.take("above"):
        high = read_quantity(text, _AFTER_EDGE)
    elif text.take("outside"):
        low = read_quantity(text, ("to", *_AFTER_EDGE))
        if not text.take("to"):
            text.fail("`to` and a second number are missing after `outside`")
        high = read_quantity(text, _AFTER_EDGE)
    elif text.take("worse", "by"):
        worse = read_difference_of_baseline(text, _AFTER_EDGE)
    elif text.done:
        text.fail("nothing is written here")
    else:
        word = next_word(text)
        if value.strip().startswith(("at least", "at most", "between")):
            text.fail("this is a promise; an alarm says when it fires", None, "write `below N` or `above N`")
        if word == "worse":
            text.fail("`worse` is followed by `by` and a difference")
        text.fail(f"`{word}` does not start an alarm")
    hold = read_duration(text, ("over",)) if text.take("for") else None
    over = read_duration(text, ("for",)) if text.take("over") else None
    if text.take("for"):
        text.fail("`for` comes before `over`", (text.pos - 4, text.pos))
    text.end("after the number come `for DURATION` and `over DURATION`")
    return Condition(low, high, worse, hold, over)


def _percent(text: Text, stops: tuple[str, ...] = ()) -> Decimal:
    quantity = read_quantity(text, stops)
    if quantity.unit != "%":
        if not quantity.unit and 0 <= quantity.number <= 1 and quantity.number != quantity.number.to_integral_value():
            hint = f"write `{percent(quantity.number)}`"
        else:
            hint = f"write `{plain(quantity.number)}%`"
        text.fail(f"`{text.text[slice(*quantity.at)]}` is not a percentage", quantity.at, hint)
    if not 0 <= quantity.number <= 100:
        text.fail(f"`{text.text[slice(*quantity.at)]}` is not between 0% and 100%", quantity.at)
    return quantity.number / 100


def parse_percent(value: str) -> Decimal:
    """Parse a share of 0% to 100%. Returns a ratio, 0 to 1."""
    return _percent(Text(value))


def parse_step(value: str) -> Step:
    """Parse one step of a rollout."""
    text = Text(value)
    exposure = _percent(text, ("for", "until"))
    if text.take("for"):
        hold = read_duration(text)
        text.end("a step ends after its duration")
        return Step(exposure, hold)
    if text.take("until"):
        at = text.rest_until(())
        name = text.text[at[0] : at[1]]
        if not name:
            text.fail("the review that ends this step is missing")
        return Step(exposure, None, name, at)
    text.end("after the share comes `for DURATION` or `until REVIEW`")
    return Step(exposure)


_GROUPED = re.compile(r"[1-9]\d{0,2}\.\d{2}0\Z")
"""A number that ends in a nought behind a point and three digits: thousands to half of its readers."""


def _refuse_grouped(text: Text, quantity: Quantity) -> None:
    figure = text.text[slice(*quantity.at)].strip()
    if _GROUPED.match(figure):
        text.fail(f"`{figure}` can mean two things", quantity.at, f"write `{figure.replace('.', '')}`, or `{figure.rstrip('0').rstrip('.')}`")


def parse_volume(value: str) -> Volume:
    """Parse decisions in a period."""
    text = Text(value)
    quantity = read_quantity(text, ("per",))
    spoken = re.fullmatch(r"(?:an?|each|every|/) ?(hour|day|week)|(?P<ly>daily|weekly|hourly)", quantity.unit)
    if spoken and text.done:
        period = spoken[1] or {"daily": "day", "weekly": "week", "hourly": "hour"}[spoken["ly"]]
        text.fail(f"`{quantity.unit}` is no period as it is written here", quantity.unit_at, f"write `{plain(quantity.number)} per {period}`")
    if quantity.unit:
        text.fail(f"`{quantity.unit}` is not expected before `per`", quantity.unit_at)
    _refuse_grouped(text, quantity)
    if quantity.number <= 0:
        text.fail("a volume is more than nothing", quantity.at)
    if not text.take("per"):
        text.fail("the period is missing", quantity.at, f"write `{plain(quantity.number)} per day`")
    for period in ("hour", "day", "week"):
        if text.take(period):
            text.end("a volume ends after its period")
            return Volume(quantity.number, period)
    text.fail(f"`{next_word(text)}` is not a period that is known: hour, day or week")


def parse_sample(value: str) -> Sample:
    """Parse a planned sample."""
    text = Text(value)
    quantity = read_quantity(text, ("per", "total"))
    number = quantity.number
    if quantity.unit:
        text.fail(f"`{quantity.unit}` is not expected here", quantity.unit_at)
    _refuse_grouped(text, quantity)
    if number != number.to_integral_value() or number < 1:
        text.fail(f"`{plain(number)}` is not a whole number of cases", quantity.at)
    if text.take("per", "variant"):
        found = Sample(int(number), True)
    elif text.take("total"):
        found = Sample(int(number), False)
    elif text.done:
        figure = plain(number)
        text.fail(f"`{figure}` does not say of what", quantity.at, f"write `{figure} per variant` or `{figure} total`")
    else:
        text.fail(f"`{text.text[text.pos :].strip()}` is not `per variant` or `total`", (text.pos, len(text.text.rstrip())))
    text.end("a sample ends here")
    return found


def parse_split(value: str) -> tuple[Decimal, ...]:
    """Parse how traffic is split. Returns weights that add up to 1."""
    weights: list[Decimal] = []
    position = 0
    for part in value.split("/"):
        number = part.strip().removesuffix("%").strip()
        at = (position, position + len(part)) if part else (max(0, min(position, len(value) - 1)), max(1, min(position + 1, len(value))))
        if not re.fullmatch(r"\d+(?:\.\d+)?", number):
            raise GrammarError(f"`{part.strip()}` is not a weight", at)
        weights.append(Decimal(number))
        position += len(part) + 1
    if len(weights) < 2:
        raise GrammarError("one weight is no split", (0, max(1, len(value))))
    if any(weight == 0 for weight in weights):
        raise GrammarError("a variant with weight 0 gets nobody", (0, len(value)), "leave the variant out, or give it a share")
    total = sum(weights)
    if total != 100:
        raise GrammarError(f"the weights add up to {plain(total)}, not to 100", (0, len(value)))
    return tuple(weight / 100 for weight in weights)


def parse_date(value: str) -> date:
    """Parse a calendar date."""
    written = value.strip()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise GrammarError(f"`{written}` is not a day of the calendar", (0, len(value))) from None
    raise GrammarError(f"`{written}` is not a date", (0, max(1, len(value))))


def parse_range(value: str) -> tuple[Quantity | None, Quantity | None]:
    """Parse a metric's range. Returns its lowest and highest level, None where it is open."""
    text = Text(value)
    if re.match(r"\s*(at|between)\b", value):
        promise = _promise(text)
        text.end("a range ends after its number")
        return promise.low, promise.high
    low = read_quantity(text, ("to",))
    if not text.take("to"):
        text.fail("`to` and the highest level are missing")
    high = read_quantity(text)
    return low, high


_MEASURES = ("freshness", "missing", "invalid", "duplicates", "rows")
_EXPECT = re.compile(rf"({'|'.join(_MEASURES)})\s+(?=at\s+least\b|at\s+most\b|between\b|below\b|above\b|[<>=≤≥])")


def parse_expect(value: str) -> Expectation | None:
    """Parse what a quality check expects. Returns None for plain text."""
    match = _EXPECT.match(value.strip())
    if not match:
        return None
    start = len(value) - len(value.lstrip())
    measure = match[1]
    text = Text(value, start + match.end())
    promise = _promise(text)
    text.end("the check ends after its number")
    if measure != "rows" and promise.low is not None:
        text.fail(f"`{measure}` has an upper bound only", (start, len(value)), f"write `{measure} at most …`")
    for quantity in (promise.low, promise.high):
        if quantity is None:
            continue
        if measure == "freshness":
            if quantity.unit not in ("ms", "s", "m", "h", "d", "w"):
                text.fail(f"`{quantity}` is not a duration", quantity.at, "write it as in `freshness at most 24h`")
        elif quantity.unit not in (("",) if measure == "rows" else ("", "%")):
            text.fail(f"`{quantity.unit}` is not a unit of `{measure}`", quantity.unit_at)
        if quantity.number < 0:
            text.fail(f"`{quantity}` is less than nothing", quantity.at)
    return Expectation(measure, promise)


PARSERS: dict[str, Callable[[str], Any]] = {
    "duration": parse_duration, "number": parse_number, "alarm": parse_alarm, "promise": parse_promise,
    "difference": parse_difference, "tolerance": parse_tolerance, "step": parse_step, "volume": parse_volume,
    "sample": parse_sample, "split": parse_split, "percent": parse_percent, "date": parse_date, "range": parse_range,
    "expect": parse_expect,
}  # fmt: skip
"""The parser of each form, by the name that the JSON Schema gives in `x-grammar`."""
