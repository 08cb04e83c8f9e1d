"""The extension in the real Python-Markdown: every shape that people write, with SuperFences and without.

The measure is the same page with a plain fence in the place of the map, rendered by SuperFences: the map must stand where
the code block stood, and everything else must be the same.
"""

from __future__ import annotations

import copy
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.preprocessors import Preprocessor
from markdown.util import BLOCK_LEVEL_ELEMENTS
from mkdocs.utils.meta import get_data

from mkdocs_storymap import makeExtension
from mkdocs_storymap.extension import StorymapExtension, page_path
from mkdocs_storymap.settings import OPTIONS
from mkdocs_storymap.source.blocks import Block
from mkdocs_storymap.source.fences import scan
from mkdocs_storymap.source.raw_html import BLOCK_TAGS

FENCE = "```storymap\nmap: x\n```\n"

COMMON = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.details", "pymdownx.tabbed", "pymdownx.blocks.admonition", "pymdownx.blocks.details", "pymdownx.blocks.tab",
]  # fmt: skip
CONFIGS: dict[str, list[str]] = {
    "superfences": [*COMMON, "pymdownx.superfences"],
    "superfences and highlight": ["pymdownx.superfences", "pymdownx.highlight", "pymdownx.snippets", "meta", *COMMON],
    "fenced_code": [*COMMON, "fenced_code"],
    "fenced_code and codehilite": ["codehilite", "fenced_code", *COMMON],
    "no fences": COMMON,
    "material": [
        *COMMON, "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.highlight",
        "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.snippets",
        "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde", "pymdownx.blocks.html", "pymdownx.saneheaders", "smarty", "nl2br",
    ],
    "quotes and fancy lists": ["pymdownx.quotes", "pymdownx.fancylists", "pymdownx.superfences", *COMMON],
    "extra": ["extra", "admonition", "pymdownx.details", "pymdownx.tabbed", "pymdownx.blocks.admonition", "sane_lists"],
}  # fmt: skip
OPTIONS_OF = {"pymdownx.tabbed": {"alternate_style": True}, "toc": {"permalink": True}}


def marker(block: Block) -> str:
    """A map's HTML, as far as the tests care."""
    return f'<section class="storymap" id="{"-".join(block.body.split())}"><p>MAP</p></section>'


def convert(text: str, config: str = "superfences", **options: Any) -> tuple[str, StorymapExtension]:
    """Convert a page as MkDocs does: without its front matter, by a new `Markdown`."""
    extension = StorymapExtension(**options)
    extension.renderer = marker
    names = CONFIGS[config]
    md = markdown.Markdown(extensions=[*names, extension], extension_configs={n: c for n, c in OPTIONS_OF.items() if n in names})
    extension.start_page()
    return md.convert(get_data(text.removeprefix("\ufeff"))[0]), extension


class Outline(HTMLParser):
    """A page as (containers, text) pairs; a map or a code block counts as the text MAP, paragraphs do not count."""

    VOID = ("hr", "br", "img", "input")

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.maps: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a map is noted with what it stands in."""
        given_ = dict(attrs)
        if given_.get("class") == "storymap":
            self.maps.append(tuple(self.stack))
        if tag not in self.VOID:
            name = (given_.get("class") or "").split(" ")[0]
            self.stack.append(f"{tag}.{name}" if name else tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in [name.partition(".")[0] for name in self.stack]:
            while self.stack.pop().partition(".")[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note a text with its containers; paragraphs come and go with blank lines, and the wrapper is ours."""
        kept = [name for name in self.stack if name != "p"]
        for i, name in enumerate(kept):
            if name in ("section.storymap", "div.highlight", "pre"):
                end = i - 1 if name == "section.storymap" and i and kept[i - 1] == "div" else i
                kept = kept[:end]
                data = "MAP"
                break
        for word in data.split():
            self.seen.append((">".join(kept), word))


def outline(html: str) -> Outline:
    """Parse a page."""
    parser = Outline()
    parser.feed(html)
    parser.close()
    return parser


