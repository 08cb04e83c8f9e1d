"""The settings that are written in the grammar of maps, or that speak of their keys: read once, before any map is."""

from __future__ import annotations

from typing import Any

from mkdocs_storymap.diagnostics import closest
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.grammar import GrammarError, parse_duration, parse_range
from mkdocs_storymap.metrics import DIRECTIONS, KINDS, Known
from mkdocs_storymap.settings import OPTIONS, Settings

_TRUTH = {True: True, "true": True, "yes": True, False: False, "false": False, "no": False, None: False}


def review_after(settings: Settings) -> int | None:
    """The age at which a review is stale, in minutes; None where the site does not say.

    Raises:
        SettingsError: It is no duration.
    """
    if settings.review_after is None:
        return None
    try:
        return parse_duration(settings.review_after)
    except GrammarError as error:
        raise _wrong(settings, f"`review_after` takes {OPTIONS['review_after'].takes}: {error.message}") from error


def own_metrics(settings: Settings) -> dict[str, Known]:
    """The site's own metrics.

    Raises:
        SettingsError: A metric's option has a value that it does not take.
    """
    found = {}
    for name, options in settings.metrics.items():
        better, kind, written = options.get("better"), options.get("kind", "quality"), options.get("range")
        if better is not None and better not in DIRECTIONS:
            raise _wrong(settings, f"metric `{name}`: `better` takes {', '.join(DIRECTIONS)}, not `{better}`")
        if kind not in KINDS:
            raise _wrong(settings, f"metric `{name}`: `kind` takes {', '.join(KINDS)}, not `{kind}`")
        low = high = None
        if written is not None:
            text = f"{written[0]} to {written[1]}" if isinstance(written, list) and len(written) == 2 else str(written)
            try:
                ends = parse_range(text)
            except GrammarError as error:
                raise _wrong(settings, f"metric `{name}`: range: {error.message}; write it as in `0 to 1`") from error
            low, high = (end.number if end else None for end in ends)
        labels, proportion = (_truth(settings, name, key, options.get(key)) for key in ("labels", "proportion"))
        unit = options.get("unit")
        found[name] = Known(
            name, kind, better, low, high, str(unit) if unit else "ratio", labels,
            proportion=None if options.get("proportion") is None else proportion,
        )  # fmt: skip
    return found


def check_defaults(settings: Settings) -> None:
    """Find a key in `defaults` that no kind of map knows: it would be laid under none, and nobody would be told.

    Raises:
        SettingsError: There is one.
    """
    if settings.defaults is None:
        return
    from mkdocs_storymap.schema import known_keys  # loaded here: most sites have no defaults

    known = known_keys("user") | known_keys("data-science")
    for key in settings.defaults.keys:
        if key not in known and not key.startswith("x-"):
            meant = closest(key, known)
            raise _wrong(settings, f"`defaults`: no map knows the key `{key}`" + (f"; did you mean `{meant}`?" if meant else ""))


def _truth(settings: Settings, name: str, key: str, value: Any) -> bool:
    if not isinstance(value, str | bool | None) or value not in _TRUTH:
        raise _wrong(settings, f"metric `{name}`: `{key}` takes yes or no, not `{value}`")
    return _TRUTH[value]


def _wrong(settings: Settings, told: str) -> SettingsError:
    return SettingsError(f"{settings.source}: storymap: {told}" if settings.source else f"storymap: {told}")
