"""Web pages to text: the only place for trafilatura."""

from datetime import date

from qa.articles.blocks import render_body
from qa.articles.metadata import Metadata


def extract_page(page: bytes) -> tuple[str, Metadata]:
    """The article of an HTML page as text, and what the page's own metadata say of it; empty text where it finds none.

    ``render_body`` says how it is set out.
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
    raw = "" if document.body is None else render_body(document.body)
    published = date.fromisoformat(document.date) if document.date else None
    return raw, Metadata(document.title or None, document.sitename or None, published)
