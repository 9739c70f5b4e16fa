"""A list that is asked for, told whole: the line that leads in to it with its items."""

import re
from collections.abc import Sequence

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.reader import Evidence
from qa.reading.language.questions import Question
from qa.words import stems

_ITEM = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])\s+\S")
_MOST_ITEMS = 12
_LEAST_ITEMS = 2
_BEST = 5  # pieces of evidence, for a list that one of them stands in to be what is asked for


def whole_list(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The lead-in and the items of the list that a question asks for, in order; empty where it asks for none.

    The list is one that a piece of the best evidence stands in, and its lead-in or its headlines hold a word of the question.
    """
    if not question.wants_list:
        return ()
    wanted = set(question.stems)
    for item in evidence[:_BEST]:
        candidate = item.candidate
        headlines = f"{candidate.passage.title or ''} {candidate.passage.chunk.heading or ''}"
        lead = candidate.text.strip() if _leads_in(candidate.text) else lead_in(candidate)
        if not lead or not wanted & set(stems(f"{lead} {headlines}")):
            continue
        members = [
            other
            for other in evidence
            if other.candidate.surroundings == candidate.surroundings
            and (other.candidate.text.strip() == lead or lead_in(other.candidate) == lead)
        ]
        if len(members) > _LEAST_ITEMS:
            return tuple(sorted(members, key=lambda other: other.candidate.start)[: _MOST_ITEMS + 1])
    return ()


def rows_asked_for(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without the rows of a table, and the lists, of which another one of its article bears a name that was asked for."""
    wanted = set(question.stems)
    named = {item.candidate.article_id for item in evidence if wanted & set(stems(label_of(item.candidate)))}
    return [
        item
        for item in evidence
        if item.candidate.article_id not in named
        or not label_of(item.candidate)
        or wanted & set(stems(label_of(item.candidate)))
    ]


def label_of(candidate: Candidate) -> str:
    """What a row of a table is called, its first cell, or a list that stands with its lead-in ("Women:"); else empty."""
    if candidate.cells:
        return candidate.cells[0][1]
    first, _, rest = candidate.text.partition("\n")
    return first.rstrip(" :") if rest and _leads_in(first) else ""


def lead_in(candidate: Candidate) -> str:
    """The line that leads in to the list that a sentence is an item of; empty where it is none."""
    around, place = candidate.surroundings, candidate.position
    if not _ITEM.match(candidate.text):
        return ""
    while place > 0 and _ITEM.match(around[place]):
        place -= 1
    return around[place].strip() if _leads_in(around[place]) else ""


def _leads_in(text: str) -> bool:
    return text.rstrip().endswith(":")
