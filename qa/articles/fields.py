"""The usual names of an article's fields, in front matter, JSON and tables, and what their values say."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from qa.articles.dates import find_date

# As ``even_name`` leaves them, the likeliest first.
TEXT_FIELDS = (
    "articlebody",
    "fulltext",
    "maintext",
    "articletext",
    "bodytext",
    "contenthtml",
    "contenttext",
    "plaintext",
    "cleantext",
    "body",
    "text",
    "content",
    "contents",
    "article",
    "story",
    "html",
    "bodyhtml",
    "paragraphs",
    "transcript",
)
SUMMARY_FIELDS = ("description", "summary", "abstract")
TITLE_FIELDS = ("title", "headline", "name", "heading", "subject")
OUTLET_FIELDS = (
    "outlet",
    "publisher",
    "sitename",
    "site",
    "publication",
    "newspaper",
    "source",
    "sourcename",
    "website",
    "feed",
)
DATE_FIELDS = (
    "published",
    "publisheddate",
    "datepublished",
    "publishedat",
    "publishedon",
    "publicationdate",
    "publishdate",
    "pubdate",
    "dateposted",
    "date",
    "day",
    "datetime",
    "timestamp",
    "created",
    "createdat",
    "datecreated",
)
_SECONDS_OF_2200 = 7_258_118_400
_ISO_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


def even_name(name: str) -> str:
    """A field's name in small letters without the marks between its words: ``datePublished`` as ``date_published``."""
    return re.sub(r"[\W_]+", "", name).lower()


def first_of(fields: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The first of the fields that says something; names as ``even_name`` leaves them."""
    return next((value for name in names if (value := fields.get(name, "").strip())), None)


def day_of(value: str | None) -> date | None:
    """The day that a field's value names: ISO, as in letters, seconds or milliseconds since 1970, or as in a text."""
    if not value:
        return None
    try:
        if iso := _ISO_DAY.match(value):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if re.fullmatch(r"\s*\d{9,13}(?:\.\d+)?\s*", value):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds > _SECONDS_OF_2200 else seconds, UTC).date()
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, OverflowError, OSError):
        return find_date(value)
