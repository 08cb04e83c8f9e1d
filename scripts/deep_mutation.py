"""Mutation testing of `checks/`: see `scripts/deep`.

A seeded sample of small changes to the rules, one at a time, in a copy of the package; the tests of rules and of derived
values must notice each. (mutmut leaves out decorated functions, which all rules are; a process forked for each mutant is
ten times quicker than one that is started.)
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHECKS = Path("mkdocs_storymap", "checks")
TESTS = ("tests/rules", "tests/derive")
BORDERS: dict[type, type] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OPPOSITES: dict[type, type] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SUMS: dict[type, type] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
MEMORY = 2**31
"""Bytes that the tests of one mutant may take."""
CODE = re.compile(r"SM\d{3}\Z")


@dataclass(frozen=True)
class Mutant:
    """One change: in which file, line and function, and the codes that the function speaks of."""

    file: Path
    line: int
    what: str
    text: str
    codes: frozenset[str]


def changes(node: ast.AST, codes: list[str]) -> Iterator[tuple[str, Callable[[Any], ast.AST | None]]]:
    """What can be done to a node: a name, and a function that changes a copy of it, or returns what stands in its place."""

    def put(field: str, value: Callable[[Any], Any]) -> Callable[[Any], None]:
        return lambda one: setattr(one, field, value(one))

    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for table in (BORDERS, OPPOSITES):
                if type(operator) in table:
                    other = table[type(operator)]
                    yield other.__name__, put("ops", lambda one, n=number, o=other: [*one.ops[:n], o(), *one.ops[n + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield "and/or", put("op", lambda one: ast.Or() if isinstance(one.op, ast.And) else ast.And())
        for number in range(len(node.values)):
            yield "operand left out", put("values", lambda one, n=number: one.values[:n] + one.values[n + 1 :])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", lambda one: one.operand  # type: ignore[no-any-return]
    elif isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        yield "other sum", put("op", lambda one: SUMS[type(one.op)]())
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield "condition turned", put("test", lambda one: ast.UnaryOp(ast.Not(), one.test))
    elif isinstance(node, ast.comprehension):
        for number in range(len(node.ifs)):
            yield "filter left out", put("ifs", lambda one, n=number: one.ifs[:n] + one.ifs[n + 1 :])
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield "other truth", put("value", lambda one: not one.value)
        elif isinstance(node.value, int):
            for step in (1, -1):
                yield f"{step:+}", put("value", lambda one, s=step: one.value + s)
        elif isinstance(node.value, str) and CODE.match(node.value) and len(codes) > 1:
            yield "other code", put("value", lambda one: codes[(codes.index(one.value) + 1) % len(codes)])
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "returns nothing", put("value", lambda _: None)
    elif isinstance(node, ast.Return | ast.Continue | ast.Break):
        yield "left out", lambda _: ast.Pass()
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield "yields nothing", lambda _: ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))


def mutants(file: Path) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    codes = sorted({node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and CODE.match(str(node.value))})
    fields: list[tuple[ast.AST, str, int | None, ast.AST, frozenset[str]]] = []

    def walk(parent: ast.AST, near: frozenset[str]) -> None:
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "slice") and not isinstance(parent, ast.Return):
                continue
            for number, child in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(child, ast.AST):
                    inside = near
                    if isinstance(child, ast.FunctionDef):
                        found = {node.value for node in ast.walk(child) if isinstance(node, ast.Constant) and CODE.match(str(node.value))}
                        inside = frozenset(found) or near
                    fields.append((parent, field, number, child, inside))
                    walk(child, inside)

    walk(tree, frozenset(codes))
    for parent, field, number, child, near in fields:
        for what, change in changes(child, codes):
            fresh = copy.deepcopy(child)
            instead = change(fresh) or fresh
            held = getattr(parent, field)
            if number is None:
                setattr(parent, field, instead)
            else:
                held[number] = instead
            text = ast.unparse(ast.fix_missing_locations(tree))
            if number is None:
                setattr(parent, field, child)
            else:
                held[number] = child
            line = getattr(child, "lineno", None) or child.target.lineno  # type: ignore[attr-defined]
            yield Mutant(file, line, f"{what}: {_short(child)} → {_short(instead)}", text, near)


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).strip().splitlines()
    return text[0][:100] if text else ""


class Order:
    """Runs the tests of some rules first."""

    def __init__(self, codes: frozenset[str]) -> None:
        self.codes = codes

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Most mutants are noticed by the cases of their own rule."""
        items.sort(key=lambda item: not any(code in item.nodeid for code in self.codes))


def noticed(codes: frozenset[str], seconds: float) -> tuple[bool, float]:
    """Run the tests in a process of their own, within seconds of CPU; one that fails or takes for ever has noticed. Returns its CPU, too."""
    import pytest

    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        status = 3
        try:
            status = int(pytest.main(["-x", "-q", "-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider", *TESTS], [Order(codes)]))
        finally:
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    return status != 0, used.ru_utime + used.ru_stime


def main() -> int:
    """Print what lived, and the share that was killed."""
    parser = argparse.ArgumentParser(prog="scripts/deep mutation", description="Change the rules in small ways; tests must notice.")
    parser.add_argument("seconds", nargs="?", type=int, default=600, help="how long (default: 600)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    parser.add_argument("--least", type=float, default=85, help="per cent that must be killed (default: 85)")
    parser.add_argument("--only", default="", help="mutants whose `file:line` holds this, all of them")
    options = parser.parse_args()
    files = sorted(path.relative_to(ROOT) for path in (ROOT / CHECKS).glob("*.py"))
    every = [one for file in files for one in mutants(file)]
    sample = [one for one in every if options.only in f"{one.file}:{one.line}:"]
    random.Random(options.seed).shuffle(sample)
    with tempfile.TemporaryDirectory(prefix="mutants-") as work:
        for name in ("mkdocs_storymap", "schema", "tests"):
            shutil.copytree(ROOT / name, Path(work, name), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", work)
        os.chdir(work)
        sys.path.insert(0, work)
        import hypothesis  # noqa: F401
        import pytest  # noqa: F401

        import tests.support

        assert Path(tests.support.__file__).is_relative_to(work)
        assert not any(name.startswith("mkdocs_storymap.checks") for name in sys.modules), "the rules are loaded before they are changed"
        failed, alone = noticed(frozenset(), 600)
        sys.dont_write_bytecode = True  # what the first run has written is read, but for the file that is changed
        if failed:
            print("the tests fail without any mutant", file=sys.stderr)
            return 2
        begin, done, alive = time.monotonic(), 0, []
        for mutant in sample:
            if not options.only and time.monotonic() - begin > options.seconds:
                break
            path = Path(work, mutant.file)
            before = path.read_bytes()
            for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
                compiled.unlink()
            path.write_text(mutant.text, encoding="utf-8")
            killed, _ = noticed(mutant.codes, 2 * alone + 10)
            path.write_bytes(before)
            done += 1
            if not killed:
                alive.append(mutant)
                print(f"{mutant.file.name}:{mutant.line}: {mutant.what}", flush=True)
    share = 100 * (done - len(alive)) / max(done, 1)
    print(f"{done} of {len(every)} mutants, seed {options.seed}, {time.monotonic() - begin:.0f} s: {done - len(alive)} killed, {share:.1f} %")
    return int(share < options.least)


if __name__ == "__main__":
    sys.exit(main())
