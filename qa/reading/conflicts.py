"""Evidence that disputes other evidence: who asserts a claim and who denies it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.rarity import rarity
from qa.reading.reader import Evidence
from qa.types import Stance
from qa.words import stem, stems, words

# Verbs and nouns by which a speaker contradicts somebody: they deny whatever their object is.
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|"
    r"contradict(?:s|ed|ing)?|rubbish|nonsense|baseless|unfounded|groundless|untrue|not true|fabricat\w+|fake|no evidence|no proof|"
    r"no information that|debunk\w*)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|neither|nor|without|none|nothing)\b|n['’]t\b", re.IGNORECASE)
# The object of such a denial is what was said just before: "denied it", "rejected the claim".
_REFERS_BACK = re.compile(
    r"\b(?:it|this|that|them|these|those|(?:the|such|this|that|these|those)\s+(?:\w+\s+)?(?:claims?|reports?|allegations?|accusations?|"
    r"statements?|charges?|assertions?|involvement|suggestions?|information))\b",
    re.IGNORECASE,
)
_SCOPE_WORDS = 7  # how far a negation reaches
_LOOK_BACK = 4  # sentences in which the denied claim stands
LOOKED_AT = 16  # sentences of evidence, best first
LEAST_COSINE = 0.40  # of two sentences on one topic
LEAST_SHARED = 0.6  # summed rarity of the words that a negated and an affirmed claim share


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two or more pieces of evidence on one claim, with at least one on each side; assertions first."""

    sides: tuple[tuple[Stance, Evidence], ...]


def denies(text: str) -> bool:
    """Whether a sentence contradicts a claim in so many words."""
    return _DENIAL.search(text) is not None


def find_dispute(evidence: Sequence[Evidence], *, least_relevance: float) -> Dispute | None:
    """The dispute in the best evidence, or None where the sources do not disagree.

    Args:
        evidence: best first.
        least_relevance: at least one side must be this relevant to the question.
    """
    looked_at = evidence[:LOOKED_AT]
    sides: dict[tuple[str, int], tuple[Stance, Evidence]] = {}
    for denial in looked_at:
        for claim in looked_at:
            if not _opposed(claim, denial) or max(claim.relevance, denial.relevance) < least_relevance:
                continue
            for stance, item in ((Stance.ASSERTS, claim), (Stance.DENIES, denial)):
                sides.setdefault((item.candidate.article_id, item.candidate.start), (stance, item))
    ordered = sorted(sides.values(), key=lambda side: (side[0] is Stance.DENIES, -side[1].relevance))
    kept: list[tuple[Stance, Evidence]] = []
    for stance in Stance:
        kept.extend([side for side in ordered if side[0] is stance][:2])
    return Dispute(tuple(kept)) if {stance for stance, _ in kept} == set(Stance) else None


def _opposed(claim: Evidence, denial: Evidence) -> bool:
    if claim is denial or same_voice(claim, denial) or denies(claim.candidate.text):
        return False
    if denies(denial.candidate.text):
        return _refers_to(denial, claim) or _same_topic(claim, denial)
    return _same_topic(claim, denial) and _negates(denial.candidate.text, claim.candidate.text)


def same_voice(one: Evidence, other: Evidence) -> bool:
    """Whether both are said by the same speaker, or both in the voice of the same article."""
    first, second = one.attribution.speaker, other.attribution.speaker
    if first is None and second is None:
        return one.candidate.article_id == other.candidate.article_id
    if first is None or second is None:
        return False
    return bool({word for word in words(first)[-1:]} & {word for word in words(second)[-1:]})


def _same_topic(one: Evidence, other: Evidence) -> bool:
    return float(one.vector @ other.vector) >= LEAST_COSINE


def _refers_to(denial: Evidence, claim: Evidence) -> bool:
    """Whether the denial's object is a claim that stands shortly before it in the same section."""
    first, second = claim.candidate, denial.candidate
    if first.article_id != second.article_id or first.surroundings is not second.surroundings and first.surroundings != second.surroundings:
        return False
    if not 0 < second.position - first.position <= _LOOK_BACK or claim.attribution.speaker is None:
        return False
    return _REFERS_BACK.search(second.text) is not None


def _negates(denial: str, claim: str) -> bool:
    """Whether the denial negates words that the claim affirms."""
    negated, affirmed = negated_stems(denial), set(stems(claim)) - negated_stems(claim)
    return sum(rarity(name) for name in negated & affirmed) >= LEAST_SHARED


def negated_stems(text: str) -> set[str]:
    """Stems of content words within reach of a negation."""
    found: set[str] = set()
    for match in _NEGATION.finditer(text):
        reach = words(text[match.end() :])[:_SCOPE_WORDS]
        found.update(set(stems(" ".join(reach))))
        found.update(stem(word) for word in reach if "-" in word)
    return found
