"""The extractor's tree to text: paragraphs, headings, list items and table rows; no word of the tree is lost."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.tables import has_header

if TYPE_CHECKING:
    from lxml.etree import _Element

_INLINE = frozenset(("hi", "ref", "del", "span", "graphic", "sub", "sup", "a", "b", "i", "em", "strong", "u", "code"))
_CELL_BLOCKS = frozenset(("p", "head", "list", "item", "quote", "table"))
_FEWEST_COLUMNS = 2
_BREAK = "\x1e"
_BREAKS = re.compile(rf"\s*(?:{_BREAK}\s*)+")
_ENDED = (".", "!", "?", ":", "…", "”", '"', ")")


def render_body(body: "_Element") -> str:
    """The text of a tree as the extractor gives it.

    Paragraphs are set apart by an empty line, headings start with ``#`` marks, list items with ``-``. Tables stand as
    in Markdown.
    """
    renderer = _Renderer()
    renderer.walk(body)
    renderer.flush()
    return "".join(renderer.parts)


class _Renderer:
    """Collects text in reading order; what stands between two elements that are blocks is a paragraph of its own."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._line: list[str] = []
        self._mark = ""
        self._gap = "\n\n"

    def walk(self, element: "_Element") -> None:
        self._line.append(element.text or "")
        for child in element:
            if child.tag in ("lb", "br"):
                self._line.append(_BREAK)
                self.walk(child)
            elif child.tag in _INLINE:
                self.walk(child)
            elif isinstance(child.tag, str):
                self._block(child)
            self._line.append(child.tail or "")

    def flush(self) -> None:
        """Put down what was collected: a paragraph, or several where it holds empty lines."""
        text, self._line = "".join(self._line), []
        for paragraph in _paragraphs(text):
            if self.parts:
                self.parts.append(self._gap)
            self.parts.append(self._mark + paragraph)
            self._mark, self._gap = "", "\n\n"

    def _block(self, element: "_Element") -> None:
        self.flush()
        lines = _table_lines(element) if element.tag == "table" else []
        for line in lines:
            self._line.append(line)
            self.flush()
            self._gap = "\n"
        if not lines:
            self._mark = _mark_of(element) or self._mark
            self.walk(element)
            self.flush()
        self._mark = ""
        self._gap = "\n" if element.tag == "item" else "\n\n"


def _mark_of(element: "_Element") -> str:
    if element.tag == "head":
        level = (element.get("rend") or "h2")[-1]
        return "#" * (int(level) if level in "123456" else 2) + " "
    return "- " if element.tag == "item" else ""


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a run of text: two line breaks end one, a single one does where a sentence ends at it."""
    line, start = "", 0
    for match in _BREAKS.finditer(text):
        line = " ".join([*line.split(), *text[start : match.start()].split()])
        start = match.end()
        if line and (match.group().count(_BREAK) > 1 or line.endswith(_ENDED)):
            yield line
            line = ""
    line = " ".join([*line.split(), *text[start:].split()])
    if line:
        yield line


def _table_lines(table: "_Element") -> list[str]:
    """A table as Markdown writes it; no line where it sets out a page rather than figures.

    Then it has one column, or a cell holds several paragraphs, or text stands beside its cells.
    """
    grid, heads = [], []
    for row in table:
        if _has_text(row.text, row.tail, *(cell.tail for cell in row)):
            return []
        if any(sum(child.tag in _CELL_BLOCKS for child in cell.iter("*")) > 1 for cell in row):
            return []
        grid.append([" ".join(" ".join(cell.itertext()).split()).replace("|", "/") for cell in row])
        heads.append(sum(cell.get("role") == "head" and bool(text) for cell, text in zip(row, grid[-1], strict=True)))
    if _has_text(table.text) or max(map(len, grid), default=0) < _FEWEST_COLUMNS:
        return []
    lines: list[str] = []
    while grid and sum(map(bool, grid[0])) < _FEWEST_COLUMNS:  # a caption
        lines += filter(None, grid.pop(0))
        heads.pop(0)
    rows = ["| " + " | ".join(row) + " |" for row in grid]
    if len(grid) > 1 and (heads[0] >= _FEWEST_COLUMNS or has_header(grid)):
        rows.insert(1, "|" + " --- |" * len(grid[0]))
    return lines + rows


def _has_text(*parts: str | None) -> bool:
    return any(part and not part.isspace() for part in parts)
