"""Answers that are remembered for whoever asks the same again: many people ask what the page proposes, or what is in the news."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from qa.filters import Limits
from qa.index import Index
from qa.types import Answer, Mode, Turn

STAGE = "remembered"


class AnswerMemory:
    """Quoted answers by what was asked. Safe to share between threads.

    An answer is given again only while nothing was stored or taken out since it was made, and while the files that it cites
    are as they were read. Answers that a chat model worded, or that came with a notice, are not kept.

    Args:
        index: that the answers are made from.
        folder: of the articles.
        most: answers that are kept, the latest used ones; 0 for none.
    """

    def __init__(self, index: Index, folder: Path, *, most: int) -> None:
        self._index = index
        self._folder = folder
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, Answer] = OrderedDict()

    def key(self, question: str, history: Sequence[Turn], limits: Limits, *, is_quoted: bool) -> bytes:
        """What stands for a question as it is asked now, of the index as it is now."""
        given = sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in limits.items())
        asked = (question, tuple(history), given, is_quoted, date.today(), self._index.version)
        return hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()

    def recall(self, key: bytes) -> Answer | None:
        """The answer that is remembered, None where there is none that still holds.

        Its stages took no time now; what looking it up took stands beside them as ``STAGE``.
        """
        started = time.perf_counter()
        with self._lock:
            answer = self._known.get(key)
            if answer is None:
                return None
            self._known.move_to_end(key)
        cited = sorted({each.article_id for each in answer.citations})
        if cited and self._index.changed_files(cited, self._folder):
            return None
        stages = dict.fromkeys(answer.seconds, 0.0)
        return replace(answer, seconds={**stages, STAGE: time.perf_counter() - started})

    def keep(self, key: bytes, answer: Answer) -> None:
        """Remembers a whole answer, where it may be given again."""
        if not self._most or answer.mode is Mode.CHAT or answer.notice is not None:
            return
        with self._lock:
            self._known[key] = answer
            while len(self._known) > self._most:
                self._known.popitem(last=False)
