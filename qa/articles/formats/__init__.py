"""Every format that articles come in: a module a format, and the table that says which reads what."""

from collections.abc import Callable

from qa.articles.formats.detection import KINDS_BY_SUFFIX, Kind, kind_of, suffix_of
from qa.articles.formats.documents import read_old_word, read_open_document, read_rich_text, read_word
from qa.articles.formats.epub import read_epub
from qa.articles.formats.feeds import read_feed
from qa.articles.formats.listings import read_json, read_json_lines, read_table
from qa.articles.formats.mail import read_mail
from qa.articles.formats.packed import Inner, read_archive, read_compressed
from qa.articles.formats.pdf import read_pdf
from qa.articles.formats.records import Contents, Entry, Source
from qa.articles.formats.text import read_markdown, read_page, read_text

__all__ = ["SUFFIXES", "Contents", "Entry", "Source", "read_entries", "suffix_of"]

SUFFIXES = tuple(KINDS_BY_SUFFIX)
_READERS: dict[Kind, Callable[[Source], Contents]] = {
    Kind.TEXT: read_text,
    Kind.MARKDOWN: read_markdown,
    Kind.PAGE: read_page,
    Kind.PDF: read_pdf,
    Kind.WORD: read_word,
    Kind.OLD_WORD: read_old_word,
    Kind.OPEN_DOCUMENT: read_open_document,
    Kind.RICH_TEXT: read_rich_text,
    Kind.EPUB: read_epub,
    Kind.MAIL: read_mail,
    Kind.FEED: read_feed,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_json_lines,
    Kind.TABLE: read_table,
}
_PACKED: dict[Kind, Callable[[Source, Inner], Contents]] = {
    Kind.ARCHIVE: read_archive,
    Kind.COMPRESSED: read_compressed,
}


def read_entries(source: Source) -> Contents:
    """The articles that a file holds, whatever its format; those that can't be used are in ``skipped``.

    Raises:
        ArticleError: the file can't be used at all.
    """
    kind = kind_of(source.name, source.content)
    packed = _PACKED.get(kind)
    try:
        return packed(source, read_entries) if packed else _READERS[kind](source)
    except RecursionError as error:
        raise source.refuse("nested too deep") from error
