"""Files into the folder of the articles, out of it, and back: whole or not at all, and never over another file."""

import os
import re
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.articles.folder import read_content
from qa.articles.reading import articles_in, find_files
from qa.errors import ArticleError, LimitError
from qa.limits import LIBRARY_BYTES
from qa.types import Article

REMOVED = ".qa-removed"  # hidden folders are not read
_INCOMING = ".qa-incoming-"
_NAME_BYTES = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#~]+')


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file that was put into the folder.

    Attributes:
        file_id: its place below the folder.
        article_ids: what it holds.
        is_new: false where the same file was there already.
    """

    file_id: str
    article_ids: tuple[str, ...]
    is_new: bool


class Shelves:
    """The folder of the articles, to be written to. Safe to share between threads.

    Args:
        folder: of the articles.
        most_bytes: of all files in it, removed ones counted in.
    """

    def __init__(self, folder: Path, *, most_bytes: int = LIBRARY_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()

    @contextmanager
    def incoming(self, name: str) -> Iterator[Path]:
        """Where a file of that name may be written to until ``put`` takes it; it is gone when the block ends.

        Raises OSError where the folder can't be written to.
        """
        with tempfile.TemporaryDirectory(prefix=_INCOMING, dir=self._folder, ignore_cleanup_errors=True) as place:
            yield Path(place) / safe_name(name)

    def put(self, incoming: Path, *, by_title: bool = False) -> Shelved:
        """Takes a written file into the folder, under a name that is free, where it can be read as articles.

        With ``by_title`` the name is that of the article, where it holds one that has a title.

        Raises:
            ArticleError: it can't be read; says why.
            LimitError: the folder would hold too much.
            OSError: the folder can't be written to.
        """
        with self._lock:  # also so that one file at a time is taken apart
            articles = _read(incoming)
            article_ids = tuple(each.article_id for each in articles)
            title = articles[0].title if by_title and len(articles) == 1 else None
            wanted = text_name(title, suffix=incoming.suffix) if title else incoming.name
            held = sum(path.lstat().st_size for path in self._folder.rglob("*") if path.is_file())
            if held > self._most_bytes:
                most = self._most_bytes // 1_000_000
                raise LimitError(
                    f"The folder holds {held / 1e6:,.0f} MB with this; at most {most:,} MB can be added to here."
                )
            for name in _names(wanted):
                target = self._folder / name
                if target.is_file() and target.read_bytes() == incoming.read_bytes():
                    return Shelved(name, _renamed(article_ids, incoming.name, name), False)
                if _moved(incoming, target):
                    return Shelved(name, _renamed(article_ids, incoming.name, name), True)
        raise LimitError(f"There are too many files called {wanted}.")

    def take_away(self, file_id: str) -> None:
        """Puts a file of the folder aside. Raises ArticleError where it is not there, or lies outside of the folder."""
        path = self._folder / file_id
        with self._lock:
            if not path.is_file() or not path.parent.resolve().is_relative_to(self._folder.resolve()):
                raise ArticleError(path, "is no file of the folder")
            aside = self._folder / REMOVED / file_id
            aside.parent.mkdir(parents=True, exist_ok=True)
            if aside.exists():  # of an earlier file of that name
                aside.replace(next(each for each in _beside(aside) if not each.exists()))
            path.rename(aside)

    def bring_back(self, file_id: str) -> None:
        """Puts a file back that was put aside. Raises ArticleError where there is none, or its name is taken again."""
        aside, path = self._folder / REMOVED / file_id, self._folder / file_id
        if any(part.startswith(".") for part in PurePosixPath(file_id).parts) or file_id.startswith("/"):
            raise ArticleError(path, "is no file that was removed")
        with self._lock:
            if not aside.is_file():
                raise ArticleError(path, "is no file that was removed")
            path.parent.mkdir(parents=True, exist_ok=True)
            if not _moved(aside, path):
                raise ArticleError(path, "is there again; rename that file first")


def safe_name(name: str) -> str:
    """A file's name without folders, without what some system takes for more than a letter, and not hidden."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    base = "".join(each for each in base if each.isprintable() and not unicodedata.category(each).startswith("Cs"))
    base = " ".join(_UNSAFE.sub("-", base).split()).strip(". -")
    stem, dot, suffix = base.rpartition(".")
    stem, suffix = (stem, f".{suffix}") if dot and len(suffix.encode()) <= 10 else (base, "")
    cut = (stem.rstrip("-") or "article").encode()[: _NAME_BYTES - len(suffix)].decode(errors="ignore").strip()
    return cut + suffix


def text_name(title: str, *, suffix: str = ".txt") -> str:
    """The name of a file, of a text unless ``suffix`` says otherwise, for an article with that title."""
    words = re.sub(r"[./\\]", " ", title)
    return f"{safe_name(words[:80])}{suffix}"


def _read(incoming: Path) -> tuple[Article, ...]:
    files, skipped = find_files(incoming.parent)
    if not files:
        raise ArticleError(incoming, skipped[0].reason if skipped else "not an article format")
    return articles_in(files[0], read_content(files[0])).articles


def _renamed(article_ids: tuple[str, ...], before: str, now: str) -> tuple[str, ...]:
    return tuple(now + article_id.removeprefix(before) for article_id in article_ids)


def _names(name: str) -> Iterator[str]:
    yield name
    path = PurePosixPath(name)
    for number in range(2, 1000):
        yield f"{path.stem} {number}{path.suffix}"


def _beside(path: Path) -> Iterator[Path]:
    for name in _names(path.name):
        yield path.with_name(name)


def _moved(source: Path, target: Path) -> bool:
    """Whether the file was moved; not where something has the target's name already. It is there whole or not at all."""
    try:
        with source.open("rb") as stream:
            os.fsync(stream.fileno())
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if target.exists():
            return False
        shutil.move(source, target)
        return True
    with suppress(OSError):
        source.unlink()
    return True
