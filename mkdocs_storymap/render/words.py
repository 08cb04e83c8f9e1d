"""How figures and names are worded on the page."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

from mkdocs_storymap.grammar import Condition, Difference, GrammarError, Promise, Quantity, Tolerance, Volume, duration, percent, plain
from mkdocs_storymap.metrics import Better, Level, Scale
from mkdocs_storymap.model import Job

_UNIT = re.compile(r"(?<=[wdhm])(?=\d)")
_SCHEMES = frozenset({"http", "https", "mailto"})
_FIGURE = re.compile(r"([-+]?[\d.]+)( ?)(.*)", re.DOTALL)
_WHOLE = re.compile(r"(?<![\d.])\d{4,}")
_MOST_DIGITS = 100
_DAY, _WEEK = 24 * 60, 7 * 24 * 60
BETTER: dict[Better | None, str] = {"higher": "higher is better", "lower": "lower is better", "in range": "best in its range", None: ""}
ROLLOUTS = {
    "shadow": "shadow", "canary": "canary", "gradual": "gradual", "blue-green": "blue-green", "ab-test": "A/B test",
    "feature-flag": "feature flag", "all-at-once": "all at once",
}  # fmt: skip
EXPERIMENTS = {
    "ab-test": "A/B test", "offline": "offline test", "shadow-compare": "shadow comparison", "interleaving": "interleaving",
    "bandit": "bandit", "holdout": "holdout",
}  # fmt: skip
TIER_WORDS = {"investigate": "Investigate", "retrain": "Retrain", "rollback": "Roll back"}
SEVERITIES = ("low", "medium", "high", "critical")


@lru_cache(maxsize=4096)
def span(minutes: int) -> str:
    """A length of time with blanks between its units: `3w`, `30d`, `1d 12h`; days where it is no whole number of weeks under five."""
    if minutes % _WEEK and _DAY <= minutes < 5 * _WEEK:
        days, rest = divmod(minutes, _DAY)
        return f"{days}d {_UNIT.sub(' ', duration(rest))}" if rest else f"{days}d"
    return _UNIT.sub(" ", duration(minutes))


def shown(level: Level, scale: Scale) -> str:
    """A level in the one unit of its metric, thousands grouped: `2,400,000 rows/h`."""
    found = _FIGURE.fullmatch(level.text)
    if found is None or found[3] == scale.unit:
        return grouped(level.text)
    if not found[3] and scale.family in ("own", "rate"):
        return grouped(f"{level.text} {scale.unit}".rstrip())
    return grouped(scale.show(level.value))


def figure(value: Quantity, scale: Scale | None) -> str:
    """A written level in the one unit of its metric; as it was written where it does not fit the scale."""
    try:
        return shown(scale.level(value), scale) if scale else grouped(str(value))
    except GrammarError:
        return grouped(str(value))


def grouped(text: str) -> str:
    """A figure with its unit, thousands grouped: `1,500 ms`."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return text
    whole, point, rest = found[1].partition(".")
    return f"{int(whole):,}{point}{rest}{found[2]}{found[3]}" if whole.isdigit() and 3 < len(whole) < _MOST_DIGITS else text


def grouped_all(text: str) -> str:
    """A sentence with its whole numbers grouped: `rows at least 3,000,000`."""
    return _WHOLE.sub(lambda found: f"{int(found[0]):,}", text)


def lead(minutes: int, at_least: bool) -> str:
    """A lead time, `≥` where a part of it is unknown."""
    if at_least and not minutes:
        return "unknown"
    return f"≥ {span(minutes)}" if at_least else span(minutes)


def said(name: str) -> str:
    """An id as it is read aloud: `latency_p95` is *latency p95*."""
    return name.replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def promise(value: Promise, scale: Scale | None = None) -> str:
    """A promise in signs: `≥ 0.88`, `≤ 800 ms`, `3% to 10%`."""
    if value.low and value.high:
        return f"{figure(value.low, scale)} to {figure(value.high, scale)}"
    return f"≥ {figure(value.low, scale)}" if value.low else f"≤ {figure(value.high, scale)}" if value.high else ""


def difference(value: Difference, scale: Scale | None = None) -> str:
    """How far apart two levels are: `0.02`, `3 points`, `7 min`."""
    if value.kind != "absolute" or scale is None or scale.family == "ratio":
        return "1 point" if str(value) == "1 points" else str(value)
    return figure(value.quantity, scale)


def tolerance(value: Tolerance, scale: Scale | None = None) -> str:
    """A guardrail's tolerance: `may drop 0.02`, `≥ 0.78`."""
    if value.promise:
        return promise(value.promise, scale)
    return f"may {value.direction} {difference(value.difference, scale)}" if value.difference else str(value)


def condition(value: Condition, scale: Scale | None = None) -> str:
    """What makes an alarm fire: `below 0.88 for 3d`, `outside 12% to 34%`."""
    if value.worse_by:
        text = f"worse by {difference(value.worse_by, scale)}"
    elif value.low and value.high:
        text = f"outside {figure(value.low, scale)} to {figure(value.high, scale)}"
    elif value.low:
        text = f"below {figure(value.low, scale)}"
    else:
        text = f"above {figure(value.high, scale)}" if value.high else ""
    held = f" for {span(value.hold)}" if value.hold is not None else ""
    return f"{text}{held}" + (f" over {span(value.over)}" if value.over is not None else "")


def volume(value: Volume) -> str:
    """Decisions in a period: `9,000 per day`."""
    return f"{grouped(plain(value.number))} per {value.period}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 story`, `3 stories`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(parts: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def outcome(job: Job, scale: Scale | None = None) -> tuple[str, str, str, str, str]:
    """A job's outcome in five parts: verb, metric, segment, from, to (*Increase*, *recall*, *thin-file*, *0.68*, *0.78*)."""
    start, end = job.from_, job.to
    verb = "Change"
    if start is not None and end is not None and (rise := _rise(start, end, scale)):
        verb = "Increase" if rise > 0 else "Reduce"
    segment = job.for_ if job.for_ and job.for_ != "all" else ""
    metric = said((job.improves or "").rpartition("/")[2])
    return verb, metric, segment, figure(start, scale) if start else "", figure(end, scale) if end else ""


def _rise(start: Quantity, end: Quantity, scale: Scale | None) -> Decimal:
    """How far a level lies above another: 800 ms are less than 1.2 s."""
    try:
        return scale.level(end).value - scale.level(start).value if scale else end.number - start.number
    except GrammarError:
        return end.number - start.number


def safe_url(url: str | None) -> str | None:
    """The URL where it is http, https, mailto or relative; else None, and it is shown as text."""
    if not url:
        return None
    url = url.strip()
    if any(ord(character) < 33 or character == "\\" for character in url):
        return None
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return None
    if not scheme:
        return None if ":" in url.split("/")[0] or url.startswith("//") else url
    return url if scheme in _SCHEMES else None


__all__ = [
    "BETTER", "EXPERIMENTS", "ROLLOUTS", "SEVERITIES", "TIER_WORDS", "condition", "count", "difference", "figure", "grouped", "grouped_all",
    "joined", "lead", "outcome", "percent", "plain", "promise", "safe_url", "said", "sentence", "shown", "span", "tolerance", "volume",
]  # fmt: skip
