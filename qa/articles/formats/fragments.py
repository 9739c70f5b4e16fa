"""Entries of lists: pieces of HTML or text with what is said of them, as articles."""

import html
import re

from qa.articles.formats.markup import lay_out, parse_html
from qa.articles.formats.records import Entry
from qa.articles.metadata import Metadata

_TAG = re.compile(
    r"</?(?:p|br|div|a|b|i|u|em|strong|span|ul|ol|li|h[1-6]|blockquote|img|figure|table|section|article|html|body)\b[^<>]*>",
    re.IGNORECASE,
)
_NAMED = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,10});", re.IGNORECASE)


def laid_out(value: str) -> str:
    """The text of a value that may be HTML or plain; plain text is given as it is."""
    if _TAG.search(value):
        root = parse_html(value)
        return "" if root is None else lay_out(root)
    return (html.unescape(value) if _NAMED.search(value) else value).strip()


def entry_of(text: str, stated: Metadata, number: int) -> Entry:
    """An entry of a list, its title above the text so that it can be quoted.

    ``number`` is its place in the list, from 1.
    """
    title = " ".join((stated.title or "").split())
    # Many texts open with their own headline.
    opens = " ".join(text[: len(title) + 10].lstrip("# ").split()).startswith(title)
    whole = text if not title or opens else f"# {title}\n\n{text}"
    stated = Metadata(title or None, stated.outlet, stated.published)
    return Entry(whole if text else "", stated, suffix=f"#{number}")
