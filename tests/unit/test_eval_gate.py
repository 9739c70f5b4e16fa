"""Reports, comparisons and the gate: a worse system is caught, the same one passes."""

import io
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console
from scripted_pipeline import answer, declined
from scripted_runs import CASES, DOGS, cats_run, good_answers, pipeline_that, run_with

from qa.errors import ChatModelError, EvaluationError
from qa.evaluation import dispatch
from qa.evaluation.comparison import Gate, compare, gate_faults, read_gate
from qa.evaluation.exports import as_junit, as_markdown, as_results
from qa.evaluation.report import EvalReport, Timings
from qa.evaluation.sweep import parse_grid
from qa.evaluation.terminal import show_comparison, show_faults, show_report, show_sweep
from qa.settings import Settings

GATED = ("recall@5", "correctness", "citation_precision", "abstention_recall")


def test_the_report_counts_verdicts_and_estimates_measures(tmp_path: Path) -> None:
    answers = good_answers()
    answers["q1"] = declined("q1")
    answers["q2"] = answer(DOGS, question="q2")
    answers["q3"] = ChatModelError("down", provider="x")
    report = run_with(pipeline_that(answers), tmp_path).report
    assert report.counts == {"right": 57, "wrong": 1, "abstained": 1, "failed": 1}
    assert report.measures["correctness"].mean == pytest.approx(0.95)
    assert report.measures["correctness"].n == 60
    assert report.measures["abstention_recall"].mean == pytest.approx(19 / 20)
    assert report.measures["abstention_precision"].n == 20  # 19 rightly and one wrongly declined
    assert report.kinds["near_miss"]["correctness"].n == 20
    # Of 39 x 19 pairs of judged cases only those of the answerable q1, declined at the same confidence, tie.
    assert report.measures["abstention_auroc"].mean == pytest.approx((39 * 19 + 0.5 * 19) / (40 * 19))
    assert report.first_ranks["1"] == 40
    assert [point.coverage for point in report.risk] == [pytest.approx(39 / 60)]
    assert report.risk[0].risk == pytest.approx(1 / 39)


def test_the_report_has_the_same_bytes_for_the_same_inputs_and_holds_no_times(tmp_path: Path) -> None:
    first = run_with(pipeline_that(good_answers()), tmp_path / "one")
    second = run_with(pipeline_that(good_answers()), tmp_path / "two")
    assert first.report.to_json() == second.report.to_json()
    assert "seconds" not in first.report.to_json()
    assert first.timings.seconds_p50["read"] == 0.25
    assert first.timings.peak_memory_mb > 1


def test_a_report_comes_back_from_json(tmp_path: Path) -> None:
    report = run_with(pipeline_that(good_answers()), tmp_path).report
    assert EvalReport.from_json(report.to_json()).to_json() == report.to_json()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 99}', '{"schema_version": 1}'])
def test_what_is_no_run_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError):
        EvalReport.from_json(text)


@pytest.mark.parametrize("seed", range(20))
def test_an_unchanged_system_passes_with_any_seed(tmp_path: Path, seed: int) -> None:
    old = run_with(pipeline_that(good_answers()), tmp_path / "old").report
    new = run_with(pipeline_that(good_answers()), tmp_path / "new", code="2").report
    comparison = compare(old, new, gated=GATED, seed=seed)
    assert gate_faults(Gate({}, GATED), new, comparison) == []
    assert comparison.differing == ("code",)
    assert {change.difference.p_value for change in comparison.changes} == {1.0}


def test_a_system_that_is_wrong_at_random_as_often_as_before_seldom_fails(tmp_path: Path) -> None:
    answerable = [case for case in CASES if case.answerable]
    fails = 0
    for seed in range(20):
        reports = []
        for half in (0, 1):
            answers = good_answers()
            for case in random.Random(2 * seed + half).sample(answerable, 8):
                answers[case.question] = answer(DOGS, question=case.question)
            reports.append(run_with(pipeline_that(answers), tmp_path / f"{seed}-{half}").report)
        comparison = compare(reports[0], reports[1], gated=GATED, seed=seed)
        fails += bool(gate_faults(Gate({}, GATED), reports[1], comparison))
    assert fails == 0


def test_a_sabotaged_retriever_is_caught(tmp_path: Path) -> None:
    old = run_with(pipeline_that(good_answers()), tmp_path / "old").report
    new = run_with(pipeline_that(good_answers(), finds=DOGS), tmp_path / "new", code="2").report
    faults = gate_faults(Gate({}, GATED), new, compare(old, new, gated=GATED))
    assert len(faults) == 1
    assert faults[0].startswith("recall@5: fell by 1.000 (adjusted p=0.000")


