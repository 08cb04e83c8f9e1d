"""Where a line of Markdown stands: in a list item, an admonition, a quote … as Python-Markdown nests them.

Python-Markdown does not read a list item's width: whatever stands in a list item, an admonition, a tab, a footnote or a
definition is indented by four columns for each level. This module keeps the stack of what is open, line by line, so
that a fence can be told from indented code and from the text of a paragraph.
"""

from __future__ import annotations

import re
from typing import Literal

from mkdocs_storymap.record import record
from mkdocs_storymap.source.page_lines import TAB

FrameKind = Literal["list", "quote", "box", "note", "definition"]
LineKind = Literal["blank", "text", "code", "structure"]

_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_ITEM = re.compile(r"(?:[*+-]|\d+\.)([ ]+|\Z)")
_RULER = re.compile(r"(?:-(?:[ ]{0,2}-){2,}|_(?:[ ]{0,2}_){2,}|\*(?:[ ]{0,2}\*){2,})[ ]*\Z")
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*\Z")
_BOX = re.compile(
    r"!!![ ]?[\w-]+(?:[ ]+[\w-]+)*(?:[ ]+\".*?\")?[ ]*\Z"
    r"|\?\?\?\+?[ ]?(?:[\w-]+(?:[ ]+[\w-]+)*)?(?:[ ]*\".*?\")?[ ]*\Z"
    r"|===(?:\+!?|!\+?)?[ ]+\".*?\"[ ]*\Z"
)
_BLOCK = re.compile(r"/{3,}[ ]*(?:[\w-]+[ ]*(?:\|.*)?)?\Z")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]:[ ]*")
_REFERENCE = re.compile(r"\[[^\[\]]*\]:[ ]*\S")
_DEFINITION = re.compile(r":[ ]{1,3}")
_STARTS = frozenset("#>*+-_0123456789!?=/[:")
_INDENT = " " * TAB
_MAX_DEPTH = 100
"""Containers inside one another; deeper ones are text. Python-Markdown itself stops at its recursion limit."""


@record
class Frame:
    """One open container.

    Attributes:
        kind: `list` item, `quote`, `box` (admonition, details, tab), `note` (footnote) or `definition`.
        width: Columns from the left edge of a list marker to the item's text, as other Markdown readers count.
    """

    kind: FrameKind
    width: int = TAB


@record
class Place:
    """Where a fence stands.

    Attributes:
        kind: `block` where a fence renders, `code` inside indented code, `paragraph` where it would become code or
            text because it is indented below a paragraph, `option` among the options of a `///` block, `definition`
            and `footnote` in one of these that Python-Markdown cannot go on with.
        prefix: What a line needs in front to stand in the same container.
        tight: True where it stands in a list item, a definition or a footnote with no blank line since its first line.
        quote_at: Column of `prefix` at which the fence's own line opens a quote, or None.
        near_list: True where the text above looks like a list item that Python-Markdown does not see as one.
    """

    kind: Literal["block", "code", "paragraph", "option", "definition", "footnote"]
    prefix: str
    tight: bool = False
    quote_at: int | None = None
    near_list: bool = False


