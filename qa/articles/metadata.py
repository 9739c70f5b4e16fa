"""Who and what: headline and outlet, as far as a file names them. What it does not say stays None."""

import re
from dataclasses import dataclass
from datetime import date

from qa.articles.cleaning import Reasons, body_bounds
from qa.articles.clutter import followed_account, is_kicker
from qa.articles.dates import parse_date_line
from qa.articles.outlets import (
    byline_outlet,
    copyright_outlet,
    dateline_outlet,
    known_outlet,
    outlet_like,
    outlet_of_line,
    source_outlet,
)
from qa.articles.page import Paragraph, comparable
from qa.sentences import split_sentences

_LONGEST_TITLE_CHARS = 220
_TITLE_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ")
_READ_BELOW_CHARS = 1000
_NAME = r"[A-Z@][\w.'’-]+(?: [A-Z][\w.'’-]*){1,3}"
_NAMES = re.compile(rf"{_NAME}(?:(?:,? and |, ?| \| ){_NAME})*(?:(?:, | \| )[\w ]{{3,40}})?")
_NO_HEADLINE = re.compile(
    r"(?:editor['’]?s?['’]? note|correction|clarification|special (?:to|for)\b|for the [A-Z])", re.IGNORECASE
)
_WHOLE_WORD_AND_STOP = re.compile(r"[^\W\d_]{3,}\.[\"'”’)]*$")


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
    above = [i for i in left if i < max(first, left[0] + 1) and _may_be_title(paragraphs[i])] if left else []
    if not above or len(left) < 2:
        return None
    names = [comparable(paragraphs[i].name) for i in above]
    for i, name in zip(above, names, strict=True):
        if names.count(name) > 1 and len(name.split()) > 2:
            return _headline(i, paragraphs[i])
    below = comparable(" ".join(paragraphs[i].text for i in left if i >= first)[:_READ_BELOW_CHARS])
    likely = [i for i in above if _is_borne_out(paragraphs[i], below)]
    return _headline(likely[0], paragraphs[likely[0]]) if likely else None


def _is_borne_out(paragraph: Paragraph, below: str) -> bool:
    """Whether a line reads as a headline: long enough, or the text below speaks of what a short one names.

    A line of a few capitalised words may as well be the writer's name, whom the text does not mention.
    """
    words = paragraph.name.split()
    if len(words) > 1 and not _NAMES.fullmatch(paragraph.name):
        return True
    if any(known_outlet(" ".join(words[:count])) for count in (1, 2)):  # a desk: "Reuters Staff"
        return False
    return any(comparable(word)[:6] in below for word in words if len(word) > 3)


def find_outlet(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> str | None:
    """The outlet, or None: a line with its name alone, a byline, a dateline, the page's copyright notice.

    An agency or a paper that the text quotes is its source, not the outlet.
    """
    first, _ = body_bounds(paragraphs, reasons)
    candidates: list[tuple[int, str]] = []
    opening = [i for i, reason in enumerate(reasons) if not reason][:8]
    titles = [i for i in opening if i < first and _may_be_title(paragraphs[i])]
    for i in opening:
        paragraph = paragraphs[i]
        alone = outlet_of_line(paragraph.text) if i < first and len(paragraph.text) < 70 else None
        if (
            alone is None and i in titles and len(titles) > 1
        ):  # "The Vale Courier" beside a headline; alone it may be one
            alone = outlet_like(paragraph.name)
        byline = byline_outlet(paragraph.text) if paragraph.is_byline else None
        dateline = dateline_outlet(paragraph.text) if len(paragraph.text) > 20 else None
        if alone:
            reasons[i] = "name of the outlet"
        candidates += [(rank, name) for rank, name in ((0, alone), (1, byline), (3, dateline)) if name]
    for paragraph, reason in zip(paragraphs, reasons, strict=True):
        if reason == "copyright notice":
            holder = copyright_outlet(paragraph.text)
        elif reason and (account := followed_account(paragraph.text)):
            holder = known_outlet(account)
        else:
            holder = source_outlet(paragraph.text)
        if holder:
            candidates.append((2, holder))
    return min(candidates, key=lambda found: found[0])[1] if candidates else None


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text) <= _LONGEST_TITLE_CHARS
        and not paragraph.is_listed
        and not paragraph.is_byline
        and not is_kicker(text)
        and text[-1] not in ":,;—–-"
        and any(character.isalpha() for character in text)
        and not _NO_HEADLINE.match(text)
        and not _WHOLE_WORD_AND_STOP.search(text)
        and len(split_sentences(text)) < 3
        and parse_date_line(text) is None
    )


def is_names(text: str) -> bool:
    """Whether a line is names of people, as it looks, and nothing else."""
    return _NAMES.fullmatch(text) is not None


def headline_at(index: int | None, paragraphs: tuple[Paragraph, ...]) -> Headline | None:
    """The headline that a line holds, the outlet's name behind it set apart; None where ``index`` is."""
    return None if index is None else _headline(index, paragraphs[index])


def _headline(index: int, paragraph: Paragraph) -> Headline:
    for separator in _TITLE_SEPARATORS:
        text, found, tail = paragraph.name.rpartition(separator)
        outlet = known_outlet(tail) if found else None
        if outlet:
            return Headline(index, text.strip(), outlet)
    return Headline(index, paragraph.name, None)
