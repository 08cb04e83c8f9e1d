"""Texts that grow: each shape is a map or a page of size n that some part of the tool might treat in time n²."""

from __future__ import annotations

from collections.abc import Callable

HEAD = "map: tea\ntitle: T\nchecklist: none\nbackbone: {Make: [Boil]}\nreleases: {first: {goal: x}}\nstories:\n"
FENCE = "```storymap\nmap: a\n```\n"
Shape = Callable[[int], str]


def stories(line: Callable[[int], str]) -> Shape:
    """A map of n stories."""
    return lambda n: HEAD + "".join(f"  s{number}: {{step: Boil, release: first, want: w, {line(number)}}}\n" for number in range(n))


MAPS: dict[str, Shape] = {
    "stories": stories(lambda _: "effort: 1d"),
    "a chain": stories(lambda number: f"effort: 1d, after: [s{number - 1}]" if number else "effort: 1d"),
    "a chain that is blocked": stories(lambda number: f"effort: 1d, status: blocked, after: [s{max(number - 1, 0)}]" if number else "effort: 1d"),
    "a star": stories(lambda number: "effort: 1d, after: [s0]" if number else "effort: 1d"),
    "unknown names": stories(lambda number: f"after: [zz{number}]"),
    "unknown keys": stories(lambda number: f"wnat{number}: 1"),
    "one circle": lambda n: HEAD + "".join(f"  s{k}: {{step: Boil, release: first, want: w, effort: 1d, after: [s{(k + 1) % n}]}}\n" for k in range(n)),
    "circles": lambda n: HEAD + "".join(f"  s{k}: {{step: Boil, release: first, want: w, after: [s0, s{(k + 1) % n}]}}\n" for k in range(n)),
    "one line": lambda n: HEAD.replace("stories:\n", "stories: {") + ", ".join(f"s{k}: {{step: B{k}, release: first, want: w}}" for k in range(n)) + "}",
    "names that are no ids": lambda n: HEAD + "".join(f"  '{'?' * k}': {{step: Boil, release: first, want: w}}\n" for k in range(n)),
    "steps": lambda n: HEAD.replace("Boil", ", ".join(f"S{k}" for k in range(n))) + "  {}\n",
    "one step again and again": lambda n: HEAD.replace("Boil", "S, " * n) + "  {}\n",
    "releases": lambda n: HEAD.replace("{first: {goal: x}}", "{first: {goal: x}, " + ", ".join(f"r{k}: {{goal: x}}" for k in range(n)) + "}") + "  {}\n",
    "keys that stand twice": lambda n: "map: tea\n" * n,
    "blank lines": lambda n: "\n" * n + "x",
    "quotation marks": lambda n: 'a: "x\n' * n,
    "brackets": lambda n: "a: [x,\n" * n,
    "colons": lambda n: "a: " + "b: " * n,
}
PAGES: dict[str, Shape] = {
    "fences": lambda n: FENCE * n,
    "fences that never end": lambda n: "```storymap\n~~~storymap\n" * n,
    "near misses": lambda n: "```storymp\nmap: a\n```\n" * n,
    "lists in one line": lambda n: "- " * n + "```storymap\n",
    "rulers": lambda n: "-" * n + "x\n" + "* " * n + "x\n" + FENCE,
    "open elements": lambda n: "<div markdown>\n<p>\n</b>\n" * n + FENCE,
    "unfinished tags": lambda n: '<div a="\n' * n + FENCE,
    "comments": lambda n: "a <!-- b\n\n" * n + FENCE,
    "late fences": lambda n: "a ```storymap\n" * n + FENCE,
    "quotes": lambda n: "> ```\n> a\n" * n + FENCE,
    "notes": lambda n: "!!! note\n\n    a\n" * n + FENCE,
    "backticks": lambda n: "`" * n + "\n" + "a\n" * n,
}
