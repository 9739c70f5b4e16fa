"""The question sets that decisions are fitted and scored on: which questions of each, and which articles they are asked over."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.rows import kept_aside, read_lines

Document = Mapping[str, Any]  # a line of a foreign file, whose fields differ from set to set

# Questions drawn of each set. A year of news has thousands of articles, of which only those are indexed that the drawn
# questions were searched in: an index of all takes an hour.
DRAWN: Mapping[str, int] = {
    "realtimeqa_2023": 110,
    "realtimeqa_2023b": 110,
    "realtimeqa_2024": 130,
    "realtimeqa_2025": 110,
    "squad2_half": 80,
    "nq_oracle": 80,
    "clapnq_dev": 80,
}
NEWS = tuple(name for name in DRAWN if name.startswith("realtimeqa"))
OTHERS = 400  # articles besides those that the drawn questions name, where a set says of no question what was searched
_NAMING = ("searched", "relevant", "stale", "on_topic")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A sample of a set: the articles and the questions asked over them, as the set's files have them."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Document, ...]


def read_set(bench: Path, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The documents of a set, and those of its questions that the network did not learn from."""
    questions = list(read_lines(bench / name / "questions.jsonl"))
    if name == "squad2_half":
        aside = kept_aside({row["article"] for row in questions})
        questions = [row for row in questions if row["article"] in aside]
    return list(read_lines(bench / name / "corpus.jsonl")), questions


def draw_set(bench: Path, name: str) -> QuestionSet:
    """The questions of a set in an order drawn with a fixed seed, the first so many, and the articles for them.

    The name is one of ``DRAWN``. Raises OSError where the set is missing.
    """
    documents, questions = read_set(bench, name)
    random.Random(0).shuffle(questions)
    drawn = questions[: DRAWN[name]]
    named = {document for row in drawn for field in _NAMING for document in row.get(field) or ()}
    others = [document["id"] for document in documents if document["id"] not in named]
    kept = named if name in NEWS else named.union(random.Random(0).sample(others, min(OTHERS, len(others))))
    return QuestionSet(name, tuple(document for document in documents if document["id"] in kept), tuple(drawn))
