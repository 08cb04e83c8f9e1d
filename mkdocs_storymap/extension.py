"""The Python-Markdown extension: takes every story map out of a page before fences are read, and puts its HTML in.

Between priority 25 (SuperFences, `fenced_code`) and 30 (`normalize_whitespace`) a preprocessor asks the renderer for
the final HTML of each block and leaves a placeholder of Python-Markdown's own stash, with the prefix of the container
that the fence stands in. It works in every host, with and without SuperFences. What the stash holds is a short element;
the HTML of the map takes its place once the stash is given back, so that nobody searches it for further placeholders.

The scanner knows how Python-Markdown nests blocks, not which extensions a site has: `!!! note` without `admonition` is
a paragraph, and what is indented below it is code. Where a placeholder lands in code after all, the source is given
back there, and `StorymapExtension.missing` names the block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from mkdocs_storymap.record import record
from mkdocs_storymap.settings import OPTIONS
from mkdocs_storymap.source.blocks import Block
from mkdocs_storymap.source.fences import scan

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown.blockparser import BlockParser

Renderer = Callable[[Block], str]
"""Returns the final HTML of a block: one element of block level, never an exception."""

_PLACEHOLDER = re.compile("\x02wzxhzdk:([0-9]+)\x03")
_STAND_IN = re.compile('<div data-storymap-block="([0-9]{1,9})"></div>')
_PREPROCESSOR_PRIORITY = 26.5  # below `meta` (27), which takes metadata away, above SuperFences and fenced_code (25)
_BLOCK_PRIORITY = 12  # behind lists, quotes and code (they remove prefixes), before paragraphs (10)
_TREE_PRIORITY = 40  # behind footnotes (50), before code is highlighted (30)
_IDS_PRIORITY = 5  # that of `toc`, which makes the ids of headings: just before it ids are reserved, just after it given back
_MAP_ID = re.compile('<section class="storymap"[^>]* id="([^"]+)"')
_POST_PRIORITY = 29  # behind `raw_html` (30), before all that changes HTML


@record
class Stashed:
    """One block that a placeholder stands for.

    Attributes:
        block: The block; its lines are those of the text that Python-Markdown got, not of the page's file.
        placeholder: What stands in the text for it.
        html: Its HTML.
        source: The fence as it was written, without the prefix of its container.
    """

    block: Block
    placeholder: str
    html: str
    source: str


class _Conversion:
    """What one `Markdown` instance has stashed in its latest conversion."""

    def __init__(self) -> None:
        self.by_number: dict[int, Stashed] = {}

    def reset(self) -> None:
        """Forget the page before."""
        self.by_number = {}


class StorymapExtension(Extension):
    """Renders story maps in Markdown.

    Attributes:
        renderer: Makes the HTML of a block; the plugin sets it. None: the extension works alone, and takes the
            renderer of `standalone.renderer(options, page_path)`.
        options: The options as they were given, untouched; `settings.OPTIONS` names them.
        stashed: The blocks of the page since `start_page`, in the order in which they were stashed; conversions
            inside a conversion (a docstring, a macro) count with their page. Without a renderer of the plugin's, those
            of the latest conversion.
    """

    def __init__(self, **options: Any) -> None:
        # `Extension.setConfig` makes booleans of what it takes for booleans; ours are for the settings to judge.
        self.config = {name: [options.get(name, option.default), option.about] for name, option in OPTIONS.items()}
        self.options: dict[str, Any] = options
        self.renderer: Renderer | None = None
        self.stashed: list[Stashed] = []
        super().__init__()

    @property
    def fence(self) -> str:
        """The info string of a map."""
        name = self.options.get("fence")
        return name if isinstance(name, str) and name else "storymap"

    def __deepcopy__(self, memo: dict[int, Any]) -> StorymapExtension:
        """Stay one extension: plugins for several languages copy the whole configuration."""
        return self

    def start_page(self) -> None:
        """Begin a page: the plugin calls it before the page is converted."""
        self.stashed = []

    def missing(self, html: str) -> list[Stashed]:
        """Return the stashed blocks that are not in the page's HTML as blocks of their own."""
        lost = []
        at: dict[str, int] = {}
        hidden = _Hidden(html)
        for entry in self.stashed:
            head = entry.html[: entry.html.find(">") + 1]
            found = html.find(head, at.get(head, 0)) if head else 0
            if found == -1 or hidden.holds(found):
                lost.append(entry)
            if found != -1:
                at[head] = found + len(head)
        return lost

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        """Register with one `Markdown` instance; what it stashes is kept apart from other instances."""
        conversion = _Conversion()
        md.registerExtension(self)
        md.preprocessors.register(StorymapPreprocessor(md, self, conversion), "storymap", _PREPROCESSOR_PRIORITY)
        md.parser.blockprocessors.register(StorymapBlockProcessor(md.parser, conversion), "storymap", _BLOCK_PRIORITY)
        md.treeprocessors.register(StorymapTreeprocessor(md, conversion), "storymap", _TREE_PRIORITY)
        md.treeprocessors.register(IdTreeprocessor(md, conversion, reserve=True), "storymap_ids", _IDS_PRIORITY + 0.5)
        md.treeprocessors.register(IdTreeprocessor(md, conversion, reserve=False), "storymap_ids_back", _IDS_PRIORITY - 0.5)
        md.postprocessors.register(StorymapPostprocessor(md, conversion), "storymap", _POST_PRIORITY)

    def renderer_for(self, md: Markdown) -> Renderer:
        """Return the renderer for the page that `md` converts."""
        if self.renderer is not None:
            return self.renderer
        from mkdocs_storymap.standalone import renderer  # loaded here: with a plugin nobody needs it

        return renderer(self.options, page_path(md))


