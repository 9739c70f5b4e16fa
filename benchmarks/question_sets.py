"""Public question sets to measure retrieval by: corpora written out as articles, questions with what answers them."""

import json
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa.evaluation.importers import article_file, write_corpus

NAMES = ("realtimeqa_2023", "squad2_half", "clapnq_dev", "nq_oracle", "mtrag_un")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the articles that answer it, and the day on which it was asked, where that is known."""

    question: str
    relevant: frozenset[str]
    asked: date | None


def read_set(folder: Path, articles: Path, *, most: int) -> list[Query]:
    """The answerable questions of a set, at most ``most`` drawn with a fixed seed; its corpus goes to ``articles``."""
    write_corpus(_rows(folder / "corpus.jsonl"), articles)
    rows = [row for row in _rows(folder / "questions.jsonl") if row["answerable"] and row["relevant"]]
    if len(rows) > most:
        rows = random.Random(20).sample(rows, most)
    return [
        Query(
            row["question"],
            frozenset(article_file(name) for name in row["relevant"]),
            date.fromisoformat(row["date"]) if row.get("date") else None,
        )
        for row in rows
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
