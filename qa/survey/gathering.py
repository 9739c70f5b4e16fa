"""Something read from every article of a library: in the background, a bounded number, each once as long as it stays as it is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from qa.errors import QAError
from qa.types import Article, ArticleFacts

Found = TypeVar("Found")

MOST_ARTICLES = 1_000
_PAUSE_SECONDS = 0.2
_MOST_PAUSES = 100  # before an article: where somebody always asks, reading still goes on


@dataclass(frozen=True, slots=True)
class Gathered(Generic[Found]):
    """What was found so far.

    Attributes:
        articles: those that are looked at, the newest first, at most ``MOST_ARTICLES``.
        found: by article id, for those that have been read.
        total: how many articles there are.
    """

    articles: tuple[ArticleFacts, ...]
    found: Mapping[str, Found]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether all that are looked at have been read."""
        return len(self.found) == len(self.articles)


class Gathering(Generic[Found]):
    """Reads a library's articles in a thread of its own, which begins when somebody looks and ends when all is read.

    What was found stays in memory, by the version in which an article is stored, until the article changes or is gone.

    Args:
        read: what is wanted of an article.
        articles: the articles at hand.
        versions: something by id that is another whenever the article is.
        article: the article of an id.
        is_busy: whether somebody waits for an answer: reading waits until he has it.
    """

    def __init__(
        self,
        read: Callable[[Article], Found],
        *,
        articles: Callable[[], Sequence[ArticleFacts]],
        versions: Callable[[], Mapping[str, int]],
        article: Callable[[str], Article],
        is_busy: Callable[[], bool],
    ) -> None:
        self._read = read
        self._articles = articles
        self._versions = versions
        self._article = article
        self._is_busy = is_busy
        self._known: dict[tuple[str, int], Found | None] = {}
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None
        self._wanted: list[tuple[str, int]] = []
        self._now: tuple[str, int] | None = None

    def look(self) -> Gathered[Found]:
        """What has been found by now; what is missing is read from now on."""
        every = self._articles()
        articles = sorted(every, key=lambda each: (each.published or date.min, each.article_id), reverse=True)
        versions = self._versions()
        keys = [(each.article_id, versions[each.article_id]) for each in articles if each.article_id in versions]
        keys = keys[:MOST_ARTICLES]
        with self._lock:
            kept = set(keys)
            self._known = {key: found for key, found in self._known.items() if key in kept}
            self._wanted = [key for key in keys if key not in self._known and key != self._now]
            if self._wanted and self._reader is None:
                self._reader = threading.Thread(target=self._run, name="survey")
                self._reader.start()
            found = {key[0]: each for key, each in self._known.items() if each is not None}
            ids = {key[0] for key in keys} - {key[0] for key, each in self._known.items() if each is None}
        return Gathered(tuple(each for each in articles if each.article_id in ids), found, len(every))

    def wait(self) -> None:
        """Returns when nothing is being read."""
        reader = self._reader
        if reader is not None:
            reader.join()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            for _ in range(_MOST_PAUSES):
                if not self._is_busy():
                    break
                pause.wait(_PAUSE_SECONDS)
            with self._lock:
                if not self._wanted:
                    self._reader = None
                    return
                key = self._now = self._wanted.pop(0)
            found = self._read_one(key[0])
            with self._lock:
                self._known[key], self._now = found, None

    def _read_one(self, article_id: str) -> Found | None:
        """What is wanted of the article; None where it is gone, or can't be read."""
        try:
            return self._read(self._article(article_id))
        except (KeyError, QAError):
            return None
