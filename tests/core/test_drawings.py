"""A server draws only what changed, and shows what a fresh build would."""

from __future__ import annotations

import random

import pytest

from mkdocs_storymap.pipeline import Shaper, join, render, standalone
from mkdocs_storymap.pipeline.drawings import Drawings
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.site.registry import Key
from tests.support import MAPS, SCIENCE_TEXT, TODAY, USER_TEXT

CORPUS = sorted((MAPS / "corpus").glob("**/*.yaml"))


def texts() -> dict[str, str]:
    found = {"user.yaml": USER_TEXT, "science.yaml": SCIENCE_TEXT}
    return found | {f"{path.parent.name}-{path.name}": path.read_text(encoding="utf-8") for path in CORPUS}


def url(key: Key) -> str:
    return f"../{key.map}/#{key.kind}-{key.id}"


@pytest.mark.parametrize("seed", range(3))
def test_edits_of_a_server(seed: int) -> None:
    chance = random.Random(seed)
    shaper, drawings = Shaper(Settings()), Drawings(keeps=True)
    found = texts()
    for step in range(12):
        shaper.turn()
        drawings.turn()
        judged = join([standalone(name, text) for name, text in found.items()], shaper, today=TODAY)
        for entry in judged.maps:
            drawing = drawings.draw(judged, entry, url, title_heading=2)
            assert drawing.html == render(judged, entry, url, title_heading=2), (step, entry.key)
        name = chance.choice(sorted(found))
        lines = found[name].split("\n")
        at = chance.randrange(len(lines))
        if step % 3 == 0:
            lines[at] = lines[at].replace("1", "2").replace("w", "d")
        elif step % 3 == 1:
            del lines[at]
        else:
            found, lines = texts(), texts()[name].split("\n")
        found[name] = "\n".join(lines)


def test_one_edit_draws_its_neighbours_only() -> None:
    shaper, drawings = Shaper(Settings()), Drawings(keeps=True)

    def build(found: dict[str, str]) -> set[str]:
        shaper.turn()
        drawings.turn()
        judged = join([standalone(name, text) for name, text in found.items()], shaper, today=TODAY)
        for entry in judged.maps:
            drawings.draw(judged, entry, url, title_heading=2)
        return {name[0] for name in drawings._kept.keys() - drawings._before.keys()}

    found = texts()
    assert len(build(found)) == len(found)
    assert build(found) == set()
    found["user.yaml"] = USER_TEXT.replace("share: 18%", "share: 17%")
    assert build(found) == {"loan-preapproval", "loan-ds"}
