"""Evidence that disputes other evidence: who asserts a claim and who denies it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.rarity import rarity
from qa.reading.reader import Evidence
from qa.types import Stance
from qa.words import stems, words

# Verbs and nouns by which a speaker contradicts somebody: they deny whatever their object is.
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|"
    r"contradict(?:s|ed|ing)?|rubbish|nonsense|baseless|unfounded|groundless|untrue|not true|fabricat\w+|fake|no evidence|no proof|"
    r"no information that|debunk\w*)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|neither|nor|without|none|nothing)\b|n['’]t\b", re.IGNORECASE)
# The object of such a denial is what was said before: "denied it" means the last sentences, "such claims" the article.
_JUST_SAID = re.compile(r"\b(?:it|this|that|them|these|those)\b", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"\b(?:the|such|this|that|these|those|any|all|its|their)\s+(?:\w+\s+){0,2}(?:claims?|reports?|allegations?|accusations?|statements?|"
    r"charges?|assertions?|suggestions?|rumou?rs?)\b",
    re.IGNORECASE,
)
_PREDICATE_WORDS = 2  # content words after a negation that it negates
_LOOK_BACK = 4  # sentences in which "it" stands
LOOKED_AT = 16  # claims, best first
LEAST_COSINE = 0.40  # of two sentences on one topic
LEAST_SIDE = 0.12  # of the best sentence's relevance, for either side of a dispute about the same topic
LEAST_RARITY = 0.3  # of a word that one side negates and the other affirms


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
    sides: dict[tuple[str, int], tuple[Stance, Evidence]] = {}
    for denial in evidence:
        for claim in evidence[:LOOKED_AT]:
            if not _opposed(claim, denial, least_relevance):
                continue
            for stance, item in ((Stance.ASSERTS, claim), (Stance.DENIES, denial)):
                sides.setdefault((item.candidate.article_id, item.candidate.start), (stance, item))
    ordered = sorted(sides.values(), key=lambda side: (side[0] is Stance.DENIES, -side[1].relevance))
    kept: list[tuple[Stance, Evidence]] = []
    for stance in Stance:
        kept.extend([side for side in ordered if side[0] is stance][:2])
    return Dispute(tuple(kept)) if {stance for stance, _ in kept} == set(Stance) else None


def _opposed(claim: Evidence, denial: Evidence, least_relevance: float) -> bool:
    if claim is denial or same_voice(claim, denial) or denies(claim.candidate.text):
        return False
    explicit = denies(denial.candidate.text)
    if explicit and claim.relevance >= least_relevance and _refers_to(denial, claim):
        return True
    relevances = (claim.relevance, denial.relevance)
    if max(relevances) < least_relevance or min(relevances) < LEAST_SIDE or not _same_topic(claim, denial):
        return False
    return explicit or _negates(denial.candidate.text, claim.candidate.text)


def same_voice(one: Evidence, other: Evidence) -> bool:
    """Whether both are said by the same speaker, or both in the voice of the same article."""
    first, second = one.attribution.speaker, other.attribution.speaker
    if first is None and second is None:
        return one.candidate.article_id == other.candidate.article_id
    if first is None or second is None:
        return False
    return words(first)[-1:] == words(second)[-1:] != []


def _same_topic(one: Evidence, other: Evidence) -> bool:
    return float(one.vector @ other.vector) >= LEAST_COSINE


def _refers_to(denial: Evidence, claim: Evidence) -> bool:
    """Whether the denial's object is a claim that stands before it in the same article."""
    first, second = claim.candidate, denial.candidate
    if first.article_id != second.article_id or first.start >= second.start:
        return False
    if _SAID_BEFORE.search(second.text):
        return True
    near = first.surroundings == second.surroundings and second.position - first.position <= _LOOK_BACK
    return near and _JUST_SAID.search(second.text) is not None


def _negates(denial: str, claim: str) -> bool:
    """Whether the denial negates what the claim affirms."""
    affirmed = set(stems(claim)) - negated_stems(claim)
    return any(rarity(name) >= LEAST_RARITY for name in negated_stems(denial) & affirmed)


def negated_stems(text: str) -> set[str]:
    """Stems of the first content words after each negation: what it negates."""
    found: set[str] = set()
    for match in _NEGATION.finditer(text):
        found.update(stems(text[match.end() :])[:_PREDICATE_WORDS])
    return found
