"""An answer in the articles' own words: chosen sentences, who says them, and where they stand."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.reading.answers.choosing import choose, in_reading_order
from qa.reading.disputes.topic import LEAST_COSINE, asks_yes_or_no, is_passed_on, likeness
from qa.reading.disputes.wording import Dispute, dispute_in, lead_of, voice_in, voice_of
from qa.reading.evidence.candidates import cite
from qa.reading.evidence.features import KIND_MENTIONED, KIND_MISSING
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import AskedFor, Question
from qa.reading.premises.false_premises import contradicting, lacks_ground, supposes_otherwise
from qa.types import Abstention, Citation, Conflict, Passage, Position, Sentence, Span, Stance, Support
from qa.words import stems

LEAST_SHARE = 0.6  # of the best sentence's relevance, for another sentence that weighs as much
_LEAST_COVERED = 0.5  # of the question's words, for a sentence without the kind of thing asked for to be about it
_LEAST_OF_A_RIVAL = 0.1  # of the best sentence's relevance
_NEAR_COSINE = 0.25  # of the best passage: below this nothing in the articles is about the question
_LEAST_TO_SHOW = 0.1  # probability that the articles answer, for the nearest sentence to be shown with an abstention
_MOST_OF_A_SENTENCE = 0.6  # a longer stretch of it is no short answer
_TAIL_WORDS = 4
_PRONOUN = re.compile(r"^([“\"]?)(He|She|They|The \w+)\b")
_MORE_WITHOUT_GROUND = 0.4  # probability that is asked for where nothing bears out what a question takes for granted
_LESS_FOR_A_DISPUTE = 0.4  # of the least probability, where the sources dispute just what is asked to be so or not
_THRESHOLDS = ((0.0, 0.1), (0.5, 0.25), (1.0, 0.5))  # caution, least probability that the articles answer


@dataclass(frozen=True, slots=True)
class Quoted:
    """The parts of an answer that are taken from the articles, or why there is none."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    abstention: Abstention | None


ABSTENTION_TEXTS = {
    Abstention.NOTHING_NEAR: "The articles do not deal with this.",
    Abstention.NOT_ANSWERED: "The articles do not answer this. The nearest passages are shown.",
    Abstention.CUT_OFF: "The article breaks off before the part that would answer this.",
    Abstention.FALSE_PREMISE: "The articles say otherwise than the question supposes.",
    Abstention.OUTSIDE_FILTERS: "No article matches the chosen sources and dates.",
    Abstention.NO_VALID_CITATION: "No sentence of the answer could be tied to an article.",
    Abstention.EMPTY_QUESTION: "Please ask a question.",
}

_SHOWING = {
    Abstention.NOT_ANSWERED: "The articles do not clearly answer this. What comes nearest:",
    Abstention.CUT_OFF: ABSTENTION_TEXTS[Abstention.CUT_OFF],
    Abstention.FALSE_PREMISE: ABSTENTION_TEXTS[Abstention.FALSE_PREMISE],
}


def abstain(reason: Abstention) -> Quoted:
    """An answer that says why there is none."""
    return Quoted(ABSTENTION_TEXTS[reason], (), (), (), reason)


def _abstain_showing(reason: Abstention, question: Question, item: Evidence) -> Quoted:
    """An abstention that shows the sentence that it rests on, for the reader to judge; nothing in it is put forward."""
    quoted = _word(question, [item])
    sentences = tuple(replace(sentence, short_answer=None) for sentence in quoted.sentences)
    return replace(quoted, text=f"{_SHOWING[reason]} {quoted.text}", sentences=sentences, abstention=reason)


def least_probability(caution: float) -> float:
    """The probability that the articles answer below which an answer is declined, for a caution of 0 to 1."""
    for (low, at_low), (high, at_high) in itertools.pairwise(_THRESHOLDS):
        if caution <= high:
            return at_low + (at_high - at_low) * (caution - low) / (high - low)
    return _THRESHOLDS[-1][1]


