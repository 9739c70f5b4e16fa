"""What an answer rests on, for whoever asks why: the sentences that were weighed, and why most of them are not told."""

from qa.reading.answers.changing import place_of
from qa.reading.answers.choosing import repeats
from qa.reading.answers.deciding import Decision
from qa.reading.evidence.reader import Evidence, Reading
from qa.types import Grounds, Weighed

MOST_WEIGHED = 12
_LITTLE = 0.1  # of the best sentence's relevance


def account(reading: Reading, decision: Decision) -> Grounds:
    """The grounds of a decision. The reasons are found in the order in which the reading looks for them."""
    told = {place_of(item) for item in decision.shown}
    best = reading.evidence[:MOST_WEIGHED]
    rest = [item for item in reading.evidence[MOST_WEIGHED:] if place_of(item) in told]
    return Grounds(decision.least, tuple(_weighed(item, decision, told) for item in (*best, *rest)))


def _weighed(item: Evidence, decision: Decision, told: set[tuple[str, int]]) -> Weighed:
    where = item.candidate
    dropped = None if place_of(item) in told else _reason(item, decision)
    return Weighed(where.article_id, where.start, where.end, item.relevance, dropped)


def _reason(item: Evidence, decision: Decision) -> str:
    fit = item.fit
    if fit.rivals:
        name, rival = fit.rivals[0]
        return f"it is about {rival}, not {name.text}"
    if fit.absent:
        return f"neither it nor its article names {fit.absent[0].text}"
    if fit.is_of_another_time:
        return "it is of another time than was asked about"
    if decision.abstention is not None:
        return "it does not say clearly enough what was asked"
    if repeats(item, decision.shown):
        return "a sentence that is told says the same"
    if item.features["is_question"] or item.features["short"]:
        return "it states nothing by itself"
    if item.relevance < _LITTLE:
        return "others are far likelier to answer"
    return "it adds little to what is told"