def squeezed(seen: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One code block has many words, one map has one."""
    return [pair for i, pair in enumerate(seen) if pair[1] != "MAP" or i == 0 or seen[i - 1] != pair]


def indent(text: str, by: int) -> str:
    """Indent every line that is not empty."""
    return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))


def quote(text: str, mark: str = "> ") -> str:
    """Put a quote's mark in front of every line."""
    return "".join((mark + line).rstrip() + "\n" for line in text.split("\n")[:-1])


# The page, and the containers that each map must stand in, from the outermost on.
SHAPES: dict[str, tuple[str, list[str]]] = {
    "alone": (FENCE, [""]),
    "between text": ("above\n\n" + FENCE + "\nbelow\n", [""]),
    "text right above and below": ("above\n" + FENCE + "below\n", [""]),
    "two": (FENCE + FENCE.replace("x", "y"), ["", ""]),
    "below a heading": ("# H\n" + FENCE + "## I\n", [""]),
    "above a rule": (FENCE + "\n---\n\ntext\n", [""]),
    "above a table": (FENCE + "\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" + FENCE.replace("x", "y"), ["", ""]),
    "braces": ("``` { .storymap }\nmap: x\n```\n", [""]),
    "tildes, longer": ("~~~~~ storymap\nmap: x\n~~~~~\n", [""]),
    "list": ("- a\n\n" + indent(FENCE, 4) + "\n- b\n", ["ul>li"]),
    "list, right below": ("- a\n" + indent(FENCE, 4) + "- b\n", ["ul>li"]),
    "list, text right below": ("- a\n" + indent(FENCE, 4) + "    more\n- b\n", ["ul>li"]),
    "list by 2": ("- a\n" + indent(FENCE, 2) + "- b\n", ["ul>li"]),
    "list by 2, text right below": ("- a\n" + indent(FENCE, 2) + "  more\n- b\n", ["ul>li"]),
    "ordered by 3": ("1. a\n" + indent(FENCE, 3) + "2. b\n", ["ol>li"]),
    "ordered": ("1. a\n\n" + indent(FENCE, 4) + "\n2. b\n", ["ol>li"]),
    "two in an item": ("- a\n\n" + indent(FENCE + "\n" + FENCE.replace("x", "y"), 4) + "\n- b\n", ["ul>li", "ul>li"]),
    "two in an item, right below": ("- a\n" + indent(FENCE + FENCE.replace("x", "y"), 4) + "- b\n", ["ul>li", "ul>li"]),
    "list in a list": ("- a\n\n    - b\n\n" + indent(FENCE, 8) + "\n    - c\n- d\n", ["ul>li>ul>li"]),
    "list in a list, right below": ("- a\n    - b\n" + indent(FENCE, 8) + "    - c\n- d\n", ["ul>li>ul>li"]),
    "list by 2 in a list by 2": ("- a\n  - b\n" + indent(FENCE, 4) + "- c\n", ["ul>li"]),
    "admonition": ("!!! note\n\n" + indent(FENCE, 4) + "\n    in\n\nout\n", ["div.admonition"]),
    "admonition, right below": ('!!! note "T"\n' + indent(FENCE, 4) + "    in\nout\n", ["div.admonition"]),
    "details": ("??? note\n\n" + indent(FENCE, 4) + "\nout\n", ["details.note"]),
    "open details": ("???+ note\n" + indent(FENCE, 4) + "out\n", ["details.note"]),
    "tabs": ('=== "A"\n\n' + indent(FENCE, 4) + '\n=== "B"\n\n' + indent(FENCE.replace("x", "y"), 4) + "\nout\n",
             ["div.tabbed-set>div.tabbed-content>div.tabbed-block"] * 2),
    "tabs, right below": ('=== "A"\n' + indent(FENCE, 4) + '=== "B"\n' + indent(FENCE.replace("x", "y"), 4),
                          ["div.tabbed-set>div.tabbed-content>div.tabbed-block"] * 2),
    "quote": (quote("q\n\n" + FENCE + "\nr\n") + "\nout\n", ["blockquote"]),
    "quote, right below": (quote("q\n" + FENCE + "r\n"), ["blockquote"]),
    "quote in a quote": (quote("q\n\n" + quote(FENCE)) + "\nout\n", ["blockquote>blockquote"]),
    "footnote": ("t[^1]\n\n[^1]: f\n\n" + indent(FENCE, 4) + "\n    g\n\nout\n", ["div.footnote>ol>li"]),
    "footnote, right below": ("t[^1]\n\n[^1]: f\n" + indent(FENCE, 4) + "    g\n\nout\n", ["div.footnote>ol>li"]),
    "footnote, nothing else": ("t[^1]\n\n[^1]:\n" + indent(FENCE, 4) + "\n[^2]: o\n", ["div.footnote>ol>li"]),
    "definition": ("T\n:   d\n\n" + indent(FENCE, 4) + "\nU\n:   e\n", ["dl>dd"]),
    "definition, right below": ("T\n:   d\n" + indent(FENCE, 4) + "U\n:   e\n", ["dl>dd"]),
    "div markdown": ("<div markdown>\n" + FENCE + "</div>\n\nout\n", ["div"]),
    "div markdown=1": ('<div class="c" markdown="1">\n\n' + FENCE + "\n*in*\n\n</div>\n", ["div.c"]),
    "details markdown": ("<details markdown>\n<summary>S</summary>\n\n" + FENCE + "\n</details>\n", ["details"]),
    "markdown=block": ('<ul markdown="1">\n<li markdown="block">\n' + FENCE + "</li>\n</ul>\n", ["ul>li"]),
    "grid": ('<div class="grid cards" markdown>\n\n-   a\n\n    ---\n\n' + indent(FENCE, 4) + "\n-   b\n\n</div>\n", ["div.grid>ul>li"]),
    "raw div": ("<div>\n" + indent(FENCE, 6) + "</div>\n\nout\n", ["div"]),
    "block": ("/// note | T\n" + FENCE + "///\n\nout\n", ["div.admonition"]),
    "list in a quote": (quote("- a\n\n" + indent(FENCE, 4) + "\n- b\n"), ["blockquote>ul>li"]),
    "quote in a list": ("- a\n\n" + indent(quote("q\n\n" + FENCE), 4) + "\n- b\n", ["ul>li>blockquote"]),
    "admonition in a list": ("- a\n\n    !!! note\n\n" + indent(FENCE, 8) + "\n    in\n\n- b\n", ["ul>li>div.admonition"]),
    "list in an admonition": ("!!! note\n\n    - a\n\n" + indent(FENCE, 8) + "\n    - b\n", ["div.admonition>ul>li"]),
    "list in a tab in an admonition": (
        '!!! note\n\n    === "A"\n\n        - a\n\n' + indent(FENCE, 12) + "\nout\n",
        ["div.admonition>div.tabbed-set>div.tabbed-content>div.tabbed-block>ul>li"],
    ),
    "quote in details in a quote": (quote("??? note\n\n" + indent(quote(FENCE), 4)), ["blockquote>details.note>blockquote"]),
    "admonition in a definition": ("T\n:   d\n\n    !!! note\n\n" + indent(FENCE, 8), ["dl>dd>div.admonition"]),
    "definition in an admonition": ("!!! note\n\n    T\n    :   d\n\n" + indent(FENCE, 8), ["div.admonition>dl>dd"]),
    "beside other fences": ("```yaml\na: 1\n```\n\n" + FENCE + "\n~~~\n```storymap\nno: 1\n```\n~~~\n", [""]),
    "beside a comment": ("<!--\n```storymap\nno: 1\n```\n-->\n\n" + FENCE, [""]),
    "beside indented code": ("text\n\n    ```storymap\n    no: 1\n    ```\n\n" + FENCE, [""]),
    "front matter": ("---\ntitle: x\n---\n\n" + FENCE, [""]),
    "CRLF": (("- a\n\n" + indent(FENCE, 4)).replace("\n", "\r\n"), ["ul>li"]),
    "tabs as indentation": ("-\ta\n\n\t```storymap\n\tmap: x\n\n\t\ty: 1\n\t```\n\n-\tb\n", ["ul>li"]),
}  # fmt: skip

# Where SuperFences itself does worse and the map is right, and where the map has no wrapper of ours.
NOT_COMPARED = {"raw div", "list by 2", "list by 2, text right below", "quote, right below"}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, config: str) -> None:
    text, containers = SHAPES[name]
    if config == "extra" and ("///" in text and "details" in text):
        pytest.skip("no such extension there")
    html, extension = convert(text, config)
    page = outline(html)
    assert "\x02" not in html
    assert html.count('<section class="storymap"') == len(containers)
    assert len(set(re.findall(r'<section class="storymap" id="([^"]*)"', html))) == len(containers)
    found = [">".join(step for i, step in enumerate(path) if (i, step) != (len(path) - 1, "div")) for path in page.maps]
    # A map in raw HTML or in an HTML element has no wrapper of its own.
    bare = [">".join(path) for path in page.maps]
    assert all(here in pair for here, pair in zip(containers, zip(found, bare, strict=True), strict=True)), (
        found,
        bare,
    )
    assert not any("p" in path or "code" in path for path in bare)
    assert extension.missing(html) == []
    assert [block.normalised for block in scan(text).blocks] == [entry.block.body for entry in extension.stashed]


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in NOT_COMPARED])
def test_nothing_else_changes(name: str) -> None:
    text = SHAPES[name][0]
    plain = re.sub(r"(`{3}|~{5})( ?)(\{ \.)?storymap( \})?(?=\r?\n)(?!\s*no:)", r"\1text", text)
    assert plain != text
    html, _ = convert(text)
    expected, _ = convert(plain)
    assert squeezed(outline(html).seen) == squeezed(outline(expected).seen)


