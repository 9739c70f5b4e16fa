"""Questions that take for granted what the articles deny."""

import re

from qa.reading.denials import denies, negated_stems
from qa.reading.presuppositions import presuppositions
from qa.reading.questions import AskedFor, Question
from qa.reading.rarity import rarity
from qa.words import fold, stem, stems

_NEGATED_QUESTION = re.compile(
    r"\b(?:not|never|no|cannot|without|nothing|nobody|none|neither)\b|n['’]t\b", re.IGNORECASE
)
# Verbs by which a speaker agrees: who denies something did none of these.
_ASSENT = re.compile(
    r"\b(?:confirm|admit|agree|approv|accept|acknowledg|conced|endors|prais|welcom|authori[sz])\w*\b", re.IGNORECASE
)
_REFUSAL = re.compile(r"\b(?:refus|declin)\w* to\b", re.IGNORECASE)
_LEAST_RARITY = 0.3  # of a word that the question affirms and the evidence negates; common words carry no claim


def supposes_otherwise(question: Question, evidence: str) -> bool:
    """Whether a question takes for granted what the evidence negates ("Who approved …?", "without approval").

    A yes-or-no question takes nothing for granted, nor does one for what somebody said about a thing; one that denies or
    negates itself asks about the denial.
    """
    text = question.text
    if question.asked_for is AskedFor.YES_NO or denies(text) or _NEGATED_QUESTION.search(text):
        return False
    assent = _ASSENT.search(text)
    said_so = assent is not None and stem(fold(assent.group())) in stems(evidence)
    if assent is not None and not said_so and (denies(evidence) or _REFUSAL.search(evidence)):
        return True
    granted = {name for claim in presuppositions(text) for name in stems(claim)}
    return any(rarity(name) >= _LEAST_RARITY for name in negated_stems(evidence) & granted)