class StorymapPreprocessor(Preprocessor):
    """Puts a placeholder in the place of every block."""

    def __init__(self, md: Markdown, extension: StorymapExtension, conversion: _Conversion) -> None:
        super().__init__(md)
        self.extension = extension
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with each block's placeholder, in the container of its fence."""
        self.conversion.reset()
        if self.extension.renderer is None:
            self.extension.start_page()
        lines = self._restored(lines)
        blocks = scan("\n".join(lines), self.extension.fence, front_matter=False).blocks
        if not blocks:
            return lines
        render = self.extension.renderer_for(self.md)
        done: list[str] = []
        at = 0
        for block in blocks:
            done += lines[at : block.line]
            at = block.end_line + 1
            self._put(block, render(block), lines, done)
        return done + lines[at:]

    def _put(self, block: Block, html: str, lines: list[str], done: list[str]) -> None:
        html = html.replace("\x02", "\ufffd")  # Python-Markdown would look for a placeholder of its own behind it
        number = self.md.htmlStash.html_counter
        placeholder = self.md.htmlStash.store(_stand_in(number))
        source = "\n".join(line[block.indent :] for line in lines[block.line : block.end_line + 1])
        entry = Stashed(block, placeholder, html, source)
        self.conversion.by_number[number] = entry
        self.extension.stashed.append(entry)
        # A second blank line would cut a footnote short.
        if block.quote_at is not None:
            if done and done[-1].strip():
                done.append(block.prefix[: block.quote_at].rstrip())
        elif done and not _is_blank(done[-1]) and not block.tight:
            done.append(_shared(block.prefix, done[-1]))
        done.append(block.prefix + placeholder)
        following = lines[block.end_line + 1] if block.end_line + 1 < len(lines) else ""
        if not _is_blank(following) and not block.tight:
            done.append(_shared(block.prefix, following))

    def _restored(self, lines: list[str]) -> list[str]:
        """Undo SuperFences' `preserve_tabs`, which hides every fence before whitespace is normalised.

        SuperFences restores them itself when its turn comes; a second time there is nothing left to do.
        """
        if "fenced_raw_block" in self.md.preprocessors and "fenced_code_block" in self.md.preprocessors:
            restore = getattr(self.md.preprocessors["fenced_code_block"], "restore_raw_text", None)
            if restore is not None:
                restored: list[str] = "\n".join(restore(lines)).split("\n")
                return restored
        return lines


