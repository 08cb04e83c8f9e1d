"""The reference page of every rule, read from the docstring of what finds it.

A docstring holds a summary, why the rule is there (with the source of the idea), and two samples: lines behind
`Fails:` and `Passes:`, indented. A sample is laid over a whole valid map, the loan example: its keys are joined to the
user map's, those below `science` to the data-science map's, and null takes a key away. A sample of a rule about shape
(SM1xx, SM2xx) stands for itself.
"""

from __future__ import annotations

import inspect
import re
from functools import lru_cache

from mkdocs_storymap.checks.run import RULES
from mkdocs_storymap.checks.shape import SHAPE_PAGES
from mkdocs_storymap.diagnostics import CATALOGUE
from mkdocs_storymap.record import record

_SAMPLE = re.compile(r"^(Fails|Passes):\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)


@record
class Page:
    """One rule as its reference tells it.

    Attributes:
        code: The rule.
        title: The catalogue's title.
        severity: Its default severity.
        softened: True where a draft turns it into advice.
        body: What it wants and why, as Markdown.
        fails: A sample that breaks it.
        passes: Its neighbour that does not.
        whole: True where the samples stand for themselves instead of being laid over a valid map.
    """

    code: str
    title: str
    severity: str
    softened: bool
    body: str
    fails: str
    passes: str
    whole: bool


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    found: dict[str, list[str]] = {code: [inspect.cleandoc(text)] for code, text in SHAPE_PAGES.items()}
    for rule in RULES:
        found.setdefault(rule.code, []).append(inspect.getdoc(rule.check) or "")
    return {code: "\n\n".join(texts) for code, texts in found.items()}


def page(code: str) -> Page:
    """Return the page of one rule."""
    entry = CATALOGUE[code]
    text = _texts()[code] + "\n"
    samples: dict[str, str] = {}
    for name, sample in _SAMPLE.findall(text):
        samples.setdefault(name, inspect.cleandoc("\n" + sample).strip("\n"))
    body = re.sub(r"\n{3,}", "\n\n", _SAMPLE.sub("", text)).strip()
    whole = code < "SM300"
    return Page(
        code, entry.title, entry.severity, entry.softened, body, samples.get("Fails", ""), samples.get("Passes", ""), whole
    )  # fmt: skip


def pages() -> list[Page]:
    """Return all pages in the order of the catalogue."""
    return [page(code) for code in CATALOGUE]
