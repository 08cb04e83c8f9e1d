"""The scanner: what is found, what is a near miss, what is never looked at, and where each stands.

Lines and columns count from 0 here, in characters, as in `Block` and `Span`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_storymap.source.fences import Block, scan

FENCE = "```storymap\nmap: x\n```\n"


def indent(text: str, by: int) -> str:
    """Indent every line that is not empty."""
    return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))


def quote(text: str, mark: str = "> ") -> str:
    """Put a quote's mark in front of every line."""
    return "".join((mark + line).rstrip() + "\n" for line in text.split("\n")[:-1])


def places(text: str) -> list[tuple[int, int, int]]:
    """Opening line, column of the marks, closing line of every block."""
    return [(block.line, block.column, block.end_line) for block in scan(text).blocks]


@dataclass
class Found:
    """One block that a page holds."""

    at: tuple[int, int, int]
    prefix: str = ""
    body: str = "map: x\n"
    kind: str = "map"
    file: str | None = None
    tight: bool = False


@dataclass
class Page:
    """A page, and the blocks that stand in it."""

    text: str
    found: list[Found] = field(default_factory=list)


RENDERED = {
    "alone": Page(FENCE, [Found((0, 0, 2))]),
    "no line end": Page(FENCE.rstrip("\n"), [Found((0, 0, 2))]),
    "blank before the name": Page("``` storymap\nmap: x\n```\n", [Found((0, 0, 2))]),
    "dot": Page("```.storymap\nmap: x\n```\n", [Found((0, 0, 2))]),
    "braces": Page("``` { .storymap }\nmap: x\n```\n", [Found((0, 0, 2))]),
    "braces, no blanks": Page("```{.storymap #id .other}\nmap: x\n```\n", [Found((0, 0, 2))]),
    "tildes": Page("~~~storymap\nmap: x\n~~~\n", [Found((0, 0, 2))]),
    "longer": Page("`````storymap\nmap: x\n```\n~~~\n`````\n", [Found((0, 0, 4), body="map: x\n```\n~~~\n")]),
    "closing fence with blanks behind": Page("```storymap\nmap: x\n```  \n", [Found((0, 0, 2))]),
    "title": Page('```storymap title="A map" linenums="1"\nmap: x\n```\n', [Found((0, 0, 2))]),
    "index": Page("```storymap-index\n```\n", [Found((0, 0, 1), kind="index", body="")]),
    "file": Page('```storymap file="maps/x.yaml"\n```\n', [Found((0, 0, 1), file="maps/x.yaml", body="")]),
    "file, single quotes": Page("```storymap file='a b.yaml'\n```\n", [Found((0, 0, 1), file="a b.yaml", body="")]),
    "file in braces": Page('``` {.storymap file="x.yaml"}\n```\n', [Found((0, 0, 1), file="x.yaml", body="")]),
    "file in braces, bare": Page("``` {.storymap file=x.yaml}\n```\n", [Found((0, 0, 1), file="x.yaml", body="")]),
    "name, then braces": Page('```storymap { file="x.yaml" }\n```\n', [Found((0, 0, 1), file="x.yaml", body="")]),
    "file and a comment": Page(
        '```storymap file="x.yaml"\n# see there\n\n```\n', [Found((0, 0, 3), file="x.yaml", body="# see there\n\n")]
    ),
    "empty": Page("```storymap\n```\n", [Found((0, 0, 1), body="")]),
    "empty lines": Page("```storymap\n\n\n```\n", [Found((0, 0, 3), body="\n\n")]),
    "two": Page(FENCE + FENCE, [Found((0, 0, 2)), Found((3, 0, 5))]),
    "text above and below": Page("text\n" + FENCE + "text\n", [Found((1, 0, 3))]),
    "indented by 3": Page(indent(FENCE, 3), [Found((0, 3, 2))]),
    "list, 4": Page("- a\n\n" + indent(FENCE, 4) + "- b\n", [Found((2, 4, 4), "    ")]),
    "list, 4, right below": Page("- a\n" + indent(FENCE, 4) + "- b\n", [Found((1, 4, 3), "    ", tight=True)]),
    "list, 2": Page("- a\n\n" + indent(FENCE, 2), [Found((2, 2, 4), "    ")]),
    "list, 2, right below": Page("* a\n" + indent(FENCE, 2), [Found((1, 2, 3), "    ", tight=True)]),
    "list, 3": Page("1. a\n\n" + indent(FENCE, 3), [Found((2, 3, 4), "    ")]),
    "list, 6": Page("- a\n\n" + indent(FENCE, 6), [Found((2, 6, 4), "    ")]),
    "list, 8 right below": Page("   - a\n" + indent(FENCE, 8), [Found((1, 8, 3), "    ", tight=True)]),
    "below a list": Page("- a\n" + FENCE, [Found((1, 0, 3))]),
    "list, 1 is outside": Page("- a\n\n" + indent(FENCE, 1), [Found((2, 1, 4))]),
    "ordered, 10": Page("10. a\n\n" + indent(FENCE, 4), [Found((2, 4, 4), "    ")]),
    "list in a list": Page("- a\n    - b\n\n" + indent(FENCE, 8), [Found((3, 8, 5), " " * 8)]),
    "list in a list, by 2": Page("- a\n  - b\n\n" + indent(FENCE, 4), [Found((3, 4, 5), "    ")]),
    "list in a list, 6": Page("- a\n\n    - b\n\n" + indent(FENCE, 6), [Found((4, 6, 6), " " * 8)]),
    "list after a heading": Page("# H\n- a\n\n" + indent(FENCE, 4), [Found((3, 4, 5), "    ")]),
    "list after a map": Page(FENCE + "- a\n\n" + indent(FENCE, 4), [Found((0, 0, 2)), Found((5, 4, 7), "    ")]),
    "list with a lazy line": Page("- a\nlazy\n\n" + indent(FENCE, 4), [Found((3, 4, 5), "    ")]),
    "tab in a list": Page("-\ta\n\n\t```storymap\n\tmap: x\n\t```\n", [Found((2, 1, 4), "    ")]),
    "admonition": Page("!!! note\n\n" + indent(FENCE, 4), [Found((2, 4, 4), "    ")]),
    "admonition, right below": Page('!!! note "T"\n' + indent(FENCE, 4) + "out\n", [Found((1, 4, 3), "    ")]),
    "details": Page("??? note\n" + indent(FENCE, 4), [Found((1, 4, 3), "    ")]),
    "open details": Page('???+ note "T"\n\n' + indent(FENCE, 4), [Found((2, 4, 4), "    ")]),
    "tab": Page('=== "A"\n\n' + indent(FENCE, 4) + '\n=== "B"\n' + indent(FENCE, 4),
                [Found((2, 4, 4), "    "), Found((7, 4, 9), "    ")]),
    "block": Page("/// note | T\n" + FENCE + "///\n", [Found((1, 0, 3))]),
    "block with options": Page("/// details | T\n    open: true\n\n" + FENCE + "///\n", [Found((3, 0, 5))]),
    "quote": Page(quote("q\n\n" + FENCE), [Found((2, 2, 4), "> ")]),
    "quote, first": Page(quote(FENCE) + "out\n", [Found((0, 2, 2), "> ")]),
    "quote in a quote": Page(quote(FENCE, "> > "), [Found((0, 4, 2), "> > ")]),
    "quote without blanks": Page(quote(FENCE, ">> "), [Found((0, 3, 2), ">> ")]),
    "list in a quote": Page(quote("- a\n\n" + indent(FENCE, 4)), [Found((2, 6, 4), ">     ")]),
    "quote in a list": Page("- a\n\n" + indent(quote(FENCE), 4), [Found((2, 6, 4), "    > ")]),
    "quote, lazy list": Page("> q\n- a\n\n" + FENCE, [Found((3, 0, 5))]),
    "footnote": Page("[^1]: t\n\n" + indent(FENCE, 4), [Found((2, 4, 4), "    ")]),
    "footnote, first": Page("[^1]:\n" + indent(FENCE, 4), [Found((1, 4, 3), "    ")]),
    "definition": Page("T\n:   d\n\n" + indent(FENCE, 4), [Found((3, 4, 5), "    ")]),
    "definition, right below": Page("T\n:   d\n" + indent(FENCE, 4), [Found((2, 4, 4), "    ", tight=True)]),
    "second definition": Page("T\n\n:   d\n\n:   e\n\n" + indent(FENCE, 4), [Found((6, 4, 8), "    ")]),
    "three deep": Page('!!! note\n\n    === "A"\n\n        - a\n\n' + indent(FENCE, 12), [Found((6, 12, 8), " " * 12)]),
    "div markdown": Page("<div markdown>\n" + FENCE + "</div>\n", [Found((1, 0, 3))]),
    "div markdown=1": Page('<div class="x" markdown="1">\n\n' + FENCE + "\n</div>\n", [Found((2, 0, 4))]),
    "details markdown": Page("<details markdown>\n<summary>S</summary>\n" + FENCE + "</details>\n", [Found((2, 0, 4))]),
    "td markdown=block": Page('<table markdown="block"><tr markdown="block"><td markdown="block">\n' + FENCE
                              + "</td></tr></table>\n", [Found((1, 0, 3))]),
    "grid": Page('<div class="grid cards" markdown>\n\n-   a\n\n    ---\n\n' + indent(FENCE, 4) + "\n</div>\n",
                 [Found((6, 4, 8), "    ")]),
    "div over three lines": Page('<div\n  class="x"\n  markdown>\n\n' + FENCE + "\n</div>\n", [Found((4, 0, 6))]),
    "raw div": Page("<div>\n" + indent(FENCE, 6) + "</div>\n", [Found((1, 6, 3), " " * 6)]),
    "div in a div": Page("<div markdown>\n<div>\n" + indent(FENCE, 4) + "</div>\n</div>\n", [Found((2, 4, 4), "    ")]),
    "after a raw element": Page('<p align="center">\n<img src="x">\n</p>\n\n' + FENCE, [Found((4, 0, 6))]),
    "after an image over lines": Page('<img\n  src="x">\n\n' + FENCE, [Found((3, 0, 5))]),
    "after a comment": Page("<!-- c -->\n" + FENCE, [Found((1, 0, 3))]),
    "after a comment in text": Page("text <!-- c -->\n" + FENCE, [Found((1, 0, 3))]),
    "comment that never ends": Page("<!-- c\n" + FENCE, [Found((1, 0, 3))]),
    "pre that never ends": Page("<pre>\n" + FENCE, [Found((1, 0, 3))]),
    "comment's marks as code": Page("`<!--` begins\n\n" + FENCE + "\nand `-->` ends\n", [Found((2, 0, 4))]),
    "arrow in a comment's fence": Page("<!--\n```mermaid\nA --> B\n```\n-->\n\n" + FENCE, [Found((6, 0, 8))]),
    "broken fence in a comment": Page("<!--\n```yaml\na: 1\n-->\n\n" + FENCE, [Found((5, 0, 7))]),
    "after other fences": Page("```yaml\na: 1\n```\n\n~~~~\n```\n~~~~\n\n" + FENCE, [Found((8, 0, 10))]),
    "after a fence in a list that the list ends": Page("- a\n\n    ```yaml\n    b: 1\n\n" + FENCE, [Found((5, 0, 7))]),
    "after an odd header": Page("```yaml title=x\na: 1\n```\n\n" + FENCE, [Found((4, 0, 6))]),
    "after comments in raw HTML": Page("<div>\n<!-- a --></div>\n\n- a\n\n" + indent(FENCE, 4), [Found((5, 4, 7), "    ")]),
    "after a comment with an element": Page("<!-- a\n--> <div>\n" + indent(FENCE, 4) + "</div>\n", [Found((2, 4, 4), "    ")]),
    "after a rule": Page("---\n\nNot front matter.\n\n---\n\n" + FENCE, [Found((6, 0, 8))]),
    "between rules": Page("---\n\n" + FENCE + "\n---\n", [Found((2, 0, 4))]),
    "in a list between rules": Page("---\n\nNote: see\n\n- a\n\n" + indent(FENCE, 4) + "\n---\n", [Found((6, 4, 8), "    ")]),
    "front matter": Page("---\ntitle: x\ntags:\n  - a\n- b\n---\n" + FENCE, [Found((6, 0, 8))]),
    "front matter, dots": Page("---\ntitle: |\n  x\n...\n\n\n" + FENCE, [Found((6, 0, 8))]),
    "front matter with a fence in it": Page('---\nx: |\n  ```storymap\n  ```\n"y": 1\n---\n' + FENCE, [Found((6, 0, 8))]),
    "metadata": Page("title: x\nauthor: me\n    and you\n\n" + FENCE, [Found((4, 0, 6))]),
    "metadata, right above": Page("title: x\n" + FENCE, [Found((1, 0, 3))]),
    "BOM": Page("\ufeff" + FENCE, [Found((0, 0, 2))]),
    "BOM and front matter": Page("\ufeff---\na: 1\n---\n" + FENCE, [Found((3, 0, 5))]),
    "CRLF": Page("text\r\n\r\n" + FENCE.replace("\n", "\r\n"), [Found((2, 0, 4))]),
    "CR": Page("text\r\r" + FENCE.replace("\n", "\r"), [Found((2, 0, 4))]),
    "line separators are no line ends": Page("a\u2028b\x0bc\x0cd\x85\n" + FENCE, [Found((1, 0, 3))]),
    "line separator in the body": Page("```storymap\nmap: x\u2028y\n```\n", [Found((0, 0, 2), body="map: x\u2028y\n")]),
    "quote in the body": Page("> ```storymap\n> > map: x\n> ```\n", [Found((0, 2, 2), "> ", "> map: x\n")]),
    "fence in the body of a block scalar": Page(
        "```storymap\nmap: x\nnote: |\n  ```\n  a\n  ```\n```\n",
        [Found((0, 0, 6), body="map: x\nnote: |\n  ```\n  a\n  ```\n")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RENDERED)
def test_blocks(name: str) -> None:
    page = RENDERED[name]
    result = scan(page.text)
    found = [Found((block.line, block.column, block.end_line), block.prefix, block.body, block.kind, block.file, block.tight) for block in result.blocks]
    assert found == page.found
    assert result.near_misses == ()


NEVER = {
    "no fence": "```yaml\na: 1\n```\n",
    "another language": "```story\n```\n\n```storyboard\n```\n\n``` sitemap\n```\n",
    "name in a title": '```yaml title="storymap"\na: 1\n```\n',
    "longer fence": "````\n" + FENCE + "````\n",
    "longer fence in a list": "- a\n\n" + indent("````md\n" + FENCE + "````\n", 4),
    "tilde fence": "~~~md\n" + FENCE + "~~~\n",
    "equal fence": "```md\n" + FENCE + "```\n",
    "near misses in a fence": "````\n```Storymap\n- ```storymap\n````\n",
    "comment": "<!--\n" + FENCE + "-->\n",
    "comment, indented": "  <!-- x\n\n" + FENCE + "\nmore -->\n",
    "comment in a list": "- a\n\n    <!--\n" + indent(FENCE, 4) + "    -->\n",
    "comment in a quote": quote("<!--\n" + FENCE + "-->\n"),
    "comment behind text": "text <!-- not now\n" + FENCE + "-->\n",
    "comment behind a comment": "<!-- a --> <!-- b\n" + FENCE + "-->\n",
    "comment in raw HTML": "<div> <!--\n" + FENCE + "-->\n</div>\n",
    "near misses in a comment": "<!--\n```Storymap\n-->\n",
    "indented code": "text\n\n" + indent(FENCE, 4),
    "indented code, first": indent(FENCE, 4),
    "indented code in a list": "- a\n\n" + indent(FENCE, 8),
    "indented code after a list": "- a\n\ntext\n\n" + indent(FENCE, 4),
    "indented code in a quote": quote("q\n\n" + indent(FENCE, 4)),
    "indented code, near miss": "text\n\n    ```Storymap\n    ```\n",
    "pre": "<pre>\n" + FENCE + "</pre>\n",
    "pre with attributes": '<PRE class="x">\n' + FENCE + "</PRE>\n",
    "script": "<script>\nlet a = `\n" + FENCE + "`\n</script>\n",
    "style": "<style>\n" + FENCE + "</style>\n",
    "inline": "Write `` ```storymap `` and close it with `` ``` ``.\n",
    "inline, one line": "```storymap map: x```\n",
    "two marks": "``storymap\nmap: x\n``\n",
    "prose": "Begin with ```storymap, then close it.\n",
    "escaped": "\\```storymap\nmap: x\n\\```\n",
    "a closing comment first": "--> ```\n",
    "comments in raw HTML": "<div>\n<!-- a --> b <!-- c\n" + FENCE + "--></div>\n",
    "processing instruction": "<?php\n" + FENCE + "?>\n",
}


@pytest.mark.parametrize("name", NEVER)
def test_never_looked_at(name: str) -> None:
    result = scan(NEVER[name])
    assert result.blocks == ()
    assert [finding.message for finding in result.near_misses] == []


SPELLINGS = {
    "Storymap": "storymap", "STORYMAP": "storymap", "story-map": "storymap", "story_map": "storymap",
    "storymaps": "storymap", "stroymap": "storymap", "storymap:": "storymap", "story map": "storymap",
    "Story Map": "storymap", "story maps": "storymap", "stroy map": "storymap", "stormap": "storymap",
    "user-story-map": "storymap", "User Story Map": "storymap", "yaml storymap": "storymap", "storymap.yaml": "storymap",
    "Storymap-Index": "storymap-index", "storymap_index": "storymap-index", "story map index": "storymap-index",
}  # fmt: skip


# In braces two words are two classes.
FRONTS = [(word, front) for word in SPELLINGS for front in ("```", "``` ", "~~~", "``` { .") if not ("{" in front and " " in word)]


@pytest.mark.parametrize(("word", "front"), FRONTS)
def test_near_spellings(word: str, front: str) -> None:
    close = front[:3]
    result = scan(f"text\n\n{front}{word}{' }' if '{' in front else ''}\nmap: x\n{close}\n")
    assert result.blocks == ()
    (finding,) = result.near_misses
    assert finding.code == "SM103"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column, finding.span.end_column) == (2, len(front), len(front) + len(word))
    assert finding.message == f"`{word}` is no story map: it would be shown as code"
    assert finding.hint == f"write `{SPELLINGS[word]}`"


@dataclass
class Miss:
    """A near miss: its page, its place, and words of its message and its hint."""

    text: str
    at: tuple[int, int, int]
    message: str
    hint: str
    blocks: int = 0


MISSES = {
    "unclosed": Miss("a\n\n```storymap\nmap: x\n", (2, 0, 11), "the `storymap` fence is never closed", "put ``` on a line"),
    "unclosed before another map": Miss("```storymap\nmap: x\n\n" + FENCE, (0, 0, 11), "is never closed", "put ```", 1),
    "unclosed before a code block": Miss(
        "```storymap\nmap: x\n\n```yaml\na: 1\n```\n", (0, 0, 11), "is never closed", "put ```"
    ),
    "closed too far right": Miss("```storymap\nmap: x\n  ```\n", (2, 2, 5), "is indented by 2, the opening one in line 1 is not",
                                 "indent both alike"),
    "closed too far right, then text and a fence": Miss(
        "```storymap\nmap: x\n  ```\n\ntext\n\n```\ncode\n```\n", (2, 2, 5), "is indented by 2", "indent both alike"
    ),
    "closed too far left": Miss("- a\n\n    ```storymap\n    map: x\n```\n", (4, 0, 3), "is not indented, the opening one in line 3",
                                "indent both alike"),
    "closed 1 too far left": Miss("  ```storymap\n  map: x\n ```\n", (2, 1, 4), "is indented by 1", "indent both alike"),
    "closed with more": Miss("```storymap\nmap: x\n````\n", (2, 0, 4), "opens with 3 marks and closes with 4", "write ```"),
    "closed with fewer": Miss("````storymap\nmap: x\n```\n", (2, 0, 3), "opens with 4 marks and closes with 3", "write ````"),
    "closed with others": Miss("```storymap\nmap: x\n~~~\n", (2, 0, 3), "~~~ does not close", "write ```"),
    "body too far left": Miss("- a\n\n    ```storymap\n  map: x\n    ```\n", (3, 2, 8), "stands further left than the fence in line 3",
                              "indent it by at least 4"),
    "quote ends too early": Miss("> ```storymap\n> map: x\n```\n", (2, 0, 3), "is not indented", "indent both alike"),
    "quote without its mark": Miss("> ```storymap\nmap: x\n> ```\n", (1, 0, 6), "does not begin as that one does", "begin every line"),
    "file without quotes": Miss("```storymap file=maps/x.yaml\n```\n", (0, 12, 28), "without straight quotation marks",
                                'write file="maps/x.yaml"'),
    "file with curly quotes": Miss("```storymap file=“x.yaml”\n```\n", (0, 12, 25), "without straight", 'write file="x.yaml"'),
    "file unclosed": Miss('```storymap file="x.yaml\n```\n', (0, 12, 24), "is never closed", 'write file="x.yaml"'),
    "file with blanks": Miss('```storymap file = "x.yaml"\n```\n', (0, 12, 27), "blank beside the equals sign", 'write file="x.yaml"'),
    "files": Miss('```storymap files="x.yaml"\n```\n', (0, 12, 17), "`files` is no attribute", 'write file="x.yaml"'),
    "File": Miss('```storymap File="x.yaml"\n```\n', (0, 12, 16), "`File` is no attribute", 'write file="x.yaml"'),
    "src": Miss('```storymap src="x.yaml"\n```\n', (0, 12, 15), "`src` is no attribute", 'write file="x.yaml"'),
    "src in braces": Miss('``` {.storymap src="x.yaml"}\n```\n', (0, 15, 18), "`src` is no attribute", 'write file="x.yaml"'),
    "path alone": Miss("```storymap maps/x.yaml\n```\n", (0, 12, 23), "`maps/x.yaml` stands alone", 'write file="maps/x.yaml"'),
    "word": Miss("```storymap Loans\nmap: x\n```\n", (0, 12, 17), "`Loans` is not understood", 'nothing, or file="…"'),
    "index as a word": Miss("```storymap index\n```\n", (0, 12, 17), "is two words", "write storymap-index"),
    "empty file": Miss('```storymap file=""\n```\n', (0, 12, 19), "names no file", "leave `file` out"),
    "file twice": Miss('```storymap file="a" file="b"\n```\n', (0, 21, 25), "names a file twice", "make it two fences"),
    "behind the brace": Miss('``` {.storymap} file="a"\n```\n', (0, 16, 24), "after the closing brace", "inside the braces"),
    "file and a body": Miss('```storymap file="x"\n\nmap: y\n```\n', (2, 0, 6), "only the file is shown", "delete the lines", 1),
    "on a marker": Miss("- ```storymap\n  map: x\n  ```\n", (0, 2, 13), "begins on the line of `-`", "indented by 4"),
    "on a number": Miss("1. ```storymap\n   map: x\n   ```\n", (0, 3, 14), "begins on the line of `1.`", "indented by 4"),
    "on a nested marker": Miss("> - ~~~ Storymap\n> map: x\n> ~~~\n", (0, 4, 16), "begins on the line of `-`", "indented by 4"),
    "on a definition": Miss("T\n:   ```storymap\n    map: x\n    ```\n", (1, 4, 15), "begins on the line of `:`", "indented by 4"),
    "on a footnote": Miss("[^1]: ```storymap\n    map: x\n    ```\n", (0, 6, 17), "begins on the line of `[^1]:`", "indented by 4"),
    "behind text": Miss("The map: ```storymap\nmap: x\n```\n", (0, 9, 20), "has text before it", "on a line of its own"),
    "p markdown=span": Miss('<p markdown="span">\n' + FENCE + "</p>\n", (1, 0, 11), "inside `<p>`", 'use `<div markdown="1">`'),
    "td markdown": Miss("<td markdown>\n" + FENCE + "</td>\n", (1, 0, 11), "inside `<td>`", "use `<div"),
    "div markdown=span": Miss('<div markdown="span">\n' + FENCE + "</div>\n", (1, 0, 11), "inside `<div>`", "use `<div"),
    "below a paragraph": Miss("text\n" + indent(FENCE, 4), (1, 4, 15), "indented by 4 or more below ordinary text", "to the left edge"),
    "below a list that is none": Miss("text\n- a\n\n" + indent(FENCE, 4), (3, 4, 15), "for the site it is no list item",
                                      "put an empty line above the list"),
    "below a list that is none, right below": Miss("text\n- a\n" + indent(FENCE, 4), (2, 4, 15), "for the site it is no list",
                                                   "put an empty line"),
    "among options": Miss("/// note\n" + indent(FENCE, 4) + "///\n", (1, 4, 15), "among the options", "put an empty line above"),
    "in metadata": Miss("Example:\n" + indent(FENCE, 4), (1, 4, 15), "takes for metadata", "put an empty line above the fence"),
    "definition in a list": Miss("- a\n\n    T\n    :   d\n\n" + indent(FENCE, 8), (5, 8, 19), "stands in a definition",
                                 "move the map out"),
    "definition with a block": Miss("T\n:   d\n\n    /// note\n    a\n    ///\n\n" + indent(FENCE, 4), (7, 4, 15),
                                    "stands in a definition", "move the map out"),
    "footnote in a list": Miss("- a\n\n    [^1]: f\n\n" + indent(FENCE, 8), (4, 8, 19), "stands in a footnote", "at the left edge"),
    "below an unclosed fence": Miss("````yaml\na: 1\n\n" + FENCE, (3, 0, 11), "begins in line 1 is never closed", "put ```` on a line"),
    "below a slanted fence": Miss("  ```yaml\na: 1\n```\n\n" + FENCE, (4, 0, 11), "line 3 was meant to close", "same indentation"),
    "below a fence on a marker": Miss("1. ```yaml\n   a: 1\n   ```\n\n" + indent(FENCE, 3), (4, 3, 14), "line 3 was meant to close",
                                      "on a line of its own"),
    "near miss in a list": Miss("- a\n\n    ```story-map\n    map: x\n    ```\n", (2, 7, 16), "`story-map` is no story map",
                                "write `storymap`"),
    "unclosed in an admonition": Miss("!!! note\n\n    ```storymap\n    map: x\n\ntext\n", (5, 0, 4), "further left than the fence in line 3",
                                      "close the map above it with ```"),
    "tabs before the attribute": Miss("\t- a\n\n```storymap\tfile=x.yaml\n```\n", (2, 12, 23), "without straight", "write file="),
    "CRLF and an emoji": Miss("🎯\r\n\r\n```storymap 🎯\r\n```\r\n", (2, 12, 13), "`🎯` is not understood", "nothing, or"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSES)
def test_near_misses(name: str) -> None:
    miss = MISSES[name]
    result = scan(miss.text)
    assert len(result.near_misses) == 1, result.near_misses
    (finding,) = result.near_misses
    assert finding.code == "SM103"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column, finding.span.end_column) == miss.at
    assert finding.span.end_line == finding.span.line
    assert miss.message in finding.message
    assert miss.hint in finding.hint
    assert len(result.blocks) == miss.blocks


def test_other_fence_names() -> None:
    text = "```roadmap\nmap: x\n```\n\n```storymap\n```\n\n```road-map\n```\n\n```roadmap-index\n```\n"
    result = scan(text, "roadmap")
    assert [(block.kind, block.line) for block in result.blocks] == [("map", 0), ("index", 10)]
    assert [finding.hint for finding in result.near_misses] == ["write `roadmap`"]


def test_short_fence_names_have_no_near_spellings() -> None:
    assert scan("```mapx\n```\n\n```mp\n```\n", "map") == scan("")
    assert len(scan("```Map\n```\n", "map").near_misses) == 1


def test_file_span() -> None:
    (block,) = scan('text\n\n``` { .storymap file="maps/x.yaml" }\n```\n').blocks
    span = block.file_span
    assert span is not None
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 22, 2, 33)


