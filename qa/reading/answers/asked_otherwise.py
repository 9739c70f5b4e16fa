"""Questions that no single sentence answers as it stands: what did not happen, why, and what has to be worked out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.reading.disputes.topic import asks_yes_or_no
from qa.reading.evidence.reader import Evidence
from qa.reading.language.parser import parse
from qa.reading.language.questions import AskedFor, Question
from qa.words import stem, stems

_NEGATED = re.compile(
    r"^\W*(?:which|who|what|whose)\b.*\b(?:not|never|no longer|nobody|refuse\w*|reject\w*|fail\w* to)\b|^\W*(?:which|who|what)\b.*n['’]t\b",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|without|except|apart from|other than|but for|all but|refus\w*|declin\w*|reject\w*|abstain\w*|"
    r"oppos\w*|against|only|absent|miss\w*|skip\w*|stay\w* away|boycott\w*|fail\w*|exclud\w*|still)\b|n['’]t\b",
    re.IGNORECASE,
)
_ADDED_UP = re.compile(
    r"\b(?:altogether|in total|in all|all together|taken together|put together|combined|the sum of|on average|the average|the mean|"
    r"how many (?:articles|reports|documents|times))\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:longest|shortest|tallest|highest|lowest|oldest|youngest|largest|biggest|smallest|cheapest|fastest|slowest|heaviest|lightest|deepest|"
    r"richest|poorest|widest|earliest|most expensive|least expensive|(?:the )?(?:most|fewest|least) \w+s)\b",
    re.IGNORECASE,
)
_ALONE = ("nsubj", "nsubjpass", "dobj", "attr", "npadvmod")  # roles of a number that counts no noun of its own
_OF_A_NOUN = ("amod", "advmod", "det")
_TOLD_BY_BE = ("nsubj", "attr", "acomp")
_BE = ("is", "are", "was", "were")
_NO_NOUN = ("VERB", "AUX", "ADJ")
_LEAST_RELEVANCE = 0.05  # of the best sentence's, for a sentence that may say it
_TOTALS = frozenset(
    stem(word) for word in ("total", "altogether", "combined", "average", "sum", "overall", "mean", "both")
)


def leads_with_no(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence for "which did not …" with the sentences that say no before those that only say who did."""
    if not _NEGATED.search(question.text) or asks_yes_or_no(question):
        return tuple(evidence)
    saying = [item for item in evidence if item.relevance >= _LEAST_RELEVANCE and _SAYS_NO.search(item.candidate.text)]
    if not saying:
        return tuple(evidence)
    return (*saying, *(item for item in evidence if item not in saying and item.relevance < _LEAST_RELEVANCE))


def has_to_be_worked_out(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for a sum, an average, or which is "the longest", that no sentence near it, nor a headline, says."""
    near = [item for item in evidence if item.relevance >= _LEAST_RELEVANCE]
    said = {name for item in near for name in stems(f"{item.candidate.text} {item.candidate.passage.title or ''}")}
    if _ADDED_UP.search(question.text):
        return not said & _TOTALS
    found = _SUPERLATIVE.search(question.text)
    if found is None or len({item.candidate.article_id for item in near}) < 2 or not _is_asked(found, question):
        return False
    return not set(stems(found.group(), keep_function_words=True)) & said


def _is_asked(superlative: "re.Match[str]", question: Question) -> bool:
    """Whether it is what a question asks for ("Which bridge is the longest?"), not told in passing ("Who won the highest prize?")."""
    tokens = parse(question.text).tokens
    for token in tokens:
        if superlative.start() <= token.start < superlative.end():
            while token.role in _OF_A_NOUN:
                token = tokens[token.head]
            verb = tokens[token.head]
            return token.role in _TOLD_BY_BE and verb.role == "ROOT" and verb.text.casefold() in _BE
    return False


def leads_with_count(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence of "how many …", the sentence behind the best one first where only that one gives the number.

    "The keepers counted the seals. There are 64."
    """
    best = evidence[0]
    if question.asked_for is not AskedFor.COUNT or not best.features["quantity_missing"]:
        return tuple(evidence)
    after = _after(best, evidence)
    if after is None or not counts_alone(after.candidate.text):
        return tuple(evidence)
    return (replace(after, relevance=best.relevance), *(item for item in evidence if item is not after))


def _after(item: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """The sentence behind one, where it is among the evidence."""
    places = {(other.candidate.surroundings, other.candidate.position): other for other in evidence}
    return places.get((item.candidate.surroundings, item.candidate.position + 1))


def counts_alone(sentence: str) -> bool:
    """Whether a number in it stands without a noun: "There are 64", "2,050 were lent out"."""
    tokens = parse(sentence).tokens
    return any(token.part == "NUM" and token.role in _ALONE and tokens[token.head].part in _NO_NOUN for token in tokens)


def with_reason(question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The chosen sentences; where "why" is asked and the first tells only what, with the one after it, which often tells why.

    News gives a reason without "because": "Trains were late. A tree had fallen on the line."
    """
    first = chosen[0]
    if question.asked_for is not AskedFor.REASON or not first.features["reason_missing"]:
        return tuple(chosen)
    after = _after(first, evidence)
    if after is None or any(item is after for item in chosen):
        return tuple(chosen)
    return (first, after, *chosen[1:])
