"""Tables in the lines of a text: rows whose cells stand between bars, tabs or wide gaps, under a row of names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.articles.page import Paragraph
from qa.tables import NAME_BREAK, has_header, split_cells

_FEWEST_ROWS = 2
_RULE = re.compile(r"[|+:=\s-]*-[|+:=\s-]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table by the indices of its paragraphs: the row of names, lines that only draw it, its rows (``last`` included).

    ``heading`` holds the names of the columns, as ``qa.tables.name_cells`` takes them.
    """

    header: int
    rules: tuple[int, ...]
    first: int
    last: int
    heading: str


def find_tables(paragraphs: Sequence[Paragraph]) -> tuple[Table, ...]:
    """The tables of a text, in order, that have names for their columns: those of others could not be told.

    A line drawn below the first row, as in Markdown, makes that one the row of names; else figures below short words do.
    """
    return tuple(table for run in _runs(paragraphs) if (table := _table(paragraphs, run)))


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[list[int]]:
    """Indices of lines with as many cells as the one before, two or more, and of lines that draw between them."""
    run: list[int] = []
    width = 0
    for i, paragraph in enumerate(paragraphs):
        cells = 0 if paragraph.level or "\n" in paragraph.text else len(split_cells(paragraph.text))
        if run and (cells == width or _RULE.fullmatch(paragraph.text)):
            run.append(i)
            continue
        if run:
            yield run
        run, width = ([i], cells) if cells > 1 and not _RULE.fullmatch(paragraph.text) else ([], 0)
    if run:
        yield run


def _table(paragraphs: Sequence[Paragraph], run: Sequence[int]) -> Table | None:
    rules = tuple(i for i in run if _RULE.fullmatch(paragraphs[i].text))
    rows = [i for i in run if i not in rules]
    grid = [split_cells(paragraphs[i].text) for i in rows]
    drawn = run[0] + 1 in rules and len(rows) >= _FEWEST_ROWS
    if not drawn and (len(rows) <= _FEWEST_ROWS or not has_header(grid)):
        return None
    return Table(rows[0], rules, rows[1], rows[-1], NAME_BREAK.join(grid[0]))
