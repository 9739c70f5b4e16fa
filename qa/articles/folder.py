"""Which files of a folder may hold articles, and their bytes; nothing else of the machine is looked at."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.articles.formats.detection import HEAD_BYTES, is_told_by, suffix_of
from qa.errors import ArticleError
from qa.reports import SkippedFile

MAX_BYTES = 20 * 1024 * 1024
MAX_FOLDERS_DEEP = 64
MAX_ENTRIES = 1_000_000
_ASIDE = (".bak", ".old", ".orig", ".tmp", ".swp", ".part", ".crdownload")
_PAGE_PARTS = ("_files", ".files", "_fichiers", "-Dateien", "_archivos")  # as browsers name them
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
# What stands there is made up by the system while it is read, and may never end.
_SYSTEM_FOLDERS = ("/proc", "/sys", "/dev")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that may hold an article, and what tells whether it changed."""

    article_id: str
    path: Path
    size_bytes: int
    modified_ns: int


def find_files(
    folder: Path, suffixes: Sequence[str], *, follow_links: bool = False
) -> tuple[tuple[ArticleFile, ...], tuple[SkippedFile, ...]]:
    """The files of a folder and its subfolders that can be read as articles, by id, and the others with reasons.

    Hidden files and folders (a name that starts with a dot) are no articles and are not reported. A link within the folder
    is followed where it leads to something that is not read anyway. No folder is read twice.

    Args:
        folder: where to look, at most 64 folders deep.
        suffixes: of the formats that can be read, in small letters with their dots.
        follow_links: whether links that lead out of the folder are followed as well.

    Raises:
        ArticleError: ``folder`` is not there, can't be listed, belongs to the system, or has over a million entries.
    """
    if not folder.is_dir():
        raise ArticleError(folder, "no such folder")
    walk = _Walk(folder, tuple(suffixes), follow_links)
    walk.run()
    return tuple(sorted(walk.files, key=lambda file: file.article_id)), tuple(
        sorted(walk.skipped, key=lambda file: str(file.path))
    )


