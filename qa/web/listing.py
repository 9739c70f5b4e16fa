"""The list of kept conversations drawn as HTML: today's, yesterday's, older ones."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from qa.web.archive import MOST_LISTED, Kept
from qa.web.marks import text


def render_listing(kept: Sequence[Kept], *, today: date, current: str = "", search: str = "", notice: str = "") -> str:
    """The conversations, latest first, by day; ``current`` is the id of the open one, ``notice`` HTML to stand above."""
    lines = [f'<div class="qa-kept-notice" role="status">{notice}</div>']
    if not kept:
        lines.append(f'<p class="qa-note">{"No conversation holds these words." if search else "None yet."}</p>')
    for name, group in groupby(kept, key=lambda each: _day(each.changed.date(), today)):
        rows = "".join(_row(each, is_current=each.conversation_id == current) for each in group)
        lines.append(f'<h3 class="qa-label">{name}</h3><ul class="qa-kept-list">{rows}</ul>')
    if len(kept) >= MOST_LISTED:
        lines.append('<p class="qa-note">Older ones are found by their words.</p>')
    return "\n".join(lines)


def deletion_notice(conversation_id: str, title: str) -> str:
    """A line that says what was deleted, with a button that undoes it."""
    return (
        f"Deleted “{text(title)}”. "
        f'<button type="button" class="qa-tool" data-undo="{text(conversation_id)}">Undo</button>'
    )


def _day(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    return "Yesterday" if day == today - timedelta(days=1) else "Older"


def _row(kept: Kept, *, is_current: bool) -> str:
    title, key = text(kept.title), text(kept.conversation_id)
    marked = ' aria-current="true"' if is_current else ""
    return (
        f'<li><button type="button" class="qa-kept-open" data-open="{key}"{marked}>{title}</button>'
        f'<button type="button" class="qa-kept-tool" data-rename="{key}" aria-label="Rename “{title}”">'
        '<span aria-hidden="true">✎</span></button>'
        f'<button type="button" class="qa-kept-tool" data-delete="{key}" aria-label="Delete “{title}”">'
        '<span aria-hidden="true">✕</span></button></li>'
    )
