"""Documents of word processors: Word, OpenDocument, RTF."""

import io
import re
from typing import TYPE_CHECKING

from qa.articles.formats.archives import Archive
from qa.articles.formats.markup import lay_out, local_name, parse_html, parse_xml
from qa.articles.formats.records import Contents, Entry, Source
from qa.articles.parsing import Form

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_DEFINES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OPEN_UNSEEN = ("tracked-changes", "annotation", "annotation-end", "note-citation", "forms", "sequence-decls", "frame")
_MOST_XML_BYTES = 20 * 1024 * 1024  # takes about ten seconds
_RTF_PICTURE = re.compile(rb"\\bin\d+ ?")


def read_word(source: Source) -> Contents:
    """The text of a .docx document, deleted text and comments left out, footnotes at its end."""
    import mammoth

    archive = Archive(source)
    for name in archive.names:
        content = archive.read(name) if name.endswith((".xml", ".rels")) else b""
        if len(content) > _MOST_XML_BYTES:
            raise source.refuse(f"holds more than {_MOST_XML_BYTES // 1024**2} MB of text and layout")
        if _DEFINES.search(content):
            raise source.refuse("damaged: defines entities of its own")  # which no word processor does
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(source.content),
            style_map=_WORD_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
        )
    except RecursionError:
        raise
    except Exception as error:  # it raises whatever the damage leads to
        raise source.refuse(f"damaged: {type(error).__name__}") from error
    root = parse_html(made.value)
    return Contents((Entry("" if root is None else lay_out(root)),))


def read_old_word(source: Source) -> Contents:
    """Nothing: says how to save it so that it can be read."""
    raise source.refuse("a document of Word 97 to 2003; save it as .docx, or `soffice --convert-to docx FILE`")


def read_open_document(source: Source) -> Contents:
    """The text of an .odt document, deleted text and comments left out."""
    content = Archive(source).read("content.xml")
    if _DEFINES.search(content):
        raise source.refuse("damaged: defines entities of its own")
    root = parse_xml(source, content)
    body = next((element for element in root.iter() if local_name(element) == "text" and _is_office(element)), None)
    if body is None:
        raise source.refuse("damaged: no text part")
    titles = _styles(root, "Title")
    for element in body.iter():
        _as_html(element, titles)
    return Contents((Entry(lay_out(body, unseen=_OPEN_UNSEEN)),))


def read_rich_text(source: Source) -> Contents:
    """The text of an RTF document."""
    from striprtf.striprtf import rtf_to_text

    if _RTF_PICTURE.search(source.content):
        raise source.refuse("holds binary data; save it anew without pictures")
    try:
        text = rtf_to_text(source.content.decode("latin-1"), encoding="cp1252", errors="replace")
    except (ValueError, LookupError, IndexError, KeyError, OverflowError) as error:
        raise source.refuse(f"damaged: {type(error).__name__}") from error
    return Contents((Entry(re.sub(r"\n{3,}", "\n\n", text).strip(), form=Form.PLAIN),))


def _is_office(element: "_Element") -> bool:
    return ":office:" in str(element.tag)


def _styles(root: "_Element", parent: str) -> set[str]:
    """The names of the styles that stand for a parent style, which a document may have made its own variants of."""
    found = {parent}
    for element in root.iter():
        if local_name(element) == "style":
            own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
            if own.get("parent-style-name") == parent:
                found.add(own.get("name", ""))
    return found


def _as_html(element: "_Element", titles: set[str]) -> None:
    """Gives an element of OpenDocument the name that HTML has for it."""
    own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    name = local_name(element)
    if name == "h":
        level = own.get("outline-level", "2")
        element.tag = f"h{min(6, max(1, int(level)))}" if level.isdigit() else "h2"
    elif name == "p" and own.get("style-name") in titles:
        element.tag = "h1"
    elif name in _OPEN_NAMES:
        element.tag = _OPEN_NAMES[name]
    if name in ("s", "tab"):
        count = own.get("c", "1")
        element.text = " " * min(int(count) if count.isdigit() else 1, 8)


_OPEN_NAMES = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
    "note": "span",
}
