"""Maps of five invented products, written by hand from the format's description alone, and slips in them.

Each product is judged by itself. It has no error and no warning; the advice that it gets is stated here. A slip is one
replacement in one file, and everything that is said about it beyond that advice: code, line, and words of the help.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mkdocs_storymap.pipeline import Judged, Shaper, join, standalone
from mkdocs_storymap.settings import Settings
from tests.support import MAPS, TODAY

CORPUS = MAPS / "corpus"
ADVICE = {
    "help-assistant": [
        ("SM307", "/stories/hand-over-note"),
        ("SM604", "/fairness/language-parity/limit"),
        ("SM607", "/stories/did-it-work/harms"),
        ("SM607", "/stories/suggestions/harms"),
        ("SM703", "/data/welsh-golden-set"),  # it takes an unknown time
        ("SM830", "/experiments/article-order/sample"),
        ("SM830", "/experiments/long-run/sample"),
        ("SM830", "/experiments/shadow-prompts/sample"),
    ],
    "hospital-imaging": [
        # `stroke-ct` is a draft: what is left is advice
        ("SM402", ""), ("SM402", "/stories/call"), ("SM403", ""), ("SM403", "/stories/call"), ("SM405", ""), ("SM411", "/metrics"),
        *[("SM404", "")] * 2, *[("SM404", "/metrics")] * 2, *[("SM406", "")] * 2, *[("SM412", "")] * 3,
        ("SM413", ""), ("SM702", "/data/cta-labels"), ("SM808", "/retraining"),
        ("SM524", "/segments/night/baseline/minutes_to_read"),  # waived
        ("SM535", "/segments/portable/floor/recall"),
        ("SM830", "/experiments/portable-offline/guardrails/precision"),
        ("SM830", "/experiments/three-orders/guardrails/portable_recall"),
        ("SM833", "/experiments/three-orders/sample"),
    ],
    "newsletter": [],
    "pumps": [("SM607", "/stories/planned/harms"), ("SM607", "/stories/see/harms")],
    "shop-forecast": [
        ("SM307", "/stories/morning-check"),
        ("SM535", "/segments/small-shops/floor/wape"),
        ("SM607", "/stories/morning-check/harms"),
    ],
}
"""Advice by product, as (code, pointer)."""


@dataclass(frozen=True)
class Slip:
    """One replacement, and what is said about it beyond the advice.

    Attributes:
        file: The map, without its ending.
        codes: What is said, as codes; errors and warnings only.
        line: Where the first of them stands, by the text of its line.
        words: What its message or help says.
    """

    product: str
    file: str
    old: str
    new: str
    codes: tuple[str, ...]
    line: str = ""
    words: tuple[str, ...] = field(default=())


HELP, SHOPS, IMAGES = "help-assistant", "shop-forecast", "hospital-imaging"
SLIPS = [
    Slip(HELP, "help-assistant", "harms: {none: Optional and anonymous}", "harms: {none: Optional, anonymous}", ("SM104",),
         "harms: {none: Optional, anonymous}", ("`none: \"Optional, anonymous\"`",)),
    Slip(SHOPS, "shop-forecast", '{none: "No person reads the forecast: the ordering system does"}', "{none: No person reads it, a system does}",
         ("SM104",), "personas:", ("a system does",)),
    Slip(HELP, "help-assistant", 'title: "Fernhill helps: answers from our own help pages"', 'title: "Fernhill helps', ("SM101",),
         'title: "Fernhill helps', ("is not closed in its line", "line 10")),
    Slip(HELP, "help-assistant", "{baseline: 0, investigate: above 0%,", "{baseline: 0, investigate: > 0%,", ("SM101",),
         "pii_leakage_rate", ("`above 0%`", "`at least 0%`")),
    Slip(HELP, "help-assistant", "    investigate: below 58% for 1d", "    investigate: >= 58% for 1d", ("SM101",), ">= 58%", ("`at least 58% for 1d`",)),
    Slip(HELP, "help-assistant", "jailbreak_rate: at most 1%", "jailbreak_rate: at least 1%", ("SM507",), "at least 1%", ("`at most …`",)),
    Slip(HELP, "help-assistant", "mde: 2 points\n    sample: 9000 per variant", "mde: 2 points\n    sample: 3000 per variant", ("SM826",),
         "3000 per variant", ("31% → 33%", "`sample: 8539 per variant`")),
    Slip(HELP, "help-assistant", "volume: 40000 per week", "volume: 40000 a week", ("SM205",), "volume:", ("`40000 per week`",)),
    Slip(HELP, "help-assistant", "unit: household", "unit: household\n    split: 60/50", ("SM102",), "split:"),
    Slip(HELP, "help-assistant", "steps: [20% for 1w, 100% for 3w]", "steps: [20% for 1w, 10% for 3w]", ("SM801", "SM827"), "10% for 3w"),
    Slip(HELP, "help-assistant-ds", "from: 52%\n    to: 61%", "from: 61%\n    to: 52%", ("SM841",), "to: 52%", ("swap the two",)),
    Slip(HELP, "help-assistant-ds", "fed_by: [callbacks]", "fed_by: [callback]", ("SM303",), "fed_by", ("`callbacks`",)),
    Slip(SHOPS, "shop-forecast-ds", "serves: [shop-forecast]", "serves: [shop-forcast]", ("SM303",), "serves:", ("`shop-forecast`",)),
    Slip(SHOPS, "shop-forecast", "baseline: 95m", "baseline: 95", ("SM205",), "baseline: 95", ("`95m` or `95h`",)),
    Slip(SHOPS, "shop-forecast", "investigate: above PT8H", "investigate: above P8M", ("SM205",), "P8M", ("is not a duration",)),
    Slip(SHOPS, "shop-forecast", "rollback: above 3h30m", "rollback: above 1h30m", ("SM504", "SM505", "SM825"), "above 1h30m", ("1h30m", "95m")),
    Slip(SHOPS, "shop-forecast", "floor: {wape: 0.32}", "floor: {wape: 0.28}", ("SM531",), "0.28",
         ("worse than its floor", "`small-shop-lift` only reaches 0.30")),
    Slip(SHOPS, "shop-forecast", "interval_coverage: {baseline: 90%", "interval_coverage: {baseline: 90", ("SM502",), "interval_coverage", ("`90%`",)),
    Slip(SHOPS, "shop-forecast", "design: {none: No screen}, ", "", ("SM407",), "owners:", ("design",)),
    Slip(SHOPS, "shop-forecast", "    because: The ordering system takes one input per region and cannot mix two\n", "", ("SM806",), "rollout: all-at-once"),
    Slip(IMAGES, "chest-xray", "split: 50/25/25", "split: 50/25/20", ("SM205",), "split:", ("95, not to 100",)),
    Slip(IMAGES, "chest-xray", "split: 50/25/25", "split: 50/50", ("SM205",), "split:", ("2 weights for 3 variants",)),
    Slip(IMAGES, "chest-xray", "{portable_recall: may drop 0.02}", "{portable_recall: may drop 0.12}", ("SM825",), "may drop 0.12", ("below 0.75",)),
    # the average's alarm says nothing about a segment that is past its edge already
    Slip(IMAGES, "chest-xray", "{portable_recall: may drop 0.02}", "{recall: may drop 0.02}", ()),
    Slip(IMAGES, "chest-xray", "{age-recall: may drop 0.01,", "{age-recall: may drop 0.05,", ("SM825",), "may drop 0.05", ("past its limit",)),
    Slip(IMAGES, "vision-ds", "improves: stroke-ct/recall", "improves: recall", ("SM303",), "improves: recall", ("`stroke-ct/recall`",)),
    Slip(IMAGES, "vision-ds", "after: [silent-model]\n    effort: 5w", "after: [vessel-head]\n    effort: 5w", ("SM701",), "[vessel-head]",
         ("waits for itself",)),
    Slip(IMAGES, "stroke-ct", "after: [chest-xray/silent-sort]", "after: [chest-xray/silent-sorts]", ("SM303",), "silent-sorts", ("`silent-sort`",)),
]  # fmt: skip


def product(name: str, file: str = "", old: str = "", new: str = "") -> Judged:
    """Judge the maps of a product, with one slip in one of them."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((CORPUS / name).glob("*.storymap.yaml"))}
    if old:
        assert texts[file].count(old) == 1, (file, old, texts[file].count(old))
        texts[file] = texts[file].replace(old, new)
    return join([standalone(path, text) for path, text in texts.items()], Shaper(Settings()), today=TODAY)


