"""Which sentences of the passages answer a question, and how likely it is that any does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.reading.evidence.candidates import Candidate, gather_candidates
from qa.reading.evidence.comparing import SentenceVectors, how_many_to_compare
from qa.reading.evidence.features import FEATURES, Weights, feature_rows, set_cosines, weigh
from qa.reading.evidence.fitting import Fit, misfit
from qa.reading.evidence.judging import (
    MOST_READ,
    MOST_READ_FOR_SEVERAL,
    NO_PREMISE,
    NOT_READ,
    HeldClaim,
    Judgement,
    PassageNetwork,
    hold_claims,
    judge,
    judge_premise,
    read_closely,
)
from qa.reading.evidence.network import Verdict
from qa.reading.evidence.relevance import Relevance, relevance_of
from qa.reading.evidence.timeliness import outdated_share, these_days
from qa.reading.evidence.weights import FittedWeights, Readers, fitted_weights, is_left_open, sigmoid, summarise
from qa.reading.language.capitals import with_capitals
from qa.reading.language.questions import Question, analyse_question
from qa.reading.language.times import without_day
from qa.reading.speakers.attribution import Attribution, attribute
from qa.types import Article, Passage

MOST_SENTENCES = 48  # looked at for a question; more costs time and, past the best passages, brings nothing
_RERANKING = 0.3  # weight of the network's judgement of a passage beside the retriever's score
_UNREAD = -1.0  # what a passage counts that the network did not read: that it hardly answers


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        candidate: the sentence and its place.
        relevance: how likely it answers, against the best sentence: 1 for that one, 0.5 for half as likely.
        vector: its unit vector; zero where it is too unlikely to answer for anything to be compared with it.
        features: by name, what the relevance was computed from; a sentence without a vector counts there as no more like the
            question than the least of those that have one.
        likeness: the cosine of its vector and the question's; zero where it has none.
        answer: the short answer inside the sentence, as offsets in the article's raw text, where one was found.
        fit: whether it is about what the question names, and of its time.
    """

    candidate: Candidate
    relevance: float
    vector: NDArray[np.float32]
    features: Mapping[str, float]
    likeness: float = 0.0
    answer: tuple[int, int] | None = None
    fit: Fit = field(default_factory=Fit)

    @property
    def attribution(self) -> Attribution:
        """Who says it; found out when it is first asked for, since most evidence is never shown."""
        return attribute(self.candidate.surroundings, self.candidate.position)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of the passages.

    Attributes:
        question: analysed.
        evidence: sentences, best first.
        answerable: probability, 0 to 1, that the passages answer.
        passages: the passages in the order in which they are likely to answer.
        premise: how far the evidence bears out what the question takes for granted.
        leading: the best sentence of each question that this one is made of, where it is made of several.
        claims: each thing that it takes for granted, with a verdict for each of the first pieces of evidence.
        of_these_days: whether it asks about days that count from the one on which it is asked.
        displaced: the sentence that would come first, did it not speak of another thing or time; None where it does not.
        today: the day on which the question is asked, as far as that is known.
    """

    question: Question
    evidence: tuple[Evidence, ...]
    answerable: float
    passages: tuple[Passage, ...] = ()
    premise: Verdict = NO_PREMISE
    leading: tuple[Evidence, ...] = ()
    claims: tuple[HeldClaim, ...] = ()
    of_these_days: bool = False
    displaced: Evidence | None = None
    today: date | None = None


class Reader(Protocol):
    """Anything that finds the sentences that answer."""

    def read(
        self,
        question: str,
        passages: Sequence[Passage],
        article: Callable[[str], Article],
        *,
        today: date | None = None,
    ) -> Reading:
        """The evidence for a question in ranked passages; ``article`` gives the indexed article of an id, ``today`` is the
        day that "last week" counts from."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of the sentences looked at, in their order.

    Attributes:
        judgements: the network's.
        rows: their features, one row each.
        vectors: their unit vectors, one row each; zero for those too unlikely to be compared with anything.
        cosines: of each with the question; zero for the same.
        relevance: how likely each answers.
    """

    judgements: list[Judgement]
    rows: NDArray[np.float64]
    vectors: NDArray[np.float32]
    cosines: NDArray[np.float32]
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class Looked:
    """The sentences that may answer a question, before a network has read them; at least one, the same order everywhere."""

    question: Question
    passages: tuple[Passage, ...]
    candidates: list[Candidate]
    weights: Weights

    def judged(
        self,
        network: PassageNetwork,
        read_as: str,
        vectors: SentenceVectors,
        weights: Sequence[float],
        *,
        today: date | None,
    ) -> Judged:
        """What a network makes of each sentence; ``read_as`` is what it reads as the question, ``weights`` are the features'."""
        most_read = MOST_READ_FOR_SEVERAL if self.question.wants_several else MOST_READ
        judgements = judge(network, read_as, self.candidates, most_read=most_read)
        rows = feature_rows(self.question, self.candidates, self.weights, judgements)
        relevance = relevance_of(self.question.text, self.candidates, rows, weights, today=today)
        compared = relevance.best_first(self.candidates)[: how_many_to_compare(self.candidates)]
        found = vectors.of([self.candidates[i].said for i in compared])
        whole = np.zeros((len(self.candidates), found.shape[1]), np.float32)
        whole[compared] = found
        cosines = whole @ vectors.of_question(self.question.text)
        set_cosines(rows, {i: float(cosines[i]) for i in compared})
        return Judged(judgements, rows, whole, cosines, relevance.with_rows(rows, weights))


