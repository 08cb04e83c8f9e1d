"""The known metrics, and the scale that a metric's levels are measured on.

Names and directions were read from scikit-learn 1.9, Fairlearn 0.15, Evidently 0.7, ragas 0.4, torchmetrics 1.9 and
DeepEval 4.3 in autumn 2026. Sources: sk scikit-learn, FL Fairlearn, EV Evidently, RG ragas, TM torchmetrics,
DE DeepEval, ops: practice, no library.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Literal

from mkdocs_storymap.grammar import MINUTES, Difference, GrammarError, Quantity, plain
from mkdocs_storymap.record import record

Better = Literal["higher", "lower", "in range"]
KINDS = ("quality", "latency", "throughput", "drift", "fairness", "cost", "reliability", "safety")
DIRECTIONS: tuple[Better, ...] = ("higher", "lower", "in range")

_TABLE = """
# names | kind | better | range | unit | labels | source
accuracy precision recall specificity top_k_accuracy | quality | higher | 0..1 | ratio | L | sk TM
balanced_accuracy f1 f1_macro f1_micro f1_weighted jaccard | quality | higher | 0..1 | ratio | L | sk
roc_auc pr_auc average_precision ks_separation | quality | higher | 0..1 | - | L | sk, credit
matthews_corrcoef gini cohen_kappa | quality | higher | -1..1 | - | L | sk
false_positive_rate false_negative_rate | quality | lower | 0..1 | ratio | L | FL
log_loss | quality | lower | 0.. | - | L | sk TM
brier calibration_error | quality | lower | 0..1 | - | L | sk TM
mae rmse mse median_absolute_error pinball_loss crps | quality | lower | 0.. | open | L | sk TM
mape wape rmsle mase | quality | lower | 0.. | ratio | L | sk TM
smape | quality | lower | 0..2 | ratio | L | sk TM
forecast_bias | quality | in range | .. | ratio | L | ops
interval_coverage | quality | in range | 0..1 | ratio | L | ops
r2 | quality | higher | ..1 | - | L | sk
ndcg map_at_k mrr precision_at_k recall_at_k hit_rate | quality | higher | 0..1 | - | L | sk TM EV
catalog_coverage diversity | quality | higher | 0..1 | - | - | EV
novelty | quality | higher | 0.. | - | - | EV
ctr conversion_rate acceptance_rate thumbs_up_rate task_success_rate deflection_rate | quality | higher | 0..1 | ratio | - | ops
escalation_rate refusal_rate approval_rate selection_rate override_rate | quality | in range | 0..1 | ratio | - | ops FL
bleu rouge bert_score chrf meteor exact_match | quality | higher | 0..1 | - | J | TM RG
wer cer ter | quality | lower | 0.. | ratio | J | TM jiwer
perplexity | quality | lower | 1.. | - | - | TM
faithfulness groundedness answer_relevancy context_relevance | quality | higher | 0..1 | - | - | RG
context_precision context_recall factual_correctness | quality | higher | 0..1 | - | J | RG
answer_correctness tool_call_accuracy agent_goal_accuracy topic_adherence | quality | higher | 0..1 | - | J | RG
hallucination_rate | quality | lower | 0..1 | ratio | - | ops
noise_sensitivity | quality | lower | 0..1 | ratio | J | RG
toxicity toxicity_rate pii_leakage_rate jailbreak_rate | safety | lower | 0..1 | ratio | - | ops
judge_win_rate | quality | higher | 0..1 | ratio | - | ops
mean_average_precision mean_iou dice panoptic_quality | quality | higher | 0..1 | - | L | TM
fid | quality | lower | 0.. | - | J | TM
psnr | quality | higher | 0.. | - | J | TM
ssim | quality | higher | -1..1 | - | J | TM
latency_p50 latency_p90 latency_p95 latency_p99 time_to_first_token time_per_output_token batch_duration | latency | lower | 0.. | time | - | ops
throughput rows_per_hour output_tokens_per_second | throughput | higher | 0.. | rate | - | ops
availability | reliability | higher | 0..1 | ratio | - | ops
error_rate timeout_rate fallback_rate invalid_output_rate missing_rate | reliability | lower | 0..1 | ratio | - | ops EV
data_freshness | reliability | lower | 0.. | time | - | ops EV
cost_per_1k cost_per_request cost_per_resolution tokens_per_request gpu_hours energy_per_request | cost | lower | 0.. | open | - | ops
psi kl_div wasserstein energy_distance | drift | lower | 0.. | - | - | EV
jensenshannon hellinger ks_statistic drift_share domain_classifier_auc | drift | lower | 0..1 | - | - | EV scipy
ks chisquare cramer_von_mises anderson empirical_mmd tvd | drift | higher | 0..1 | - | - | EV
demographic_parity_ratio selection_rate_ratio | fairness | higher | 0..1 | - | - | FL
demographic_parity_difference selection_rate_difference | fairness | lower | 0..1 | - | - | FL
equalized_odds_ratio equal_opportunity_ratio true_positive_rate_ratio | fairness | higher | 0..1 | - | L | FL
true_negative_rate_ratio false_positive_rate_ratio false_negative_rate_ratio accuracy_score_ratio | fairness | higher | 0..1 | - | L | FL
equalized_odds_difference equal_opportunity_difference true_positive_rate_difference true_negative_rate_difference | fairness | lower | 0..1 | - | L | FL
false_positive_rate_difference false_negative_rate_difference accuracy_score_difference zero_one_loss_difference | fairness | lower | 0..1 | - | L | FL
accuracy_score_group_min balanced_accuracy_score_group_min precision_score_group_min | fairness | higher | 0..1 | - | L | FL
recall_score_group_min f1_score_group_min roc_auc_score_group_min | fairness | higher | 0..1 | - | L | FL
r2_score_group_min | fairness | higher | ..1 | - | L | FL
log_loss_group_max mean_absolute_error_group_max mean_squared_error_group_max zero_one_loss_group_max | fairness | lower | 0.. | - | L | FL
calibration_difference | fairness | lower | 0..1 | - | L | ops
counterfactual_flip_rate | fairness | lower | 0..1 | - | - | ops
exposure_ratio | fairness | higher | 0..1 | - | - | ops
"""

_PROPORTIONS = frozenset(
    """accuracy precision recall specificity top_k_accuracy false_positive_rate false_negative_rate interval_coverage
    hit_rate ctr conversion_rate acceptance_rate thumbs_up_rate task_success_rate deflection_rate escalation_rate
    refusal_rate approval_rate selection_rate override_rate exact_match hallucination_rate toxicity_rate
    pii_leakage_rate jailbreak_rate judge_win_rate availability error_rate timeout_rate fallback_rate
    invalid_output_rate missing_rate drift_share counterfactual_flip_rate""".split()
)
P_VALUES = {
    "ks": "ks_statistic", "chisquare": "psi", "cramer_von_mises": "wasserstein", "anderson": "wasserstein",
    "empirical_mmd": "energy_distance", "tvd": "jensenshannon",
}  # fmt: skip
"""Drift metrics that are p-values (high means no drift), and a distance that can be meant instead."""

DISPARATE_IMPACT = frozenset({"demographic_parity_ratio", "selection_rate_ratio"})
"""The ratios that the four-fifths rule speaks of."""


@record
class Known:
    """A metric of the registry, or one of the site's own.

    Attributes:
        name: Its name in maps.
        kind: One of `KINDS`.
        better: Which direction is better; None where a site's metric does not say.
        low: Lowest level, None where open.
        high: Highest level, None where open.
        unit: `ratio`, `time`, `rate`, `open` (any, consistently: a currency, the target's own), or a unit's name.
        labels: True where it is computed against true outcomes, which arrive later.
        judged: True where it needs a reference set or a judge (no delay).
        proportion: True for a true proportion, whose sample size is computed; None where a site's metric does not say.
        source: Where name and direction were read.
    """

    name: str
    kind: str
    better: Better | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    labels: bool
    judged: bool = False
    proportion: bool | None = False
    source: str = "site"


def _bound(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@lru_cache(maxsize=1)
def registry() -> dict[str, Known]:
    """Return the known metrics by name."""
    table: dict[str, Known] = {}
    for line in _TABLE.strip().splitlines()[1:]:
        names, kind, better, span, unit, labels, source = (part.strip() for part in line.split(" | "))
        low, _, high = span.partition("..")
        for name in names.split():
            table[name] = Known(
                name, kind, better, _bound(low), _bound(high), "ratio" if unit == "-" else unit,  # type: ignore[arg-type]
                labels == "L", labels == "J", name in _PROPORTIONS, source,
            )  # fmt: skip
    return table


@record
class Level:
    """A level on a metric's scale.

    Attributes:
        value: In the scale's own measure: ratios 0 to 1, times in seconds, rates a second, else the metric's unit.
        text: As it was written.
    """

    value: Decimal
    text: str


_SECONDS = {
    "ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "min": Decimal(60), "h": Decimal(3600),
    "d": Decimal(86400), "w": Decimal(604800),
}  # fmt: skip
TIME_UNITS = frozenset(_SECONDS)
_MAX_EXPONENT = 30


@record
class Scale:
    """What a metric's levels are measured in.

    Attributes:
        metric: The metric's name, for messages.
        family: `ratio`, `time`, `rate` or `own`.
        unit: The unit to show: `%`, `ms`, `rps`, a word, or "".
        bare: True where a number without a unit is understood.
    """

    metric: str
    family: str
    unit: str
    bare: bool = True

    def level(self, quantity: Quantity) -> Level:
        """Bind a written number to the scale.

        Raises:
            GrammarError: The unit is missing, or is not the metric's.
        """
        return Level(self._value(quantity), str(quantity))

    def _value(self, quantity: Quantity) -> Decimal:
        number, unit = quantity.number, quantity.unit
        if abs(number.adjusted()) > _MAX_EXPONENT and number:
            raise GrammarError(f"`{number}` is too large or too small to be a level", quantity.at)
        if not unit:
            if not self.bare:
                near = ("m", "h") if self.unit in ("m", "min", "h", "d", "w") else ("ms", "s") if number >= 10 else ("s", "ms")
                examples = " or ".join(f"`{plain(number)}{'' if unit in 'mh' else ' '}{unit}`" for unit in near)
                raise GrammarError(
                    f"`{plain(number)}` has no unit, and {self.metric} is a time", quantity.at,
                    f"write {examples}; times are given in `ms`, `s`, `m`, `h`, `d` or `w`",
                )  # fmt: skip
            return number * _SECONDS[self.unit] if self.family == "time" else number
        if self.family == "ratio" and unit == "%":
            return number / 100
        if self.family == "time" and unit in _SECONDS:
            return number * _SECONDS[unit]
        if self.family == "rate" and unit in ("rps", "/s", "per second"):
            return number
        if self.family == "own" and unit == self.unit:
            return number
        raise self._wrong_unit(quantity)

    def _wrong_unit(self, quantity: Quantity) -> GrammarError:
        unit = quantity.unit
        for word in unit.split():
            if word in ("for", "over", "until", "to", "and") or (len(unit.split()) > 1 and _looks_like_keyword(word)):
                return GrammarError(
                    f"`{unit}` is not understood after the number", quantity.unit_at,
                    "after the number and its unit come `for DURATION` and `over DURATION`",
                )  # fmt: skip
        if unit == "points":
            return GrammarError("`points` measure a difference, not a level", quantity.unit_at, f"write `{plain(quantity.number)}%`")
        wanted = {
            "ratio": "a plain number or `%`",
            "time": "`ms`, `s`, `m`, `h`, `d` or `w`",
            "rate": "`rps`",
            "own": f"`{self.unit}`",
        }[self.family]
        hint = "" if self.family == "time" else f"if it is measured in another unit, say `unit: {unit}` in the metric"
        return GrammarError(f"`{unit}` is not a unit of {self.metric}, which is given in {wanted}", quantity.unit_at, hint)

    def difference(self, difference: Difference, baseline: Decimal | None) -> Decimal | None:
        """Bind a written difference. Returns None where it is of a baseline that is not known.

        Raises:
            GrammarError: The unit is missing, or is not the metric's.
        """
        quantity = difference.quantity
        if difference.kind == "of baseline":
            return None if baseline is None else abs(baseline) * quantity.number / 100
        if difference.kind == "points":
            if self.family != "ratio":
                raise GrammarError(
                    f"`points` are hundredths of a ratio, and {self.metric} is none", quantity.at,
                    f"write the difference in its unit, or `{plain(quantity.number)}% of baseline`",
                )  # fmt: skip
            return quantity.number / 100
        return self._value(quantity)

    def show(self, value: Decimal) -> str:
        """Print a value of the scale in the unit that the map uses."""
        if self.family == "ratio" and self.unit == "%":
            return f"{_short(Decimal(format((value * 100).normalize(), 'f')))}%"
        if self.family == "time":
            unit = self.unit or "s"
            number = format((value / _SECONDS[unit]).normalize(), "f")  # 900 ms are 0.9 s, not 0.900 s
            return f"{_short(Decimal(number))}{'' if unit in MINUTES else ' '}{unit}"
        return f"{_short(value)} {self.unit}".rstrip() if self.family != "ratio" else _short(value)


def _looks_like_keyword(word: str) -> bool:
    return any(sorted(word) == sorted(keyword) or word in (keyword[:-1], keyword + keyword[-1]) for keyword in ("for", "over"))


def _short(value: Decimal) -> str:
    """Print at most six significant digits, without an exponent, keeping written zeros up to two places."""
    text = plain(value)
    if len(text.replace("-", "").replace(".", "").lstrip("0")) > 6:
        text = format(Decimal(f"{value:.6g}"), "f")
    return text


def scale_for(metric: str, unit: str | None, written: list[Quantity]) -> Scale:
    """Find the scale of a metric.

    Args:
        metric: Its name, for messages.
        unit: Its unit from `unit`, the site's metrics or the registry (`Known.unit`); None for a local metric that
            names none.
        written: Its levels in the order of trust: baseline, today, target, edges; the first unit among them is taken.

    Returns:
        The scale. A local metric without any unit is a ratio (or a plain number, which is the same).
    """
    used = next((quantity.unit for quantity in written if quantity.unit), "")
    if unit in ("time", "rate", "open", None):
        if unit == "time" or (unit is None and used in TIME_UNITS):
            return Scale(metric, "time", used if used in TIME_UNITS else "s", bare=False)
        if unit == "rate" and used in ("", "rps", "/s", "per second"):
            return Scale(metric, "rate", used)
        if unit is None and used == "rps":
            return Scale(metric, "rate", "rps")
        if unit in ("open", "rate"):
            return Scale(metric, "own", used)
        return Scale(metric, "ratio", "%" if used == "%" else "")
    if unit in ("ratio", "%", "-", "–"):
        return Scale(metric, "ratio", "%" if used == "%" or unit == "%" else "")
    if unit in TIME_UNITS:
        return Scale(metric, "time", unit)
    if unit == "rps":
        return Scale(metric, "rate", "rps")
    return Scale(metric, "own", unit or "")
