"""What becomes of a question: answered, declined and why, or both sides of a dispute told. The one place for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa.reading.answers.abstaining import (
    LEAST_TO_SHOW,
    asks_for_what_is_cut_off,
    is_far_from_all,
    lacks_the_quantity,
    least_probability,
)
from qa.reading.answers.asked_otherwise import (
    has_to_be_worked_out,
    leads_with_count,
    leads_with_no,
    with_reason,
)
from qa.reading.answers.changing import course_of, place_of
from qa.reading.answers.choosing import choose, lead_with_the_answer
from qa.reading.answers.lists import whole_list
from qa.reading.answers.otherwise import bearing, only_lacks_a_name, reason_of, speaks_of_another, told_otherwise
from qa.reading.disputes.denied_claims import Dispute
from qa.reading.disputes.topic import LEAST_COSINE, asks_yes_or_no
from qa.reading.disputes.wording import dispute_in
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import Question
from qa.reading.language.times import asks_for_news
from qa.reading.premises.false_premises import contradicting, lacks_ground, supposes_otherwise
from qa.types import Abstention, Filters, Passage, Stance

WORKED_OUT = "That would have to be worked out; no sentence says it. What comes nearest:"
LEAST_SHARE = 0.6  # of the best sentence's relevance, for another sentence that weighs as much
_MORE_WITHOUT_GROUND = 0.4  # probability that is asked for where nothing bears out what a question takes for granted
_SURE = 0.9  # probability from which on neither a negated word nor a name in another form ("MAX 9") speaks against an answer
_LESS_FOR_NEWS = 0.12  # where any news is an answer: "what is the latest on the bridge?"
_LESS_FOR_A_DISPUTE = 0.12  # of the least probability, where the sources dispute just what is asked to be so or not


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a question.

    Attributes:
        abstention: why it is declined, or None where it is answered.
        shown: the sentences of the answer in the order in which they are told; of an abstention the one that it rests on
            or that comes nearest, if one is to be shown.
        dispute: what the sources disagree on, where that is what was asked; its sides are among those shown.
        lead: how an abstention is put, where more can be said than its reason.
        dated: what is put before sentences that are so only as of a day, by place.
        least: the probability that the articles answer, from which on it is answered; None where something else decided.
    """

    abstention: Abstention | None
    shown: tuple[Evidence, ...] = ()
    dispute: Dispute | None = None
    lead: str | None = None
    dated: Mapping[tuple[str, int], str] = field(default_factory=dict)
    least: float | None = None


def decide_unread(question: str, passages: Sequence[Passage], filters: Filters) -> Abstention | None:
    """Why a question is declined before any passage is read, or None where the passages have to be read."""
    if not question.strip():
        return Abstention.EMPTY_QUESTION
    if not passages:
        return Abstention.OUTSIDE_FILTERS if filters else Abstention.NOTHING_NEAR
    return None


def decide(reading: Reading, passages: Sequence[Passage], *, caution: float) -> Decision:
    """What becomes of a question whose passages have been read; of what follows, the first that holds.

    Args:
        reading: what the passages say.
        passages: at least one.
        caution: 0 to 1; the higher, the surer an answer has to be.
    """
    question, evidence = reading.question, reading.evidence
    if not evidence:
        return Decision(Abstention.NOTHING_NEAR)

    # A sentence denies what the question takes for granted; or what would answer speaks of another thing, or another time.
    otherwise = _otherwise(reading)
    if otherwise is not None:
        return otherwise
    reading = replace(reading, evidence=leads_with_count(question, bearing(evidence)))
    evidence = reading.evidence

    # The articles are too unlikely to answer. A dispute on just what is asked shows that they deal with it.
    dispute = dispute_in(reading)
    least = least_probability(caution, of_these_days=reading.of_these_days)
    if dispute is not None and _settles(dispute, question):
        least *= _LESS_FOR_A_DISPUTE
    if asks_for_news(question.text):
        least *= _LESS_FOR_NEWS
    nearest = evidence[:1] if reading.answerable >= LEAST_TO_SHOW else ()
    if asks_for_what_is_cut_off(reading):
        return Decision(Abstention.CUT_OFF, nearest)
    if reading.answerable < least or lacks_the_quantity(reading):
        far = is_far_from_all(reading, passages)
        return Decision(
            Abstention.NOTHING_NEAR if far else Abstention.NOT_ANSWERED, () if far else nearest, least=least
        )

    # They are likely to, but the sentence that would answer says otherwise than the question supposes, or nothing bears
    # out what it supposes.
    for item in evidence[:2]:
        if item.relevance >= LEAST_SHARE and supposes_otherwise(question, item.candidate.text, reading.premise):
            return Decision(Abstention.FALSE_PREMISE, (item,))
    if reading.answerable < least + _MORE_WITHOUT_GROUND and lacks_ground(question, reading.claims):
        return Decision(Abstention.NOT_ANSWERED, evidence[:1], least=least + _MORE_WITHOUT_GROUND)

    # It is answered.
    return replace(_answered(reading, dispute), least=least)


def _answered(reading: Reading, dispute: Dispute | None) -> Decision:
    """What is told where the articles answer: how something has changed, both sides, or the best sentences."""
    question = reading.question
    course = course_of(reading)
    if dispute is not None and not course.leading[1:]:
        return Decision(None, _with_sides(reading, dispute), dispute)
    if course.leading:
        return Decision(None, course.leading, dated=course.dated)
    listed = whole_list(question, reading.evidence)
    if listed:
        return Decision(None, listed)
    evidence = leads_with_no(question, reading.evidence)
    if has_to_be_worked_out(question, evidence):
        return Decision(Abstention.NOT_ANSWERED, evidence[:1], lead=WORKED_OUT)
    return Decision(None, with_reason(question, lead_with_the_answer(choose(question, evidence)), evidence))


def _otherwise(reading: Reading) -> Decision | None:
    """The abstention that rests on a sentence which says otherwise than the question has it; None where none does."""
    is_sure = reading.answerable >= _SURE
    denying = contradicting(reading.question, reading.claims, [item.candidate.text for item in reading.evidence])
    if denying is not None and reading.answerable >= LEAST_TO_SHOW and not is_sure:
        return Decision(Abstention.FALSE_PREMISE, (reading.evidence[denying],))
    other = speaks_of_another(reading)
    if other is None or reading.answerable < LEAST_TO_SHOW or (is_sure and only_lacks_a_name(other.fit)):
        return None
    return Decision(reason_of(other.fit), (other,), lead=told_otherwise(reading.question, other, reading.today))


def _settles(dispute: Dispute, question: Question) -> bool:
    """Whether a dispute shows by itself that the articles deal with the question: it asks for yes or no to the claim."""
    claims = [item for stance, item in dispute.sides if stance is Stance.ASSERTS]
    alike = any(item.likeness >= LEAST_COSINE for item in claims)
    return alike and not dispute.values and asks_yes_or_no(question)


def _with_sides(reading: Reading, dispute: Dispute) -> tuple[Evidence, ...]:
    """The best sentence, or that of each part of the question, where it is none of the sides; then both sides."""
    sides = {place_of(item): item for _, item in dispute.sides}
    leading = {place_of(item): item for item in reading.leading or reading.evidence[:1]}
    return (*(item for place, item in leading.items() if place not in sides), *sides.values())
