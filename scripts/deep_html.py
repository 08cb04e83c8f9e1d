"""Pages of maps under the Nu Html Checker (`vnu-jar` of npm, which needs Java and npm): see `scripts/deep`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.page.test_structure import CASES

PAGE = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title></head><body>\n{html}\n</body></html>\n'
JAR = Path("node_modules", "vnu-jar", "build", "dist", "vnu.jar")


def main() -> int:
    """Print what the checker calls an error."""
    argparse.ArgumentParser(prog="scripts/deep html", description="Pages of maps under the Nu Html Checker.").parse_args()
    missing = [tool for tool in ("java", "npm") if shutil.which(tool) is None]
    if missing:
        print(f"!!! {' and '.join(missing)} not there: nothing was checked", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="html-") as folder:
        work = Path(folder)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", "vnu-jar"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        pages = []
        for name, render in CASES.items():
            path = work / f"{name.replace(' ', '-')}.html"
            path.write_text(PAGE.format(name=name, html=render()), encoding="utf-8")
            pages.append(path)
        command = ["java", "-jar", str(work / JAR), "--errors-only", "--format", "gnu", *map(str, pages)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [line for line in done.stderr.splitlines() if ": error" in line]
    print("\n".join(faults))
    print(f"{len(pages)} pages, {len(faults)} errors")
    return int(bool(faults) or done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
