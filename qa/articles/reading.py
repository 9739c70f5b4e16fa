"""Files to articles: which files a folder holds, and what is in one."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.articles.extraction import extract_page
from qa.articles.markdown import MARKDOWN_SUFFIXES
from qa.articles.metadata import Metadata
from qa.articles.parsing import HTML_SUFFIXES, build_article
from qa.errors import ArticleError
from qa.reports import SkippedFile
from qa.types import Article

SUFFIXES = (".txt", *MARKDOWN_SUFFIXES, *HTML_SUFFIXES)
MAX_BYTES = 20 * 1024 * 1024
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH_LETTERS = re.compile("[\xc0-\xfe]{3,}")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that may hold an article, and what tells whether it changed."""

    article_id: str
    path: Path
    size_bytes: int
    modified_ns: int


def find_files(folder: Path) -> tuple[tuple[ArticleFile, ...], tuple[SkippedFile, ...]]:
    """The files of a folder and its subfolders that can be read as articles, by id, and the others with reasons.

    Hidden files and folders (a name that starts with a dot) are no articles and are not reported. Links are followed;
    one that leads back to a folder around it, or to a file that is there anyway, is skipped.

    Raises:
        ArticleError: ``folder`` is not there or can't be listed.
    """
    if not folder.is_dir():
        raise ArticleError(folder, "no such folder")
    files: list[ArticleFile] = []
    skipped: list[SkippedFile] = []
    links: list[tuple[Path, str]] = []
    _walk(folder, "", (os.path.realpath(folder),), files, skipped, links)
    seen = {os.path.realpath(file.path) for file in files} if links else set()
    for path, article_id in sorted(links):
        target = os.path.realpath(path)
        if target in seen:
            skipped.append(SkippedFile(path, "link to a file that is read anyway"))
            continue
        seen.add(target)
        status = path.stat()
        files.append(ArticleFile(article_id, path, status.st_size, status.st_mtime_ns))
    return tuple(sorted(files, key=lambda file: file.article_id)), tuple(
        sorted(skipped, key=lambda file: str(file.path))
    )


def read_article(file: ArticleFile) -> Article:
    """The article in a file.

    Raises:
        ArticleError: it can't be read or decoded, or there is no text in it; says which.
    """
    if file.size_bytes > MAX_BYTES:
        raise ArticleError(file.path, f"larger than {MAX_BYTES // 1024**2} MB")
    try:
        with file.path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArticleError(file.path, f"can't be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise ArticleError(file.path, f"larger than {MAX_BYTES // 1024**2} MB")
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


def _walk(
    folder: Path,
    prefix: str,
    around: tuple[str, ...],
    files: list[ArticleFile],
    skipped: list[SkippedFile],
    links: list[tuple[Path, str]],
) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not prefix:
            raise ArticleError(folder, f"can't be listed: {error.strerror or error}") from error
        skipped.append(SkippedFile(folder, f"can't be listed: {error.strerror or error}"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path, article_id = Path(entry.path), prefix + entry.name
        reason = _why_not(entry)
        if reason:
            skipped.append(SkippedFile(path, reason))
        elif entry.is_dir():
            target = os.path.realpath(path) if entry.is_symlink() else around[-1] + os.sep + entry.name
            if target in around:
                skipped.append(SkippedFile(path, "link loop: leads back to a folder around it"))
            else:
                _walk(path, article_id + "/", (*around, target), files, skipped, links)
        elif entry.is_symlink():
            links.append((path, article_id))
        else:
            status = entry.stat()
            files.append(ArticleFile(article_id, path, status.st_size, status.st_mtime_ns))


def _why_not(entry: os.DirEntry[str]) -> str | None:
    """Why an entry of a folder can't be an article or a folder of articles, or None."""
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        return "the file's name is not valid UTF-8"
    try:
        if entry.is_dir():
            return None
        if not entry.is_file():
            entry.stat()
            return "neither a file nor a folder"
    except OSError as error:
        return f"broken link: {error.strerror}" if entry.is_symlink() else f"can't be read: {error.strerror}"
    suffix = PurePosixPath(entry.name).suffix.lower()
    if suffix not in SUFFIXES:
        return f"not an article format ({', '.join(SUFFIXES)})"
    return None