def told(judged: Judged) -> list[tuple[str, str]]:
    """What is said, as (code, pointer)."""
    return sorted((d.code, d.pointer) for d in judged.diagnostics)


@pytest.mark.parametrize("name", ADVICE)
def test_no_error_no_warning_and_this_advice(name: str) -> None:
    judged = product(name)
    assert [f"{d.location}: {d.code} {d.message}" for d in judged.diagnostics if d.severity != "advice"] == []
    assert told(judged) == sorted(ADVICE[name])


@pytest.mark.parametrize("slip", SLIPS, ids=[f"{slip.file}: {slip.new.strip() or slip.old.strip()}" for slip in SLIPS])
def test_a_slip_is_told_once_at_its_line(slip: Slip) -> None:
    file = f"{slip.file}.storymap.yaml"
    judged = product(slip.product, file, slip.old, slip.new)
    problems = [d for d in judged.diagnostics if d.severity != "advice"]
    assert tuple(sorted(d.code for d in problems)) == slip.codes, [f"{d.code} {d.pointer}: {d.message}" for d in problems]
    if problems:
        first = problems[0]
        text = next(entry.source.text for entry in judged.maps if entry.source.file == file)
        assert first.location.line is not None
        assert slip.line in text.split("\n")[first.location.line - 1]
        for words in slip.words:
            assert words in f"{first.message} · {first.hint}"


def test_every_product_is_judged() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(ADVICE)
