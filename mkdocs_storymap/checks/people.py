"""Who answers for the map, how fresh it is, and what was waived (SM902, SM904, SM912)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import CATALOGUE, Finding, Mention, closest
from mkdocs_storymap.grammar import duration

rules = Family()

_CODE = re.compile(r"SM\d{3}\Z")


@rules("SM902")
def four_eyes(c: Context) -> Iterator[Finding]:
    """Whoever answers for ethics is not the one who answers for the product.

    Who wants to ship should not be alone in judging whether it may. Two pairs of eyes see more.

    Fails:
        owners:
          product: Priya N
          ethics: Priya N
    Passes:
        owners:
          product: Priya N
          ethics: Responsible AI board
    """
    ethics, product = c.map.owners.get("ethics"), c.map.owners.get("product")
    if ethics and product and ethics.name and product.name and ethics.name.casefold() == product.name.casefold():
        yield Finding(
            "SM902", f"{ethics.name} answers for ethics and for the product", "name somebody else for one of the two", ethics.path,
            mentions=(Mention("the product owner", product.path),),
        )  # fmt: skip


@rules("SM904")
def reviewed_lately(c: Context) -> Iterator[Finding]:
    """A map is looked at again from time to time; the site says how often (`review_after`).

    A plan that nobody has read for a year says what was meant a year ago. (The sample is read with `review_after: 12w`, on
    2026-11-24.)

    Fails:
        reviewed: 2026-06-01
    Passes:
        reviewed: 2026-11-01
    """
    after, reviewed = c.site.review_after, c.map.reviewed
    if after is None or reviewed is None:
        return
    age = c.site.today - reviewed
    if age > timedelta(minutes=after):
        yield Finding(
            "SM904", f"last reviewed on {reviewed}, {age.days} days ago; this site asks for a review every {duration(after)}",
            "read the map again and write today's date", ("reviewed",),
        )  # fmt: skip


@rules("SM912")
def waives_what_can_be_waived(c: Context) -> Iterator[Finding]:
    """`waive` takes warnings and missing checklist parts off the verdict; a contradiction cannot be waived.

    A team may decide to do without something, and says so where all can read it. That two alarms contradict each other is no
    decision.

    Fails:
        waive:
          SM505: We like it so
    Passes:
        waive:
          SM807: The regulator reviews it
    """
    for code in c.map.waive:
        if (code in CATALOGUE and CATALOGUE[code].waivable) or not _CODE.match(code):
            continue  # An item of the checklist, or what is no code at all and told as SM206.
        if code in CATALOGUE:
            yield Finding(
                "SM912", f"{code} cannot be waived: {CATALOGUE[code].title} is a contradiction, not an opinion",
                "mend what it speaks of", ("waive", code), key=True,
            )  # fmt: skip
        else:
            meant = closest(code, CATALOGUE)
            yield Finding(
                "SM912", f"there is no rule {code}", f"did you mean `{meant}`?" if meant else "`mkdocs-storymap explain --all` lists them",
                ("waive", code), key=True,
            )  # fmt: skip
