"""Loads the inventories of other sites: from a file, or over HTTP with a time-out, a size bound and a cached copy."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs_storymap.record import record

SECONDS = 10.0
"""Time-out of one request."""
MAX_BYTES = 20_000_000
"""Size of one inventory; a site of 10,000 stories has about 3,000,000."""


@record
class Loaded:
    """One inventory.

    Attributes:
        name: What the site is called here: its own name, or the one that the setting gives; "" where neither is known.
        source: The URL or path, as it is written.
        data: The inventory; None where it could not be had.
        base: Address of the folder that its URLs are relative to; "" where nobody says.
        problem: Why it could not be had, or why the cached copy was taken; "" where all is well.
        cached: True where the cached copy was taken.
    """

    name: str
    source: str
    data: Mapping[str, Any] | None
    base: str = ""
    problem: str = ""
    cached: bool = False


def load_inventories(wanted: Sequence[Mapping[str, str]], root: Path, cache: Path | None = None) -> list[Loaded]:
    """Load every inventory of the setting `inventories`.

    Args:
        wanted: Entries with `from` (URL or path) and perhaps `name`.
        root: The folder that paths are relative to.
        cache: Where copies are kept; None takes the user's cache folder.
    """
    return [_load(entry, root, cache or cache_folder()) for entry in wanted]


def cache_folder() -> Path:
    """The user's cache folder."""
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("mkdocs-storymap", appauthor=False)) / "inventories"


def _load(entry: Mapping[str, str], root: Path, cache: Path) -> Loaded:
    source, given = entry["from"], entry.get("name", "")
    remote = source.startswith(("http://", "https://"))
    copy = cache / (hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".json")
    try:
        text = _fetch(source) if remote else _read(root / source)
        data = _parse(text)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        if not remote:
            return Loaded(given, source, None, problem=reason)
        try:
            data = _parse(_read(copy))
        except (OSError, ValueError):
            return Loaded(given, source, None, problem=f"{reason}; there is no cached copy")
        return Loaded(given or _site(data), source, data, _base(source), f"{reason}; the cached copy is used", cached=True)
    if remote:
        _keep(copy, text)
    base = _base(source) if remote else str(data.get("base", ""))
    return Loaded(given or _site(data), source, data, base)


def _base(url: str) -> str:
    return url.rpartition("/")[0] + "/"


def _site(data: Mapping[str, Any]) -> str:
    return str(data.get("site", ""))


def _parse(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(data, dict) or data.get("version") != 1 or not isinstance(data.get("maps"), list):
        raise ValueError("it is no inventory of version 1")
    return data


def _read(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
    return content.decode("utf-8")


def _fetch(url: str) -> str:
    """Get a URL; a redirect to anything but http and https is refused."""
    import urllib.request

    class Redirects(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
            if not newurl.startswith(("http://", "https://")):
                raise ValueError(f"it leads to {newurl}")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    request = urllib.request.Request(url, headers={"Accept": "application/json", "User-Agent": "mkdocs-storymap"})  # noqa: S310 - http(s) only
    with urllib.request.build_opener(Redirects).open(request, timeout=SECONDS) as answer:
        content: bytes = answer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
    return content.decode("utf-8")


def _keep(copy: Path, text: str) -> None:
    """Keep a copy; a cache that cannot be written is no fault."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=copy.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, copy)
    except OSError:
        return


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    code = getattr(error, "code", None)
    return f"HTTP {code}" if code else str(reason)
