"""Different values for one thing in different sources: two numbers of dead, two birthplaces."""

import re
from collections.abc import Collection, Sequence

from qa.reading.disputes.denied_claims import Dispute, near_in_time
from qa.reading.disputes.topic import asks_yes_or_no, short_answer
from qa.reading.evidence.reader import Evidence
from qa.reading.language.parser import parse
from qa.reading.language.questions import AskedFor, Question, things_of
from qa.reading.speakers.attribution import is_hedged
from qa.types import Stance
from qa.words import FUNCTION_WORDS, stems, words

# A later number of the same thing, or a bound: news, not a contradiction.
_UPDATE = re.compile(
    r"\b(?:at least|at most|more than|fewer than|less than|over|up to|rose|risen|rises|fell|fallen|climbed|grew|so far|still|now|no longer|"
    r"initially|earlier|previously|originally|updated|postponed|rescheduled|revised)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d,.]*")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
MOST_VALUES = 5
_UNNAMED = "names_missing_in_passage"  # how much of what the question names is not named around a sentence
# Log odds that a second short answer, of other words and another source, answers as well: from how sure the network is of
# both (tenths of a logit), the share of the question in both passages, how alike the sentences are, and whether the values
# are of one form. A logistic regression on the development halves of ramdocs, nq_oracle and squad2_half gave them once;
# ``python -m training.score_ramdocs`` says what they and the threshold bring and cost.
_ODDS = {"span": 2.1, "first_span": 1.4, "coverage": 0.85, "cosine": 1.1, "same_form": 0.9, "no_name": -0.8}
_BIAS = -4.0
LEAST_ODDS = -0.3
LEAST_OF_A_NAME = 0.6  # of the shorter one's words, for two ways of writing one name
ROUNDING = 0.05  # numbers closer than this are one number, rounded
MOST_OF_IT = 0.8  # of the question's words around a value, for one thing more or less to be another word: "the fire", "in flames"
LONGEST_COMMON = 4  # words of a value that is no name and no number; longer ones tell something else each
# Of the parser's labels those that may stand for one kind of thing.
_KINDS = {"LOC": "GPE", "FAC": "GPE", "TIME": "DATE", "QUANTITY": "CARDINAL", "PERCENT": "CARDINAL", "MONEY": "CARDINAL", "ORDINAL": "CARDINAL"}  # fmt: skip


def find_difference(question: Question, evidence: Sequence[Evidence]) -> Dispute | None:
    """Sources that give different values for what is asked, or None where they agree or the thing may have changed.

    Sentences of several articles that each answer with another value are either about one thing, on which the sources
    differ, or about two things of one name; the reader of the answer has to see either.

    Args:
        question: analysed; one that asks for several things, or why, has several right answers, and is left alone.
        evidence: best first.
    """
    if question.wants_list or question.asked_for in {AskedFor.MANNER, AskedFor.REASON} or asks_yes_or_no(question):
        return None
    answering = sorted(
        (item for item in evidence if short_answer(item) and not is_hedged(item.candidate.text)),
        key=lambda item: -item.features["network_span"],
    )
    shown = answering[:1]
    things = things_of(question.text)
    for item in answering[1:]:
        if (
            len(shown) < MOST_VALUES
            and all(_differs(item, other) for other in shown)
            and item.features[_UNNAMED] <= shown[0].features[_UNNAMED]  # else it is about something else
            and _are_about_one_thing(shown[0], item, things)
            and odds(shown[0], item) >= LEAST_ODDS
            and all(_of_one_kind(item, other) for other in shown)
        ):
            shown.append(item)
    if len(shown) < 2:
        return None
    return Dispute(tuple((Stance.ASSERTS, item) for item in shown), tuple(short_answer(item) for item in shown))


def _are_about_one_thing(one: Evidence, other: Evidence, things: Collection[str]) -> bool:
    """Whether the same of the things that the question takes as known stand around both, or nearly all that it says."""
    around = [set(things) & _around(item) for item in (one, other)]
    return around[0] == around[1] or min(item.features["passage_coverage"] for item in (one, other)) >= MOST_OF_IT


def _of_one_kind(one: Evidence, other: Evidence) -> bool:
    """Whether both values are persons, both places, both numbers …: "Toronto" and "the airport" are not two answers to one question."""
    kinds = _kind(one), _kind(other)
    if any(kinds):
        return kinds[0] == kinds[1]
    return all(len(short_answer(item).split()) <= LONGEST_COMMON for item in (one, other))


def _kind(item: Evidence) -> str | None:
    """What kind of thing the short answer names; None where it is a common noun or a clause."""
    if item.answer is None:
        return None
    parsed = parse(item.candidate.text)
    start, end = (offset - item.candidate.start for offset in item.answer)
    for index, token in enumerate(parsed.tokens):
        entity = parsed.entity_at(index) if start <= token.start < end else None
        if entity is not None:
            return _KINDS.get(entity.kind, entity.kind)
    return None


def _around(item: Evidence) -> set[str]:
    """The stems of what stands around a sentence: its passage and the headlines above it."""
    passage = item.candidate.passage
    return set(stems(f"{passage.title or ''} {passage.chunk.heading or ''} {passage.chunk.text}"))


def odds(first: Evidence, second: Evidence) -> float:
    """Log odds that ``second`` answers the question that ``first`` answers, judged without their values' words."""
    seen = features_of(first, second)
    return _BIAS + sum(weight * seen[name] for name, weight in _ODDS.items())


def features_of(first: Evidence, second: Evidence) -> dict[str, float]:
    """What the odds are judged by; see ``_ODDS``."""
    forms = [_form(short_answer(item)) for item in (first, second)]
    return {
        "span": second.features["network_span"],
        "first_span": first.features["network_span"],
        "coverage": min(item.features["passage_coverage"] for item in (first, second)),
        "cosine": float(first.vector @ second.vector),
        "same_form": float(forms[0] == forms[1]),
        "no_name": float(forms[1] == "words"),
    }


def _form(value: str) -> str:
    if _NUMBER.search(value):
        return "number"
    return "name" if any(word[:1].isupper() for word in value.split()) else "words"


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


def _differs(one: Evidence, other: Evidence) -> bool:
    """Whether two sources, at about the same time and neither as an update of a number, give values that differ."""
    first, second = one.candidate, other.candidate
    if first.article_id == second.article_id or not near_in_time(one, other):
        return False
    if first.passage.outlet is not None and first.passage.outlet == second.passage.outlet:
        return False
    values = short_answer(one), short_answer(other)
    updates = [_UPDATE.search(item.text) is not None for item in (first, second)]
    return differ(*values) and not (any(updates) and all(_form(value) == "number" for value in values))