def test_worse_answers_are_caught_and_named(tmp_path: Path) -> None:
    answers = good_answers()
    worse = [case.question for case in CASES if case.answerable][:10]
    for question in worse:
        answers[question] = declined(question)
    old = run_with(pipeline_that(good_answers()), tmp_path / "old").report
    new = run_with(pipeline_that(answers), tmp_path / "new").report
    comparison = compare(old, new, gated=GATED)
    assert len(comparison.losses) == 10
    assert comparison.wins == ()
    assert any("correctness: fell by 0.167" in fault for fault in gate_faults(Gate({}, GATED), new, comparison))
    better = compare(new, old, gated=GATED)
    assert better.wins == comparison.losses
    assert gate_faults(Gate({}, GATED), old, better) == []


def test_a_measure_below_its_floor_or_without_a_case_shuts_the_gate(tmp_path: Path) -> None:
    report = run_with(pipeline_that(good_answers(), finds=DOGS), tmp_path).report
    gate = Gate({"recall@5": 0.9, "correctness": 0.9, "speaker_right": 0.5}, ())
    assert gate_faults(gate, report, None) == [
        "recall@5: 0.000 is below its floor of 0.900 (n=40)",
        "speaker_right: no case gives it, and its floor is 0.500",
    ]


def test_runs_without_a_shared_case_can_not_be_compared(tmp_path: Path) -> None:
    report = run_with(pipeline_that(good_answers()), tmp_path).report
    other = replace(report, cases=tuple(replace(row, question=row.question + "?") for row in report.cases))
    with pytest.raises(EvaluationError, match="share no case"):
        compare(other, report, gated=())


def test_the_gate_is_read_from_pyproject(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.qa.eval]\ngated = ["f1"]\n[tool.qa.eval.floors.cats]\n"recall@5" = 0.5\n')
    assert read_gate(path, "cats") == Gate({"recall@5": 0.5}, ("f1",))
    assert read_gate(path, "dogs") == Gate({}, ("f1",))
    path.write_text('[tool.qa.eval]\ngated = ["accuracy"]\n')
    with pytest.raises(EvaluationError, match="names accuracy, which is no measure"):
        read_gate(path, "cats")


def test_the_projects_own_gate_does_not_sink() -> None:
    floors = read_gate(Path(__file__).parents[2] / "pyproject.toml", "seeds").floors
    assert floors["citation_exact"] == 1.0
    assert floors["recall@5"] >= 0.95
    assert floors["correctness"] >= 0.62
    assert floors["answered_rightly"] >= 0.57
    assert floors["citation_precision"] >= 0.79
    assert floors["abstention_precision"] >= 0.68
    assert floors["abstention_recall"] >= 0.64


def test_outcomes_are_kept_per_code_and_settings(tmp_path: Path) -> None:
    pipeline = pipeline_that(good_answers())
    run_with(pipeline, tmp_path)
    run_with(pipeline, tmp_path)
    assert len(pipeline.asked) == 60
    run_with(pipeline, tmp_path, code="2")
    assert len(pipeline.asked) == 120


def test_the_index_of_older_code_is_removed(tmp_path: Path) -> None:
    (tmp_path / "index-old" / "x").mkdir(parents=True)
    (tmp_path / "index-i" / "y").mkdir(parents=True)
    run_with(pipeline_that(good_answers()), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"index-i", "outcomes"}


def test_junit_tells_failures_from_errors(tmp_path: Path) -> None:
    suite = ElementTree.fromstring(as_junit(cats_run(tmp_path, spoilt=True).report, ["recall@5: low"]))
    assert dict(suite.attrib) == {"name": "qa eval cats", "tests": "61", "failures": "3", "errors": "1"}
    failed = {case.get("name"): case[0].get("message") for case in suite if len(case)}
    assert failed == {
        "c01": "declined, though the answer is there",
        "c02": "wrong answer",
        "c04": "ChatModelError: no < yes",
        "gate": "recall@5: low",
    }


