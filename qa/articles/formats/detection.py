"""What a file is: told by its content where that is unmistakable, else by the suffix of its name."""

import io
import json
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

HEAD_BYTES = 8192
_BLANKS = b" \t\r\n\x0b\x0c"
_LEADING_MARKUP = r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?xml-stylesheet[^>]*>\s*)*"
_PAGE = re.compile(rf"{_LEADING_MARKUP}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rf"{_LEADING_MARKUP}(?:<!doctype\s+rss[^>]*>\s*)?<(?:rss|rdf:RDF|feed)\b", re.IGNORECASE | re.DOTALL)
_CLOSING_BLOCK = re.compile(r"</(?:p|div|h[1-6]|li|article|section)>", re.IGNORECASE)
_FEWEST_CLOSING_BLOCKS = 3  # a page's middle, saved without its frame
_HEADER = re.compile(r"([!-9;-~]+):(?:[ \t]|\r?\n[ \t])")
_SURE_OF_MAIL = {"mime-version", "message-id", "received", "return-path", "dkim-signature"}
_LETTER_HEAD = {"from", "date", "subject"}


class Kind(StrEnum):
    """The formats, each with a reader."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    PAGE = "web page"
    PDF = "PDF"
    WORD = "Word"
    OLD_WORD = "Word 97"
    OPEN_DOCUMENT = "OpenDocument"
    RICH_TEXT = "RTF"
    EPUB = "EPUB"
    MAIL = "e-mail"
    FEED = "feed"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    TABLE = "CSV"
    ARCHIVE = "ZIP"
    COMPRESSED = "gzip"


KINDS_BY_SUFFIX = {
    **dict.fromkeys((".txt", ".text"), Kind.TEXT),
    **dict.fromkeys((".md", ".markdown"), Kind.MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx", ".jsp"), Kind.PAGE),
    **dict.fromkeys((".mhtml", ".mht", ".eml"), Kind.MAIL),
    ".pdf": Kind.PDF,
    ".docx": Kind.WORD,
    ".doc": Kind.OLD_WORD,
    ".odt": Kind.OPEN_DOCUMENT,
    ".rtf": Kind.RICH_TEXT,
    ".epub": Kind.EPUB,
    **dict.fromkeys((".rss", ".atom", ".rdf", ".xml"), Kind.FEED),
    **dict.fromkeys((".json", ".jsonld"), Kind.JSON),
    **dict.fromkeys((".jsonl", ".ndjson"), Kind.JSON_LINES),
    **dict.fromkeys((".csv", ".tsv"), Kind.TABLE),
    ".zip": Kind.ARCHIVE,
    ".gz": Kind.COMPRESSED,
}
_WRITTEN_AS_TEXT = (Kind.TEXT, Kind.MARKDOWN, Kind.TABLE, Kind.JSON, Kind.JSON_LINES, Kind.PAGE, Kind.FEED)


def suffix_of(name: str) -> str:
    """The suffix in small letters, as ``.html``; of a saved address that of what stands before its question mark."""
    last = PurePosixPath(name).suffix.lower()
    return last if last in KINDS_BY_SUFFIX else PurePosixPath(name.partition("?")[0]).suffix.lower()


def kind_of(name: str, content: bytes) -> Kind:
    """The format of a file that is called ``name``: a suffix is believed only as far as the content bears it out."""
    named = KINDS_BY_SUFFIX.get(suffix_of(name), Kind.TEXT)
    start = content[:HEAD_BYTES].lstrip(_BLANKS)
    packed = _packed(content, start, named)
    if packed is not None:
        return packed
    head = _decode(content[:HEAD_BYTES])
    if _PAGE.match(head):
        return Kind.PAGE
    if _FEED.match(head):
        return Kind.FEED
    if named in (Kind.PAGE, Kind.JSON, Kind.JSON_LINES, Kind.TABLE):
        return Kind.MAIL if _is_mail(head) else named
    if head.lstrip()[:1] in ("{", "[") and (told := _json(content)):
        return told
    if _is_mail(head):
        return Kind.MAIL
    if named is Kind.TEXT and head.lstrip()[:1] == "<" and len(_CLOSING_BLOCK.findall(head)) >= _FEWEST_CLOSING_BLOCKS:
        return Kind.PAGE
    # What is called a document and has none of its marks is text, or nothing that can be read; decoding it says which.
    return named if named in _WRITTEN_AS_TEXT else Kind.TEXT


def is_told_by(head: bytes) -> bool:
    """Whether a file's first bytes show one of the formats beyond doubt, whatever the file is called."""
    start = head.lstrip(_BLANKS)
    if start.startswith((b"%PDF-", b"{\\rtf")):
        return True
    if head.startswith(b"PK\x03\x04"):
        return any(mark in head for mark in (b"mimetypeapplication/epub+zip", b"oasis.opendocument.text", b"word/"))
    text = _decode(head)
    return bool(_PAGE.match(text) or _FEED.match(text) or _is_mail(text))


def _packed(content: bytes, start: bytes, named: Kind) -> Kind | None:
    """A format that is told by its first bytes, or None."""
    if start.startswith(b"%PDF-") or (named is Kind.PDF and b"%PDF-" in content[:1024]):
        return Kind.PDF
    if start.startswith(b"{\\rtf"):
        return Kind.RICH_TEXT
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.OLD_WORD
    if content.startswith(b"\x1f\x8b"):
        return Kind.COMPRESSED
    return _zipped(content) if content.startswith((b"PK\x03\x04", b"PK\x05\x06")) else None


def _zipped(content: bytes) -> Kind:
    """Which of the formats that are ZIP archives of some shape it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            stated = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return Kind.ARCHIVE  # its reader says what is wrong with it
    if stated.strip() == b"application/epub+zip" or "META-INF/container.xml" in names:
        return Kind.EPUB
    if stated.startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.OPEN_DOCUMENT
    return Kind.WORD if "word/document.xml" in names else Kind.ARCHIVE


def _decode(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _json(content: bytes) -> Kind | None:
    """JSON where all of it is, or where its first line is a record; None for text that only begins alike."""
    for kind, part in ((Kind.JSON, content), (Kind.JSON_LINES, content.partition(b"\n")[0])):
        try:
            if isinstance(json.loads(part), dict | list):
                return kind
        except (ValueError, RecursionError):
            continue
    return None


def _is_mail(head: str) -> bool:
    """Whether it opens with the head of a letter: fields, an empty line, and fields among them that only letters have."""
    lines = head.splitlines()
    if lines and lines[0].startswith("From "):
        lines = lines[1:]
    names = set()
    for line in lines:
        if not line.strip():
            break
        field = _HEADER.match(line + "\n ")
        if field:
            names.add(field[1].lower())
        elif not line[0].isspace():
            return False
    return names >= _LETTER_HEAD or bool(names & _SURE_OF_MAIL and names & _LETTER_HEAD)
