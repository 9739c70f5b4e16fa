"""Who says a sentence: found in the sentence, in the quotation that it belongs to, or in the sentences before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.language.people import Cast, is_body, is_person
from qa.reading.speakers.quotations import Opened, mark_quotations
from qa.reading.speakers.speech import speaker_mention
from qa.reading.speakers.subjects import clause_subject

_PRONOUN = re.compile(r"^(?:he|she|they|it)$", re.IGNORECASE)
_SAME_SOURCE = re.compile(r"^the same \w+$")
_LONGEST_QUOTATION = 8  # sentences; a mark that never closes must not claim the rest of the article
_LOOK_BACK = 6  # sentences in which a pronoun's owner is looked for
_MOSTLY_SPOKEN = 0.5  # share of a sentence's characters; below, marks stand around a title or a single word
_SUBORDINATE = re.compile(r"^(?:But |And )?(?:while|when|as|although|though|if|since|after|before)\b", re.IGNORECASE)
_LABEL = re.compile(r"^(?P<label>[A-ZÀ-Þ][\w’'.-]*(?:\s+[A-ZÀ-Þ][\w’'.-]*){0,3}):\s")  # "Roe: Yes, we did."
HEDGES = re.compile(r"\b(?:reportedly|allegedly|claim(?:s|ed)?|if confirmed|purported(?:ly)?|apparently|suspected|preliminary|unconfirmed)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a sentence.

    Attributes:
        speaker: as the article names it, title included; None where the article speaks in its own voice.
        named_here: the sentence itself names the speaker, so that a reader needs no help.
        antecedent: who or what the pronoun or short title that the sentence starts with stands for, or None.
        hedged: the sentence marks its content as unconfirmed.
    """

    speaker: str | None
    named_here: bool
    antecedent: str | None
    hedged: bool


def attribute(sentences: Sequence[str], position: int) -> Attribution:
    """The attribution of ``sentences[position]``; ``sentences`` are those of its section, in order."""
    text = sentences[position]
    cast = Cast(sentences[: position + 1])
    hedged = HEDGES.search(text) is not None
    subject = cast.subject_of(text)
    antecedent = _resolve(subject, sentences, position, cast) if subject is not None else None
    speaker = _speaker(sentences, position)
    if speaker is None:
        return Attribution(None, False, antecedent, hedged)
    named_here = speaker.split()[-1] in text
    return Attribution(speaker, named_here, antecedent if antecedent != subject else None, hedged)


def _speaker(sentences: Sequence[str], position: int) -> str | None:
    """Who says the sentence, in full; None where the article does or where a pronoun can't be resolved."""
    opened = _opened_before(sentences, position)
    mention = speaker_mention(sentences[position], opened=opened)
    if mention is not None:
        return _in_full(mention, sentences, position)
    return _quotation_speaker(sentences, position) or _labelled_speaker(sentences, position)


def _in_full(mention: str, sentences: Sequence[str], position: int) -> str | None:
    cast = Cast(sentences[: position + 1])
    if _SAME_SOURCE.match(mention) and position:
        return _speaker(sentences, position - 1)
    resolved = _resolve(mention, sentences, position, cast)
    if resolved is not None:
        return resolved
    return None if _PRONOUN.match(mention) else cast.full_name(mention)


def _opened_before(sentences: Sequence[str], position: int) -> Opened:
    """The kind of quotation that is open where a sentence starts, or an empty string."""
    opened: Opened = ""
    for index in range(max(0, position - _LONGEST_QUOTATION), position):
        opened = mark_quotations(sentences[index], opened).opened
    return opened


def _quotation_speaker(sentences: Sequence[str], position: int) -> str | None:
    """The speaker of the quotation that most of this sentence belongs to, or None."""
    opened = _opened_before(sentences, position)
    marked = mark_quotations(sentences[position], opened)
    if marked.spoken < _MOSTLY_SPOKEN:
        return None
    first = position
    while first and position - first < _LONGEST_QUOTATION and _opened_before(sentences, first):
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
    mention = speaker_mention(sentences[index], opened=_opened_before(sentences, index) if opened is None else opened)
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


def _resolve(mention: str, sentences: Sequence[str], position: int, cast: Cast) -> str | None:
    """Who a pronoun or short title stands for, from the sentences before; None where nobody fits."""
    lowered = mention.casefold()
    if lowered in {"he", "she"}:
        return (
            _subordinate_subject(mention, sentences[position], cast)
            or _last_named(sentences, position, person=True)
            or cast.last_person(before=position)
        )
    if lowered == "it":
        return _last_named(sentences, position, person=False)
    if lowered == "they":
        return _last_named(sentences, position, person=None)
    return cast.by_role(mention, before=position)


def _last_named(sentences: Sequence[str], position: int, *, person: bool | None) -> str | None:
    """The last speaker or subject of the sentences before, of a kind where one is asked for.

    A pronoun as the speaker of a sentence between passes on to the sentence before it: "Roe spoke. She said … She added".
    """
    for index in range(position - 1, max(-1, position - 1 - _LOOK_BACK), -1):
        opened = _opened_before(sentences, index)
        marked = mark_quotations(sentences[index], opened)
        spoken, subject = speaker_mention(sentences[index], opened=opened), clause_subject(marked.narrated)
        for found in (spoken, subject):
            if found is None or _PRONOUN.match(found):
                continue
            full = Cast(sentences[: index + 1]).full_name(found)
            if found is not spoken and len(full.split()) == 1 and not _named_inside(full, sentences[: position + 1]):
                continue
            if person is None or (person and _may_be_person(full)) or (not person and _may_be_body(full)):
                return full
        if person is None:
            return None
    return None


def _subordinate_subject(pronoun: str, sentence: str, cast: Cast) -> str | None:
    """Whom a later pronoun takes up: "While Roe has not seen it, she said …"; None where the sentence starts otherwise."""
    before, found, _ = sentence.partition(f", {pronoun} ")
    if not found or _SUBORDINATE.match(before) is None:
        return None
    subject = clause_subject(mark_quotations(before).narrated)
    full = cast.full_name(subject) if subject is not None else ""
    return full if _may_be_person(full) else None


def _named_inside(word: str, sentences: Sequence[str]) -> bool:
    """Whether a word has a capital inside a sentence too, so that it has it for being a name."""
    return any(re.search(rf"[\w,’”\"][\s“\"]+{re.escape(word)}\b", sentence) for sentence in sentences)


def _may_be_person(name: str) -> bool:
    """A person, or a single name that may be one ("Marsh")."""
    return is_person(name) or (
        len(name.split()) == 1 and name[:1].isupper() and not name.isupper() and not is_body(name)
    )


def _may_be_body(name: str) -> bool:
    return name[:1].isupper() and not is_person(name) and (len(name.split()) > 1 or name.isupper() or is_body(name))
