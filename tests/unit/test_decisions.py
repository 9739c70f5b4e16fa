"""What is fitted on questions: probabilities that hold on sets not seen, thresholds chosen on others, old articles seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from evidence import evidence_of
from numpy.typing import NDArray

from qa.encoding.pairs import PairLogits
from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.features import FEATURES
from qa.reading.evidence.judging import NOT_READ, CloseReading
from qa.reading.evidence.network import Verdict
from qa.reading.evidence.timeliness import log_age, outdated_share, these_days
from qa.reading.evidence.weights import ANSWERABILITY, ANSWERABILITY_AGAINST
from training.decisions import Fits, Scored, expected_calibration_error, fit_relevance, fit_scaling
from training.examined import Example, load_examples, write_examples
from training.remembering import Memory, RememberedPairs

TODAY = date(2024, 3, 1)


def dated(published: date | None) -> Candidate:
    found = evidence_of(["The council closed the bridge."], relevances=[1.0])[0].candidate
    return replace(found, passage=replace(found.passage, published=published))


def example(number: int, *, answerable: bool, strength: float) -> Example:
    """Two sentences, of which the first answers; ``strength`` is what the network says of the passage."""
    rows = np.zeros((2, len(FEATURES)))
    rows[:, FEATURES.index("network_passage")] = strength
    rows[0, FEATURES.index("coverage")] = 1.0
    both = (dated(None), dated(None))
    passages = (both[0].passage,)
    answers = np.asarray([answerable, False])
    row = {"question": f"Which bridge is number {number}?"}
    close = CloseReading(strength, strength)
    read = (NOT_READ, NOT_READ)
    return Example(row, answerable, None, passages, both, rows, np.zeros(2), read, answers, close, Verdict(0.0, 0.0))


def questions(seed: int, *, shift: float = 0.0, count: int = 200) -> list[Example]:
    """Questions of which a stronger network is the more often right: the log odds are 6 times the strength."""
    draw = np.random.default_rng(seed)
    strengths = draw.uniform(-1, 1, count)
    answered = draw.uniform(size=count) < 1 / (1 + np.exp(-6 * strengths))
    return [
        example(number, answerable=bool(is_answered), strength=float(strength) + shift)
        for number, (strength, is_answered) in enumerate(zip(strengths, answered, strict=True))
    ]


@pytest.fixture(scope="module")
def fits() -> Fits:
    sets = {name: questions(seed) for seed, name in enumerate(("2023", "2024", "2025", "wiki"))}
    return Fits(sets, ["2023", "2024", "2025"])


def test_probabilities_hold_on_a_year_that_was_left_out(fits: Fits) -> None:
    scored = fits.score("2024")
    assert scored.calibration_error < 0.08
    assert scored.auroc > 0.9
    sure = scored.probabilities > 0.9
    assert scored.gold[sure].mean() > 0.85


def test_a_threshold_is_chosen_without_the_year_that_it_is_tried_on() -> None:
    sets = {name: questions(seed, count=120) for seed, name in enumerate(("2022", "2023", "2024", "2025"))}
    plain = Fits(sets, list(sets)).score("2025")
    turned = [replace(one, answerable=not one.answerable) for one in sets["2025"]]
    other = Fits({**sets, "2025": turned}, list(sets)).score("2025")
    assert other.threshold == pytest.approx(plain.threshold)
    assert np.allclose(other.probabilities, plain.probabilities)
    assert plain.falsely_declined == pytest.approx(0.05, abs=0.05)
    assert plain.declined > 0.5


def test_weights_keep_the_signs_of_their_features(fits: Fits) -> None:
    weights = dict(zip(ANSWERABILITY, fits.calibrated(frozenset({"2023", "2024", "wiki"})).answerability, strict=True))
    assert weights["best_network_passage"] > 0
    assert all(value <= 0 if name in ANSWERABILITY_AGAINST else value >= 0 for name, value in weights.items())
    assert {"outdated", "premise_contradiction", "best_cut_off"} <= ANSWERABILITY_AGAINST
    assert not {"retrieved", "closely_best", "highest_network_span"} & ANSWERABILITY_AGAINST


def test_relevance_that_is_to_stay_is_not_fitted_again() -> None:
    sets = {name: questions(seed, count=40) for seed, name in enumerate(("2023", "2024"))}
    kept = np.linspace(0, 1, len(FEATURES))
    assert np.array_equal(Fits(sets, list(sets), relevance=kept).plain(frozenset(sets)).relevance, kept)


def test_the_sentence_that_answers_gets_the_mass() -> None:
    weights = fit_relevance(questions(0, count=60))
    assert weights[FEATURES.index("coverage")] > 3
    assert weights[FEATURES.index("best_cosine_gap")] <= 0


def test_the_calibration_error_is_the_mean_distance_of_probability_and_share() -> None:
    gold = np.asarray([True, True, False, False])
    assert expected_calibration_error(np.asarray([1.0, 1.0, 0.0, 0.0]), gold) == 0.0
    assert expected_calibration_error(np.asarray([0.55, 0.55, 0.55, 0.55]), gold) == pytest.approx(0.05)
    assert expected_calibration_error(np.asarray([0.85, 0.85, 0.15, 0.15]), gold) == pytest.approx(0.15)


def test_scaling_undoes_what_made_the_odds_too_large() -> None:
    draw = np.random.default_rng(0)
    odds = draw.normal(0, 2, 20_000)
    gold = draw.uniform(size=odds.size) < 1 / (1 + np.exp(-odds))
    scale, shift = fit_scaling(3 * odds + 1.5, gold, np.ones(odds.size))
    assert scale == pytest.approx(1 / 3, abs=0.02)
    assert shift == pytest.approx(-0.5, abs=0.06)


def test_what_is_declined_is_counted_apart_for_questions_with_and_without_an_answer() -> None:
    scored = Scored(np.asarray([0.9, 0.2, 0.1, 0.7]), np.asarray([True, True, False, False]), 0.5)
    assert (scored.declined, scored.falsely_declined, scored.auroc) == (0.5, 0.5, 0.75)


@pytest.mark.parametrize(
    ("question", "today", "share"),
    [
        ("Which bridge did the council close this week?", TODAY, 0.8),
        ("Which bridge is currently closed?", TODAY, 0.8),
        ("Which bridge did the council close this week?", None, 0.0),
        ("Which bridge did the council close in 2019?", TODAY, 0.0),
        ("Which bridge did the council close?", TODAY, 0.0),
        ("Which bridge did the council close last year?", date(2021, 6, 1), 0.0),
    ],
)
def test_old_articles_count_where_a_question_is_about_these_days(
    question: str, today: date | None, share: float
) -> None:
    candidates = [dated(date(2020, 5, 1)), dated(date(2024, 2, 20)), dated(None)]
    logits = np.log(np.asarray([0.8, 0.15, 0.05])) + 3.0
    since = these_days(question, today=today)
    assert outdated_share(candidates, logits, since=since) == pytest.approx(share)


class CountingScorer:
    """Gives logits that tell question and passage, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        self.asked.extend(passages)
        none: NDArray[np.float32] = np.zeros(0, np.float32)
        return [PairLogits(np.zeros((0, 2), np.int64), none, none, none, 0.0, float(len(p))) for p in passages]


