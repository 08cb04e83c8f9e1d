"""One fault that the schema finds, before it is put into words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Literal

from mkdocs_storymap.diagnostics import Path

Keyword = Literal["required", "unknown", "name", "type", "enum", "id", "empty", "other"]


class Fault:
    """What a keyword function yields; it stands in for jsonschema's `ValidationError`, which costs an import.

    Attributes:
        keyword: What kind of fault it is.
        detail: The missing key (`required`), the form that a name lacks (`name`, `id`), the allowed values (`enum`),
            the wanted types (`type`), or jsonschema's own message (`other`).
        path: Path to the value; for `unknown` and `name` with the key itself, for `required` to the object.
        schema: The schema that was applied.
        schema_path: Kept for jsonschema, which writes to it.
    """

    __slots__ = ("detail", "keyword", "path", "schema", "schema_path")

    def __init__(
        self, keyword: Keyword, detail: Any = None, path: Iterable[str | int] = (), schema: Any = None
    ) -> None:
        self.keyword: Keyword = keyword
        self.detail = detail
        self.path = deque(path)
        self.schema: Any = schema
        self.schema_path: deque[str | int] = deque()

    def _set(self, **_: Any) -> None:
        """Take no part in what jsonschema notes about its own errors."""

    @classmethod
    def of(cls, error: Any) -> Fault:
        """Return a fault as it is; make one of an error of jsonschema's own keywords."""
        return error if isinstance(error, cls) else cls("other", error.message, error.path, error.schema)

    @property
    def place(self) -> Path:
        """The path as a tuple."""
        return tuple(self.path)

    @property
    def rule(self) -> str:
        """The rule that a requirement belongs to, or "" for the shape that every map has."""
        return str(self.schema.get("x-rule", "")) if isinstance(self.schema, dict) else ""
