"""The small pieces that every part of the page is made of. Whatever comes from a file or a person is escaped here."""

from datetime import date
from html import escape

from qa.words import without_hidden_but_joiners

# Not from the locale: the page is in English wherever it runs.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

SHOWN_CHARS = 220


def text(value: str) -> str:
    """The value as HTML text or as an attribute in double quotes: no character of it can become markup.

    Characters that nobody sees are left out: they could turn round or hide what the rest of the page says. What joins signs
    into one that is seen stays.
    """
    return escape(without_hidden_but_joiners(value), quote=True)


def day(value: date) -> str:
    """A date as ``21 Sep 2017``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def byline(outlet: str | None, published: date | None) -> str:
    """Outlet and date, as far as they are known, escaped; empty where neither is."""
    parts = [text(outlet)] if outlet else []
    if published:
        parts.append(f'<time datetime="{published.isoformat()}">{day(published)}</time>')
    return " · ".join(parts)


def headline(title: str | None, article_id: str) -> str:
    """The title, or the file's name where the article has none; not escaped."""
    return title or article_id.rsplit("/", 1)[-1]


def shortened(value: str, *, chars: int = SHOWN_CHARS) -> str:
    """The text on one line, cut after a word with an ellipsis where it is longer than ``chars``; not escaped."""
    line = " ".join(value.split())
    if len(line) <= chars:
        return line
    cut = line[:chars]
    # A cut in mid-word reads as a word of its own; text without spaces is cut where it stands.
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + " …"
