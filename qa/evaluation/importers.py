"""Public question sets as cases: their corpus is written out as articles, their questions become cases.

A set is a folder with ``corpus.jsonl`` and ``questions.jsonl``; its name chooses the importer. The articles are
plain text (title, day where there is one, text), so that a set goes through the same reading as any other folder.
"""

import hashlib
import itertools
import json
import random
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluation.cases import EvalCase, GoldQuote
from qa.types import Turn

_Row = Mapping[str, Any]  # a line of a foreign file, whose fields differ from set to set


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases with the folder of the articles that they are asked over."""

    name: str
    articles: Path
    cases: tuple[EvalCase, ...]


def import_set(folder: Path, articles: Path, *, sample: int | None = None, seed: int = 20) -> CaseSet:
    """The set in ``folder`` as cases, its corpus written to ``articles``.

    Args:
        folder: has ``corpus.jsonl`` and ``questions.jsonl``.
        articles: made when missing; files that are not of this corpus are removed from it.
        sample: how many questions at most, drawn evenly from the kinds in proportion; None takes all.
        seed: of the draw.

    Raises:
        EvaluationError: there is no importer for a folder of this name, or a file is not as expected.
    """
    to_case = _IMPORTERS.get(folder.name) or _IMPORTERS.get(folder.name.split("_")[0])
    if to_case is None:
        raise EvaluationError(f"{folder}: no importer of this name; there are {', '.join(importer_names())}")
    try:
        write_corpus(_rows(folder / "corpus.jsonl"), articles)
        cases = tuple(to_case(row) for row in _rows(folder / "questions.jsonl"))
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(f"{folder}: not in the expected form: {error!r}") from error
    return CaseSet(folder.name, articles, _sampled(cases, sample, seed) if sample else cases)


def article_file(document_id: str) -> str:
    """The article id that a document of a corpus gets: its own, made safe for a file name."""
    return urllib.parse.quote(document_id, safe="") + ".txt"


def _rows(path: Path) -> list[_Row]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except OSError as error:
        raise EvaluationError(f"{path}: can't be read: {error}") from error


def write_corpus(documents: Sequence[_Row], articles: Path) -> None:
    """Writes each document as a text file below ``articles`` and removes files that are not of the corpus."""
    articles.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for document in documents:
        path = articles / article_file(document["id"])
        wanted.add(path.name)
        day = date.fromisoformat(document["date"]).strftime("%d %B %Y") if document.get("date") else ""
        text = "\n\n".join(part for part in (document["title"].strip(), day, document["text"]) if part)
        # A zero byte, which some crawled passages carry, would make a file binary.
        content = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").encode()
        # Writing what is there already would make the next sync read every file again.
        if not path.exists() or hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(content).digest():
            path.write_bytes(content)
    for path in articles.iterdir():
        if path.name not in wanted:
            path.unlink()


def _sampled(cases: Sequence[EvalCase], size: int, seed: int) -> tuple[EvalCase, ...]:
    # A shuffle sorted by kind and thinned at even steps keeps each kind's share to within one case.
    positions = list(range(len(cases)))
    random.Random(seed).shuffle(positions)  # noqa: S311 - a draw of questions is no secret
    by_kind = sorted(positions, key=lambda position: cases[position].kind)
    step = max(1.0, len(cases) / size)
    chosen = [by_kind[int(number * step)] for number in range(min(size, len(cases)))]
    return tuple(cases[position] for position in sorted(chosen))


def _base(row: _Row) -> dict[str, Any]:
    return {"case_id": row["id"], "question": row["question"], "kind": row["type"], "answerable": row["answerable"]}


def _whole_articles(row: _Row) -> tuple[tuple[GoldQuote, ...], ...]:
    """One group: any of the relevant documents will do."""
    return (tuple(GoldQuote(article_file(name)) for name in row["relevant"]),) if row["answerable"] else ()


def _quotes_of_evidence(row: _Row) -> tuple[tuple[GoldQuote, ...], ...]:
    if not row["answerable"]:
        return ()
    if not row["evidence"]:
        return _whole_articles(row)
    article = article_file(row["relevant"][0])
    return tuple((GoldQuote(article, quote),) for quote in dict.fromkeys(row["evidence"]))


def _clapnq(row: _Row) -> EvalCase:
    # The annotators marked every sentence that belongs to a full answer; citing one counts as an answer, and
    # citation recall says how many were.
    gold = _quotes_of_evidence(row)
    return EvalCase(**_base(row), gold=gold, enough=1 if gold else None, references=tuple(row["answers"]))


def _mtrag(row: _Row) -> EvalCase:
    turns = row["history"]
    history = tuple(
        Turn(asked["text"], replied["text"])
        for asked, replied in itertools.pairwise(turns)
        if asked["role"] == "user" and replied["role"] != "user"
    )
    # Each passage that the reference was written from is wanted; citing one of them is counted as an answer.
    gold = tuple((GoldQuote(article_file(name)),) for name in row["relevant"]) if row["answerable"] else ()
    references = tuple(row["answers"]) if row["answerable"] else ()
    return EvalCase(**_base(row), history=history, gold=gold, enough=1 if gold else None, references=references)


def _ramdocs(row: _Row) -> EvalCase:
    # All right answers and no wrong one, from the closed set of passages, as the published figure counts.
    return EvalCase(
        **_base(row),
        gold=_whole_articles(row),
        answers=tuple((answer,) for answer in row["answers"]) if row["answerable"] else (),
        wrong_answers=tuple(row["wrong_answers"]),
        sources=tuple(article_file(name) for name in row["context"]),
    )


def _chroma(row: _Row) -> EvalCase:
    return EvalCase(**_base(row), gold=_quotes_of_evidence(row), enough=1)


def _squad(row: _Row) -> EvalCase:
    return EvalCase(**_base(row), gold=_whole_articles(row), answers=(tuple(row["answers"]),) if row["answers"] else ())


def _realtimeqa(row: _Row) -> EvalCase:
    return EvalCase(
        **_base(row),
        gold=_whole_articles(row),
        answers=(tuple(row["answers"]),) if row["answerable"] else (),
        today=date.fromisoformat(row["date"]),
    )


_IMPORTERS: Mapping[str, Callable[[_Row], EvalCase]] = {
    "chroma_chunking": _chroma,
    "clapnq_dev": _clapnq,
    "mtrag_un": _mtrag,
    "nq_oracle": _squad,  # of the same form
    "ramdocs": _ramdocs,
    "realtimeqa": _realtimeqa,  # of any year: realtimeqa_2023
    "squad2_half": _squad,
}


def importer_names() -> tuple[str, ...]:
    """The names of the sets that can be imported, sorted."""
    return tuple(sorted(_IMPORTERS))
