"""What a sentence denies: words of denial with their object, and what a negation negates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.reading.language.parser import Parsed, parse
from qa.reading.language.people import ROLE
from qa.reading.language.rarity import rarity
from qa.reading.language.states import states_in
from qa.words import stem, stems, words

# Verbs by which a speaker contradicts somebody, by lemma.
DENY = frozenset({"deny", "reject", "refute", "rebut", "dismiss", "dispute", "contradict", "debunk", "disprove"})
# Of these only with a claim, a clause or a pronoun as the object: one rejects a plan and dismisses a cook as well.
_ALSO_DEEDS = frozenset({"reject", "dismiss"})
# Nouns that deny what follows them: "no evidence that"; "information" only before a clause.
_LACKED = frozenset({"evidence", "proof", "link", "connection", "truth", "basis", "information"})
_CLAIMS = frozenset(
    """claim report allegation accusation statement charge assertion suggestion rumor rumour account story figure version finding
    conclusion notion theory criticism comment remark warning concern view narrative characterization idea insinuation complaint
    blame responsibility link wrongdoing involvement description""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_POINTING = frozenset({"it", "this", "that", "them", "these", "those", "they"})
_GATE = frozenset(stem(word) for word in (*DENY, *_LACKED, "denial", "denies", "denied", "denying"))
# Words that deny what stands before them: "such claims were rubbish", "the letter was fake"; before a noun ("fake papers")
# they deny nothing.
_VERDICT = re.compile(
    r"\b(?:rubbish|nonsense|baseless|unfounded|groundless|untrue|not true|false|fabricat\w+|fake|fiction|invention|invented|made up|absurd|ridiculous|ludicrous|preposterous|slander|propaganda|"
    r"speculation|a lie|all lies|incorrect|inaccurate|misleading|a hoax)\b(?=[,.;:!?”\"’]|\s*$|\s+(?:and|but|or|as|by|that)\b)",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|neither|nor|without|none|nothing|nobody)\b|n['’]t\b", re.IGNORECASE)
_NOT_ALONE = re.compile(
    r"\s+(?:the\s+|an?\s+)?(?:only|just|merely|solely|simply|first|last)\b", re.IGNORECASE
)  # "not the only"
_PREFIXED = re.compile(r"\b(?:un|in|im|il|ir|non|non-|dis)(?P<rest>[a-z]{3,})\b", re.IGNORECASE)  # "unsafe"
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)")
_UNTIL = re.compile(r"\buntil\b", re.IGNORECASE)
_OBJECT_WORDS = 12  # before a verdict, in which stands what it is about
_PREDICATE_WORDS = 2  # content words after a negation that it negates
LEAST_RARITY = 0.3  # of a word that one side negates and the other affirms


@dataclass(frozen=True, slots=True)
class Denied:
    """What a sentence denies: stems that say it, and whether it points to what was said ("denied the reports").

    Attributes:
        source: whose report or claim it is, where that follows it ("the report made by the ministry"), else empty.
        claimant: the same, or the one whose it is said to be before it ("the ministry's report").
        denier: the subject of the denial, where it has one, else empty.
    """

    said: frozenset[str]
    points_back: bool
    source: str = ""
    claimant: str = ""
    denier: str = ""


def denies(text: str) -> bool:
    """Whether a sentence contradicts a claim in so many words."""
    return bool(denied_in(text))


def denies_or_negates(text: str) -> bool:
    """Whether a sentence can stand against another one at all."""
    return bool(_NEGATION.search(text) or _PREFIXED.search(text) or denied_in(text))


_POSSESSOR = re.compile(r"['’]s?$")
_HEADLINE = re.compile(
    rf"\bDen(?:y|ies|ied) (?P<claimant>(?:[A-Z][\w.]*(?:['’]s?)? ){{1,3}}?)(?P<claim>{'|'.join(map(str.title, sorted(_CLAIMS)))})s?\b"
)


@lru_cache(maxsize=4096)  # each sentence is compared with all others
def denied_in(text: str) -> tuple[Denied, ...]:
    """What the sentence contradicts, one entry a word of denial; a thing that somebody is denied is none."""
    found: list[Denied] = []
    if _GATE & {stem(word) for word in words(text)}:
        parsed = parse(text)
        for index, token in enumerate(parsed.tokens):
            lemma = token.lemma.casefold()
            if token.part == "VERB" and token.role != "amod" and lemma in DENY:
                found.extend(_denied_by_verb(parsed, index))
            elif lemma in _LACKED and any(
                parsed.tokens[child].lemma == "no" for child in parsed.children(index, "det")
            ):
                found.extend(_lacked(parsed, index))
            elif lemma == "denial" and token.part == "NOUN":
                found.append(_content(parsed, index))
    found = [_with_claimant(denied, text) for denied in found]
    for match in () if found else _VERDICT.finditer(text):
        before = re.split(r"\b(?:said|says|that|called|calls)\b", text[: match.start()])[-1]
        found.append(_before_verdict(" ".join(before.split()[-_OBJECT_WORDS:])))
    return tuple(found)


def _with_claimant(denied: Denied, text: str) -> Denied:
    """The denial with whose claim it denies, where a headline's capitals have the parser take "Claim" for a verb."""
    match = None if denied.claimant else _HEADLINE.search(text)
    if match is None:
        return denied
    said = denied.said - {stem(match["claim"].casefold()), *stems(match["claimant"])}
    return replace(denied, said=said, points_back=True, claimant=_POSSESSOR.sub("", match["claimant"].strip()))


