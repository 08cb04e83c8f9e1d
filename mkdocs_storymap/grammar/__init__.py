"""The small languages inside values: durations, numbers, alarms, promises, steps and their like (docs/format.md, section 2).

Each form has a frozen value class, a parser that raises `GrammarError` with the place of the wrong word, and prints
itself so that parsing the print gives an equal value. Numbers stay `Decimal` with the unit that was written; they are
bound to a metric's scale in `metrics.py`, since the metric may stand in another map.
"""

from mkdocs_storymap.grammar.forms import (
    PARSERS,
    parse_alarm,
    parse_date,
    parse_difference,
    parse_duration,
    parse_expect,
    parse_number,
    parse_percent,
    parse_promise,
    parse_range,
    parse_sample,
    parse_split,
    parse_step,
    parse_tolerance,
    parse_volume,
)
from mkdocs_storymap.grammar.values import (
    DAY,
    FORMS,
    MINUTES,
    At,
    Condition,
    Difference,
    Expectation,
    Form,
    GrammarError,
    Promise,
    Quantity,
    Sample,
    Step,
    Tolerance,
    Volume,
    duration,
    percent,
    plain,
)

__all__ = ["DAY", "FORMS", "MINUTES", "PARSERS", "At", "Condition", "Difference", "Expectation", "Form", "GrammarError", "Promise", "Quantity", "Sample", "Step", "Tolerance", "Volume", "duration", "parse_alarm", "parse_date", "parse_difference", "parse_duration", "parse_expect", "parse_number", "parse_percent", "parse_promise", "parse_range", "parse_sample", "parse_split", "parse_step", "parse_tolerance", "parse_volume", "percent", "plain"]
