"""EPUB books: one article, a part for each chapter."""

import re
from html.entities import html5
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qa.articles.fields import day_of
from qa.articles.formats.archives import Archive
from qa.articles.formats.markup import lay_out, local_name, parse_xml, text_of
from qa.articles.formats.records import MAX_CHARS, Contents, Entry, Source
from qa.articles.metadata import Metadata
from qa.types import Part

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMED = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;)([A-Za-z][A-Za-z0-9]{1,30};)")
_DEFINITIONS = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"#{1,6} (.+)")
_LONGEST_NAME_CHARS = 80
_FURNITURE = {"titlepage", "halftitlepage", "cover", "toc", "landmarks", "copyright-page"}


def read_epub(source: Source) -> Contents:
    """The text of a book in reading order, contents and cover left out.

    Raises:
        ArticleError: it is damaged, locked, or too large.
    """
    archive = Archive(source)
    if "META-INF/encryption.xml" in archive and b"font" not in archive.read("META-INF/encryption.xml").lower():
        raise source.refuse("locked by its seller")
    container = parse_xml(source, archive.read("META-INF/container.xml"))
    package_name = next((e.get("full-path") or "" for e in container.iter() if local_name(e) == "rootfile"), "")
    package = parse_xml(source, archive.read(package_name))
    written: list[str] = []
    parts: list[Part] = []
    length = 0
    for name in _reading_order(package, PurePosixPath(package_name).parent):
        if name not in archive:
            continue
        chapter = parse_xml(source, _without_names(archive.read(name)))
        text = "" if _is_furniture(chapter) else lay_out(chapter, demote=1)
        if not text:
            continue
        heading = _HEADING.match(text)
        called = heading[1][:_LONGEST_NAME_CHARS] if heading else f"part {len(parts) + 1}"
        parts.append(Part(called, length))
        written.append(text)
        length += len(text) + 2
        if length > MAX_CHARS:
            raise source.refuse(f"more than {MAX_CHARS:,} characters")
    return Contents((Entry("\n\n".join(written), _facts(package), parts=tuple(parts)),))


def _reading_order(package: "_Element", folder: PurePosixPath) -> list[str]:
    """The names of the chapters' files; those that only point at others are left out."""
    items = {e.get("id"): e for e in package.iter() if local_name(e) == "item"}
    pointing = {
        (e.get("href") or "").partition("#")[0]
        for e in package.iter()
        if local_name(e) == "reference" and e.get("type") in ("toc", "cover")
    }
    names = []
    for reference in (e for e in package.iter() if local_name(e) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        href = (item.get("href") or "").partition("#")[0]
        if href and href not in pointing and "html" in (item.get("media-type") or "html"):
            names.append(_resolve(folder, unquote(href)))
    return names


def _is_furniture(chapter: "_Element") -> bool:
    """Whether a file is a title page, a list of contents or the like, as it says of its body or of its first sections."""
    stated = {
        kind
        for element in chapter.iter("{*}body", "{*}section")
        for name, value in element.attrib.items()
        if str(name).rpartition("}")[2] == "type"
        for kind in str(value).split()
    }
    return bool(stated & _FURNITURE)


def _resolve(folder: PurePosixPath, href: str) -> str:
    parts: list[str] = []
    for part in (folder / href).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in ("..", "."):
            parts.append(part)
    return "/".join(parts)


def _facts(package: "_Element") -> Metadata:
    found = {name: text_of(e) for e in package.iter() if (name := local_name(e)) in ("title", "publisher", "date")}
    return Metadata(found.get("title") or None, found.get("publisher") or None, day_of(found.get("date")))


def _without_names(page: bytes) -> bytes:
    """The page with HTML's named characters written out: what a page defines itself is never expanded."""

    def written(match: re.Match[bytes]) -> bytes:
        return html5.get(match[1].decode(), "").encode("ascii", "xmlcharrefreplace")

    return _NAMED.sub(written, _DEFINITIONS.sub(b"", page, count=1))
