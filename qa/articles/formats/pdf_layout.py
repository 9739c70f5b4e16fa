"""Lines of printed pages to running text: paragraphs put together again, page furniture left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.sentences import LIST_MARK
from qa.types import Part

_EDGE_LINES = 2  # how far from a page's edge running heads and page numbers stand
_HEADING_SIZE = 1.15  # of the text's own
_LONGEST_HEADING_CHARS = 200
_WIDE_GAP = 1.4  # of the usual distance between lines
_EARLY = 0.35  # of the column's width
_INDENT = 0.9  # of the letters' size
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENS = "-\u00ad\u2010\x02\ufffe"
_SURE_HYPHENS = "\u00ad\x02\ufffe"  # marks that only stand where a word was broken
_HYPHENATED_SHARE = 0.025  # of lines: where words are broken at all, one line in ten to twenty ends so
_DIGITS = re.compile(r"\d+")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; ``left``, ``right`` and ``bottom`` in points from the page's lower left corner, ``size`` of its
    letters in points."""

    text: str
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that make a paragraph or a heading, and the page that they start on, from 0."""

    lines: tuple[str, ...]
    page: int
    size: float


def lay_out_pages(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Part, ...], bool]:
    """The text of the pages, where each page starts in it, and whether a headline was found.

    What stands at the edge of most pages is left out; a paragraph goes on over the end of a page. Lines in larger letters
    are headings, the largest one of the first page the headline.
    """
    body = _without_furniture(pages)
    blocks = _blocks(body)
    if not blocks:
        return "", (), False
    usual = _usual_size(blocks)
    words = _Words([line for block in blocks for line in block.lines])
    large = [b.size for b in blocks if b.page == blocks[0].page and _is_heading(b, usual)]
    largest = max(large, default=0.0)
    written: list[str] = []
    parts: list[Part] = []
    length = 0
    for block in blocks:
        text = _joined(block.lines, words)
        if _is_heading(block, usual):
            first = block.size == largest and block.page == blocks[0].page
            text = ("# " if first else "## ") + text
            largest = 0.0 if first else largest
        if not parts or parts[-1].name != f"page {block.page + 1}":
            parts.append(Part(f"page {block.page + 1}", length))
        written.append(text)
        length += len(text) + 2
    return "\n\n".join(written), tuple(parts), bool(large)


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without lines that stand at the edge of more than half of them, whatever number they count."""
    edges: list[dict[int, str]] = []
    for page in pages:
        by_height = sorted(range(len(page)), key=lambda i, page=page: page[i].bottom)  # type: ignore[misc]
        outer = {*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]}
        edges.append({i: _DIGITS.sub("#", page[i].text.strip()) for i in outer})
    counted = Counter(text for edge in edges for text in set(edge.values()))
    often = {text for text, count in counted.items() if count > 1 and count * 2 > len(pages)}
    return [
        [line for i, line in enumerate(page) if edge.get(i) not in often]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _blocks(pages: Sequence[Sequence[Line]]) -> list[_Block]:
    blocks: list[_Block] = []
    for number, page in enumerate(pages):
        usual_gap = _usual_gap(page)
        before: Line | None = None
        for line in page:
            if before is None:
                goes_on = bool(blocks) and _runs_over(blocks[-1], line)
            else:
                goes_on = _goes_on(before, line, usual_gap, page)
            if goes_on:
                blocks[-1] = _Block((*blocks[-1].lines, line.text), blocks[-1].page, blocks[-1].size)
            else:
                blocks.append(_Block((line.text,), number, line.size))
            before = line
    return blocks


def _goes_on(before: Line, line: Line, usual_gap: float, page: Sequence[Line]) -> bool:
    """Whether a line belongs to the paragraph of the line before it on the page."""
    if abs(before.size - line.size) > 0.1 * before.size or LIST_MARK.match(line.text):
        return False
    if line.bottom > before.bottom + before.size / 2:  # the next column
        return not _ENDS_SENTENCE.search(before.text.rstrip())
    if before.bottom - line.bottom > usual_gap * _WIDE_GAP:
        return False
    if line.left > before.left + _INDENT * line.size:
        return before.bottom - line.bottom < line.size / 2  # one line, taken for two
    # A line that ends early, where the next word had room, was meant to.
    column = [other for other in page if _shares_column(other, line)]
    room = max(other.right for other in column) - before.right
    width = max(other.right for other in column) - min(other.left for other in column)
    needed = (len(line.text.split(None, 1)[0]) + 1) * (line.right - line.left) / max(1, len(line.text))
    return not (room > needed * 1.2 and (_ENDS_SENTENCE.search(before.text.rstrip()) or room > _EARLY * width))


def _usual_gap(page: Sequence[Line]) -> float:
    """The distance between the lines of a paragraph: a short page may have more paragraphs than lines in one."""
    gaps = sorted(a.bottom - b.bottom for a, b in pairwise(page) if a.bottom - b.bottom > a.size / 2)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _shares_column(other: Line, line: Line) -> bool:
    return abs(other.size - line.size) <= 0.1 * line.size and other.left < line.right and other.right > line.left


def _runs_over(block: _Block, line: Line) -> bool:
    """Whether a page's first line goes on with the last paragraph of the page before it."""
    return (
        abs(block.size - line.size) <= 0.1 * block.size
        and not _ENDS_SENTENCE.search(block.lines[-1].rstrip())
        and not LIST_MARK.match(line.text)
        and (line.text[:1].islower() or block.lines[-1].rstrip()[-1:] in _HYPHENS + ",;")
    )


class _Words:
    """How the whole file writes its words, to tell a word that was broken at a line's end from one with a hyphen."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._count = Counter(word for line in lines for word in _words(line))
        self._are_broken = sum(line.rstrip()[-1:] in _HYPHENS for line in lines) > _HYPHENATED_SHARE * len(lines)

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether the two parts of a word are written with a hyphen between them."""
        whole, apart = self._count[first + second], self._count[f"{first}-{second}"]
        return apart > whole or (apart == whole and not self._are_broken)


def _joined(lines: Sequence[str], words: _Words) -> str:
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if not text:
            text = line
        elif text[-1] in _HYPHENS and line[:1].islower():
            text = _without_hyphen(text, line, words)
        else:
            text = f"{text} {line}"
    return _UNPRINTED.sub("", text.replace("\x02", "").replace("\u00ad", ""))


def _without_hyphen(text: str, line: str, words: _Words) -> str:
    """Two lines with the word that was broken between them whole, as the rest of the file writes it."""
    first, second = _words(text[:-1])[-1:], _words(line)[:1]
    keeps = text[-1] not in _SURE_HYPHENS and bool(first and second) and words.keeps_hyphen(first[0], second[0])
    return (text if keeps else text[:-1]) + line


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())


def _usual_size(blocks: Sequence[_Block]) -> float:
    """The size that most characters have."""
    chars: Counter[float] = Counter()
    for block in blocks:
        chars[round(block.size, 1)] += sum(map(len, block.lines))
    return chars.most_common(1)[0][0]


def _is_heading(block: _Block, usual: float) -> bool:
    return block.size > usual * _HEADING_SIZE and sum(map(len, block.lines)) <= _LONGEST_HEADING_CHARS