def claimant_in(text: str) -> str | None:
    """Whose claim a sentence denies, where it says so: "denies US claim that …", "the mayor's report", "the report by the mayor"."""
    return next((denied.claimant for denied in denied_in(text) if denied.claimant), None)


def _denied_by_verb(parsed: Parsed, verb: int) -> Iterator[Denied]:
    """What is the object of a verb of denial, or the subject of its passive."""
    if parsed.children(verb, "neg"):
        return
    subjects = parsed.children(verb, "nsubj") + tuple(
        noun for by in parsed.children(verb, "agent") for noun in parsed.children(by, "pobj")
    )
    denier = parsed.phrase(subjects[-1], without=("appos", "relcl", "punct")) if subjects else ""
    suffered = parsed.children(verb, "nsubjpass")
    clauses = tuple(clause for clause in parsed.children(verb, "ccomp", "xcomp") if clause > verb)
    objects = tuple(_whole(parsed, noun) for noun in parsed.children(verb, "dobj"))
    lemma = parsed.tokens[verb].lemma.casefold()
    if suffered:
        objects = tuple(noun for noun in suffered if _is_claim(parsed, noun) or parsed.children(verb, "agent"))
        if not objects or parsed.children(verb, "dobj", "oprd"):
            return  # "was denied bail"
    elif parsed.children(verb, "dative") or len(objects) > 1:
        return  # "denied him bail"
    elif clauses:
        yield Denied(
            frozenset(name for clause in clauses for name in stems(parsed.phrase(clause))), False, denier=denier
        )
        return
    for noun in objects:
        judged = any(parsed.tokens[child].lemma == "as" for child in (*parsed.children(verb), *parsed.children(noun)))
        is_deed = lemma in _ALSO_DEEDS and not judged  # "dismissed the letter as a forgery" denies
        if not _is_claim(parsed, noun) and (is_deed or _is_somebody(parsed, noun)):
            continue
        yield replace(_content(parsed, noun), denier=denier)
    if (
        not objects
        and lemma not in _ALSO_DEEDS
        and not any(parsed.tokens[child].lemma.casefold() in DENY for child in parsed.children(verb, "conj"))
    ):
        yield Denied(frozenset(), True, denier=denier)


def _whole(parsed: Parsed, noun: int) -> int:
    """What a part is of: the story, of "much of the story"."""
    if parsed.tokens[noun].part == "NOUN":
        return noun
    return next((of for by in parsed.children(noun, "prep") for of in parsed.children(by, "pobj")), noun)


def _is_claim(parsed: Parsed, noun: int) -> bool:
    token = parsed.tokens[noun]
    return token.lemma.casefold() in _CLAIMS | _POINTING or any(map(_CLAIMS.__contains__, _joined(parsed, noun)))


def _joined(parsed: Parsed, noun: int) -> Iterator[str]:
    return (parsed.tokens[child].lemma.casefold() for child in parsed.children(noun, "conj"))


def _is_somebody(parsed: Parsed, noun: int) -> bool:
    """Whether a noun is a person, who can't be denied: by name, or by what he is."""
    entity = parsed.entity_at(noun)
    return (entity is not None and entity.kind == "PERSON") or ROLE.fullmatch(parsed.tokens[noun].lemma) is not None


def _lacked(parsed: Parsed, noun: int) -> Iterator[Denied]:
    said = [
        name for child in parsed.children(noun, "acl", "relcl", "prep", "ccomp") for name in stems(parsed.phrase(child))
    ]
    if said or parsed.tokens[noun].lemma != "information":
        yield Denied(frozenset(said), not said)


def _content(parsed: Parsed, noun: int) -> Denied:
    """What a denied noun says: of a claim what it claims, and whose it is; a pronoun points back."""
    lemma = parsed.tokens[noun].lemma.casefold()
    if lemma in _POINTING:
        return Denied(frozenset(), True)
    if lemma not in _CLAIMS | {"denial"}:
        said = frozenset(stems(parsed.phrase(noun)))
        return Denied(said, not said)
    source, owner, left_out = "", "", {noun}
    for child in parsed.children(noun):
        token, branch = parsed.tokens[child], parsed.subtree(child)
        by = child if token.lemma in {"by", "from"} else next(iter(parsed.children(child, "agent")), None)
        if token.role == "poss" and token.tag != "PRP$":
            owner = parsed.phrase(child, without=("case",))
        elif token.role in {"compound", "amod", "nmod"} and states_in(token.text):
            owner = token.text
        elif by is not None and parsed.children(by, "pobj"):
            source, left_out = parsed.phrase(parsed.children(by, "pobj")[0]), left_out | set(branch)
        elif token.lemma == "as":
            left_out |= set(branch)  # "the claim as rubbish"
    rest = (parsed.tokens[index].text for index in parsed.subtree(noun) if index not in left_out)
    return Denied(frozenset(stems(" ".join(rest))), True, source, source or owner)


def _before_verdict(text: str) -> Denied:
    """What a verdict is about: the words before it ("such claims were rubbish")."""
    names = stems(text)
    claims = {stem(claim) for claim in _CLAIMS}
    said = frozenset(name for name in names if name not in claims)
    return Denied(said, points_back=not said or len(said) < len(set(names)))


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