LOCATED: dict[str, tuple[str, list[tuple[tuple[int, int], tuple[int, int]]]]] = {
    "top": (FENCE, [((0, 0), (1, 0)), ((0, 5), (1, 5)), ((0, 99), (1, 6)), ((1, 0), (2, 0)), ((9, 9), (2, 0)), ((0, -1), (1, 0))]),
    "front matter": ("---\na: 1\n---\n\n" + FENCE, [((0, 2), (5, 2))]),
    "list": ("- a\n\n" + indent("```storymap\nmap: x\n  y: 🎯z\n```\n", 4), [((1, 0), (4, 4)), ((1, 6), (4, 10)), ((2, 0), (5, 4))]),
    "drawn list": ("- a\n\n" + indent(FENCE, 2), [((0, 3), (3, 5))]),
    "quote": (quote("q\n" + FENCE), [((0, 0), (2, 2))]),
    "quote, empty line": ("> ```storymap\n> a: 1\n>\n> b: 2\n> ```\n", [((1, 0), (2, 1)), ((2, 0), (3, 2))]),
    "tab as prefix": ("- a\n\n\t```storymap\n\tmap: x\n\t\ty: 1\n\t```\n", [((0, 0), (3, 1)), ((1, 0), (4, 1)), ((1, 1), (4, 2))]),
    "tab half eaten": ("- a\n\n  ```storymap\n\tmap: x\n  ```\n", [((0, 0), (3, 0)), ((0, 1), (3, 0)), ((0, 2), (3, 1)), ((0, 4), (3, 3))]),
    "CRLF": ("a\r\n\r\n" + FENCE.replace("\n", "\r\n"), [((0, 99), (3, 6))]),
    "BOM": ("\ufeff" + FENCE, [((0, 1), (1, 1))]),
    "empty": ("a\n\n```storymap\n```\n", [((0, 0), (2, 0))]),
}  # fmt: skip


