"""What can be seen of a candidate sentence that tells whether it answers: one row of numbers for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.reading.candidates import Candidate
from qa.reading.judging import Judgement
from qa.reading.mentions import Mention, find_mentions, has_typed_form
from qa.reading.questions import AskedFor, Question
from qa.reading.rarity import local_rarity, rarity
from qa.words import bigrams, stem, stems, words

FEATURES = (
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
    "typed_and_mentioned",
    "typed_not_mentioned",
    "mention_near_head",
    "mention_near_terms",
    "person_mentioned",
    "time_mentioned",
    "count_mentioned",
    "reason_mentioned",
    "new_words",
    "short",
    "long",
    "is_question",
    "starts_with_pronoun",
    "cut_off",
    "network_sentence",
    "network_sentence_gap",
    "network_span",
    "network_passage",
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
    question: Question,
    candidates: Sequence[Candidate],
    cosines: NDArray[np.float32],
    weights: Weights,
    judgements: Sequence[Judgement],
) -> NDArray[np.float64]:
    """One row per candidate, one column per name in ``FEATURES``; shape (candidates, features).

    Args:
        question: analysed.
        candidates: sentences.
        cosines: of each sentence with the question, same order.
        weights: from ``weigh``.
        judgements: what the trained network makes of each, same order.
    """
    known = frozenset(words(question.text))
    best_terms = max((candidate.passage.term_score for candidate in candidates), default=0.0) or 1.0
    best_cosine = float(cosines.max()) if len(cosines) else 0.0
    best_sentence = max((judgement.sentence for judgement in judgements), default=0.0)
    passage_stems: dict[str, set[str]] = {}
    rows = []
    for candidate, cosine, judgement in zip(candidates, cosines.tolist(), judgements, strict=True):
        passage = candidate.passage
        chunk_id = passage.chunk.chunk_id
        if chunk_id not in passage_stems:
            passage_stems[chunk_id] = set(
                stems(f"{passage.title or ''} {passage.chunk.heading or ''} {passage.chunk.text}")
            )
        own = stems(candidate.text)
        own_set = set(own)
        window = own_set | set(stems(f"{candidate.previous} {passage.title or ''} {passage.chunk.heading or ''}"))
        mentions = find_mentions(question.asked_for, candidate.text, known=known)
        typed = has_typed_form(question.asked_for)
        kind = question.asked_for
        rows.append(
            (
                cosine,
                best_cosine - cosine,
                passage.similarity,
                1.0 / passage.rank,
                passage.term_score / best_terms,
                weights.coverage(own_set),
                weights.coverage(window),
                weights.coverage(passage_stems[chunk_id]),
                weights.coverage(own_set, local=True),
                weights.heaviest_missing(window),
                _overlap(bigrams(question.stems), bigrams(own)),
                float(typed and bool(mentions)),
                float(typed and not mentions),
                _near(mentions, candidate.text, question.head),
                _near(mentions, candidate.text, question.stems),
                float(kind is AskedFor.PERSON and bool(mentions)),
                float(kind in (AskedFor.TIME, AskedFor.DURATION) and bool(mentions)),
                float(kind in (AskedFor.COUNT, AskedFor.MONEY, AskedFor.MEASURE) and bool(mentions)),
                float(kind is AskedFor.REASON and bool(mentions)),
                min(1.0, len(own_set - set(question.stems)) / 10),
                float(len(own) < 4),
                float(len(own) > 30),
                float(candidate.text.rstrip("”\"' ").endswith("?")),
                float(
                    bool(words(candidate.text)[:1])
                    and words(candidate.text)[0] in {"he", "she", "it", "they", "this", "these", "that"}
                ),
                float(not candidate.complete),
                judgement.sentence,
                best_sentence - judgement.sentence,
                judgement.span,
                judgement.passage,
            )
        )
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


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
