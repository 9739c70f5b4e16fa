"""Web pages to text: the only place for trafilatura."""

from datetime import date
from typing import TYPE_CHECKING

from qa.articles.metadata import Metadata

if TYPE_CHECKING:
    from lxml.etree import _Element


def extract_page(page: bytes) -> tuple[str, Metadata]:
    """The article of an HTML page as text, and what the page's own metadata say of it; empty text where it finds none.

    Paragraphs are set apart by an empty line, headings start with ``#`` marks, list items with ``-``.
    """
    from trafilatura import bare_extraction

    # Without the extensive search: it would take a day that happens to stand somewhere on the page.
    document = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if document is None or isinstance(document, dict):
        return "", Metadata()
    blocks = [] if document.body is None else list(_blocks(document.body))
    published = date.fromisoformat(document.date) if document.date else None
    return "\n\n".join(blocks), Metadata(document.title or None, document.sitename or None, published)


def _blocks(body: "_Element") -> list[str]:
    blocks: list[str] = []
    for element in body:
        text = _text(element)
        if not text:
            continue
        if element.tag == "head":
            level = (element.get("rend") or "h2")[-1]
            blocks.append("#" * (int(level) if level.isdigit() else 2) + " " + text)
        elif element.tag == "list":
            blocks.append("\n".join("- " + item for child in element if (item := _text(child))))
        elif element.tag == "table":
            rows = (" | ".join(filter(None, (_text(cell) for cell in row))) for row in element)
            blocks.append("\n".join(row for row in rows if row))
        elif any(child.tag in ("p", "head", "list", "quote", "table") for child in element):
            blocks += _blocks(element)
        else:
            blocks.append(text)
    return blocks


def _text(element: "_Element") -> str:
    return " ".join(" ".join(str(part) for part in element.itertext()).split())
