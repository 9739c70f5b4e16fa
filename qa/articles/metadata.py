"""What a file says of itself: headline, outlet, day of publication. What it does not say stays None."""

from dataclasses import dataclass
from datetime import date

from qa.articles.cleaning import Reasons, body_bounds
from qa.articles.dates import DateLine, parse_date_line
from qa.articles.outlets import byline_outlet, copyright_outlet, dateline_outlet, known_outlet
from qa.articles.page import Paragraph, comparable

_LONGEST_TITLE_CHARS = 220
_TITLE_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ")
_PROSE_BEFORE_DATE = 3  # a date line may stand below the standfirst, not deep in the text


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, outlet and day of publication, as far as they are known."""

    title: str | None = None
    outlet: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline and the index of its paragraph; the outlet where its name stands behind the headline."""

    index: int
    text: str
    outlet: str | None


def find_headline(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> Headline | None:
    """The headline, or None where the file opens with a sentence instead of one.

    A headline has no full stop. A line printed twice above the text is surely it; otherwise it is the first line.
    """
    first, _ = body_bounds(paragraphs, reasons)
    left = [i for i, reason in enumerate(reasons) if not reason]
    marked = next((i for i in left if paragraphs[i].level == 1), None)
    if marked is not None:
        return _headline(marked, paragraphs[marked])
    above = [i for i in left if i < first and _may_be_title(paragraphs[i])]
    if not above or len(left) < 2:
        return None
    names = [comparable(paragraphs[i].name) for i in above]
    repeated = [i for i, name in zip(above, names, strict=True) if names.count(name) > 1 and len(name.split()) > 2]
    best = repeated[0] if repeated else above[0]
    return _headline(best, paragraphs[best])


def find_published(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> date | None:
    """The day of publication, or None; marks the lines that give it, and those that give the day of the page's view.

    A day counts where it is labelled ("Published"), or where its line touches headline, byline or text. A day that stands
    among the page's controls, or behind a running clock ("22:08 GMT"), is the day on which somebody looked at the page.
    Several different days without a label are headings of a timeline.
    """
    first, end = body_bounds(paragraphs, reasons)
    prose_before = 0
    stated: list[tuple[int, DateLine]] = []
    for i, paragraph in enumerate(paragraphs):
        prose_before += paragraph.is_prose and not reasons[i]
        line = None if reasons[i] or paragraph.is_prose else parse_date_line(paragraph.name)
        if line is None or (i >= end and not line.is_labelled):
            continue
        if not line.is_labelled and not _touches_article(paragraphs, reasons, i, line):
            if i < first:
                reasons[i] = "clock of the page" if line.is_clock else "date of the page"
            continue
        if prose_before <= _PROSE_BEFORE_DATE or i >= end or not line.is_labelled:
            stated.append((i, line))
    plain = [(i, line) for i, line in stated if not line.is_labelled]
    if len({line.day for _, line in plain}) > 1:
        stated = [(i, line) for i, line in stated if line.is_labelled]
    stated = [
        (i, line) for i, line in stated if sum(p.is_prose for p in paragraphs[:i]) <= _PROSE_BEFORE_DATE or i >= end
    ]
    for i, line in stated:
        if not line.rest:
            reasons[i] = "publication date"
    ranked = sorted(stated, key=lambda found: (found[1].is_update, not found[1].is_labelled))
    return ranked[0][1].day if ranked else None


def find_outlet(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> str | None:
    """The outlet, or None: a line with its name alone, a byline, a dateline, the page's copyright notice.

    An agency or a paper that the text quotes is its source, not the outlet.
    """
    first, _ = body_bounds(paragraphs, reasons)
    candidates: list[tuple[int, str]] = []
    opening = [i for i, reason in enumerate(reasons) if not reason][:8]
    for i in opening:
        paragraph = paragraphs[i]
        alone = known_outlet(paragraph.text) if i < first and len(paragraph.text) < 40 else None
        byline = byline_outlet(paragraph.text) if paragraph.is_byline else None
        dateline = dateline_outlet(paragraph.text) if len(paragraph.text) > 20 else None
        if alone:
            reasons[i] = "name of the outlet"
        candidates += [(rank, name) for rank, name in ((0, alone), (1, byline), (3, dateline)) if name]
    for i, reason in enumerate(reasons):
        holder = copyright_outlet(paragraphs[i].text) if reason == "copyright notice" else None
        if holder:
            candidates.append((2, holder))
    return min(candidates, key=lambda found: found[0])[1] if candidates else None


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text) <= _LONGEST_TITLE_CHARS
        and not paragraph.is_listed
        and not paragraph.is_byline
        and text[-1] not in ":,;"
        and any(character.isalpha() for character in text)
        and parse_date_line(text) is None
    )


def _headline(index: int, paragraph: Paragraph) -> Headline:
    for separator in _TITLE_SEPARATORS:
        text, found, tail = paragraph.name.rpartition(separator)
        outlet = known_outlet(tail) if found else None
        if outlet:
            return Headline(index, text.strip(), outlet)
    return Headline(index, paragraph.name, None)


def _touches_article(paragraphs: tuple[Paragraph, ...], reasons: Reasons, i: int, line: DateLine) -> bool:
    """Whether the line next to a date, above or below, is of the article: not furniture, not another date."""
    above = _is_article(paragraphs, reasons, range(i - 1, -1, -1))
    below = _is_article(paragraphs, reasons, range(i + 1, len(paragraphs)))
    if line.is_clock:
        # Page headers run a clock; a headline above it and text below it say that it is the article's time all the same.
        return above and below
    return above or below


def _is_article(paragraphs: tuple[Paragraph, ...], reasons: Reasons, indices: range) -> bool:
    for i in indices:
        if not reasons[i] and parse_date_line(paragraphs[i].name) is not None:
            continue
        return not reasons[i] or reasons[i] in ("publication date", "name of the outlet")
    return False
