"""Tables in text: what a row's cells are, whether a row names the columns, and a row with these names."""

import re
from collections.abc import Sequence

NAME_BREAK = " | "  # between the names of columns, where these stand as a heading
_BARS = re.compile(r"(?<!\\)\|")
_GAPS = re.compile(r"\t|[ \xa0]{2,}")
_DIGIT = re.compile(r"\d")
_QUANTITY = re.compile(r"[^\w\s]{0,3}\s?\d[\d.,\s]*\s?[^\w\s]{0,2}")
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:[–/-]\d{2,4})?")
_LONGEST_NAME_CHARS = 60

Grid = Sequence[Sequence[str]]


def split_cells(line: str) -> tuple[str, ...]:
    """The cells of a line: between bars, else between tabs, else between gaps of two spaces or more; one where none is."""
    if _BARS.search(line):
        inner = line.strip().removeprefix("|").removesuffix("|")
        return tuple(cell.strip() for cell in _BARS.split(inner))
    if "\t" in line:
        return tuple(cell.strip() for cell in line.split("\t"))
    return tuple(_GAPS.split(line.strip()))


def has_header(grid: Grid) -> bool:
    """Whether the first row names the columns: short words above a column that holds figures.

    Years are names of columns as well. A table of words alone does not show whether its first row is a header.
    """
    first, *rows = grid
    if not rows or not all(first[1:]) or any(len(name) > _LONGEST_NAME_CHARS for name in first):
        return False
    if any(_QUANTITY.fullmatch(name) and not _YEAR.fullmatch(name) for name in first):
        return False
    columns = list(zip(*(row[1:] for row in rows), strict=False))
    if any(map(_YEAR.fullmatch, first[1:])) and all(_YEAR.fullmatch(cell) for column in columns for cell in column):
        return False
    return any(2 * sum(_DIGIT.search(cell) is not None for cell in column) >= len(rows) for column in columns)


def name_cells(heading: str | None, row: str) -> tuple[tuple[str, str], ...]:
    """The cells of a row that are not empty, each behind the name of its column (which may be empty).

    Nothing where the heading does not name the columns of a table, or not those of this row.
    """
    names = heading.split(NAME_BREAK) if heading else []
    cells = split_cells(row) if len(names) > 1 else ()
    if len(names) < 2 or len(cells) != len(names):
        return ()
    return tuple((name.rstrip(" :"), cell) for name, cell in zip(names, cells, strict=True) if cell)
