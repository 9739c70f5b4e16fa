"""RSS and Atom feeds: every entry is an article."""

from typing import TYPE_CHECKING

from qa.articles.fields import day_of
from qa.articles.formats.fragments import entry_of, laid_out
from qa.articles.formats.markup import lay_out, local_name, parse_xml, text_of
from qa.articles.formats.records import MAX_ENTRIES, Contents, Entry, Source
from qa.articles.metadata import Metadata

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODIES = ("encoded", "content", "description", "summary")  # the fullest first
_MEDIA = "search.yahoo.com/mrss"  # says of pictures and films what else is said of entries
_DAYS = ("pubdate", "published", "date", "issued", "updated", "modified")


def read_feed(source: Source) -> Contents:
    """The entries of a feed. Raises ArticleError where the XML is no feed, or has too many entries."""
    root = parse_xml(source, source.content)
    entries = [element for element in root.iter() if local_name(element) in ("item", "entry")]
    if local_name(root) not in ("rss", "rdf", "feed"):
        raise source.refuse("XML that is neither a feed nor a web page")
    if not entries:
        raise source.refuse("a feed without entries")
    if len(entries) > MAX_ENTRIES:
        raise source.refuse(f"holds more than {MAX_ENTRIES:,} entries")
    channel = next((element for element in root.iter() if local_name(element) == "channel"), root)
    outlet = next((laid_out(text_of(child)) for child in channel if local_name(child) == "title"), "") or None
    return Contents(tuple(_entry(element, number, outlet) for number, element in enumerate(entries, 1)))


def _entry(element: "_Element", number: int, outlet: str | None) -> Entry:
    children: dict[str, _Element] = {}
    for child in element:
        if _MEDIA not in str(child.tag) and (len(child) or (child.text or "").strip()):
            children.setdefault(local_name(child), child)
    text = next((text for name in _BODIES if name in children and (text := _body(children[name]))), "")
    title = laid_out(text_of(children.get("title"))) or None
    day = next((day for name in _DAYS if name in children and (day := day_of(text_of(children[name])))), None)
    return entry_of(text, Metadata(title, outlet, day), number)


def _body(element: "_Element") -> str:
    if element.get("type") == "xhtml" or len(element):
        return lay_out(element)
    return laid_out(element.text or "")
