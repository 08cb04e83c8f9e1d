"""Raw HTML in a page: comments and `<pre>` that hide their content, elements that keep or parse it.

Python-Markdown takes an HTML element that begins a line out of the page as it is, up to its end tag; with `md_in_html`
an element with a `markdown` attribute is parsed. A fence is found before all that, so it renders inside `<div>` too,
at any indentation; a comment, `<pre>`, `<script>` and `<style>` hide it; a `span` element never shows it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from mkdocs_storymap.record import record

State = Literal["block", "span", "raw", "off"]
Mode = Literal["markdown", "span", "raw"]

_BLOCKS = (
    "address article aside blockquote body canvas center colgroup dd details div dl dt fieldset figcaption figure "
    "footer form group h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li main map math menu nav noscript object ol "
    "option output p pre progress script section style summary table tbody td textarea tfoot th "
    "thead tr ul video"
)
_SPANS = "address dd dt h1 h2 h3 h4 h5 h6 legend li p summary td th"
_VOIDS = "area base br col embed hr img input link meta param source track wbr"

BLOCK_TAGS = frozenset(_BLOCKS.split())
"""Elements that Python-Markdown takes for blocks (those of its list that HTML knows)."""
HIDING_TAGS = ("pre", "script", "style", "textarea")
"""Elements whose content is shown, run or edited as it is written."""
HIDING_PAIRS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))

_SPAN_TAGS = frozenset(_SPANS.split())
_RAW_TAGS = frozenset(("canvas", "math", "option", *HIDING_TAGS))
_VOID_TAGS = frozenset(_VOIDS.split())
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>`]*)((?:[^<>"'`]|"[^"]*"|'[^']*'){0,2000})>""")
_UNFINISHED = re.compile(r"""<[a-zA-Z][^\s/>`]*(?:\s(?:[^<>"'`]|"[^"]*"|'[^']*'){0,2000}(?:["'][^"'<>]{0,2000})?)?\Z""")
_MARKDOWN = re.compile(r"""(?:^|\s)markdown(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?(?=[\s/]|\Z)""", re.IGNORECASE)
_HIDING = re.compile(r"<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
_MAX_PENDING = 30
"""Lines that one start tag may stretch over."""


@record
class Element:
    """An open element: its name, how its content is read, and the line of its start tag (from 0)."""

    tag: str
    state: State
    line: int


class HtmlTracker:
    """The stack of open HTML elements at the page's top level."""

    def __init__(self) -> None:
        self.stack: list[Element] = []
        self._open: Counter[str] = Counter()  # how often each tag is on the stack
        self._pending: list[str] = []

    @property
    def mode(self) -> Mode:
        """How a line is read here: as Markdown, as the text of a span, or not at all."""
        if not self.stack or self.stack[-1].state == "block":
            return "markdown"
        return "span" if self.stack[-1].state == "span" else "raw"

    @property
    def busy(self) -> bool:
        """True while every line has to be looked at, because an element or a start tag is open."""
        return bool(self.stack) or bool(self._pending)

    def forget_pending(self) -> None:
        """A fence begins: what looked like the start of a tag was none."""
        self._pending.clear()

    def feed(self, line: str, number: int) -> bool:
        """Take one line in; True where a block of HTML begins or ends in it."""
        if self._pending:
            self._pending.append(line)
            line = "\n".join(self._pending)
            if ">" not in self._pending[-1] and line.strip() and len(self._pending) <= _MAX_PENDING:
                return True
            if len(self._pending) > _MAX_PENDING:
                line = self._pending[-1]
            self._pending.clear()
        changed = False
        end = 0
        for tag in _TAG.finditer(line):
            between = line[end : tag.start()]
            at_start = not between.strip() and (tag.start() <= 3 if end == 0 else changed)
            end = tag.end()
            if self._tag(tag, at_start, number):
                changed = True
        rest = line[end:]
        if "<" in rest and _UNFINISHED.search(rest) and self._may_open(rest, changed or end == 0):
            self._pending.append(rest.lstrip("\n") if end else line)
            return True
        return changed

    def _may_open(self, rest: str, at_start: bool) -> bool:
        """True where an unfinished tag would open or nest an element once it is finished."""
        if self.mode == "raw":
            return True
        text = rest.lstrip(" ")
        name = re.match(r"<([a-zA-Z][^\s/>`]*)", text)
        return at_start and len(rest) - len(text) <= 3 and name is not None and name[1].lower() in BLOCK_TAGS

    def _tag(self, match: re.Match[str], at_start: bool, number: int) -> bool:
        tag, attributes = match[2].lower(), match[3]
        if match[1]:
            return self._end(tag)
        if tag in _VOID_TAGS or attributes.rstrip().endswith("/"):
            return tag in BLOCK_TAGS and at_start
        mode = self.mode
        if mode == "raw":
            if self.stack[-1].state == "raw" or tag in BLOCK_TAGS:
                self._push(Element(tag, self.stack[-1].state, number))
            return False
        if tag not in BLOCK_TAGS or not at_start:
            return False
        state = _state(tag, attributes, bool(self.stack), mode == "span")
        if self._open["p"] and self.stack[-1].state != "raw":
            self._end("p")
        self._push(Element(tag, state, number))
        return True

    def _push(self, element: Element) -> None:
        self.stack.append(element)
        self._open[element.tag] += 1

    def _end(self, tag: str) -> bool:
        if not self._open[tag]:
            return False
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i].tag == tag:
                outermost = self.stack[i].state in ("block", "span") or i == 0
                self._open.subtract(element.tag for element in self.stack[i:])
                del self.stack[i:]
                return outermost or self.mode == "markdown"
        return False


def _state(tag: str, attributes: str, nested: bool, in_span: bool) -> State:
    """How the content of a start tag is read, after the rules of `md_in_html`."""
    markdown = _MARKDOWN.search(attributes)
    if markdown is not None and tag not in _RAW_TAGS:
        value = markdown[1] or markdown[2] or markdown[3] or "1"
        if value in ("1", "markdown", "block", "span"):
            if in_span or value == "span" or (value != "block" and tag in _SPAN_TAGS):
                return "span"
            return "block"
    return "off" if nested else "raw"


def hiding_start(text: str) -> tuple[str, str] | None:
    """Return the start and the end marks of what `text` begins to hide, or None."""
    if not text.startswith("<"):
        return None
    for start, end in HIDING_PAIRS:
        if text.startswith(start):
            return start, end
    tag = _HIDING.match(text)
    return (tag.group(), f"</{tag[1].lower()}") if tag else None
