"""What the trained network makes of passages: whether each answers, where, and in which sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.encoding.pairs import PairLogits, PairScorer
from qa.sentences import SentenceSpan, split_sentences

LONGEST_ANSWER_TOKENS = 40
_LEAST_LOGIT = -30.0  # of a sentence that the network did not get to see


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a passage, by its place in the passage's text, and the logit that it holds the answer."""

    start: int
    end: int
    relevance: float


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """What a passage says to a question.

    Attributes:
        answerable: logit that the passage answers.
        start, end: the best span, half-open, in characters of the passage; both 0 where the passage has no words.
        span_logit: start plus end logit of that span.
        span_margin: how far ``span_logit`` is above that of "the answer is not here"; negative where it is below.
        sentences: in reading order, together all of the passage's sentences.
    """

    answerable: float
    start: int
    end: int
    span_logit: float
    span_margin: float
    sentences: tuple[ReadSentence, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text does with a claim: how far the logit of each label is above the others, below 0 where it is not first."""

    support: float
    contradiction: float


def shipped_model() -> Path:
    """The folder of the network that comes with the package."""
    return Path(__file__).parent / "model"


def larger_model() -> Path:
    """The folder of the larger one."""
    return Path(__file__).parent / "larger_model"


class PassageReader:
    """Reads passages, and holds claims against texts.

    Args:
        scorer: reads passages.
        claims: holds claims; None: the same one.
    """

    def __init__(self, scorer: PairScorer, *, claims: PairScorer | None = None) -> None:
        self._scorer = scorer
        self._claims = claims or scorer

    def read(self, question: str, passages: Sequence[str]) -> list[ReadPassage]:
        """What each passage says to the question, in the order given."""
        read = self._scorer.score(question, passages)
        return [interpret(passage, logits) for passage, logits in zip(passages, read, strict=True)]

    def verdicts(self, claim: str, texts: Sequence[str]) -> list[Verdict]:
        """How far each text bears the claim out, in the order given."""
        return [verdict_of(logits) for logits in self._claims.score(claim, texts)]


def verdict_of(logits: PairLogits) -> Verdict:
    """The lead of "bears it out" and of "contradicts it" over the other two labels."""
    supported, not_supported, contradicted = logits.verdicts
    return Verdict(supported - max(not_supported, contradicted), contradicted - max(supported, not_supported))


def interpret(passage: str, logits: PairLogits) -> ReadPassage:
    """The span and the sentences that the logits of a passage's tokens speak for."""
    sentences = split_sentences(passage)
    if not len(logits.start):
        unseen = tuple(ReadSentence(span.start, span.end, _LEAST_LOGIT) for span in sentences)
        return ReadPassage(logits.answerable, 0, 0, _LEAST_LOGIT, _LEAST_LOGIT, unseen)
    first, last = best_span(logits.start, logits.end)
    span_logit = float(logits.start[first] + logits.end[last])
    return ReadPassage(
        answerable=logits.answerable,
        start=int(logits.offsets[first, 0]),
        end=int(logits.offsets[last, 1]),
        span_logit=span_logit,
        span_margin=span_logit - logits.absent,
        sentences=tuple(_sentence(span, logits) for span in sentences),
    )


def best_span(start: NDArray[np.float32], end: NDArray[np.float32]) -> tuple[int, int]:
    """First and last token (inclusive) with the highest sum of logits, at most ``LONGEST_ANSWER_TOKENS`` apart."""
    tokens = len(start)
    sums = start[:, None] + end[None, :]
    distance = np.arange(tokens)[None, :] - np.arange(tokens)[:, None]
    sums = np.where((distance >= 0) & (distance < LONGEST_ANSWER_TOKENS), sums, -np.inf)
    first, last = divmod(int(sums.argmax()), tokens)
    return first, last


def _sentence(span: SentenceSpan, logits: PairLogits) -> ReadSentence:
    inside = (logits.offsets[:, 0] < span.end) & (logits.offsets[:, 1] > span.start)
    relevance = float(logits.sentence[inside].mean()) if inside.any() else _LEAST_LOGIT
    return ReadSentence(span.start, span.end, relevance)
