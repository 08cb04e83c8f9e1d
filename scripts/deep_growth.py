"""Processor time of hostile maps and pages that grow: see `scripts/deep`.

`tests/hostile/test_sizes.py` counts calls; this also sees what a regular expression or a copy costs. Four times the text
may cost eight times the time; what is over in a fifth of a second is not looked at.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.hostile.shapes import MAPS, PAGES
from tests.hostile.test_sizes import everything, page

MOST, LEAST = 8.0, 0.2


def spent(act: Callable[[str], None], text: str) -> float:
    begin = time.process_time()
    act(text)
    return time.process_time() - begin


def main() -> int:
    faults = 0
    for shapes, act, size in ((MAPS, everything, 600), (PAGES, page, 10_000)):
        for name, shape in shapes.items():
            spent(act, shape(20))
            first, second = spent(act, shape(size)), spent(act, shape(4 * size))
            bad = second > LEAST and second > MOST * max(first, LEAST / 10)
            faults += bad
            print(f"{'!!!' if bad else '   '} {name}: {first:.2f} s, four times as much {second:.2f} s", flush=True)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
