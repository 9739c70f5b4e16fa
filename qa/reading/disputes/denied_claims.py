"""Evidence that disputes other evidence on what was asked: who asserts a claim and who denies it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.reading.disputes.topic import Asked, asks_yes_or_no, is_nobodys, same_topic
from qa.reading.evidence.reader import Evidence
from qa.reading.language.denials import Denied, denied_in, denies, denies_or_negates, negates, share
from qa.reading.language.questions import Question
from qa.reading.language.states import is_one_state, states_in
from qa.reading.speakers.attribution import attribute, is_hedged
from qa.reading.speakers.speech import speaker_mention
from qa.types import Stance
from qa.words import stems, words

LEAST_TO_THE_POINT = (
    0.0025  # of the best sentence's relevance, for a claim; a denial ("denied it") may hold no word of the question
)
LEAST_SHARED = 0.4  # of what is denied, weighed by rarity, that the claim must hold
LEAST_COMMON = 0.4  # of a negated sentence, weighed by rarity, that the claim must hold
LEAST_RESTATED = 0.6  # of the question, weighed by rarity, that a negated sentence restates to say no to it
LEAST_HINTED = 0.2  # of what is denied, that a claim must hold which answers the very question that the denial covers
LEAST_AROUND = 0.2  # of the claim, weighed by rarity, that stands around a denial in another article
MOST_DAYS_APART = 30  # later, a sentence with another word of a thing that changes is news, not a contradiction
MOST_OF_A_SIDE = 2
ABOUT_AS_NEAR = 0.08  # in cosine to the question, of two disputes
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w’'.-]*")


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two or more pieces of evidence on one claim, with at least one on each side; assertions first.

    Attributes:
        sides: each piece with what it does with the claim.
        values: where the sources assert different values for one thing, the value of each side, else empty.
    """

    sides: tuple[tuple[Stance, Evidence], ...]
    values: tuple[str, ...] = ()


def find_dispute(question: Question, evidence: Sequence[Evidence]) -> Dispute | None:
    """The dispute on what was asked, or None where the sources do not disagree or disagree on something else.

    Args:
        question: analysed.
        evidence: best first.
    """
    if not evidence:
        return None
    asked = Asked(question, evidence)
    pairs = [
        (claim, denial)
        for denial in evidence
        if denies_or_negates(denial.candidate.text)
        for claim in evidence
        if claim is not denial and _is_disputed(asked, claim, denial)
    ]
    found: dict[int, tuple[Stance, Evidence]] = {}
    vague: set[int] = set()
    for claim, denial in _of_one_dispute(pairs):
        found.setdefault(id(claim), (Stance.ASSERTS, claim))
        found.setdefault(id(denial), (Stance.DENIES, denial))
        if any(denied.points_back for denied in denied_in(denial.candidate.text)):
            vague.add(id(denial))
    kept: list[tuple[Stance, Evidence]] = []
    for stance in Stance:
        side = [item for held, item in found.values() if held is stance]
        side.sort(
            key=lambda item: (item.attribution.speaker is None, is_nobodys(item), id(item) in vague, -item.relevance)
        )
        kept.extend((stance, item) for item in _different_voices(side))
    return Dispute(tuple(kept)) if {stance for stance, _ in kept} == set(Stance) else None


def _is_disputed(asked: Asked, claim: Evidence, denial: Evidence) -> bool:
    """Whether the denial denies the claim, and the question is about that.

    Who says a sentence takes grammar, of its neighbours too, so it is asked last, of the few pairs that are left.
    """
    return (
        asked.is_near(claim, denial)
        and (
            claim.relevance >= LEAST_TO_THE_POINT
            or asked.asks_for_denial(claim, denial)
            or asked.asks_about(claim, denial)
        )
        and _opposed(asked, claim, denial)
        and asked.concerns(claim, denial)
        and not same_voice(claim, denial)
        and not _speaks_for_two(denial)
    )


def _of_one_dispute(pairs: Sequence[tuple[Evidence, Evidence]]) -> list[tuple[Evidence, Evidence]]:
    """The pairs of claim and denial that hang together and are nearest to the question.

    Of disputes that are about as near, the one whose sentence answers best.
    """
    groups: list[list[tuple[Evidence, Evidence]]] = []
    for pair in pairs:
        joined = [group for group in groups if any(item is other for one in group for item in one for other in pair)]
        groups = [group for group in groups if all(group is not other for other in joined)]
        groups.append([one for group in joined for one in group] + [pair])
    near = {id(group): max(item.likeness for pair in group for item in pair) for group in groups}
    nearest = max(near.values(), default=0.0)
    rivals = [group for group in groups if near[id(group)] >= nearest - ABOUT_AS_NEAR]
    return max(rivals, key=lambda group: max(item.relevance for pair in group for item in pair), default=[])


def _different_voices(side: Iterable[Evidence]) -> list[Evidence]:
    """The first of a side, named speakers first: none twice, and what nobody says only where it is nearer to the question."""
    kept: list[Evidence] = []
    for item in side:
        if item.attribution.speaker is None and any(other.likeness >= item.likeness for other in kept):
            continue
        if len(kept) < MOST_OF_A_SIDE and not any(same_voice(item, other) for other in kept):
            kept.append(item)
    return kept