def test_tight_lists_stay_tight() -> None:
    html, _ = convert("- a\n" + indent(FENCE, 4) + "- b\n- c\n")
    assert "<li>b</li>" in html
    assert html.startswith("<ul>\n<li>a<div><section")


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\n\n" + indent(FENCE, 4) + "\n        more\n",  # without `admonition`: a paragraph, and code
        '=== "A"\n\n' + indent(FENCE, 4),
        "T\n:   d\n\n" + indent(FENCE, 4),
    ],
)
def test_given_back_where_an_extension_is_missing(text: str) -> None:
    extension = StorymapExtension()
    extension.renderer = marker
    html = markdown.markdown(text, extensions=[extension])
    assert "<section" not in html
    assert "<pre><code>```storymap\nmap: x\n```" in html
    assert [entry.block.line for entry in extension.missing(html)] == [2 if ":   d" not in text else 3]


def test_given_back_is_escaped() -> None:
    extension = StorymapExtension()
    extension.renderer = marker
    html = markdown.markdown("!!! note\n\n    ```storymap\n    map: <b>&amp;\n    ```\n", extensions=[extension])
    assert "map: &lt;b&gt;&amp;amp;\n" in html


def test_missing_in_code_and_comments() -> None:
    _, extension = convert(FENCE)
    head = extension.stashed[0].html
    assert extension.missing(f"<p>a</p>{head}") == []
    assert extension.missing("<p>a</p>") == extension.stashed
    assert extension.missing(f"<!-- {head} -->") == extension.stashed
    assert extension.missing(f"<code>{head}</code>") == extension.stashed
    assert extension.missing(f"<code>a</code><!-- b -->{head}") == []


