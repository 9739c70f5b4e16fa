"""Markdown's own furniture: front matter, pictures, rules, comments, link definitions."""

import re
from datetime import date

from qa.articles.cleaning import Reasons
from qa.articles.dates import find_date
from qa.articles.metadata import Metadata
from qa.articles.page import Paragraph

MARKDOWN_SUFFIXES = (".md", ".markdown")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z][\w -]*?)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*\r?$", re.MULTILINE)
_TITLE_FIELDS = ("title", "headline")
_OUTLET_FIELDS = ("outlet", "publisher", "site_name", "sitename", "site", "publication", "source", "website")
_DATE_FIELDS = (
    "published",
    "date",
    "publish_date",
    "published_at",
    "pubdate",
    "date_published",
    "datepublished",
    "created",
)
_IMAGE = r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"
_ONLY_IMAGES = re.compile(rf"(?:\[?{_IMAGE}(?:\]\([^)]*\))?\s*)+")
_RULE = re.compile(r"(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+)")
_LINK_DEFINITION = re.compile(r"\[[^\]]+\]:\s*\S+(?:\s+[\"'(].*)?")


def read_front_matter(raw: str) -> tuple[int, Metadata]:
    """Where the text starts after the front matter (0 where there is none), and what the front matter says."""
    match = _FRONT_MATTER.match(raw)
    if not match:
        return 0, Metadata()
    fields = {
        found["name"].strip().lower().replace("-", "_").replace(" ", "_"): _unquote(found["value"])
        for found in _FIELD.finditer(match["fields"])
    }
    day = _first(fields, _DATE_FIELDS)
    return match.end(), Metadata(_first(fields, _TITLE_FIELDS), _first(fields, _OUTLET_FIELDS), _day(day))


def mark_markup(paragraphs: tuple[Paragraph, ...], reasons: Reasons) -> None:
    """Mark pictures, rules, comments and link definitions that fill a paragraph."""
    in_comment = False
    for i, paragraph in enumerate(paragraphs):
        text = paragraph.text
        opens = text.startswith("<!--")
        if in_comment or opens:
            in_comment = "-->" not in text
            if in_comment or text.endswith("-->"):
                reasons[i] = "comment"
        elif _ONLY_IMAGES.fullmatch(text):
            reasons[i] = "picture"
        elif _RULE.fullmatch(text):
            reasons[i] = "separator"
        elif _LINK_DEFINITION.fullmatch(text):
            reasons[i] = "link definition"


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _unquote(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _day(value: str | None) -> date | None:
    return find_date(value) if value else None
