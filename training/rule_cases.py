"""Questions and labelled cases that rules are judged by: each is right or wrong, and can be read anew."""

import json
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.encoding.weights import ModelFolder, fingerprint_of
from qa.evaluation.importers import write_corpus
from qa.evaluation.mutations import Mutation, mutate
from qa.index import Index, open_index
from qa.reading.answers.quoting import Quoted, quote_answer
from qa.reading.disputes.wording import dispute_in
from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.network import PassageReader, ReadPassage, Verdict, shipped_model
from qa.reading.evidence.reader import EvidenceReader, Reading
from qa.reading.speakers.attribution import attribute
from qa.reading.support.check import TrainedSupportCheck
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.types import Article, Filters, Passage, Support
from training import score_disputes, score_premises, score_speakers
from training.examine_sets import holds_answer
from training.question_sets import read_set
from training.remembering import Memory, RememberedEncoder, RememberedPairs

NEWS = ("realtimeqa_2023b", "realtimeqa_2024", "realtimeqa_2025")
SETS = ("clapnq_dev", "squad2_half", *NEWS)
LABELLED = ("disputes", "speakers", "premises", "support")
ALL_SETS = (*SETS, *LABELLED)
ASKED_OVER = "realtimeqa_2023"
# The rooms whose rules can change a case of a set.
_ANSWERING = frozenset({"language", "speakers", "evidence", "disputes", "premises", "answers"})
ROOMS: Mapping[str, frozenset[str]] = {
    "news": _ANSWERING,
    "clapnq_dev": _ANSWERING,
    "squad2_half": _ANSWERING,
    "premises": _ANSWERING,
    "disputes": frozenset({"language", "speakers", "evidence", "disputes"}),
    "speakers": frozenset({"language", "speakers"}),
    "support": frozenset({"language", "speakers", "support"}),
}
AFTER_READING = frozenset({"answers", "disputes", "premises"})  # rooms that change no reading
CASES = Path(__file__).parent.parent / "tests" / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """Something that is right or wrong; ``is_right`` reads it anew."""

    of: str
    is_right: Callable[[], bool]


class Recalled:
    """A network, and what it said of each pair of texts."""

    def __init__(self, network: PassageReader) -> None:
        self._network = network
        self._read: dict[tuple[str, str], ReadPassage] = {}
        self._held: dict[tuple[str, str], Verdict] = {}

    def read(self, question: str, passages: Sequence[str]) -> list[ReadPassage]:
        """See ``PassageNetwork.read``."""
        missing = [text for text in dict.fromkeys(passages) if (question, text) not in self._read]
        for text, found in zip(missing, self._network.read(question, missing) if missing else (), strict=True):
            self._read[question, text] = found
        return [self._read[question, text] for text in passages]

    def verdicts(self, claim: str, texts: Sequence[str]) -> list[Verdict]:
        """See ``PassageNetwork.verdicts``."""
        missing = [text for text in dict.fromkeys(texts) if (claim, text) not in self._held]
        for text, found in zip(missing, self._network.verdicts(claim, missing) if missing else (), strict=True):
            self._held[claim, text] = found
        return [self._held[claim, text] for text in texts]