def test_the_same_map_twice() -> None:
    html, extension = convert(FENCE + FENCE)
    assert html.count("<section") == 2
    assert extension.missing(html) == []
    assert extension.missing(html.replace("<section", "<div", 1)) == [extension.stashed[1]]


def test_state_is_kept_per_page_and_per_instance() -> None:
    extension = StorymapExtension()
    extension.renderer = marker
    md = markdown.Markdown(extensions=[extension, "toc"])
    other = markdown.Markdown(extensions=[extension])
    extension.start_page()
    assert "x" in md.convert("# H\n" + FENCE)
    inner = other.convert(FENCE.replace("x", "inner"))
    assert "inner" in inner
    assert [entry.block.body for entry in extension.stashed] == ["map: x\n", "map: inner\n"]
    extension.start_page()
    md.reset()
    assert "<section" not in md.convert("# H\n\ntext\n")
    assert extension.stashed == []
    md.reset()
    assert 'id="map:-x"' in md.convert("text\n\n" + FENCE)
    assert 'id="map:-y"' in md.convert("text\n\n" + FENCE.replace("x", "y"))  # without a reset


def test_a_heading_leaves_a_map_its_id() -> None:
    def html(text: str, *names: str) -> str:
        extension = StorymapExtension()
        extension.renderer = lambda block: f'<section class="storymap" id="{block.body.split()[1]}" data-x=""><h2 id="x--a">A</h2></section>'
        return markdown.Markdown(extensions=[*names, extension]).convert(text)

    text = "# Loan\n\n## Other\n\n## Loan\n\n> # Tea\n>\n" + "".join(f"> {line}\n" for line in FENCE.replace("x", "tea").split("\n") if line)
    for names in (("toc",), ("attr_list", "toc", "pymdownx.superfences"), ("md_in_html", "toc")):
        found = re.findall(r' id="([^"]+)"', html(text + "\n" + FENCE.replace("x", "loan"), *names))
        assert sorted(found) == sorted(["loan_1", "other", "loan_2", "tea_1", "tea", "x--a", "loan", "x--a"]), names
    assert ' id="loan"' in html("# Loan\n\n" + FENCE.replace("x", "tea"), "toc")
    assert html("# Loan\n\ntext\n", "toc") == markdown.markdown("# Loan\n\ntext\n", extensions=["toc"])


