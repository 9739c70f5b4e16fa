"""Why a sentence is not wholly borne out by what it cites, in words for a reader."""

from qa.reading.support.agreement import NUMBER_WORDS, compare
from qa.words import FUNCTION_WORDS, stem, stems, words

_MANY_UNMATCHED = 0.2  # share of the content words, for them to be what is told
_MOST_TOLD = 4


def doubt(claim: str, source: str) -> str:
    """Where a claim and its source part ways: the first thing that words show, else that its meaning is not certain."""
    agreement = compare(claim, source)
    lacking = _lacking(claim, source)
    named = ", ".join(f"“{each}”" for each in lacking[:_MOST_TOLD])
    if agreement.numbers_missing or agreement.dates_missing:
        return "the cited text does not hold every number and date of it"
    if agreement.speaker_differs:
        return "the cited text gives the words to somebody else"
    if agreement.negation_differs:
        return "one of the two denies what the other says"
    if agreement.swapped:
        return "the cited text has another name or number in its place"
    if named and (agreement.names_missing or agreement.unmatched >= _MANY_UNMATCHED):
        return f"the cited text does not have {named}"
    return "the cited text says something near to it, not clearly the same"


def _lacking(claim: str, source: str) -> list[str]:
    """The content words of the claim, as they are written, that the source does not hold."""
    held = set(stems(source, keep_function_words=True))
    plain = [word.strip(".,;:!?()[]“”\"'’") for word in claim.split()]
    return list(
        dict.fromkeys(
            word
            for word in plain
            if any(each not in FUNCTION_WORDS | NUMBER_WORDS.keys() and stem(each) not in held for each in words(word))
        )
    )
