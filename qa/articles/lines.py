"""What the paragraphs of a pasted page look like, as numbers that a fitted model tells the article by.

Nothing here decides: a number is a plain property of a paragraph, of those around it, or of the page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

import numpy as np
from numpy.typing import NDArray

from qa.articles import clutter
from qa.articles.page import Paragraph, comparable

Numbers = NDArray[np.float64]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTION_WORDS = _listed("""
    the a an of to in and that is was for on with as at by it from be are this have has had not but or were which their
    his her its they he she we who will would can could been more than when there if about into after no also all
""")
_TALK = _listed("i me my you your we our us thanks thank lol im")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? ?\d|\d\d?[./-]\d\d?[./-]\d\d|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?:\d+|an?) ?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|[hdmw])s? ago\b", re.IGNORECASE)
_MARKS = re.compile(r"[|•›»·/>→]")
_ADDRESS = re.compile(r"https?://|www\.|@\w|\.com\b", re.IGNORECASE)
_INNER_STOP = re.compile(r"[.!?][\"”’)]* +[A-Z“\"]")
_LONG_LINE_CHARS = 80
_LENGTHS = (2, 4, 7, 12, 20, 40)
_REASONS = {
    "page control": "control",
    "names of icons": "control",
    "count of comments, readers or minutes": "count",
    "invitation to follow, share or subscribe": "invitation",
    "cookie notice": "invitation",
    "copyright notice": "copyright",
    "photo credit": "credit",
    "link to another article": "link",
}
_KINDS = tuple(dict.fromkeys(_REASONS.values()))
_FURNITURE = (*_KINDS, "label of links", "label of tags", "page word", "section name")
_OWN = (
    *("log words", "prose", "full stop", "colon", "other mark", "small first letter", "figure first", "listed"),
    *("capitals", "all capitals", "function words", "digits", "day", "clock", "ago", "marks", "address", "quotation"),
    *("question", "several sentences", "talk", "byline"),
    *(f"at most {most} words" for most in _LENGTHS),
    *_FURNITURE,
)
_SPANS = (1, 2, 4, 8)
_NEAR = 6
_HEADLINE_ABOVE = 8  # lines
_READ_BELOW = 24
_READ_LONG = 6
_AROUND = (
    *("bias", "repeated", "repeated above", "blank line above", "blank line below", "wide gap above"),
    *(f"prose {side} {span}" for span in _SPANS for side in ("above", "below")),
    *(f"{what} {side}" for what in ("prose lines", "repeated lines", "furniture", "talk", "days") for side in ("above", "below")),
    *("share of prose above", "share of prose below", "log prose above", "log prose below", "place"),
    *("in block", "above block", "below block", "near above block", "near below block", "far above block", "far below block"),
    *("shared with block", "headline", "headline above", "best headline above", "since day", "since byline", "until day"),
    *("prose just above", "prose just below", "long just above", "long just below"),
    *("page prose", "page lines", "page long lines", "page repeated", "page gaps"),
)  # fmt: skip
NAMES = (*_OWN, *_AROUND)


@dataclass(frozen=True, slots=True)
class Lines:
    """The paragraphs of a page as numbers.

    Attributes:
        numbers: a row a paragraph, a column for each of ``NAMES``.
        words: the words of each, in lower case.
        headline: for each, the share of its telling words that the prose below it holds; 0 where it can be no headline.
    """

    numbers: Numbers
    words: tuple[tuple[str, ...], ...]
    headline: Numbers


def describe_lines(raw: str, paragraphs: Sequence[Paragraph], own_reasons: Sequence[str | None]) -> Lines:
    """What each paragraph of ``raw`` looks like. ``own_reasons``: why it is furniture by its own words, or None."""
    words = [_WORD.findall(paragraph.text) for paragraph in paragraphs]
    lower = tuple(tuple(word.lower() for word in each) for each in words)
    own = np.array(
        [_own(*each) for each in zip(paragraphs, own_reasons, words, lower, strict=True)], dtype=np.float64
    ).reshape(len(paragraphs), len(_OWN))
    around, headline = _around(raw, paragraphs, own, lower)
    return Lines(np.hstack([own, around]), lower, headline)


def telling_words(words: Sequence[str]) -> frozenset[str]:
    """Those of a line's words that say what it is about."""
    return frozenset(word for word in words if len(word) > 3) - _FUNCTION_WORDS


