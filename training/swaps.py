"""Questions that a passage almost answers, made from questions that it does answer: one detail is swapped."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa.sentences import split_sentences
from training.rows import Row

_NAME = re.compile(r"(?:[A-Z][\w’'-]+)(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
# Pairs of opposites that questions turn on; each is swapped for the other.
_OPPOSITES = (
    "first last|before after|largest smallest|most least|more fewer|highest lowest|oldest youngest|longest shortest|"
    "increase decrease|increased decreased|start end|began ended|started stopped|won lost|win lose|north south|"
    "east west|northern southern|eastern western|early late|earlier later|above below|inside outside|male female|"
    "men women|father mother|son daughter|husband wife|brother sister|minimum maximum|public private|allowed forbidden|"
    "accepted rejected|supported opposed|support oppose|approved rejected|bought sold|buy sell|gained lost|rose fell|"
    "rise fall|founded dissolved|created destroyed|built demolished|joined left|opened closed|arrived departed|"
    "export import|exports imports|majority minority|major minor|higher lower|larger smaller|older younger|"
    "better worse|positive negative|strong weak|rich poor|hot cold|new old|upper lower|left right|entered left|"
    "praised criticized|confirmed denied|admitted denied|friendly hostile|domestic foreign|civilian military|"
    "rural urban|legal illegal"
)
_OPPOSITE = {
    word: other
    for pair in _OPPOSITES.split("|")
    for word, other in (tuple(pair.split()), tuple(reversed(pair.split())))
}
_WORD = re.compile(r"[A-Za-z]+")


def swapped_rows(rows: Iterable[Row], *, share: float, weight: float, seed: int) -> Iterator[Row]:
    """Unanswerable rows from a part of the answerable ones.

    Args:
        rows: any; those without an answer or a known span are passed over.
        share: of the answerable rows that is tried; not every question has a detail to swap.
        weight: of the new rows' loss: the label is a guess that is now and then wrong.
        seed: of the random choices.
    """
    chance = random.Random(seed)
    for row in rows:
        if row.answers and row.span_known and not row.all_spans and chance.random() < share:
            question = swap_detail(row.question, row.passage, row.answers, chance)
            if question is not None:
                yield replace(row, question=question, answers=(), origin=f"{row.origin}:swapped", weight=weight)


def swap_detail(question: str, passage: str, answers: tuple[str, ...], chance: random.Random) -> str | None:
    """The question about another name, another number or the opposite, none of which stands beside the answer.

    The new name or number is one of the same passage, so that the words alone don't give the swap away.
    None where there is nothing to swap.
    """
    beside = " ".join(
        passage[span.start : span.end]
        for span in split_sentences(passage)
        if any(answer in passage[span.start : span.end] for answer in answers)
    )
    ways = [
        _swap_from_passage(_NAME, question, passage, beside, chance),
        _swap_from_passage(_NUMBER, question, passage, beside, chance),
        _swap_opposite(question, chance),
    ]
    found = [way for way in ways if way is not None]
    return chance.choice(found) if found else None


def _swap_from_passage(
    pattern: re.Pattern[str], question: str, passage: str, beside: str, chance: random.Random
) -> str | None:
    asked = [match for match in pattern.finditer(question) if match.start() > 0 and match.group() in passage]
    others = [
        match.group()
        for match in pattern.finditer(passage)
        if match.group() not in beside + question and not _starts_sentence(passage, match.start())
    ]
    if not asked or not others:
        return None
    out = chance.choice(asked)
    return question[: out.start()] + chance.choice(others) + question[out.end() :]


def _starts_sentence(text: str, offset: int) -> bool:
    return offset == 0 or text[:offset].rstrip()[-1:] in '.!?:"“'


def _swap_opposite(question: str, chance: random.Random) -> str | None:
    found = [match for match in _WORD.finditer(question) if match.group() in _OPPOSITE]
    if not found:
        return None
    out = chance.choice(found)
    return question[: out.start()] + _OPPOSITE[out.group()] + question[out.end() :]
