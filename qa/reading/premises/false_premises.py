"""Questions that take for granted what the articles deny, or what nothing in them bears out."""

import re
from collections.abc import Iterable, Sequence

from qa.reading.evidence.judging import HeldClaim, judge_premise
from qa.reading.evidence.network import Verdict
from qa.reading.language.denials import denies, negated_stems
from qa.reading.language.presuppositions import presuppositions
from qa.reading.language.questions import AskedFor, Question
from qa.reading.language.rarity import rarity
from qa.words import fold, stem, stems

_NEGATED_QUESTION = re.compile(
    r"\b(?:not|never|no|cannot|without|nothing|nobody|none|neither)\b|n['’]t\b", re.IGNORECASE
)
# "When did they last meet?": that they have not met since bears it out.
_LAST_TIME = re.compile(r"\b(?:last|latest|most recent(?:ly)?|since|until|stop\w*|end(?:s|ed)?)\b", re.IGNORECASE)
# Verbs by which a speaker agrees: who denies something did none of these.
_ASSENT = re.compile(
    r"\b(?:confirm|admit|agree|approv|accept|acknowledg|conced|endors|prais|welcom|authori[sz])\w*\b", re.IGNORECASE
)
_REFUSAL = re.compile(r"\b(?:refus|declin)\w* to\b", re.IGNORECASE)
# What a claim rests on, under one stem: who has no proof has presented no evidence.
_GROUNDS = {stem(word): stem("evidence") for word in ("proof", "indication", "sign", "trace", "confirmation")}
_LEAST_RARITY = 0.3  # of a word that the question affirms and the evidence negates; common words carry no claim
# In tenths of a logit, as the features of the answer's probability are:
_BORNE_OUT = 0.1  # what the network finds this well supported is no false premise, whatever words are negated
_NOT_BORNE_OUT = -0.04  # the best of the sentences speaks rather against it
_CONTRADICTED = 0.4  # a logit; that a sentence contradicts a claim which none bears out
_OF_AN_EVENT = {AskedFor.REASON, AskedFor.TIME, AskedFor.MANNER}  # what is asked for
_LONGEST_NEGATION = 4  # content words after a negation, in which stands what it negates


def supposes_otherwise(question: Question, evidence: str, premise: Verdict) -> bool:
    """Whether a question takes for granted what the evidence negates ("Who approved …?", "without approval").

    A yes-or-no question takes nothing for granted, nor does one for what somebody said about a thing; one that denies or
    negates itself asks about the denial. What other sentences bear out is no false premise.
    """
    if not _takes_for_granted(question) or premise.support > _BORNE_OUT:
        return False
    assent = _ASSENT.search(question.text)
    said_so = assent is not None and stem(fold(assent.group())) in stems(evidence)
    if assent is not None and not said_so and (denies(evidence) or _REFUSAL.search(evidence)):
        return True
    granted = {name for claim in presuppositions(question.text) for name in stems(claim)}
    return bool(_weighty(granted) & _weighty(negated_stems(evidence)))


def contradicting(question: Question, claims: Sequence[HeldClaim], sentences: Sequence[str]) -> int | None:
    """The index of the sentence that denies what the question takes for granted, or None.

    The network has to find the claim contradicted there and borne out nowhere, and the sentence has to negate a word of the
    claim that is not a name: by itself, either is too often wrong.

    Args:
        question: analysed.
        claims: what it takes for granted, with a verdict for each of the first sentences.
        sentences: best first.
    """
    if not _takes_for_granted(question) or _LAST_TIME.search(question.text):
        return None
    found: list[tuple[float, int]] = []
    for held in claims:
        if max(verdict.support for verdict in held.verdicts) >= 0:
            continue
        claimed = _weighty(stems(held.claim)) - set(question.names)
        found.extend(
            (-verdict.contradiction, index)
            for index, (verdict, text) in enumerate(zip(held.verdicts, sentences, strict=False))
            if verdict.contradiction >= _CONTRADICTED and claimed & _weighty(negated_stems(text, _LONGEST_NEGATION))
        )
    return min(found)[1] if found else None


def lacks_ground(question: Question, claims: Sequence[HeldClaim]) -> bool:
    """Whether a question takes an event for granted ("Why did they sign?") which the best sentences rather speak against.

    That is so where it asks why, when or how: the rest of it is a claim as it stands. Of other questions the claim is in
    disorder ("they sign treaty"), and in one without capitals the network does not know the names.
    """
    takes_an_event = question.text[:1].isupper() and question.asked_for in _OF_AN_EVENT
    return takes_an_event and judge_premise(claims).support < _NOT_BORNE_OUT


def _takes_for_granted(question: Question) -> bool:
    text = question.text
    negates = denies(text) or _NEGATED_QUESTION.search(text) or _REFUSAL.search(text)
    return question.asked_for is not AskedFor.YES_NO and not negates


def _weighty(names: Iterable[str]) -> set[str]:
    """The stems that are rare enough to carry a claim; words for evidence count as one."""
    return {_GROUNDS.get(name, name) for name in names if rarity(name) >= _LEAST_RARITY}