def test_headings_run_postprocessors_many_times() -> None:
    html, extension = convert("# A\n\n" + FENCE + "\n## B\n\n### C `code`\n\n" + FENCE.replace("x", "y"))
    assert html.count("<section") == 2
    assert extension.missing(html) == []


@pytest.mark.parametrize("text", ["- a\n\n\t```storymap\n\tmap: x\n\t```\n", "```yaml\na:\tb\n```\n\n" + FENCE])
def test_preserved_tabs(text: str) -> None:
    extension = StorymapExtension()
    extension.renderer = marker
    md = markdown.Markdown(
        extensions=["pymdownx.superfences", extension],
        extension_configs={"pymdownx.superfences": {"preserve_tabs": True}},
    )
    html = md.convert(text)
    assert html.count("<section") == 1
    assert ("yaml" not in text) or "\t" in html


def test_snippets_come_first(tmp_path: Any) -> None:
    (tmp_path / "map.md").write_text(FENCE, encoding="utf-8")
    extension = StorymapExtension()
    extension.renderer = marker
    md = markdown.Markdown(
        extensions=["pymdownx.snippets", "pymdownx.superfences", extension],
        extension_configs={"pymdownx.snippets": {"base_path": [str(tmp_path)]}},
    )
    assert '<section class="storymap"' in md.convert('text\n\n--8<-- "map.md"\n')


def test_options_are_passed_through() -> None:
    given_ = {
        "rules": {"SM703": False},
        "fence": "roadmap",
        "review_after": "12w",
        "unknown": object(),
        "metrics": None,
    }
    extension = makeExtension(**given_)
    assert isinstance(extension, StorymapExtension)
    assert extension.options == given_
    assert extension.fence == "roadmap"
    assert extension.getConfig("checklist") == "ml"
    assert set(extension.getConfigs()) == set(OPTIONS)
    extension.renderer = marker
    assert "<section" in markdown.markdown("```roadmap\nmap: x\n```\n", extensions=[extension])
    assert "<section" not in markdown.markdown(FENCE, extensions=[extension])


def test_elements_of_python_markdown_are_known() -> None:
    assert set(BLOCK_LEVEL_ELEMENTS) <= BLOCK_TAGS


def test_page_path_in_zensical() -> None:
    class ContextPreprocessor(Preprocessor):
        page = SimpleNamespace(path="docs/loan.md")

    md = markdown.Markdown()
    assert page_path(md) is None
    md.preprocessors.register(ContextPreprocessor(md), "rendering_context", 100)
    assert page_path(md) == "docs/loan.md"


def test_copies_are_the_same_extension() -> None:
    extension = StorymapExtension()
    assert copy.deepcopy({"markdown_extensions": [extension]})["markdown_extensions"][0] is extension


def test_page_without_a_map_is_the_same() -> None:
    text = "# H\n\n```yaml\na: 1\n```\n\n- a\n\n    b\n"
    names = CONFIGS["superfences"]
    assert convert(text)[0] == markdown.markdown(text, extensions=names, extension_configs={"toc": {"permalink": True}})


