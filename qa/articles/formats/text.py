"""Plain text, Markdown and web pages: a file is an article."""

from qa.articles.extraction import extract_page, why_empty
from qa.articles.formats.encodings import decode
from qa.articles.formats.records import Contents, Entry, Source
from qa.articles.parsing import Form


def read_text(source: Source) -> Contents:
    """The text as it was typed or pasted."""
    return Contents((Entry(decode(source), form=Form.PLAIN),))


def read_markdown(source: Source) -> Contents:
    """The text with its marks, which offsets count as well."""
    return Contents((Entry(decode(source), form=Form.MARKDOWN),))


def read_page(source: Source) -> Contents:
    """The article of a web page. Raises ArticleError where it holds none."""
    content = source.content
    if not content.strip():
        raise source.refuse("empty")
    if content.lstrip().startswith(b"<?php"):
        raise source.refuse("a program that makes a page, not a page: save what the browser shows")
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise source.refuse("binary: holds zero bytes")
    raw, stated = extract_page(content)
    if not raw:
        raise source.refuse(why_empty(content))
    return Contents((Entry(raw, stated),))
