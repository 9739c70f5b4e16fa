"""Web pages to text: the only place for trafilatura."""

from collections import Counter
from typing import TYPE_CHECKING

from qa.articles.blocks import render_body
from qa.articles.metadata import Metadata
from qa.articles.page_metadata import read_page_metadata
from qa.articles.refusals import refusal
from qa.words import words

if TYPE_CHECKING:
    from lxml.etree import _Element

# Of 399 saved pages one in six is read twice, which brings F1 of four-word runs from 0.940 to 0.943 (of the half that the
# numbers were not chosen on from 0.941 to 0.944); reading all twice would bring as much.
_LEAST_FOUND = 0.75  # of the words that stand outside links, menus and forms: with fewer the page is read again
_MOST_FOUND = 2.0  # more than these: the page keeps its text where others keep forms, so they do not tell
_LEAST_MORE = 1.08  # times as many characters of the second reading, for it to count
_LEAST_KEPT = 0.8  # of the first reading's words that the second has as well
_NO_TEXT = ("script", "style", "noscript", "svg", "iframe", "template", "button", "select", "textarea")
_AROUND = frozenset(("a", "nav", "footer", "aside", "header", "form", "figure", *_NO_TEXT))


def extract_page(page: bytes) -> tuple[str, Metadata]:
    """The article of an HTML page as text, and what the page's own markup says of it; empty text where it finds none.

    ``render_body`` says how it is set out. Where the page has far more text than was found, it is read a second time
    with less caution, and the longer text taken if the shorter one is in it.
    """
    tree = _parse(page)
    if tree is None:
        return "", Metadata()
    raw = _read(tree, favor_recall=False)
    found, there = len(raw.split()), _count_words(tree)
    if not _LEAST_FOUND * there <= found <= _MOST_FOUND * there:
        wider = _read(tree, favor_recall=True)
        if len(wider) >= _LEAST_MORE * len(raw) and _share_kept(raw, wider) >= _LEAST_KEPT:
            raw = wider
    return raw, read_page_metadata(tree)


def why_empty(page: bytes) -> str:
    """Why no article was found in a page, from all of its text, what it shows without scripts counted in."""
    tree = _parse(page)
    if tree is None:
        return "no article text found in the page"
    title = " ".join(tree.xpath("string(.//title)").split())
    for element in list(tree.iter("title", "script", "style", "template")):
        element.clear(keep_tail=True)
    text = "\n".join(line for part in tree.itertext() if (line := " ".join(str(part).split())))
    if not text:
        return "an empty page or frame"
    instead = refusal(text, title=title or None)
    return f"no article: {instead}" if instead else "no article text found in the page"


def _parse(page: bytes) -> "_Element | None":
    from trafilatura.utils import load_html

    try:
        tree = load_html(page.decode("utf-8-sig"))  # its own guess at an encoding is wrong at times
    except UnicodeDecodeError:
        tree = None
    return load_html(page) if tree is None else tree


def _read(tree: "_Element", *, favor_recall: bool) -> str:
    from trafilatura import bare_extraction

    document = bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=favor_recall)
    if document is None or isinstance(document, dict) or document.body is None:
        return ""
    return render_body(document.body)


def _count_words(tree: "_Element") -> int:
    """How many words of a page stand outside what is hardly ever article."""
    count = 0
    left = [tree]
    while left:
        element = left.pop()
        if isinstance(element.tag, str) and element.tag not in _AROUND:
            count += len((element.text or "").split())
            left += element
        count += len((element.tail or "").split())
    return count


def _share_kept(text: str, longer: str) -> float:
    """The share of the words of a text that a longer one has as well."""
    own = Counter(words(text))
    return (own & Counter(words(longer))).total() / max(own.total(), 1)
