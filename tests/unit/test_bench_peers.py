"""What is measured beside the peers: measures of rankings and answers, samples, ratios, tables, plots, the talk with a system."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import answers, plots, ranking, report
from benchmarks.peers.__main__ import _command as told_command
from benchmarks.peers.limit import Rates, Shape, Step
from benchmarks.peers.plots import Point
from benchmarks.peers.ranking import Ranking
from benchmarks.peers.samples import cut, draw
from benchmarks.peers.sets import SetResult
from benchmarks.peers.speed import Figure, ratios
from qa.evaluation.sections import with_section

ROOT = Path(__file__).parents[2]


def write_set(folder: Path, *, documents: int) -> None:
    folder.mkdir()
    corpus = [
        {"id": f"d{n}", "title": f"T{n}", "date": "2023-05-04", "text": f"Text {n:02}."} for n in range(documents)
    ]
    questions = [
        {
            "id": f"q{n}",
            "question": f"What is {n}?",
            "answers": [f"text {n:02}"],
            "relevant": [f"d{n}"],
            "answerable": True,
        }
        for n in range(4)
    ]
    questions.append(
        {"id": "q9", "question": "Why?", "answers": [], "relevant": [], "answerable": False, "stale": ["d7"]}
    )
    for row in questions:
        row |= {"type": "supported", "date": "2023-05-05"}
    for name, rows in (("corpus", corpus), ("questions", questions)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")


def test_a_file_stands_where_its_best_passage_stands() -> None:
    found = ranking.measures_of(["a", "b", "b", "c"], frozenset({"b"}))
    assert found[:3] == (0.0, 1.0, 0.5)
    assert found[3] == pytest.approx(1 / np.log2(3))


def test_a_question_that_finds_nothing_counts_as_nothing() -> None:
    assert ranking.measures_of([], frozenset({"b"})) == (0.0, 0.0, 0.0, 0.0)


def test_differences_are_ours_minus_theirs_question_by_question() -> None:
    found = {"ours": np.array([[1.0] * 4, [0.5] * 4]), "theirs": np.array([[0.5] * 4, [0.5] * 4])}
    ours, theirs = ranking.compare(found, {"ours": 3, "theirs": 5})
    assert ours.ahead is None
    assert theirs.ahead is not None
    assert (theirs.ahead[3].mean, theirs.ahead[3].wins, theirs.ahead[3].losses, theirs.chunks) == (0.25, 1, 0, 5)


def test_where_a_peer_is_ahead_it_is_said() -> None:
    rows = np.zeros((30, 4))
    worse = {"ours": rows, "chain": rows + 1}
    result = SetResult(
        Ranking("news", 30, 9, ranking.compare(worse, {"ours": 1, "chain": 1})), None, {"txtai": "it broke"}
    )
    assert "**chain is ahead** on news: -1.000 [-1.000, -1.000]" in report.verdicts([result])
    assert "ahead in 0 " in report.verdicts([result])
    assert "| news, 30 questions, 9 articles | txtai | failed: it broke | | |" in report.ranking_table([result])


def test_a_sample_holds_what_its_questions_need_and_no_more(tmp_path: Path) -> None:
    write_set(tmp_path / "realtimeqa_2023", documents=30)
    place = tmp_path / "articles"
    sample = draw(tmp_path / "realtimeqa_2023", place, most=10, corpus=8 * len("Text 00."), for_answers=True)
    assert (sample.size, len(sample.questions), len(list(place.iterdir()))) == (8, 5, 8)
    assert {"d0.txt", "d1.txt", "d2.txt", "d3.txt", "d7.txt"} <= {path.name for path in place.iterdir()}
    assert sample.questions[0].day == "2023-05-05"
    assert set(sample.cases) == {"q0", "q1", "q2", "q3", "q9"}


def test_a_sample_is_cut_to_so_many_files_for_speed(tmp_path: Path) -> None:
    write_set(tmp_path / "realtimeqa_2023", documents=12)
    sample = cut(draw(tmp_path / "realtimeqa_2023", tmp_path / "articles", most=3, corpus=None), 5)
    assert (sample.size, len(list(sample.articles.iterdir())), len(sample.questions)) == (5, 5, 3)


def test_a_sample_for_ranking_leaves_out_what_has_no_answer(tmp_path: Path) -> None:
    write_set(tmp_path / "realtimeqa_2023", documents=6)
    one = draw(tmp_path / "realtimeqa_2023", tmp_path / "a", most=3, corpus=None)
    other = draw(tmp_path / "realtimeqa_2023", tmp_path / "b", most=3, corpus=None)
    assert one.size == 6
    assert len(one.questions) == 3
    assert all(question.relevant for question in one.questions)
    assert one.questions == other.questions


def test_a_passage_cites_itself_where_it_stands_though_white_space_differs() -> None:
    answer = answers.passage_as_answer("What?", "a.txt", "The ferry runs.", "Title\n\nThe  ferry\nruns. More.")
    assert [(c.start, c.end, c.quote) for c in answer.citations] == [(7, 23, "The  ferry\nruns.")]
    assert answer.abstention is None


def test_peers_are_judged_as_ours_is(tmp_path: Path) -> None:
    write_set(tmp_path / "realtimeqa_2023", documents=30)
    sample = draw(
        tmp_path / "realtimeqa_2023", tmp_path / "articles", most=10, corpus=8 * len("Text 00."), for_answers=True
    )
    texts = answers.texts_of(sample)
    told = [
        answers.passage_as_answer(question.question, "d0.txt", texts["d0.txt"], texts["d0.txt"])
        for question in sample.questions
    ]
    found = answers.compare(sample, {"ours": answers.judge(sample, told, texts)})
    row = found.rows[0]
    assert (found.unanswerable, row.answered_rightly, row.declined, row.correctness, row.wrong) == (
        1,
        0.25,
        0.0,
        0.2,
        0.8,
    )
    assert row.cited == 0.25
    result = SetResult(Ranking("news", 4, 8, ()), replace(found, rows=(replace(row, answered_rightly=0.1), row)), {})
    assert "- **ours answers more** of the questions of realtimeqa_2023" in report.answered_more([result])
    assert report.answered_more([replace(result, answers=found)]).startswith("No peer's passage")


def test_ratios_take_each_round_with_its_neighbour_in_time() -> None:
    ours = Figure("indexing", "s", "ours", (1.0, 2.0, 4.0))
    theirs = Figure("indexing", "s", "chain", (3.0, 8.0, 8.0))
    assert ratios(ours, theirs) == (4.0, 2.0, 4.0)
    assert "| indexing, s | chain | 8.00 | 3.00 to 8.00 | 4.00 | 2.00 to 4.00 |" in report.speed_table([ours, theirs])


def test_a_peer_that_needs_less_is_named() -> None:
    figures = [Figure("disk", "MB", "ours", (4.0,)), Figure("disk", "MB", "chain", (1.0,))]
    assert report.slower(figures) == "- **chain needs less**: disk, 0.25 times ours"
    assert report.slower(figures[:1]).startswith("No peer")


def test_the_operations_of_a_network_are_counted_by_token_and_by_pair() -> None:
    shape = Shape(layers=2, hidden=4, inner=8)
    assert shape.operations([3]) == 2 * (3 * 2 * (4 * 16 + 2 * 32) + 4 * 4 * 9)


def test_the_slower_of_arithmetic_and_memory_is_the_limit() -> None:
    assert Step("search", operations=10, bytes=100, seconds=1).least_seconds(Rates(operations=10, bytes=50)) == 2


def test_the_instructions_of_the_processor_are_told(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("model name\t: A chip\nflags\t: fpu avx2 avx512f avx512_bf16\n", "utf-8")
    assert report.machine(tmp_path / "cpuinfo").startswith("A chip, ")
    assert report.machine(tmp_path / "cpuinfo").endswith("AVX512-BF16 without AMX")
    assert report.machine(tmp_path / "none").endswith("instructions not known")


@pytest.mark.parametrize("draw_plot", [plots.intervals, plots.bars])
def test_a_plot_is_svg_with_a_mark_a_point_and_all_escaped(draw_plot: object) -> None:
    points = [Point("a & b", "<x>", 0.5, 0.2, 0.7), Point("c", "y", 1.5, 1.0, 2.0)]
    drawn = draw_plot("T < U", "note", points)  # type: ignore[operator]
    root = ET.fromstring(drawn)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"T < U", "note", "a & b", "<x>", "c", "y"} <= set(texts)
    marks = "circle" if draw_plot is plots.intervals else "rect"
    kept = 0 if draw_plot is plots.intervals else 3  # the ground and the legend
    assert len(list(root.iter(f"{{http://www.w3.org/2000/svg}}{marks}"))) - kept == 2


def test_a_section_is_replaced_where_it_stands_and_nothing_else_changes() -> None:
    text = with_section(with_section("# Head\n", "one", "first"), "two", "second")
    changed = with_section(text, "one", "new")
    assert (
        changed
        == "# Head\n\n<!-- begin one -->\n\nnew\n\n<!-- end one -->\n\n<!-- begin two -->\n\nsecond\n\n<!-- end two -->\n"
    )
    assert with_section(changed, "one", "new") == changed


def test_a_system_talks_in_lines_and_tells_what_it_fails_with() -> None:
    code = """
