"""PDF files: the text layer, page by page. The only place for pypdfium2."""

import threading
import time
from typing import TYPE_CHECKING

from qa.articles.formats.pdf_layout import Line, lay_out_pages
from qa.articles.formats.records import MAX_CHARS, Contents, Entry, Source
from qa.articles.metadata import Metadata

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PAGES = 2_000
MAX_SECONDS = 60.0
_FEWEST_CHARS_A_PAGE = 16  # fewer, page for page, are stamps and page numbers on pictures
_PASSWORD_ERROR = 4
_pdfium_lock = threading.Lock()  # PDFium keeps state of its own and bears one thread at a time


def read_pdf(source: Source) -> Contents:
    """The text of a PDF's pages; each is a part.

    Raises:
        ArticleError: it is damaged or locked, has too many pages, takes too long, or holds pictures of text alone.
    """
    import pypdfium2

    with _pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(source.content)
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) == _PASSWORD_ERROR
            raise source.refuse("locked by a password" if locked else "damaged: PDFium can't open it") from error
        try:
            pages = _read_pages(source, document)
            title = str(document.get_metadata_value("Title"))
        except pypdfium2.PdfiumError as error:
            raise source.refuse(f"damaged: {error}") from error
        finally:
            document.close()
    chars = sum(len(line.text) for page in pages for line in page)
    if chars < _FEWEST_CHARS_A_PAGE * len(pages):
        raise source.refuse(
            f"scanned: {len(pages)} pages without a text layer; `ocrmypdf IN.pdf OUT.pdf` adds one"
            if pages
            else "empty: no pages"
        )
    text, parts, headline = lay_out_pages(pages)
    # A file's own title is often the name of the program or of a draft; a headline in the text is the article's.
    stated = Metadata() if headline else Metadata(title=_borne_out(title, text))
    return Contents((Entry(text, stated, parts=parts),))


def _read_pages(source: Source, document: "PdfDocument") -> list[tuple[Line, ...]]:
    if len(document) > MAX_PAGES:
        raise source.refuse(f"more than {MAX_PAGES:,} pages")
    deadline = time.monotonic() + MAX_SECONDS
    pages: list[tuple[Line, ...]] = []
    chars = 0
    for number in range(len(document)):
        page = document[number]
        try:
            pages.append(_lines(page))
        finally:
            page.close()
        chars += sum(len(line.text) for line in pages[-1])
        if chars > MAX_CHARS:
            raise source.refuse(f"more than {MAX_CHARS:,} characters")
        if time.monotonic() > deadline:
            raise source.refuse(f"takes longer than {MAX_SECONDS:.0f} seconds to read")
    return pages


def _lines(page: "PdfPage") -> tuple[Line, ...]:
    """The lines of a page in reading order, with where they stand."""
    import pypdfium2.raw as pdfium

    layer = page.get_textpage()
    try:
        count = layer.count_chars()
        codes = [pdfium.FPDFText_GetUnicode(layer, index) for index in range(count)]
        lines: list[Line] = []
        first = 0
        for index, code in enumerate([*codes, 10]):
            if code not in (10, 13):
                continue
            seen = [i for i in range(first, index) if codes[i] and not chr(codes[i]).isspace()]
            first = index + 1
            if seen:
                left, _, _, _ = layer.get_charbox(seen[0], loose=True)
                _, bottom, right, _ = layer.get_charbox(seen[-1], loose=True)
                size = pdfium.FPDFText_GetFontSize(layer, seen[len(seen) // 2])
                height = layer.get_charbox(seen[len(seen) // 2], loose=True)
                text = "".join(chr(code) if code else "" for code in codes[seen[0] : seen[-1] + 1])
                lines.append(Line(text, left, right, bottom, max(size, 1.0) if size > 1 else height[3] - height[1]))
        return tuple(lines)
    finally:
        layer.close()


def _borne_out(title: str, text: str) -> str | None:
    """The title where the text's beginning has most of its words."""
    beginning = set(text[:2000].lower().split())
    words = title.lower().split()
    return title.strip() if words and sum(word in beginning for word in words) * 3 >= len(words) * 2 else None
