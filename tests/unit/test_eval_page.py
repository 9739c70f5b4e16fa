"""The pages and plots as text: what is drawn where, and that nothing from outside gets through unescaped."""

import re
from pathlib import Path

from scripted_runs import cats_run

from qa.evaluation.comparison import compare
from qa.evaluation.measures.confidence import ReliabilityBin, RiskPoint
from qa.evaluation.measures.intervals import Estimate
from qa.evaluation.page import history_page, run_page
from qa.evaluation.page.plots import (
    bars_with_intervals,
    coverage_risk_plot,
    histogram,
    history_plot,
    latency_plot,
    reliability_plot,
)


def test_bars_are_as_long_as_their_means_and_whiskers_span_the_interval() -> None:
    drawn = bars_with_intervals("Correctness", {"fact": Estimate(0.5, 0.25, 0.75, 8)})
    # 220 units stand for 1, from 150 on.
    assert '<rect class="bar" x="150" y="4" width="110" height="16"/>' in drawn
    assert 'd="M205 12H315"' in drawn
    assert "0.50 (n=8)" in drawn


def test_the_risk_curve_runs_through_its_points() -> None:
    drawn = coverage_risk_plot([RiskPoint(0.5, 0.0), RiskPoint(1.0, 0.25)])
    assert 'class="line" d="M248 216L444 165"' in drawn
    assert "at coverage 1.00 the risk is 0.25" in drawn
    assert "no answers" in coverage_risk_plot([])


def test_reliability_dots_stand_at_confidence_and_share() -> None:
    drawn = reliability_plot([ReliabilityBin(0.4, 0.5, 0.5, 1.0, 4)])
    assert '<circle class="dot" cx="248" cy="12" r="10"/>' in drawn


def test_columns_are_as_high_as_their_counts() -> None:
    drawn = histogram("Ranks", {"1": 4, "none": 2}, across="rank")
    heights = [float(height) for height in re.findall(r'height="([\d.]+)"/>', drawn)]
    assert heights[0] == 2 * heights[1]
    assert 'aria-label="Ranks: 1: 4; none: 2"' in drawn


def test_times_are_given_in_milliseconds() -> None:
    assert "2.0 / 3.5 ms" in latency_plot({"read": 0.002}, {"read": 0.0035})


def test_a_run_without_the_measure_leaves_a_gap() -> None:
    drawn = history_plot("f1", [Estimate(0.5, 0.5, 0.5, 1), None, Estimate(1, 1, 1, 1)], ["a", "b", "c"])
    assert drawn.count("<circle") == 2
    assert "a: 0.500; c: 1.000" in drawn


def test_a_page_loads_nothing_and_escapes_what_comes_from_outside(tmp_path: Path) -> None:
    run = cats_run(tmp_path, spoilt=True)
    text = run_page(run.report, run.timings, None, ["recall@5 <low>"])
    assert "&lt;b&gt;Dogs" in text
    assert "<b>" not in text
    assert "recall@5 &lt;low&gt;" in text
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|https?://", text)
    assert "default-src 'none'" in text


def test_a_page_marks_what_is_cited_and_what_is_gold(tmp_path: Path) -> None:
    run = cats_run(tmp_path)
    text = run_page(run.report, run.timings, None, [])
    assert '<mark><span class="gold">Cats sleep for 16 hours.</span></mark>' in text
    assert "first to hold gold group 0" in text
    assert "The gate is open." in text


def test_a_page_shows_the_comparison(tmp_path: Path) -> None:
    run = cats_run(tmp_path / "new", spoilt=True)
    comparison = compare(cats_run(tmp_path / "old").report, run.report, gated=["correctness"])
    text = run_page(run.report, run.timings, comparison, [])
    assert "No longer right: c01, c02, c04." in text


def test_a_history_has_a_plot_per_measure_and_a_row_per_run(tmp_path: Path) -> None:
    runs = [("monday", cats_run(tmp_path / "1").report), ("tuesday", cats_run(tmp_path / "2", spoilt=True).report)]
    text = history_page(runs)
    assert "<figcaption>correctness</figcaption>" in text
    assert text.index('<th scope="row">tuesday') < text.index('<th scope="row">monday')
    assert "monday: 1.000; tuesday: 0.950" in text
