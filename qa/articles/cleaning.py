"""Which paragraphs of a file are the article and which are the page around it.

Cutting away an article's sentence costs more than leaving in a menu, so a paragraph goes only where a rule is sure:
it is furniture by its own words (``clutter``), or it stands outside the body, next to furniture, and looks like none
of the text.
"""

import re

from qa.articles import clutter
from qa.articles.credits import is_credit
from qa.articles.dates import parse_date_line
from qa.articles.page import Paragraph, comparable

_COUNTED_TOPIC = re.compile(r".{3,80}\s\((?!(?:19|20)\d\d\))\d{1,6}\)$")
_TAG = re.compile(r"(?:#\w+|[^\s,;|]+(?: [^\s,;|]+){0,5})")
_FEWEST_TAGS = 3
_FEWEST_MENU_LINES = 4
_MOST_MENU_WORDS = 3
_NUMBER = re.compile(r"[\d.,]{1,9}[KkMm]?")
_FEWEST_LINKS = 3
_FEWEST_LINK_WORDS = 4
_MOST_LINKS_IN_BODY = 6
_MOST_LINKS = 25
_LONGEST_LABEL_CHARS = 100
_LONGEST_TAG_CHARS = 60

Reasons = list[str | None]


def own_reasons(paragraphs: tuple[Paragraph, ...]) -> Reasons:
    """For each paragraph, why it is furniture by its own words, or None."""
    return [clutter.furniture_reason(paragraph.text) for paragraph in paragraphs]


def mark_furniture(paragraphs: tuple[Paragraph, ...], own: Reasons) -> Reasons:
    """For each paragraph, why it is furniture by its own words (``own``) or those next to it, or None."""
    reasons = list(own)
    _mark_players(paragraphs, reasons)
    _mark_labelled_links(paragraphs, reasons)
    _mark_counted_topics(paragraphs, reasons)
    first, end = body_bounds(paragraphs, reasons)
    outside = [*range(first), *range(end, len(paragraphs))]
    for i in outside:
        reasons[i] = reasons[i] or clutter.outside_body_reason(paragraphs[i].text)
    _mark_control_bars(paragraphs, reasons, range(first, end))
    _mark_menus(paragraphs, reasons, outside)
    _mark_counts(paragraphs, reasons, outside)
    return reasons


