"""Scores a trained reader on what it never learnt from: ``python -m training.evaluate --bench FOLDER --model FOLDER``.

squad2_half: the articles kept aside, each question with its one paragraph. clapnq_dev: the same. realtimeqa_2023: each
question with the passages that the project's own retrieval ranks first among all articles.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.encoding.weights import SHIPPED_NAME
from qa.evaluation.importers import write_corpus
from qa.index import open_index
from qa.reading.evidence.network import PassageReader, ReadPassage
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.words import words
from training.rows import read_lines, squad2_rows
from training.scores import auroc, best_token_f1, exact_match, interval

logger = logging.getLogger("training.evaluate")

PASSAGES = 8
SIGNALS: dict[str, Callable[[ReadPassage], float]] = {
    "answerable": lambda read: read.answerable,
    "margin": lambda read: read.span_margin,
    "both": lambda read: read.answerable + 0.5 * read.span_margin,
}
Measures = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the measures as JSON, one set a line. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--model", type=Path, required=True, help="folder that training.reader wrote")
    parser.add_argument("--work", type=Path, required=True, help="folder for converted models and indexes; kept")
    parser.add_argument("--sets", nargs="*", default=["squad2_half", "clapnq_dev", "realtimeqa_2023"])
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    reader = PassageReader(load_pairs(given.model, cache=given.work))
    for name in given.sets:
        if name == "squad2_half":
            measures = score_squad2(reader, given.bench)
        elif name == "clapnq_dev":
            measures = score_clapnq(reader, given.bench)
        else:
            measures = score_news(reader, given.bench, given.work)
        logger.info("%s %s", name, json.dumps(measures))
    return 0


def score_squad2(reader: PassageReader, bench: Path) -> Measures:
    """Span F1 and exact match where there is an answer; AUROC of answerable against unanswerable questions."""
    _, rows = squad2_rows(bench)
    read = [reader.read(row.question, [row.passage])[0] for row in rows]
    pairs = [(found, row) for found, row in zip(read, rows, strict=True) if row.answers]
    texts = [row.passage[found.start : found.end] for found, row in pairs]
    f1 = [best_token_f1(text, row.answers) for text, (_, row) in zip(texts, pairs, strict=True)]
    exact = [exact_match(text, row.answers) for text, (_, row) in zip(texts, pairs, strict=True)]
    right = [
        any(answer in row.passage[best.start : best.end] for answer in row.answers)
        for found, row in pairs
        for best in [max(found.sentences, key=lambda sentence: sentence.relevance)]
    ]
    return {
        "questions": len(rows),
        "answerable": len(pairs),
        "span_f1": interval(f1),
        "exact_match": interval(exact),
        "sentence_first": interval([float(value) for value in right]),
        **_aurocs(read, [bool(row.answers) for row in rows]),
    }


def score_clapnq(reader: PassageReader, bench: Path) -> Measures:
    """Whether the best sentence is one that the annotators chose; AUROC of answerable against unanswerable ones."""
    texts = {record["id"]: record["text"] for record in read_lines(bench / "clapnq_dev" / "corpus.jsonl")}
    records = list(read_lines(bench / "clapnq_dev" / "questions.jsonl"))
    read: list[ReadPassage] = []
    right: list[float] = []
    for record in records:
        text = texts[(record["relevant"] or record["on_topic"])[0]]
        found = reader.read(record["question"], [text])[0]
        read.append(found)
        if record["answerable"]:
            best = max(found.sentences, key=lambda sentence: sentence.relevance)
            chosen = " ".join(words(text[best.start : best.end]))
            evidence = [" ".join(words(part)) for part in record["evidence"]]
            right.append(float(any(chosen in part or part in chosen for part in evidence if part)))
    measures = _aurocs(read, [record["answerable"] for record in records])
    return {"questions": len(records), "sentence_first": interval(right), **measures}


def score_news(reader: PassageReader, bench: Path, work: Path) -> Measures:
    """Where the first sentence that holds the answer stands; AUROC of supported against unsupported questions."""
    folder = work / "realtimeqa_2023"
    write_corpus(list(read_lines(bench / "realtimeqa_2023" / "corpus.jsonl")), folder / "articles")
    settings = Settings()
    encoder = load_encoder(SHIPPED_NAME, cache=work)
    ranks: list[int] = []
    read: list[ReadPassage] = []
    labels: list[bool] = []
    with open_index(
        folder / "index",
        encoder=encoder,
        chunk_tokens=settings.chunk_tokens,
        overlap_sentences=settings.overlap_sentences,
    ) as index:
        index.sync(folder / "articles")
        retriever = HybridRetriever(index, encoder, candidates=settings.candidates)
        for record in read_lines(bench / "realtimeqa_2023" / "questions.jsonl"):
            today = date.fromisoformat(record["date"])
            passages = retriever.retrieve(record["question"], k=PASSAGES, today=today)
            texts = [passage.chunk.text for passage in passages]
            found = reader.read(record["question"], texts)
            read.append(max(found, key=SIGNALS["both"]))
            labels.append(record["answerable"])
            if record["answerable"]:
                ranks.append(_rank(found, texts, record["answers"]))
    return {
        "questions": len(labels),
        "sentence_first": interval([float(rank < 1) for rank in ranks]),
        "sentence_in_three": interval([float(rank < 3) for rank in ranks]),
        **_aurocs(read, labels),
    }


def _rank(found: Sequence[ReadPassage], texts: Sequence[str], answers: Sequence[str]) -> int:
    """How many distinct sentences stand before the first that holds an answer; a large number where none does."""
    relevance: dict[str, float] = {}
    for read, text in zip(found, texts, strict=True):
        for sentence in read.sentences:
            said = " ".join(words(text[sentence.start : sentence.end]))
            value = SIGNALS["both"](read) + sentence.relevance
            relevance[said] = max(value, relevance.get(said, value))
    sought = [f" {' '.join(words(answer))} " for answer in answers]
    ranked = sorted(relevance, key=lambda said: -relevance[said])
    return next((rank for rank, said in enumerate(ranked) if any(part in f" {said} " for part in sought)), 1_000_000)


def _aurocs(read: Sequence[ReadPassage], labels: Sequence[bool]) -> Measures:
    return {f"auroc_{name}": auroc([signal(one) for one in read], labels) for name, signal in SIGNALS.items()}


if __name__ == "__main__":
    sys.exit(main())
