"""Which paragraphs of a file are the article and which are the page around it.

Cutting away an article's sentence costs more than leaving in a menu, so a paragraph goes only where a rule is sure: it is
furniture by its own words (``clutter``), or it stands outside the body, next to furniture, and looks like none of the text.
"""

import re

from qa.articles import clutter
from qa.articles.page import Paragraph, comparable

_COUNTED_TOPIC = re.compile(r".{3,80}\s\((?!(?:19|20)\d\d\))\d{1,6}\)$")
_TAG = re.compile(r"(?:#\w+|[^\s,;|]+(?: [^\s,;|]+){0,5})")
_FEWEST_TAGS = 3
_FEWEST_LINKS = 3
_LONGEST_LABEL_CHARS = 100

Reasons = list[str | None]


def mark_furniture(paragraphs: tuple[Paragraph, ...]) -> Reasons:
    """For each paragraph, why it is furniture by its own words or those next to it, or None."""
    reasons: Reasons = [clutter.furniture_reason(paragraph.text) for paragraph in paragraphs]
    _mark_players(paragraphs, reasons)
    _mark_labelled_links(paragraphs, reasons)
    _mark_counted_topics(paragraphs, reasons)
    return reasons


def body_bounds(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> tuple[int, int]:
    """Indices of the first paragraph of prose and of the one after the last; all where nothing is prose."""
    prose = [i for i, paragraph in enumerate(paragraphs) if paragraph.is_prose and not reasons[i]]
    return (prose[0], prose[-1] + 1) if prose else (0, len(paragraphs))


def mark_surroundings(paragraphs: tuple[Paragraph, ...], reasons: Reasons, *, title: int | None) -> None:
    """Mark what stands before or after the body and is no part of the article. ``title`` is the headline's index."""
    first, end = body_bounds(paragraphs, reasons)
    outside = [i for i in (*range(first), *range(end, len(paragraphs))) if i != title]
    for i in outside:
        reasons[i] = reasons[i] or clutter.outside_body_reason(paragraphs[i].text)
    _mark_menus(paragraphs, reasons, outside)
    _mark_labels(paragraphs, reasons, outside)
    _mark_tail(paragraphs, reasons, end)


def mark_repeated_titles(
    paragraphs: tuple[Paragraph, ...], reasons: Reasons, *, title: int | None, headline: str | None
) -> None:
    """Mark every other paragraph that is the headline again, alone or with a credit or the outlet's name behind it."""
    if not headline:
        return
    wanted = comparable(headline)
    for i, paragraph in enumerate(paragraphs):
        if i == title or reasons[i] or len(paragraph.text) > len(headline) + 120:
            continue
        found = comparable(paragraph.name)
        if found == wanted:
            reasons[i] = "repeated title"
        elif found.startswith(wanted) and not paragraph.is_prose:
            rest = " ".join(paragraph.name.split())[len(wanted) :].strip()
            if clutter.is_credit(rest):
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
    """A line such as "Related" or "Most read" and the headlines under it, up to the next prose."""
    i = 0
    while i < len(paragraphs):
        if reasons[i] or not clutter.is_link_list_label(paragraphs[i].name):
            i += 1
            continue
        links = i + 1
        while links < len(paragraphs) and not _ends_link_list(paragraphs, reasons, links):
            links += 1
        # The last line before prose is more likely a subheading of the article than one more link.
        if links < len(paragraphs) and links - i > 2 and not paragraphs[links - 1].is_listed:
            links -= 1
        if links - i > 1 or links == len(paragraphs):
            reasons[i] = "label of a list of links"
            for k in range(i + 1, links):
                reasons[k] = reasons[k] or "link to another article"
        i = max(links, i + 1)


def _ends_link_list(paragraphs: tuple[Paragraph, ...], reasons: Reasons, i: int) -> bool:
    return not reasons[i] and (paragraphs[i].is_prose or paragraphs[i].level > 0 or len(paragraphs[i].text) > 160)


def _mark_menus(paragraphs: tuple[Paragraph, ...], reasons: Reasons, outside: list[int]) -> None:
    """Three or more names of sections, one below the other."""
    run: list[int] = []
    for i in [*outside, -1]:
        if (
            i >= 0
            and (reasons[i] == "page control" or clutter.is_section_name(paragraphs[i].text))
            and (not run or run[-1] == i - 1)
        ):
            run.append(i)
            continue
        if sum(not reasons[k] for k in run) >= 3:
            for k in run:
                reasons[k] = reasons[k] or "menu"
        run = [i] if i >= 0 and clutter.is_section_name(paragraphs[i].text) else []


def _mark_labels(paragraphs: tuple[Paragraph, ...], reasons: Reasons, outside: list[int]) -> None:
    """Short lines that stand twice outside the body."""
    seen: dict[str, int] = {}
    for i in outside:
        paragraph = paragraphs[i]
        if reasons[i] or paragraph.is_prose or len(paragraph.text) > _LONGEST_LABEL_CHARS:
            continue
        key = comparable(paragraph.text)
        if key in seen:
            reasons[i] = reasons[i] or "repeated label"
            reasons[seen[key]] = reasons[seen[key]] or "repeated label"
        seen[key] = i


def _mark_tail(paragraphs: tuple[Paragraph, ...], reasons: Reasons, end: int) -> None:
    """Tags and headlines of other articles below the last prose, where the page's own furniture is there too.

    A list that belongs to the article (winners, ingredients) follows its text or a line with a colon; links follow furniture.
    """
    tail = range(end, len(paragraphs))
    if not any(reasons[i] for i in tail):
        return
    for i in tail:
        if not reasons[i] and _is_tag_line(paragraphs[i]):
            reasons[i] = "tags"
    run: list[int] = []
    for i in [*tail, len(paragraphs)]:
        if i < len(paragraphs) and not reasons[i] and _may_be_link(paragraphs[i]):
            run.append(i)
            continue
        if len(run) >= _FEWEST_LINKS and reasons[run[0] - 1] and i < len(paragraphs) and reasons[i]:
            for k in run:
                reasons[k] = "link to another article"
        run = []


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
    return not paragraph.is_listed and not paragraph.is_prose and 4 <= words <= 25 and not paragraph.text.endswith(":")
