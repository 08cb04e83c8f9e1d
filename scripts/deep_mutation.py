"""Mutation testing of `checks/`: see `scripts/deep`.

A seeded sample of small changes to the rules, one at a time, in a copy of the package; the tests of rules and of derived
values must notice each. (mutmut leaves out decorated functions, which all rules are. Tests are collected once and each
mutant is put into a process that is forked, which is many times quicker than one that is started.)
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import time
import types
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
    """One change: in which file and line, what it does, the changed file (made once, in a process of its own), and whose rules it is in."""

    file: Path
    line: int
    what: str
    text: Callable[[], str]
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
    elif isinstance(node, ast.Return) and node.value is not None and not (isinstance(node.value, ast.Constant) and not node.value.value):
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
                if isinstance(child, ast.Assert) or (isinstance(child, ast.ClassDef) and child.name == "Family"):
                    continue  # the one states what types cannot, the other has done its work before tests run
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

            def text(parent: ast.AST = parent, field: str = field, number: int | None = number, instead: ast.AST = instead) -> str:
                if number is None:
                    setattr(parent, field, instead)
                else:
                    getattr(parent, field)[number] = instead
                return ast.unparse(ast.fix_missing_locations(tree))

            line = getattr(child, "lineno", None) or child.target.lineno  # type: ignore[attr-defined]
            yield Mutant(file, line, f"{what}: {_short(child)} → {_short(instead)}", text, near)


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).strip().splitlines()
    return text[0][:100] if text else ""


def swap(old: Any, new: Any) -> bool:
    """Give what is there the code of its mutant, so that everybody who holds it has the mutant; False where it is a plain value."""
    if isinstance(old, types.FunctionType):
        old.__code__, old.__defaults__, old.__kwdefaults__, old.__doc__ = new.__code__, new.__defaults__, new.__kwdefaults__, new.__doc__
    elif isinstance(old, property):
        swap(old.fget, new.fget)
    elif isinstance(old, functools.cached_property):
        swap(old.func, new.func)
    elif hasattr(old, "__wrapped__"):
        swap(old.__wrapped__, new.__wrapped__)
    elif isinstance(old, type):
        for name, member in vars(new).items():
            if callable(member) or isinstance(member, property | functools.cached_property):
                swap(vars(old)[name], member)
    elif isinstance(old, list) and type(old).__name__ == "Family":
        for rule, mutant in zip(old, new, strict=True):
            object.__setattr__(rule, "code", mutant.code)
    else:
        return False
    return True


def apply(mutant: Mutant) -> None:
    """Put a mutant into the modules that are loaded."""
    module = sys.modules[".".join(mutant.file.with_suffix("").parts)]
    fresh: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__, "__file__": module.__file__}
    exec(compile(mutant.text(), str(module.__file__), "exec"), fresh)
    for name, new in fresh.items():
        old = vars(module).get(name)
        imported = isinstance(old, type | types.FunctionType) and old.__module__ != module.__name__
        if name.startswith("__") or old is new or imported:
            continue
        if not swap(old, new):
            for other in [one for key, one in sys.modules.items() if key.startswith("mkdocs_storymap") and vars(one).get(name) is old]:
                setattr(other, name, new)


class Trial:
    """Tests are collected once; each mutant runs them in a process that is forked."""

    def __init__(self, sample: list[Mutant], seconds: float) -> None:
        self.sample, self.seconds = sample, seconds
        self.done, self.used = 0, 0.0
        self.alive: list[Mutant] = []
        self.broken = False

    def pytest_runtestloop(self, session: Any) -> bool:
        """The tests alone first, then each mutant until the time is over."""
        failed, alone = self.noticed(session.items, None, 600)
        self.broken = failed
        begin = time.monotonic()
        for mutant in [] if failed else self.sample:
            if self.used > self.seconds:
                break
            killed, _ = self.noticed(session.items, mutant, 2 * alone + 10)
            self.done, self.used = self.done + 1, time.monotonic() - begin
            if not killed:
                self.alive.append(mutant)
                print(f"{mutant.file.name}:{mutant.line}: {mutant.what}", file=sys.__stdout__, flush=True)
        return True

    def noticed(self, items: list[Any], mutant: Mutant | None, seconds: float) -> tuple[bool, float]:
        """Whether a test fails within seconds of CPU, those of the mutant's own rules first; and the CPU that it took."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
                if mutant is not None:
                    apply(mutant)
                    items = sorted(items, key=lambda item: not any(code in item.nodeid for code in mutant.codes))
                status = int(any(fails(item) for item in items))
            finally:
                os._exit(status)
        _, status, used = os.wait4(child, 0)
        return status != 0, used.ru_utime + used.ru_stime


def fails(item: Any) -> bool:
    """Run one test."""
    from _pytest.runner import runtestprotocol

    return any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def main() -> int:
    """Print what lived, and the share that was killed."""
    parser = argparse.ArgumentParser(prog="scripts/deep mutation", description="Change the rules in small ways; tests must notice.")
    parser.add_argument("seconds", nargs="?", type=int, default=600, help="how long (default: 600)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    parser.add_argument("--least", type=float, default=85, help="per cent that must be killed (default: 85)")
    parser.add_argument("--only", default="", help="mutants whose `file:line` holds this")
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
        import pytest

        trial = Trial(sample, options.seconds)
        pytest.main(["-q", "-s", "-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider", *TESTS], [trial])
        os.chdir(ROOT)
    if trial.broken or not trial.done:
        print("the tests fail without any mutant", file=sys.stderr)
        return 2
    killed = trial.done - len(trial.alive)
    share = 100 * killed / trial.done
    print(f"{trial.done} of {len(every)} mutants, seed {options.seed}, {trial.used:.0f} s: {killed} killed, {share:.1f} %")
    return int(share < options.least)


if __name__ == "__main__":
    sys.exit(main())
