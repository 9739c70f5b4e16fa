"""Which sentences make up an answer: chosen together, so that each adds something, within the length that people read."""

from collections.abc import Mapping, Sequence

from qa.reading.questions import Question
from qa.reading.rarity import rarity
from qa.reading.reader import Evidence
from qa.words import stems

MOST_WORDS = 60
MOST_SENTENCES = 5
_LISTS = 2  # times as long where the question asks for several things
_LEAST_GAIN = 0.05  # for another sentence to be worth reading
_LEAST_GAIN_OF_LIST = 0.03
_COVERAGE = 0.1  # what a question's words count that no chosen sentence holds yet
_SAME_COSINE = 0.86  # two sentences that say the same


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of the answer in the order in which they were chosen: the best first, then what adds most to it.

    A sentence adds the probability that it is the one that answers, and the share of the question's words, weighted by
    rarity, that no sentence chosen before it holds. Both kinds of gain shrink as sentences are added, for which taking the
    largest each time is near the best choice (Nemhauser, Wolsey and Fisher 1978; Lin and Bilmes 2011 for summaries).

    Args:
        question: analysed; one that asks for several things gets a longer answer.
        evidence: at least one, best first.
    """
    most_words = MOST_WORDS * _LISTS if question.wants_list else MOST_WORDS
    least_gain = _LEAST_GAIN_OF_LIST if question.wants_list else _LEAST_GAIN
    weights = {name: rarity(name) for name in question.stems}
    whole = sum(item.relevance for item in evidence)
    chosen = [evidence[0]]
    left = list(evidence[1:])
    room = most_words - _length(evidence[0])
    covered = set(stems(evidence[0].candidate.text))
    while left and len(chosen) < MOST_SENTENCES:
        left = [item for item in left if _length(item) <= room and not repeats(item, chosen)]
        gains = [item.relevance / whole + _COVERAGE * _newly_covered(item, covered, weights) for item in left]
        if max(gains, default=0.0) < least_gain:
            break
        best = left.pop(gains.index(max(gains)))
        chosen.append(best)
        room -= _length(best)
        covered |= set(stems(best.candidate.text))
    return chosen


def _length(item: Evidence) -> int:
    return len(item.candidate.text.split())


def _newly_covered(item: Evidence, covered: set[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    fresh = set(stems(item.candidate.text)) - covered
    return sum(weight for name, weight in weights.items() if name in fresh) / total if total else 0.0


def repeats(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether a sentence says what one of the chosen says already."""
    return any(float(item.vector @ other.vector) > _SAME_COSINE for other in chosen)


def in_reading_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Articles in order of their best sentence; inside an article as the text runs."""
    first = {item.candidate.article_id: index for index, item in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda item: (first[item.candidate.article_id], item.candidate.start))
