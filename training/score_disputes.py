"""Scores whether disputes between sources are found, and who stands on which side, against cases.

    python -m training.score_disputes [--work FOLDER] [--half dev] [--wrong]

The cases, in ``tests/cases/disputes.jsonl``, ask a question over the seeds or over short news texts of their own; half of
them are traps, in which nobody disputes anything. A dispute counts as found when each side shows a sentence that the case
lists for it and none that it lists for the other. Passages, reader and weights are those of the pipeline; whether it would
decline to answer is left aside.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.index import open_index
from qa.reading.disputes.denied_claims import Dispute
from qa.reading.disputes.wording import dispute_in
from qa.reading.evidence.network import PassageReader, shipped_model
from qa.reading.evidence.reader import EvidenceReader, Reading
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.types import Filters
from training.scores import interval

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "disputes.jsonl"
HALVES = ("dev", "aside")


@dataclass(frozen=True, slots=True)
class DisputeCase:
    """A question over some articles; ``sides`` holds parts of the sentences of each side, none where nobody disputes.

    Attributes:
        story: the case whose articles are asked about; several cases may share them.
    """

    case_id: str
    story: str
    question: str
    files: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]

    @property
    def half(self) -> str:
        """``dev`` or ``aside``, by a hash of the story's id, so that no story is in both."""
        return HALVES[hashlib.sha256(self.story.encode()).digest()[0] % 2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the share of disputes found and of false alarms for each half. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.score_disputes", description=__doc__)
    parser.add_argument("--work", type=Path, help="folder for converted models; a temporary one where it is left out")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--wrong", action="store_true", help="print what is wrong; never for the half put aside")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles"
        cases = [case for case in read_cases(CASES, articles) if given.half in (None, case.half)]
        outcomes = [
            (case, dispute_in(reading)) for case, reading in read_all(cases, articles, given.work or Path(folder))
        ]
    for half in [given.half] if given.half else HALVES:
        report(half, [outcome for outcome in outcomes if outcome[0].half == half], wrong=given.wrong and half == "dev")
    return 0


def read_cases(path: Path, articles: Path) -> list[DisputeCase]:
    """The cases of a file; their texts and the seeds are written below ``articles``."""
    articles.mkdir(parents=True, exist_ok=True)
    for seed in (ROOT / "seeds").iterdir():
        (articles / seed.name).write_bytes(seed.read_bytes())
    cases: dict[str, DisputeCase] = {}
    for row in [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]:
        if "like" in row:
            files = cases[row["like"]].files
        else:
            files = tuple(row.get("files", ())) or tuple(_write(row["id"], row["articles"], articles))
        sides = tuple(map(tuple, row.get("sides", ())))
        cases[row["id"]] = DisputeCase(row["id"], row.get("like", row["id"]), row["question"], files, sides)
    return list(cases.values())


def _write(case_id: str, texts: Sequence[dict[str, Any]], articles: Path) -> Iterator[str]:
    for number, text in enumerate(texts, 1):
        name = f"{case_id}-{number}.md"
        front = "\n".join(f"{field}: {text[field]}" for field in ("title", "outlet", "date"))
        (articles / name).write_text(f"---\n{front}\n---\n\n# {text['title']}\n\n{text['text']}\n", encoding="utf-8")
        yield name


def read_all(cases: Sequence[DisputeCase], articles: Path, work: Path) -> Iterator[tuple[DisputeCase, Reading]]:
    """What the pipeline's reader makes of each case."""
    settings = Settings()
    encoder = load_encoder(settings.encoder, cache=work)
    reader = EvidenceReader(encoder, PassageReader(load_pairs(shipped_model(), cache=work)))
    with (
        tempfile.TemporaryDirectory() as store,
        open_index(
            Path(store),
            encoder=encoder,
            chunk_tokens=settings.chunk_tokens,
            overlap_sentences=settings.overlap_sentences,
        ) as index,
    ):
        index.sync(articles)
        retriever = HybridRetriever(index, encoder, candidates=settings.candidates)
        for case in cases:
            passages = retriever.retrieve(case.question, k=settings.passages, filters=Filters(sources=case.files))
            yield case, reader.read(case.question, passages, index.article)


def is_found(case: DisputeCase, dispute: Dispute) -> bool:
    """Whether each side shows a sentence of its own and none of the other's; for values the order does not matter."""
    shown = sides_of(dispute)
    pairs = [shown, shown[::-1]] if dispute.values else [shown]
    return any(
        all(
            _holds(own, mine) and not _holds(own, other)
            for own, mine, other in zip(pair, case.sides, case.sides[::-1], strict=True)
        )
        for pair in pairs
    )


def sides_of(dispute: Dispute) -> list[list[str]]:
    """The sentences shown for each of two sides."""
    if dispute.values:
        first = dispute.values[0]
        keys = [int(value != first) for value in dispute.values]
    else:
        keys = [int(stance == "denies") for stance, _ in dispute.sides]
    texts = [item.candidate.text for _, item in dispute.sides]
    return [[text for key, text in zip(keys, texts, strict=True) if key == side] for side in (0, 1)]


def _holds(texts: Sequence[str], quotes: Sequence[str]) -> bool:
    plain = [" ".join(text.split()) for text in texts]
    return any(quote in text for quote in quotes for text in plain)


def report(half: str, outcomes: Sequence[tuple[DisputeCase, Dispute | None]], *, wrong: bool) -> None:
    """Prints the shares over some outcomes, apart for disputes and traps."""
    disputes = [(case, dispute) for case, dispute in outcomes if case.sides]
    traps = [(case, dispute) for case, dispute in outcomes if not case.sides]
    found = [float(dispute is not None and is_found(case, dispute)) for case, dispute in disputes]
    alarms = [float(dispute is not None) for _, dispute in traps]
    for name, values in (("found", found), ("false alarms", alarms)):
        mean, low, high, n = interval(values)
        sys.stdout.write(f"{half:6} {name:13} {mean:.3f} [{low:.3f}, {high:.3f}] n={n}\n")
    bad = [o for o, value in zip(disputes, found, strict=True) if not value] + [
        o for o, value in zip(traps, alarms, strict=True) if value
    ]
    for case, dispute in bad if wrong else []:
        sys.stdout.write(f"{case.case_id}: {case.question}\n")
        for stance, item in dispute.sides if dispute else ():
            sys.stdout.write(f"  {stance} {item.attribution.speaker}: {' '.join(item.candidate.text.split())}\n")


if __name__ == "__main__":
    sys.exit(main())
