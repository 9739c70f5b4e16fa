"""Follow-up questions made to stand alone by rules, without a chat model."""

import re
from collections.abc import Sequence

from qa.reading.people import Cast
from qa.reading.questions import analyse_question
from qa.types import Turn
from qa.words import FUNCTION_WORDS, words

_PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_POSSESSIVES = {"his", "hers", "their", "its"}
_THING = re.compile(r"\b(it|its|they|them|their|this|that|these|those|there|then)\b", re.IGNORECASE)
_OPENER = re.compile(r"^(?:and|but|so|what about|how about|and what about|and how about)\b[\s,]*", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[\d+\]")
_FEW_STEMS = 2  # "And why?", "How many?" say too little to stand alone


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation filled in; unchanged where it stands alone.

    "He", "she" become the person named last in the conversation; a question with other pronouns, or with next to no words
    of its own, gets the last question's words added, so that retrieval and reading know the topic.
    """
    text = question.strip()
    if not history or not text:
        return text
    last = history[-1]
    resolved = text
    person = _last_person(history)
    if person is not None and _PERSON.search(text) and not _names_someone(text):
        resolved = _PERSON.sub(lambda match: _replacement(match.group(), person), text)
    elliptic = len(analyse_question(_OPENER.sub("", resolved)).stems) <= _FEW_STEMS or _OPENER.match(text) is not None
    points_back = _THING.search(_without_subordinate_that(resolved)) is not None
    if elliptic or points_back:
        topic = _topic(last.question, resolved)
        if topic:
            return f"{resolved.rstrip('?. ')} ({topic})?"
    return resolved


def _last_person(history: Sequence[Turn]) -> str | None:
    """Whom the last turns name last: in a question sooner than in its answer, the newest turn first."""
    for turn in reversed(history):
        for text in (turn.question, _MARKER.sub("", turn.answer)):
            person = Cast([text]).last_person(before=1)
            if person is not None:
                return person
    return None


def _names_someone(text: str) -> bool:
    return Cast([text]).last_person(before=1) is not None


def _replacement(pronoun: str, person: str) -> str:
    return f"{person}'s" if pronoun.casefold() in _POSSESSIVES else person


def _without_subordinate_that(text: str) -> str:
    """Without the "that" after a verb of speech, which points nowhere ("Who said that there were …")."""
    return re.sub(
        r"\b(say|says|said|claim\w*|den\w+|state\w*|report\w*|think|know)\s+that\b(?=\s+\w)",
        r"\1",
        text,
        flags=re.IGNORECASE,
    )


def _topic(last_question: str, question: str) -> str:
    """The words of the last question that the new one lacks, in order, without question words."""
    present = set(words(question))
    kept = [
        token
        for token in re.findall(r"[\w’'.\-]+", last_question)
        if token.casefold().strip(".'’") not in FUNCTION_WORDS and token.casefold() not in present
    ]
    return " ".join(kept)
