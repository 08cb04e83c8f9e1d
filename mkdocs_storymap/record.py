"""Immutable values: data classes that are made in a third of the time.

`dataclass(frozen=True)` compiles six methods a class and sets each field through `object.__setattr__`; with a hundred
and fifty classes that is most of what a command does before its work. Here one method is compiled, the others are
shared, and that nobody assigns to a field is held by the type checker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:  # noqa: D103 - for the type checker
        return lambda decorator: decorator


T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make an immutable data class with slots, whose values are equal, and hash, by their fields."""
    made = dataclass(slots=True, eq=False, repr=False, match_args=False)(cls)
    for method in (__eq__, __hash__, __repr__):
        if method.__name__ not in cls.__dict__:
            setattr(made, method.__name__, method)
    return made


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True, field_specifiers=(field,))
def entity(cls: type[T]) -> type[T]:
    """Make an immutable data class with slots and named arguments, whose values are told apart by identity."""
    return dataclass(slots=True, eq=False, repr=False, match_args=False, kw_only=True)(cls)


def _values(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name, its in one.__dataclass_fields__.items() if its.compare])


def __eq__(self: Any, other: object) -> bool:  # noqa: N807 - a method, shared by all records
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def __hash__(self: Any) -> int:  # noqa: N807
    return hash(_values(self))


def __repr__(self: Any) -> str:  # noqa: N807
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name, its in self.__dataclass_fields__.items() if its.repr)
    return f"{type(self).__qualname__}({fields})"
