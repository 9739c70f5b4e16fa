"""What the trained network makes of candidate sentences, read in their passages with title and heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.reading.candidates import Candidate
from qa.reading.trained import ReadPassage
from qa.types import Passage

_SCALE = 10.0  # logits run from about -10 to 10; the other features run from 0 to 1
_NOT_READ = -1.5
MOST_READ = 5  # passages, best first: reading more takes longer than it helps


class PassageNetwork(Protocol):
    """Anything that reads a question and passages together."""

    def read(self, question: str, passages: Sequence[str]) -> list[ReadPassage]:
        """What each passage says to the question, in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """The network on one sentence; logits divided by ten, cut to -1.5..1.5.

    Attributes:
        sentence: that the sentence holds the answer.
        span: how far the passage's best span, where it lies in this sentence, is above "no answer here".
        passage: that the passage answers.
        answer: the best span as offsets in the article's raw text, where it lies in this sentence, else None.
    """

    sentence: float
    span: float
    passage: float
    answer: tuple[int, int] | None


NOT_READ = Judgement(_NOT_READ, _NOT_READ, _NOT_READ, None)


def judge(network: PassageNetwork, question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
    """One judgement a candidate, in the order given."""
    ranked = sorted({c.passage.rank: c.passage for c in candidates}.items())[:MOST_READ]
    passages = {passage.chunk.chunk_id: passage for _, passage in ranked}
    prefixes = {chunk_id: _prefix(passage) for chunk_id, passage in passages.items()}
    texts = [prefixes[chunk_id] + passage.chunk.text for chunk_id, passage in passages.items()]
    read = dict(zip(passages, network.read(question, texts), strict=True))
    return [_judge_one(candidate, prefixes, read) for candidate in candidates]


def _prefix(passage: Passage) -> str:
    """Title and heading, each on a line of its own: they say what the sentences below are about."""
    return "".join(f"{line}\n" for line in dict.fromkeys((passage.title, passage.chunk.heading)) if line)


def _judge_one(candidate: Candidate, prefixes: dict[str, str], read: dict[str, ReadPassage]) -> Judgement:
    chunk = candidate.passage.chunk
    if chunk.chunk_id not in read:
        return NOT_READ
    prefix, found = prefixes[chunk.chunk_id], read[chunk.chunk_id]
    shift = len(prefix) - chunk.start  # from offsets in the article to offsets in what was read
    start, end = candidate.start + shift, candidate.end + shift
    if candidate.start < chunk.start:  # a headline
        start = prefix.find(candidate.text)
        end = start + len(candidate.text)
        if start < 0:
            return NOT_READ
    logits = [s.relevance for s in found.sentences if s.start < end and start < s.end]
    if not logits:
        return NOT_READ
    middle = (found.start + found.end) / 2
    inside = start <= middle < end and found.end > found.start
    answer = (found.start - start + candidate.start, found.end - start + candidate.start) if inside else None
    return Judgement(
        _cut(max(logits)), _cut(found.span_margin) if inside else _NOT_READ, _cut(found.answerable), answer
    )


def _cut(logit: float) -> float:
    return max(-1.5, min(1.5, logit / _SCALE))
