"""Whom a pronoun or a title means: the one of its number and kind that the sentences before named last."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.reading.language.parser import Parsed, parse
from qa.reading.language.people import ROLE, Cast, is_body, is_person
from qa.reading.speakers.naming import name_at
from qa.reading.speakers.quotations import MASK, Opened, mark_quotations
from qa.reading.speakers.speech import speaker_mention

PRONOUNS = frozenset({"he", "she", "they", "it"})
_LOOK_BACK = 6  # sentences in which a pronoun's owner is looked for
_LONGEST_QUOTATION = 8  # sentences; a mark that never closes must not claim the rest of the article
_MOST_VOTES = 3  # sentences that tell what a name is the name of
_SUBJECTS = ("nsubj", "nsubjpass")


def resolve(mention: str, sentences: Sequence[str], position: int) -> str | None:
    """Who a pronoun or short title stands for, from the sentences before; None where nobody fits."""
    cast = Cast(sentences[: position + 1])
    lowered = mention.casefold()
    if lowered in {"he", "she"}:
        return (
            _subordinate_subject(lowered, sentences[: position + 1])
            or _last_named(sentences, position, person=True)
            or cast.last_person(before=position)
        )
    if lowered == "it":
        return _subordinate_subject(lowered, sentences[: position + 1]) or _last_named(
            sentences, position, person=False
        )
    if lowered == "they":
        return _last_named(sentences, position, person=None)
    return cast.by_role(mention, before=position) or _called(mention, sentences, position)


def opened_before(sentences: Sequence[str], position: int) -> Opened:
    """The kind of quotation that is open where a sentence starts, or an empty string."""
    opened: Opened = ""
    for index in range(max(0, position - _LONGEST_QUOTATION), position):
        opened = mark_quotations(sentences[index], opened).opened
    return opened


def _last_named(sentences: Sequence[str], position: int, *, person: bool | None) -> str | None:
    """The last speaker or subject of the sentences before, of a kind where one is asked for.

    A pronoun as the speaker of a sentence between passes on to the sentence before it: "Roe spoke. She said … She added".
    """
    for index in range(position - 1, max(-1, position - 1 - _LOOK_BACK), -1):
        opened = opened_before(sentences, index)
        for found in _named(sentences[index], opened):
            full = Cast(sentences[: index + 1]).full_name(found)
            if person is None or person is names_person(full, sentences[: position + 1]):
                return full
        if person is None:
            return None
    return None


@lru_cache(maxsize=4096)
def _named(sentence: str, opened: Opened) -> tuple[str, ...]:
    """The speaker and the subject of a sentence, where they are named."""
    spoken, subject = speaker_mention(sentence, opened=opened), _subject(sentence, opened)
    return tuple(found for found in (spoken, subject) if found is not None and found.casefold() not in PRONOUNS)


def _subject(sentence: str, opened: Opened) -> str | None:
    """The subject of the main clause, outside quotations, where it is a name or a phrase with one."""
    marked = mark_quotations(sentence, opened)
    parsed = parse(sentence)
    for index, token in enumerate(parsed.tokens):
        if (
            token.role in _SUBJECTS
            and parsed.tokens[token.head].role == "ROOT"
            and marked.narrated[token.start] != MASK
        ):
            return name_at(parsed, index, marked) if token.part == "PROPN" or _is_of_name(parsed, index) else None
    return None


def _is_of_name(parsed: Parsed, index: int) -> bool:
    return any(parsed.tokens[child].part == "PROPN" for child in parsed.children(index, "appos", "compound", "poss"))


def _subordinate_subject(pronoun: str, sentences: Sequence[str]) -> str | None:
    """Whom a later pronoun takes up in its own sentence: "While Roe has not seen it, she said …"."""
    parsed = parse(sentences[-1])
    place = next((number for number, token in enumerate(parsed.tokens) if token.text.casefold() == pronoun), 0)
    for index in range(place - 1, -1, -1):
        token = parsed.tokens[index]
        clause = parsed.tokens[token.head].role
        if (
            token.role in _SUBJECTS
            and clause == "advcl"
            and (name := name_at(parsed, index, mark_quotations(sentences[-1]))) is not None
        ):
            full = Cast(sentences).full_name(name)
            return full if names_person(full, sentences) is (pronoun != "it") else None
    return None


def _called(mention: str, sentences: Sequence[str], position: int) -> str | None:
    """Who was given a title in apposition: "Ada Marsh, the harbour master" for "the master"."""
    noun = mention.split()[-1].casefold() if mention[:4].casefold() == "the " else ""
    for index in range(position - 1, max(-1, position - 1 - _LOOK_BACK), -1) if noun else ():
        if noun in sentences[index].casefold():
            parsed = parse(sentences[index])
            for name, token in enumerate(parsed.tokens):
                pair = (token, parsed.tokens[token.head]) if token.role == "appos" else ()
                if any(one.lemma.casefold() == noun for one in pair):
                    proper = next((n for n in (name, token.head) if _is_person_at(parsed, n)), None)
                    return name_at(parsed, proper, mark_quotations(sentences[index])) if proper is not None else None
    return None


def _is_person_at(parsed: Parsed, index: int) -> bool:
    entity = parsed.entity_at(index)
    return entity is not None and entity.kind == "PERSON"


def names_person(name: str, sentences: Sequence[str]) -> bool:
    """Whether a name is a person's, as the sentences that hold it use it; the last of them first."""
    if (not name[:1].isupper() and not ROLE.search(name)) or is_body(name):
        return False
    if ROLE.search(name) and name.split()[-1][:1].isupper():
        return True
    votes = [kind == "PERSON" for kind in _kinds(name, sentences)]
    if len(name.split()) == 1:
        return not name.isupper() and (
            not votes or any(votes) or not any(kind in {"GPE", "NORP", "LOC"} for kind in _kinds(name, sentences))
        )
    return sum(votes) * 2 > len(votes) if votes else is_person(name)


def _kinds(name: str, sentences: Sequence[str]) -> Iterator[str]:
    last = name.split()[-1]
    holding = [text for text in reversed(sentences) if name in text][:_MOST_VOTES]
    for text in holding:
        yield from (
            entity.kind for entity in parse(text).entities if last in entity.text.split() or name in entity.text
        )
