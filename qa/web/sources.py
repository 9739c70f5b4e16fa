"""The sources panel drawn as HTML: an article with the cited sentence marked in it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import urlencode

from qa.types import Answer, Article, Span
from qa.web.citing import chip
from qa.web.marks import byline, text

# A file may have 20 MB; a browser stays quick with a part of that. The excerpt lies in the middle of what is shown.
SHOWN_CHARS = 60_000

_CLUTTER = "Parts of the file that are no article text: left out of every search and answer"
_HEADING_MARK = re.compile(r"^((?:<mark>)?)#{1,6} ")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What to show of an article: a span of its raw text, and the words above it.

    ``number`` is the citation's number, or None for a passage and for an article that is opened as a whole.
    """

    span: Span | None
    number: int | None = None


def render_no_source() -> str:
    """The panel before anything was opened."""
    return (
        '<div class="qa-empty"><h2>Sources</h2><p>Choose a number such as <span class="qa-chip qa-still">[1]</span> '
        "in an answer: the article opens here, with the cited sentence marked.</p></div>"
    )


def render_missing_source() -> str:
    """The panel for an article that is no longer in the library, or a citation that does not exist."""
    return '<div class="qa-empty"><h2>Sources</h2><p>This article is no longer in the library.</p></div>'


def opened(drawn: str, moment: int) -> str:
    """What stands in the panel, as it was opened by a person at that moment.

    It tells the script that somebody did, and makes opening the same source twice a change.
    """
    return f'<div data-opened="{moment}">{drawn}</div>'


def render_source(
    article: Article,
    excerpt: Excerpt,
    *,
    answer: Answer | None = None,
    place: int = 0,
    by_hand: Collection[str] = (),
) -> str:
    """An article with the excerpt marked, below the numbers of the answer's other citations.

    Clutter is left out until the reader asks for it; then it is shown greyed, each piece with the reason, and with a button
    that keeps it. ``place`` is that of the answer's exchange in the conversation; ``by_hand`` are texts that were kept so.
    """
    name = article.title or "Article without a headline"
    source = byline(article.outlet, article.published) or "outlet and date not given"
    part = article.part_at(excerpt.span.start) if excerpt.span else None
    place_in_file = f" · {text(part)}" if part else ""
    lines = [
        '<article class="qa-article" aria-labelledby="qa-article-title"><header class="qa-source-top">',
        f'<div class="qa-source-bar"><h2>Sources</h2>{_numbers(answer, excerpt, place)}</div>',
        f'<h3 id="qa-article-title" tabindex="-1">{text(name)}</h3>',
        f'<p class="qa-source">{source}{place_in_file} · <code>{text(article.article_id)}</code></p>',
        _tools(article, excerpt),
        f'</header><div class="qa-text">{_body(article, excerpt.span, by_hand)}</div></article>',
    ]
    return "\n".join(lines)


def _numbers(answer: Answer | None, excerpt: Excerpt, place: int) -> str:
    if answer is None or not answer.citations:
        return ""
    drawn = []
    for citation in answer.citations:
        button = chip(citation, place)
        if citation.number == excerpt.number:
            button = button.replace("<button ", '<button aria-current="true" ', 1)
        drawn.append(button)
    return f'<nav class="qa-numbers" aria-label="Citations of this answer">{"".join(drawn)}</nav>'


def _tools(article: Article, excerpt: Excerpt) -> str:
    drawn = ['<button type="button" class="qa-tool qa-back" data-back>Back to answer</button>']
    if excerpt.span is not None:
        quote = article.raw[excerpt.span.start : excerpt.span.end]
        day = article.published.isoformat() if article.published else None
        part = article.part_at(excerpt.span.start)
        origin = ", ".join(filter(None, [article.title, article.outlet, day, part, article.article_id]))
        copied = f"“{quote}” ({origin})"
        # The file's exact characters, hidden ones too: they are copied, not shown.
        copied = escape(copied, quote=True)
        drawn.append(f'<button type="button" class="qa-tool" data-copy="{copied}">Copy quote</button>')
        place = urlencode({"article": article.article_id, "start": excerpt.span.start, "end": excerpt.span.end})
        drawn.append(f'<button type="button" class="qa-tool" data-link="?{text(place)}">Copy link</button>')
    removed = sum(bool(article.raw[each.span.start : each.span.end].strip()) for each in article.removed)
    if removed:
        drawn.append(
            f'<button type="button" class="qa-tool" data-clutter aria-pressed="false" title="{_CLUTTER}">'
            f"Show clutter ({removed})</button>"
        )
    return f'<p class="qa-tools">{"".join(drawn)}</p>'


