"""Fits the two regressions that choose evidence and decide whether to answer; writes ``qa/reading/evidence/weights.json``.

    python -m training.fit_features BENCH_FOLDER --model FOLDER [--work FOLDER] [--report-only]

Sentence relevance is fitted list by list: for each question the sentences that hold the answer should get the probability
mass of a softmax over all candidate sentences. Answerability is a logistic regression over the best sentence's features,
fitted on questions with and without an answer in the passages found; for nq_oracle, where every question has one, the gold
article is kept from two questions in five. Each set counts the same, however many questions it has.

Only questions that the trained network never learnt from are used. First each set is scored with weights fitted on the
others (realtimeqa_2023 is never fitted on), also without the network's columns; then the weights that ship are fitted on
all sets but realtimeqa_2023.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from sklearn.metrics import roc_auc_score

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.evaluation.importers import article_file, write_corpus
from qa.index import open_index
from qa.reading.evidence.features import AGAINST, FEATURES
from qa.reading.evidence.judging import NO_PREMISE, CloseReading, hold_claims, judge_premise, read_closely
from qa.reading.evidence.network import PassageReader, Verdict
from qa.reading.evidence.reader import EvidenceReader
from qa.reading.evidence.weights import ANSWERABILITY, fitted_weights, summarise
from qa.reading.language.questions import analyse_question
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.types import Passage
from training.rows import kept_aside

FITTED_ON = {"squad2_half": 700, "nq_oracle": 500, "clapnq_dev": 600}
SCORED_ONLY = {"realtimeqa_2023": 155}
WITHHELD = {"nq_oracle": 0.4}  # share of the questions whose gold article is kept from them
FALSE_DECLINES = 0.2  # share of answerable questions at which the declined share of the others is reported
TARGET = Path(__file__).parent.parent / "qa" / "reading" / "evidence" / "weights.json"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its candidate sentences' features, which of them answer, and whether the corpus answers it."""

    rows: Floats
    answers: NDArray[np.bool_]
    answerable: bool
    question: str
    passages: tuple[Passage, ...]
    closely: CloseReading
    premise: Verdict


@dataclass(frozen=True, slots=True)
class Fitted:
    """Relevance weights, and answerability weights with their bias."""

    relevance: Floats
    answerability: Floats
    bias: float


def read_examples(bench: Path, name: str, count: int, work: Path, network: PassageReader) -> list[Example]:
    """The examples of a set, from its own index; questions whose retrieval finds nothing are left out."""
    corpus, questions = read_set(bench, name)
    draw = random.Random(0)
    draw.shuffle(questions)
    settings = Settings()
    encoder = load_encoder(settings.encoder, cache=work)
    write_corpus(corpus, work / name / "articles")
    with open_index(
        work / name / "index",
        encoder=encoder,
        chunk_tokens=settings.chunk_tokens,
        overlap_sentences=settings.overlap_sentences,
    ) as index:
        index.sync(work / name / "articles")
        retriever, reader = (
            HybridRetriever(index, encoder, candidates=settings.candidates),
            EvidenceReader(encoder, network),
        )
        found = []
        for row in questions[:count]:
            relevant = {article_file(document) for document in row["relevant"]}
            withheld = row["answerable"] and draw.random() < WITHHELD.get(name, 0.0)
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            passages = retriever.retrieve(row["question"], k=settings.passages + len(relevant) * withheld, today=today)
            if withheld:
                passages = [passage for passage in passages if passage.chunk.article_id not in relevant]
            if not passages:
                continue
            candidates, rows, _, _ = reader.examine(analyse_question(row["question"]), passages, index.article)
            if not candidates:
                continue
            answerable = bool(row["answerable"]) and not withheld
            labels = [answerable and c.article_id in relevant and _answers(c.text, row) for c in candidates]
            best = np.argsort(-(rows @ np.asarray(fitted_weights().relevance)), kind="stable")
            best_first = [candidates[i] for i in best]
            closely = read_closely(network, row["question"], best_first)
            premise = judge_premise(hold_claims(network, row["question"], best_first))
            found.append(
                Example(rows, np.asarray(labels), answerable, row["question"], tuple(passages), closely, premise)
            )
    return found


