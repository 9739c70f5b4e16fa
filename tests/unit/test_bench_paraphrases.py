"""Paraphrased questions: the committed file, what is asked and judged, what is printed, what is refused."""

import json
from collections import Counter
from pathlib import Path

import pytest
from scripted_pipeline import ScriptedPipeline, answer, declined

from benchmarks.paraphrases import DRAWN, FILE, KINDS, SETS, draw, main, read_paraphrases
from qa.errors import ChatModelError
from qa.evaluation.experiment import Run, System, run_experiment
from qa.evaluation.importers import CaseSet
from qa.settings import Settings
from qa.types import Answer

WORDINGS = (
    {"id": "q1", "kind": "synonym", "paraphrase": "How long do cats slumber?"},
    {"id": "q2", "kind": "order", "paraphrase": "Dogs bark when?"},
    {"id": "q3", "kind": "order", "paraphrase": "Cats, says who, dream?"},
)
RIGHT: dict[str, Answer | Exception] = {
    "How long do cats sleep?": answer("Cats sleep for 16 hours."),
    "How long do cats slumber?": answer("Dogs bark at night."),
    "When do dogs bark?": declined(),
    "Dogs bark when?": answer("Dogs bark at night."),
    "Who says that cats dream?": answer("The vet says cats dream."),
    "Cats, says who, dream?": declined(),
}


def made_bench(folder: Path) -> Path:
    questions = (
        ("q1", "How long do cats sleep?", "16 hours"),
        ("q2", "When do dogs bark?", "at night"),
        ("q3", "Who says that cats dream?", "vet"),
    )
    rows = [
        {"id": name, "question": text, "type": "fact", "answerable": True, "answers": [short], "relevant": ["a"]}
        for name, text, short in questions
    ]
    rows.append({"id": "q4", "question": "Why?", "type": "f", "answerable": False, "answers": [], "relevant": []})
    documents = [{"id": "a", "title": "Pets", "text": "Cats sleep for 16 hours. Dogs bark at night."}]
    (folder / "nq_oracle").mkdir(parents=True)
    for name, lines in (("corpus", documents), ("questions", rows)):
        (folder / "nq_oracle" / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def made_file(folder: Path, *wordings: dict[str, str]) -> Path:
    path = folder / "wordings.jsonl"
    path.write_text("".join(json.dumps({"set": "nq_oracle", **each}) + "\n" for each in wordings))
    return path


class Scripted:
    """Runs a set with a pipeline that answers from a table."""

    def __init__(self, answers: dict[str, Answer | Exception]) -> None:
        self.pipeline = ScriptedPipeline(answers, {question: [] for question in answers})

    def __call__(self, case_set: CaseSet, settings: Settings, work: Path) -> Run:
        system = System(lambda *_: self.pipeline, {"passages": str(settings.passages)}, (), "c", "i", "0.1")
        return run_experiment(case_set, system, {"a.txt": "Cats sleep."}, folder=work / case_set.name)


def arguments(tmp_path: Path, *wordings: dict[str, str]) -> list[str]:
    bench, file = made_bench(tmp_path / "bench"), made_file(tmp_path, *wordings)
    return [str(bench), "--file", str(file), "--work", str(tmp_path / "work")]


def test_the_file_has_fifty_wordings_of_each_set_and_no_text_of_it() -> None:
    wordings = read_paraphrases(FILE)
    assert Counter(each.set for each in wordings) == dict.fromkeys(SETS, DRAWN)
    assert len({(each.set, each.id) for each in wordings}) == len({each.paraphrase for each in wordings}) == 200
    kinds = Counter(each.kind for each in wordings)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 60


def test_pairs_are_asked_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Scripted(RIGHT)
    assert main([*arguments(tmp_path, *WORDINGS), "--show"], run=run) == 0
    assert [question for question, *_ in run.pipeline.asked] == list(RIGHT)
    out = capsys.readouterr().out
    assert "| nq_oracle | synonym | 1 | 1.000 | 0.000 | -1.000 (-1.000 to -1.000) | 1 | 0 | 0 | 0 |" in out
    assert "| nq_oracle | order | 2 | 0.500 | 0.500 | +0.000 (-1.000 to +1.000) | 1 | 1 | 1 | 1 |" in out
    assert "part of speech" not in out
    assert "| nq_oracle | all kinds | 3 | 0.667 | 0.333 | -0.333 (-1.000 to +1.000) | 2 | 1 | 1 | 1 |" in out
    assert "all sets" not in out
    assert "- nq_oracle, q2, order\n  abstained: When do dogs bark? -> " in out
    assert "  right: Dogs bark when? -> Dogs bark at night. [1]" in out


def test_several_sets_are_also_counted_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = arguments(tmp_path, *WORDINGS, {**WORDINGS[1], "set": "squad2_half"})
    (tmp_path / "bench" / "squad2_half").symlink_to(tmp_path / "bench" / "nq_oracle")
    assert main(given, run=Scripted(RIGHT)) == 0
    out = capsys.readouterr().out
    assert "| squad2_half | all kinds | 1 | 0.000 | 1.000 | +1.000 (+1.000 to +1.000) | 0 | 1 | 1 | 0 |" in out
    assert "| all sets | synonym | 1 | 1.000 | 0.000 | " in out
    assert "| all sets | all kinds | 4 | 0.500 | 0.500 | " in out


def test_pairs_that_agree_are_not_shown_and_a_count_takes_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Scripted({**RIGHT, "How long do cats slumber?": answer("Cats sleep for 16 hours.")})
    assert main([*arguments(tmp_path, *WORDINGS), "--show", "--count", "1"], run=run) == 0
    assert len(run.pipeline.asked) == 2
    assert "\n- " not in capsys.readouterr().out


def test_a_question_that_the_bench_lacks_is_one_line_and_nothing_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Scripted(RIGHT)
    wordings = (*WORDINGS, {"id": "q9", "kind": "order", "paraphrase": "What, then?"})
    assert main(arguments(tmp_path, *wordings), run=run) == 2
    assert capsys.readouterr() == ("", "paraphrases: nq_oracle has no question 'q9' (1 of 4 lack)\n")
    assert run.pipeline.asked == []


def test_a_failed_question_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Scripted({**RIGHT, "Dogs bark when?": ChatModelError("down", provider="x")})
    assert main(arguments(tmp_path, *WORDINGS), run=run) == 2
    assert "paraphrases: q2 (paraphrase) failed: ChatModelError" in capsys.readouterr().err


@pytest.mark.parametrize("row", [{"id": "q1"}, {**WORDINGS[0], "question": "How?"}, {**WORDINGS[0], "kind": "rhyme"}])
def test_a_row_of_another_form_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: dict[str, str]
) -> None:
    assert main(arguments(tmp_path, row), run=Scripted(RIGHT)) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_bench_without_the_set_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--work", str(tmp_path / "work")], run=Scripted(RIGHT)) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_only_answerable_questions_are_drawn(tmp_path: Path) -> None:
    assert sorted(name for name, _ in draw(made_bench(tmp_path), "nq_oracle")) == ["q1", "q2", "q3"]