def _body(article: Article, cited: Span | None, by_hand: Collection[str]) -> str:
    """The raw text, a paragraph for each line, with the cited span in ``<mark>`` and clutter in spans of its own."""
    headings = {section.heading for section in article.sections if section.heading}
    first, last = _window(article, cited)
    drawn = ['<p class="qa-note">… earlier text is left out here</p>'] if first > 0 else []
    for match in _LINE.finditer(article.raw, first, last):
        line = match.group().strip()
        if not line:
            continue
        inner = "".join(_piece(article, start, end, cited) for start, end in _cuts(article, match, cited))
        is_clutter = _all_removed(article, match.start(), match.end())
        name = _HEADING_MARK.sub("", line)
        if name == article.title and "<mark" not in inner and not is_clutter:
            continue  # it stands above the text already
        is_heading = name in headings and not is_clutter
        if is_heading or name == article.title:
            inner = _HEADING_MARK.sub(r"\1", inner)
        tag = "h4" if is_heading else "p"
        style = ' class="qa-clutter"' if is_clutter else ""
        if is_clutter or line in by_hand:
            inner += _keeping(article, match, is_kept=not is_clutter)
        drawn.append(f"<{tag}{style}>{inner}</{tag}>")
    if last < len(article.raw):
        drawn.append('<p class="qa-note">… later text is left out here</p>')
    return "".join(drawn)


def _keeping(article: Article, line: re.Match[str], *, is_kept: bool) -> str:
    """Why a line was left out, with a button that keeps it; or that it was kept by hand, with one that no longer does."""
    reasons = (each.reason for each in article.removed if each.span.start < line.end() and line.start() < each.span.end)
    why, label = ("kept by hand", "Leave out again") if is_kept else (next(reasons, ""), "Keep")
    place = f'data-keep="{text(article.article_id)}" data-start="{line.start()}" data-end="{line.end()}"'
    is_wanted = "" if is_kept else "1"
    button = f'<button type="button" class="qa-tool qa-keep" {place} data-wanted="{is_wanted}">{label}</button>'
    return f'<span class="qa-reason-left-out">{text(why)}</span>{button}'


def _window(article: Article, cited: Span | None) -> tuple[int, int]:
    if cited is None:
        return 0, min(len(article.raw), SHOWN_CHARS)
    first = max(0, cited.start - SHOWN_CHARS // 2)
    # Starts with a whole line where one begins nearby: a line may also be as long as the file.
    line = article.raw.rfind("\n", max(0, first - SHOWN_CHARS // 4), first)
    return (first if line < 0 else line), min(len(article.raw), cited.end + SHOWN_CHARS // 2)


def _cuts(article: Article, line: re.Match[str], cited: Span | None) -> list[tuple[int, int]]:
    """The line in pieces, so that each lies wholly inside or outside of the cited span and of every removal."""
    spans = [removal.span for removal in article.removed] + ([cited] if cited else [])
    edges = {line.start(), line.end()}
    for span in spans:
        edges.update(edge for edge in (span.start, span.end) if line.start() < edge < line.end())
    ordered = sorted(edges)
    return list(pairwise(ordered))


def _piece(article: Article, start: int, end: int, cited: Span | None) -> str:
    words = text(article.raw[start:end])
    if cited and cited.start <= start and end <= cited.end:
        return f"<mark>{words}</mark>" if words.strip() else words
    reason = next((each.reason for each in article.removed if each.span.start <= start and end <= each.span.end), None)
    if reason is not None and words.strip():
        return f'<span class="qa-clutter" title="{text(reason)}">{words}</span>'
    return words


def _all_removed(article: Article, start: int, end: int) -> bool:
    covered = [
        (max(start, each.span.start), min(end, each.span.end))
        for each in article.removed
        if each.span.start < end and each.span.end > start
    ]
    rest = article.raw[start:end]
    for low, high in covered:
        rest = rest[: low - start] + " " * (high - low) + rest[high - start :]
    return not rest.strip()
