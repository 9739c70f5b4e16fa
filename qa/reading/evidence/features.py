"""What can be seen of a candidate sentence that tells whether it answers: one row of numbers for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.judging import Judgement
from qa.reading.language.kinds import Mention, find_mentions
from qa.reading.language.questions import AskedFor, Question
from qa.reading.language.rarity import local_rarity, rarity
from qa.types import Passage
from qa.words import bigrams, stem, stems, words

_MATCHING = (
    "sentence_cosine",
    "best_cosine_gap",
    "passage_cosine",
    "passage_reciprocal_rank",
    "passage_terms",
    "coverage",
    "window_coverage",
    "passage_coverage",
    "local_coverage",
    "heaviest_missing",
    "bigram_overlap",
    "names_missing_near",
    "names_missing_in_passage",
)
# Kinds of answer that can be told by their form; each gives a feature for "there is one" and one for "there is none".
_KINDS = {
    "person": {AskedFor.PERSON},
    "place": {AskedFor.PLACE},
    "time": {AskedFor.TIME},
    "quantity": {AskedFor.COUNT, AskedFor.MEASURE, AskedFor.MONEY, AskedFor.DURATION},
    "entity": {AskedFor.ENTITY},
    "reason": {AskedFor.REASON},
}
KIND_MENTIONED = tuple(f"{kind}_mentioned" for kind in _KINDS)
KIND_MISSING = tuple(f"{kind}_missing" for kind in _KINDS)
_TYPED = (
    *(name for pair in zip(KIND_MENTIONED, KIND_MISSING, strict=True) for name in pair),
    "mention_near_head",
    "quantity_far_from_head",
    "mention_near_terms",
)
_FORM = ("short", "is_question", "starts_with_pronoun", "cut_off")
_NETWORK = ("network_sentence", "network_sentence_gap", "network_span", "network_passage")
FEATURES = (*_MATCHING, *_TYPED, *_FORM, *_NETWORK)
# Features that can only speak against a sentence; all others can only speak for it. The fit keeps to these signs: what
# a few hundred questions on Wikipedia would make of a feature beyond that does not carry over to news.
AGAINST = frozenset(
    {
        "best_cosine_gap",
        "heaviest_missing",
        "names_missing_near",
        "names_missing_in_passage",
        *KIND_MISSING,
        "quantity_far_from_head",
        *_FORM,
        "network_sentence_gap",
    }
)
_NEAR_WORDS = 6  # a number belongs to a noun at most this many words away


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each stem of a question weighs: in the language at large, and among the passages."""

    background: Mapping[str, float]
    local: Mapping[str, float]

    def coverage(self, found: set[str], *, local: bool = False) -> float:
        """The share of the question's weight that the stems found make up, 0 to 1."""
        table = self.local if local else self.background
        total = sum(table.values())
        return sum(weight for name, weight in table.items() if name in found) / total if total else 0.0

    def heaviest_missing(self, found: set[str]) -> float:
        """The share of the weight of the heaviest stem that was not found."""
        total = sum(self.background.values())
        missing = [weight for name, weight in self.background.items() if name not in found]
        return max(missing, default=0.0) / total if total else 1.0


def weigh(question: Question, candidates: Sequence[Candidate]) -> Weights:
    """The weights of the question's stems, given the passages that were found."""
    seen = local_rarity(
        {candidate.passage.chunk.chunk_id: candidate.passage.chunk.text for candidate in candidates}.values()
    )
    background = {name: rarity(name) for name in question.stems}
    local = {name: background[name] * (0.1 + seen.get(name, 1.0)) for name in question.stems}
    return Weights(background, local)


