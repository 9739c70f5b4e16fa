"""XML and HTML that is no web page: read without entities or the network, and laid out as text."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from qa.articles.formats.records import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = {"script", "style", "head", "nav", "template", "noscript", "iframe", "svg", "math", "form", "button"}
_BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


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
    """The text of a tree of HTML: blocks apart by an empty line, ``#`` before headings, ``-`` before list items, rows of
    tables with ``|`` between their cells.

    Args:
        root: of the tree.
        demote: by how much headings are lowered.
        unseen: tags that are left out, beside those that are never shown.
    """
    from lxml import etree

    layout = _Layout(demote)
    unseen = _UNSEEN | set(unseen)
    # An iterative walk: how deep a tree goes is for its writer to say, how deep Python recurses is not.
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = local_name(element) if event in ("start", "end") else ""
        if event == "start":
            if name in unseen:
                walk.skip_subtree()
            else:
                layout.open(name)
                layout.add(element.text)
            continue
        if name not in unseen:
            layout.close(name)
        if element is not root:
            layout.add(element.tail)
    layout.close("body")
    return layout.text()


class _Layout:
    """Collects running text into blocks."""

    def __init__(self, demote: int) -> None:
        self._demote = demote
        self._blocks: list[tuple[str, str]] = []  # what kind of block, and its text
        self._running: list[str] = []
        self._mark = ""
        self._cells: list[str] | None = None

    def open(self, name: str) -> None:
        if name == "br":
            self._running.append("\n")
        elif name in ("td", "th"):
            self._running = []
        elif name in _BLOCKS and self._cells is None:
            self._flush()
        if name == "tr":
            self._cells = []
        elif name == "li":
            self._mark = "- "
        elif name in _HEADINGS:
            self._mark = "#" * min(_HEADINGS[name] + self._demote, 6) + " "

    def close(self, name: str) -> None:
        if name in ("td", "th") and self._cells is not None:
            self._cells.append(_one_line("".join(self._running)))
            self._running = []
        elif name == "tr" and self._cells is not None:
            row, self._cells, self._running = " | ".join(filter(None, self._cells)), None, []
            if row:
                self._blocks.append(("row", row))
        elif self._cells is not None:
            self._running.append(" " if name in _BLOCKS else "")
        elif name in _BLOCKS:
            self._flush()
            if name == "li" or name in _HEADINGS:
                self._mark = ""

    def add(self, text: str | None) -> None:
        if text:
            self._running.append(text.replace("\n", " ").replace("\r", " "))

    def text(self) -> str:
        written: list[str] = []
        before = ""
        for kind, block in self._blocks:
            joins = kind in ("item", "row") and kind == before
            written += ["\n" if joins else "\n\n" if written else "", block]
            before = kind
        return "".join(written)

    def _flush(self) -> None:
        running, self._running = "".join(self._running), []
        # Two line breaks are how some set a paragraph; one is a line of a verse or an address.
        lines = [_one_line(line) for line in running.split("\n")]
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        if not lines:
            return
        kind = "item" if self._mark == "- " else "block"
        self._blocks.append((kind, self._mark + "\n".join(lines) if kind == "block" else self._mark + " ".join(lines)))
        self._mark = ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unreadable"])[0]
