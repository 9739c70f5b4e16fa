"""What a sentence denies: words of denial with their object, and what a negation negates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qa.reading.language.rarity import rarity
from qa.reading.language.states import states_in
from qa.words import stem, stems

# Verbs and nouns by which a speaker contradicts somebody: they deny whatever follows them.
DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|dismiss(?:es|ed|ing)?|disput(?:ed|ing)|(?<!the )(?<!a )(?<!this )(?<!their )disputes?|"
    r"contradict(?:s|ed|ing)?|no (?:evidence|proof|link|connection|truth|basis)|no information that|debunk\w*|rat(?:e|es|ed) false)\b",
    re.IGNORECASE,
)
# Words that deny what stands before them: "such claims were rubbish", "the letter was fake"; before a noun ("fake papers")
# they deny nothing.
_VERDICT = re.compile(
    r"\b(?:rubbish|nonsense|baseless|unfounded|groundless|untrue|not true|false|fabricat\w+|fake|fiction|invention|invented|made up|absurd|ridiculous|ludicrous|preposterous|slander|propaganda|"
    r"speculation|a lie|all lies|incorrect|inaccurate|misleading|a hoax)\b(?=[,.;:!?”\"’]|\s*$|\s+(?:and|but|or|as|by|that)\b)",
    re.IGNORECASE,
)
_SUFFERED = re.compile(r"\b(?:was|were|been|being|is|are|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)  # "was denied bail"
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|neither|nor|without|none|nothing|nobody)\b|n['’]t\b", re.IGNORECASE)
_NOT_ALONE = re.compile(
    r"\s+(?:the\s+|an?\s+)?(?:only|just|merely|solely|simply|first|last)\b", re.IGNORECASE
)  # "not the only"
_PREFIXED = re.compile(r"\b(?:un|in|im|il|ir|non|non-|dis)(?P<rest>[a-z]{3,})\b", re.IGNORECASE)  # "unsafe"
_CLAIM_NOUN = re.compile(
    r"\b(?:claims?|reports?|allegations?|accusations?|statements?|charges?|assertions?|suggestions?|rumou?rs?|account|story)\b",
    re.IGNORECASE,
)
_JUST_SAID = re.compile(
    r"^\s*(?:it|this|that|them|these|those)(?=[\s.,;]*(?:$|[.,;]|\w+ly\b|and\b|as\b))", re.IGNORECASE
)
_COMPLEMENT = re.compile(
    r"\s*(?:that|about|of|on (?!\w+day\b)|made|the|an?|his|her|its|their|he|she|it|they)\b", re.IGNORECASE
)
_SOURCE = re.compile(r"\s*(?:(?:made|issued|given|published|spread|put out) )?(?:by|from)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:on |last |this )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)")
_UNTIL = re.compile(r"\buntil\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_OWNER_WORDS = 4
_OBJECT_WORDS = 12  # after a denial, in which its object stands
_PREDICATE_WORDS = 2  # content words after a negation that it negates
LEAST_RARITY = 0.3  # of a word that one side negates and the other affirms


@dataclass(frozen=True, slots=True)
class Denied:
    """What a sentence denies: stems that say it, and whether it points to what was said ("denied the reports").

    Attributes:
        source: whose report or claim it is, where that follows it ("the report made by the ministry"), else empty.
    """

    said: frozenset[str]
    points_back: bool
    source: str = ""


def denies(text: str) -> bool:
    """Whether a sentence contradicts a claim in so many words."""
    return bool(denied_in(text))


def denies_or_negates(text: str) -> bool:
    """Whether a sentence can stand against another one at all."""
    return bool(_NEGATION.search(text) or _PREFIXED.search(text) or denied_in(text))


@lru_cache(maxsize=4096)  # each sentence is compared with all others
def denied_in(text: str) -> tuple[Denied, ...]:
    """What the sentence contradicts, one entry a word of denial; a thing that somebody is denied is none."""
    found = []
    for match in DENIAL.finditer(text):
        suffered = match.group().casefold() == "denied" and _SUFFERED.search(text[: match.start()])
        if not suffered or text[match.end() :].startswith(" by "):
            following = _WEEKDAY.sub("", re.split(r"[,;:]", text[match.end() :], maxsplit=1)[0])
            found.append(_object(" ".join(following.split()[:_OBJECT_WORDS])))
    for match in () if found else _VERDICT.finditer(text):
        before = re.split(r"\b(?:said|says|that|called|calls)\b", text[: match.start()])[-1]
        found.append(_object(" ".join(before.split()[-_OBJECT_WORDS:])))
    return tuple(found)


def claimant_in(text: str) -> str | None:
    """Whose claim a sentence denies, where it says so: "denies US claim that …", "the mayor's report", "the report by the mayor"."""
    for match in DENIAL.finditer(text):
        following = " ".join(re.split(r"[,;:]", text[match.end() :], maxsplit=1)[0].split()[:_OBJECT_WORDS])
        noun = _CLAIM_NOUN.search(following)
        if noun is None:
            continue
        source = _SOURCE.match(following[noun.end() :])
        if source is not None:
            return following[noun.end() + source.end() :].strip(" .,;") or None
        owner = following[: noun.start()].strip()
        named = _POSSESSIVE.sub("", owner)
        # Of what stands before the noun only an owner or a state is somebody: "new claim", "media report" name nobody.
        if named and len(named.split()) <= _OWNER_WORDS and (named != owner or states_in(named)):
            return named
    return None


def _object(text: str) -> Denied:
    noun = _CLAIM_NOUN.search(text)
    if noun is None:
        back = _JUST_SAID.match(text) is not None
        said = frozenset(stems(text))
        return Denied(frozenset() if back else said, back or not said)
    after = text[noun.end() :]
    source = _SOURCE.match(after)
    if source is not None:
        return Denied(frozenset(stems(text[: noun.start()])), True, after[source.end() :].strip(" .,;"))
    content = after if _COMPLEMENT.match(after) else ""
    return Denied(frozenset(stems(f"{text[: noun.start()]} {content}")), points_back=True)


def share(wanted: Iterable[str], found: set[str]) -> float:
    """The share of the wanted stems that was found, weighed by rarity; 0 where only common ones were."""
    weights = {name: rarity(name) for name in wanted}
    shared = {name: weight for name, weight in weights.items() if name in found}
    if max(shared.values(), default=0.0) < LEAST_RARITY:
        return 0.0
    return sum(shared.values()) / sum(weights.values())


def negates(denial: str, claim: str, *, only: frozenset[str] | None = None) -> bool:
    """Whether a sentence negates what another affirms; with ``only``, whether it does so with one of these stems."""
    affirmed = set(stems(claim)) - negated_stems(claim)
    if only is not None and any(
        stem(match["rest"].casefold()) in affirmed & only for match in _PREFIXED.finditer(denial)
    ):
        return True
    for match in _NEGATION.finditer(denial):
        if _NOT_ALONE.match(denial, match.end()):
            continue
        if match.group().casefold() == "without" and denial[match.end() :].lstrip()[:1].isupper():
            continue  # somebody who was not there
        predicate = [name for name in stems(denial[match.end() :])[:_PREDICATE_WORDS] if rarity(name) >= LEAST_RARITY]
        if predicate and predicate[0] in affirmed and (only is None or predicate[0] in only):
            return True
    return False


def negated_stems(text: str, longest: int = _PREDICATE_WORDS) -> set[str]:
    """Stems of the first content words, at most ``longest``, after each negation in its part of the sentence.

    What did not happen until some day did happen.
    """
    found: set[str] = set()
    for match in _NEGATION.finditer(text):
        clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        if not _UNTIL.search(clause):
            found.update(stems(clause)[:longest])
    return found