def test_markdown_shows_the_gate_the_changes_and_the_lost_cases(tmp_path: Path) -> None:
    old = run_with(pipeline_that(good_answers()), tmp_path / "old").report
    run = cats_run(tmp_path / "new", spoilt=True)
    text = as_markdown(run.report, run.timings, compare(old, run.report, gated=GATED), ["recall@5: low"])
    assert "- ❌ recall@5: low" in text
    assert "- 60 cases: 57 right, 1 wrong, 1 abstained, 1 failed" in text
    assert "| correctness | 0.950 | " in text
    assert " | 60 | -0.050 | " in text
    assert "<summary>No longer right: 3</summary>" in text
    assert "- `c02` q2" in text


def test_nothing_of_cases_and_articles_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    attack, shown = "\x1b]0;owned\x07\x9b31m\u202e[red]", "\\u001b]0;owned\\u0007\\u009b31m\\u202e[red]"
    report = cats_run(tmp_path, spoilt=True).report
    rows = tuple(
        replace(row, case_id=f"{row.case_id}{attack}", kind=attack, error=row.error and attack) for row in report.cases
    )
    hostile = replace(report, name=attack, cases=rows, kinds={attack: next(iter(report.kinds.values()))})
    console = Console(width=400, file=io.StringIO())
    show_report(console, hostile, Timings({}, {}, 0.0), Gate({}, GATED))
    show_sweep(console, [{"passages": attack}], [hostile])
    show_faults(console, [attack])
    show_comparison(console, compare(hostile, hostile, gated=GATED))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(
        "Title\n\nThe bridge over the Weser was closed \x9b31m\u202e on Monday, said the mayor.\n"
    )
    dispatch._draft("a.txt", Settings(articles=tmp_path / "articles"), console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert [mark for mark in "\x1b\x07\x9b\u202e" if mark in text] == []
    assert text.count(shown) >= 7  # rich takes no "[red]" for its own
    ElementTree.fromstring(as_junit(hostile, []))


def test_the_results_table_has_a_column_per_set(tmp_path: Path) -> None:
    text = as_results([cats_run(tmp_path, spoilt=True)], [("machine", "a small one")])
    assert "- machine: a small one" in text
    assert "| cats | 60 (20) | 57 / 1 / 1 / 1 | " in text
    assert "| correctness | 95.0 (" in text


def test_the_terminal_shows_measures_changes_and_faults(tmp_path: Path) -> None:
    old = run_with(pipeline_that(good_answers()), tmp_path / "old").report
    run = cats_run(tmp_path / "new", spoilt=True)
    console = Console(width=160, file=io.StringIO())
    show_report(console, run.report, run.timings, Gate({"correctness": 0.99}, GATED))
    show_comparison(console, compare(old, run.report, gated=GATED))
    show_sweep(console, [{"passages": "4"}, {"passages": "8"}], [old, run.report])
    show_faults(console, ["correctness: low"])
    show_faults(console, [])
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "cats: 60 cases: 57 right, 1 wrong, 1 abstained, 1 failed" in text
    assert "no longer right: c01, c02, c04" in text
    assert "cats: 2 combinations" in text
    assert "gate: correctness: low" in text
    assert "gate: open" in text
    measured = next(line for line in text.splitlines() if line.startswith("│ correctness"))
    assert [cell.strip() for cell in measured.split("│")][2:6:3] == ["0.950", "0.99"]
    changed = next(line for line in text.splitlines() if line.startswith("│ correctness") and "-0.050" in line)
    assert [cell.strip() for cell in changed.split("│")][5:8] == ["0", "3", "60"]


def test_a_grid_holds_every_combination() -> None:
    grid = parse_grid(["k=4,8", "chunk_tokens=128"], {"passages", "chunk_tokens"})
    assert grid == ({"passages": "4", "chunk_tokens": "128"}, {"passages": "8", "chunk_tokens": "128"})


@pytest.mark.parametrize(
    ("texts", "message"),
    [(["speed=1"], "'speed' can't be varied"), (["k="], "give values"), (["k=1", "passages=2"], "given twice")],
)
def test_a_wrong_grid_is_refused(texts: list[str], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        parse_grid(texts, {"passages"})


def test_the_json_names_its_schema(tmp_path: Path) -> None:
    plain = json.loads(run_with(pipeline_that(good_answers()), tmp_path).report.to_json())
    assert plain["schema_version"] == 1
    assert plain["fingerprint"]["settings.passages"] == "8"


def test_numbers_in_json_are_rounded_so_that_the_last_bits_of_a_machine_do_not_show(tmp_path: Path) -> None:
    answers = good_answers()
    answers["q1"] = declined("q1")
    text = run_with(pipeline_that(answers), tmp_path).report.to_json()
    assert max(len(digits) for digits in re.findall(r"\d\.(\d+)", text)) == 6
