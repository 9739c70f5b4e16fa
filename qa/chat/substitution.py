"""A follow-up that only names something else, put into the last question: "And in Tarn?", "No, I meant the pool"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qa.days import periods_in
from qa.reading.language.parser import Parsed, parse
from qa.words import FUNCTION_WORDS, words

_OPENING = r"(?:(?:and|but|so|or|ok|okay|no|sorry|oh|well|wait|hm+|now)\b[\s,.!]*)*"
_MEANT = r"(?:i (?:meant|mean|was asking about|was talking about|am asking about)|i['’]m asking about|make that|make it|rather|actually|i said|not that(?: one)?,?)\s+(?:to (?:say|ask) )?"
_ABOUT = r"(?:what|how)\s+about\s+|(?:and )?the same for\s+"
_PREPOSITION = r"(?:in|for|on|at|of|to|from|with|during|by|about|near|under|after|before|since)"
_FRAGMENT = re.compile(
    rf"^(?P<opening>{_OPENING})(?P<form>{_MEANT}|{_ABOUT})?(?:(?P<link>{_PREPOSITION})\s+)?(?P<named>[^,;?!]+?)"
    r"(?:,?\s+(?:and\s+)?(?:not|instead of|rather than)\s+(?P<wrong>[^,;?!]+))?(?P<behind>,?\s+i mea?nt?)?(?:\s+instead|\s+then|\s+please)?[?!. ]*$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    rf"^{_OPENING}not\s+(?P<wrong>[^,;?!]+?),?\s+(?:but\s+)?(?P<named>[^,;?!]+?)[?!. ]*$", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|that|this|them|those|he|she|him|her|they|one)\b(?=\W*$|\s+(?!(?:is|was|are|were)\b))", re.IGNORECASE)  # fmt: skip
_OF_PLACES = frozenset({"in", "at", "of", "near", "from"})  # "the mayor of Rydal": "and in Osby?"
_MOST_WORDS = 7
_ANY_DAY = date(2000, 1, 1)  # only whether words name a time is asked here
_CAPITALS = re.compile(r"(?:(?:the|an?)\s+)?(?:[A-ZÀ-Þ][\w’'.-]*\s+)*[A-ZÀ-Þ][\w’'.-]*(?=\s+[a-z])")
_DETERMINER = re.compile(r"^(?:the|an?|this|that)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase of the last question, with the preposition before it."""

    text: str
    start: int
    end: int
    link: str
    is_name: bool
    is_time: bool


def substitute(asked: str, last: str) -> str | None:
    """The last question with what the follow-up names in the place of its like, or None where that can't be told.

    Args:
        asked: the follow-up.
        last: the last question, standing alone.
    """
    match = _NOT_BUT.match(asked) or _FRAGMENT.match(asked)
    if match is None:
        return None
    found = match.groupdict()
    corrects = bool(found.get("wrong") or found.get("behind")) or bool(
        found.get("form") and not re.match(_ABOUT, found["form"], re.IGNORECASE)
    )
    if not (corrects or found.get("opening") or found.get("form") or found.get("link")):
        return None
    named = found["named"].strip()
    if not 0 < len(named.split()) <= _MOST_WORDS or _holds_a_verb(named):
        return None
    question = last.strip()
    if "(about:" in question:
        return None
    if found.get("wrong"):
        return _replace_words(question, found["wrong"].strip(), named)
    pronoun = _PRONOUN.search(question) if corrects else None
    if pronoun is not None:
        return question[: pronoun.start()] + named + question[pronoun.end() :]
    phrase = _like(named, (found.get("link") or "").casefold(), list(_phrases(question)), corrects=corrects)
    if phrase is None:
        return None
    end = phrase.end
    if named.endswith(("'s", "’s")) and question[end : end + 2] in {"'s", "’s"}:  # the baker's shop, called after him
        end += 2
    capitals = _CAPITALS.match(phrase.text) if named.split()[-1][:1].isupper() else None
    if capitals is not None:  # "the Norda One cost": the noun behind a name stays
        end = phrase.start + capitals.end()
    return question[: phrase.start] + _with_determiner(named, phrase.text) + question[end:]


def _holds_a_verb(text: str) -> bool:
    return any(
        token.part in {"VERB", "AUX"} and token.tag not in {"VBG", "VBN"} for token in parse(text).tokens
    ) or bool(set(words(text)) & {"who", "what", "when", "where", "why", "how", "which", "whose"})


