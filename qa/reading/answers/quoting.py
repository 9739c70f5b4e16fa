"""A decision in words: the chosen sentences as they stand, who says them and where, both sides of a dispute, or why none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from qa.reading.answers.bold import whole_answer
from qa.reading.answers.changing import place_of
from qa.reading.answers.deciding import Decision, decide
from qa.reading.disputes.topic import is_passed_on
from qa.reading.disputes.wording import Dispute, lead_of, voice_in, voice_of
from qa.reading.evidence.candidates import cite
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.people import with_full_name
from qa.reading.language.questions import AskedFor, Question
from qa.types import Abstention, Citation, Conflict, Passage, Position, Sentence, Span, Support

_MOST_OF_A_SENTENCE = 0.6  # a longer stretch of it is no short answer
_PRONOUN = re.compile(r"^([“\"]?)(He|She|They|The \w+)\b")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The parts of an answer that are taken from the articles, or why there is none."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    abstention: Abstention | None


ABSTENTION_TEXTS = {
    Abstention.NO_ARTICLES: "There is no article to answer from: the folder holds none that can be read.",
    Abstention.NOTHING_NEAR: "The articles do not deal with this.",
    Abstention.NOT_ANSWERED: "The articles do not answer this. The nearest passages are shown.",
    Abstention.OTHER_THING: "The articles do not say this of what was asked about.",
    Abstention.OTHER_TIME: "The articles have nothing on this from the time asked about.",
    Abstention.CUT_OFF: "The article breaks off before the part that would answer this.",
    Abstention.FALSE_PREMISE: "The articles say otherwise than the question supposes.",
    Abstention.OUTSIDE_FILTERS: "No article matches the chosen sources and dates.",
    Abstention.NO_VALID_CITATION: "No sentence of the answer could be tied to an article.",
    Abstention.EMPTY_QUESTION: "Please ask a question.",
}

_SHOWING = {
    Abstention.NOT_ANSWERED: "The articles do not clearly answer this. What comes nearest:",
    Abstention.OTHER_THING: ABSTENTION_TEXTS[Abstention.OTHER_THING],
    Abstention.OTHER_TIME: ABSTENTION_TEXTS[Abstention.OTHER_TIME],
    Abstention.CUT_OFF: ABSTENTION_TEXTS[Abstention.CUT_OFF],
    Abstention.FALSE_PREMISE: ABSTENTION_TEXTS[Abstention.FALSE_PREMISE],
}


def abstain(reason: Abstention) -> Quoted:
    """An answer that says why there is none."""
    return Quoted(ABSTENTION_TEXTS[reason], (), (), (), reason)


def quote_answer(reading: Reading, passages: Sequence[Passage], *, caution: float) -> Quoted:
    """The best sentences as an answer with citations, or an abstention with its reason: what is decided, in words."""
    return quote(reading.question, decide(reading, passages, caution=caution))


def quote(question: Question, decision: Decision) -> Quoted:
    """A decision in words."""
    if decision.abstention is not None:
        return _abstain_showing(question, decision.abstention, decision.shown, decision.lead)
    quoted = _word(question, decision.shown, decision.dated)
    if decision.dispute is None:
        return quoted
    lead, conflict, _ = tell_dispute(question, decision.dispute, quoted.citations)
    return replace(quoted, text=f"{lead} {quoted.text}", conflicts=(conflict,))


def _abstain_showing(
    question: Question, reason: Abstention, shown: Sequence[Evidence], lead: str | None = None
) -> Quoted:
    """An abstention with the sentence that it rests on, for the reader to judge; nothing in it is put forward."""
    if not shown:
        return abstain(reason)
    quoted = _word(question, shown)
    sentences = tuple(replace(sentence, short_answer=None) for sentence in quoted.sentences)
    return replace(quoted, text=f"{lead or _SHOWING[reason]} {quoted.text}", sentences=sentences, abstention=reason)


def _word(
    question: Question, chosen: Sequence[Evidence], dated: Mapping[tuple[str, int], str] = MappingProxyType({})
) -> Quoted:
    citations = tuple(cite(number, item.candidate) for number, item in enumerate(chosen, 1))
    sentences = tuple(
        _sentence(number, item, question, dated.get(place_of(item), "")) for number, item in enumerate(chosen, 1)
    )
    text = " ".join(f"{sentence.text} [{sentence.citations[0]}]" for sentence in sentences)
    return Quoted(text, sentences, citations, (), None)


def tell_dispute(
    question: Question, dispute: Dispute, citations: Sequence[Citation]
) -> tuple[str, Conflict, tuple[Citation, ...]]:
    """A dispute in words, to stand beside an answer, which may be in other words than the articles'.

    Args:
        question: that both are about.
        dispute: with both sides.
        citations: those of the answer, numbered from 1.

    Returns:
        A sentence that says who claims and who denies, the dispute, and the citations with those of its sides added.
    """
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


def _sentence(number: int, item: Evidence, question: Question, day: str) -> Sentence:
    text = _shown(item)
    speaker = item.attribution.speaker
    named = item.attribution.named_here or item.attribution.antecedent is not None
    if question.asked_for is AskedFor.YES_NO and number == 1 and not named and not is_passed_on(item):
        # Whether it is so is for the reader to say: a yes or no would be ours, and the sources may be wrong.
        text = f"[According to {voice_of(item)}:] {text}"
    elif speaker is not None and not named:
        text = f"[{speaker}:] {text}"
    text = f"[{day}] {text}" if day else text
    return Sentence(text, (number,), speaker, Support.SUPPORTED, _short_answer(item, question, text))


def _short_answer(item: Evidence, question: Question, text: str) -> Span | None:
    """Where in the text as shown the short answer stands; None where there is none, or where it is most of the text."""
    if item.answer is None or item.features["network_span"] <= 0 or question.asked_for is AskedFor.YES_NO:
        return None
    start, end = (offset - item.candidate.start for offset in item.answer)
    start, end = whole_answer(question, item.candidate.text, start, end)
    short = " ".join(item.candidate.text[start:end].split())
    place = text.find(short)
    if not short or place < 0 or len(short) > _MOST_OF_A_SENTENCE * len(text):
        return None
    return Span(place, place + len(short))


def _shown(item: Evidence) -> str:
    """The sentence on one line; in brackets the antecedent of its first word, or the names of a row's columns."""
    cells = item.candidate.cells
    if cells:
        return " ".join(f"[{name}:] {cell}" if name else cell for name, cell in cells)
    text = " ".join(item.candidate.text.split())
    antecedent = item.attribution.antecedent
    if antecedent is not None:
        text = _PRONOUN.sub(lambda match: f"{match.group()} [{antecedent}]", text, count=1)
    else:
        text = with_full_name(text, item.candidate.surroundings[: item.candidate.position])
    if not item.candidate.complete:
        text = f"{text} [cut off in the source]"
    return text