def read_content(file: ArticleFile) -> bytes:
    """The bytes of a file. Raises ArticleError where it can't be read, is no file any more, or has over 20 MB."""
    too_large = f"larger than {MAX_BYTES // 1024**2} MB"
    if file.size_bytes > MAX_BYTES:
        raise ArticleError(file.path, too_large)
    try:
        with _open(file.path) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ArticleError(file.path, "neither a file nor a folder")
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArticleError(file.path, f"can't be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise ArticleError(file.path, too_large)
    return content


def page_beside(folder: Path) -> str | None:
    """The name of the page that was saved with its pictures and frames in this folder, or None."""
    for ending in _PAGE_PARTS:
        stem = folder.name.removesuffix(ending)
        for name in (stem + suffix for suffix in _PAGE_SUFFIXES) if stem and stem != folder.name else ():
            if folder.with_name(name).is_file():
                return name
    return None


class _Walk:
    """Goes through a folder; a list of what is still to be looked at stands in for recursion."""

    def __init__(self, folder: Path, suffixes: tuple[str, ...], follow_links: bool) -> None:
        self.files: list[ArticleFile] = []
        self.skipped: list[SkippedFile] = []
        self._folder = folder
        self._root = os.path.realpath(folder)
        self._suffixes = suffixes
        self._follow_links = follow_links
        self._links: list[tuple[str, Path]] = []
        self._folders_seen: set[str] = set()
        self._files_seen: set[str] = set()
        self._names_seen: set[str] = set()
        self._entries = 0

    def run(self) -> None:
        if _is_of_the_system(self._root):
            raise ArticleError(self._folder, "belongs to the system, and holds no articles")
        self._descend(self._folder, "", self._root)
        # After all that is really there, so that a file is known by its own name rather than by that of a link.
        while self._links:
            batch, self._links = sorted(self._links), []
            for article_id, path in batch:
                self._follow(article_id, path)

    def _descend(self, path: Path, prefix: str, real: str) -> None:
        """Looks through a folder and those below it; links are put by."""
        waiting = [(path, prefix, real)]
        while waiting:
            path, prefix, real = waiting.pop()
            self._folders_seen.add(real)
            if prefix.count("/") > MAX_FOLDERS_DEEP:
                self._skip(path, f"deeper than {MAX_FOLDERS_DEEP} folders")
                continue
            for entry in self._entries_of(path):
                if entry.is_symlink():
                    self._links.append((prefix + entry.name, Path(entry.path)))
                elif entry.is_dir(follow_symlinks=False):
                    page = page_beside(Path(entry.path))
                    if page:
                        self._skip(Path(entry.path), f"pictures and frames of the saved page {page}")
                        continue
                    target = os.path.join(real, entry.name)  # noqa: PTH118 - as many as there are folders
                    if target not in self._folders_seen:
                        waiting.append((Path(entry.path), f"{prefix}{entry.name}/", target))
                else:
                    self._add(prefix + entry.name, Path(entry.path), os.path.join(real, entry.name))  # noqa: PTH118

    def _entries_of(self, path: Path) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    self._entries += 1
                    if self._entries > MAX_ENTRIES:
                        raise ArticleError(self._folder, f"holds more than {MAX_ENTRIES:,} files and folders")
                    if entry.name.startswith("."):
                        continue
                    if _is_unicode(entry.name):
                        yield entry
                    else:
                        self._skip(Path(entry.path), "the file's name is not valid UTF-8")
        except OSError as error:
            if path == self._folder:
                raise ArticleError(path, f"can't be listed: {error.strerror or error}") from error
            self._skip(path, f"can't be listed: {error.strerror or error}")

    def _follow(self, article_id: str, path: Path) -> None:
        try:
            real = os.path.realpath(path, strict=True)
            is_folder = Path(real).is_dir()
        except OSError as error:
            self._skip(path, f"broken link: {error.strerror}")
            return
        is_inside = real == self._root or real.startswith(self._root + os.sep)
        if _is_of_the_system(real):
            self._skip(path, "link to a device or a folder of the system")
        elif not is_inside and not self._follow_links:
            self._skip(path, "link that leads out of the folder; QA_FOLLOW_LINKS=true follows it")
        elif not is_folder:
            self._add(article_id, path, real)
        elif real in self._folders_seen:
            self._skip(path, "link to a folder that is read anyway")
        else:
            self._descend(path, f"{article_id}/", real)

    def _add(self, article_id: str, path: Path, real: str) -> None:
        if real in self._files_seen:
            self._skip(path, "link to a file that is read anyway")
            return
        try:
            status = path.stat()
        except OSError as error:
            self._skip(path, f"can't be read: {error.strerror}")
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "neither a file nor a folder")
        elif suffix_of(path.name) not in self._suffixes and not _is_told_by_content(path):
            self._skip(path, "not an article format")
        elif (name := unicodedata.normalize("NFC", article_id)) in self._names_seen:
            self._skip(path, "its name is that of another file, in other code points")
        else:
            self._files_seen.add(real)
            self._names_seen.add(name)
            self.files.append(ArticleFile(name, path, status.st_size, status.st_mtime_ns))

    def _skip(self, path: Path, reason: str) -> None:
        self.skipped.append(SkippedFile(path, reason))


def _is_told_by_content(path: Path) -> bool:
    """Whether a file without a known suffix is an article all the same; copies that programs keep aside are not."""
    if suffix_of(path.name) in _ASIDE or path.name.endswith("~"):
        return False
    try:
        with _open(path) as stream:
            return is_told_by(stream.read(HEAD_BYTES))
    except OSError:
        return False


def _open(path: Path) -> BinaryIO:
    """The file, opened without waiting: what was a file when the folder was looked through may be a pipe by now."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))


def _is_of_the_system(real: str) -> bool:
    return any(real == folder or real.startswith(folder + os.sep) for folder in _SYSTEM_FOLDERS)


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