def _own(paragraph: Paragraph, reason: str | None, words: Sequence[str], lower: Sequence[str]) -> list[float]:
    text, count = paragraph.text, len(words)
    lettered = sum(word[0].isalpha() for word in words)
    kind = _REASONS.get(reason or "")
    short = count <= 6
    digits = sum(map(str.isdigit, text))
    return [
        log1p(count) / 3,
        paragraph.is_prose,
        text.rstrip("\"'”’»)]")[-1:] in (".", "!", "?", "…"),
        text[-1] == ":",
        text[-1] in ",;-–—|",
        text[0].islower(),
        text[0].isdigit(),
        paragraph.is_listed,
        sum(word[0].isupper() for word in words) / (lettered or 1),
        text.isupper(),
        sum(map(_FUNCTION_WORDS.__contains__, lower)) / (count or 1),
        digits / len(text),
        digits > 0 and _DAY.search(text) is not None,
        digits > 0 and _CLOCK.search(text) is not None,
        "ago" in lower and _AGO.search(text) is not None,
        min(len(_MARKS.findall(text)), 4) / 4,
        _ADDRESS.search(text) is not None,
        '"' in text or "“" in text,
        "?" in text,
        _INNER_STOP.search(text) is not None,
        min(sum(map(_TALK.__contains__, lower)) / (count or 1) * 5, 1),
        paragraph.is_byline,
        *(count <= most for most in _LENGTHS),
        *(kind == name for name in _KINDS),
        short and clutter.is_link_list_label(paragraph.name),
        short and clutter.is_tag_list_label(text),
        short and clutter.is_page_word(text),
        short and clutter.is_section_name(text),
    ]


def _around(
    raw: str, paragraphs: Sequence[Paragraph], own: Numbers, lower: Sequence[Sequence[str]]
) -> tuple[Numbers, Numbers]:
    n = len(paragraphs)
    column = {name: own[:, i] for i, name in enumerate(_OWN)}
    counts = np.array([len(words) for words in lower], dtype=np.float64)
    is_long = np.array([len(paragraph.text) > _LONG_LINE_CHARS for paragraph in paragraphs], dtype=np.float64)
    prose = np.maximum(is_long, column["prose"])
    keys = [comparable(paragraph.text) for paragraph in paragraphs]
    seen = Counter(keys)
    repeated = np.array([seen[key] > 1 for key in keys], dtype=np.float64)
    first = {key: i for i, key in reversed(list(enumerate(keys)))}
    again = np.array([first[key] < i for i, key in enumerate(keys)], dtype=np.float64)
    ends = [0, *(paragraph.end for paragraph in paragraphs)]
    gaps = np.array([raw.count("\n", end, paragraph.start) for end, paragraph in zip(ends, paragraphs, strict=False)])
    prose_words = counts * prose
    above = np.concatenate([[0.0], np.cumsum(prose_words)])
    total = max(above[-1], 1.0)
    telling = [telling_words(words) for words in lower]
    start, end = _densest_block(counts, is_long)
    headline = _headlines(telling, is_long, prose, counts)
    days = column["day"] * (counts < 26)
    furniture = np.max([column[name] for name in _FURNITURE if name != "credit"], axis=0)
    dated = np.max([column["day"], column["clock"], column["ago"]], axis=0)
    place = np.arange(n)
    before, behind = np.maximum(start - place, 0), np.maximum(place - end + 1, 0)
    window = [
        _window_share(prose_words, counts, span, above=side) for span in _SPANS for side in (True, False)
    ]  # fmt: skip
    sides = [
        _window_sum(values, span, above=side) / span
        for values, span in ((prose, 4), (repeated, _NEAR), (furniture, _NEAR), (column["talk"], _NEAR), (dated, _NEAR))
        for side in (True, False)
    ]
    shared = _shared(telling, is_long, start, end)
    columns = [
        *(np.ones(n), repeated, again, gaps > 1, np.append(gaps[1:], 0) > 1, gaps > 2),
        *window,
        *sides,
        *(above[:-1] / total, (total - above[1:]) / total, np.log1p(above[:-1]) / 6, np.log1p(above[-1] - above[1:]) / 6, place / max(n, 1)),
        *((before == 0) & (behind == 0), before > 0, behind > 0),
        *(np.where(before > 0, 1 / np.maximum(before, 1), 0), np.where(behind > 0, 1 / np.maximum(behind, 1), 0)),
        *(np.log1p(before) / 3, np.log1p(behind) / 3),
        *(shared, headline, _highest_above(headline, _HEADLINE_ABOVE), _highest_above(headline, n)),
        *(_since(days), _since(column["byline"]), _since(days[::-1])[::-1]),
        *(np.append(0, prose[:-1]), np.append(prose[1:], 0), np.append(0, is_long[:-1]), np.append(is_long[1:], 0)),
        *(np.full(n, value) for value in (above[-1] / max(counts.sum(), 1), np.log1p(n) / 5, is_long.mean(), repeated.mean(), (gaps > 1).mean())),
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float64), headline


