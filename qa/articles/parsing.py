"""Text to ``Article``: what is kept, what goes and why, which parts it has."""

from enum import StrEnum
from itertools import pairwise
from pathlib import PurePosixPath

from qa.articles import clutter
from qa.articles.cleaning import (
    Reasons,
    body_bounds,
    mark_furniture,
    mark_repeated_titles,
    mark_surroundings,
    own_reasons,
)
from qa.articles.markdown import MARKDOWN_SUFFIXES, mark_markup, read_front_matter
from qa.articles.metadata import Metadata, find_headline, find_outlet, headline_at
from qa.articles.page import Paragraph, comparable, read_paragraphs
from qa.articles.pasted import NO_PAGE, find_page_around
from qa.articles.publication import find_published
from qa.articles.table_rows import Table, find_tables
from qa.sentences import is_cut_off
from qa.types import Article, Part, Removal, Section, Span

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_LONGEST_HEADING_CHARS = 90
_MOST_HEADING_WORDS = 14
_LONGEST_ITEM_CHARS = 250


class Form(StrEnum):
    """How a text is written: as it was typed or pasted, as Markdown, or as the reader of a format lays it out, with ``#``
    before headings and ``-`` before list items."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    LAID_OUT = "laid out"


def parse_article(article_id: str, raw: str, *, content_hash: str) -> Article:
    """The record of an article, from its text; pure.

    Args:
        article_id: POSIX path below the articles folder. Its suffix says whether the text is Markdown; for ``.html``
            the text is what the extractor made of the page.
        raw: the text.
        content_hash: SHA-256 of the file's bytes, in hexadecimal.
    """
    suffix = PurePosixPath(article_id).suffix.lower()
    form = Form.MARKDOWN if suffix in MARKDOWN_SUFFIXES else Form.LAID_OUT if suffix in HTML_SUFFIXES else Form.PLAIN
    return build_article(article_id, raw, content_hash=content_hash, stated=Metadata(), form=form)


def build_article(
    article_id: str,
    raw: str,
    *,
    content_hash: str,
    stated: Metadata,
    form: Form,
    parts: tuple[Part, ...] = (),
) -> Article:
    """As ``parse_article``, where a file states facts outside its text: these win over what the text looks like."""
    marked_up = form is not Form.PLAIN
    front, in_front = read_front_matter(raw) if form is Form.MARKDOWN else (0, Metadata())
    paragraphs = read_paragraphs(raw, start=front, marked_up=marked_up)
    own = own_reasons(paragraphs)
    reasons = mark_furniture(paragraphs, own)
    around = NO_PAGE if marked_up else find_page_around(raw, paragraphs, own, reasons)
    if marked_up:
        mark_markup(paragraphs, reasons)
    around.mark_far(paragraphs, reasons)
    published = find_published(paragraphs, reasons)
    outlet = find_outlet(paragraphs, reasons)
    known_title = stated.title or in_front.title
    headline = headline_at(around.headline, paragraphs) or find_headline(paragraphs, reasons)
    if (
        headline
        and known_title
        and comparable(known_title) != comparable(headline.text)
        and not paragraphs[headline.index].level
    ):
        headline = None  # the title is known and this line is not it, so it is text
    title = known_title or (headline.text if headline else None)
    index = headline.index if headline else None
    mark_repeated_titles(paragraphs, reasons, title=index, headline=title)
    mark_surroundings(paragraphs, reasons, title=index)
    around.mark_rest(paragraphs, reasons, title=index)
    tables = _keep_tables(paragraphs, reasons, index)
    headings = _find_headings(paragraphs, reasons, index)
    kept, removed = _spans(raw, paragraphs, reasons, front)
    return Article(
        article_id=article_id,
        title=title,
        outlet=stated.outlet or in_front.outlet or (headline.outlet if headline else None) or outlet,
        published=stated.published or in_front.published or published,
        raw=raw,
        kept=kept,
        removed=removed,
        sections=_sections(paragraphs, reasons, headings, index, tables),
        content_hash=content_hash,
        parts=parts,
    )


def _keep_tables(paragraphs: tuple[Paragraph, ...], reasons: Reasons, title: int | None) -> tuple[Table, ...]:
    """The tables of the text; a row that looked like a menu is none where its table stands within or next to the text."""
    first, end = body_bounds(paragraphs, reasons)
    tables = tuple(
        table
        for table in find_tables(paragraphs)
        if (title is None or not table.header <= title <= table.last)
        and (first <= table.header <= end or None in reasons[table.header : table.last + 1])
    )
    for table in tables:
        reasons[table.header : table.last + 1] = [None] * (table.last + 1 - table.header)
        for i in table.rules:
            reasons[i] = "separator"
    return tables


def _find_headings(paragraphs: tuple[Paragraph, ...], reasons: Reasons, title: int | None) -> frozenset[int]:
    """Indices of headings: marked ones, items of an index page, short lines without a full stop that prose follows."""
    left = [i for i, reason in enumerate(reasons) if not reason and i != title]
    first, end = body_bounds(paragraphs, reasons)
    headings = {i for i in left if paragraphs[i].level}
    items = {
        i
        for i, following in pairwise(left)
        if paragraphs[i].is_listed
        and not paragraphs[i].is_prose
        and len(paragraphs[i].text) <= _LONGEST_ITEM_CHARS
        and paragraphs[following].is_prose
        and not paragraphs[following].is_listed
    }
    if len(items) > 1:
        headings |= items
    # Above the text a short line is a standfirst, which says something, so it stays text; but on an index page, whose
    # items break off before the next heading, it is the first item's heading.
    unmarked = [
        (before, i)
        for before, i, following in zip(left, left[1:], left[2:], strict=False)
        if i < end and _may_be_heading(paragraphs[i]) and paragraphs[following].is_prose
    ]
    below_prose = {i for before, i in unmarked if i > first and paragraphs[before].is_prose}
    headings |= below_prose
    if any(i in below_prose and is_cut_off(paragraphs[before].text) for before, i in unmarked):
        headings |= {i for i in left[:1] if title is not None and i < first and _may_be_heading(paragraphs[i])}
    return frozenset(headings)


def _may_be_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text) <= _LONGEST_HEADING_CHARS
        and len(text.split()) <= _MOST_HEADING_WORDS
        and not paragraph.is_listed
        and not paragraph.is_prose
        and not paragraph.is_byline
        and text[-1] not in ".,:;…"
        and not text[0].islower()
        and "\n" not in text
        and not clutter.trims(text)
    )


def _sections(
    paragraphs: tuple[Paragraph, ...],
    reasons: Reasons,
    headings: frozenset[int],
    title: int | None,
    tables: tuple[Table, ...],
) -> tuple[Section, ...]:
    """The parts between headings; the rows of a table are one of their own under the names of its columns."""
    sections: list[Section] = []
    heading: str | None = None
    body: list[Paragraph] = []
    of_row = {i: table for table in tables for i in range(table.header, table.last + 1)}
    table: Table | None = None
    for i, paragraph in enumerate(paragraphs):
        if reasons[i]:
            continue
        at = of_row.get(i)
        opens = at is None and (i in headings or i == title)
        if opens or at is not table:
            if body:
                sections.append(Section(table.heading if table else heading, Span(body[0].start, body[-1].end)))
            table, body = at, []
        if opens:
            heading = paragraph.name if i in headings else None
        elif at is None or i != at.header:
            body.append(paragraph)
    if body:
        sections.append(Section(table.heading if table else heading, Span(body[0].start, body[-1].end)))
    return tuple(sections)


def _spans(
    raw: str, paragraphs: tuple[Paragraph, ...], reasons: Reasons, front: int
) -> tuple[tuple[Span, ...], tuple[Removal, ...]]:
    kept: list[Span] = []
    removed: list[Removal] = []
    if raw[:front].strip():
        removed.append(Removal(Span(0, len(raw[:front].rstrip())), "front matter"))
    joins = False
    for paragraph, reason in zip(paragraphs, reasons, strict=True):
        if reason:
            removed.append(Removal(Span(paragraph.start, paragraph.end), reason))
            joins = False
            continue
        start, end = paragraph.start, paragraph.end
        cut = [(start + first, start + last, why) for first, last, why in clutter.trims(paragraph.text)]
        for cut_start, cut_end, why in cut:
            removed.append(Removal(Span(cut_start, cut_end), why))
            if cut_start == paragraph.start:
                start, joins = cut_end, False
            else:
                end = cut_start
        while end > start and raw[end - 1].isspace():
            end -= 1
        if joins:
            start = kept.pop().start
        kept.append(Span(start, end))
        joins = end == paragraph.end
    return tuple(kept), tuple(removed)
