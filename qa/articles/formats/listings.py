"""Articles in JSON, JSON Lines and tables: fields by their usual names."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from qa.articles.fields import (
    DATE_FIELDS,
    OUTLET_FIELDS,
    SUMMARY_FIELDS,
    TEXT_FIELDS,
    TITLE_FIELDS,
    day_of,
    even_name,
    first_of,
)
from qa.articles.formats.encodings import decode
from qa.articles.formats.fragments import entry_of, laid_out
from qa.articles.formats.records import MAX_ENTRIES, Contents, Entry, Source
from qa.articles.metadata import Metadata
from qa.reports import SkippedFile

_NO_ARTICLE = f"no articles in it: none of the fields that texts usually have ({', '.join(TEXT_FIELDS[9:13])} …)"
_INNER_NAMES = ("rendered", "html", "text", "content", "value", "name", "title", "$t", "_", "#text")
_FEWEST_WORDS = 3  # a text; what has fewer is a word that happens to stand under such a name
_MAX_DEPTH = 12
_DELIMITERS = ",;\t|"


def read_json(source: Source) -> Contents:
    """The articles in a JSON document: records with a text, wherever in it they stand.

    Raises:
        ArticleError: it is no JSON, nested too deep, or holds no articles or too many.
    """
    text = decode(source)
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        if _starts_with_record(text):  # records line by line are often called .json as well
            return read_json_lines(source)
        raise source.refuse(f"no JSON: {error}") from error
    entries = _entries(source, _articles(document))
    if isinstance(document, dict) and len(entries) == 1 and _text(_evened(document)):
        return Contents((Entry(entries[0].text, entries[0].stated),))
    return Contents(entries)


def read_json_lines(source: Source) -> Contents:
    """The articles of a file with a JSON record a line; lines that are no JSON are reported."""
    records: list[Any] = []
    skipped: list[SkippedFile] = []
    for number, line in enumerate(decode(source).split("\n"), 1):
        if not line.strip("\ufeff \t\r"):
            continue
        try:
            records.append(json.loads(line.strip("\ufeff")))
        except (ValueError, RecursionError):
            skipped.append(SkippedFile(source.path, f"line {number} is no JSON"))
    if not records:
        raise source.refuse("no line of it is JSON")
    return Contents(_entries(source, _articles_inside(records, 0)), tuple(skipped))


def read_table(source: Source) -> Contents:
    """The articles of a table whose first row names its columns."""
    text = decode(source).removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        records = [{name: value for name, value in row.items() if name and isinstance(value, str)} for row in rows]
    except csv.Error as error:
        raise source.refuse(f"no table: {error}") from error
    return Contents(_entries(source, _articles_inside(records, 0)))


def _entries(source: Source, articles: Iterator[Mapping[str, str]]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for number, fields in enumerate(articles, 1):
        if number > MAX_ENTRIES:
            raise source.refuse(f"holds more than {MAX_ENTRIES:,} articles")
        stated = Metadata(
            laid_out(first_of(fields, TITLE_FIELDS) or "") or None,
            _outlet(first_of(fields, OUTLET_FIELDS)),
            next((day for name in DATE_FIELDS if (day := day_of(fields.get(name)))), None),
        )
        entries.append(entry_of(_text(fields), stated, number))
    if not any(entry.text for entry in entries):
        raise source.refuse(_NO_ARTICLE)
    return tuple(entries)


def _starts_with_record(text: str) -> bool:
    try:
        return isinstance(json.loads(text.partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _articles(value: Any, depth: int = 0) -> Iterator[Mapping[str, str]]:
    """The fields of each record that has a text, in order; what lies inside of one is not looked for.

    A summary alone may be that of a list, so that the records inside go before it.
    """
    fields = _evened(value) if isinstance(value, dict) else {}
    if _text(fields, TEXT_FIELDS):
        yield fields
        return
    inside = list(_articles_inside(value, depth + 1)) if depth < _MAX_DEPTH else []
    if any(inside):
        yield from inside
    elif _text(fields, SUMMARY_FIELDS):
        yield fields


def _articles_inside(value: Any, depth: int) -> Iterator[Mapping[str, str]]:
    """As ``_articles``, of the values in one; a record without a text in a list of articles is empty."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _articles(inner, depth)
    elif isinstance(value, list):
        found = [list(_articles(inner, depth)) for inner in value]
        if any(found):
            for own in found:
                yield from own or [{}]


def _evened(record: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a record that are text, by their evened names."""
    fields: dict[str, str] = {}
    for name, value in record.items():
        text = _plain(value)
        if text:
            fields.setdefault(even_name(str(name)), text)
    return fields


def _plain(value: Any) -> str:
    """A field's value as text: of an object the field that holds its text or name, of a list the strings in it."""
    if isinstance(value, dict):
        return next((inner for name in _INNER_NAMES if isinstance(inner := value.get(name), str) and inner), "")
    if isinstance(value, list):
        return "\n\n".join(value) if value and all(isinstance(each, str) for each in value) else ""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value)


def _text(fields: Mapping[str, str], names: tuple[str, ...] = (*TEXT_FIELDS, *SUMMARY_FIELDS)) -> str:
    """The article's text, laid out; empty where there is none."""
    found = (laid_out(fields[name]) for name in names if name in fields)
    return next((text for text in found if len(text.split()) >= _FEWEST_WORDS), "")


def _outlet(value: str | None) -> str | None:
    """An outlet's name; of an address its host."""
    host = urlsplit(value).hostname if value and value.startswith(("http://", "https://")) else None
    return host.removeprefix("www.") if host else value
