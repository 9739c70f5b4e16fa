"""Every measure against values worked by hand."""

import math

import pytest

from qa.evaluation.measures.confidence import (
    ReliabilityBin,
    RiskPoint,
    auroc,
    calibration_error,
    coverage_risk,
    reliability,
)
from qa.evaluation.measures.intervals import estimate, holm, paired_difference
from qa.evaluation.measures.ranking import ndcg_at, recall_at, reciprocal_rank_at
from qa.evaluation.measures.spans import Place, SpanScores, content_length, merge, overlap, span_scores
from qa.evaluation.measures.texts import contains, exact, normalised, rouge_l, token_f1, without_markers
from qa.types import Span


def test_recall_counts_the_relevant_among_the_first_k() -> None:
    assert recall_at(["a", "x", "b", "c"], {"a": 1, "b": 2, "c": 1, "x": 0}, 3) == pytest.approx(2 / 3)


def test_reciprocal_rank_is_zero_beyond_k() -> None:
    assert reciprocal_rank_at(["x", "y", "a"], {"a": 1}, 3) == pytest.approx(1 / 3)
    assert reciprocal_rank_at(["x", "y", "a"], {"a": 1}, 2) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    # Gains 0, 3, 1 at ranks 1 to 3 against 3, 2, 1.
    found = 3 / math.log2(3) + 1 / math.log2(4)
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at(["x", "a", "c"], {"a": 3, "b": 2, "c": 1}, 10) == pytest.approx(found / best)


def test_a_ranking_without_anything_relevant_is_refused() -> None:
    with pytest.raises(ValueError, match="no document is relevant"):
        recall_at(["a"], {"a": 0}, 5)


def test_merge_joins_spans_that_touch() -> None:
    assert merge([Span(5, 9), Span(0, 3), Span(3, 4)]) == (Span(0, 4), Span(5, 9))


def test_overlap_holds_the_shared_characters_once() -> None:
    assert overlap([Span(0, 10), Span(5, 12)], [Span(8, 20)]) == (Span(8, 12),)


def test_content_counts_letters_and_digits_only() -> None:
    assert content_length("“Ab, 1!” cd", [Span(0, 8), Span(2, 8)]) == 3


def test_span_scores_let_repetition_cost_precision_but_earn_nothing() -> None:
    gold = [Place("a", Span(10, 30))]
    found = [Place("a", Span(0, 20)), Place("a", Span(10, 20)), Place("b", Span(10, 30))]
    # 10 of 20 gold characters found; 50 characters retrieved, the repeated ones twice.
    assert span_scores(found, gold) == SpanScores(recall=0.5, precision=0.2, iou=10 / 60)


def test_span_scores_of_nothing_found_are_zero() -> None:
    assert span_scores([], [Place("a", Span(0, 4))]) == SpanScores(0.0, 0.0, 0.0)


def test_normalised_follows_squad() -> None:
    assert normalised("The U.S. said:  “An  apple”, a day!") == "us said “ apple” day"


def test_exact_takes_the_best_reference() -> None:
    assert exact("the Jordan.", ["Iraq", "Jordan"]) == 1.0
    assert exact("from Jordan", ["Jordan"]) == 0.0


def test_token_f1_is_the_harmonic_mean_of_token_overlap() -> None:
    # Two of three answer tokens, two of two reference tokens: 2 * 2 / (3 + 2).
    assert token_f1("two Russian jets", ["Russian jets"]) == pytest.approx(0.8)


def test_token_f1_counts_a_repeated_token_once_for_each_time_the_reference_has_it() -> None:
    assert token_f1("red red red", ["red"]) == pytest.approx(0.5)


def test_token_f1_of_nothing_against_nothing_is_one_and_against_something_zero() -> None:
    assert token_f1("the", ["a"]) == 1.0
    assert token_f1("", ["Jordan"]) == 0.0


