"""One fault that the schema finds, before it is put into words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Literal

from mkdocs_storymap.diagnostics import Path

Keyword = Literal["required", "unknown", "name", "type", "enum", "id", "empty", "other"]


class Fault:
    """What a keyword function yields.

    Attributes:
        keyword: What kind of fault it is.
        detail: The missing key (`required`), the form that a name lacks (`name`, `id`), the allowed values (`enum`),
            the wanted types (`type`), or what is wrong (`other`).
        path: Path to the value; for `unknown` and `name` with the key itself, for `required` to the object.
        schema: The schema that was applied.
    """

    __slots__ = ("detail", "keyword", "path", "schema")

    def __init__(
        self, keyword: Keyword, detail: Any = None, path: Iterable[str | int] = (), schema: Any = None
    ) -> None:
        self.keyword: Keyword = keyword
        self.detail = detail
        self.path = deque(path)
        self.schema: Any = schema

    @property
    def place(self) -> Path:
        """The path as a tuple."""
        return tuple(self.path)

    @property
    def rule(self) -> str:
        """The rule that a requirement belongs to, or "" for the shape that every map has."""
        return str(self.schema.get("x-rule", "")) if isinstance(self.schema, dict) else ""
