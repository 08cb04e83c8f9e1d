"""A strict reading of HTML: every tag closed in order, no id twice, nothing where it may not stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
FOREIGN = frozenset("svg g path rect text tspan title line circle pattern".split())
BLOCK = frozenset("p div ul ol dl table section article header nav details h1 h2 h3 h4 h5 h6 form figure".split())
PHRASING_ONLY = frozenset("p span b em i small h1 h2 h3 h4 h5 h6 dt button label summary a".split())
INTERACTIVE = frozenset("a button select input details label".split())


@dataclass
class Element:
    """One element as it was opened."""

    tag: str
    attrs: dict[str, str | None]
    parent: Element | None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def up(self) -> list[str]:
        """The tags around it."""
        return [] if self.parent is None else [self.parent.tag, *self.parent.up()]


class Strict(HTMLParser):
    """Parses and complains."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.at = self.root
        self.all: list[Element] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        element = Element(tag, dict(attrs), self.at)
        around = [self.at.tag, *self.at.up()]
        if "svg" not in around:
            if tag in BLOCK and next((name for name in around if name in PHRASING_ONLY), None) and not (tag[0] == "h" and around[0] == "summary"):
                self.faults.append(f"<{tag}> in <{next(name for name in around if name in PHRASING_ONLY)}>")
            if tag in INTERACTIVE and any(name in ("a", "button") for name in around):
                self.faults.append(f"<{tag}> in <{'/'.join(around[:3])}>")
            if re.fullmatch("h[1-6]", tag) and "th" in around:
                self.faults.append(f"<{tag}> in <th>")
            if tag == "li" and around[0] not in ("ul", "ol"):
                self.faults.append(f"<li> in <{around[0]}>")
            if around[0] in ("ul", "ol") and tag != "li":
                self.faults.append(f"<{tag}> in <{around[0]}>")
            if around[0] == "tr" and tag not in ("td", "th"):
                self.faults.append(f"<{tag}> in <tr>")
            if around[0] == "dl" and tag not in ("div", "dt", "dd"):
                self.faults.append(f"<{tag}> in <dl>")
        self.at.children.append(element)
        self.all.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in FOREIGN:
            self.faults.append(f"<{tag}/> outside SVG")
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.at.tag}>")
            return
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        at: Element | None = self.at
        while at is not None:
            at.text += data
            at = at.parent
        if data.strip() and self.at.tag in ("ul", "ol", "table", "tr", "tbody", "thead", "dl"):
            self.faults.append(f"text in <{self.at.tag}>: {data.strip()[:40]}")


def read(html: str) -> Strict:
    """Read HTML to its end."""
    parser = Strict()
    parser.feed(html)
    parser.close()
    if parser.at is not parser.root:
        parser.faults.append(f"<{parser.at.tag}> is never closed")
    return parser
