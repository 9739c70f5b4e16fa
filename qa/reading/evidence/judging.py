"""What the trained network makes of candidate sentences, read in their passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.network import ReadPassage, Verdict
from qa.reading.language.presuppositions import presuppositions
from qa.tables import name_cells
from qa.types import Chunk

LOGITS = 10.0  # in a unit of a judgement: logits run from about -10 to 10; the other features run from 0 to 1
_NOT_READ = -1.5
MOST_READ = 5  # passages, best first: reading more takes longer than it helps
MOST_READ_FOR_SEVERAL = 8  # where the answer may be spread over articles


class PassageNetwork(Protocol):
    """Anything that reads a question and passages together."""

    def read(self, question: str, passages: Sequence[str]) -> list[ReadPassage]:
        """What each passage says to the question, in the order given."""
        ...

    def verdicts(self, claim: str, texts: Sequence[str]) -> list[Verdict]:
        """How far each text bears the claim out, in the order given."""
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


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """Something that a question takes for granted, with what each of the best sentences does with it, best first."""

    claim: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class CloseReading:
    """How far single sentences answer, read without what stands around them; logits divided by ten, cut to -1.5..1.5.

    Attributes:
        best: the sentence that comes first.
        highest: the one that answers most of the first few.
    """

    best: float
    highest: float


NO_PREMISE = Verdict(0.0, 0.0)
MOST_HELD_AGAINST = 5  # sentences, best first
MOST_READ_CLOSELY = 8  # sentences, best first
NOT_READ = Judgement(_NOT_READ, _NOT_READ, _NOT_READ, None)


def judge(
    network: PassageNetwork, question: str, candidates: Sequence[Candidate], *, most_read: int = MOST_READ
) -> list[Judgement]:
    """One judgement a candidate, in the order given; of passages beyond the best ``most_read`` there is none."""
    ranked = sorted({c.passage.rank: c.passage for c in candidates}.items())[:most_read]
    texts = {passage.chunk.chunk_id: _names_of(passage.chunk) + passage.chunk.text for _, passage in ranked}
    # A headline stands outside the chunks; it is read by itself.
    texts.update({_headline_id(c): c.text for c in candidates if is_headline(c) and c.passage.chunk.chunk_id in texts})
    read = dict(zip(texts, network.read(question, list(texts.values())), strict=True))
    return [_judge_one(candidate, read) for candidate in candidates]


def hold_claims(network: PassageNetwork, question: str, candidates: Sequence[Candidate]) -> tuple[HeldClaim, ...]:
    """What the question takes for granted, each claim held against the sentences; none where it takes nothing.

    Args:
        network: to judge with.
        question: as asked.
        candidates: best first; the first few are looked at, each with the sentence before it.
    """
    texts = [f"{candidate.previous} {candidate.said}".strip() for candidate in candidates[:MOST_HELD_AGAINST]]
    if not texts:
        return ()
    return tuple(HeldClaim(claim, tuple(network.verdicts(claim, texts))) for claim in presuppositions(question))


def judge_premise(claims: Sequence[HeldClaim]) -> Verdict:
    """How far claims are borne out, in tenths of a logit; 0 and 0 where there are none.

    Of several claims the one that is borne out least counts, of the sentences the one that speaks loudest.
    """
    if not claims:
        return NO_PREMISE
    return Verdict(
        _cut(min(max(verdict.support for verdict in held.verdicts) for held in claims)),
        _cut(max(verdict.contradiction for held in claims for verdict in held.verdicts)),
    )


def read_closely(network: PassageNetwork, question: str, candidates: Sequence[Candidate]) -> CloseReading:
    """What the network makes of the first sentences by themselves: a second opinion beside that on whole passages.

    The candidates are best first, at least one.
    """
    texts = [candidate.said for candidate in candidates[:MOST_READ_CLOSELY]]
    found = [_cut(passage.answerable) for passage in network.read(question, texts)]
    return CloseReading(found[0], max(found))


def is_headline(candidate: Candidate) -> bool:
    """Whether it is a headline, which stands outside the chunks."""
    return candidate.start < candidate.passage.chunk.start


def _headline_id(candidate: Candidate) -> str:
    return f"{candidate.article_id}#{candidate.start}-{candidate.end}"


def _names_of(chunk: Chunk) -> str:
    """A line with the names of the columns, where the chunk holds rows of a table."""
    first = chunk.text.partition("\n")[0]
    return f"{chunk.heading}\n" if name_cells(chunk.heading, first) else ""


def _judge_one(candidate: Candidate, read: Mapping[str, ReadPassage]) -> Judgement:
    chunk = candidate.passage.chunk
    key, origin = (
        (_headline_id(candidate), candidate.start)
        if is_headline(candidate)
        else (chunk.chunk_id, chunk.start - len(_names_of(chunk)))
    )
    if key not in read:
        return NOT_READ
    found = read[key]
    start, end = candidate.start - origin, candidate.end - origin
    logits = [s.relevance for s in found.sentences if s.start < end and start < s.end]
    if not logits:
        return NOT_READ
    inside = start <= (found.start + found.end) / 2 < end and found.end > found.start
    return Judgement(
        _cut(max(logits)),
        _cut(found.span_margin) if inside else _NOT_READ,
        _cut(found.answerable),
        # A span may run on into the next sentence.
        (max(found.start + origin, candidate.start), min(found.end + origin, candidate.end)) if inside else None,
    )


def _cut(logit: float) -> float:
    return max(-1.5, min(1.5, logit / LOGITS))