def quote_answer(reading: Reading, passages: Sequence[Passage], *, caution: float) -> Quoted:
    """The best sentences as an answer with citations, or an abstention with its reason."""
    denied = contradicting(reading.question, reading.claims, [item.candidate.text for item in reading.evidence])
    if denied is not None:
        return _abstain_showing(Abstention.FALSE_PREMISE, reading.question, reading.evidence[denied])
    dispute = dispute_in(reading) if reading.evidence else None
    least = least_probability(caution)
    if dispute is not None and _settles(dispute, reading.question):
        least *= _LESS_FOR_A_DISPUTE
    reason = _reason_to_abstain(reading, passages, least)
    if reason is not None:
        shown = reason in _SHOWING and reading.answerable >= _LEAST_TO_SHOW
        return _abstain_showing(reason, reading.question, reading.evidence[0]) if shown else abstain(reason)
    for item in reading.evidence[:2]:
        if item.relevance >= LEAST_SHARE and supposes_otherwise(reading.question, item.candidate.text, reading.premise):
            return _abstain_showing(Abstention.FALSE_PREMISE, reading.question, item)
    if reading.answerable < least + _MORE_WITHOUT_GROUND and lacks_ground(reading.question, reading.claims):
        return _abstain_showing(Abstention.NOT_ANSWERED, reading.question, reading.evidence[0])
    if dispute is not None:
        return _word_dispute(reading, dispute)
    return _word(reading.question, in_reading_order(choose(reading.question, reading.evidence)))


def _settles(dispute: Dispute, question: Question) -> bool:
    """Whether a dispute shows by itself that the articles deal with the question: it asks for yes or no to the claim."""
    claims = [item for stance, item in dispute.sides if stance is Stance.ASSERTS]
    alike = any(likeness(item) >= LEAST_COSINE for item in claims)
    return alike and not dispute.values and asks_yes_or_no(question)


def _reason_to_abstain(reading: Reading, passages: Sequence[Passage], least: float) -> Abstention | None:
    if not reading.evidence:
        return Abstention.NOTHING_NEAR
    if _asks_for_what_is_cut_off(reading):
        return Abstention.CUT_OFF
    if reading.answerable < least or _lacks_the_quantity(reading):
        similarity = max(passage.similarity for passage in passages)
        nothing_near = similarity < _NEAR_COSINE and reading.answerable < _LEAST_TO_SHOW
        return Abstention.NOTHING_NEAR if nothing_near else Abstention.NOT_ANSWERED
    return None


def _rivals(reading: Reading) -> list[Evidence]:
    """The best sentence and those that may well be the one that answers instead."""
    return [item for item in reading.evidence if item.relevance >= _LEAST_OF_A_RIVAL]


def _lacks_the_quantity(reading: Reading) -> bool:
    """Whether a question for a number, sum or measure meets sentences without one, or without one for what is counted.

    Such a question has no other answer. What the rule brings and costs on the public sets is in docs/reader.md.
    """
    return all(
        item.features["quantity_missing"] or item.features["quantity_far_from_head"] for item in _rivals(reading)
    )


def _asks_for_what_is_cut_off(reading: Reading) -> bool:
    """Whether the best sentence breaks off just where the thing asked for would stand ("left the city of …").

    What a question asks for stands next to the words that it shares with the sentence; where the last of them is one of
    these, and nothing of the kind asked for stands before, the answer is what the source left out.
    """
    best = reading.evidence[0]
    if best.candidate.complete or any(
        item.candidate.complete and item.features["network_span"] > 0 for item in _rivals(reading)
    ):
        return False
    tail = stems(" ".join(best.candidate.text.rstrip(" ….").split()[-_TAIL_WORDS:]))[-2:]
    if set(tail) & set(reading.question.head):
        return True
    if any(best.features[name] for name in KIND_MISSING) and best.features["window_coverage"] >= _LEAST_COVERED:
        return True
    found = any(best.features[name] for name in KIND_MENTIONED)
    return bool(set(tail) & set(reading.question.stems)) and not found and not _answers_before(best, reading, tail)


def _answers_before(best: Evidence, reading: Reading, tail: Sequence[str]) -> bool:
    """Whether the network found a short answer that says something new and ends before the cut."""
    if best.answer is None or best.features["network_span"] <= 0:
        return False
    start, end = (offset - best.candidate.start for offset in best.answer)
    said = set(stems(best.candidate.text[start:end]))
    return bool(said - set(reading.question.stems)) and not said & set(tail)


