"""Which line above a pasted page's article is its headline: that which the text speaks of, by fitted weights."""

from collections.abc import Sequence

import numpy as np

from qa.articles.dates import parse_date_line
from qa.articles.lines import NAMES, Lines, Numbers, telling_words
from qa.articles.page import Paragraph

_LONGEST_CHARS = 220
_READ_LINES = 8
_NEAR = 4
_MOST_SHORT_WORDS = 12
_MOST_ABOVE = 60  # lines
_OVER = (
    *("shared with text", "all shared", "most shared", "distance", "just above", "in text"),
    *("day soon", "byline soon", "day just above", "chance", "none of them"),
)
HEADLINE_NAMES = (*NAMES, *_OVER)
_DAY, _BYLINE = NAMES.index("day"), NAMES.index("byline")
_PROSE = NAMES.index("prose")


def headline_candidates(paragraphs: Sequence[Paragraph], first: int) -> list[int]:
    """Lines that may be the headline of a text which starts with line ``first``: those above it, and itself."""
    return [
        i
        for i in range(max(0, first - _MOST_ABOVE), min(first + 2, len(paragraphs)))
        if len(paragraphs[i].text) <= _LONGEST_CHARS
        and not paragraphs[i].is_byline
        and not paragraphs[i].is_prose
        and not (i and paragraphs[i - 1].text[-1] in ",:")  # introduced by the line above, as a caption is
        and any(character.isalpha() for character in paragraphs[i].text)
        and parse_date_line(paragraphs[i].text) is None
    ]


def text_lines(lines: Lines, kept: Sequence[int]) -> list[int]:
    """Those of the kept lines that are long enough for running text; all where none is."""
    return [i for i in kept if len(lines.words[i]) > _MOST_SHORT_WORDS] or list(kept)


def headline_numbers(lines: Lines, chances: Numbers, candidates: Sequence[int], kept: Sequence[int]) -> Numbers:
    """What each candidate looks like: a row each, a column for each of ``HEADLINE_NAMES``; a last row for none of them.

    Args:
        lines: the page.
        chances: of each line, how likely it belongs to the article.
        candidates: indices of lines.
        kept: indices of the lines of the article.
    """
    words = lines.words
    text = text_lines(lines, kept)[:_READ_LINES]
    first = text[0]
    rows = []
    telling_of = {i: telling_words(words[i]) for i in {*candidates, *text}}
    for i in candidates:
        telling = telling_of[i]
        said = frozenset().union(*(telling_of[k] for k in text if k != i))
        shared = len(telling & said)
        soon = lines.numbers[i + 1 : i + 1 + _NEAR]
        rows.append(
            [
                shared / (len(telling) + 1),
                shared == len(telling) and shared > 1,
                min(shared, 6) / 6,
                np.log1p(abs(first - i)) / 3,
                i == first - 1,
                i >= first,
                soon[:, _DAY].any(),
                soon[:, _BYLINE].any(),
                i > 0 and lines.numbers[i - 1, _DAY] > 0,
                chances[i],
                0.0,
            ]
        )
    looks = np.hstack([lines.numbers[list(candidates)], np.array(rows, dtype=np.float64)])
    none = np.zeros((1, len(HEADLINE_NAMES)))
    none[0, -1] = 1
    return np.vstack([looks, none])
