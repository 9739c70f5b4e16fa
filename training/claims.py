"""Claims with the text that does or does not bear them out: what the check of support learns from."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.evaluation.mutations import Mutation, mutate
from qa.sentences import split_sentences
from training.rows import Row, folded, is_taken, read_lines

SUPPORTED, NOT_SUPPORTED, CONTRADICTED = range(3)
UNSUPPORTED = (NOT_SUPPORTED, CONTRADICTED)
_VERDICTS = {"supported": (SUPPORTED,), "not_supported": (NOT_SUPPORTED,), "contradicted": (CONTRADICTED,)}
# Sets that know two labels only: what they call not supported may be contradicted as well.
_TWO_LABELS = {"begin", "wice", "scitail_dev", "factcheck_bench"}
CLAIM_SETS = (
    "mnli_dev",
    "fever_dev",
    "fever_symmetric",
    "sufficient_facts",
    "begin",
    "conjnli",
    "factcheck_bench",
    "wice",
    "scitail_dev",
    "snli_dev",
)
SCORED_CLAIM_SETS = ("wice", "sufficient_facts", "begin", "factcheck_bench")
_SCORED_SHARE = 0.2
_MUTATED_SHARE = 0.5
_QUOTED_SHARE = 0.35
_NEWS = {"qamr"}  # mostly Wikinews: all of its passages are taken, for the sake of who said what
# How often a kind of change can be made: the rare ones are tried first, so that none is all but missing.
_COMMONNESS = {
    Mutation.SPEAKER: 0.1,
    Mutation.DATE: 0.5,
    Mutation.NUMBER: 0.5,
    Mutation.NAME: 1.0,
    Mutation.NEGATION: 1.5,
}
_LONGEST_CLAIM_WORDS = 45
_LEAST_CLAIM_WORDS = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with one source.

    Attributes:
        verdicts: the labels that are right; several where the set does not tell them apart.
        origin: name of the set.
        weight: how much its loss counts.
    """

    source: str
    text: str
    verdicts: tuple[int, ...]
    origin: str
    weight: float = 1.0


def claim_rows(bench: Path, *, seed: int) -> list[Claim]:
    """All claims to learn from in a fixed order: the sets' own, and supported ones with one thing changed.

    Dropped are rows that share claim or source with one that is kept aside for scoring.

    Raises:
        OSError: a set is missing.
    """
    barred = {text for claim in scored_claims(bench) for text in (folded(claim.text), folded(claim.source))}
    found = [
        claim
        for name in CLAIM_SETS
        for claim in _claims_of(bench, name)
        if not {folded(claim.text), folded(claim.source)} & barred
    ]
    return found + list(mutated_claims(found, share=_MUTATED_SHARE, seed=seed))


def scored_claims(bench: Path) -> list[Claim]:
    """The claims that nothing is learnt from: a fifth of four sets, chosen by hash of what their rows share."""
    return [
        claim
        for name in SCORED_CLAIM_SETS
        for claim in _claims_of(bench, name)
        if is_taken(claim.source if name == "begin" else claim.text, "", _SCORED_SHARE)
    ]


def quoted_claims(rows: Iterable[Row], *, seed: int) -> Iterator[Claim]:
    """Sentences as claims about the passage that they stand in, and the same with one thing changed.

    A check that lets no wrong number through must also know that a quotation is borne out.
    """
    passages = {row.passage: row.origin in _NEWS for row in rows if row.span_known}
    chance = random.Random(seed)
    for passage, is_news in sorted(passages.items()):
        sentences = [passage[span.start : span.end] for span in split_sentences(passage) if span.complete]
        fitting = [s for s in sentences if _LEAST_CLAIM_WORDS <= len(s.split()) <= _LONGEST_CLAIM_WORDS]
        if not fitting or (chance.random() >= _QUOTED_SHARE and not is_news):
            continue
        claim = Claim(passage, chance.choice(fitting), (SUPPORTED,), "quoted", weight=0.5)
        yield claim
        yield from mutated_claims([claim], share=1.0, seed=chance.randrange(1 << 30))


def mutated_claims(claims: Sequence[Claim], *, share: float, seed: int) -> Iterator[Claim]:
    """A part of the supported claims with one thing changed."""
    chance = random.Random(seed)
    for claim in claims:
        if claim.verdicts != (SUPPORTED,) or chance.random() >= share:
            continue
        kinds = sorted(Mutation, key=lambda kind: chance.random() * _COMMONNESS[kind])
        changed = ((kind, mutate(claim.text, claim.source, kind, chance)) for kind in kinds)
        made = next(((kind, text) for kind, text in changed if text is not None), None)
        if made is not None:
            yield replace(claim, text=made[1], verdicts=UNSUPPORTED, origin=f"{claim.origin}:{made[0].value}")


def _claims_of(bench: Path, name: str) -> Iterator[Claim]:
    for record in read_lines(bench / "train" / f"{name}.jsonl"):
        verdicts: tuple[int, ...] = _VERDICTS[record["label"]]
        if name in _TWO_LABELS and verdicts == (NOT_SUPPORTED,):
            verdicts = UNSUPPORTED
        yield Claim(record["premise"], record["hypothesis"], verdicts, name)
