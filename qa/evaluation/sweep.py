"""A grid of settings: every combination, in a fixed order."""

import itertools
from collections.abc import Collection, Mapping, Sequence

from qa.errors import EvaluationError

# A shorter name that people use for a setting.
_SHORT_NAMES: Mapping[str, str] = {"k": "passages"}


def parse_grid(texts: Sequence[str], known: Collection[str]) -> tuple[Mapping[str, str], ...]:
    """Every combination of ``name=value,value`` texts, the last name changing fastest.

    Args:
        texts: as on the command line; ``k`` is short for ``passages``.
        known: the names of settings that may be varied.

    Raises:
        EvaluationError: a text has no values, or its name is unknown or given twice.
    """
    grid: dict[str, list[str]] = {}
    for text in texts:
        given, _, values = text.partition("=")
        name = _SHORT_NAMES.get(given, given)
        if name not in known:
            raise EvaluationError(f"--sweep {text}: {given!r} can't be varied; what can is {', '.join(sorted(known))}")
        if name in grid:
            raise EvaluationError(f"--sweep {text}: {name} is given twice")
        grid[name] = [value.strip() for value in values.split(",") if value.strip()]
        if not grid[name]:
            raise EvaluationError(f"--sweep {text}: give values, as in {given}=4,8")
    return tuple(dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))
