"""What tests share: the two valid maps, patches on them, and their verdict."""

from __future__ import annotations

import copy
import datetime
import json
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.pipeline import Judged, Shaper, join, standalone
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.yaml_doc import read_yaml

MAPS = Path(__file__).parent / "maps"
USER_TEXT = (MAPS / "loan-preapproval.storymap.yaml").read_text(encoding="utf-8")
SCIENCE_TEXT = (MAPS / "loan-ds.storymap.yaml").read_text(encoding="utf-8")
TODAY = datetime.date(2026, 11, 24)


def plain(text: str) -> Any:
    """A YAML text as plain data, read as the tool reads it."""
    doc = read_yaml(text)
    assert doc.root is not None, doc.findings
    return doc.root.data


def patched(base: Any, patch: Any) -> Any:
    """Lay a patch over data: mappings are joined, a null takes a key away, `[n]` keys reach into lists."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    if isinstance(base, list) and all(key.isdigit() for key in patch):
        result = copy.deepcopy(base)
        for key, value in patch.items():
            result[int(key)] = patched(base[int(key)], value)
        return result
    result = copy.deepcopy(base) if isinstance(base, dict) and "none" not in patch else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


def as_yaml(data: Any) -> str:
    """Data as JSON, which is YAML; numbers keep the zeros that were written."""
    return re.sub(r'"\\u0000([^"]*)"', r"\1", json.dumps(data, ensure_ascii=False, indent=1, default=_number))


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"\0{value}"
    raise TypeError(type(value))


def judge(
    user: Any = None, science: Any = None, *, more: dict[str, str] | None = None, settings: Settings | None = None
) -> Judged:
    """Judge the two valid maps with patches on them; `False` leaves a map out, a text stands for the whole map."""
    texts = {}
    for name, base, patch in (("user.yaml", USER_TEXT, user), ("science.yaml", SCIENCE_TEXT, science)):
        if patch is False:
            continue
        texts[name] = patch if isinstance(patch, str) else base if patch is None else as_yaml(patched(plain(base), patch))
    texts |= more or {}
    sources = [standalone(name, text) for name, text in texts.items()]
    return join(sources, Shaper(settings or Settings()), today=TODAY)


BASE = frozenset({("SM535", "/segments/thin-file/floor/recall"), ("SM703", "/data/thin-file-labels")})
"""The advice that the two valid maps get."""


def found(judged: Judged) -> list[Diagnostic]:
    """All problems but the advice that the two valid maps get anyway."""
    return [d for d in judged.diagnostics if (d.code, d.pointer) not in BASE]


def codes(judged: Judged) -> list[str]:
    """The codes of all problems but the base's advice, sorted, with repetitions."""
    return sorted(d.code for d in found(judged))


def calls(of: Callable[..., object], call: Callable[[], object]) -> int:
    """How often a function is called."""
    count = 0
    code = getattr(of, "__wrapped__", of).__code__

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code is code

    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count
