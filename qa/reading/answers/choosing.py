"""Which sentences make up an answer: chosen together, so that each adds something, within the length that people read."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.reading.answers.lists import rows_asked_for
from qa.reading.evidence.judging import LOGITS, is_headline
from qa.reading.evidence.reader import Evidence
from qa.reading.language.questions import Question
from qa.reading.language.rarity import rarity
from qa.reading.speakers.asked import may_speak
from qa.words import stems

MOST_WORDS = 60
MOST_SENTENCES = 5
_LISTS = 2  # times as long where the question asks for several things
_LEAST_GAIN = 0.05  # for another sentence to be worth reading
_LEAST_GAIN_OF_SEVERAL = 0.03
_LEAST_SHARE = 0.009  # of the probability, for a sentence to be added where one thing is asked
_NEW_VOICE = 1.5  # times as much does a sentence of somebody else add, where the question asks what people say
_COVERAGE = 0.1  # what a question's words count that no chosen sentence holds yet
_OPEN_END = re.compile(r"[-–—:]\s*$")
_LEAST_OF_A_LEAD = 0.3  # of the best sentence's relevance, for another to lead because it holds the short answer
_SAME_COSINE = 0.86  # two sentences that say the same
_TOLD_COSINE = 0.7  # a sentence of the text that tells what its headline does


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of the answer in the order in which they were chosen: the best first, then what adds most to it.

    A sentence adds the probability that it is the one that answers, and the share of the question's words, weighted by
    rarity, that no sentence chosen before it holds. Both kinds of gain shrink as sentences are added, for which taking the
    largest each time is near the best choice (Nemhauser, Wolsey and Fisher 1978; Lin and Bilmes 2011 for summaries).

    Args:
        question: analysed; one that asks for several things gets a longer answer, one that says so an answer from several
            articles where they have one.
        evidence: at least one, best first.
    """
    most_words = MOST_WORDS * _LISTS if question.wants_list else MOST_WORDS
    least_gain = _LEAST_GAIN_OF_SEVERAL if question.wants_several else _LEAST_GAIN
    weights = {name: rarity(name) for name in question.stems}
    left = spread(evidence) if question.wants_several else list(evidence)
    left = [item for item in left if _states_something(item) and _may_answer(question, item)] or left[:1]
    left = _told_in_full(rows_asked_for(question, left))
    whole = sum(item.relevance for item in left)
    chosen = [left.pop(0)]
    room = most_words - _length(chosen[0])
    covered = set(stems(chosen[0].candidate.text))
    while left and len(chosen) < MOST_SENTENCES:
        left = [item for item in left if _length(item) <= room and not repeats(item, chosen)]
        heard = {item.attribution.speaker for item in chosen} | {None} if question.voices else {None}
        gains = [
            item.relevance / whole * (_NEW_VOICE if question.voices and item.attribution.speaker not in heard else 1)
            + _COVERAGE * _newly_covered(item, covered, weights)
            for item in left
        ]
        if max(gains, default=0.0) < least_gain:
            break
        best = left.pop(gains.index(max(gains)))
        if best.relevance < _LEAST_SHARE * whole and not question.wants_several:
            break
        chosen.append(best)
        room -= _length(best)
        covered |= set(stems(best.candidate.text))
    return chosen


def _may_answer(question: Question, item: Evidence) -> bool:
    return question.voices is None or may_speak(question, item.attribution.speaker)


def spread(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with each sentence held against the best of its own article, best first.

    Against the best of all, the sentences of a second article count for little, even where it answers as well: the
    regression looks for one sentence, and what ranks its article lower weighs on each of its sentences. So an article
    counts by the network's odds that a passage of it answers, against the likeliest article.
    """
    best: dict[str, float] = {}
    odds: dict[str, float] = {}
    for item in evidence:
        article = item.candidate.article_id
        best[article] = max(best.get(article, 0.0), item.relevance)
        odds[article] = max(odds.get(article, 0.0), math.exp(LOGITS * item.features["network_passage"]))
    likeliest = max(odds.values())
    lifted = [
        replace(
            item,
            relevance=max(
                item.relevance,
                item.relevance / best[item.candidate.article_id] * odds[item.candidate.article_id] / likeliest,
            ),
        )
        for item in evidence
    ]
    return sorted(lifted, key=lambda item: -item.relevance)


def _states_something(item: Evidence) -> bool:
    """Whether a sentence is no question, does not only lead over to something else ("LONDON —"), and is no scrap.

    Two or three words are a scrap unless the network finds a short answer in them.
    """
    if item.features["is_question"] or _OPEN_END.search(item.candidate.text):
        return False
    return not item.features["short"] or item.answer is not None


def _told_in_full(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with a sentence of the text in the place of each headline that says the same in fewer words."""
    told: list[Evidence] = []
    for item in evidence:
        full = _full_sentence(item, evidence) if is_headline(item.candidate) else item
        if not any(full is other for other in told):
            told.append(full)
    return told


def _full_sentence(headline: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """The sentence of its article that tells what a headline does, the likest; the headline where there is none."""
    same = [
        item
        for item in evidence
        if item.candidate.article_id == headline.candidate.article_id
        and not is_headline(item.candidate)
        and item.relevance >= _LEAST_OF_A_LEAD * headline.relevance
        and float(item.vector @ headline.vector) > _TOLD_COSINE
    ]
    return max(same, key=lambda item: float(item.vector @ headline.vector), default=headline)


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


def lead_with_the_answer(chosen: Sequence[Evidence]) -> list[Evidence]:
    """The sentence that holds the short answer, else the best, first; the others in reading order.

    What a reader opens first is the first citation, so it is the one to hold the answer.
    """
    holding = [
        item
        for item in chosen
        if item.answer is not None
        and item.features["network_span"] > 0
        and item.relevance >= _LEAST_OF_A_LEAD * chosen[0].relevance
    ]
    first = max(holding, key=lambda item: item.features["network_span"], default=chosen[0])
    return [first, *(item for item in in_reading_order(chosen) if item is not first)]
