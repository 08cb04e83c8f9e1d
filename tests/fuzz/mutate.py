"""Inputs for the targets without a fuzzer: slips in texts, and edits in the tree of the valid maps."""

from __future__ import annotations

import random

from tests.core.test_robustness import cut, edit
from tests.hostile.maps import PAYLOADS, leaves, put
from tests.support import SCIENCE_TEXT, USER_TEXT, as_yaml, plain

SNIPPETS = (
    "```storymap\n", "~~~", "````", "\n```\n", "    ", "\t", "> ", "- ", "1. ", "!!! note\n", "<div markdown>", "</div>", "<!--", "-->", "<pre>", "{{",
    "{%", "%}", "---\n", "\ufeff", "\r", "\r\n", "\0", "\x1b", "\x85", "\u2028", "\u202e", "🙂", "é", "\ud7ff", "\ufdd0", "&a ", "*a", "!!str ", "!x ",
    "? ", ": ", "| ", ">-\n", "[", "]", "{", "}", '"', "'", '"\\0"', '"\\ud800"', "#", ", ", "%", "0", "1e99", "below 0.5 for 3d", "at least 3%",
    "5 points", "between 1 and 2", "P1W", "2026-02-30", "none", "all", "map: x\n", "\n=====\n", 'file="x"', "Storymap", "storymap-index",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A text with a few slips in it."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 1, 2, 10, 60)))
        kind = chance.randrange(6)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + chance.choice(SNIPPETS) + text[at:]
        elif kind == 2:
            text = text[:at] + chance.choice(SNIPPETS) + text[end:]
        elif kind == 3:
            to = chance.randrange(len(text) + 1)
            text = text[:to] + text[at:end] + text[to:]
        elif kind == 4:
            text = text[:at] + chr(chance.choice((chance.randrange(128), chance.randrange(0xD800), chance.randrange(0x10000, 0x110000)))) + text[at:]
        else:
            text = cut(text, chance)
    return text.encode("utf-8", "replace")


def edited(chance: random.Random) -> dict[str, str]:
    """The two valid maps after a few edits of their trees."""
    user, science = plain(USER_TEXT), plain(SCIENCE_TEXT)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 10))):
        if chance.random() < 0.65:
            user = edit(user, chance)
        else:
            science = edit(science, chance)
        if chance.random() < 0.2:
            data = chance.choice((user, science))
            places = [path for path in leaves(data) if path]
            if places:
                put(data, chance.choice(places), chance.choice((*PAYLOADS.values(), *SNIPPETS)))
    texts = {"user.storymap.yaml": as_yaml(user), "science.storymap.yaml": as_yaml(science)}
    if chance.random() < 0.05:
        del texts[chance.choice(list(texts))]
    return texts
