"""Files to articles: what is in a file, whatever its format."""

import hashlib
import re
from pathlib import Path, PurePosixPath

from qa.articles.extraction import extract_page
from qa.articles.folder import ArticleFile, read_content
from qa.articles.folder import find_files as folder_files
from qa.articles.markdown import MARKDOWN_SUFFIXES
from qa.articles.metadata import Metadata
from qa.articles.parsing import HTML_SUFFIXES, build_article
from qa.errors import ArticleError
from qa.reports import SkippedFile
from qa.types import Article

SUFFIXES = (".txt", *MARKDOWN_SUFFIXES, *HTML_SUFFIXES)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH_LETTERS = re.compile("[\xc0-\xfe]{3,}")


def find_files(folder: Path, *, follow_links: bool = False) -> tuple[tuple[ArticleFile, ...], tuple[SkippedFile, ...]]:
    """``folder.find_files`` for the formats that can be read."""
    return folder_files(folder, SUFFIXES, follow_links=follow_links)


def read_article(file: ArticleFile) -> Article:
    """The article in a file.

    Raises:
        ArticleError: it can't be read or decoded, or there is no text in it; says which.
    """
    content = read_content(file)
    content_hash = hashlib.sha256(content).hexdigest()
    if PurePosixPath(file.article_id).suffix.lower() in HTML_SUFFIXES:
        raw, stated = _read_page(file.path, content)
    else:
        raw, stated = decode(file.path, content), Metadata()
    if not raw.strip("\ufeff\u200b \t\r\n"):
        raise ArticleError(file.path, "empty")
    article = build_article(file.article_id, raw, content_hash=content_hash, stated=stated)
    if not article.sections:
        raise ArticleError(file.path, "no article text: nothing is left without the page's controls, links and credits")
    return article


def decode(path: Path, content: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 and UTF-32 with their marks, or what is surely Western one-byte text.

    Raises:
        ArticleError: it is binary, or in no encoding that can be told for certain.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise ArticleError(path, f"undecodable: starts as {encoding} but is not: {error.reason}") from error
    if b"\0" in content:
        raise ArticleError(path, "binary: holds zero bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        western = _decode_western(content)
        if western is None:
            reason = f"undecodable: byte 0x{content[error.start]:02x} at {error.start} is not UTF-8; save it as UTF-8"
            raise ArticleError(path, reason) from error
        text = western
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise ArticleError(path, "binary: holds control characters")
    return text


def _decode_western(content: bytes) -> str | None:
    """Text in Windows-1252, or None where it can't be told from another encoding.

    Any bytes can be read as some single-byte encoding, and a wrong guess would put nonsense into citations. Western
    text has few letters outside ASCII and hardly ever three in a row; Cyrillic or Asian encodings have little else.
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    others = sum(byte > 127 for byte in content)
    if others * 10 > len(content) or b"\xff" in content or _HIGH_LETTERS.search(text):
        return None
    return text


def _read_page(path: Path, content: bytes) -> tuple[str, Metadata]:
    if not content.strip():
        raise ArticleError(path, "empty")
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError(path, "binary: holds zero bytes")
    raw, stated = extract_page(content)
    if not raw:
        raise ArticleError(path, "no article text found in the page")
    return raw, stated
