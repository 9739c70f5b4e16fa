"""The public sets that the reader learns from, brought to rows: what is taken, what is dropped, what is kept aside."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.words import words

KEPT_ASIDE_ARTICLES = 5  # of the 16 of squad2_half: those with the lowest hash of their name, so nobody picks them


@dataclass(frozen=True, slots=True)
class Row:
    """A question with one passage.

    Attributes:
        answers: verbatim parts of the passage; empty where it does not answer.
        origin: name of the set.
        span_known: False where only the answerability is labelled (the passage is one sentence).
        all_spans: the answers are parts of one list, not wordings of one answer.
        weight: how much its loss counts.
        labelled: False where nobody knows whether the passage answers: only a teacher can say.
    """

    question: str
    passage: str
    answers: tuple[str, ...]
    origin: str
    span_known: bool = True
    all_spans: bool = False
    weight: float = 1.0
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """How a set is used.

    Attributes:
        name: file name below ``train/``, without suffix.
        share: part of its rows that is taken, chosen by hash.
        repeats: how often a row is met in one pass over the data.
        weight: of each row's loss.
    """

    name: str
    share: float = 1.0
    repeats: int = 1
    weight: float = 1.0
    span_known: bool = True
    all_spans: bool = False


# Quality A and B of the sets' own description. Reviews, forum posts and question-and-answer pairs about single
# sentences are far from news: a part of them is enough. Unanswerable questions that people wrote are met twice.
TRAINING_SETS = (
    TrainingSet("squad2_dev_other_half", repeats=2),
    TrainingSet("squad11_dev_rest"),
    TrainingSet("squad11_train_sample"),
    TrainingSet("squadshifts_wiki"),
    TrainingSet("squadshifts_amazon", share=0.3),
    TrainingSet("squadshifts_reddit", share=0.3),
    TrainingSet("qed_nq"),
    TrainingSet("qamr", share=0.5),
    TrainingSet("multispanqa", all_spans=True),
    TrainingSet("quotesum"),
    TrainingSet("hotpotqa_facts"),
    TrainingSet("covid_qa", share=0.5),
    TrainingSet("mined_negatives", weight=0.7),
    TrainingSet("selqa_sentence", weight=0.5, span_known=False),
    TrainingSet("qnli_sentence", weight=0.5, span_known=False),
)
SCORED_SETS = ("nq_oracle", "clapnq_dev", "realtimeqa_2023")  # none of their questions is learnt from


def training_rows(bench: Path, names: frozenset[str] | None = None) -> list[Row]:
    """All rows to learn from, repeats included, in a fixed order; of the sets that are named, where some are.

    Dropped are rows whose question is in a scored set or in squad2_half (the part of it that is learnt from comes from
    its own file) and rows whose answer is not in the passage.

    Raises:
        OSError: a set is missing.
    """
    barred = barred_questions(bench)
    found: list[Row] = []
    for chosen in TRAINING_SETS:
        if names is not None and chosen.name not in names:
            continue
        rows = [row for row in _rows_of(bench, chosen) if folded(row.question) not in barred and _is_sound(row)]
        found.extend(rows * chosen.repeats)
    learnt, _ = squad2_rows(bench)
    return found + [row for row in learnt if _is_sound(row)] * 2


def barred_questions(bench: Path) -> frozenset[str]:
    """The folded questions of the scored sets and of squad2_half."""
    names = (*SCORED_SETS, "squad2_half")
    paths = [bench / name / "questions.jsonl" for name in names]
    return frozenset(folded(record["question"]) for path in paths for record in read_lines(path))


def squad2_rows(bench: Path) -> tuple[list[Row], list[Row]]:
    """The rows of squad2_half to learn from, and those of the articles that are kept aside for scoring."""
    passages = {record["id"]: record["text"] for record in read_lines(bench / "squad2_half" / "corpus.jsonl")}
    records = list(read_lines(bench / "squad2_half" / "questions.jsonl"))
    aside = kept_aside({record["article"] for record in records})
    learnt: list[Row] = []
    scored: list[Row] = []
    for record in records:
        place = (record["relevant"] or record["on_topic"])[0]
        row = Row(record["question"], passages[place], tuple(record["answers"]), "squad2_half")
        (scored if record["article"] in aside else learnt).append(row)
    return learnt, scored


def kept_aside(articles: Iterable[str]) -> frozenset[str]:
    """The names of the articles that nothing is learnt from."""
    return frozenset(sorted(articles, key=_hash)[:KEPT_ASIDE_ARTICLES])


def folded(question: str) -> str:
    """The question's words alone, to compare questions by."""
    return " ".join(words(question))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def is_taken(question: str, passage: str, share: float) -> bool:
    """Whether a row is among the share of its set that is learnt from; chosen by hash, so nobody picks."""
    return int(_hash(question + passage)[:8], 16) < share * 0x1_0000_0000


def _rows_of(bench: Path, chosen: TrainingSet) -> Iterator[Row]:
    for record in read_lines(bench / "train" / f"{chosen.name}.jsonl"):
        question, passage = record["question"], record["passage"]
        if is_taken(question, passage, chosen.share):
            yield Row(
                question,
                passage,
                tuple(record["answers"]),
                chosen.name,
                span_known=chosen.span_known,
                all_spans=chosen.all_spans,
                weight=chosen.weight,
            )


def _is_sound(row: Row) -> bool:
    return bool(row.question.strip()) and all(answer and answer in row.passage for answer in row.answers)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
