"""What changed over time: of several answers to how things are, the newest leads, and what was so before it follows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qa.days import in_words
from qa.reading.disputes.different_values import differ
from qa.reading.disputes.topic import asks_yes_or_no, short_answer
from qa.reading.evidence.features import KIND_MISSING
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.offices import holder_in, office_asked
from qa.reading.language.times import asked_time

DAYS_APART = 30  # sooner, two values are a dispute; later, the thing may have changed
LEAST_OF_A_STATE = 0.063  # of the best sentence's relevance, where the tense asks how things are,
LEAST_OF_NOW = 0.009  # and where a word does: "now", "current"
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
LEAST_ALIKE = 0.35  # cosine of two sentences on one thing


@dataclass(frozen=True, slots=True)
class Course:
    """The sentences that lead an answer, newest first, and the days put before them, by place."""

    leading: tuple[Evidence, ...] = ()
    dated: Mapping[tuple[str, int], str] = field(default_factory=dict)


UNCHANGED = Course()


def course_of(reading: Reading) -> Course:
    """The newest answer and the best of the earlier ones, where a question asks how things are and they changed.

    ``UNCHANGED`` where it asks for no such thing, or where no article is newer than the one that answers best. With a word
    such as "now" the day of a single answer is told as well: it may be long ago.
    """
    question, evidence = reading.question, reading.evidence
    corrected = _correction(evidence)
    if corrected is not None:
        return corrected
    asked = asked_time(question.text, today=reading.today)
    if not evidence or question.wants_several or not (asked.is_now or asked.is_present):
        return UNCHANGED
    if asks_yes_or_no(question) and not asked.is_now:
        return UNCHANGED
    least = LEAST_OF_NOW if asked.is_now else LEAST_OF_A_STATE
    answering = _answering(evidence, least) + _holders(question.text, evidence)
    newest = max(answering, key=lambda item: (_day(item), item.relevance))
    earlier = [item for item in answering if _is_before(item, newest)]
    changed = [item for item in earlier if _is_new(short_answer(newest), short_answer(item))]
    if newest is evidence[0] and not changed and not asked.is_now:
        return UNCHANGED
    if newest is not evidence[0] and not (asked.is_now or evidence[0] in changed):
        return UNCHANGED
    before = changed[:1]
    dated = _dated(newest, before) if changed or asked.is_now else {}
    return Course((newest, *before), dated)


def _correction(evidence: Sequence[Evidence]) -> Course | None:
    """A sentence of a newer article that takes back the best one's number ("335, not 345"), and that one; None without."""
    numbers = _NUMBER.findall(short_answer(evidence[0])) if evidence else []
    if not numbers:
        return None
    taken_back = re.compile(rf"\b(?:not|instead of|rather than)\s+(?:\S+\s+)?{re.escape(numbers[0])}(?![\d.,]*\d)")
    for item in evidence[1:]:
        corrects = item.relevance >= LEAST_OF_NOW and _day(item) > _day(evidence[0])
        if corrects and taken_back.search(item.candidate.text):
            return Course((item, evidence[0]), _dated(item, [evidence[0]]))
    return None


def _dated(newest: Evidence, before: Sequence[Evidence]) -> dict[tuple[str, int], str]:
    """What is put before the newest answer and before those of earlier days."""
    dated = {}
    published = newest.candidate.passage.published
    if published is not None:
        dated[place_of(newest)] = f"As of {in_words(published)}:"
    for item in before:
        day = item.candidate.passage.published
        dated[place_of(item)] = f"Before that, as of {in_words(day)}:" if day is not None else "Without a date:"
    return dated


def _is_new(now: str, before: str) -> bool:
    """Whether an answer says something else than an earlier one: "from 18 to 24 crowns" than "18 crowns"."""
    numbers = [set(re.findall(r"\d+", text)) for text in (now, before)]
    return differ(now, before) or bool(all(numbers) and numbers[0] - numbers[1])


def place_of(item: Evidence) -> tuple[str, int]:
    """Where a sentence stands: what tells it from all others."""
    return item.candidate.article_id, item.candidate.start


def _answering(evidence: Sequence[Evidence], least: float) -> list[Evidence]:
    """The best sentence and those that answer about as well, on the same thing."""
    best = evidence[0]
    return [best] + [
        item
        for item in evidence[1:]
        if item.relevance >= least
        and item.candidate.article_id != best.candidate.article_id
        and item.answer is not None
        and item.features["network_span"] > 0
        and not any(item.features[name] for name in KIND_MISSING)
        and float(item.vector @ best.vector) >= LEAST_ALIKE
    ]


def _holders(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Sentences that name somebody as holding the office asked about by the way: "Mayor Ada Lund said …"."""
    office = office_asked(question)
    if not office:
        return []
    found = []
    for item in evidence[1:]:
        fits = not (item.fit.absent or item.fit.rivals)
        name = holder_in(item.candidate.text, office) if fits and office[-1] in item.candidate.text.lower() else None
        if name is not None:
            start, end = (item.candidate.start + offset for offset in name)
            found.append(replace(item, answer=(start, end)))
    return found


def _day(item: Evidence) -> date:
    return item.candidate.passage.published or date.min


def _is_before(item: Evidence, newest: Evidence) -> bool:
    return item is not newest and (_day(newest) - _day(item)).days > DAYS_APART
