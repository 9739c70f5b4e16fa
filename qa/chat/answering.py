"""A chat model held to the promises: it writes, we check, and what can't be tied to a file is left out."""

import threading
from collections.abc import Callable, Iterator, Sequence

from qa.chat.citations import CitationCheck
from qa.chat.drafting import ABSTAIN_WORD, Draft, Worded, Writer
from qa.chat.patience import Allowance, Clock
from qa.encoding import Encoder
from qa.errors import ChatModelError, ChatTooLong
from qa.reading.support.check import SupportCheck
from qa.types import Article, Passage, Turn


class ChatAnswerer:
    """Answers worded by a writer, each sentence checked against the spans that it cites.

    Args:
        writer: words the answers.
        encoder, support: find the spans that a sentence cites, and judge them.
        strict: whether a sentence that is not borne out is left out of an answer, or stays in it and is marked.
        seconds, token_seconds: how long an answer, and each next piece of it, may take.
        clock: tells the time and waits.
    """

    def __init__(
        self,
        writer: Writer,
        encoder: Encoder,
        support: SupportCheck,
        *,
        strict: bool,
        seconds: float,
        token_seconds: float,
        clock: Clock,
    ) -> None:
        self._writer = writer
        self._encoder = encoder
        self._support = support
        self._strict = strict
        self._seconds = seconds
        self._token_seconds = token_seconds
        self._clock = clock

    def condense(self, question: str, history: Sequence[Turn], stop: threading.Event) -> str | None:
        """The question made to stand alone, or None where the model says that the conversation does not tell.

        Raises:
            ChatModelError: the model fails, asked again as often as may help.
        """
        allowance = self._allow(stop)
        attempt = 1
        while True:
            try:
                condensed = self._writer.condense(question, history, allowance)
            except ChatModelError as error:
                if not allowance.waits_after(error, attempt):
                    raise
                attempt += 1
            else:
                return None if ABSTAIN_WORD in condensed else condensed

    def stream(
        self, question: str, passages: Sequence[Passage], article: Callable[[str], Article], stop: threading.Event
    ) -> Iterator[Worded]:
        """The answer as it is written and checked; the last one is whole.

        Raises:
            ChatModelError: the model fails, asked again as often as may help; or it has no room for a single passage.
        """
        allowance = self._allow(stop)
        sent = tuple(passages)
        attempt = 1
        while True:
            check = CitationCheck(self._encoder, self._support, sent, article)
            draft = Draft(self._writer, check, question, sent, allowance, self._strict)
            try:
                yield from draft.stream()
                return
            except ChatTooLong:
                if len(sent) == 1:
                    raise
                sent = sent[: len(sent) // 2]  # the lowest ranks go first
            except ChatModelError as error:
                # What has been released can't be taken back, so a draft that broke off after that is not begun anew.
                if draft.released or not allowance.waits_after(error, attempt):
                    raise
                attempt += 1

    def _allow(self, stop: threading.Event) -> Allowance:
        return Allowance(self._clock, self._seconds, self._token_seconds, stop)