class EvidenceReader:
    """A reader that weighs vectors, rare words, the kind of thing asked for, and a trained network's judgement.

    Args:
        encoder: gives the sentences' vectors.
        network: reads the passages of every question.
        both: reads them once more, together with a larger one, where ``network`` leaves a question open; None: never.
    """

    def __init__(self, encoder: Encoder, network: PassageNetwork, *, both: PassageNetwork | None = None) -> None:
        self._vectors = SentenceVectors(encoder)
        self._network = network
        self._both = both

    def read(
        self,
        question: str,
        passages: Sequence[Passage],
        article: Callable[[str], Article],
        *,
        today: date | None = None,
    ) -> Reading:
        """See ``Reader.read``. The evidence is every sentence looked at, best first."""
        question = with_capitals(question, (passage.chunk.text for passage in passages))
        read_as = without_day(question, today=today, published=(passage.published for passage in passages))
        analysed = analyse_question(question)
        looked = look(analysed, passages, article)
        if looked is None:
            return Reading(analysed, (), 0.0, tuple(passages))
        reading = self._read(looked, self._network, fitted_weights(), read_as=read_as, today=today)
        if self._both is not None and is_left_open(reading.answerable):
            return self._read(looked, self._both, fitted_weights(Readers.BOTH), read_as=read_as, today=today)
        return reading

    def _read(
        self, looked: Looked, network: PassageNetwork, weights: FittedWeights, *, read_as: str, today: date | None
    ) -> Reading:
        """What a network and the weights that were fitted for it make of the sentences."""
        question, candidates, passages = looked.question.text, looked.candidates, looked.passages
        seen = looked.judged(network, read_as, self._vectors, weights.relevance, today=today)
        rows, judgements, relevance = seen.rows, seen.judgements, seen.relevance
        logits, fits = relevance.logits, relevance.fits
        order = relevance.best_first(candidates)
        best_first = [candidates[i] for i in order]
        evidence = {
            i: Evidence(
                candidates[i],
                float(np.exp(logits[i] - logits.max())),
                seen.vectors[i],
                dict(zip(FEATURES, rows[i].tolist(), strict=True)),
                float(seen.cosines[i]),
                judgements[i].answer,
                fits[i],
            )
            for i in order
        }
        first = int(np.argmax(relevance.by_features))
        claims = hold_claims(network, question, best_first)
        premise = judge_premise(claims)
        since = these_days(question, today=today)
        summary = summarise(
            rows,
            logits,
            read_closely(network, read_as, best_first),
            premise,
            retrieved=max(passage.trace.fused_score for passage in passages),
            outdated=outdated_share(candidates, relevance.by_features, since=since),
        )
        return Reading(
            looked.question,
            tuple(evidence.values()),
            sigmoid(float(summary @ np.asarray(weights.answerability)) + weights.answerability_bias),
            rerank(passages, candidates, judgements),
            premise,
            claims=claims,
            of_these_days=since is not None,
            displaced=evidence[first] if misfit(fits[first]) else None,
            today=today,
        )


def look(question: Question, passages: Sequence[Passage], article: Callable[[str], Article]) -> Looked | None:
    """The sentences that may answer, or None where the passages hold none."""
    candidates = gather_candidates(passages, article)
    weights = weigh(question, candidates)
    candidates = candidates[:MOST_SENTENCES]
    return Looked(question, tuple(passages), candidates, weights) if candidates else None


def rerank(
    passages: Sequence[Passage], candidates: Sequence[Candidate], judgements: Sequence[Judgement]
) -> tuple[Passage, ...]:
    """The passages by their fused score and the network's judgement together, ranks counted anew.

    Only those that the network read get a ``rerank_score``; the others keep their order behind what they score without.
    """
    read = {
        candidate.passage.chunk.chunk_id: judgement.passage
        for candidate, judgement in zip(candidates, judgements, strict=True)
        if judgement.passage > NOT_READ.passage
    }
    scored = [
        (passage.trace.fused_score + _RERANKING * read.get(passage.chunk.chunk_id, _UNREAD), passage)
        for passage in passages
    ]
    scored.sort(key=lambda pair: -pair[0])
    return tuple(
        replace(passage, rank=rank, rerank_score=score if passage.chunk.chunk_id in read else None)
        for rank, (score, passage) in enumerate(scored, 1)
    )
