"""XML and HTML that is no web page: read without entities or the network, and laid out as text."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from qa.articles.blocks import render_body
from qa.articles.formats.records import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = frozenset(
    ("script", "style", "head", "nav", "template", "noscript", "iframe", "svg", "math", "form", "button")
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *(
            "figcaption",
            "figure",
            "footer",
            "header",
            "hr",
            "html",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "ul",
        ),
    )
)
_ROW_GROUPS = ("thead", "tbody", "tfoot", "table-header-rows", "table-row-group")
# As the tree is written that ``render_body`` lays out.
_NAMES = {"li": "item", "br": "lb", "tr": "row", "td": "cell", "th": "cell", "table": "table"}


def parse_xml(source: Source, content: bytes) -> "_Element":
    """The root of an XML document; what is defined in it is not expanded, and nothing is fetched.

    Raises:
        ArticleError: it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise source.refuse(f"damaged: {_first_line(error)}") from error
    if root is None:
        raise source.refuse("damaged: no XML")
    return root


def parse_html(content: bytes | str) -> "_Element | None":
    """The root of a piece of HTML, or None where there is nothing in it."""
    from lxml import etree

    raw = content.encode(errors="replace") if isinstance(content, str) else content
    if not raw.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    try:
        root: _Element | None = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def local_name(element: "_Element") -> str:
    """The tag without its namespace, in small letters; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: "_Element | None") -> str:
    """All text of an element in one line; empty for none."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def lay_out(root: "_Element", *, demote: int = 0, unseen: Collection[str] = ()) -> str:
    """The text of a tree of HTML: blocks apart by an empty line, ``#`` before headings, ``-`` before list items, tables
    as in Markdown. The tree is used up.

    Args:
        root: of the tree.
        demote: by how much headings are lowered.
        unseen: tags that are left out, beside those that are never shown.
    """
    from lxml import etree

    for element in list(root.iter("*")):
        name = local_name(element)
        if name in _UNSEEN or name in unseen:
            element.clear(keep_tail=True)
            element.tag = "span"
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            element.tag = "head"
            element.set("rend", f"h{min(int(name[1]) + demote, 6)}")
        else:
            if name == "th":
                element.set("role", "head")
            element.tag = _NAMES.get(name, name if name in _BLOCKS or name in _ROW_GROUPS else "span")
    etree.strip_tags(root, *_ROW_GROUPS)
    return render_body(root)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unreadable"])[0]
