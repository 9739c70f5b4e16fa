"""What the reader sees of the questions of a set, kept in a file to fit decisions on.

    python -m training.examine_sets BENCH_FOLDER --model FOLDER --work FOLDER [--sets NAME ...]

The first run reads every passage with the network; its logits and the vectors stay in ``WORK/remembered.sqlite``, so that
a second run, after a feature was added, takes a fraction of the time. Fitting then takes seconds.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.encoding.second_opinion import SECOND_READS, SecondOpinion
from qa.encoding.weights import ModelFolder, fingerprint_of
from qa.evaluation.importers import article_file, write_corpus
from qa.index import open_index
from qa.reading.evidence.comparing import SentenceVectors
from qa.reading.evidence.judging import hold_claims, judge_premise, read_closely
from qa.reading.evidence.network import PassageReader
from qa.reading.evidence.reader import Looked, look
from qa.reading.evidence.weights import fitted_weights
from qa.reading.language.questions import analyse_question
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.words import words
from training.examined import Example, write_examples
from training.question_sets import DRAWN, Document, QuestionSet, draw_set
from training.remembering import Memory, RememberedEncoder, RememberedPairs

WITHHELD = {"nq_oracle": 0.4}  # share of the questions whose gold article is kept from them: all of them have one
BETWEEN_WRITES = 20  # questions: an interrupted run loses no more
Floats = NDArray[np.float64]


def examine(found: QuestionSet, model: Path, work: Path, *, second: Path | None = None) -> Iterator[Example]:
    """The examples of a set; questions for which retrieval finds nothing are left out."""
    settings = Settings()
    memory = Memory(work / "remembered.sqlite")
    encoder = RememberedEncoder(load_encoder(settings.encoder, cache=work), memory)
    first = open_remembered(model, memory, work)
    both = second and SecondOpinion(first, open_remembered(second, memory, work), most_read=SECOND_READS)
    network = PassageReader(both or first, claims=first)
    articles = work / found.name / "articles"
    write_corpus(found.documents, articles)
    with open_index(
        work / found.name / "index",
        encoder=encoder,
        chunk_tokens=settings.chunk_tokens,
        overlap_sentences=settings.overlap_sentences,
    ) as index:
        index.sync(articles)
        retriever = HybridRetriever(index, encoder, candidates=settings.candidates)
        vectors = SentenceVectors(encoder)
        draw = random.Random(0)
        for row in found.questions:
            withheld = row["answerable"] and draw.random() < WITHHELD.get(found.name, 0.0)
            relevant = frozenset(article_file(document) for document in row["relevant"]) if withheld else frozenset()
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            passages = retriever.retrieve(row["question"], k=settings.passages + len(relevant), today=today)
            passages = [passage for passage in passages if passage.chunk.article_id not in relevant]
            example = _examine_one(
                row,
                look(analyse_question(row["question"]), passages, index.article),
                today,
                withheld,
                network,
                vectors,
            )
            if example is not None:
                yield example


def open_remembered(model: Path, memory: Memory, work: Path) -> RememberedPairs:
    """The network in a folder, which reads no pair twice."""
    fingerprint = fingerprint_of(ModelFolder(model.name, model, None), cache=work)
    return RememberedPairs(load_pairs(model, cache=work), fingerprint, memory)


def _examine_one(
    row: Document,
    looked: Looked | None,
    today: date | None,
    withheld: bool,
    network: PassageReader,
    vectors: SentenceVectors,
) -> Example | None:
    if looked is None:
        return None
    candidates = looked.candidates
    seen = looked.judged(network, row["question"], vectors, fitted_weights().relevance, today=today)
    answerable = bool(row["answerable"]) and not withheld
    relevant = {article_file(document) for document in row["relevant"]}
    answers = [answerable and c.article_id in relevant and holds_answer(c.text, row) for c in candidates]
    relevance = seen.relevance
    best_first = [candidates[i] for i in relevance.best_first(candidates)]
    return Example(
        row,
        answerable,
        today,
        looked.passages,
        tuple(candidates),
        seen.rows,
        relevance.by_features - relevance.logits,
        tuple(seen.judgements),
        np.asarray(answers),
        read_closely(network, row["question"], best_first),
        judge_premise(hold_claims(network, row["question"], best_first)),
    )


def holds_answer(sentence: str, row: Document) -> bool:
    """Whether a sentence is among the evidence of a question or, where its set has none, holds one of the answers."""
    own = " ".join(words(sentence))
    evidence = [" ".join(words(text)) for text in row.get("evidence") or ()]
    if evidence:
        return any(own in text or text in own for text in evidence if text)
    return any(f" {told} " in f" {own} " for answer in row["answers"] if (told := " ".join(words(answer))))


def main() -> None:
    """Examines the sets one after the other and says how many examples each gave."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="folder of the trained network")
    parser.add_argument(
        "--second", type=Path, help="folder of a larger network that reads the likeliest passages again"
    )
    parser.add_argument("--work", type=Path, required=True, help="where indexes, logits and examples are kept")
    parser.add_argument("--sets", nargs="*", choices=list(DRAWN), default=list(DRAWN))
    parser.add_argument("--most", type=int, help="questions of a set, for a quick look; none: as many as the fit takes")
    options = parser.parse_args()
    for name in options.sets:
        examples: list[Example] = []
        drawn = draw_set(options.bench, name)
        asked = replace(drawn, questions=drawn.questions[: options.most])
        for example in examine(asked, options.model, options.work, second=options.second):
            examples.append(example)
            if len(examples) % BETWEEN_WRITES == 0:
                write_examples(examples, options.work, name)
        write_examples(examples, options.work, name)
        answerable = sum(example.answerable for example in examples)
        sys.stdout.write(f"{name}: {len(examples)} questions, {answerable} answerable\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
