"""Two hundred random edits of the two valid maps: never an exception, and every problem has a line inside its file."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from mkdocs_storymap.pipeline import Shaper, join, standalone
from mkdocs_storymap.settings import Settings
from tests.support import SCIENCE_TEXT, TODAY, USER_TEXT, as_yaml, plain

VALUES: list[Any] = [
    None, "", " ", 0, -1, 1.5, 10**30, True, [], {}, [None], ["x"], {"none": "x"}, {"none": ""}, {"none": None}, [[["x"]]], {"a": {"b": []}}, "🙂",
    "漢字", "none", "all", "below", "for", "5%", "100%", "-3 points", "below 0", "above 1e30", "worse by 5% of baseline", "outside 2 to 1",
    "0/100", "9" * 400, "P", "0d",
    "0 per day", "1 total", "map/name", "/", "loan-ds/", "x-y", "2026-99-99", "\u2028", "a\nb", "unknown",
]  # fmt: skip
UNITS = ["%", " ms", " s", "d", "w", " rps", " points", "", " EUR", "h"]


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in children:
        found += places(child, (*path, key))
    return found


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def edit(data: Any, chance: random.Random) -> Any:
    data = copy.deepcopy(data)
    path = chance.choice(places(data))
    holder, key = at(data, path[:-1]), path[-1]
    kind = chance.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        other = chance.choice(places(data))
        if other[: len(path)] != path and path[: len(other)] != other:
            holder[key], at(data, other[:-1])[other[-1]] = at(data, other), holder[key]
    elif kind == 2 and isinstance(holder[key], str) and any(character.isdigit() for character in holder[key]):
        holder[key] = holder[key].rstrip("abcdefghijklmnopqrstuvwxyz% ") + chance.choice(UNITS)
    elif kind == 3 and isinstance(holder, dict):
        holder[chance.choice(["x", "x-y", "none", "all", "🙂", "baseline", "for", str(key) + "s"])] = holder.pop(key)
    else:
        holder[key] = chance.choice(VALUES)
    return data


@pytest.mark.parametrize("batch", range(4))
def test_random_edits(batch: int) -> None:
    shaper = Shaper(Settings())
    for number in range(batch * 50, batch * 50 + 50):
        chance = random.Random(number)
        user, science = plain(USER_TEXT), plain(SCIENCE_TEXT)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            if chance.random() < 0.7:
                user = edit(user, chance)
            else:
                science = edit(science, chance)
        texts = {"user.yaml": as_yaml(user), "science.yaml": as_yaml(science)}
        judged = join([standalone(name, text) for name, text in texts.items()], shaper, today=TODAY)
        for diagnostic in judged.diagnostics:
            where, lines = diagnostic.location, texts[diagnostic.location.file].split("\n")
            assert where.line is not None and 1 <= where.line <= len(lines), (number, diagnostic)
            assert 1 <= where.column <= len(lines[where.line - 1]) + 1, (number, diagnostic)
            assert (where.end_line, where.end_column) >= (where.line, where.column), (number, diagnostic)
            assert diagnostic.message and diagnostic.severity in ("error", "warning", "advice")
            for related in diagnostic.related:
                assert related.location.line is not None


def cut(text: str, chance: random.Random) -> str:
    """An edit as a slip of the hand makes it: in the text."""
    lines = text.split("\n")
    number = chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        del lines[number]
    elif kind == 1:
        lines[number] = " " + lines[number]
    elif kind == 2:
        lines.insert(number, chance.choice(lines))
    elif kind == 3:
        column = chance.randrange(len(lines[number]) + 1)
        lines[number] = lines[number][:column] + chance.choice(["{", "}", "[", ":", ", ", "'", '"', "#", "\t", "🙂", "%", "*a", "&a "]) + lines[number][column:]
    else:
        column = chance.randrange(len(lines[number]) + 1)
        lines[number] = lines[number][:column] + lines[number][column + 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("batch", range(2))
def test_slips_of_the_hand(batch: int) -> None:
    shaper = Shaper(Settings())
    for number in range(batch * 50, batch * 50 + 50):
        chance = random.Random(number)
        texts = {"user.yaml": cut(USER_TEXT, chance), "science.yaml": cut(SCIENCE_TEXT, chance)}
        judged = join([standalone(name, text) for name, text in texts.items()], shaper, today=TODAY)
        for diagnostic in judged.diagnostics:
            lines = texts[diagnostic.location.file].split("\n")
            assert diagnostic.location.line is not None and 1 <= diagnostic.location.line <= len(lines), (number, diagnostic)
