"""Samples of the public sets: questions drawn with a fixed seed, over the articles that answer them and some that do not."""

import json
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from qa.evaluation.cases import EvalCase
from qa.evaluation.importers import article_file, import_set, write_corpus

SEED = 20
NEWS = ("realtimeqa_2023", "realtimeqa_2023b", "realtimeqa_2024", "realtimeqa_2025")
SETS = (  # not chroma_chunking, which has five files: to find the right one of them is no measure
    *NEWS,
    "nq_oracle",
    "clapnq_dev",
    "squad2_half",
    "mtrag_un",
    "ramdocs",
)
FITTED_ON = ("realtimeqa_2023", "squad2_half", "clapnq_dev", "nq_oracle", "mtrag_un")
"""Sets that the four weights of our fusion were fitted on; see docs/retrieval.md for what they are when each is left out."""

_NEAR = ("relevant", "on_topic", "searched", "stale", "context")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set, the files that answer it (none: it has no answer here), and the day on which it was asked."""

    case_id: str
    question: str
    relevant: frozenset[str]
    day: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions over a folder of articles.

    Attributes:
        name: of the set.
        articles: folder of the files.
        size: how many files there are.
        questions: as drawn.
        cases: by id, as ``qa eval`` judges them; none unless they were asked for.
    """

    name: str
    articles: Path
    size: int
    questions: tuple[Question, ...]
    cases: Mapping[str, EvalCase]


def draw(
    folder: Path, articles: Path, *, most: int, corpus: int | None, for_answers: bool = False, seed: int = SEED
) -> Sample:
    """A sample of a set, its articles written to ``articles``.

    Args:
        folder: of the set.
        articles: made when missing; what does not belong to the sample is removed from it.
        most: questions at most.
        corpus: characters of all articles, unless those that the questions need are more already; None: all articles.
        for_answers: with cases, and with questions that have no answer, where there is nothing to retrieve.
        seed: of the draw.
    """
    rows = _rows(folder / "questions.jsonl")
    kept = [row for row in rows if for_answers or (row["answerable"] and row["relevant"])]
    if len(kept) > most:
        kept = random.Random(seed).sample(kept, most)
    documents = _rows(folder / "corpus.jsonl")
    if corpus is not None:
        documents = _within(documents, {name for row in kept for name in _near(row)}, corpus, seed)
    cases = {case.case_id: case for case in import_set(folder, articles).cases} if for_answers else {}
    write_corpus(documents, articles)
    questions = tuple(
        Question(
            row["id"],
            row["question"],
            frozenset(article_file(name) for name in row["relevant"]),
            date.fromisoformat(row["date"]).isoformat() if row.get("date") else None,
        )
        for row in kept
    )
    return Sample(folder.name, articles, len(documents), questions, cases)


def cut(sample: Sample, count: int) -> Sample:
    """The sample with so many of its files, drawn with a fixed seed, and all its questions: to measure speed, not answers."""
    files = sorted(sample.articles.iterdir())
    kept = set(random.Random(SEED).sample(files, min(count, len(files))))
    for path in files:
        if path not in kept:
            path.unlink()
    return replace(sample, size=len(kept))


def _near(row: Mapping[str, Any]) -> list[str]:
    """The documents that a question needs in the corpus: what answers it, and what is on its subject and does not."""
    return [name for field in _NEAR for name in row.get(field) or ()]


def _within(documents: Sequence[dict[str, Any]], needed: Set[str], characters: int, seed: int) -> list[dict[str, Any]]:
    """The documents that are needed, and others, drawn, until there are so many characters; in their own order."""
    taken = set(needed)
    left = characters - sum(len(document["text"]) for document in documents if document["id"] in needed)
    for document in random.Random(seed).sample(documents, len(documents)):
        if document["id"] not in taken and len(document["text"]) <= left:
            taken.add(document["id"])
            left -= len(document["text"])
    return [document for document in documents if document["id"] in taken]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