from benchmarks.peers.adapters.serving import Found, serve
class Fake:
    def __init__(self, model, lend): self.lend = lend
    def prepare(self, articles, store): print("a library prints this")
    def index(self): return len(self.lend(["x", "yy"]))
    def search(self, question, k, day): return [Found("a.txt", question)][:k]
    def sync(self): return None
serve(Fake)
"""
    requests = [
        {"do": "prepare", "articles": "a", "store": "b"},
        {"do": "index"},
        {"vectors": "AACAPwAAAEAAAIA/AAAAQA=="},  # what is lent: two rows of two
        {"do": "search", "questions": ["Why?"], "k": 1},
        {"do": "clients", "questions": ["Why?", "How?"], "clients": 2, "k": 1},
        {"do": "sync"},
        {"do": "dance"},
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, "model", "lent"],
        cwd=ROOT,
        input="\n".join(map(json.dumps, requests)) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    ready, prepared, encode, indexed, found, clients, synced, failed = map(json.loads, done.stdout.splitlines())
    assert (ready, prepared, encode) == ({"ready": True}, {}, {"encode": ["x", "yy"]})
    assert (indexed["chunks"], found["found"], len(clients["waits"])) == (2, [[["a.txt", "Why?"]]], 2)
    assert synced["changed"] is None
    assert failed == {"error": "ValueError: no such request: dance"}
    assert "a library prints this" in done.stderr


def test_the_command_is_told_without_the_folders_and_addresses_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = [
        "m",
        "/sets",
        "--parts",
        "chat",
        "--chat-server",
        "http://127.0.0.1:1/v1",
        "--chat-tokens",
        "64",
        "--work",
        "/w",
    ]
    monkeypatch.setattr(sys, "argv", typed)
    assert told_command() == "python -m benchmarks.peers BENCH --parts chat --chat-tokens 64"
