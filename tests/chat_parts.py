"""What the tests of chat models share: a clock that waits for nobody, and answerers in front of a scripted server."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from model_servers import ModelServer
from pydantic import SecretStr

from qa.chat.answering import ChatAnswerer
from qa.chat.drafting import Worded
from qa.chat.opening import ChatChoice, open_chat_model
from qa.encoding import Encoder
from qa.encoding.pairs import load_pairs
from qa.reading.evidence.network import shipped_model
from qa.reading.support.check import SupportCheck, TrainedSupportCheck
from qa.types import Article, Passage

KEY = "sk-live-1234567890"
GOOD = "HIMARS systems were transferred from Jordan to the Al-Tanf base [1]."
QUESTION = "Where were the HIMARS systems moved from?"


class RecordingClock:
    """Real time; but a wait is over at once, and written down."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def now(self) -> float:
        """See ``Clock.now``."""
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """See ``Clock.wait``."""
        self.waited.append(seconds)
        return stop.is_set()


@cache
def support_check() -> SupportCheck:
    """The check as it ships."""
    return TrainedSupportCheck(load_pairs(shipped_model(), cache=Path(os.environ["QA_MODELS"])))


def choice(server: ModelServer, provider: str = "openai") -> ChatChoice:
    """The scripted server as a chat model of that provider."""
    address = server.address if provider == "openai" else server.root
    return ChatChoice(f"{provider}:m", address, SecretStr(KEY), 64)


def answerer(
    chosen: ChatChoice,
    encoder: Encoder,
    *,
    clock: RecordingClock | None = None,
    strict: bool = True,
    seconds: float = 60.0,
    token_seconds: float = 60.0,
) -> ChatAnswerer:
    """An answerer with the real client of the provider, and the real check."""
    return ChatAnswerer(
        open_chat_model(chosen),
        encoder,
        support_check(),
        strict=strict,
        seconds=seconds,
        token_seconds=token_seconds,
        clock=clock or RecordingClock(),
    )


def answered(chat: ChatAnswerer, passages: Sequence[Passage], article: Callable[[str], Article]) -> Worded:
    """The whole answer to ``QUESTION``."""
    return deque(chat.stream(QUESTION, passages, article, threading.Event()), maxlen=1).pop()
