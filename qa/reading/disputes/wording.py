"""The dispute that an answer shows, and the sentence that leads it in."""

from collections.abc import Sequence

from qa.reading.disputes.denied_claims import Dispute, find_dispute
from qa.reading.disputes.different_values import find_difference
from qa.reading.disputes.topic import is_passed_on
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.denials import claimant_in
from qa.types import Passage, Stance

__all__ = ["Dispute", "dispute_in", "lead_of", "voice_in", "voice_of"]

_MOST_TITLE_WORDS = 8


def dispute_in(reading: Reading) -> Dispute | None:
    """What the evidence disagrees on, where that is what was asked: a denied claim, else values that differ."""
    return find_dispute(reading.question, reading.evidence) or find_difference(reading.question, reading.evidence)


def lead_of(dispute: Dispute, citations: Sequence[int]) -> str:
    """A sentence that says who claims and who denies, or who gives which value: speaker, outlet, day, citation.

    Args:
        dispute: with both sides.
        citations: the number of each side's citation, in the order of the sides.
    """
    passages = [item.candidate.passage for _, item in dispute.sides]
    one_article = len({item.candidate.article_id for _, item in dispute.sides}) == 1
    where = f" in {_source(passages[0])}" if one_article else ""
    names = [
        _name(voice_in(dispute, stance, item), item, said_in=not one_article)
        + ("" if dispute.values else f" [{number}]")
        for (stance, item), number in zip(dispute.sides, citations, strict=True)
    ]
    if dispute.values:
        given = [
            f"{name}: {value} [{number}]" for name, value, number in zip(names, dispute.values, citations, strict=True)
        ]
        return f"The sources differ: {'; '.join(given)}."
    sides = {stance: [name for (held, _), name in zip(dispute.sides, names, strict=True) if held is stance] for stance in Stance}  # fmt: skip
    return (
        f"The sources disagree{where}: this is claimed by {' and '.join(sides[Stance.ASSERTS])}, "
        f"and denied by {' and '.join(sides[Stance.DENIES])}."
    )


def voice_of(item: Evidence) -> str:
    """Who stands for a sentence: its speaker, else the reports that it passes on, else whoever printed it."""
    if item.attribution.speaker is None and is_passed_on(item):
        return "unnamed reports"
    return item.attribution.speaker or item.candidate.passage.outlet or "the article itself"


def voice_in(dispute: Dispute, stance: Stance, item: Evidence) -> str:
    """Who stands for a side: its voice, or for a claim that nobody is quoted with whoever a denial of its article ascribes it to."""
    if stance is Stance.ASSERTS and item.attribution.speaker is None:
        denials = [other.candidate for held, other in dispute.sides if held is Stance.DENIES]
        named = (claimant_in(other.text) for other in denials if other.article_id == item.candidate.article_id)
        return next(filter(None, named), voice_of(item))
    return voice_of(item)


def _name(voice: str, item: Evidence, *, said_in: bool) -> str:
    """Who speaks, and where and when where that is wanted and known."""
    voice, passage = _in_a_sentence(voice), item.candidate.passage
    where = _source(passage, leave_out=voice) if said_in else ""
    return f"{voice} ({where})" if where else voice


def _in_a_sentence(name: str) -> str:
    return name[0].lower() + name[1:] if name.split()[0] in {"The", "A", "An", "His", "Her", "Its", "Their"} else name


def _source(passage: Passage, *, leave_out: str = "") -> str:
    """The outlet, or the title where no outlet is known, with the day."""
    title = (passage.title or "").split()
    short = " ".join(title[:_MOST_TITLE_WORDS]) + ("…" if len(title) > _MOST_TITLE_WORDS else "")
    printed = passage.outlet or (f"“{short}”" if short else passage.chunk.article_id)
    day = passage.published
    parts = [printed if printed != leave_out else "", f"{day.day} {day:%B %Y}" if day is not None else ""]
    return ", ".join(part for part in parts if part)