def _opposed(asked: Asked, claim: Evidence, denial: Evidence) -> bool:
    """Whether one piece of evidence denies what the other asserts, whoever says them."""
    if denies(claim.candidate.text):
        return False
    if claim.candidate.article_id != denial.candidate.article_id and not near_in_time(claim, denial):
        return False
    objects, claimed = denied_in(denial.candidate.text), set(stems(claim.candidate.text))
    if any(_is_meant(asked, denied, claim, denial) for denied in objects):
        return True
    if objects or denial.relevance < LEAST_TO_THE_POINT or not asked.touches(denial):
        return False
    own = set(stems(denial.candidate.text)) - set(stems(denial.attribution.speaker or ""))
    said, claimed_text = denial.candidate.text, claim.candidate.text
    restated = asked.covers(stems(said), LEAST_RESTATED)
    if restated and asked.covers(claimed, LEAST_HINTED) and negates(said, claimed_text, only=asked.stems):
        return True  # the question binds them together: one says yes to it, the other no
    if asks_yes_or_no(asked.question) and not restated:
        return False
    return same_topic(claim, denial) and share(own, claimed) >= LEAST_COMMON and negates(said, claimed_text)


def _is_meant(asked: Asked, denied: Denied, claim: Evidence, denial: Evidence) -> bool:
    """Whether what is denied is this claim."""
    claimed = set(stems(claim.candidate.text))
    if denied.points_back and is_nobodys(claim) and not _hedged_just_before(claim, denial):
        # Reports and claims are somebody's: a speaker's, or another article's where the denial says what it reported.
        elsewhere = claim.candidate.article_id != denial.candidate.article_id and asked.answers(claim)
        told = denied.said - _names_in(denial)
        return elsewhere and bool(told & claimed) and share(denied.said, claimed) >= LEAST_SHARED
    if not denied.points_back:
        if not _says_more_than_names(denied.said & claimed, denied.said, denial):
            return False
        hinted = asked.answers(claim) and asked.covers(denied.said) and len(denied.said & claimed) > 1
        return share(denied.said, claimed) >= (LEAST_HINTED if hinted else LEAST_SHARED)
    if denied.source and not _is_source(denied.source, claim, denial):
        return False
    by_whom = set(stems(claim.attribution.speaker or "")) & denied.said
    rest = denied.said - by_whom
    if rest:
        return share(rest, claimed) >= LEAST_SHARED
    if claim.candidate.article_id == denial.candidate.article_id:
        return claim.candidate.start < denial.candidate.start and not _somebody_between(claim, denial)
    if _answers_its_own_article(denial):
        return False
    around = " ".join(
        denial.candidate.surroundings[max(0, denial.candidate.position - 2) : denial.candidate.position + 3]
    )
    return (
        bool(by_whom) or share(claimed, set(stems(f"{denial.candidate.passage.title or ''} {around}"))) >= LEAST_AROUND
    )


def _is_source(source: str, claim: Evidence, denial: Evidence) -> bool:
    """Whether a claim in the denial's article is that of the source named: "the report made by the ministry"."""
    if claim.candidate.article_id != denial.candidate.article_id:
        return False
    speaker = claim.attribution.speaker or ""
    states = states_in(source), states_in(speaker)
    if all(states) and not states[0] & states[1]:
        return False
    return is_one_state(speaker, source) or share(stems(speaker), set(stems(source))) >= LEAST_SHARED


def _says_more_than_names(shared: frozenset[str] | set[str], said: frozenset[str], denial: Evidence) -> bool:
    """Whether what is shared holds a word besides names, where what is denied does: names tell whom it is about only."""
    names = _names_in(denial)
    return bool(shared - names) or not said - names


def _names_in(item: Evidence) -> set[str]:
    return set(stems(" ".join(_CAPITALISED.findall(item.candidate.text))))


def _hedged_just_before(claim: Evidence, denial: Evidence) -> bool:
    """Whether the claim is given as unconfirmed ("if confirmed, …") in the sentences on which the denial follows."""
    one, other = claim.candidate, denial.candidate
    near = one.surroundings == other.surroundings and 0 < other.position - one.position <= 2
    return is_hedged(one.text) and (near or other.start < one.start)


def _somebody_between(claim: Evidence, denial: Evidence) -> bool:
    """Whether another voice speaks between a claim and a denial of one section: "denied that" means what stands right before."""
    one, other = claim.candidate, denial.candidate
    if one.surroundings != other.surroundings or claim.attribution.speaker is None:
        return False
    between = (attribute(one.surroundings, index).speaker for index in range(one.position + 1, other.position))
    own = words(claim.attribution.speaker)[-1:]
    return any(name is not None and words(name)[-1:] != own for name in between)


def _answers_its_own_article(denial: Evidence) -> bool:
    """Whether somebody else speaks before the denial where it stands, so that it is that one's words that are denied."""
    candidate, speaker = denial.candidate, denial.attribution.speaker or ""
    before = [attribute(candidate.surroundings, index).speaker for index in range(candidate.position)]
    return any(name is not None and words(name)[-1:] != words(speaker)[-1:] for name in before)


def _speaks_for_two(denial: Evidence) -> bool:
    """Whether the sentence gives somebody else's denial next to its speaker's words ("One says so, another denies it")."""
    first, _, second = denial.candidate.text.partition(",")
    speaker = speaker_mention(first)
    return speaker is not None and any(
        denied.denier[:1].isupper() and denied.denier in second and not set(words(denied.denier)) & set(words(speaker))
        for denied in denied_in(denial.candidate.text)
    )


def same_voice(one: Evidence, other: Evidence) -> bool:
    """Whether both are said by the same speaker, or both in the voice of the same article."""
    first, second = one.attribution.speaker, other.attribution.speaker
    if first is None and second is None:
        return one.candidate.article_id == other.candidate.article_id
    if first is None or second is None:
        return False
    return words(first)[-1:] == words(second)[-1:] != [] or is_one_state(first, second)


def near_in_time(one: Evidence, other: Evidence) -> bool:
    """Whether both articles are of about the same time, as far as their dates are known."""
    first, second = one.candidate.passage.published, other.candidate.passage.published
    return not (isinstance(first, date) and isinstance(second, date)) or abs((first - second).days) <= MOST_DAYS_APART