def feature_rows(
    question: Question, candidates: Sequence[Candidate], weights: Weights, judgements: Sequence[Judgement]
) -> NDArray[np.float64]:
    """One row per candidate, one column per name in ``FEATURES``; shape (candidates, features).

    The columns of the sentences' cosines are zero until ``set_cosines`` fills them.

    Args:
        question: analysed.
        candidates: sentences.
        weights: from ``weigh``.
        judgements: what the trained network makes of each, same order.
    """
    best_terms = max((candidate.passage.term_score for candidate in candidates), default=0.0) or 1.0
    best_sentence = max((judgement.sentence for judgement in judgements), default=0.0)
    known = frozenset(words(question.text))
    passages: dict[str, set[str]] = {}
    rows = []
    for candidate, judgement in zip(candidates, judgements, strict=True):
        chunk_id = candidate.passage.chunk.chunk_id
        if chunk_id not in passages:
            passages[chunk_id] = set(stems(_with_headlines(candidate.passage, candidate.passage.chunk.text)))
        rows.append(
            (
                0.0,
                0.0,
                candidate.passage.similarity,
                1.0 / candidate.passage.rank,
                candidate.passage.term_score / best_terms,
                *_matching(question, candidate, passages[chunk_id], weights),
                *_typed(question, candidate.said, known),
                *_form(candidate),
                judgement.sentence,
                best_sentence - judgement.sentence,
                judgement.span,
                judgement.passage,
            )
        )
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def set_cosines(rows: NDArray[np.float64], cosines: Mapping[int, float]) -> None:
    """Fills the columns of the sentences' cosines with the question: of those given, by index, at least one; the others
    count as no more alike than the least of these."""
    found = np.full(len(rows), min(cosines.values()))
    found[list(cosines)] = list(cosines.values())
    rows[:, FEATURES.index("sentence_cosine")] = found
    rows[:, FEATURES.index("best_cosine_gap")] = found.max() - found


def _with_headlines(passage: Passage, text: str) -> str:
    return f"{passage.title or ''} {passage.chunk.heading or ''} {text}"


def _matching(question: Question, candidate: Candidate, passage: set[str], weights: Weights) -> tuple[float, ...]:
    own = stems(candidate.said)
    near = set(own) | set(stems(_with_headlines(candidate.passage, candidate.previous)))
    names = set(question.names)
    return (
        weights.coverage(set(own)),
        weights.coverage(near),
        weights.coverage(passage),
        weights.coverage(set(own), local=True),
        weights.heaviest_missing(near),
        _overlap(bigrams(question.stems), bigrams(own)),
        len(names - near) / len(names) if names else 0.0,
        len(names - passage) / len(names) if names else 0.0,
    )


def _typed(question: Question, sentence: str, known: frozenset[str]) -> tuple[float, ...]:
    mentions = find_mentions(question.asked_for, sentence, known=known)
    states = [
        float(question.asked_for in kinds and bool(mentions) is wanted)
        for kinds in _KINDS.values()
        for wanted in (True, False)
    ]
    near_head = _near(mentions, sentence, question.head)
    counted = question.asked_for is AskedFor.COUNT and bool(question.head)
    return (*states, near_head, float(counted and not near_head), _near(mentions, sentence, question.stems))


def _form(candidate: Candidate) -> tuple[float, ...]:
    own = stems(candidate.said)
    first = words(candidate.text)[:1]
    return (
        float(len(own) < 4),
        float(candidate.text.rstrip("”\"' ").endswith("?")),
        float(bool(first) and first[0] in {"he", "she", "it", "they", "this", "these", "that"}),
        float(not candidate.complete),
    )


def _overlap(wanted: set[tuple[str, str]], found: set[tuple[str, str]]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _near(mentions: Sequence[Mention], sentence: str, wanted: Sequence[str]) -> float:
    """The best share of wanted stems within a few words of a mention, 0 to 1."""
    if not mentions or not wanted:
        return 0.0
    best = 0.0
    for mention in mentions:
        before = words(sentence[: mention.start])[-_NEAR_WORDS:]
        after = words(sentence[mention.end :])[:_NEAR_WORDS]
        around = {stem(word) for word in (*before, *words(mention.text), *after)}
        best = max(best, len(around & set(wanted)) / len(set(wanted)))
    return best
