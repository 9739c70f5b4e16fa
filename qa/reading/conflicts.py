"""Evidence that disputes other evidence: who asserts a claim and who denies it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.reading.attribution import attribute
from qa.reading.rarity import rarity
from qa.reading.reader import Evidence
from qa.reading.subjects import subject_before
from qa.types import Stance
from qa.words import stems, words

# Verbs and nouns by which a speaker contradicts somebody: they deny whatever follows them.
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|dismiss(?:es|ed|ing)?|disput(?:e|es|ed|ing)|"
    r"contradict(?:s|ed|ing)?|no evidence|no proof|no information that|debunk\w*)\b",
    re.IGNORECASE,
)
# Words that deny what stands before them: "such claims were rubbish", "the letter was fake".
_VERDICT = re.compile(
    r"\b(?:rubbish|nonsense|baseless|unfounded|groundless|untrue|not true|false|fabricat\w+|fake|fiction)\b",
    re.IGNORECASE,
)
_SUFFERED = re.compile(r"\b(?:was|were|been|being|is|are|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)  # "was denied bail"
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|neither|nor|without|none|nothing|nobody)\b|n['’]t\b", re.IGNORECASE)
_CLAIM_NOUN = re.compile(
    r"\b(?:claims?|reports?|allegations?|accusations?|statements?|charges?|assertions?|suggestions?|rumou?rs?|account|story)\b",
    re.IGNORECASE,
)
_JUST_SAID = re.compile(
    r"^\s*(?:it|this|that|them|these|those)(?=[\s.,;]*(?:$|[.,;]|\w+ly\b|and\b|as\b))", re.IGNORECASE
)
_COMPLEMENT = re.compile(r"\s*(?:that|about|of|on (?!\w+day\b)|by|made|from)\b", re.IGNORECASE)
_OBJECT_WORDS = 12  # after a denial, in which its object stands
_PREDICATE_WORDS = 2  # content words after a negation that it negates
LEAST_COSINE = 0.50  # of two sentences on one topic
LEAST_CLAIM = 0.1  # of the best sentence's relevance, for a claim that is worth showing with its denial
LEAST_RARITY = 0.3  # of a word that one side negates and the other affirms
LEAST_SHARED = 0.4  # of what is denied, weighed by rarity, that the claim must hold
LEAST_COMMON = 0.4  # of a negated sentence, weighed by rarity, that the claim must hold
LEAST_AROUND = 0.2  # of the claim, weighed by rarity, that stands around a denial in another article
MOST_DAYS_APART = 30  # later, a sentence with another word of a thing that changes is news, not a contradiction
MOST_OF_A_SIDE = 2
_LONGEST_NAME_WORDS = 3


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two or more pieces of evidence on one claim, with at least one on each side; assertions first.

    Attributes:
        sides: each piece with what it does with the claim.
        values: where the sources assert different values for one thing, the value of each side, else empty.
    """

    sides: tuple[tuple[Stance, Evidence], ...]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Denied:
    """What a sentence denies: stems that say it, and whether it points to what was said ("denied the reports")."""

    said: frozenset[str]
    points_back: bool


def denies(text: str) -> bool:
    """Whether a sentence contradicts a claim in so many words."""
    return bool(denied_in(text))


def denied_in(text: str) -> tuple[Denied, ...]:
    """What the sentence contradicts, one entry a word of denial; a thing that somebody is denied is none."""
    found = []
    for match in _DENIAL.finditer(text):
        suffered = match.group().casefold() == "denied" and _SUFFERED.search(text[: match.start()])
        if not suffered or text[match.end() :].startswith(" by "):
            following = re.split(r"[,;:]", text[match.end() :], maxsplit=1)[0]
            found.append(_object(" ".join(following.split()[:_OBJECT_WORDS])))
    for match in () if found else _VERDICT.finditer(text):
        before = re.split(r"\b(?:said|says|that|called|calls)\b", text[: match.start()])[-1]
        found.append(_object(" ".join(before.split()[-_OBJECT_WORDS:])))
    return tuple(found)


def _object(text: str) -> Denied:
    noun = _CLAIM_NOUN.search(text)
    if noun is None:
        back = _JUST_SAID.match(text) is not None
        said = frozenset(stems(text))
        return Denied(frozenset() if back else said, back or not said)
    after = text[noun.end() :]
    content = after if _COMPLEMENT.match(after) else ""
    return Denied(frozenset(stems(f"{text[: noun.start()]} {content}")), points_back=True)


def find_dispute(evidence: Sequence[Evidence], *, least_relevance: float) -> Dispute | None:
    """The dispute in the best evidence, or None where the sources do not disagree.

    Args:
        evidence: best first.
        least_relevance: at least one side must be this relevant to the question.
    """
    found: dict[int, tuple[Stance, Evidence]] = {}
    vague: set[int] = set()
    for denial in evidence:
        for claim in evidence:
            if max(claim.relevance, denial.relevance) < least_relevance and claim.relevance < LEAST_CLAIM:
                continue
            if claim is denial or not _opposed(claim, denial):
                continue
            found.setdefault(id(claim), (Stance.ASSERTS, claim))
            found.setdefault(id(denial), (Stance.DENIES, denial))
            if any(denied.points_back for denied in denied_in(denial.candidate.text)):
                vague.add(id(denial))
    kept: list[tuple[Stance, Evidence]] = []
    for stance in Stance:
        side = [item for held, item in found.values() if held is stance]
        side.sort(key=lambda item: (item.attribution.speaker is None, id(item) in vague, -item.relevance))
        kept.extend((stance, item) for item in _different_voices(side))
    return Dispute(tuple(kept)) if {stance for stance, _ in kept} == set(Stance) else None


