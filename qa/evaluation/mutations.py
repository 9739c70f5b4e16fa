"""Claims with one thing changed, so that what bore them out no longer does: to test a check of support, and to train one.

The idea is that of mutation testing; the kinds of change are those by which generated text most often strays from its
source (Kryściński et al., "Evaluating the Factual Consistency of Abstractive Text Summarization", EMNLP 2020).
"""

import random
import re
from enum import StrEnum

from qa.reading.support.other_names import NAME, name_spans
from qa.words import words


class Mutation(StrEnum):
    """What is changed."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    SPEAKER = "speaker"


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - one line
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 - one line
_CALENDAR = rf"(?:{'|'.join((*_MONTHS, *_DAYS))})"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = re.compile(rf"\b(?:{_CALENDAR}|{_YEAR})\b(?!-)")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-]|[.,]\d)")
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()  # noqa: SIM905 - one line
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b")
_SAYS = r"(?:said|says|claimed|told|stated|announced|added|argued|warned|insisted|wrote|confirmed|denied)"
_SPEAKER = re.compile(rf"(?P<before>{NAME.pattern})(?= {_SAYS}\b)|(?:According to |{_SAYS} )(?P<after>{NAME.pattern})")
_AUXILIARY = re.compile(
    r"\b(?P<verb>is|are|was|were|has|have|had|can|could|will|would|should|may|might|must|does|do|did)\b(?! not\b|n['’]t)"
)
_NEGATED = re.compile(r"\b(?P<verb>is|are|was|were|has|have|had|can|could|will|would|should|does|do|did) not\b")


def mutate(claim: str, source: str, kind: Mutation, chance: random.Random, names: tuple[str, ...] = ()) -> str | None:
    """The claim with one thing of that kind changed, or None where it has none to change.

    Args:
        claim: a sentence that the source bears out.
        source: what bears it out; a swapped-in name or number is taken from it where one is there, since words of the
            source are what a plain comparison of words lets through.
        kind: what to change.
        chance: of several ways one is drawn.
        names: to fall back on where the source names nobody else.
    """
    if kind is Mutation.NUMBER:
        return _swap_number(claim, source, chance)
    if kind is Mutation.DATE:
        return _swap_date(claim, chance)
    if kind is Mutation.NEGATION:
        return _negate(claim, chance)
    return _swap_name(claim, source, chance, names, only_speaker=kind is Mutation.SPEAKER)


def _replace(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _swap_number(claim: str, source: str, chance: random.Random) -> str | None:
    dates = {match.span() for match in _DATE.finditer(claim)}
    figures = [match for match in _NUMBER.finditer(claim) if match.span() not in dates]
    spelt = list(_NUMBER_WORD.finditer(claim))
    if not figures and not spelt:
        return None
    out = chance.choice([*figures, *spelt])
    old = out.group()
    if out in spelt:
        new = chance.choice([word for word in _NUMBER_WORDS if word != old])
        return _replace(claim, *out.span(), new)
    others = [found for found in _NUMBER.findall(source) if found != old and found not in claim]
    value = float(old.replace(",", ""))
    made = [
        f"{changed:,.0f}" if value >= 1000 else f"{changed:.0f}" for changed in (value * 2 + 1, value * 3, value + 4)
    ]
    return _replace(claim, *out.span(), chance.choice(others[:4] + made))


def _swap_date(claim: str, chance: random.Random) -> str | None:
    found = list(_DATE.finditer(claim))
    if not found:
        return None
    out = chance.choice(found)
    old = out.group()
    for calendar in (_MONTHS, _DAYS):
        if old in calendar:
            return _replace(claim, *out.span(), chance.choice([word for word in calendar if word != old]))
    return _replace(claim, *out.span(), str(int(old) + chance.choice((-12, -3, -1, 1, 2, 7))))


def _negate(claim: str, chance: random.Random) -> str | None:
    """With "not" after its auxiliary, or without the one that is there."""
    negated = list(_NEGATED.finditer(claim))
    if negated:
        out = chance.choice(negated)
        return _replace(claim, *out.span(), out["verb"])
    plain = _AUXILIARY.search(claim)  # the first is that of the main clause more often than a later one
    return _replace(claim, *plain.span(), f"{plain['verb']} not") if plain is not None else None


def _swap_name(
    claim: str, source: str, chance: random.Random, names: tuple[str, ...], *, only_speaker: bool
) -> str | None:
    if only_speaker:
        spans = [match.span("before" if match["before"] else "after") for match in _SPEAKER.finditer(claim)]
    else:
        spans = list(name_spans(claim))
    if not spans:
        return None
    start, end = chance.choice(spans)
    old = set(words(claim))
    found = [source[low:high] for low, high in name_spans(source)]
    others = [name for name in found if not old & set(words(name))]
    fallback = [name for name in names if not set(words(name)) & (old | set(words(source)))]
    if not others and not fallback:
        return None
    return _replace(claim, start, end, chance.choice(others or fallback))