def test_nothing_is_read_twice_not_even_by_another_run(tmp_path: Path) -> None:
    scorer = CountingScorer()
    memory = Memory(tmp_path / "remembered.sqlite")
    first = RememberedPairs(scorer, "a", memory).score("q", ["one", "three", "one"])
    again = RememberedPairs(scorer, "a", Memory(tmp_path / "remembered.sqlite")).score("q", ["three", "seven"])
    assert [read.answerable for read in (*first, *again)] == [3.0, 5.0, 3.0, 5.0, 5.0]
    assert sorted(set(scorer.asked)) == ["one", "seven", "three"]
    assert scorer.asked.count("three") == 1
    RememberedPairs(scorer, "another network", memory).score("q", ["three"])
    assert scorer.asked.count("three") == 2


def test_examples_are_read_back_as_they_were_kept(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    kept = [example(1, answerable=True, strength=0.5)]
    write_examples(kept, tmp_path, "2024")
    (found,) = load_examples(tmp_path, "2024")
    assert found.candidates == kept[0].candidates
    assert np.array_equal(found.rows, kept[0].rows)


@pytest.mark.parametrize(
    ("question", "today", "older"),
    [
        ("Which bridge is closed?", TODAY, [0.0, 1.0, 1.0]),
        ("Which bridge was closed last week?", TODAY, [0.0, 1.0, 1.0]),
        ("Which bridge was closed in 2022?", TODAY, [0.0, 0.0, 0.0]),
        ("Which bridge is closed?", None, [0.0, 0.0, 0.0]),
        ("Which bridge is closed?", date(2024, 6, 1), [0.0, 0.0, 0.0]),
    ],
)
def test_older_articles_stand_back_where_some_that_were_found_are_of_these_days(
    question: str, today: date | None, older: list[float]
) -> None:
    found = [dated(date(2024, 2, 20)), dated(date(2023, 3, 1)), dated(None)]
    ages = log_age(question, found, today=today)
    assert (ages > 0).tolist() == [bool(each) for each in older]
    if any(older):
        assert ages[1] == pytest.approx(np.log1p((date(2024, 2, 20) - date(2023, 3, 1)).days / 30))


def test_what_a_sentence_is_lowered_by_counts_when_weights_are_fitted() -> None:
    one = example(1, answerable=True, strength=0.5)
    relevance = np.zeros(len(FEATURES))
    relevance[FEATURES.index("coverage")] = 2.0
    assert one.logits(relevance).tolist() == [2.0, 0.0]
    assert replace(one, lowered=np.asarray([3.0, 0.0])).logits(relevance).tolist() == [-1.0, 0.0]