class Bench:
    """The cases of all sets, with indexes that stay open as long as ``stack`` does."""

    def __init__(self, bench: Path, work: Path, count: int, stack: ExitStack) -> None:
        self._bench, self._work, self._count, self._stack = bench, work, count, stack
        self._settings = Settings()
        memory = Memory(work / "remembered.sqlite")
        self._encoder = RememberedEncoder(load_encoder(self._settings.encoder, cache=work), memory)
        model = shipped_model()
        fingerprint = fingerprint_of(ModelFolder(model.name, model, None), cache=work)
        self._pairs = RememberedPairs(load_pairs(model, cache=work), fingerprint, memory)
        self._network = Recalled(PassageReader(self._pairs))
        self._reader = EvidenceReader(self._encoder, self._network)
        self._readings: dict[str, Reading] = {}
        self.keeps_readings = False  # for rules that are looked at after the evidence was gathered

    def cases(self, sets: Collection[str] | None = None) -> Iterator[Case]:
        """All cases, set by set; only those of some of ``ALL_SETS`` where these are given."""
        makers: dict[str, Callable[[], Iterator[Case]]] = {name: partial(self._questions, name) for name in SETS}
        makers |= zip(LABELLED, (self._disputes, self._speakers, self._premises, self._support), strict=True)
        for name, made in makers.items():
            if sets is None or name in sets:
                yield from made()

    def _questions(self, name: str) -> Iterator[Case]:
        documents, rows = read_set(self._bench, name)
        random.Random(0).shuffle(rows)
        index, retriever = self._index(name, documents)
        for row in rows[: self._count]:
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            passages = retriever.retrieve(row["question"], k=self._settings.passages, today=today)
            if passages:
                answer = partial(self._answer, row["question"], passages, index.article, today)
                yield Case("news" if name in NEWS else name, partial(_is_answered, row, answer))

    def _index(self, name: str, documents: Sequence[Mapping[str, Any]]) -> tuple[Index, HybridRetriever]:
        settings, articles = self._settings, self._work / name / "articles"
        is_new = not (self._work / name / "index").exists()
        index = self._stack.enter_context(
            open_index(
                self._work / name / "index",
                encoder=self._encoder,
                chunk_tokens=settings.chunk_tokens,
                overlap_sentences=settings.overlap_sentences,
            )
        )
        if is_new:
            if documents:
                write_corpus(list(documents), articles)
            index.sync(articles)
        return index, HybridRetriever(index, self._encoder, candidates=settings.candidates)

    def _answer(
        self,
        question: str,
        passages: Sequence[Passage],
        article: Callable[[str], Article],
        today: date | None = None,
    ) -> Quoted:
        reading = self._read(question, passages, article, today)
        return quote_answer(reading, passages, caution=self._settings.caution)

    def _read(
        self,
        question: str,
        passages: Sequence[Passage],
        article: Callable[[str], Article],
        today: date | None = None,
    ) -> Reading:
        key = " ".join([question, *(passage.chunk.chunk_id for passage in passages)])
        if not self.keeps_readings or key not in self._readings:
            reading = self._reader.read(question, passages, article, today=today)
            if not self.keeps_readings:
                return reading
            self._readings[key] = reading
        return self._readings[key]

    def _disputes(self) -> Iterator[Case]:
        cases = score_disputes.read_cases(CASES / "disputes.jsonl", self._work / "disputes" / "articles")
        index, retriever = self._index("disputes", ())
        for case in cases:
            if case.half == "aside":
                only = Filters(sources=case.files)
                passages = retriever.retrieve(case.question, k=self._settings.passages, filters=only)
                yield Case("disputes", partial(self._is_disputed, case, passages, index.article))

    def _is_disputed(
        self, case: score_disputes.DisputeCase, passages: Sequence[Passage], article: Callable[[str], Article]
    ) -> bool:
        dispute = dispute_in(self._read(case.question, passages, article))
        return dispute is None if not case.sides else dispute is not None and score_disputes.is_found(case, dispute)

    def _speakers(self) -> Iterator[Case]:
        articles = score_speakers.read_corpus(self._bench / ASKED_OVER)
        for label in score_speakers.read_labels(CASES / "speakers.jsonl"):
            if label.half == "aside":
                candidates = score_speakers.candidates_of(articles[label.article])
                nearest = min(candidates, key=lambda item: abs(item.start - label.start))
                yield Case("speakers", partial(_is_named, label, nearest))

    def _premises(self) -> Iterator[Case]:
        index, retriever = self._index(ASKED_OVER, read_set(self._bench, ASKED_OVER)[0])
        for case in score_premises.read_cases(CASES / "premises.jsonl"):
            if case.half == "aside":
                passages = retriever.retrieve(case.question, k=self._settings.passages)
                answer = partial(self._answer, case.question, passages, index.article)
                yield Case("premises", partial(_is_judged, case.kind, answer))

    def _support(self) -> Iterator[Case]:
        check = TrainedSupportCheck(self._pairs)
        rows = [json.loads(line) for line in (CASES / "support.jsonl").open(encoding="utf-8")]
        for number, row in enumerate(rows[: self._count]):
            kind = list(Mutation)[number % len(Mutation)]
            mutant = mutate(row["claim"], row["source"], kind, random.Random(row["id"]))
            for claim, expected in ((row["claim"], True), (mutant, False)):
                if claim is not None:
                    yield Case("support", partial(_is_borne_out, check, claim, row["source"], expected))


def _is_answered(row: Mapping[str, Any], answer: Callable[[], Quoted]) -> bool:
    quoted = answer()
    if not row["answerable"]:
        return quoted.abstention is not None
    return quoted.abstention is None and any(holds_answer(citation.quote, row) for citation in quoted.citations)


def _is_judged(kind: str, answer: Callable[[], Quoted]) -> bool:
    return (answer().abstention is None) is (kind == "sound")


def _is_named(label: score_speakers.Label, candidate: Candidate) -> bool:
    predicted = attribute(candidate.surroundings, candidate.position).speaker
    return any(score_speakers.is_right(name, predicted) for name in (label.speaker, *label.also))


def _is_borne_out(check: TrainedSupportCheck, claim: str, source: str, expected: bool) -> bool:
    return (check.verdict(claim, [source]) is Support.SUPPORTED) is expected