def _densest_block(counts: Numbers, is_long: Numbers) -> tuple[int, int]:
    """The run of lines with the greatest sum: a long line adds its words, another takes away 1 and 0.3 a word."""
    best, block, total, start = 0.0, (0, 0), 0.0, 0
    for i, (words, long) in enumerate(zip(counts.tolist(), is_long.tolist(), strict=True)):
        total += words if long else -(1 + 0.3 * words)
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, block = total, (start, i + 1)
    return block


def _headlines(telling: Sequence[frozenset[str]], is_long: Numbers, prose: Numbers, counts: Numbers) -> Numbers:
    """For each line that may be a headline, how much of it the next few long lines speak of."""
    found = np.zeros(len(telling))
    long_lines = np.flatnonzero(is_long)
    for i, words in enumerate(telling):
        if not words or prose[i] or not 3 <= counts[i] <= 25:
            continue
        at = int(np.searchsorted(long_lines, i, side="right"))
        below = [k for k in long_lines[at : at + _READ_LONG] if k - i <= _READ_BELOW]
        if below:
            said = frozenset().union(*(telling[k] for k in below))
            found[i] = len(words & said) / (len(words) + 1)
    return found


def _shared(telling: Sequence[frozenset[str]], is_long: Numbers, start: int, end: int) -> Numbers:
    """For each line, the share of its telling words that the long lines of the densest block hold, itself left out."""
    inside = [bool(is_long[i]) and start <= i < end for i in range(len(telling))]
    held = Counter(word for words, holds in zip(telling, inside, strict=True) if holds for word in words)
    return np.array(
        [
            sum(held[word] > own for word in words) / len(words) if words else 0.0
            for words, own in zip(telling, inside, strict=True)
        ]
    )


def _window_sum(values: Numbers, span: int, *, above: bool) -> Numbers:
    """For each line, the sum over so many lines just above it, or just below."""
    n = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(n)
    if above:
        return np.asarray(sums[place] - sums[np.maximum(place - span, 0)])
    return np.asarray(sums[np.minimum(place + 1 + span, n)] - sums[place + 1])


def _window_share(part: Numbers, whole: Numbers, span: int, *, above: bool) -> Numbers:
    return _window_sum(part, span, above=above) / (_window_sum(whole, span, above=above) + 3)


def _highest_above(values: Numbers, span: int) -> Numbers:
    """For each line, the highest value of the so many lines above it."""
    if span >= len(values):
        return np.concatenate([[0.0], np.maximum.accumulate(values)[:-1]]) if len(values) else values
    padded = np.concatenate([np.zeros(span), values])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, span)[: len(values)].max(axis=1))


def _since(flags: Numbers) -> Numbers:
    """For each line, how near the last flagged line above it is: 1 just above, 0 where there is none."""
    found = np.zeros(len(flags))
    marked = [*np.flatnonzero(flags), len(flags)]
    for one, following in pairwise(marked):
        found[one + 1 : following + 1] = 1 / (1 + np.arange(min(following, len(flags) - 1) - one) / 3)
    return found
