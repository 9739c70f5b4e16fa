"""Who says a sentence: found in the sentence, in the quotation that it belongs to, or in the sentences before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.reading.language.people import Cast
from qa.reading.speakers.antecedents import PRONOUNS, opened_before, resolve
from qa.reading.speakers.quotations import Opened, mark_quotations
from qa.reading.speakers.speech import speaker_mention

_SAME_SOURCE = re.compile(r"^the same \w+$")
_LONGEST_QUOTATION = 8  # sentences; a mark that never closes must not claim the rest of the article
_MOSTLY_SPOKEN = 0.5  # share of a sentence's characters; below, marks stand around a title or a single word
_LABEL = re.compile(r"^(?P<label>[A-ZÀ-Þ][\w’'.-]*(?:\s+[A-ZÀ-Þ][\w’'.-]*){0,3}):\s")  # "Roe: Yes, we did."
_HEDGES = re.compile(r"\b(?:reportedly|allegedly|claim(?:s|ed)?|if confirmed|purported(?:ly)?|apparently|suspected|preliminary|unconfirmed)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a sentence.

    Attributes:
        speaker: as the article names it, title included; None where the article speaks in its own voice.
        named_here: the sentence itself names the speaker, so that a reader needs no help.
        antecedent: who or what the pronoun or short title that the sentence starts with stands for, or None.
    """

    speaker: str | None
    named_here: bool
    antecedent: str | None


def attribute(sentences: Sequence[str], position: int) -> Attribution:
    """The attribution of ``sentences[position]``; ``sentences`` are those of its section, in order."""
    return _attribute(tuple(sentences), position)


@lru_cache(maxsize=1024)  # asked for again by each decision on a piece of evidence
def _attribute(sentences: tuple[str, ...], position: int) -> Attribution:
    text = sentences[position]
    cast = Cast(sentences[: position + 1])
    subject = cast.subject_of(text)
    antecedent = resolve(subject, sentences, position) if subject is not None else None
    speaker = _speaker(sentences, position)
    if speaker is None:
        return Attribution(None, False, antecedent)
    named_here = speaker.split()[-1] in text
    return Attribution(speaker, named_here, antecedent if antecedent != subject else None)


def is_hedged(sentence: str) -> bool:
    """Whether a sentence marks its content as unconfirmed."""
    return _HEDGES.search(sentence) is not None


def _speaker(sentences: Sequence[str], position: int) -> str | None:
    """Who says the sentence, in full; None where the article does or where a pronoun can't be resolved."""
    opened = opened_before(sentences, position)
    mention = speaker_mention(sentences[position], opened=opened)
    if mention is not None:
        return _in_full(mention, sentences, position)
    return _quotation_speaker(sentences, position) or _labelled_speaker(sentences, position)


def _in_full(mention: str, sentences: Sequence[str], position: int) -> str | None:
    if _SAME_SOURCE.match(mention) and position:
        return _speaker(sentences, position - 1)
    resolved = resolve(mention, sentences, position)
    if resolved is not None:
        return resolved
    return None if mention.casefold() in PRONOUNS else Cast(sentences[: position + 1]).full_name(mention)


def _quotation_speaker(sentences: Sequence[str], position: int) -> str | None:
    """The speaker of the quotation that most of this sentence belongs to, or None."""
    opened = opened_before(sentences, position)
    marked = mark_quotations(sentences[position], opened)
    if marked.spoken < _MOSTLY_SPOKEN:
        return None
    first = position
    while first and position - first < _LONGEST_QUOTATION and opened_before(sentences, first):
        first -= 1
    if first < position and (named := _named_in(sentences, first)) is not None:
        return named
    state = marked.opened
    for later in range(position + 1, min(len(sentences), position + _LONGEST_QUOTATION)):
        if not state:
            break
        if (named := _named_in(sentences, later, state)) is not None:
            return named
        state = mark_quotations(sentences[later], state).opened
    return _speaker(sentences, first - 1) if first and (not state or first == position) else None


def _named_in(sentences: Sequence[str], index: int, opened: Opened | None = None) -> str | None:
    """Who is named as the speaker in one sentence of a running quotation."""
    mention = speaker_mention(sentences[index], opened=opened_before(sentences, index) if opened is None else opened)
    return _in_full(mention, sentences, index) if mention is not None else None


def _labelled_speaker(sentences: Sequence[str], position: int) -> str | None:
    """Who speaks in an interview printed as "Asker: … Roe: …", or None where the text is none."""
    labels = [
        (index, match["label"]) for index, text in enumerate(sentences) if (match := _LABEL.match(text)) is not None
    ]
    names = [label for _, label in labels]
    if len(set(names)) < 2 or len(set(names)) == len(names):
        return None
    return next((label for index, label in reversed(labels) if index <= position), None)
