"""How figures and names are worded on the page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mkdocs_storymap.grammar import Promise, Tolerance, duration, percent, plain
from mkdocs_storymap.model import Job

_UNIT = re.compile(r"(?<=[wdhm])(?=\d)")
_SCHEMES = frozenset({"http", "https", "mailto"})
_RISE = {"higher": "Increase", "lower": "Reduce"}
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


def span(minutes: int) -> str:
    """A length of time with blanks between its units: `3w 3d`."""
    return _UNIT.sub(" ", duration(minutes))


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


def promise(value: Promise) -> str:
    """A promise in signs: `≥ 0.88`, `≤ 800 ms`, `3% to 10%`."""
    if value.low and value.high:
        return f"{value.low} to {value.high}"
    return f"≥ {value.low}" if value.low else f"≤ {value.high}"


def tolerance(value: Tolerance) -> str:
    """A guardrail's tolerance: `may drop 0.02`, `≥ 0.78`."""
    return promise(value.promise) if value.promise else str(value)


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 story`, `3 stories`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(parts: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def outcome(job: Job) -> tuple[str, str, str, str, str]:
    """A job's outcome in five parts: verb, metric, segment, from, to (*Increase*, *recall*, *thin-file*, *0.68*, *0.78*)."""
    start, end = job.from_, job.to
    verb = "Change"
    if start is not None and end is not None and start.number != end.number:
        verb = "Increase" if end.number > start.number else "Reduce"
    segment = job.for_ if job.for_ and job.for_ != "all" else ""
    return verb, said(job.improves or ""), segment, str(start) if start else "", str(end) if end else ""


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
    "EXPERIMENTS", "ROLLOUTS", "SEVERITIES", "TIER_WORDS", "count", "joined", "lead", "outcome", "percent", "plain", "promise",
    "safe_url", "said", "sentence", "span", "tolerance",
]  # fmt: skip
