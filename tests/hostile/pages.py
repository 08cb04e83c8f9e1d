"""Reads pages as a browser does, and tells what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import html5lib

URLS = ("href", "src", "action", "formaction", "data", "poster", "{http://www.w3.org/1999/xlink}href")
REFERENCES = ("for", "list", "form", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-flowto")


def parse(html: str) -> tuple[ElementTree.Element, list[str]]:
    """A whole page as a tree, and the errors of the parser (line, what, details)."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(html)
    return tree, [f"line {place[0]}: {code} {detail}" for place, code, detail in parser.errors]


def page(fragment: str) -> str:
    """A page around what a map is drawn as."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><main>\n{fragment}\n</main></body></html>\n'


def elements(tree: ElementTree.Element) -> Iterator[tuple[str, dict[str, str]]]:
    """Tag and attributes of every element."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], dict(element.attrib)


def scripts(tree: ElementTree.Element) -> Counter[str]:
    """What runs in a page: scripts by their source or text, and handlers."""
    found: Counter[str] = Counter()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.rpartition("}")[2] == "script":
            found[f"script {element.get('src') or (element.text or '').strip()[:40]}"] += 1
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                found[f"{name}={value}"] += 1
    return found


def unsafe(tree: ElementTree.Element) -> list[str]:
    """Addresses that a click or a load would run."""
    found = []
    for tag, attributes in elements(tree):
        for name in URLS:
            value = attributes.get(name)
            if value is None:
                continue
            # As a browser reads it: white space around, tabs and line ends anywhere are dropped.
            read = "".join(sign for sign in value.strip(" \0\x1f") if sign not in "\t\r\n").lower()
            scheme = read.partition(":")[0] if ":" in read.split("/")[0].split("#")[0].split("?")[0] else ""
            if scheme not in ("", "http", "https", "mailto"):
                found.append(f"<{tag} {name}={value!r}>")
    return found


def broken_references(tree: ElementTree.Element) -> list[str]:
    """Ids that stand twice, and references within the page that lead nowhere."""
    counts = Counter(attributes["id"] for _, attributes in elements(tree) if "id" in attributes)
    found = [f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1]
    for tag, attributes in elements(tree):
        wanted = [name for key in REFERENCES for name in attributes.get(key, "").split()]
        href = attributes.get("href", "")
        if href.startswith("#") and len(href) > 1:
            wanted.append(href[1:])
        found += [f"<{tag}> refers to {name!r}" for name in wanted if name not in counts]
    return found
