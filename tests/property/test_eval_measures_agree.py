"""The ranking measures agree with ir_measures; all measures stay in their range."""

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.measures.confidence import auroc
from qa.evaluation.measures.intervals import estimate, paired_difference
from qa.evaluation.measures.ranking import ndcg_at, recall_at, reciprocal_rank_at
from qa.evaluation.measures.spans import Place, span_scores
from qa.evaluation.measures.texts import rouge_l, token_f1
from qa.types import Span

DOCUMENTS = [f"d{number:02d}" for number in range(20)]
RANKINGS = st.lists(st.sampled_from(DOCUMENTS), unique=True, min_size=1)
GRADES = st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(0, 3), min_size=1).filter(lambda g: any(g.values()))
SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 200), st.integers(1, 80))
PLACES = st.lists(st.builds(Place, st.sampled_from(["a", "b"]), SPANS), min_size=1, max_size=6)


@given(ranked=RANKINGS, grades=GRADES, k=st.integers(1, 12))
def test_ranking_measures_agree_with_ir_measures(ranked: list[str], grades: dict[str, int], k: int) -> None:
    qrels = [ir_measures.Qrel("q", name, grade) for name, grade in grades.items()]
    run = [ir_measures.ScoredDoc("q", name, 100.0 - rank) for rank, name in enumerate(ranked)]
    wanted = ir_measures.calc_aggregate([ir_measures.R @ k, ir_measures.RR @ k, ir_measures.nDCG @ k], qrels, run)
    assert recall_at(ranked, grades, k) == pytest.approx(wanted[ir_measures.R @ k], abs=1e-9)
    assert reciprocal_rank_at(ranked, grades, k) == pytest.approx(wanted[ir_measures.RR @ k], abs=1e-9)
    assert ndcg_at(ranked, grades, k) == pytest.approx(wanted[ir_measures.nDCG @ k], abs=1e-9)


@given(found=PLACES, gold=PLACES)
def test_span_scores_agree_with_counting_characters(found: list[Place], gold: list[Place]) -> None:
    wanted = {(place.article_id, at) for place in gold for at in range(place.span.start, place.span.end)}
    retrieved = [(place.article_id, at) for place in found for at in range(place.span.start, place.span.end)]
    shared = len(wanted & set(retrieved))
    scores = span_scores(found, gold)
    assert scores.recall == pytest.approx(shared / len(wanted))
    assert scores.precision == pytest.approx(shared / len(retrieved))
    assert scores.iou == pytest.approx(shared / (len(retrieved) + len(wanted) - shared))


@given(labelled=st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9]), st.booleans()), min_size=2, max_size=12))
def test_auroc_agrees_with_counting_pairs(labelled: list[tuple[float, bool]]) -> None:
    positives = [value for value, label in labelled if label]
    negatives = [value for value, label in labelled if not label]
    found = auroc([value for value, _ in labelled], [label for _, label in labelled])
    if not positives or not negatives:
        assert found is None
        return
    won = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    assert found == pytest.approx(won / (len(positives) * len(negatives)))


@given(answer=st.text(max_size=60), reference=st.text(max_size=60))
def test_text_measures_are_symmetric_and_in_range(answer: str, reference: str) -> None:
    for measure in (token_f1, rouge_l):
        value = measure(answer, [reference])
        assert 0 <= value <= 1
        assert value == pytest.approx(measure(reference, [answer]))


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=30), seed=st.integers(0, 100))
def test_an_interval_stays_within_the_values(values: list[float], seed: int) -> None:
    found = estimate(values, seed=seed)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


@given(pairs=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30), seed=st.integers(0, 100))
def test_a_comparison_turned_round_has_the_opposite_sign_and_a_p_value(
    pairs: list[tuple[float, float]], seed: int
) -> None:
    old, new = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = paired_difference(old, new, seed=seed), paired_difference(new, old, seed=seed)
    assert there.mean == pytest.approx(-back.mean)
    assert (there.wins, there.losses) == (back.losses, back.wins)
    assert 0 < there.p_value <= 1