def read_set(bench: Path, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The documents of a set, and those of its questions that the network did not learn from."""
    questions = _rows(bench / name / "questions.jsonl")
    if name == "squad2_half":
        aside = kept_aside({row["article"] for row in questions})
        questions = [row for row in questions if row["article"] in aside]
    return _rows(bench / name / "corpus.jsonl"), questions


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def _answers(sentence: str, row: dict[str, Any]) -> bool:
    own = _plain(sentence)
    evidence = [_plain(text) for text in row.get("evidence") or ()]
    if evidence:
        return any(own in text or text in own for text in evidence)
    return any(f" {_plain(answer)} " in f" {own} " for answer in row["answers"] if _plain(answer))


def fit_relevance(examples: Sequence[Example], *, ridge: float = 1e-3) -> Floats:
    """Weights that minimise the mean negative log of the softmax mass on answering sentences, plus a ridge term."""
    lists = [(example.rows, example.answers) for example in examples if example.answers.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for rows, answers in lists:
            logits = rows @ weights
            mass = np.exp(logits - logits.max())
            mass /= mass.sum()
            right = mass * answers
            total -= float(np.log(right.sum() + 1e-12))
            gradient -= (right / right.sum() - mass) @ rows
        size = len(lists)
        return total / size + ridge * float(weights @ weights), gradient / size + 2 * ridge * weights

    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in FEATURES]
    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds).x)


def fit_answerability(rows: Floats, answered: Floats, weight: Floats, *, ridge: float = 0.1) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression whose weights keep the signs of their features."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.c_[(rows - centre) / spread, np.ones(len(rows))]

    def loss(weights: Floats) -> tuple[float, Floats]:
        probability = 1.0 / (1.0 + np.exp(-scaled @ weights))
        right = np.where(answered > 0, probability, 1.0 - probability)
        penalty = ridge * float(weights[:-1] @ weights[:-1])
        gradient = scaled.T @ (weight * (probability - answered)) / weight.sum()
        gradient[:-1] += 2 * ridge * weights[:-1]
        return penalty - float((weight * np.log(right + 1e-9)).sum() / weight.sum()), gradient

    signs = [name.split("_", 1)[1] in AGAINST | {"contradiction"} for name in ANSWERABILITY]
    bounds = [(None, 0.0) if against else (0.0, None) for against in signs]
    start = np.zeros(scaled.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ centre)


def _summaries(examples: Sequence[Example], relevance: Floats) -> Floats:
    return np.stack(
        [summarise(example.rows, example.rows @ relevance, example.closely, example.premise) for example in examples]
    )


def fit(sets: Sequence[Sequence[Example]]) -> Fitted:
    """Both regressions on some sets, each set weighing the same."""
    examples = [example for one in sets for example in one]
    relevance = fit_relevance(examples)
    answered = np.asarray([float(example.answers.any()) for example in examples])
    weight = np.concatenate([np.full(len(one), 1 / len(one)) for one in sets])
    return Fitted(relevance, *fit_answerability(_summaries(examples, relevance), answered, weight))


def fit_temperature(sets: Sequence[Sequence[Example]]) -> float:
    """What the logits of answerability are to be divided by, so that they fit questions of a set that they never saw.

    Temperature scaling (Guo et al. 2017), on the logits of each set under the weights fitted on the others.
    """
    logits: list[float] = []
    gold: list[bool] = []
    for number, one in enumerate(sets):
        others = fit([other for index, other in enumerate(sets) if index != number])
        logits.extend((_summaries(one, others.relevance) @ others.answerability + others.bias).tolist())
        gold.extend(example.answerable for example in one)
    signed = np.where(gold, logits, -np.asarray(logits))

    def loss(temperature: float) -> float:
        return float(np.log1p(np.exp(-signed / temperature)).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 5.0), method="bounded").x)


def report(name: str, examples: Sequence[Example], fitted: Fitted) -> str:
    """One line: how often an answering sentence is first or among three, and how well answerability ranks."""
    hits = {1: [0], 3: [0]}
    for example in (e for e in examples if e.answerable):
        order = np.argsort(-(example.rows @ fitted.relevance), kind="stable")
        for depth, counts in hits.items():
            counts.append(int(example.answers[order[:depth]].any()))
    scores = _summaries(examples, fitted.relevance) @ fitted.answerability + fitted.bias
    gold = np.asarray([example.answerable for example in examples])
    cosines = [example.passages[0].similarity for example in examples]
    parts = [f"{name}: n={len(examples)}"]
    asked = max(1, int(gold.sum()))
    parts += [f"hit@{depth} {sum(counts) / asked:.3f}" for depth, counts in hits.items()]
    if 0 < gold.mean() < 1:
        parts.append(f"AUROC {roc_auc_score(gold, scores):.3f} (cosine alone {roc_auc_score(gold, cosines):.3f})")
        parts.append(f"right at 0.5 {float(((scores > 0) == gold).mean()):.3f}")
        bound = np.quantile(scores[gold], FALSE_DECLINES)
        parts.append(f"declined where {FALSE_DECLINES} are falsely: {float((scores[~gold] < bound).mean()):.3f}")
    return "  ".join(parts)


def _without_network(examples: Sequence[Example]) -> list[Example]:
    """The examples with the network's columns set to zero, so that nothing can be learnt from them."""
    columns = [number for number, name in enumerate(FEATURES) if name.startswith("network_")]
    blinded = []
    for example in examples:
        rows = example.rows.copy()
        rows[:, columns] = 0.0
        blinded.append(replace(example, rows=rows, closely=CloseReading(0.0, 0.0), premise=NO_PREMISE))
    return blinded


def write(fitted: Fitted, temperature: float) -> None:
    """Writes the weights with the names of their features, rounded so that the file is the same everywhere."""
    stored = {
        "features": FEATURES,
        "relevance": [round(x, 5) for x in fitted.relevance.tolist()],
        "answerability_features": ANSWERABILITY,
        "answerability": [round(x / temperature, 5) for x in fitted.answerability.tolist()],
        "answerability_bias": round(fitted.bias / temperature, 5),
        "temperature": round(temperature, 3),
    }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Reads the sets, prints the cross-validated figures, and writes the weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="folder of the trained network")
    parser.add_argument("--work", type=Path, help="where the indexes of the sets are kept between runs")
    parser.add_argument("--share", type=float, default=1.0, help="part of each set's questions, for a quick look")
    parser.add_argument("--report-only", action="store_true", help="do not write the weights")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        network = PassageReader(load_pairs(options.model, cache=work))
        sets: dict[str, list[Example]] = {}
        for name, count in {**FITTED_ON, **SCORED_ONLY}.items():
            if name in SCORED_ONLY and not options.report_only:
                known = [sets[other] for other in FITTED_ON]
                write(fit(known), fit_temperature(known))
            sets[name] = read_examples(options.bench, name, int(count * options.share), work, network)
    for name, examples in sets.items():
        others = [sets[other] for other in FITTED_ON if other != name]
        sys.stdout.write(report(name, examples, fit(others)) + "\n")
        blind = report(name, _without_network(examples), fit([_without_network(one) for one in others]))
        sys.stdout.write(f"  without the network: {blind}\n")


if __name__ == "__main__":
    main()
