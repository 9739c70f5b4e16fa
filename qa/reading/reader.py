"""Which sentences of the passages answer a question, and how likely it is that any does."""

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.reading.attribution import Attribution, attribute
from qa.reading.candidates import Candidate, gather_candidates
from qa.reading.features import FEATURES, feature_rows, weigh
from qa.reading.judging import Judgement, PassageNetwork, judge
from qa.reading.questions import Question, analyse_question
from qa.types import Article, Passage

MOST_SENTENCES = 48  # encoded for a question; more costs time and, past the best passages, brings nothing
_REMEMBERED_VECTORS = 20_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        candidate: the sentence and its place.
        relevance: how likely it answers, against the best sentence: 1 for that one, 0.5 for half as likely.
        attribution: who says it.
        vector: its unit vector.
        features: by name, what the relevance was computed from.
        answer: the short answer inside the sentence, as offsets in the article's raw text, where one was found.
    """

    candidate: Candidate
    relevance: float
    attribution: Attribution
    vector: NDArray[np.float32]
    features: Mapping[str, float]
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of the passages: sentences, best first, and the probability that they answer, 0 to 1."""

    question: Question
    evidence: tuple[Evidence, ...]
    answerable: float


class Reader(Protocol):
    """Anything that finds the sentences that answer."""

    def read(self, question: str, passages: Sequence[Passage], article: Callable[[str], Article]) -> Reading:
        """The evidence for a question in ranked passages; ``article`` gives the indexed article of an id."""
        ...


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """Two logistic regressions: sentence relevance from ``FEATURES``, and answerability from ``ANSWERABILITY``."""

    relevance: tuple[float, ...]
    answerability: tuple[float, ...]
    answerability_bias: float


ANSWERABILITY = (
    *(f"best_{name}" for name in FEATURES),
    "best_relevance_logit",
    "second_relevance_logit",
    "highest_coverage",
    "highest_window_coverage",
    "question_stems",
    "passage_cosine_fall",
    "highest_passage_cosine",
    "relevance_spread",
    "network_highest_passage",
    "network_highest_span",
)


@cache
def fitted_weights() -> FittedWeights:
    """The weights that ``training/fit_features.py`` wrote, checked against the features of this version."""
    stored = json.loads(files("qa.reading").joinpath("weights.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES or tuple(stored["answerability_features"]) != ANSWERABILITY:
        raise ValueError("weights.json was fitted for other features; run training/fit_features.py")
    return FittedWeights(tuple(stored["relevance"]), tuple(stored["answerability"]), stored["answerability_bias"])


class EvidenceReader:
    """A reader that weighs vectors, rare words, the kind of thing asked for, and a trained network's judgement."""

    def __init__(self, encoder: Encoder, network: PassageNetwork) -> None:
        self._encoder = encoder
        self._network = network
        self._remembered: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[Passage], article: Callable[[str], Article]) -> Reading:
        """See ``Reader.read``. The evidence is every sentence looked at, best first."""
        analysed = analyse_question(question)
        candidates, rows, vectors, judgements = self.examine(analysed, passages, article)
        if not candidates:
            return Reading(analysed, (), 0.0)
        weights = fitted_weights()
        logits = rows @ np.asarray(weights.relevance)
        order = sorted(
            range(len(candidates)), key=lambda i: (-logits[i], candidates[i].article_id, candidates[i].start)
        )
        evidence = tuple(
            Evidence(
                candidates[i],
                float(np.exp(logits[i] - logits.max())),
                attribute(candidates[i].surroundings, candidates[i].position),
                vectors[i],
                dict(zip(FEATURES, rows[i].tolist(), strict=True)),
                judgements[i].answer,
            )
            for i in order
        )
        summary = summarise(analysed, rows, logits, passages)
        answerable = _sigmoid(float(summary @ np.asarray(weights.answerability)) + weights.answerability_bias)
        return Reading(analysed, evidence, answerable)

    def examine(
        self, question: Question, passages: Sequence[Passage], article: Callable[[str], Article]
    ) -> tuple[list[Candidate], NDArray[np.float64], NDArray[np.float32], list[Judgement]]:
        """The candidate sentences, their feature rows, their vectors, and the network's judgements."""
        candidates = gather_candidates(passages, article)
        weights = weigh(question, candidates)
        candidates = candidates[:MOST_SENTENCES]
        if not candidates:
            return [], np.zeros((0, len(FEATURES))), np.zeros((0, self._encoder.dimensions), np.float32), []
        vectors = self._vectors([candidate.text for candidate in candidates])
        cosines = vectors @ self._encoder.encode_query(question.text)
        judgements = judge(self._network, question.text, candidates)
        rows = feature_rows(question, candidates, cosines, weights, judgements)
        return candidates, rows, vectors, judgements

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors; those of sentences seen in earlier questions are remembered."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._remembered]
            if missing:
                encoded = self._encoder.encode_documents(missing)
                self._remembered.update(zip(missing, encoded, strict=True))
            found = np.stack([self._remembered[text] for text in texts])
            while len(self._remembered) > _REMEMBERED_VECTORS:
                self._remembered.popitem(last=False)
            return found


def summarise(
    question: Question, rows: NDArray[np.float64], logits: NDArray[np.float64], passages: Sequence[Passage]
) -> NDArray[np.float64]:
    """The row of numbers that answerability is judged by; one column per name in ``ANSWERABILITY``."""
    order = np.argsort(-logits, kind="stable")
    best = rows[order[0]]
    second = float(logits[order[1]]) if len(order) > 1 else float(logits[order[0]]) - 5.0
    similarities = sorted((passage.similarity for passage in passages), reverse=True)
    return np.asarray(
        [
            *best.tolist(),
            float(logits[order[0]]),
            second,
            float(rows[:, FEATURES.index("coverage")].max()),
            float(rows[:, FEATURES.index("window_coverage")].max()),
            min(1.0, len(question.stems) / 10),
            similarities[0] - similarities[-1],
            similarities[0],
            float(np.log(np.exp(logits - logits.max()).sum())),
            float(rows[:, FEATURES.index("network_passage")].max()),
            float(rows[:, FEATURES.index("network_span")].max()),
        ]
    )


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, x))))
