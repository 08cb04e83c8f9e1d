"""Samples against statsmodels, and the table of docs/format.md, section 8."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt
from typing import Any

import pytest

from mkdocs_storymap.derive.samples import (
    Plan,
    needed_for_means,
    needed_for_proportions,
    planned_arms,
    visible_effect,
)  # fmt: skip
from mkdocs_storymap.pipeline import Judged
from mkdocs_storymap.site.registry import Key
from tests.support import judge

D = Decimal


def plan_of(judged: Judged, name: str = "model-vs-scorecard", of: str = "loan-preapproval") -> Plan:
    return judged.derived.plans[Key(of, "experiment", name)]


TABLE = [
    (".61", ".64", ".05", ".8", 1, 4087, 4087),
    (".68", ".73", ".05", ".8", 1, 1305, 1305),
    (".02", ".022", ".05", ".9", 1, 108009, 108009),
    (".50", ".55", ".01", ".9", 1, 2966, 2966),
    (".10", ".12", ".05", ".8", Fraction(1, 9), 18691, 2077),
]


@pytest.mark.parametrize(("p1", "p2", "alpha", "power", "k", "control", "treatment"), TABLE)
def test_the_table_of_the_format(p1: str, p2: str, alpha: str, power: str, k: Any, control: int, treatment: int) -> None:
    arms = needed_for_proportions(D(p1), D(p2), D(alpha), D(power), 2, Fraction(k))
    assert (arms.control, arms.treatment) == (control, treatment)


@pytest.mark.parametrize(("k", "control", "treatment"), [(Fraction(1), 566, 566), (Fraction(1, 4), 1413, 354)])
def test_the_table_of_the_format_for_means(k: Fraction, control: int, treatment: int) -> None:
    arms = needed_for_means(D(120), D(20), D("0.05"), D("0.8"), 2, k)
    assert (arms.control, arms.treatment) == (control, treatment)


GRID = [
    (p1, p2, alpha, power, sides, k)
    for p1, p2 in ((".61", ".64"), (".64", ".61"), (".02", ".022"), (".5", ".55"), (".1", ".12"), (".97", ".99"), (".3", ".1"))
    for alpha, power in ((".05", ".8"), (".01", ".9"), (".1", ".95"))
    for sides in (1, 2)
    for k in (Fraction(1), Fraction(1, 9), Fraction(3, 7), Fraction(4))
]


@pytest.mark.parametrize(("p1", "p2", "alpha", "power", "sides", "k"), GRID)
def test_proportions_against_statsmodels(p1: str, p2: str, alpha: str, power: str, sides: int, k: Fraction) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    # Pooled under H0 and unpooled under H1, one tail of alpha / sides; group 1 is control, ratio is treatment over control.
    wanted = proportion.samplesize_proportions_2indep_onetail(
        float(p1) - float(p2), float(p2), float(power), ratio=float(k), alpha=float(alpha) / sides, alternative="larger"
    )
    arms = needed_for_proportions(D(p1), D(p2), D(alpha), D(power), sides, k)
    assert abs(arms.control - ceil(wanted - 1e-6)) <= 0
    assert abs(arms.treatment - ceil(float(k) * wanted - 1e-6)) <= 0


@pytest.mark.parametrize(("alpha", "power", "sides", "k"), sorted({row[2:] for row in GRID}))
def test_means_against_statsmodels(alpha: str, power: str, sides: int, k: Fraction) -> None:
    tests = pytest.importorskip("statsmodels.stats.power")
    spread = 120 * sqrt(1 + 1 / float(k))
    wanted = tests.normal_sample_size_one_tail(20, float(power), float(alpha) / sides, std_null=spread, std_alternative=spread)
    arms = needed_for_means(D(120), D(20), D(alpha), D(power), sides, k)
    assert arms.control == ceil(wanted - 1e-6)
    assert arms.treatment == ceil(float(k) * wanted - 1e-6)


def test_smallest_effect_by_hand() -> None:
    # (1.95996 + 0.84162)·√(2·0.6·0.4/4200) = 2.80158·0.0106904 = 0.029950
    assert visible_effect(D("0.6"), Fraction(4200), D("0.05"), D("0.8"), 2) == pytest.approx(0.029950, abs=1e-6)


def test_the_loan_example_starts_from_the_baseline_and_goes_up() -> None:
    plan = plan_of(judge())
    assert (plan.start, plan.end) == (D("0.61"), D("0.64"))
    assert plan.needed is not None
    assert (plan.needed["model"].control, plan.needed["model"].treatment) == (4087, 4087)
    assert plan.ratio == Fraction(4200, 4087)


def experiment(**fields: Any) -> dict[str, Any]:
    return {"experiments": {"model-vs-scorecard": fields}}


def test_today_comes_before_the_baseline() -> None:
    plan = plan_of(judge(experiment(primary="recall", mde="5 points")))
    assert (plan.start, plan.end) == (D("0.60"), D("0.65"))


def test_a_segment_starts_from_its_own_baseline_or_is_skipped() -> None:
    plan = plan_of(judge(experiment(primary="recall", mde="5 points", **{"for": "thin-file"})))
    assert (plan.start, plan.end) == (D("0.68"), D("0.73"))
    assert plan.smaller_needed == 1305
    skipped = plan_of(judge(experiment(primary="recall", mde="5 points", **{"for": "women"})))
    assert skipped.start is None and skipped.needed is None


def test_all_is_everyone() -> None:
    assert plan_of(judge(experiment(**{"for": "all"}))).start == D("0.61")


def test_lower_is_better_goes_down() -> None:
    plan = plan_of(judge({"metrics": {"error_rate": {"baseline": "10%"}}, **experiment(primary="error_rate", mde="2 points")}))
    assert (plan.start, plan.end) == (D("0.1"), D("0.08"))


def test_in_range_takes_the_side_with_the_smaller_sample() -> None:
    # From 46% by 5 points: 41% lies farther from the middle than 51%, so its variance and its sample are smaller.
    down = needed_for_proportions(D("0.46"), D("0.41"), D("0.05"), D("0.8"), 2, Fraction(1))
    up = needed_for_proportions(D("0.46"), D("0.51"), D("0.05"), D("0.8"), 2, Fraction(1))
    assert down.control < up.control
    plan = plan_of(judge(experiment(primary="approval_rate", mde="5 points")))
    assert plan.end == D("0.41")
    assert plan.smaller_needed == down.control


def test_an_effect_as_a_share_of_the_baseline() -> None:
    # 5% of 61% are 3.05 points.
    assert plan_of(judge(experiment(mde="5% of baseline"))).end == D("0.6405")


def test_unequal_split_speaks_of_the_smaller_arm() -> None:
    judged = judge(experiment(split="80/20", sample="1000 per variant"))
    found = judged.site.map("loan-preapproval").experiments["model-vs-scorecard"]
    # 1000 are the 20%; control has 4000.
    assert planned_arms(found) == {"control": 4000, "model": 1000}
    judged = judge(experiment(split="80/20", sample="1000 total"))
    assert planned_arms(judged.site.map("loan-preapproval").experiments["model-vs-scorecard"]) == {"control": 800, "model": 200}


def test_three_arms_compare_each_treatment_with_control() -> None:
    variants = {"model": None, "control": "a", "one": "b", "two": "c"}
    judged = judge(experiment(variants=variants, split="50/30/20", sample="2000 per variant"))
    plan = plan_of(judged)
    assert plan.needed is not None and plan.planned is not None
    # k is each treatment over control: 30/50 and 20/50.
    for name, k in (("one", Fraction(3, 5)), ("two", Fraction(2, 5))):
        assert plan.needed[name] == needed_for_proportions(D("0.61"), D("0.64"), D("0.05"), D("0.8"), 2, k)
    assert plan.planned == {"control": 5000, "one": 3000, "two": 2000}
    # The smallest arm is `two`; what `one` and control need at 30/50 is two thirds of that for an arm of 20.
    assert plan.smaller_needed == max(plan.needed["two"].smaller, -(-plan.needed["one"].smaller * 2 // 3))
    # At alpha / 2 for two comparisons.
    many = [
        Fraction(plan.planned[name], needed_for_proportions(D("0.61"), D("0.64"), D("0.025"), D("0.8"), 2, k).smaller)
        for name, k in (("one", Fraction(3, 5)), ("two", Fraction(2, 5)))
    ]
    assert plan.ratio_many == min(many)


def test_control_is_the_variant_of_that_name_else_the_first() -> None:
    judged = judge(experiment(variants={"control": None, "model": "a", "old": "b"}))
    assert judged.site.map("loan-preapproval").experiments["model-vs-scorecard"].control == "model"
    judged = judge(experiment(variants={"model": None, "control": None, "b": "b", "control ": None}))
    assert judged.site.map("loan-preapproval").experiments["model-vs-scorecard"].control == "b"


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"type": "bandit"}, "bandit"),
        ({"analysis": "CUPED"}, "CUPED"),
        ({"primary": "latency_p95", "mde": "20 ms"}, "not a proportion"),
        ({"primary": "score_drift", "mde": "0.01"}, "not a proportion"),
    ],
)
def test_what_is_skipped_is_said(fields: dict[str, Any], note: str) -> None:
    plan = plan_of(judge(experiment(**fields)))
    assert plan.needed is None and plan.ratio is None
    assert any(note in told for told in plan.notes)


@pytest.mark.parametrize(
    ("fields", "metric"),
    [
        ({"mde": "12 points"}, {"is": "error_rate", "baseline": "110%"}),
        ({"mde": "12 points"}, {"better": "lower", "baseline": "110%"}),
        ({"mde": "12 points"}, {"better": "higher", "baseline": "-10%"}),
        ({"mde": "0." + "0" * 30 + "1"}, {"better": "higher", "baseline": "61%"}),
    ],
)
def test_a_start_out_of_range_and_an_effect_of_nearly_nothing_need_no_sample(fields: dict[str, Any], metric: dict[str, Any]) -> None:
    plan = plan_of(judge({"metrics": {"odd": metric}} | experiment(primary="odd", **fields)))
    assert plan.needed is None


@pytest.mark.parametrize("name", ["alpha", "power"])
@pytest.mark.parametrize("value", ["0." + "0" * 30 + "1", "0." + "9" * 30])
def test_what_a_float_cannot_tell_from_0_or_1_is_reckoned_with(name: str, value: str) -> None:
    judged = judge(experiment(**{name: value, "sides": 1}))
    assert getattr(judged.site.map("loan-preapproval").experiments["model-vs-scorecard"], name) == D(value)
    assert plan_of(judged).needed is not None


def test_a_mean_of_extremes() -> None:
    wide, narrow = D("9" * 99), D("1e-97")
    assert needed_for_means(wide, narrow, D("0.05"), D("0.8"), 2, Fraction(1)).smaller > 10**390


def test_a_mean_with_a_standard_deviation() -> None:
    plan = plan_of(judge(experiment(primary="latency_p95", mde="20 ms", sd="120 ms")))
    assert plan.needed is not None and plan.needed["model"].control == 566


def test_a_local_metric_is_a_proportion_in_percent_or_in_points() -> None:
    local = {"metrics": {"joy": {"baseline": 0.61, "better": "higher"}}}
    assert plan_of(judge(local | experiment(primary="joy", mde="0.03"))).needed is None
    assert plan_of(judge(local | experiment(primary="joy", mde="3 points"))).smaller_needed == 4087
    local["metrics"]["joy"]["baseline"] = "61%"
    assert plan_of(judge(local | experiment(primary="joy", mde="0.03"))).smaller_needed == 4087


def test_the_offline_experiment_of_the_data_science_map() -> None:
    plan = plan_of(judge(), "cashflow-offline", "loan-ds")
    assert plan.start == D("0.68") and plan.needed is None and plan.reachable is None
