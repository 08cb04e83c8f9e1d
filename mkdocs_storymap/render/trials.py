"""Experiments and retraining: what is tried, what it needs to be believed, who wins; and how the model is kept fresh."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from mkdocs_storymap.metrics import Scale
from mkdocs_storymap.model import Experiment, Variant
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.site.registry import Key


@record
class SampleBar:
    """One of needed, planned, within reach. `width` in percent of the longest."""

    word: str
    figure: str
    width: str
    short: bool


@record
class TrialView:
    """An experiment, ready for its template."""

    anchor: str
    item: str
    name: str
    hypothesis: str
    card: Link | None
    kind: str
    during: Link | None
    setting: str
    variants: tuple[tuple[Variant, str, str], ...]
    control: str
    primary: Link | None
    effect: str
    bars: tuple[SampleBar, ...]
    sample: str
    remarks: tuple[str, ...]
    guardrails: tuple[tuple[Link, str, bool], ...]
    rules: tuple[tuple[str, str, str], ...]
    facts: tuple[Pair, ...]
    none: str


@record
class TrialsView:
    """The section, ready for its template."""

    result: str
    trials: tuple[TrialView, ...]
    retraining: tuple[Pair, ...]
    none: tuple[str, ...]


def trials(page: Page) -> TrialsView | None:
    """Gather the section; None where a plain map has neither."""
    found = page.map
    none = tuple(f"{name}: {found.none[name]}" for name in ("experiments", "retraining", "guardrails") if name in found.none)
    fresh = tuple(_retraining(page))
    if not (found.experiments or fresh or none or (found.checklist and not found.science)):
        return None
    number = len(found.experiments)
    result = f"{words.count(number, 'experiment')}; who wins is decided before it starts." if number else "No experiment is planned."
    return TrialsView(result, tuple(_trial(page, one) for one in found.experiments.values()), fresh, none)


def _trial(page: Page, one: Experiment) -> TrialView:
    key = Key(page.key, "experiment", one.id)
    during = page.site.target(page.key, (*one.path, "during"))
    card = page.site.target(page.key, (*one.path, "job" if page.map.science else "story"))
    primary = page.named((*one.path, "primary"), one.primary) if one.primary else None
    levels = tuple(
        (variant, _without(variant.id, variant.what or ""), page.levels_of(variant)) for variant in one.variants.values()
    )
    bars, remarks = _sample(page, key, one)
    scale = _scale(page, one)
    return TrialView(
        page.ids[key], page.item(key), one.id, one.hypothesis or "", page.link(card, card.id) if card else None,
        words.EXPERIMENTS.get(one.type or "", ""), page.link(during, during.id) if during else None, _setting(one), levels,
        one.control or "", primary, words.difference(one.mde, scale) if one.mde else "", bars, str(one.sample) if one.sample else "", remarks,
        tuple(_guardrails(page, one)),
        tuple((icon, rule, text) for icon, rule, text in (("up", "win", one.win), ("lower", "lose", one.lose), ("right", "unclear", one.unclear))
              if text),
        tuple(_facts(page, one)), one.not_applicable or "",
    )  # fmt: skip


def _without(name: str, text: str) -> str:
    """The text without a name that it begins with, where that name stands before it anyway: *short* of *short prompt*."""
    return text[len(name) :].lstrip() if f"{text} ".startswith(f"{name} ") else text


def _scale(page: Page, one: Experiment) -> Scale | None:
    primary = page.site.bound[page.key].experiments[one.id].primary
    return primary.scale if primary else None


def _setting(one: Experiment) -> str:
    parts = []
    if one.split:
        parts.append("split " + "/".join(_figure(share * 100) for share in one.split))
    if one.runs is not None:
        parts.append(f"runs {words.span(one.runs)}")
    if one.decide_after is not None and one.decide_after != one.runs:
        parts.append(f"decided after {words.span(one.decide_after)}")
    if one.traffic is not None:
        parts.append(f"{words.percent(one.traffic)} of decisions enter")
    if one.unit:
        parts.append(f"by {one.unit}")
    return ", ".join(parts)


def _sample(page: Page, key: Key, one: Experiment) -> tuple[tuple[SampleBar, ...], tuple[str, ...]]:
    plan = page.derived.plans[key]
    figures: list[tuple[str, Fraction]] = []
    if plan.smaller_needed is not None:
        figures.append(("needed", Fraction(plan.smaller_needed)))
    if plan.smaller_planned is not None:
        figures.append(("planned", plan.smaller_planned))
    if plan.reachable:
        figures.append(("within reach", min(plan.reachable.values())))
    most = max((figure for _, figure in figures), default=Fraction(1)) or Fraction(1)
    needed = plan.smaller_needed
    bars = tuple(
        SampleBar(word, f"{int(figure):,}", f"{float(figure / most) * 100:.4g}%", needed is not None and word != "needed" and figure < needed)
        for word, figure in figures
    )
    remarks = []
    gauge = page.site.bound[page.key].experiments[one.id].primary
    if figures:
        head = "smaller arm" if one.split and len(set(one.split)) > 1 else "per variant"
        start = gauge.scale.show(_short(plan.start)) if gauge and plan.start is not None else ""
        end = gauge.scale.show(_short(plan.end)) if gauge and plan.end is not None else ""
        span = f", from {start} to {end}" if start and end else ""
        sides = ", one-sided" if one.sides == 1 else ""
        power = f" at α {words.plain(one.alpha)}, power {words.plain(one.power)}{sides}" if plan.needed else ""
        remarks.append(f"{head}{span}{power}")
    if plan.visible_effect is not None and gauge:
        remarks.append(f"can see a change of {plan.visible_effect * 100:.2g} points")
    remarks.extend(plan.notes)
    return bars, tuple(remarks)


def _short(value: Decimal) -> Decimal:
    """A figure without needless zeros, as far as a hundredth stays written."""
    return value.normalize() if value.normalize().as_tuple().exponent >= -2 else value  # type: ignore[operator]


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _guardrails(page: Page, one: Experiment) -> Iterable[tuple[Link, str, bool]]:
    for bound in page.site.bound[page.key].experiments[one.id].guardrails.values():
        yield page.link(bound.gauge.key, words.said(bound.gauge.key.id)), words.tolerance(bound.source, bound.gauge.scale), bound.path[0] == "guardrails"


def _facts(page: Page, one: Experiment) -> Iterable[Pair]:
    if one.for_:
        yield Pair("for", "", page.named((*one.path, "for"), one.for_))
    spread = words.figure(one.sd, _scale(page, one)) if one.sd else None
    for term, value in (("success", one.success), ("analysis", one.analysis), ("standard deviation", spread)):
        if value:
            yield Pair(term, value)
    yield from extras(one)


def _retraining(page: Page) -> Iterable[Pair]:
    found = page.map.retraining
    if found is None:
        return
    if found.every is not None:
        yield Pair("every", words.span(found.every))
    if found.also_on:
        yield Pair("also on", ", ".join(found.also_on))
    if found.new_data:
        yield Pair("new data", found.new_data)
    if found.promote_if:
        yield Pair("promote if", found.promote_if)
    if found.keep:
        yield Pair("keep", ", ".join(found.keep))
    yield from extras(found)