class Containers:
    """The stack of open containers, fed with every line that is no fence; tabs are expanded before."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew, as at the top of a page or after a block of raw HTML."""
        self.frames: list[Frame] = []
        self.para = False  # an indented line continues a paragraph, it is no code
        self.fresh = True  # a list may begin here
        self.tight = False  # no blank line since the marker of the innermost list item
        self.term = False  # a definition may follow
        self.adjacent = False  # the line above is not empty
        self.option = False  # the options of a `///` block may follow
        self.listlike = False  # a line above looks like a list item, but is none
        self.spoiled: Frame | None = None  # the outermost definition that holds a `///` block

    def feed(self, line: str) -> LineKind:
        """Take one line of text in, and tell what it is."""
        depth, at = self._walk(line, lazy=self.adjacent)
        rest = line[at:]
        self.adjacent = bool(line.strip(" "))
        if not rest.strip(" "):
            self._blank()
            return "blank"
        sibling = False
        if depth < len(self.frames):
            if self.para and not self._interrupts(rest, depth):
                boxes = [i for i in range(depth, len(self.frames)) if self.frames[i].kind == "box"]
                if not boxes:
                    return "text"
                self._close(boxes[0])
                self.para = boxes[0] > depth
                self.fresh = not self.para
            else:
                sibling = self.frames[depth].kind == "list"
                self.term = self.term or self.frames[depth].kind == "definition"
                if self.frames[depth].kind == "box":
                    self.para, self.fresh = False, True
                self._close(depth)
        return self._open(rest, sibling)

    def place(self, prefix: str) -> Place:
        """Say where a fence stands that has `prefix` in front; it closes the containers that it is not in.

        Right below the text of an item, any indentation will do. A fence that is indented less than Python-Markdown
        asks for, but enough for every other reader to stand in its list item, is drawn into it: the prefix then has
        more blanks than the page.
        """
        depth, at = self._walk(prefix)
        rest = prefix[at:]
        quote_at: int | None = None
        if ">" in rest and len(rest) - len(rest.lstrip(" ")) < TAB:
            self._close(depth)
            quote_at = at
            while quote := _QUOTE.match(rest):
                if len(self.frames) < _MAX_DEPTH:
                    self.frames.append(Frame("quote"))
                at += quote.end()
                rest = prefix[at:]
            self.para = self.option = False
            depth = len(self.frames)
        indent = len(rest)
        drawn = False
        tight = self.tight and self.para
        if depth < len(self.frames):
            frame = self.frames[depth]
            drawn = frame.kind == "list" and indent >= frame.width
            keep = depth + 1 if drawn else depth
            tight = tight and drawn and keep == len(self.frames)
            if keep < len(self.frames):
                self.para = self.para and self.frames[keep].kind != "box"
            self._close(keep)
        front = prefix[:at] + (_INDENT if drawn else "")
        if indent >= TAB:
            if tight and depth == len(self.frames):
                return Place("block", front, tight, quote_at)
            if self.option:
                return Place("option", front)
            return Place("paragraph" if self.para or self.listlike else "code", front, near_list=self.listlike)
        if self._is_spoiled():
            return Place("definition", front)
        lost = None if tight else self._lost()
        if lost is not None:
            return Place(lost, front)
        return Place("block", front, tight, quote_at)

    def after_block(self, tight: bool = False) -> None:
        """A map was taken out: unless it stands `tight`, blank lines stand around it."""
        if tight:
            self.after_fence()
        else:
            self._blank()
            self.adjacent = False

    def after_fence(self) -> None:
        """Another language's fence ended: what follows without a blank line is text, as with SuperFences."""
        tight = self.tight
        self._blank()
        self.para, self.fresh, self.tight, self.adjacent = True, False, tight, True

    def _walk(self, line: str, lazy: bool = False) -> tuple[int, int]:
        """Return how many open containers `line` stands in, and the column behind their prefixes.

        A quote goes on until an empty line (`lazy`), whether its marks are written or not; and so does the item that a
        quote is right below.
        """
        at = depth = 0
        for frame in self.frames:
            if frame.kind == "quote":
                quote = _QUOTE.match(line, at)
                if quote is not None:
                    at = quote.end()
                elif not lazy or self._ends_quote(line[at:]):
                    break
            elif line.startswith(_INDENT, at):
                at += TAB
            elif not (lazy and frame.kind == "list" and _QUOTE.match(line, at)):
                break
            depth += 1
        return depth, at

    def _is_spoiled(self) -> bool:
        """Tell whether a definition that is still open holds a `///` block.

        `pymdownx.blocks` counts the levels of a definition wrong, and leaves everything that follows in it as code.
        """
        return self.spoiled is not None and any(frame is self.spoiled for frame in self.frames)

    def _spoil(self) -> None:
        """A `///` block begins: remember the definition that it stands in, unless a quote keeps the two apart."""
        self.spoiled = None
        for frame in self.frames:
            if frame.kind in ("quote", "note"):
                self.spoiled = None
            elif frame.kind == "definition" and self.spoiled is None:
                self.spoiled = frame

    def _lost(self) -> Literal["definition", "footnote"] | None:
        """Tell whether what stands here would become code, though it is indented as it should be.

        Python-Markdown does not find the second block of a footnote that stands in anything but a quote; nor that of a
        definition in a list item, unless an admonition or the like, which looks for itself, stands around either.
        """
        outer: FrameKind | None = None
        for frame in self.frames:
            if frame.kind == "definition" and outer == "list":
                return "definition"
            if frame.kind == "note" and outer is not None:
                return "footnote"
            if frame.kind == "quote":
                outer = None
            elif outer is None or frame.kind == "box":
                outer = frame.kind
        return None

    def _close(self, depth: int) -> None:
        """Close every container from `depth` on."""
        if depth < len(self.frames):
            del self.frames[depth:]
            self.tight = self.listlike = False

    def _blank(self) -> None:
        self.term = self.term or self.para
        self.para = self.tight = self.option = False
        self.fresh = True

    def _interrupts(self, rest: str, depth: int) -> bool:
        """True where `rest`, right below text, is no further line of that text."""
        text = rest.lstrip(" ")
        indent = len(rest) - len(text)
        if indent >= TAB or text[0] not in _STARTS:
            return False
        if text[0] in ">#" or _BOX.match(text) or _BLOCK.match(text) or _RULER.match(text) or _FOOTNOTE.match(text):
            return True
        if _ITEM.match(text):
            return self.frames[depth].kind == "list" or self.frames[depth].kind == "box"
        return _DEFINITION.match(text) is not None

    @staticmethod
    def _ends_quote(rest: str) -> bool:
        """Tell whether `rest`, right below a quote, is no part of it although it has no mark."""
        text = rest.lstrip(" ")
        if not text:
            return True
        return text[0] in _STARTS and (rest[0] == "#" or _BOX.match(rest) is not None or _BLOCK.match(text) is not None or _RULER.match(text) is not None)

    def _open(self, rest: str, sibling: bool) -> LineKind:
        """Open the containers that begin in `rest`, which stands inside all that are open."""
        while True:
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if not text:
                self.para, self.fresh = False, True
                return "structure"
            if indent >= TAB:
                if self.para or self.option:
                    return "text"
                self.fresh, self.term = True, False
                return "code"
            if text[0] in _STARTS and len(self.frames) < _MAX_DEPTH:
                following = self._structure(text, indent, sibling)
                if following is not None:
                    if not following:
                        return "structure"
                    rest, sibling = following, False
                    continue
            self.listlike = bool(self.para and _ITEM.match(text)) or (self.listlike and self.para)
            self.para, self.fresh, self.term, self.option = True, False, False, False
            return "text"

    def _structure(self, text: str, indent: int, sibling: bool) -> str | None:
        """Open what `text` opens and return what is left of the line; None where it is plain text."""
        first = text[0]
        in_item = self.tight and bool(self.frames) and self.frames[-1].kind == "list"
        if first == ">":
            if in_item and self.para:
                return None
            self._push(Frame("quote"))
            return text[1:].removeprefix(" ")
        if first == "#" and indent == 0:
            return self._section()
        if first in "=-" and self.para and _UNDERLINE.match(text):
            return self._section()
        if first in "-_*" and _RULER.match(text):
            return self._section()
        if first in "*+-" or first.isdigit():
            item = _ITEM.match(text)
            if item is None or not (self.fresh or sibling or in_item):
                return None
            blanks = len(item[1])
            self._push(Frame("list", indent + item.end() - (blanks - 1 if blanks > TAB else 0)))
            self.tight = True
            return text[item.end() :]
        if first in "!?=" and indent == 0 and not (in_item and self.para) and _BOX.match(text):
            self._push(Frame("box"))
            return ""
        if first == "/" and not (in_item and self.para) and _BLOCK.match(text):
            in_definition = self.tight and bool(self.frames) and self.frames[-1].kind == "definition"
            self._section()
            if not in_definition and not self._is_spoiled():
                self._spoil()
            self.option = any(character.isalnum() for character in text)
            return ""
        if first == "[" and (note := _FOOTNOTE.match(text)):
            self._push(Frame("note"))
            self.tight = True
            return text[note.end() :]
        if first == "[" and _REFERENCE.match(text):
            return self._section()
        if first == ":" and (self.para or self.term) and (definition := _DEFINITION.match(text)):
            self._push(Frame("definition"))
            self.tight = True
            return text[definition.end() :]
        return None

    def _push(self, frame: Frame) -> None:
        if len(self.frames) < _MAX_DEPTH:
            self.frames.append(frame)
        self.para = self.term = self.option = self.tight = self.listlike = False
        self.fresh = True

    def _section(self) -> str:
        """A heading, a rule or the like: what follows begins anew in the same container."""
        self.para = self.term = self.option = self.tight = self.listlike = False
        self.fresh = True
        return ""
