"""The small languages inside values: durations, numbers, alarms, promises, steps and their like (FORMAT section 2).

Each form has a frozen value class, a parser that raises `GrammarError` with the place of the wrong word, and prints
itself so that parsing the print gives an equal value. Numbers stay `Decimal` with the unit that was written; they are
bound to a metric's scale in `metrics.py`, since the metric may stand in another map.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
"""Minutes in each unit of a duration."""
DAY = 1440
"""Minutes in a day."""
At = tuple[int, int]
"""Part of a value, as (start, end) in characters."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of value is written: the form, and examples that a message can show."""

    name: str
    form: str
    examples: tuple[str, ...]


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("duration", "a whole number with m, h, d or w (or ISO 8601)", ("30m", "1h30m", "5d", "6w", "P6W")),
        Form("number", "a number, with `%` or its unit where it has one", ("0.88", "46%", "450 ms", "25 rps")),
        Form(
            "alarm",
            "`below N`, `above N`, `outside N to N` or `worse by D`, then `for DURATION`, then `over DURATION`",
            ("below 0.88 for 3d", "outside 40% to 52% for 6h", "worse by 0.02"),
        ),
        Form(
            "promise",
            "`at least N`, `at most N` or `between N and N`",
            ("at least 0.78", "at most 800 ms", "between 3% and 10%"),
        ),
        Form(
            "difference",
            "a number in the metric's unit, `N points`, or `N% of baseline`",
            ("0.02", "3 points", "20 ms", "5% of baseline"),
        ),
        Form(
            "tolerance",
            "`may drop D`, `may rise D`, or a promise",
            ("may drop 0.02", "may rise 100 ms", "at least 0.78"),
        ),
        Form(
            "step",
            "`N%`, then `for DURATION` or `until REVIEW`",
            ("5% for 3d", "50% until ethics-launch", "100%"),
        ),
        Form("volume", "`N per hour`, `N per day` or `N per week`", ("900 per day",)),
        Form("sample", "`N per variant` or `N total`", ("4200 per variant", "9000 total")),
        Form("split", "weights in the order of the variants that add up to 100", ("50/50", "80/10/10")),
        Form("percent", "`N%`, from 0% to 100%", ("18%",)),
        Form("date", "YYYY-MM-DD", ("2026-11-24",)),
        Form("range", "`N to N`, `at least N` or `at most N`", ("0 to 1", "at least 0")),
        Form(
            "expect",
            "`freshness at most DURATION`, `missing at most N%`, `invalid at most N%`, `duplicates at most N%`, "
            "`rows at least N`, or plain text",
            ("freshness at most 24h", "missing at most 2%", "rows at least 1000"),
        ),
    )
}


