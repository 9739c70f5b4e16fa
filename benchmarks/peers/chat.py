"""Asks ours and the tutorial chain the same questions over the seeds, both with the same chat model, and judges what they say."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers.systems import OURS, ROOT, Failure, Process, System, models_in
from benchmarks.peers.worded import BearsOut, Row, Said, choose, of_chain, of_ours, row
from qa.articles import find_files, read_article
from qa.encoding import Encoder, load_encoder
from qa.encoding.pairs import load_pairs
from qa.evaluation.cases import EvalCase, load_cases
from qa.reading.evidence.network import shipped_model
from qa.reading.support.check import SupportCheck, TrainedSupportCheck
from qa.sentences import split_sentences
from qa.types import Support

CASES = ROOT / "tests" / "cases" / "seeds.jsonl"
SEEDS = ROOT / "seeds"
_NEAREST = 2


@dataclass(frozen=True, slots=True)
class ChatServer:
    """An OpenAI-compatible server, the model that it is asked for, and the most tokens of a reply."""

    address: str
    model: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it: the questions, a row a system, and how many sentences our check had of the model's draft and left out."""

    cases: tuple[EvalCase, ...]
    rows: tuple[Row, ...]
    drafted: int
    left_out: int


def compare(peer: System, server: ChatServer, work: Path, *, questions: int) -> Compared:
    """Both systems, one after the other for each question.

    Raises:
        Failure: a system can't be started, or the server does not answer.
    """
    place = work / "chat"
    articles = place / "articles"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(SEEDS, articles)
    texts = {article.article_id: article.raw for article in map(read_article, find_files(articles)[0])}
    cases = choose(load_cases(CASES, texts), questions)
    replies: dict[str, list[Said]] = {OURS.label: [], peer.label: []}
    drafted = left_out = 0
    with _ready(OURS, server, articles, work) as ours, _ready(peer, server, articles, work) as theirs:
        for case in cases:
            reply = ours.ask("ask", question=case.question)
            said = of_ours(case, reply)
            replies[OURS.label].append(said)
            drafted, left_out = drafted + reply["drafted"], left_out + reply["left_out"]
            replies[peer.label].append(of_chain(case, theirs.ask("ask", question=case.question)))
            print(f"{case.case_id}: {said.seconds:.0f} s and {replies[peer.label][-1].seconds:.0f} s", flush=True)
    check = _check(work)
    return Compared(cases, tuple(row(label, told, check) for label, told in replies.items()), drafted, left_out)


def _ready(system: System, server: ChatServer, articles: Path, work: Path) -> Process:
    """A process that has indexed the articles and knows the chat model."""
    store = articles.parent / f"{system.name}-index"
    store.mkdir()
    process = Process(system, work)
    try:
        process.ask("prepare", articles=str(articles), store=str(store))
        process.ask("index")
        process.ask("chat", address=server.address, model=server.model, tokens=server.tokens)
    except Failure:
        process.close()
        raise
    return process


def _check(work: Path) -> BearsOut:
    models = models_in(work)
    support = TrainedSupportCheck(load_pairs(shipped_model(), cache=models))
    encoder = load_encoder("all-MiniLM-L6-v2", cache=models)
    return lambda sentence, sources: bears_out(sentence, sources, support, encoder)


def bears_out(sentence: str, sources: Sequence[str], support: SupportCheck, encoder: Encoder) -> bool:
    """Whether the nearest sentence of each source, or the nearest two of each, bear a sentence out at least in part.

    The check reads short texts, so a passage of many sentences is narrowed to those, as our own citations are.
    """
    parts = [[source[span.start : span.end] for span in split_sentences(source)] for source in sources]
    nearest = [_nearest(sentence, each, encoder) for each in parts if each]
    choices = [[part for each in nearest for part in each[:count]] for count in range(1, _NEAREST + 1)]
    return any(support.verdict(sentence, choice) is not Support.UNSUPPORTED for choice in choices if choice)


def _nearest(sentence: str, parts: Sequence[str], encoder: Encoder) -> list[str]:
    if len(parts) <= 1:
        return list(parts)
    order = np.argsort(-(encoder.encode_documents(parts) @ encoder.encode_query(sentence)), kind="stable")
    return [parts[int(position)] for position in order[:_NEAREST]]