@pytest.mark.parametrize("name", LOCATED)
def test_locate(name: str) -> None:
    text, pairs = LOCATED[name]
    (block,) = scan(text).blocks
    assert [(body, block.locate(*body)) for body, _ in pairs] == pairs
    assert len(block.lines) == block.body.count("\n")


def test_body_keeps_tabs_and_normalises_like_markdown() -> None:
    (block,) = scan("-\ta\n\n\t```storymap\n\tmap:\tx\n\t\ty: 1\n   \n\t```\n").blocks
    assert block.body == "map:\tx\n\ty: 1\n\n"
    assert block.normalised == "map:    x\n    y: 1\n\n"
    (block,) = scan("  ```storymap\n  a:\tb\n\tc: 1\n  ```\n").blocks
    assert block.body == "a:\tb\n  c: 1\n"
    assert block.normalised == "a:    b\n  c: 1\n"


def test_without_front_matter() -> None:
    text = "title: x\n    ```storymap\n    map: x\n    ```\n"
    assert "metadata" in scan(text).near_misses[0].message
    assert "ordinary text" in scan(text, front_matter=False).near_misses[0].message


# --- properties ---------------------------------------------------------------------------------------------------

LINES = ["", "```storymap", "```storymap file='x'", "```Storymap", "```", "````", "~~~", "~~~storymap", "```yaml", "map: x", "text",
         "- a", "1. b", "> q", ">", "!!! note", '=== "A"', "/// note", "///", "<!--", "-->", "<div>", "<div markdown>", "</div>",
         "<pre>", "</pre>", "# H", "---", ":   d", "[^1]: f", '<p markdown="span">', '<div a="', "- ```storymap", "\t", "\u2028", "🎯",
         "title: |", "\x02", "\x0c"]  # fmt: skip