class GrammarError(ValueError):
    """A value does not follow its form.

    Attributes:
        message: What is wrong with the part at `at`.
        at: The part of the value, in characters.
        hint: What to write instead; "" asks for the form and an example.
    """

    def __init__(self, message: str, at: At, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was written.

    Attributes:
        number: The figure in front of the unit.
        unit: `%`, a word, or "" where none was written.
        at: Where it stands in its value.
        unit_at: Where its unit stands.
        written: How it is shown, where that is no number with one unit: `3h30m`, in place of 210 m.
    """

    number: Decimal
    unit: str = ""
    at: At = field(default=(0, 0), compare=False)
    unit_at: At = field(default=(0, 0), compare=False)
    written: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.written:
            return self.written
        figure = plain(self.number)
        if not self.unit:
            return figure
        return f"{figure}{self.unit}" if self.unit == "%" or self.unit in MINUTES else f"{figure} {self.unit}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How far apart two levels are.

    Attributes:
        quantity: The figure.
        kind: `absolute` (in the metric's unit), `points` (hundredths of a ratio) or `of baseline` (percent).
    """

    quantity: Quantity
    kind: str

    def __str__(self) -> str:
        if self.kind == "points":
            return f"{plain(self.quantity.number)} points"
        if self.kind == "of baseline":
            return f"{plain(self.quantity.number)}% of baseline"
        return str(self.quantity)


@dataclass(frozen=True, slots=True)
class Promise:
    """A level that is kept: at least `low`, at most `high`, or between them."""

    low: Quantity | None
    high: Quantity | None

    def __str__(self) -> str:
        if self.low and self.high:
            return f"between {self.low} and {self.high}"
        return f"at least {self.low}" if self.low else f"at most {self.high}"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a guardrail lets happen: a change against control, or an absolute promise.

    Attributes:
        direction: `drop` or `rise`; "" for a promise.
        difference: The change that is let through.
        promise: The level that has to hold.
    """

    direction: str
    difference: Difference | None = None
    promise: Promise | None = None

    def __str__(self) -> str:
        return f"may {self.direction} {self.difference}" if self.direction else str(self.promise)


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes an alarm fire, and for how long.

    Attributes:
        low: Fires below it.
        high: Fires above it.
        worse_by: Fires when this much worse than the baseline.
        hold: `for`, in minutes; None where it is not written (fires at once).
        over: Window of matured decisions, in minutes; None where it is not written.
    """

    low: Quantity | None = None
    high: Quantity | None = None
    worse_by: Difference | None = None
    hold: int | None = None
    over: int | None = None

    @property
    def edges(self) -> str:
        """The condition without its times."""
        if self.worse_by:
            return f"worse by {self.worse_by}"
        if self.low and self.high:
            return f"outside {self.low} to {self.high}"
        return f"below {self.low}" if self.low else f"above {self.high}"

    def __str__(self) -> str:
        hold = f" for {duration(self.hold)}" if self.hold is not None else ""
        over = f" over {duration(self.over)}" if self.over is not None else ""
        return f"{self.edges}{hold}{over}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rollout.

    Attributes:
        exposure: Share of decisions that get the new version, 0 to 1.
        hold: How long it lasts, in minutes; None where it is open.
        until: Id of the review that ends it, or None.
        until_at: Where the review's name stands in the value.
    """

    exposure: Decimal
    hold: int | None = None
    until: str | None = None
    until_at: At = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        share = percent(self.exposure)
        if self.hold is not None:
            return f"{share} for {duration(self.hold)}"
        return f"{share} until {self.until}" if self.until else share


@dataclass(frozen=True, slots=True)
class Volume:
    """Decisions in a period: `number` per `period` (`hour`, `day`, `week`)."""

    number: Decimal
    period: str

    @property
    def per_day(self) -> Decimal:
        """Decisions a day."""
        return self.number * {"hour": Decimal(24), "day": Decimal(1), "week": Decimal(1) / 7}[self.period]

    def __str__(self) -> str:
        return f"{plain(self.number)} per {self.period}"


@dataclass(frozen=True, slots=True)
class Sample:
    """Planned sample: `number` per variant (the smaller arm), or in total."""

    number: int
    per_variant: bool

    def __str__(self) -> str:
        return f"{self.number} per variant" if self.per_variant else f"{self.number} total"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A quality check with a form: `measure` is freshness, missing, invalid, duplicates or rows."""

    measure: str
    promise: Promise

    def __str__(self) -> str:
        return f"{self.measure} {self.promise}"


def plain(number: Decimal | int) -> str:
    """Print a number without an exponent, keeping the zeros that were written."""
    if isinstance(number, int):
        return str(number)
    if number == 0:
        return "0" if number.as_tuple().exponent == 0 else format(abs(number), "f")
    return format(number, "f")


def percent(ratio: Decimal) -> str:
    """Print a ratio as a percentage without needless zeros: 0.05 is `5%`."""
    return f"{(ratio * 100).normalize():f}%"


def duration(minutes: int) -> str:
    """Print minutes in the largest units that are whole: `1w3d`, `1h30m`, `0d`."""
    if minutes == 0:
        return "0d"
    parts = []
    for unit, length in (("w", 10080), ("d", 1440), ("h", 60), ("m", 1)):
        count, minutes = divmod(minutes, length)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?")
_ISO = re.compile(r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?)?")
_DURATION = re.compile(r"(?:(?P<w>\d+) ?w)? ?(?:(?P<d>\d+) ?d)? ?(?:(?P<h>\d+) ?h)? ?(?:(?P<m>\d+) ?m)?")
_WORD = re.compile(r"\S+")
_SYMBOLS = {
    ">=": "at least", "≥": "at least", "<=": "at most", "≤": "at most", ">": "above", "<": "below", "=": "at least",
}  # fmt: skip
_LONG_UNITS = {
    "minute": "m", "minutes": "m", "min": "m", "mins": "m", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
    "day": "d", "days": "d", "week": "w", "weeks": "w", "wk": "w", "wks": "w",
}  # fmt: skip
_MAX_MINUTES = 100 * 366 * DAY
"""A century: longer is a slip, and dates cannot be reckoned with it."""
_MOST_CHARACTERS = 100
"""Longer durations are not read: Python turns no more than 4,300 digits into a number."""


class _Text:
    """A value being read from left to right."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.pos = start
        self.blanks()

    def blanks(self) -> None:
        while self.pos < len(self.text) and self.text[self.pos] in " \t\n":
            self.pos += 1

    @property
    def done(self) -> bool:
        return self.pos >= len(self.text)

    def word_at(self) -> At:
        match = _WORD.match(self.text, self.pos)
        return (match.start(), match.end()) if match else (max(0, len(self.text) - 1), max(1, len(self.text)))

    def take(self, *words: str) -> bool:
        """Take these words, separated by blanks, if they come next."""
        pattern = r"[ \t\n]+".join(map(re.escape, words)) + r"(?![^\s])"
        match = re.compile(pattern).match(self.text, self.pos)
        if not match:
            return False
        self.pos = match.end()
        self.blanks()
        return True

    def rest_until(self, stops: tuple[str, ...]) -> At:
        """Where the text up to the next of these words stands, blanks at its end left out."""
        end = len(self.text)
        for stop in stops:
            match = re.compile(rf"(?<!\S){stop}(?!\S)").search(self.text, self.pos)
            if match:
                end = min(end, match.start())
        while end > self.pos and self.text[end - 1] in " \t\n":
            end -= 1
        return (self.pos, end)

    def fail(self, message: str, at: At | None = None, hint: str = "") -> NoReturn:
        raise GrammarError(message, at or self.word_at(), hint)

    def end(self, expected: str) -> None:
        if not self.done:
            at = (self.pos, len(self.text.rstrip()))
            self.fail(f"`{self.text[at[0] : at[1]]}` is not expected here: {expected}", at)


def _shown(text: _Text) -> str:
    start, end = text.word_at()
    return text.text[start:end] if not text.done else "nothing"


def _quantity(text: _Text, stops: tuple[str, ...] = ()) -> Quantity:
    start = text.pos
    match = _NUMBER.match(text.text, start)
    if not match:
        if text.done:
            text.fail("a number is missing at the end")
        if re.match(r"PT?\d", text.text[start:]):
            place = text.rest_until(stops)
            written = duration(_duration(text, stops))
            whole = re.fullmatch(r"(\d+)([mhdw])", written)
            if whole:
                return Quantity(Decimal(whole[1]), whole[2], place, place)
            return Quantity(Decimal(parse_duration(written)), "m", place, place, written)
        word = _shown(text)
        if re.match(r"[$€£¥][\d.]", word):
            text.fail(f"`{word}` starts with its unit", None, f"write the number first: `{word[1:]} {word[0]}`")
        text.fail(f"`{word}` is not a number")
    figure = match.group()
    text.pos = match.end()
    at, end = text.rest_until(stops)
    unit = text.text[at:end].strip()
    unit_start = end - len(unit)
    if unit[:1] == "," and unit[1:2].isdigit():
        text.fail(f"`{figure}{unit}` is not a number", (start, end), "write thousands without a comma and decimals with a point")
    if unit[:1] in (".", "_") or (unit and figure.endswith(".")):
        text.fail(f"`{figure}{unit}` is not a number", (start, end))
    if unit.startswith("%") and unit != "%":
        text.fail(f"`{unit[1:].strip()}` is not expected after `%`", (end - len(unit[1:].strip()), end))
    number = Decimal(figure)
    compound = _DURATION.fullmatch(text.text[start:end]) if unit and end - start <= _MOST_CHARACTERS else None
    written = ""
    if compound and number == number.to_integral_value() and any(character.isdigit() for character in unit):
        number, unit = Decimal(_minutes(compound)), "m"
        written = duration(int(number))
    text.pos = end
    text.blanks()
    return Quantity(number, unit, (start, end), (unit_start, end), written)


def _minutes(match: re.Match[str]) -> int:
    return sum(int(match[unit] or 0) * length for unit, length in MINUTES.items())


def _duration(text: _Text, stops: tuple[str, ...] = ()) -> int:
    start, end = text.rest_until(stops)
    written = text.text[start:end]
    if not written:
        text.fail("a duration is missing", (max(0, start - 1), max(1, start)))
    match = (_ISO if written[0] == "P" else _DURATION).fullmatch(written[:_MOST_CHARACTERS])
    if match and len(written) > _MOST_CHARACTERS:
        text.fail(f"`{written[:20]}…` is longer than a century", (start, end))
    if not match or not any(match.groupdict().values()):
        text.fail(f"`{written}` is not a duration", (start, end), _duration_hint(written))
    minutes = _minutes(match)
    if minutes > _MAX_MINUTES:
        text.fail(f"`{written}` is longer than a century", (start, end))
    text.pos = end
    text.blanks()
    return minutes


def _duration_hint(written: str) -> str:
    if written.lstrip("-").isdigit():
        return f"add the unit: `{written.lstrip('-')}d` for days, `{written.lstrip('-')}w` for weeks"
    words = re.fullmatch(r"(\d+) *([A-Za-z]+)", written)
    if words and words[2].lower() in _LONG_UNITS:
        return f"write `{words[1]}{_LONG_UNITS[words[2].lower()]}`"
    if words and words[2].lower() in MINUTES:
        return f"write `{words[1]}{words[2].lower()}`"
    if words and words[2].lower().startswith(("mo", "y")):
        return "months and years have no fixed length: say it in weeks, as in `6w`"
    fraction = re.fullmatch(r"(\d*\.\d+) *([mhdw])", written)
    if fraction:
        minutes = Decimal(fraction[1]) * MINUTES[fraction[2]]
        if minutes == minutes.to_integral_value():
            return f"write whole numbers: `{duration(int(minutes))}`"
    if re.fullmatch(r"P.*", written):
        return "ISO 8601 durations of weeks, days, hours and minutes are read: `P6W`, `P3D`, `PT30M`"
    return ""


def _difference(text: _Text, stops: tuple[str, ...] = ()) -> Difference:
    quantity = _quantity(text, stops)
    if quantity.number < 0:
        text.fail("a difference is never negative", quantity.at, f"write `{plain(-quantity.number)}`; the direction is clear")
    if quantity.unit in ("points", "point", "pp"):
        return Difference(Quantity(quantity.number, "", quantity.at, quantity.unit_at), "points")
    if quantity.unit == "%":
        figure = plain(quantity.number)
        text.fail(
            f"`{figure}%` can mean two things",
            quantity.at,
            f"write `{figure} points` for hundredths of a ratio, or `{figure}% of baseline` for a share of today's level",
        )
    return Difference(quantity, "absolute")


def _difference_of_baseline(text: _Text, stops: tuple[str, ...] = ()) -> Difference:
    """`N% of baseline` needs a look ahead: `of baseline` would be read as the number's unit."""
    match = re.compile(_NUMBER.pattern + r"[ \t\n]*%[ \t\n]*of[ \t\n]+baseline(?!\S)").match(text.text, text.pos)
    if not match:
        return _difference(text, stops)
    figure = _NUMBER.match(text.text, text.pos)
    assert figure is not None
    at = (text.pos, match.end())
    number = Decimal(figure.group())
    if number < 0:
        text.fail("a difference is never negative", at)
    text.pos = match.end()
    text.blanks()
    return Difference(Quantity(number, "%", at, at), "of baseline")


def parse_duration(value: str) -> int:
    """Parse a duration. Returns minutes."""
    text = _Text(value)
    minutes = _duration(text)
    text.end("a duration is the whole value")
    return minutes


def parse_number(value: str) -> Quantity:
    """Parse a number with its unit."""
    text = _Text(value)
    if re.match(r"[<>=≥≤]|below |above |at (least|most) ", value.strip()):
        text.fail("a plain number is wanted here, without a comparison")
    return _quantity(text)


def parse_difference(value: str) -> Difference:
    """Parse a difference; a bare `5%` is refused because it can mean two things."""
    text = _Text(value)
    found = _difference_of_baseline(text)
    text.end("a difference is the whole value")
    return found


def _swapped_symbol(text: _Text, wanted: str) -> None:
    for symbol, words in _SYMBOLS.items():
        if text.text.startswith(symbol, text.pos):
            rest = text.text[text.pos + len(symbol) :].strip()
            told = words if wanted == "promise" else {"at least": "below", "at most": "above"}.get(words, words)
            text.fail(f"`{symbol}` is written in words here", (text.pos, text.pos + len(symbol)), f"write `{told} {rest}`")


def _promise(text: _Text) -> Promise:
    _swapped_symbol(text, "promise")
    if text.take("at", "least"):
        return Promise(_quantity(text), None)
    if text.take("at", "most"):
        return Promise(None, _quantity(text))
    if text.take("between"):
        low = _quantity(text, ("and",))
        if not text.take("and"):
            text.fail("`and` and a second number are missing after `between`")
        return Promise(low, _quantity(text))
    if text.done:
        text.fail("nothing is written here")
    word = _shown(text)
    if word in ("below", "above", "outside"):
        text.fail(f"`{word}` is the word of an alarm; a promise says what is kept", None, "write `at least N` or `at most N`")
    if _NUMBER.match(word):
        text.fail(f"`{word}` does not say on which side it holds", None, f"write `at least {word}` or `at most {word}`")
    text.fail(f"`{word}` does not start a promise")


def parse_promise(value: str) -> Promise:
    """Parse a promise."""
    text = _Text(value)
    found = _promise(text)
    text.end("a promise ends after its number")
    return found


def parse_tolerance(value: str) -> Tolerance:
    """Parse what a guardrail tolerates."""
    text = _Text(value)
    for direction in ("drop", "rise"):
        if text.take("may", direction):
            found = _difference_of_baseline(text)
            text.end("a tolerance ends after its difference")
            return Tolerance(direction, found)
    if text.take("may"):
        text.fail(f"`may` is followed by `drop` or `rise`, not by `{_shown(text)}`")
    try:
        promise = _promise(text)
    except GrammarError as error:
        if error.message.endswith("does not start a promise"):
            text.fail(f"`{_shown(text)}` does not start a tolerance")
        raise
    text.end("a tolerance ends after its number")
    return Tolerance("", promise=promise)


_AFTER_EDGE = ("for", "over")


def parse_alarm(value: str) -> Condition:
    """Parse an alarm's condition."""
    text = _Text(value)
    _swapped_symbol(text, "alarm")
    low = high = worse = None
    if text.take("below"):
        low = _quantity(text, _AFTER_EDGE)
    elif text.take("above"):
        high = _quantity(text, _AFTER_EDGE)
    elif text.take("outside"):
        low = _quantity(text, ("to", *_AFTER_EDGE))
        if not text.take("to"):
            text.fail("`to` and a second number are missing after `outside`")
        high = _quantity(text, _AFTER_EDGE)
    elif text.take("worse", "by"):
        worse = _difference_of_baseline(text, _AFTER_EDGE)
    elif text.done:
        text.fail("nothing is written here")
    else:
        word = _shown(text)
        if value.strip().startswith(("at least", "at most", "between")):
            text.fail("this is a promise; an alarm says when it fires", None, "write `below N` or `above N`")
        if word == "worse":
            text.fail("`worse` is followed by `by` and a difference")
        text.fail(f"`{word}` does not start an alarm")
    hold = _duration(text, ("over",)) if text.take("for") else None
    over = _duration(text, ("for",)) if text.take("over") else None
    if text.take("for"):
        text.fail("`for` comes before `over`", (text.pos - 4, text.pos))
    text.end("after the number come `for DURATION` and `over DURATION`")
    return Condition(low, high, worse, hold, over)


def _percent(text: _Text, stops: tuple[str, ...] = ()) -> Decimal:
    quantity = _quantity(text, stops)
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
    return _percent(_Text(value))


def parse_step(value: str) -> Step:
    """Parse one step of a rollout."""
    text = _Text(value)
    exposure = _percent(text, ("for", "until"))
    if text.take("for"):
        hold = _duration(text)
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


def parse_volume(value: str) -> Volume:
    """Parse decisions in a period."""
    text = _Text(value)
    quantity = _quantity(text, ("per",))
    spoken = re.fullmatch(r"(?:an?|each|every|/) ?(hour|day|week)|(?P<ly>daily|weekly|hourly)", quantity.unit)
    if spoken and text.done:
        period = spoken[1] or {"daily": "day", "weekly": "week", "hourly": "hour"}[spoken["ly"]]
        text.fail(f"`{quantity.unit}` is no period as it is written here", quantity.unit_at, f"write `{plain(quantity.number)} per {period}`")
    if quantity.unit:
        text.fail(f"`{quantity.unit}` is not expected before `per`", quantity.unit_at)
    if quantity.number <= 0:
        text.fail("a volume is more than nothing", quantity.at)
    if not text.take("per"):
        text.fail("the period is missing", quantity.at, f"write `{plain(quantity.number)} per day`")
    for period in ("hour", "day", "week"):
        if text.take(period):
            text.end("a volume ends after its period")
            return Volume(quantity.number, period)
    text.fail(f"`{_shown(text)}` is not a period that is known: hour, day or week")


def parse_sample(value: str) -> Sample:
    """Parse a planned sample."""
    text = _Text(value)
    quantity = _quantity(text, ("per", "total"))
    number = quantity.number
    if quantity.unit:
        text.fail(f"`{quantity.unit}` is not expected here", quantity.unit_at)
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
    text = _Text(value)
    if re.match(r"\s*(at|between)\b", value):
        promise = _promise(text)
        text.end("a range ends after its number")
        return promise.low, promise.high
    low = _quantity(text, ("to",))
    if not text.take("to"):
        text.fail("`to` and the highest level are missing")
    high = _quantity(text)
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
    text = _Text(value, start + match.end())
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