def _different_voices(side: Iterable[Evidence]) -> list[Evidence]:
    """The first of a side, without a second one of the same speaker."""
    kept: list[Evidence] = []
    for item in side:
        if len(kept) < MOST_OF_A_SIDE and not any(same_voice(item, other) for other in kept):
            kept.append(item)
    return kept


def _opposed(claim: Evidence, denial: Evidence) -> bool:
    """Whether one piece of evidence denies what the other asserts."""
    if same_voice(claim, denial) or denies(claim.candidate.text) or _speaks_for_two(denial):
        return False
    objects = denied_in(denial.candidate.text)
    if any(_is_meant(denied, claim, denial) for denied in objects):
        return True
    if objects or not near_in_time(claim, denial):
        return False
    own = set(stems(denial.candidate.text)) - set(stems(denial.attribution.speaker or ""))
    shared = _share(own, set(stems(claim.candidate.text)))
    return (
        _same_topic(claim, denial) and shared >= LEAST_COMMON and _negates(denial.candidate.text, claim.candidate.text)
    )


def _is_meant(denied: Denied, claim: Evidence, denial: Evidence) -> bool:
    """Whether what is denied is this claim."""
    if denied.points_back and claim.attribution.speaker is None and not _hedged_just_before(claim, denial):
        return False  # reports and claims are somebody's
    if not denied.points_back:
        return _share(denied.said, set(stems(claim.candidate.text))) >= LEAST_SHARED
    by_whom = set(stems(claim.attribution.speaker or "")) & denied.said
    rest = denied.said - by_whom
    if rest:
        return _share(rest, set(stems(claim.candidate.text))) >= LEAST_SHARED
    if claim.candidate.article_id == denial.candidate.article_id:
        return claim.candidate.start < denial.candidate.start
    if _answers_its_own_article(denial):
        return False
    around = " ".join(
        denial.candidate.surroundings[max(0, denial.candidate.position - 2) : denial.candidate.position + 3]
    )
    return (
        bool(by_whom)
        or _share(set(stems(claim.candidate.text)), set(stems(f"{denial.candidate.passage.title or ''} {around}")))
        >= LEAST_AROUND
    )


def _hedged_just_before(claim: Evidence, denial: Evidence) -> bool:
    """Whether the claim is given as unconfirmed ("if confirmed, …") in the sentences on which the denial follows."""
    one, other = claim.candidate, denial.candidate
    near = one.surroundings == other.surroundings and 0 < other.position - one.position <= 2
    return claim.attribution.hedged and (near or other.start < one.start)


def _answers_its_own_article(denial: Evidence) -> bool:
    """Whether somebody else speaks before the denial where it stands, so that it is that one's words that are denied."""
    candidate, speaker = denial.candidate, denial.attribution.speaker or ""
    before = [attribute(candidate.surroundings, index).speaker for index in range(candidate.position)]
    return any(name is not None and words(name)[-1:] != words(speaker)[-1:] for name in before)


def _share(wanted: Iterable[str], found: set[str]) -> float:
    """The share of the wanted stems that was found, weighed by rarity; 0 where only common ones were."""
    weights = {name: rarity(name) for name in wanted}
    shared = {name: weight for name, weight in weights.items() if name in found}
    if max(shared.values(), default=0.0) < LEAST_RARITY:
        return 0.0
    return sum(shared.values()) / sum(weights.values())


def _speaks_for_two(denial: Evidence) -> bool:
    """Whether the sentence gives somebody else's denial next to its speaker's words ("One says so, another denies it")."""
    match = _DENIAL.search(denial.candidate.text)
    speaker = denial.attribution.speaker
    subject = subject_before(denial.candidate.text[: match.start()]) if match is not None else None
    if subject is None or speaker is None or set(words(subject)) & set(words(speaker)):
        return False
    second_clause = denial.candidate.text.partition(",")[2]
    return subject[:1].isupper() and len(subject.split()) <= _LONGEST_NAME_WORDS and subject in second_clause


def same_voice(one: Evidence, other: Evidence) -> bool:
    """Whether both are said by the same speaker, or both in the voice of the same article."""
    first, second = one.attribution.speaker, other.attribution.speaker
    if first is None and second is None:
        return one.candidate.article_id == other.candidate.article_id
    if first is None or second is None:
        return False
    return words(first)[-1:] == words(second)[-1:] != []


def near_in_time(one: Evidence, other: Evidence) -> bool:
    """Whether both articles are of about the same time, as far as their dates are known."""
    first, second = one.candidate.passage.published, other.candidate.passage.published
    return not (isinstance(first, date) and isinstance(second, date)) or abs((first - second).days) <= MOST_DAYS_APART


def _same_topic(one: Evidence, other: Evidence) -> bool:
    return float(one.vector @ other.vector) >= LEAST_COSINE


def _negates(denial: str, claim: str) -> bool:
    """Whether the denial negates what the claim affirms."""
    affirmed = set(stems(claim)) - negated_stems(claim)
    for match in _NEGATION.finditer(denial):
        if match.group().casefold() == "without" and denial[match.end() :].lstrip()[:1].isupper():
            continue  # somebody who was not there
        predicate = [name for name in stems(denial[match.end() :])[:_PREDICATE_WORDS] if rarity(name) >= LEAST_RARITY]
        if predicate and predicate[0] in affirmed:
            return True
    return False


def negated_stems(text: str) -> set[str]:
    """Stems of the first content words after each negation: what it negates."""
    found: set[str] = set()
    for match in _NEGATION.finditer(text):
        found.update(stems(text[match.end() :])[:_PREDICATE_WORDS])
    return found
