"""Lines and branches of the core that tests run, in their own process or in one that they start: see `scripts/deep`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "derive", "rules", "shape", "fences", "cli", "export", "hostile")
HOSTS = ("folder", "inventories", "mkdocs", "standalone")
TESTS = (*(f"tests/{name}" for name in FOLDERS), *(f"tests/hosts/test_{name}.py" for name in HOSTS), "-k", "not serve and not full and not whole")
"""Without those that end processes by signals or let them write nothing: what they ran is lost with them."""


def main() -> int:
    """Print what is not run, and the two shares."""
    parser = argparse.ArgumentParser(prog="scripts/deep coverage", description="Lines and branches of the core that tests run; more arguments go to pytest.")
    parser.add_argument("--least", type=float, default=95, help="per cent of lines, and of branches (default: 95)")
    options, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="coverage-") as work:
        environment = {**os.environ, "COVERAGE_FILE": str(Path(work, "data"))}

        def coverage(*arguments: str) -> int:
            return subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=ROOT, env=environment, check=False).returncode

        failed = coverage("run", "-m", "pytest", *TESTS, *more)
        coverage("combine", "--quiet")
        coverage("report")
        told = Path(work, "told.json")
        coverage("json", "--quiet", "-o", str(told))
        totals = json.loads(told.read_text(encoding="utf-8"))["totals"]
    lines = 100 * totals["covered_lines"] / totals["num_statements"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    print(f"lines {lines:.1f} % of {totals['num_statements']}, branches {branches:.1f} % of {totals['num_branches']}")
    return int(bool(failed) or min(lines, branches) < options.least)


if __name__ == "__main__":
    sys.exit(main())