class StorymapBlockProcessor(BlockProcessor):
    """Makes a `<div>` of a placeholder's line: a paragraph would take in what stands beside it."""

    def __init__(self, parser: BlockParser, conversion: _Conversion) -> None:
        super().__init__(parser)
        self.conversion = conversion

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Tell whether the block holds a line that is one of our placeholders."""
        return "\x02" in block and self._find(block.split("\n")) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> bool | None:
        """Split the block at the first placeholder."""
        lines = blocks.pop(0).split("\n")
        at = self._find(lines)
        if at is None:
            blocks.insert(0, "\n".join(lines))
            return False
        before, after = "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        element = ElementTree.SubElement(parent, "div")
        element.text = AtomicString(lines[at].strip())
        if after.strip():
            # In a tight list the rest is text of the item, as it would be without us.
            blocks.insert(0, self.looseDetab(after) if self.parser.state.isstate("list") else after)
        return None

    def _find(self, lines: list[str]) -> int | None:
        for i, line in enumerate(lines):
            found = _PLACEHOLDER.fullmatch(line.strip(" "))
            if found and int(found[1]) in self.conversion.by_number:
                return i
        return None


class StorymapTreeprocessor(Treeprocessor):
    """Gives the source back where a placeholder landed in indented code."""

    def __init__(self, md: Markdown, conversion: _Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: ElementTree.Element) -> None:
        """Replace our placeholders inside `<code>`."""
        if not self.conversion.by_number:
            return
        for code in root.iter("code"):
            if code.text and "\x02" in code.text:
                code.text = AtomicString("\n".join(self._given_back(line) for line in code.text.split("\n")))

    def _given_back(self, line: str) -> str:
        found = _PLACEHOLDER.search(line)
        entry = self.conversion.by_number.get(int(found[1])) if found else None
        if found is None or entry is None:
            return line
        front = line[: found.start()]
        return "\n".join(front + text if text else "" for text in code_escape(entry.source).split("\n"))


class IdTreeprocessor(Treeprocessor):
    """Keeps the ids of maps from headings: `toc` makes no id that an element has, so each stand-in has its map's meanwhile.

    Without it the heading `# Loan` above the map `loan` would have the id that other sites link to.
    """

    def __init__(self, md: Markdown, conversion: _Conversion, *, reserve: bool) -> None:
        super().__init__(md)
        self.conversion = conversion
        self.reserve = reserve

    def run(self, root: ElementTree.Element) -> None:
        """Set the ids, or take them away again."""
        if not self.conversion.by_number:
            return
        for element in root.iter("div"):
            found = _PLACEHOLDER.fullmatch(element.text or "")
            entry = self.conversion.by_number.get(int(found[1])) if found else None
            named = _MAP_ID.search(entry.html) if entry else None
            if named and self.reserve:
                element.set("id", named[1])
            elif named:
                element.attrib.pop("id", None)


class StorymapPostprocessor(Postprocessor):
    """Puts the HTML of each map where its stand-in is."""

    def __init__(self, md: Markdown, conversion: _Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, text: str) -> str:
        """Return the page with its maps; where one came into the code of another fence, with its source."""
        by_number = self.conversion.by_number
        hidden = _Hidden(text)

        def put(found: re.Match[str]) -> str:
            entry = by_number.get(int(found[1]))
            if entry is None:
                return found[0]
            return code_escape(entry.source) if hidden.holds(found.start()) else entry.html

        return _STAND_IN.sub(put, text) if by_number else text


def _stand_in(number: int) -> str:
    """What the stash holds for a block: an element of block level that nobody else writes."""
    return f'<div data-storymap-block="{number}"></div>'


def page_path(md: Markdown) -> str | None:
    """Return the page's path where the host tells it: Zensical does, inside a preprocessor of its own."""
    for preprocessor in md.preprocessors:
        if type(preprocessor).__name__ == "ContextPreprocessor":
            for holder in (preprocessor, getattr(preprocessor, "page", None)):
                path = getattr(holder, "path", None)
                if isinstance(path, str) and path:
                    return path
    return None


def _is_blank(line: str) -> bool:
    """True for an empty line, also inside a quote."""
    return not line.strip("> ")


def _shared(prefix: str, line: str) -> str:
    """Return the blank line between a placeholder and its neighbour: inside the quotes that both stand in."""
    end = 0
    while end < min(len(prefix), len(line)) and prefix[end] == line[end]:
        end += 1
    return prefix[:end].rstrip()


class _Hidden:
    """Tells of places in a page whether they stand inside code or a comment; of places in order it reads the page once."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.read = 0
        self.last = {"<!--": -1, "-->": -1, "<code": -1, "</code": -1}

    def holds(self, at: int) -> bool:
        if at < self.read:
            self.read = 0
            self.last = dict.fromkeys(self.last, -1)
        for mark, last in self.last.items():
            self.last[mark] = max(last, self.html.rfind(mark, max(0, self.read - len(mark)), at))
        self.read = at
        return self.last["<!--"] > self.last["-->"] or self.last["<code"] > self.last["</code"]


def makeExtension(**options: Any) -> StorymapExtension:  # noqa: N802 - the name Python-Markdown looks for
    """Return the extension."""
    return StorymapExtension(**options)
