"""Fuzzes one target for a while: `python -m tests.fuzz.run TARGET [SECONDS] [FOLDER]`.

With atheris where it is installed, guided by what an input reaches; else with slips in the corpus. `trees` edits the
trees of the valid maps. An input that breaks a promise is written to FOLDER (default: the current one), and ends the run
with status 1; mend the fault, and keep the input in `tests/fuzz/corpus`.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

CORPUS = Path(__file__).parent / "corpus"
TREES = "trees"
LONGEST = 20_000


def seeds(target: str) -> list[bytes]:
    """What a run begins with: the corpus, and the valid maps."""
    from tests.support import SCIENCE_TEXT, USER_TEXT

    found = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
    if target in ("map", "yaml"):
        found += [USER_TEXT.encode(), SCIENCE_TEXT.encode()]
    if target in ("pages", "fences"):
        found += [f"# A page\n\n```storymap\n{USER_TEXT}```\n".encode()]
    return found


def guided(target: str, seconds: int, folder: Path) -> None:
    """Run atheris; it ends the process."""
    with atheris.instrument_imports(include=["mkdocs_storymap"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.mutate import mutated

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return mutated(data, chance)[:most] if chance.random() < 0.5 else atheris.Mutate(data, most)

    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, seed in enumerate(seeds(target)):
        (work / f"seed-{number}").write_bytes(seed)
    options = [
        sys.argv[0], f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=120", "-rss_limit_mb=2048", f"-artifact_prefix={folder}{os.sep}{target}-",
        "-print_final_stats=1", "-close_fd_mask=0", str(work),
    ]  # fmt: skip
    atheris.Setup(options, TARGETS[target], custom_mutator=mutate)
    atheris.Fuzz()


def plainly(target: str, seconds: int, folder: Path) -> int:
    """Slips at random, for as long as nothing breaks."""
    from tests.fuzz.mutate import edited, mutated
    from tests.fuzz.targets import TARGETS, check

    seed = int(os.environ.get("FUZZ_SEED", time.time_ns() % 10**9))
    print(f"{target}: seed {seed}", flush=True)
    known = seeds(target) if target != TREES else []
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        chance = random.Random(f"{seed}/{number}")
        number += 1
        act: Callable[[], object]
        if target == TREES:
            texts = edited(chance)
            shown, act = "\n=====\n".join(texts.values()).encode(), lambda texts=texts: check(texts)  # type: ignore[misc]
        else:
            shown = mutated(chance.choice(known), chance)[:LONGEST]
            act = lambda data=shown: TARGETS[target](data)  # type: ignore[misc] # noqa: E731
        try:
            act()
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            path = folder / f"{target}-{hashlib.sha256(shown).hexdigest()[:16]}"
            path.write_bytes(shown)
            traceback.print_exc()
            print(f"{target}: broken by {path} (run {number} of seed {seed})", flush=True)
            return 1
    print(f"{target}: {number} runs in {seconds} s, nothing broke", flush=True)
    return 0


def main(arguments: list[str]) -> int:
    """Run one target."""
    target = arguments[0]
    seconds = int(arguments[1]) if len(arguments) > 1 else 60
    folder = Path(arguments[2] if len(arguments) > 2 else ".")
    if atheris is not None and target != TREES:
        guided(target, seconds, folder)
    return plainly(target, seconds, folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