def _replace_words(question: str, wrong: str, named: str) -> str | None:
    place = question.casefold().find(_DETERMINER.sub("", wrong).casefold())
    if place < 0:
        return None
    end = place + len(_DETERMINER.sub("", wrong))
    before = question[:place]
    determiner = re.search(r"\b(?:the|an?)\s+$", before, re.IGNORECASE)
    start = determiner.start() if determiner is not None and _DETERMINER.match(named) else place
    return question[:start] + named + question[end:]


def _with_determiner(named: str, replaced: str) -> str:
    """The new phrase, with the old one's "the" where it is a bare noun as that was not: "service" for "the tyre change"."""
    old = _DETERMINER.match(replaced)
    if old is None or _DETERMINER.match(named) or named[:1].isupper():
        return named
    return old.group() + named


def _phrases(question: str) -> Iterator[_Phrase]:
    """The noun phrases of a question without what hangs on them, in order; its question words are none."""
    parsed = parse(question)
    times = periods_in(question, day=_ANY_DAY)
    taken: set[int] = set()
    for period in times:
        end = period.start + len(period.words)
        words_of = [i for i, token in enumerate(parsed.tokens) if period.start <= token.start < end]
        taken.update(words_of)
        link = re.search(rf"\b({_PREPOSITION})\s+$", question[: period.start], re.IGNORECASE)
        bare = re.sub(rf"^{_PREPOSITION}\s+", "", period.words, flags=re.IGNORECASE)
        start = end - len(bare)
        yield _Phrase(bare, start, end, link[1].casefold() if link else "", is_name=False, is_time=True)
    for index, token in enumerate(parsed.tokens):
        is_noun = token.part in {"NOUN", "PROPN"} or (token.part == "NUM" and parsed.children(index, "compound"))
        if not is_noun or index in taken or (token.role in {"compound", "nmod"} and _inside(parsed, index)):
            continue
        first, last = _bounds(parsed, index)
        if taken & set(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        start, end = parsed.tokens[first].start, parsed.tokens[last].end
        text = question[start:end]
        if set(words(text)) & {"who", "what", "which", "whose", "how", "many", "much"}:
            continue
        link = re.search(rf"\b({_PREPOSITION})\s+$", question[:start], re.IGNORECASE)
        is_name = any(t.text[:1].isupper() for t in parsed.tokens[first : last + 1] if t.start > 0)
        yield _Phrase(text, start, end, link[1].casefold() if link else "", is_name=is_name, is_time=False)


def _inside(parsed: Parsed, index: int) -> bool:
    """Whether a word belongs to the noun that follows it."""
    return parsed.tokens[index].head > index


def _bounds(parsed: Parsed, index: int) -> tuple[int, int]:
    kept = {"det", "compound", "amod", "nummod", "poss", "nmod"}
    inside = [index]
    waiting = [index]
    while waiting:
        for child in parsed.children(waiting.pop(), *kept):
            inside.append(child)
            waiting.append(child)
    first, last = min(inside), max(inside)
    if parsed.tokens[last].text[:1].isupper():  # a name with its title, however it was parsed
        while first > 1 and parsed.tokens[first - 1].text[:1].isupper():
            first -= 1
        while last + 1 < len(parsed.tokens) and parsed.tokens[last + 1].text[:1].isupper():
            last += 1
    return first, last


def _like(named: str, link: str, phrases: Sequence[_Phrase], *, corrects: bool) -> _Phrase | None:
    """What a phrase stands in the place of: what shares a word with it, hangs on the same preposition, or is of its kind."""
    is_time = bool(periods_in(f"in {named}", day=_ANY_DAY))
    bare = set(words(named)) - FUNCTION_WORDS
    if not is_time:
        sharing = [
            phrase
            for phrase in phrases
            if bare & (set(words(phrase.text)) - FUNCTION_WORDS) and set(words(phrase.text)) - bare
        ]
        if sharing:
            return sharing[-1]
    is_name = any(word[:1].isupper() for word in named.split())
    if not (is_time or is_name or corrects or _DETERMINER.match(named)):
        return None  # "What about prices?" is no other ferry
    alike = [phrase for phrase in phrases if phrase.is_time == is_time]
    if is_time:
        return alike[-1] if alike else None
    of_kind = [phrase for phrase in alike if phrase.is_name == is_name]
    same = _OF_PLACES if link in _OF_PLACES else {link}
    linked = [phrase for phrase in of_kind if link and phrase.link in same]
    if linked:
        return linked[-1]
    if link and not corrects:
        return None  # "In Oslo?" says where, not who
    return of_kind[-1] if len(of_kind) == 1 or (is_name and of_kind) else (of_kind[0] if of_kind else None)
