"""What maps are to maps that they have nothing to do with: enough to judge a part of a site as if the rest stood beside it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Literal

from mkdocs_storymap.diagnostics import closest
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.record import record


@record
class Outline:
    """What one map is to maps that it has nothing to do with: enough to tell them that no other map was meant.

    Attributes:
        id: The id that it claims; "" where it has none.
        science: True for a data-science map.
        serves: The user maps that it names as served.
        vague: True where its `serves` is missing or faulty: it may serve any map.
        nameless: True where its id is missing or faulty: any unknown map may be this one.
        readable: False where it cannot be read at all.
        names: Ids of the maps that it names anywhere, whether there are such maps or not.
    """

    id: str
    science: bool
    serves: tuple[str, ...]
    vague: bool
    nameless: bool
    readable: bool
    names: tuple[str, ...]


def is_vague(found: StoryMap) -> bool:
    """True where a data-science map does not say rightly which maps it serves."""
    return "serves" in found.broken or found.lacks("serves")


def is_nameless(found: StoryMap) -> bool:
    """True where a map has no id, or a faulty one."""
    return not found.id or "map" in found.broken


def outline(found: StoryMap | None, claimed: str) -> Outline:
    """The outline of a map; without a map that of one that cannot be read."""
    if found is None:
        return Outline(claimed, False, (), False, False, False, ())
    named = [*found.serves, *found.linked]
    for ref in found.refs:
        named.append(ref.name.partition("/")[0] if "/" in ref.name else ref.name if ref.kind.endswith(" map") else "")
    return Outline(
        found.id, found.science, tuple(found.serves), is_vague(found), is_nameless(found), True,
        tuple(dict.fromkeys(name for name in named if name)),
    )  # fmt: skip


def neighbours(outlines: Sequence[Outline]) -> list[list[int]]:
    """Part the maps of a site into groups that have to do with each other, by name or by a shared id; each in order."""
    owner = list(range(len(outlines)))

    def root(number: int) -> int:
        while owner[number] != number:
            owner[number] = owner[owner[number]]
            number = owner[number]
        return number

    first: dict[str, int] = {}
    for number, one in enumerate(outlines):
        owner[number] = root(first.setdefault(_unnumbered(one.id), number))
    for number, one in enumerate(outlines):
        for name in map(_unnumbered, one.names):
            if name in first:
                low, high = sorted((root(first[name]), root(number)))
                owner[high] = low
    groups: dict[int, list[int]] = {}
    for number in range(len(outlines)):
        groups.setdefault(root(number), []).append(number)
    return list(groups.values())


def _unnumbered(name: str) -> str:
    """An id without what `free` puts behind it: an author may write `loan@2`, which is no id, but a key like any other."""
    return name.partition("@")[0]


def free(name: str, taken: Container[str]) -> str:
    """An id, with a number behind it where it is taken (or nothing)."""
    key, number = name, 2
    while key in taken or not key:
        key, number = f"{name}@{number}", number + 1
    return key


Question = tuple[Literal["nameless", "served", "maps"], str]
"""What is asked of the rest of a site: whether any map lacks its id; whether a map that is broken, or misspells its `serves`,
may serve the map of an id; which maps there are (of a kind, or ""), by key."""


class Beyond:
    """The whole site, as each part of it sees it.

    Args:
        outlines: All maps in order.
        opaque: Id and text of those that cannot be read.
    """

    def __init__(self, outlines: Iterable[Outline], opaque: Iterable[tuple[str, str]] = ()) -> None:
        self._opaque = list(opaque)
        self.opaque = frozenset(name for name, _ in self._opaque)
        self._every: dict[str, Outline] = {}
        for one in outlines:
            if one.readable:
                self._every[free(one.id, self._every)] = one
        self._answers: dict[Question, Any] = {}

    def answer(self, question: Question) -> Any:
        """Return True or False, or a list of keys."""
        if question not in self._answers:
            self._answers[question] = self._answer(*question)
        return self._answers[question]

    def _answer(self, about: str, name: str) -> Any:
        if about == "nameless":
            return any(one.nameless for one in self._every.values()) or "" in self.opaque
        if about == "maps":
            return [key for key, one in self._every.items() if not name or one.science == (name == "data-science")]
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        return any(word.search(text) for _, text in self._opaque) or any(
            one.science and (one.vague or self._misspelt(one.serves, name)) for one in self._every.values()
        )

    def _misspelt(self, names: Iterable[str], meant: str) -> bool:
        """True where one of these names is no map (told as SM303), and this one was meant."""
        return any(name not in self._every and closest(name, [meant]) is not None for name in names)

    def still(self, answers: Mapping[Question, Any]) -> bool:
        """True where these questions are answered as they were."""
        return all(self.answer(question) == answer for question, answer in answers.items())
