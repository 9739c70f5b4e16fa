"""What was fetched from an address as a file: its name, its suffix by its content, its text as UTF-8."""

import codecs
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from qa.articles.formats.detection import KINDS_BY_SUFFIX, Kind, kind_of, suffix_of

_SUFFIXES_BY_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "message/rfc822": ".eml",
}
# Only what is written in letters has an encoding to be named by its server.
_IN_LETTERS = (Kind.TEXT, Kind.MARKDOWN, Kind.PAGE, Kind.TABLE)
# Some that Python knows are no alphabets, and take time that grows with the square of what they decode.
_ALPHABETS = re.compile(r"cp\d|iso8859|iso2022|koi8|mac|gb|big5|euc|shift|utf-(?:16|32)|tis")


def file_name(address: str, content: bytes, media_type: str) -> str:
    """The name of a file for what an address holds, after the address; its suffix says what the content is."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    own = suffix_of(path.rpartition("/")[2])
    claimed = own if own in KINDS_BY_SUFFIX else _SUFFIXES_BY_TYPE.get(media_type, ".txt")
    kind = kind_of(f"x{claimed}", content)
    is_so = KINDS_BY_SUFFIX[claimed] is kind
    suffix = claimed if is_so else next(suffix for suffix, each in KINDS_BY_SUFFIX.items() if each is kind)
    stem = path.removesuffix(PurePosixPath(path).suffix) if own in KINDS_BY_SUFFIX else path
    host = parts.hostname or ""
    return "-".join(filter(None, (host, *stem.split("/")))) + suffix


def as_stored(content: bytes, name: str, charset: str) -> bytes:
    """The content as it is kept in a file of that name: text whose encoding only its server told, as UTF-8 with its mark."""
    if not charset or kind_of(name, content) not in _IN_LETTERS or content.startswith(codecs.BOM_UTF8):
        return content
    try:
        known = codecs.lookup(charset).name
        known = "cp1252" if known == "iso8859-1" else known  # as browsers do
        return codecs.BOM_UTF8 + content.decode(known).encode() if _ALPHABETS.match(known) else content
    except (LookupError, UnicodeError):  # what the server says is not so: the file itself has to tell
        return content
