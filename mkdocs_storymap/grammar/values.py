"""The values that the small languages stand for, and how each prints itself."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from mkdocs_storymap.record import record

MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
"""Minutes in each unit of a duration."""
DAY = 1440
"""Minutes in a day."""
At = tuple[int, int]
"""Part of a value, as (start, end) in characters."""


@record
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


@record
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


@record
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


@record
class Promise:
    """A level that is kept: at least `low`, at most `high`, or between them."""

    low: Quantity | None
    high: Quantity | None

    def __str__(self) -> str:
        if self.low and self.high:
            return f"between {self.low} and {self.high}"
        return f"at least {self.low}" if self.low else f"at most {self.high}"


@record
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


@record
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


@record
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


@record
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


@record
class Sample:
    """Planned sample: `number` per variant (the smaller arm), or in total."""

    number: int
    per_variant: bool

    def __str__(self) -> str:
        return f"{self.number} per variant" if self.per_variant else f"{self.number} total"


@record
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
