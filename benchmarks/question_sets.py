"""Public question sets to measure retrieval by: corpora written out as articles, questions with what answers them."""

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa.evaluation.importers import article_file, import_set, write_corpus
from qa.types import Turn

NAMES = ("realtimeqa_2023", "squad2_half", "clapnq_dev", "nq_oracle", "mtrag_un")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the articles that answer it, and the day on which it was asked, where that is known."""

    question: str
    relevant: frozenset[str]
    asked: date | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question asked in a conversation.

    Attributes:
        question, history, relevant: what was asked after what, and the articles that answer it.
        kind: as the set names it.
        kept_out: whether its conversation belongs to the half that rules were not written by.
    """

    question: str
    history: tuple[Turn, ...]
    relevant: frozenset[str]
    kind: str
    kept_out: bool


def read_follow_ups(folder: Path, articles: Path) -> list[FollowUp]:
    """The questions of a set that have both earlier turns and articles that answer them; its corpus goes to ``articles``."""
    cases = import_set(folder, articles).cases
    return [
        FollowUp(
            case.question,
            case.history,
            frozenset(article_file(name) for name in row["relevant"]),
            row["type"],
            int(hashlib.sha256(row["id"].split("<")[0].encode()).hexdigest(), 16) % 2 == 1,
        )
        for case, row in zip(cases, _rows(folder / "questions.jsonl"), strict=True)
        if case.history and row["relevant"]
    ]


def read_set(folder: Path, articles: Path, *, most: int, others: int | None = None) -> list[Query]:
    """The answerable questions of a set, at most ``most`` drawn with a fixed seed; its corpus goes to ``articles``.

    ``others`` is how many of the articles that answer none of them are taken; None: all.
    """
    rows = [row for row in _rows(folder / "questions.jsonl") if row["answerable"] and row["relevant"]]
    if len(rows) > most:
        rows = random.Random(20).sample(rows, most)
    documents = _rows(folder / "corpus.jsonl")
    if others is not None:
        wanted = {name for row in rows for name in row["relevant"]}
        rest = [document for document in documents if document["id"] not in wanted]
        taken = {document["id"] for document in random.Random(20).sample(rest, min(others, len(rest)))} | wanted
        documents = [document for document in documents if document["id"] in taken]
    write_corpus(documents, articles)
    return [
        Query(
            row["question"],
            frozenset(article_file(name) for name in row["relevant"]),
            date.fromisoformat(row["date"]) if row.get("date") else None,
        )
        for row in rows
    ]


def read_texts(folder: Path) -> list[str]:
    """The texts of a set's corpus."""
    return [row["text"] for row in _rows(folder / "corpus.jsonl")]


def read_questions(folder: Path) -> list[str]:
    """A set's questions as they were asked."""
    return [row["question"] for row in _rows(folder / "questions.jsonl")]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