FRONTS = ["", "", "    ", "        ", "  ", "\t", "> ", ">     ", "- "]

pages = st.lists(st.tuples(st.sampled_from(FRONTS), st.sampled_from(LINES)), max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(front + line for front, line in lines))
)


def check_invariants(text: str) -> None:
    """What holds for every page."""
    result = scan(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = -1
    for block in result.blocks:
        assert last < block.line < block.end_line < len(lines)
        last = block.end_line
        check_block(block, lines)
    for finding in result.near_misses:
        assert finding.code == "SM103"
        assert finding.message
        assert finding.hint
        span = finding.span
        assert span is not None
        assert 0 <= span.line < len(lines)
        assert 0 <= span.column < span.end_column
        assert span.column <= len(lines[span.line])


def check_block(block: Block, lines: list[str]) -> None:
    """Every character of a body is where `locate` says."""
    assert lines[block.line][block.column] in "`~"
    body = block.body.split("\n")[:-1]
    assert len(body) == len(block.lines) == block.end_line - block.line - 1
    for number, text in enumerate(body):
        for column, character in enumerate(text):
            line, at = block.locate(number, column)
            assert line == block.line + 1 + number
            assert lines[line][at] == character or (lines[line][at] == "\t" and character == " ")


@given(pages)
@settings(max_examples=300, deadline=None)
def test_any_page(text: str) -> None:
    check_invariants(text)


@given(st.text(alphabet="`~ \t\r\n>-#<!storymap:{}=\"'./|\u2028🎯\ufeff", max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    check_invariants("```storymap\n" + text)
    check_invariants(text + "\n```storymap\nmap: x\n```\n")


# --- time ---------------------------------------------------------------------------------------------------------

GROWING: dict[str, Callable[[int], str]] = {
    "fences": lambda n: FENCE * n,
    "unclosed maps": lambda n: "```storymap\nmap: x\n\n" * n,
    "unclosed fences": lambda n: "```yaml\nmap: x\n\n" * n + FENCE,
    "on markers": lambda n: "- ```storymap\n  map: x\n\n" * n,
    "comments that never end": lambda n: "<!-- x\n\n" * n + FENCE,
    "comments behind text": lambda n: "a <!-- x\n" * n + FENCE,
    "tags that never end": lambda n: '<div a="\n' * n + FENCE,
    "open elements": lambda n: "<div>\n" * n + FENCE,
    "tags in a line": lambda n: "<div>" + '<a "' * n + "\n" + FENCE,
    "text": lambda n: "Some *text* that goes on.\n\n- a\n- b\n\n" * n + FENCE,
    "body": lambda n: "```storymap\n" + "a: |\n  ```\n" * n + "```\n",
    "metadata": lambda n: "a: b\n" * n + "\n" + FENCE,
    "front matter": lambda n: "---\n" + "a: b\n" * n + "---\n" + FENCE,
    "rules": lambda n: "---\n" * n + FENCE,
    "deep quotes, lazy lines": lambda n: ">" * n + " a\n" + "x\n" * n + FENCE,
    "deep quotes": lambda n: (">" * 200 + " a\n") * (n // 20) + FENCE,
    "deep lists": lambda n: "".join(" " * 4 * (i % 60) + "- x\n" for i in range(n)) + FENCE,
    "info": lambda n: "```storymap " + "a=b " * n + "\n```\n",
}


@pytest.mark.parametrize("name", GROWING)
def test_linear(name: str) -> None:
    """Eight times the page takes about eight times as many calls; quadratic would be 64 times. (Calls, not seconds: no clock.)"""
    make = GROWING[name]

    def calls(n: int) -> int:
        text = make(n)
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(note)
        try:
            scan(text)
        finally:
            sys.setprofile(None)
        return count

    assert calls(4000) < 12 * max(calls(500), 100)
