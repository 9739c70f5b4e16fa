"""The page around an article that was pasted with it: what of it goes at once, and what may still say who and when."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qa.articles.body import inside_chances, shipped_model
from qa.articles.cleaning import Reasons
from qa.articles.dates import parse_date_line
from qa.articles.headline import headline_candidates, headline_numbers, text_lines
from qa.articles.lines import describe_lines
from qa.articles.metadata import is_names
from qa.articles.outlets import outlet_of_line
from qa.articles.page import Paragraph, comparable

REASON = "page around the article"
PRINTED_TWICE = "printed twice"
_LINES_ABOVE_HEADLINE = 3  # outlet, section and day often stand there
_LONGEST_HEAD = 14  # lines between headline and text: byline, day, caption
_MOST_GAP_LINES = 3
_MOST_GAP_WORDS = 4
_NEARLY = 0.5
_FEWEST_TWICE_CHARS = 120  # a refrain is shorter


@dataclass(frozen=True, slots=True)
class PageAround:
    """What of a text is the page around its article.

    Attributes:
        outside: indices of its lines.
        near: those of them beside the headline, which may give byline, outlet and day.
        first: index of the article's first line.
        headline: the index of the headline, None where none of the lines is one.
    """

    first: int = 0
    outside: frozenset[int] = frozenset()
    near: frozenset[int] = frozenset()
    headline: int | None = None

    def mark_far(self, paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> None:
        """Mark what could be taken for the article, its headline or its day: lines far above, prose below."""
        for i in self.outside - self.near:
            line = parse_date_line(paragraphs[i].text)
            if paragraphs[i].is_prose or (i < self.first and (line is None or line.is_labelled)):
                reasons[i] = reasons[i] or REASON

    def mark_rest(self, paragraphs: tuple[Paragraph, ...], reasons: Reasons, *, title: int | None) -> None:
        """Mark what is left, once title, outlet and day are found; writers and standfirst below the headline stay."""
        for i in self.outside:
            paragraph = paragraphs[i]
            is_head = title is not None and title < i < self.first and i in self.near
            if i != title and not (is_head and (paragraph.is_prose or paragraph.is_byline or is_names(paragraph.name))):
                reasons[i] = reasons[i] or REASON


NO_PAGE = PageAround()


def find_page_around(raw: str, paragraphs: tuple[Paragraph, ...], own: Reasons, reasons: Reasons) -> PageAround:
    """The page around the article of a text, by the model that tells an article's lines; nothing where it sees none.

    Paragraphs that are printed twice are marked in ``reasons``: the first one is kept.
    """
    if not paragraphs:
        return NO_PAGE
    model = shipped_model()
    lines = describe_lines(raw, paragraphs, own)
    chances = inside_chances(lines, model)
    inside = chances >= model.least
    kept = np.flatnonzero(inside).tolist()
    for one, following in pairwise(kept):
        if (
            following - one <= _MOST_GAP_LINES + 1
        ):  # a short gap: a few words are surely of the page, more may be a caption
            inside[one:following] |= [len(words) > _MOST_GAP_WORDS for words in lines.words[one:following]]
    outside = frozenset(i for i in np.flatnonzero(~inside).tolist() if not reasons[i])
    _mark_printed_twice(paragraphs, reasons, kept)
    if not kept or not outside:
        return NO_PAGE
    first = text_lines(lines, kept)[0]
    candidates = [i for i in headline_candidates(paragraphs, first) if not reasons[i]]
    headline = None
    if candidates and any(i < first for i in outside):
        scores = headline_numbers(lines, chances, candidates, kept) @ model.headline
        # Of two that are nearly as likely the upper one: between headline and text stand captions.
        best = int((scores >= scores.max() - _NEARLY).argmax())
        headline = candidates[best] if best < len(candidates) else None
    top = first if headline is None else headline
    near = {*range(max(0, top - _LINES_ABOVE_HEADLINE), min(first, top + _LONGEST_HEAD))}
    near |= {i for i in outside if i < first and outlet_of_line(paragraphs[i].text)}
    return PageAround(first, outside, outside & near, headline)


def _mark_printed_twice(paragraphs: tuple[Paragraph, ...], reasons: Reasons, kept: list[int]) -> None:
    seen: set[str] = set()
    for i in kept:
        if len(paragraphs[i].text) < _FEWEST_TWICE_CHARS:
            continue
        key = comparable(paragraphs[i].text)
        if key in seen:
            reasons[i] = reasons[i] or PRINTED_TWICE
        seen.add(key)
