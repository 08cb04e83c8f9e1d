"""The two valid maps with hostile texts in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from mkdocs_storymap.pipeline import Shaper
from mkdocs_storymap.settings import Settings
from tests.support import SCIENCE_TEXT, USER_TEXT, as_yaml, plain

MARK = "hostile-mark"
BREAKOUT = (
    f'</script></style></title></textarea></pre></svg></template>--><script>alert("{MARK}")</script>"\'>'
    f"<img src=x onerror=alert('{MARK}')><a href=javascript:alert(1)>{{{{ 7*7 }}}}{{% raw %}}[x](javascript:alert(1)) `<b>` &lt;i&gt; <!--"
)
PAYLOADS = {
    "breakout": BREAKOUT,
    "attribute": f'" onmouseover="alert(\'{MARK}\')" x="',
    "apostrophe": f"' onfocus='alert(\"{MARK}\")' autofocus='",
    "entities": f"&lt;script&gt;alert({MARK})&lt;/script&gt; &quot;onx&#61; &amp;amp;",
    "cdata": f"]]><script>alert('{MARK}')</script><![CDATA[",
    "comment": f"--!><script>alert('{MARK}')</script>",
    "url": f"javascript:alert('{MARK}')",
    "right to left": f"{MARK}\u202e\u2066\u2069 <b>\u202c",
    "format": f"%s {{0.__class__}} ${{{MARK}}} %n",
}
URLS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "  javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\u00a0javascript:alert(1)",
    "javascript&colon;alert(1)", "javascript://x/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd",
    "blob:https://x/y", "//evil.example/x", "\\\\evil.example\\x", "/\\evil.example", "./javascript:alert(1)", "x/../javascript:alert(1)",
    "https:\\\\evil.example",
    "http://[", "view-source:javascript:alert(1)", "\x7fjavascript:alert(1)", "\ufeffjavascript:alert(1)",
]  # fmt: skip


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value that is no collection."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if children is None:
        yield path
        return
    for key, child in children:
        yield from leaves(child, (*path, key))


def put(data: Any, path: tuple[Any, ...], value: Any) -> None:
    """Write a value at a path."""
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value


@lru_cache(maxsize=4)
def free_texts(text: str) -> tuple[tuple[Any, ...], ...]:
    """Where a map takes any text: places at which a sentence brings no problem of its shape, and that nothing names."""
    shaper, data = Shaper(Settings()), plain(text)
    free = []
    for path in leaves(data):
        if path[0] in ("map", "backbone", "stages") or path[-1] in ("step", "stage", "to", "across", "by"):
            continue
        changed = copy.deepcopy(data)
        put(changed, path, "any words, <as> they come")
        if not shaper(as_yaml(changed)).findings:
            free.append(path)
    return tuple(free)


def everywhere(text: str, payload: str) -> str:
    """The map with a text in the place of every value, keys and all; only what says which map it is stays."""
    kept = {"map", "kind", "checklist"}

    def swapped(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: swapped(value) for key, value in data.items()} | {f"{payload} {len(data)}": payload}
        return [*map(swapped, data), payload] if isinstance(data, list) else payload

    return as_yaml({key: value if key in kept else swapped(value) for key, value in plain(text).items()})


def hostile(text: str, payload: str) -> str:
    """The map with a text in the place of every free text: still valid."""
    data = plain(text)
    for number, path in enumerate(free_texts(text)):
        put(data, path, f"{payload} {number}")
    return as_yaml(data)


def both(payload: str, *, valid: bool) -> dict[str, str]:
    """The user map and the data-science map, hostile."""
    change = hostile if valid else everywhere
    return {"user.storymap.yaml": change(USER_TEXT, payload), "science.storymap.yaml": change(SCIENCE_TEXT, payload)}
