"""Scores answers where sources give several values, and how often a dispute is shown where none is.

    python -m training.score_ramdocs BENCH [--work FOLDER] [--sample N] [--sets NAME ...]

ramdocs asks each question over its own closed passages, which give two or three right answers, wrong ones, or none
(Wang et al. 2025, arXiv 2504.13079). Counted over the questions that have an answer:

    all right         the answer's text holds every right answer
    none wrong        and no wrong one, as the published figure counts (0.326 for the best there)
    wrong as a claim  of the answers that hold a wrong answer: it stands in a dispute's position, tied to its source

On the other sets nobody has put two values: a dispute shown there, of either kind, counts as a false alarm, also where it is
a real one that the set does not know of. Halves are by a hash of the question's id; the odds in ``qa/reading/disputes/different_values.py`` were
fitted on ``dev`` of ramdocs, nq_oracle and squad2_half, and their threshold chosen on all sets' dev halves and
realtimeqa_2023.
"""

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.evaluation.importers import article_file, write_corpus
from qa.evaluation.measures.texts import contains, without_markers
from qa.index import open_index
from qa.reading.answers.quoting import Quoted, quote_answer
from qa.reading.evidence.network import PassageReader, shipped_model
from qa.reading.evidence.reader import EvidenceReader
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.types import Filters
from training.question_sets import read_set
from training.scores import interval

SETS = ("ramdocs", "nq_oracle", "squad2_half", "realtimeqa_2023")
SAMPLE = 250  # questions of the sets that only tell false alarms
HALVES = ("dev", "aside")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a set with what was answered."""

    row: dict[str, Any]
    quoted: Quoted

    @property
    def half(self) -> str:
        """``dev`` or ``aside``, by a hash of the id."""
        return HALVES[hashlib.sha256(self.row["id"].encode()).digest()[0] % 2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line a measure and half: mean, interval and number of questions. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.score_ramdocs", description=__doc__)
    parser.add_argument("bench", type=Path, help="folder of the public sets")
    parser.add_argument("--work", type=Path, help="folder for models and indexes; a temporary one where it is left out")
    parser.add_argument("--sample", type=int, help="at most so many questions of each set")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=list(SETS))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for name in given.sets:
            most = given.sample or (None if name == "ramdocs" else SAMPLE)
            answered = list(answer_set(given.bench, name, most, given.work or Path(folder)))
            for half in HALVES:
                report(name, half, [each for each in answered if each.half == half])
    return 0


def answer_set(bench: Path, name: str, most: int | None, work: Path) -> Iterator[Answered]:
    """The answers to the questions of a set that have one, drawn with a seed; ramdocs over each question's own passages."""
    corpus, questions = read_set(bench, name)
    random.Random(0).shuffle(questions)
    write_corpus(corpus, work / name / "articles")
    settings = Settings()
    encoder = load_encoder(settings.encoder, cache=work)
    reader = EvidenceReader(encoder, PassageReader(load_pairs(shipped_model(), cache=work)))
    with open_index(
        work / name / "index",
        encoder=encoder,
        chunk_tokens=settings.chunk_tokens,
        overlap_sentences=settings.overlap_sentences,
    ) as index:
        index.sync(work / name / "articles")
        retriever = HybridRetriever(index, encoder, candidates=settings.candidates)
        for row in [row for row in questions if row["answerable"]][:most]:
            closed = tuple(map(article_file, row["context"])) if name == "ramdocs" else ()
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            passages = retriever.retrieve(
                row["question"], k=settings.passages, filters=Filters(sources=closed), today=today
            )
            reading = reader.read(row["question"], passages, index.article, today=today)
            yield Answered(row, quote_answer(reading, passages, caution=settings.caution))


def report(name: str, half: str, answered: Sequence[Answered]) -> None:
    """Prints the measures of a half of a set."""
    if name == "ramdocs":
        all_right = [float(_holds_all(each, each.row["answers"])) for each in answered]
        wrong = [each for each in answered if _held(each, each.row["wrong_answers"])]
        none_wrong = [value * (each not in wrong) for value, each in zip(all_right, answered, strict=True)]
        claimed = [float(_claims_each(each, _held(each, each.row["wrong_answers"]))) for each in wrong]
        measures = {"all right": all_right, "none wrong": none_wrong, "wrong as a claim": claimed}
    else:
        shown = [each for each in answered if each.quoted.abstention is None]
        measures = {"false alarms": [float(bool(each.quoted.conflicts)) for each in shown]}
    for measure, values in measures.items():
        if values:
            mean, low, high, n = interval(values)
            sys.stdout.write(f"{name:16} {half:6} {measure:17} {mean:.3f} [{low:.3f}, {high:.3f}] n={n}\n")


def _holds_all(each: Answered, values: Sequence[str]) -> bool:
    return each.quoted.abstention is None and len(_held(each, values)) == len(values)


def _held(each: Answered, values: Sequence[str]) -> list[str]:
    text = without_markers(each.quoted.text)
    return [value for value in values if contains(text, [value])]


def _claims_each(each: Answered, values: Sequence[str]) -> bool:
    """Whether each value stands in the words of a position, which a citation ties to its source."""
    claims = [position.claim for conflict in each.quoted.conflicts for position in conflict.positions]
    return all(any(contains(claim, [value]) for claim in claims) for value in values)


if __name__ == "__main__":
    sys.exit(main())