def test_contains_wants_whole_words() -> None:
    assert contains("It fired 26 missiles.", ["26"]) == 1.0
    assert contains("It fired 260 missiles.", ["26"]) == 0.0
    assert contains("She won Brazil’s “Golden Boot” award.", ["Brazil"]) == 1.0
    assert contains("She won Brazil’s “Golden Boot” award.", ["the 'Golden Boot'"]) == 1.0
    assert contains("She won Brazil’s “Golden Boot” award.", ["Golden award", "…", "Brazi"]) == 0.0


def test_rouge_l_follows_the_longest_common_subsequence() -> None:
    # Lin 2004: "police kill the gunman" against "police killed the gunman" shares police-the-gunman: 3 of 4 and 3 of 4.
    assert rouge_l("police kill the gunman", ["police killed the gunman"]) == pytest.approx(0.75)
    assert rouge_l("the gunman kill police", ["police killed the gunman"]) == pytest.approx(0.5)


def test_markers_are_no_part_of_an_answer() -> None:
    assert without_markers("It came from Jordan. [1][12]") == "It came from Jordan."


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    # Pairs: .9>.5, .9>.5, .5=.5 (half), .5=.5 (half).
    assert auroc([0.9, 0.5, 0.5, 0.5], [True, True, False, False]) == pytest.approx(0.75)


def test_auroc_needs_both_kinds() -> None:
    assert auroc([0.9, 0.1], [True, True]) is None


def test_coverage_risk_goes_from_the_most_confident_on_and_keeps_ties_together() -> None:
    points = coverage_risk([0.2, 0.9, 0.5, 0.5], [False, True, False, True], questions=8)
    assert points == (RiskPoint(1 / 8, 0.0), RiskPoint(3 / 8, 1 / 3), RiskPoint(4 / 8, 1 / 2))


def test_reliability_bins_hold_mean_confidence_and_share() -> None:
    bins = reliability([0.05, 0.95, 1.0], [False, True, False], bins=10)
    assert bins == (ReliabilityBin(0.0, 0.1, 0.05, 0.0, 1), ReliabilityBin(0.9, 1.0, 0.975, 0.5, 2))
    assert calibration_error(bins) == pytest.approx((0.05 + 2 * 0.475) / 3)


def test_an_interval_holds_the_mean_and_repeats_with_its_seed() -> None:
    values = [1.0] * 30 + [0.0] * 10
    first = estimate(values, seed=3)
    assert first == estimate(values, seed=3)
    assert first.mean == 0.75
    assert first.n == 40
    # Normal theory gives 0.75 +- 1.96 * sqrt(.75 * .25 / 40) = 0.616 to 0.884.
    assert first.low == pytest.approx(0.616, abs=0.03)
    assert first.high == pytest.approx(0.884, abs=0.03)


def test_the_permutation_test_is_exact_for_few_changes() -> None:
    # Five cases got better, none worse: of 32 sign patterns two are as far from 0.
    found = paired_difference([0.0] * 8, [1.0] * 5 + [0.0] * 3, seed=1)
    assert found.p_value == pytest.approx(2 / 32)
    assert (found.wins, found.losses, found.n, found.mean) == (5, 0, 8, 5 / 8)


def test_the_sampled_permutation_test_agrees_with_the_binomial() -> None:
    # 20 changes, 15 of them for the better: two-sided sign test p = 0.0414.
    found = paired_difference([0.0] * 15 + [1.0] * 5, [1.0] * 15 + [0.0] * 5, seed=1)
    assert found.p_value == pytest.approx(0.0414, abs=0.006)


def test_no_change_has_p_one() -> None:
    assert paired_difference([0.5, 1.0], [0.5, 1.0], seed=1).p_value == 1.0


def test_holm_multiplies_by_the_tests_that_are_left_and_never_falls() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))


def test_unequal_lengths_can_not_be_paired() -> None:
    with pytest.raises(ValueError, match="paired comparison of 1 with 2"):
        paired_difference([1.0], [1.0, 0.0], seed=1)
