"""When an article came out, as far as its file says so."""

from datetime import date

from qa.articles.cleaning import Reasons, body_bounds
from qa.articles.clutter import is_section_name
from qa.articles.dates import DateLine, is_date_label, parse_date_line
from qa.articles.page import Paragraph

_PROSE_BEFORE_DATE = 3  # a date line may stand below the standfirst, not deep in the text


def find_published(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> date | None:
    """The day of publication, or None; marks the lines that give it and those that give the day of the page's view.

    A day counts where it is labelled ("Published"), or where its line touches headline, byline or text. A day among the
    page's controls, or behind a running clock ("22:08 GMT"), is the day on which somebody looked at the page. Several
    days without a label are headings of a timeline. A day of change ("Updated") counts where no other is given.
    """
    first, end = body_bounds(paragraphs, reasons)
    lines = {
        i: line
        for i, paragraph in enumerate(paragraphs)
        if not reasons[i] and not paragraph.is_prose and (line := parse_date_line(paragraph.name))
    }
    labels = {i - 1 for i in lines if i > 0 and not reasons[i - 1] and is_date_label(paragraphs[i - 1].text)}
    for i in labels:
        label = paragraphs[i].text + " " + paragraphs[i + 1].name
        lines[i + 1] = parse_date_line(label) or lines[i + 1]
        reasons[i] = "publication date"
    for i, line in lines.items():
        if i < first and not line.is_labelled and not _touches_article(paragraphs, reasons, lines, i):
            reasons[i] = "clock of the page" if line.is_clock else "date of the page"
    left = [(i, line) for i, line in lines.items() if not reasons[i] and (i < end or line.is_labelled)]
    if len({line.day for _, line in left if not line.is_labelled}) > 1:
        left = [(i, line) for i, line in left if line.is_labelled]
    prose_before = _count_prose(paragraphs, reasons)
    stated = [(i, line) for i, line in left if prose_before[i] <= _PROSE_BEFORE_DATE or i >= end]
    for i, line in stated:
        if not line.rest:
            reasons[i] = "publication date"
    ranked = sorted(stated, key=lambda found: (found[1].is_update, not found[1].is_labelled))
    return ranked[0][1].day if ranked else None


def _touches_article(paragraphs: tuple[Paragraph, ...], reasons: Reasons, lines: dict[int, DateLine], i: int) -> bool:
    """Whether the line next to a date, above or below, is of the article: not furniture, not another date."""
    above = _is_article(paragraphs, reasons, lines, range(i - 1, -1, -1))
    below = _is_article(paragraphs, reasons, lines, range(i + 1, len(paragraphs)))
    # A page header runs a clock. With a headline above it and text below, it is the article's own time all the same.
    return (above and below) if lines[i].is_clock else (above or below)


def _is_article(
    paragraphs: tuple[Paragraph, ...], reasons: Reasons, lines: dict[int, DateLine], indices: range
) -> bool:
    """Whether the first of the paragraphs that is no date and no section's name belongs to the article."""
    nearest = next((i for i in indices if i not in lines and not is_section_name(paragraphs[i].text)), None)
    return nearest is not None and not reasons[nearest]


def _count_prose(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> list[int]:
    """For each paragraph, how many of prose stand before it."""
    counts, count = [], 0
    for paragraph, reason in zip(paragraphs, reasons, strict=True):
        counts.append(count)
        count += paragraph.is_prose and not reason
    return counts