def body_bounds(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> tuple[int, int]:
    """Indices of the first paragraph of prose and of the one after the last; all where nothing is prose."""
    prose = [i for i, paragraph in enumerate(paragraphs) if paragraph.is_prose and not reasons[i]]
    return (prose[0], prose[-1] + 1) if prose else (0, len(paragraphs))


def mark_surroundings(paragraphs: tuple[Paragraph, ...], reasons: Reasons, *, title: int | None) -> None:
    """Mark what stands around the body and is no part of the article: labels, keywords, links to other articles.

    Comes after the headline is found (``title`` is its index), so that this is not taken for one of them.
    """
    first, end = body_bounds(paragraphs, reasons)
    for i in range(first):
        if not reasons[i] and i != title and clutter.is_kicker(paragraphs[i].text):
            reasons[i] = "name of a section"
    _mark_labels(paragraphs, reasons, first, end)
    _mark_tags(paragraphs, reasons, end)
    _mark_unlabelled_links(paragraphs, reasons, end)


def mark_repeated_titles(
    paragraphs: tuple[Paragraph, ...], reasons: Reasons, *, title: int | None, headline: str | None
) -> None:
    """Mark every other paragraph that is the headline again, alone or with a credit or the outlet's name behind it."""
    if not headline:
        return
    wanted = comparable(headline)
    first, end = body_bounds(paragraphs, reasons)
    for i, paragraph in enumerate(paragraphs):
        if i == title or reasons[i] or len(paragraph.text) > len(headline) + 120:
            continue
        found = comparable(paragraph.name)
        if found == wanted and (len(wanted.split()) >= _FEWEST_LINK_WORDS or not first < i < end):
            reasons[i] = "repeated title"
        elif found.startswith(wanted) and not paragraph.is_prose:
            rest = " ".join(paragraph.name.split())[len(wanted) :].strip()
            if is_credit(rest):
                reasons[i] = "repeated title with a photo credit"
            elif rest[:1] in "|-–—·":
                reasons[i] = "repeated title"


def _mark_counted_topics(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> None:
    """Lines that end in the number of articles on their topic, beside a control of the page or printed twice.

    Alone, a number in brackets proves nothing, and a year belongs to a headline.
    """
    topics = [i for i, paragraph in enumerate(paragraphs) if not reasons[i] and _COUNTED_TOPIC.match(paragraph.text)]
    names = [paragraphs[i].text for i in topics]
    for i, name in zip(topics, names, strict=True):
        beside = reasons[i - 1 : i] + reasons[i + 1 : i + 2]
        if names.count(name) > 1 or "page control" in beside:
            reasons[i] = "topic label"


def _mark_players(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> None:
    """Times of a media player: two in a row, or one that starts at zero, and the word that stands before them.

    A single time can be a line of a schedule, so that stays.
    """
    times = [clutter.is_player_time(paragraph.text) for paragraph in paragraphs]
    for i, is_time in enumerate(times):
        if not is_time:
            continue
        beside = (i > 0 and times[i - 1]) or (i + 1 < len(times) and times[i + 1])
        if beside or re.match(r"0?0:00", paragraphs[i].text) or "/" in paragraphs[i].text:
            reasons[i] = "media player"
            if i > 0 and not reasons[i - 1] and clutter.outside_body_reason(paragraphs[i - 1].text):
                reasons[i - 1] = "media player"


def _mark_labelled_links(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> None:
    """A line such as "Related" or "Most read" and the headlines under it.

    Within the text only a few lines are taken, and only where prose ends them: a long list there is the article's own.
    """
    _, end = body_bounds(paragraphs, reasons)
    for i, paragraph in enumerate(paragraphs):
        if reasons[i] or not clutter.is_link_list_label(paragraph.name):
            continue
        links = i + 1
        while links < len(paragraphs) and (reasons[links] or _may_be_labelled_link(paragraphs[links], links >= end)):
            links += 1
        in_body = links < end
        if links - i - 1 > (_MOST_LINKS_IN_BODY if in_body else _MOST_LINKS) or (
            in_body and not paragraphs[links].is_prose
        ):
            continue
        # The last line before prose is more likely a subheading of the article than one more link.
        if in_body and links - i > 2 and not paragraphs[links - 1].is_listed:
            links -= 1
        if links - i > 1 or i >= end:
            reasons[i] = "label of a list of links"
            for k in range(i + 1, links):
                reasons[k] = reasons[k] or "link to another article"


def _may_be_labelled_link(paragraph: Paragraph, below_body: bool) -> bool:
    if paragraph.is_prose or paragraph.level or len(paragraph.text) > 160:
        return False
    fewest_words = 2 if below_body else _FEWEST_LINK_WORDS
    is_date = parse_date_line(paragraph.name) is not None
    return len(paragraph.name.split()) >= fewest_words or paragraph.text.isdigit() or is_date


def _mark_control_bars(paragraphs: tuple[Paragraph, ...], reasons: Reasons, body: range) -> None:
    """Words such as "Facebook" within the text, where another one or a control stands beside them."""
    words = {i for i in body if not reasons[i] and clutter.is_page_word(paragraphs[i].text)}
    for i in sorted(words):
        beside = (i - 1, i + 1)
        if any(k in words or (k in body and reasons[k] == "page control") for k in beside):
            reasons[i] = "page control"


def _mark_menus(paragraphs: tuple[Paragraph, ...], reasons: Reasons, outside: list[int]) -> None:
    """Runs of short lines of which most are controls or names of sections; and such a name alone beside a control."""
    known = {i for i in outside if reasons[i] or clutter.is_section_name(paragraphs[i].text)}
    run: list[int] = []
    for i in [*outside, len(paragraphs)]:
        if (
            i < len(paragraphs)
            and len(paragraphs[i].text.split()) <= _MOST_MENU_WORDS
            and (not run or run[-1] == i - 1)
        ):
            run.append(i)
            continue
        inside = run[: max((k for k, line in enumerate(run) if line in known), default=-1) + 1]
        names = sum(not reasons[k] and k in known for k in inside)
        if len(inside) >= _FEWEST_MENU_LINES and len(known.intersection(inside)) * 2 >= len(inside) and names > 0:
            for k in inside:
                reasons[k] = reasons[k] or "menu"
        run = [i] if i < len(paragraphs) and len(paragraphs[i].text.split()) <= _MOST_MENU_WORDS else []
    for i in known:
        if not reasons[i] and "page control" in (
            reasons[i - 1] if i else None,
            reasons[i + 1] if i + 1 < len(reasons) else None,
        ):
            reasons[i] = "menu"


def _mark_counts(paragraphs: tuple[Paragraph, ...], reasons: Reasons, outside: list[int]) -> None:
    """A number alone beside a control: how often the page was shared or read."""
    for i in outside:
        beside = reasons[max(i - 1, 0) : i] + reasons[i + 1 : i + 2]
        if not reasons[i] and _NUMBER.fullmatch(paragraphs[i].text) and "page control" in beside:
            reasons[i] = "count of comments, readers or minutes"


def _mark_labels(paragraphs: tuple[Paragraph, ...], reasons: Reasons, first: int, end: int) -> None:
    """Short lines that stand both above and below the body, as the name of a series or a topic does."""
    labels: dict[str, int] = {}
    for i, paragraph in enumerate(paragraphs[:first]):
        if not reasons[i] and len(paragraph.text) <= _LONGEST_LABEL_CHARS:
            labels[comparable(paragraph.text)] = i
    for i in range(end, len(paragraphs)):
        above = labels.get(comparable(paragraphs[i].text))
        if above is not None and not reasons[i]:
            reasons[i] = "repeated label"
            reasons[above] = "repeated label"


def _mark_tags(paragraphs: tuple[Paragraph, ...], reasons: Reasons, end: int) -> None:
    """Keywords below the body: behind a label, or a list of names beside furniture."""
    tail = range(end, len(paragraphs))
    for i in tail if any(reasons[end:]) else ():
        if not reasons[i] and _COUNTED_TOPIC.match(paragraphs[i].text):
            reasons[i] = "topic label"
    for i in tail:
        if not reasons[i] and clutter.is_tag_list_label(paragraphs[i].text):
            reasons[i] = "tags"
            for k in range(i + 1, len(paragraphs)):
                if reasons[k] or len(paragraphs[k].text) > _LONGEST_TAG_CHARS or not paragraphs[k].is_open:
                    break
                reasons[k] = "tags"
    for i in reversed(tail):
        beside = reasons[i - 1] or (reasons[i + 1] if i + 1 < len(reasons) else None)
        if not reasons[i] and beside and _is_tag_line(paragraphs[i]):
            reasons[i] = "tags"


def _mark_unlabelled_links(paragraphs: tuple[Paragraph, ...], reasons: Reasons, end: int) -> None:
    """Headlines of other articles below the body: three or more lines, with furniture below them and above.

    A list that belongs to the article (winners, ingredients) follows its text. Directly below the text only lines that
    are capitalised as headlines are taken.
    """
    run: list[int] = []
    for i in range(end, len(paragraphs)):
        if not reasons[i] and _may_be_link(paragraphs[i]):
            run.append(i)
            continue
        if len(run) >= _FEWEST_LINKS and reasons[i]:
            above = paragraphs[run[0] - 1]
            headlines = all(_is_capitalised_as_headline(paragraphs[k]) for k in run)
            if reasons[run[0] - 1] or (headlines and not above.text.endswith(":")):
                for k in run:
                    reasons[k] = "link to another article"
        run = []


def _is_capitalised_as_headline(paragraph: Paragraph) -> bool:
    words = [word for word in paragraph.text.split() if word[0].isalpha()]
    return len(words) > _FEWEST_LINK_WORDS and sum(word[0].isupper() for word in words) * 5 >= len(words) * 3


def _is_tag_line(paragraph: Paragraph) -> bool:
    tags = [tag.strip() for tag in re.split(r"[,;|]", paragraph.text)]
    return (
        len(tags) >= _FEWEST_TAGS
        and paragraph.is_open
        and ":" not in paragraph.text
        and all(_TAG.fullmatch(tag) for tag in tags)
        and sum(tag[0].isupper() or tag[0] == "#" for tag in tags) * 4 >= len(tags) * 3
    )


def _may_be_link(paragraph: Paragraph) -> bool:
    words = len(paragraph.text.split())
    is_list_item = paragraph.is_listed or paragraph.is_prose or paragraph.text.endswith(":")
    return not is_list_item and _FEWEST_LINK_WORDS <= words <= 25
