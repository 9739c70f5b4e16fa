"""Different values for one thing in different sources: two numbers of dead, two birthplaces."""

import re
from collections.abc import Sequence

from qa.reading.conflicts import Dispute, near_in_time, short_answer
from qa.reading.questions import AskedFor, Question
from qa.reading.reader import Evidence
from qa.types import Stance
from qa.words import FUNCTION_WORDS, stem, stems, words

# Kinds of questions of which one thing has one answer. People and places come under conditions: see ``_same_thing``.
_SINGLE = {
    AskedFor.COUNT,
    AskedFor.MONEY,
    AskedFor.MEASURE,
    AskedFor.TIME,
    AskedFor.DURATION,
    AskedFor.PLACE,
    AskedFor.PERSON,
}
# A later number of the same thing, or a bound: news, not a contradiction.
_UPDATE = re.compile(
    r"\b(?:at least|at most|more than|fewer than|less than|over|up to|rose|risen|rises|fell|fallen|climbed|grew|so far|still|now|no longer|"
    r"initially|earlier|previously|originally|updated|postponed|rescheduled|revised)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:is|was|are|were)\s+the\s+(?P<noun>\w+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,.]*")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
LEAST_RELEVANCE = 0.15  # of the best sentence's, for a second value
LEAST_SPAN = 0.3  # how sure the trained network is of the short answer (a tenth of a logit)
LEAST_COSINE = 0.6  # of two sentences that say the same of the same thing
LEAST_OF_A_NAME = 0.6  # of the shorter one's words, for two ways of writing one name
ROUNDING = 0.05  # numbers closer than this are one number, rounded


def find_difference(question: Question, evidence: Sequence[Evidence]) -> Dispute | None:
    """Two sources that give different values for what is asked, or None where they agree or the thing may have changed.

    Args:
        question: analysed; one that asks for several things has several right answers, and is left alone.
        evidence: best first.
    """
    if question.wants_list or question.asked_for not in _SINGLE or not evidence or not _is_sure(evidence[0]):
        return None
    best, value = evidence[0], short_answer(evidence[0])
    for other in evidence[1:]:
        if other.relevance < LEAST_RELEVANCE * best.relevance:
            break
        if (
            _is_sure(other)
            and _other_source(best, other)
            and differ(value, short_answer(other))
            and _same_thing(question, best, other)
        ):
            return Dispute(((Stance.ASSERTS, best), (Stance.ASSERTS, other)), (value, short_answer(other)))
    return None


def differ(one: str, other: str) -> bool:
    """Whether two short answers can't both be right: other numbers or dates, beyond rounding, or names of other words."""
    if bool(_NUMBER.search(one)) != bool(_NUMBER.search(other)):
        return False  # "Sunday" and "19 September" may be one day
    years = [set(_YEAR.findall(text)) for text in (one, other)]
    if all(years) and not years[0] & years[1]:
        return True
    months = [set(re.findall(r"\b[A-Z][a-z]+", text)) for text in (one, other)]
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        if abs(first - second) > ROUNDING * max(abs(first), abs(second)):
            return True
        return first == second and all(months) and not months[0] & months[1]  # 3 May and 3 June
    names = [[word for word in words(text) if word not in FUNCTION_WORDS] for text in (one, other)]
    return all(names) and not _is_one_name(*names)


def _is_one_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names share most of their words, or one is the other's initials."""
    shared = set(one) & set(other)
    if len(shared) >= LEAST_OF_A_NAME * min(len(set(one)), len(set(other))):
        return True
    initials = [("".join(word[0] for word in name), "".join(name)) for name in (one, other)]
    return initials[0][0] == initials[1][1] or initials[1][0] == initials[0][1]


def _number(text: str) -> float | None:
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    value = float(found[0].rstrip(".,").replace(",", "")) if found[0].count(".") < 2 else None
    scale = next((factor for name, factor in _SCALE.items() if name in text.casefold()), 1.0)
    return value * scale if value is not None else None


def _is_sure(item: Evidence) -> bool:
    return bool(short_answer(item)) and item.features["network_span"] >= LEAST_SPAN and not item.attribution.hedged


def _other_source(one: Evidence, other: Evidence) -> bool:
    """Whether two different outlets print them, at about the same time and neither as an update."""
    first, second = one.candidate, other.candidate
    if first.article_id == second.article_id or not near_in_time(one, other):
        return False
    if first.passage.outlet is not None and first.passage.outlet == second.passage.outlet:
        return False
    return not _UPDATE.search(first.text) and not _UPDATE.search(second.text)


def _same_thing(question: Question, one: Evidence, other: Evidence) -> bool:
    """Whether both sentences speak of the same thing: alike in all, or of the one thing that the question defines."""
    if float(one.vector @ other.vector) >= LEAST_COSINE:
        return True
    match = _DEFINITE.search(question.text)
    noun = stem(match["noun"].casefold()) if match is not None else None
    return noun is not None and all(noun in stems(item.candidate.text) for item in (one, other))
