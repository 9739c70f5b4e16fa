"""Pasted pages with what each of their lines is, to fit the model of a page's body on.

A line is of the body where most of its words stand in the gold text, in runs of four, and it lies in the range of lines
that holds most of the gold text and least else. Besides real pastes there are articles without a page around them, made
of the gold texts: whole, a few paragraphs, lists and tables, a sentence a line, lines as short as a poem's. All of their lines are theirs.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pages import Page, read_content, read_gold
from qa.articles.clutter import furniture_reason
from qa.articles.lines import Lines, describe_lines
from qa.articles.page import Paragraph, read_paragraphs

INSIDE, GAP, ABOVE, BELOW = "inside", "gap", "above", "below"
_RUN_WORDS = 4
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_OF_GOLD = 0.5
_LONGEST_ITEM_WORDS = 8


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A text, its paragraphs as numbers, and what each of them is.

    Attributes:
        page: the gold.
        site: host of its address: pages of one site never stand on both sides of a fold.
        kind: ``pasted``, ``pasted_main``, or ``clean`` for an article without a page around it.
    """

    page: Page
    site: str
    kind: str
    raw: str
    paragraphs: tuple[Paragraph, ...]
    lines: Lines
    labels: tuple[str, ...]


def read_pages(folders: Sequence[Path], *, clean: int, seed: int) -> list[LabelledPage]:
    """Every paste of the pages whose gold the first folder holds, in any of the folders, and so many clean articles."""
    draw = random.Random(seed)
    found: list[LabelledPage] = []
    gold = read_gold(folders[0])
    for page in gold:
        for kind in ("pasted", "pasted_main"):
            content = next(filter(None, (read_content(folder, kind, page.name) for folder in folders)), None)
            if content:
                found += _labelled(page, kind, content.decode("utf-8"), clean=False)
    for page in draw.sample(gold, min(clean, len(gold))):
        for text in _without_page(page, draw):
            found += _labelled(page, "clean", text, clean=True)
    return found


def _labelled(page: Page, kind: str, raw: str, *, clean: bool) -> Iterator[LabelledPage]:
    paragraphs = read_paragraphs(raw, start=0, marked_up=False)
    if not paragraphs:
        return
    lines = describe_lines(raw, paragraphs, [furniture_reason(each.text) for each in paragraphs])
    labels = (INSIDE,) * len(paragraphs) if clean else tuple(label_lines(paragraphs, page.text))
    site = urlsplit(page.url or "").netloc.removeprefix("www.")
    yield LabelledPage(page, site, kind, raw, paragraphs, lines, labels)


def label_lines(paragraphs: Sequence[Paragraph], gold: str) -> list[str]:
    """For each paragraph what it is, by the gold text."""
    wanted = _WORD.findall(gold.lower())
    runs = Counter(zip(*(wanted[i:] for i in range(_RUN_WORDS)), strict=False))
    words = [_WORD.findall(paragraph.text.lower()) for paragraph in paragraphs]
    held = _held([word for each in words for word in each], runs)
    shares, at = [], 0
    for each in words:
        shares.append(sum(held[at : at + len(each)]) / len(each) if each else 0.0)
        at += len(each)
    start, end = _best_range([len(each) * (2 * share - 1) - 0.1 for each, share in zip(words, shares, strict=True)])
    inside = [INSIDE if share >= _OF_GOLD else GAP for share in shares[start:end]]
    return [ABOVE] * start + inside + [BELOW] * (len(words) - end)


def _held(words: Sequence[str], runs: Counter[tuple[str, ...]]) -> list[bool]:
    """Which words lie in a run of the gold text; a run that it holds once counts once."""
    held = [False] * len(words)
    for i in range(len(words) - _RUN_WORDS + 1):
        run = tuple(words[i : i + _RUN_WORDS])
        if runs[run] > 0:
            runs[run] -= 1
            held[i : i + _RUN_WORDS] = [True] * _RUN_WORDS
    return held


def _best_range(values: Sequence[float]) -> tuple[int, int]:
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for i, value in enumerate(values):
        total += value
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, found = total, (start, i + 1)
    return found


def _without_page(page: Page, draw: random.Random) -> Iterator[str]:
    """The article in forms that people keep: whole, two or three paragraphs, verse, a list, a sentence a line, a table."""
    paragraphs = [line.strip() for line in page.text.splitlines() if line.strip()]
    if len(paragraphs) < 4:
        return
    head = [page.title] if page.title and draw.random() < 0.8 else []
    if head and draw.random() < 0.5:
        head.append(draw.choice(("By Ada Lund", "4 March 2024", "By Ada Lund | 4 March 2024", "The Upland Courier")))
    between = draw.choice(("\n\n", "\n"))
    yield between.join(head + paragraphs)
    start = draw.randrange(len(paragraphs) - 2)
    yield between.join(head + paragraphs[start : start + draw.randint(1, 3)])
    words = [word for line in paragraphs for word in line.split()]
    verses = list(_short_lines(words, draw))[: draw.randint(4, 40)]
    yield "\n".join(verses[i] + ("\n" if i % 4 == 3 else "") for i in range(len(verses)))
    items = list(_short_lines(words[start:], draw))[: draw.randint(3, 15)]
    mark = draw.choice(("- ", "• ", "{}. ", ""))
    listed = [mark.format(i + 1) + item for i, item in enumerate(items)]
    yield "\n".join([*head, paragraphs[0], *listed, *paragraphs[1 : draw.randint(1, 3)]])
    sentences = [each for line in paragraphs for each in _SENTENCE_END.split(line) if len(each.split()) > 3]
    yield draw.choice(("\n\n", "\n")).join([*head, *sentences[: draw.randint(5, 200)]])
    column = draw.choice(("\t", " | ", "   "))
    rows = [column.join((item, str(draw.randint(1, 999)), str(draw.randint(1, 99)))) for item in items]
    yield "\n".join([*head, *draw.choice(([], [paragraphs[0]])), *rows])


def _short_lines(words: Sequence[str], draw: random.Random) -> Iterator[str]:
    at = 0
    while at < len(words):
        count = draw.randint(2, _LONGEST_ITEM_WORDS)
        yield " ".join(words[at : at + count])
        at += count
