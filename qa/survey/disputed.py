"""Which statements of a library are denied by whom: each denial set against what it denies."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa.reading.disputes.denied_claims import LEAST_SHARED, MOST_DAYS_APART
from qa.reading.language.denials import Denied, share
from qa.reading.language.states import is_one_state
from qa.reading.speakers.speech import tells_speech
from qa.survey.statements import Statement
from qa.words import FUNCTION_WORDS, stems, words

_MOST_BEFORE = 6  # sentences between a claim and a denial that points back to it ("denied the report")
_LEAST_STEMS = 2  # besides names, that a claim shares with what is denied; one where somebody of its article denies it
_CAPITALISED = re.compile(r"(?<!^)\b[A-ZÀ-Þ][\w’'.-]*")


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement and the one that denies it."""

    claim: Statement
    denial: Statement


def denials_among(statements: Sequence[Statement], published: Mapping[str, date | None]) -> tuple[Denial, ...]:
    """The denials whose claim is among the statements too, in the order of the claims; nobody denies himself.

    A denial that says what it denies is set against what shares enough words with that, in its article or one of the same
    month; one that does not ("denied it"), against what another speaker said last before it.

    Args:
        statements: of any articles.
        published: the day of each article, by id.
    """
    wanted = {stem for each in statements for denied in each.denied for stem in denied.said}
    holding: defaultdict[str, list[int]] = defaultdict(list)
    said = [frozenset(stems(each.text)) & wanted for each in statements]
    for number, own in enumerate(said):
        for stem in own:
            holding[stem].append(number)
    pairs: dict[tuple[int, int], Denial] = {}
    for number, each in enumerate(statements):
        for denied in (one for one in each.denied if _is_by(one, each.speaker)):
            for other in _claims(statements, number, denied, said, holding):
                claim = statements[other]
                if not claim.denied and not _is_same_voice(claim, each) and _is_near(claim, each, published):
                    pairs[(other, number)] = Denial(claim, each)
    return tuple(pairs[key] for key in sorted(pairs))


def _is_by(denied: Denied, speaker: str) -> bool:
    """Whether it is the speaker who denies, and not somebody whose denial he passes on."""
    names = {word for word in words(denied.denier) if word not in FUNCTION_WORDS}
    is_named = any(word[:1].isupper() and word.casefold() in names for word in denied.denier.split())
    return not is_named or bool(names & set(words(speaker))) or is_one_state(denied.denier, speaker)


def _claims(
    statements: Sequence[Statement],
    number: int,
    denied: Denied,
    said: Sequence[frozenset[str]],
    holding: Mapping[str, list[int]],
) -> Iterator[int]:
    denial = statements[number]
    told = _told(denied, denial)
    if not told:
        yield from _last_before(statements, number, denied) if denied.points_back else ()
        return
    shared: defaultdict[int, int] = defaultdict(int)
    for stem in told:
        for other in holding.get(stem, ()):
            shared[other] += 1
    for other, count in shared.items():
        is_beside = statements[other].article_id == denial.article_id
        if not denied.denier and not is_beside:
            continue  # "the campaign was full of fabrications" is often said of something else in another article
        is_meant = not denied.claimant or _is_named_by(denied.claimant, statements[other])
        enough = (
            count >= (1 if is_beside and denied.denier else _LEAST_STEMS)
            and share(denied.said, set(said[other])) >= LEAST_SHARED
        )
        if enough and is_meant:
            yield other


def _told(denied: Denied, denial: Statement) -> frozenset[str]:
    """What is denied, without names, which tell only whom it is about, and without words of speech."""
    names = stems(" ".join([*_CAPITALISED.findall(denial.text), denied.claimant, denial.speaker]))
    return frozenset(each for each in denied.said.difference(names) if not tells_speech(each))


def _last_before(statements: Sequence[Statement], number: int, denied: Denied) -> Iterator[int]:
    denial = statements[number]
    most = _MOST_BEFORE if denied.denier else 1  # "it was false" is said of what stands right before
    for other in range(number - 1, -1, -1):
        claim = statements[other]
        place = (claim.article_id, claim.section)
        if place != (denial.article_id, denial.section) or denial.position - claim.position > most:
            return
        if claim.denied or _is_same_voice(claim, denial):
            continue
        if not denied.claimant or _is_named_by(denied.claimant, claim):
            yield other
            return


def _is_named_by(name: str, statement: Statement) -> bool:
    own, other = set(words(name)), set(words(statement.speaker))
    return is_one_state(name, statement.speaker) or bool(own and (own <= other or other <= own))


def _is_same_voice(one: Statement, other: Statement) -> bool:
    first, second = words(one.speaker), words(other.speaker)
    is_shorter = set(first) <= set(second) or set(second) <= set(first)
    return first[-1:] == second[-1:] or is_shorter or is_one_state(one.speaker, other.speaker)


def _is_near(one: Statement, other: Statement, published: Mapping[str, date | None]) -> bool:
    first, second = published.get(one.article_id), published.get(other.article_id)
    if one.article_id == other.article_id or first is None or second is None:
        return True
    return abs((first - second).days) <= MOST_DAYS_APART
