"""Passages put in order by retriever and network together."""

from dataclasses import replace

from evidence import evidence_of

from qa.reading.evidence.judging import NOT_READ, Judgement
from qa.reading.evidence.reader import rerank


def judged(passage: float) -> Judgement:
    return Judgement(0.0, 0.0, passage, None)


def test_a_passage_that_answers_rises_and_one_that_was_not_read_gets_no_score() -> None:
    candidates = [
        evidence_of([f"Sentence {name}."], relevances=[1.0], article_id=f"{name}.txt")[0].candidate for name in "abc"
    ]
    passages = [
        replace(c.passage, rank=rank, trace=replace(c.passage.trace, fused_score=1.0 - 0.1 * rank))
        for rank, c in enumerate(candidates, 1)
    ]
    candidates = [replace(c, passage=p) for c, p in zip(candidates, passages, strict=True)]
    found = rerank(passages, candidates, [judged(-0.5), judged(0.5), NOT_READ])
    assert [(p.chunk.article_id, p.rank) for p in found] == [("b.txt", 1), ("a.txt", 2), ("c.txt", 3)]
    assert found[0].rerank_score is not None
    assert found[1].rerank_score is not None
    assert found[0].rerank_score > found[1].rerank_score
    assert found[2].rerank_score is None
    assert [p.trace for p in found] == [passages[1].trace, passages[0].trace, passages[2].trace]
