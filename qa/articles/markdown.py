"""Markdown's own furniture: front matter, pictures, rules, comments, link definitions."""

import re

from qa.articles.cleaning import Reasons
from qa.articles.fields import DATE_FIELDS, OUTLET_FIELDS, TITLE_FIELDS, day_of, even_name, first_of
from qa.articles.metadata import Metadata
from qa.articles.page import Paragraph

MARKDOWN_SUFFIXES = (".md", ".markdown")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z][\w -]*?)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*\r?$", re.MULTILINE)
_IMAGE = r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])"
_ONLY_IMAGES = re.compile(rf"(?:\[?{_IMAGE}(?:\]\([^)]*\))?\s*)+")
_RULE = re.compile(r"(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+)")
_LINK_DEFINITION = re.compile(r"\[[^\]]+\]:\s*\S+(?:\s+[\"'(].*)?")


def read_front_matter(raw: str) -> tuple[int, Metadata]:
    """Where the text starts after the front matter (0 where there is none), and what the front matter says."""
    match = _FRONT_MATTER.match(raw)
    if not match:
        return 0, Metadata()
    fields = {even_name(found["name"]): _unquote(found["value"]) for found in _FIELD.finditer(match["fields"])}
    day = day_of(first_of(fields, DATE_FIELDS))
    return match.end(), Metadata(first_of(fields, TITLE_FIELDS), first_of(fields, OUTLET_FIELDS), day)


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


def _unquote(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