def _word(question: Question, chosen: Sequence[Evidence]) -> Quoted:
    citations = tuple(cite(number, item.candidate) for number, item in enumerate(chosen, 1))
    sentences = tuple(_sentence(number, item, question) for number, item in enumerate(chosen, 1))
    text = " ".join(f"{sentence.text} [{sentence.citations[0]}]" for sentence in sentences)
    return Quoted(text, sentences, citations, (), None)


def _word_dispute(reading: Reading, dispute: Dispute) -> Quoted:
    """The best sentence, or that of each part of the question, where it is none of the sides; then both sides."""
    sides = {_place(item): item for _, item in dispute.sides}
    leading = {_place(item): item for item in reading.leading or reading.evidence[:1]}
    evidence = [*(item for place, item in leading.items() if place not in sides), *sides.values()]
    quoted = _word(reading.question, evidence)
    lead, conflict, _ = _tell(reading.question, dispute, quoted.citations)
    return Quoted(f"{lead} {quoted.text}", quoted.sentences, quoted.citations, (conflict,), None)


def told_dispute(reading: Reading, citations: Sequence[Citation]) -> tuple[str, Conflict, tuple[Citation, ...]] | None:
    """The dispute of a reading, to stand beside an answer in other words, or None where there is none.

    Args:
        reading: what the passages say.
        citations: those of the answer, numbered from 1.

    Returns:
        A sentence that says who claims and who denies, the dispute, and the citations with those of its sides added.
    """
    dispute = dispute_in(reading)
    return _tell(reading.question, dispute, citations) if dispute is not None else None


def _tell(
    question: Question, dispute: Dispute, citations: Sequence[Citation]
) -> tuple[str, Conflict, tuple[Citation, ...]]:
    numbers = {(cited.article_id, cited.start, cited.end): cited.number for cited in citations}
    told = list(citations)
    for _, item in dispute.sides:
        cited = cite(len(told) + 1, item.candidate)
        if (cited.article_id, cited.start, cited.end) not in numbers:
            numbers[cited.article_id, cited.start, cited.end] = cited.number
            told.append(cited)
    places = [(item.candidate.article_id, item.candidate.start, item.candidate.end) for _, item in dispute.sides]
    positions = tuple(
        Position(voice_in(dispute, stance, item), stance, _shown(item), numbers[place])
        for (stance, item), place in zip(dispute.sides, places, strict=True)
    )
    lead = lead_of(dispute, [position.citation for position in positions])
    return lead, Conflict(question.text.strip(), positions), tuple(told)


def _place(item: Evidence) -> tuple[str, int]:
    return item.candidate.article_id, item.candidate.start


def _sentence(number: int, item: Evidence, question: Question) -> Sentence:
    text = _shown(item)
    speaker = item.attribution.speaker
    named = item.attribution.named_here or item.attribution.antecedent is not None
    if question.asked_for is AskedFor.YES_NO and number == 1 and not named and not is_passed_on(item):
        # Whether it is so is for the reader to say: a yes or no would be ours, and the sources may be wrong.
        text = f"[According to {voice_of(item)}:] {text}"
    elif speaker is not None and not named:
        text = f"[{speaker}:] {text}"
    return Sentence(text, (number,), speaker, Support.SUPPORTED, _short_answer(item, question, text))


def _short_answer(item: Evidence, question: Question, text: str) -> Span | None:
    """Where in the text as shown the short answer stands; None where there is none, or where it is most of the text."""
    if item.answer is None or item.features["network_span"] <= 0 or question.asked_for is AskedFor.YES_NO:
        return None
    start, end = (offset - item.candidate.start for offset in item.answer)
    short = " ".join(item.candidate.text[start:end].split())
    place = text.find(short)
    if not short or place < 0 or len(short) > _MOST_OF_A_SENTENCE * len(text):
        return None
    return Span(place, place + len(short))


def _shown(item: Evidence) -> str:
    """The sentence on one line, with the antecedent of its first word in brackets."""
    text = " ".join(item.candidate.text.split())
    antecedent = item.attribution.antecedent
    if antecedent is not None:
        text = _PRONOUN.sub(lambda match: f"{match.group()} [{antecedent}]", text, count=1)
    if not item.candidate.complete:
        text = f"{text} [cut off in the source]"
    return text
