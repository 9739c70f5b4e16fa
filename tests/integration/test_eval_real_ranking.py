"""The seeds' cases against the real index: the ranking meets its floor, and a spoilt one does not get past the gate."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from scripted_pipeline import declined

from qa.encoding import Encoder
from qa.evaluation.cases import load_cases
from qa.evaluation.comparison import Gate, compare, gate_faults
from qa.evaluation.report import EvalReport
from qa.evaluation.runner import run_cases
from qa.evaluation.scoring import score_case
from qa.evaluation.summary import make_report
from qa.index import open_index
from qa.retrieval import HybridRetriever
from qa.types import Answer, Filters, Passage, Turn

ROOT = Path(__file__).parents[2]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").iterdir()}
CASES = tuple(
    case for case in load_cases(ROOT / "tests" / "cases" / "seeds.jsonl", TEXTS) if case.gold and not case.history
)


class RankingOnly:
    """Ranks with a real retriever and declines every question; ``spoilt`` gives the far end of the ranking."""

    def __init__(self, retriever: HybridRetriever, *, spoilt: bool = False) -> None:
        self.retriever = retriever
        self.spoilt = spoilt

    def ask(
        self, question: str, *, history: tuple[Turn, ...] = (), sources: tuple[str, ...] = (), today: date | None = None
    ) -> Answer:
        """An answer that declines."""
        return declined(question)

    def retrieve(
        self, question: str, *, k: int = 6, sources: tuple[str, ...] = (), today: date | None = None
    ) -> list[Passage]:
        """The first passages, or the last when spoilt."""
        found = self.retriever.retrieve(question, k=50, filters=Filters(sources), today=today)
        return found[::-1][:k] if self.spoilt else found[:k]


@pytest.fixture(scope="module")
def retriever(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HybridRetriever]:
    path = tmp_path_factory.mktemp("index")
    with open_index(path, encoder=encoder, chunk_tokens=256, overlap_sentences=1) as index:
        index.sync(ROOT / "seeds")
        yield HybridRetriever(index, encoder, candidates=50)


def report_of(pipeline: RankingOnly) -> EvalReport:
    outcomes = run_cases(CASES, pipeline)
    scores = [score_case(case, outcome, TEXTS) for case, outcome in zip(CASES, outcomes, strict=True)]
    return make_report("seeds", scores, {})


def test_the_ranking_meets_its_floor_and_a_spoilt_one_is_caught(retriever: HybridRetriever) -> None:
    good = report_of(RankingOnly(retriever))
    again = report_of(RankingOnly(retriever))
    spoilt = report_of(RankingOnly(retriever, spoilt=True))
    gate = Gate({"recall@5": 0.95}, ("recall@5", "ndcg@10"))
    assert gate_faults(gate, good, compare(good, again, gated=gate.gated)) == []
    faults = gate_faults(gate, spoilt, compare(good, spoilt, gated=gate.gated))
    assert [fault.split(":")[0] for fault in faults] == ["recall@5", "recall@5", "ndcg@10"]