# --- scanner and build never disagree -----------------------------------------------------------------------------

BODY = st.sampled_from(["map: x\n", "map: y\n\nz:\n  - a\n", "map: z\n\n\n", ""])


@st.composite
def leaf(draw: st.DrawFn) -> str:
    """Something that contains nothing else, maps above all."""
    body = draw(BODY)
    marks = draw(st.sampled_from(["```", "~~~", "`````"]))
    return draw(
        st.sampled_from([
            f"{marks}storymap\n{body}{marks}\n", f"{marks} {{ .storymap }}\n{body}{marks}\n", FENCE, "text *here*\nand there\n",
            "```yaml\na: 1\n\nb: 2\n```\n", f"````md\n{FENCE}````\n", f"<!--\n{FENCE}-->\n", "## Heading\n", "---\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n", "<!-- one line -->\n", "[x]: http://example.org\n",
        ])
    )  # fmt: skip


@st.composite
def nested(draw: st.DrawFn, children: st.SearchStrategy[str], footnote: bool = False) -> str:
    """A container around some things, each with empty lines around it; footnotes stand at the left edge only."""
    inner = "\n".join(draw(st.lists(children, min_size=1, max_size=3)))
    kind = draw(st.sampled_from(["- a\n\n", "1. a\n\n", "!!! note\n\n", "???+ note\n\n", '=== "A"\n\n', ">"]))
    kind = "[^N]: f\n\n" if footnote else kind
    return quote(inner) if kind == ">" else kind + indent(inner, 4)


things = st.recursive(leaf(), lambda children: nested(children), max_leaves=6)
documents = st.lists(things | nested(things, footnote=True), min_size=1, max_size=3).map(
    lambda parts: "\n".join(part.replace("[^N]", f"[^{i}]") for i, part in enumerate(parts))  # of equal names the last wins
)


@given(documents, st.sampled_from(["superfences", "fenced_code", "no fences"]))
@settings(max_examples=150, deadline=None)
def test_scanner_and_build_agree(text: str, config: str) -> None:
    result = scan(text)
    html, extension = convert("\n" + text, config)  # an empty line keeps MkDocs from looking for metadata
    assert [block.normalised for block in result.blocks] == [entry.block.body for entry in extension.stashed]
    assert extension.missing(html) == []
    assert result.near_misses == ()
    page = outline(html)
    assert len(page.maps) == len(result.blocks)
    assert not any("p" in path or "code" in path for path in page.maps)


LINES = ["", "", "```storymap", "```", "map: x", "text", "- a", "1. b", "> q", ">", "!!! note", "<!--", "-->", "<div>", "</div>",
         "<div markdown>", "```yaml", "~~~", "# H", "---", ":   d", "[^1]: f", "\t", "/// note", "///", "\u2028", "a:\tb", "   "]  # fmt: skip
FRONTS = ["", "", "    ", "  ", "\t", "> ", "        "]


@given(st.lists(st.tuples(st.sampled_from(FRONTS), st.sampled_from(LINES)), max_size=12), st.sampled_from(list(CONFIGS)))
@settings(max_examples=150, deadline=None)
def test_any_lines(lines: list[tuple[str, str]], config: str) -> None:
    """Whatever is written: nothing breaks, and the build stashes what the scanner finds."""
    text = "\n".join(front + line for front, line in lines) + "\n\n" + FENCE
    html, extension = convert(text, config)
    assert "\x02" not in html
    assert [block.normalised for block in scan(text).blocks] == [entry.block.body for entry in extension.stashed]


@pytest.mark.parametrize("config", ["superfences", "superfences and highlight", "material"])
def test_a_map_that_stands_in_the_code_of_another_fence_is_its_source(config: str) -> None:
    """As it comes when a snippet that is a whole fence stands inside a fence."""
    html, extension = convert(FENCE + "\n```storymap\n```storymap\nmap: x\ntitle: <b>\n```\n```\n", config)
    assert html.count("<section") == html.count("MAP") == 1
    assert "title: &lt;b&gt;" in html
    assert len(extension.missing(html)) == 1
