"""What a format's reader is given and what it gives back, and how much of it there may be."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.articles.metadata import Metadata
from qa.articles.parsing import Form
from qa.errors import ArticleError
from qa.reports import SkippedFile
from qa.types import Part

MAX_ENTRIES = 10_000  # articles of one file
MAX_CHARS = 20_000_000  # text of one article
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_DEPTH = 3  # a page in an archive in an archive


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to be read.

    Attributes:
        path: what messages call it; for what lies in an archive, the archive's path with the name inside.
        content: all of it.
        name: what its suffix is taken from.
        depth: how many containers it lies in.
    """

    path: Path
    content: bytes
    name: str
    depth: int = 0

    def inner(self, name: str, content: bytes) -> "Source":
        """What lies in this one under a name. Raises ArticleError where containers are nested too deep."""
        if self.depth + 1 > MAX_DEPTH:
            raise ArticleError(self.path / name, f"packed more than {MAX_DEPTH} times over")
        return Source(self.path / name, content, name, self.depth + 1)

    def refuse(self, reason: str) -> ArticleError:
        """The error that says why it can't be used."""
        return ArticleError(self.path, reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as its format gives it.

    Attributes:
        text: what offsets count in.
        stated: what the format says of it outside the text.
        form: how the text is written.
        parts: pages or chapters, in order.
        suffix: what tells it from the file's other articles, put behind the file's id: ``#3`` for the third entry of a
            list, ``/inner.txt`` for a file inside; empty where the file is the article.
    """

    text: str
    stated: Metadata = field(default_factory=Metadata)
    form: Form = Form.LAID_OUT
    parts: tuple[Part, ...] = ()
    suffix: str = ""

    def below(self, name: str) -> "Entry":
        """The entry as one of a file called ``name`` inside of another."""
        return replace(self, suffix=f"/{name}{self.suffix}")


@dataclass(frozen=True, slots=True)
class Contents:
    """The articles of a file, and what in it could not be used."""

    entries: tuple[Entry, ...]
    skipped: tuple[SkippedFile, ...] = ()
