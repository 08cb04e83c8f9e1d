"""Reads a value from left to right: words, numbers with their units, durations and differences, each with its place."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NoReturn

from mkdocs_storymap.grammar.values import DAY, MINUTES, At, Difference, GrammarError, Quantity, duration, plain

NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?")
_ISO = re.compile(r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?)?")
DURATION = re.compile(r"(?:(?P<w>\d+) ?w)? ?(?:(?P<d>\d+) ?d)? ?(?:(?P<h>\d+) ?h)? ?(?:(?P<m>\d+) ?m)?")
_WORD = re.compile(r"\S+")
SYMBOLS = {
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


class Text:
    """A value being read from left to right."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.pos = start
        self.blanks()

    def blanks(self) -> None:
        """Skip blanks."""
        while self.pos < len(self.text) and self.text[self.pos] in " \t\n":
            self.pos += 1

    @property
    def done(self) -> bool:
        """True at the end."""
        return self.pos >= len(self.text)

    def word_at(self) -> At:
        """Where the next word stands."""
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
        """Refuse what stands here."""
        raise GrammarError(message, at or self.word_at(), hint)

    def end(self, expected: str) -> None:
        """Refuse whatever is left."""
        if not self.done:
            at = (self.pos, len(self.text.rstrip()))
            self.fail(f"`{self.text[at[0] : at[1]]}` is not expected here: {expected}", at)


def next_word(text: Text) -> str:
    """The word that comes next, for messages."""
    start, end = text.word_at()
    return text.text[start:end] if not text.done else "nothing"


def read_quantity(text: Text, stops: tuple[str, ...] = ()) -> Quantity:
    """Read a number and its unit, up to one of the words in `stops`."""
    start = text.pos
    match = NUMBER.match(text.text, start)
    if not match:
        if text.done:
            text.fail("a number is missing at the end")
        if re.match(r"PT?\d", text.text[start:]):
            place = text.rest_until(stops)
            written = duration(read_duration(text, stops))
            whole = re.fullmatch(r"(\d+)([mhdw])", written)
            if whole:
                return Quantity(Decimal(whole[1]), whole[2], place, place)
            return Quantity(Decimal(read_duration(Text(written))), "m", place, place, written)
        word = next_word(text)
        if re.match(r"[$€£¥][\d.]", word):
            text.fail(f"`{word}` starts with its unit", None, f"write the number first: `{word[1:]} {word[0]}`")
        text.fail(f"`{word}` is not a number")
    figure = match.group()
    if len(figure) > _MOST_CHARACTERS:
        text.fail(f"`{figure[:20]}…` has {len(figure):,} digits, more than any figure needs", (start, match.end()))
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
    compound = DURATION.fullmatch(text.text[start:end]) if unit and end - start <= _MOST_CHARACTERS else None
    written = ""
    if compound and number == number.to_integral_value() and any(character.isdigit() for character in unit):
        number, unit = Decimal(minutes_in(compound)), "m"
        written = duration(int(number))
    text.pos = end
    text.blanks()
    return Quantity(number, unit, (start, end), (unit_start, end), written)


def minutes_in(match: re.Match[str]) -> int:
    """Minutes in a duration that was matched."""
    return sum(int(match[unit] or 0) * length for unit, length in MINUTES.items())


def read_duration(text: Text, stops: tuple[str, ...] = ()) -> int:
    """Read a duration in minutes."""
    start, end = text.rest_until(stops)
    written = text.text[start:end]
    if not written:
        text.fail("a duration is missing", (max(0, start - 1), max(1, start)))
    match = (_ISO if written[0] == "P" else DURATION).fullmatch(written[:_MOST_CHARACTERS])
    if match and len(written) > _MOST_CHARACTERS:
        text.fail(f"`{written[:20]}…` is longer than a century", (start, end))
    if not match or not any(match.groupdict().values()):
        text.fail(f"`{written}` is not a duration", (start, end), _duration_hint(written))
    minutes = minutes_in(match)
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


def read_difference(text: Text, stops: tuple[str, ...] = ()) -> Difference:
    """Read a difference; a bare percentage is refused."""
    quantity = read_quantity(text, stops)
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


def read_difference_of_baseline(text: Text, stops: tuple[str, ...] = ()) -> Difference:
    """`N% of baseline` needs a look ahead: `of baseline` would be read as the number's unit."""
    match = re.compile(NUMBER.pattern + r"[ \t\n]*%[ \t\n]*of[ \t\n]+baseline(?!\S)").match(text.text, text.pos)
    if not match:
        return read_difference(text, stops)
    figure = NUMBER.match(text.text, text.pos)
    assert figure is not None
    at = (text.pos, match.end())
    number = Decimal(figure.group())
    if number < 0:
        text.fail("a difference is never negative", at)
    text.pos = match.end()
    text.blanks()
    return Difference(Quantity(number, "%", at, at), "of baseline")
