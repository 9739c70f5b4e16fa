"""Many values for one statement, in as many as it takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")
_MANY = 500  # placeholders in one statement; SQLite takes at least 999


def in_parts(values: Sequence[Value]) -> Iterator[tuple[Sequence[Value], str]]:
    """The values in parts, each with its placeholders: ``?, ?, ?``."""
    for first in range(0, len(values), _MANY):
        part = values[first : first + _MANY]
        yield part, ", ".join("?" * len(part))
