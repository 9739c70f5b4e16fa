"""The `qa` command as a person uses it: a process with arguments, output and an exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.types import Answer

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("corpus")
    shutil.copytree(SEEDS, made / "seeds")
    return made


def run_qa(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("QA_") or name == "QA_MODELS"
    }
    command = [sys.executable, "-m", "qa.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env={**environment, **settings}, check=False
    )


def test_sync_reports_what_it_did_and_then_does_nothing(folder: Path) -> None:
    first = run_qa(folder, "sync", "--index", "fresh")
    assert (first.returncode, first.stdout.split(";")[0]) == (
        0,
        "5 added, 0 changed, 0 deleted, 0 unchanged, 0 skipped",
    )
    second = run_qa(folder, "sync", "--index", "fresh")
    assert second.stdout.split(";")[0] == "0 added, 0 changed, 0 deleted, 5 unchanged, 0 skipped"
    rebuilt = run_qa(folder, "sync", "--index", "fresh", "--rebuild")
    assert rebuilt.stdout.split(";")[0] == "5 added, 0 changed, 0 deleted, 0 unchanged, 0 skipped"


def test_ask_prints_the_answer_and_where_it_stands(folder: Path) -> None:
    run = run_qa(folder, "ask", "Which areas of Syria did Russian strikes hit according to the Observatory?")
    assert run.returncode == 0
    assert "Latakia" in run.stdout
    assert "of 004_ebe3ddc0ea8b3ae0.txt" in run.stdout
    assert run.stderr == ""


def test_a_misspelt_question_is_shown_as_it_was_read(folder: Path) -> None:
    read = "Read as: How many telephone lines does the coalition have?"
    for command in ("ask", "search"):
        run = run_qa(folder, command, "How many telphone lines does the coalitoin have?")
        assert run.stdout.startswith(f"{read}\n")
    assert "Read as" not in run_qa(folder, "ask", read.removeprefix("Read as: ")).stdout


def test_ask_as_json_is_the_record(folder: Path) -> None:
    run = run_qa(folder, "ask", "--json", "Who won the 2018 World Cup?")
    answer = Answer.from_json(run.stdout)
    assert answer.abstention is not None
    assert run.stdout == run_qa(folder, "ask", "--json", "Who won the 2018 World Cup?").stdout


def test_search_shows_ranks_and_scores(folder: Path) -> None:
    run = run_qa(folder, "search", "-k", "2", "HIMARS at Al-Tanf")
    assert run.stdout.startswith("1. 000_2c46c174ad97553b.txt#")
    assert "similarity" in run.stdout
    records = json.loads(run_qa(folder, "search", "-k", "2", "--json", "HIMARS at Al-Tanf").stdout)
    assert [record["rank"] for record in records] == [1, 2]


def test_doctor_finds_a_sound_set_up(folder: Path) -> None:
    run = run_qa(folder, "doctor")
    assert run.returncode == 0
    assert "BAD" not in run.stdout
    assert "5 files" in run.stdout


def test_doctor_shows_what_is_removed_from_an_article_and_why(folder: Path) -> None:
    run = run_qa(folder, "doctor", "--article", "seeds/002_1704bdc840fb9300.txt")
    assert run.returncode == 0
    assert "published: 2017-09-21" in run.stdout
    assert "repeated title" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sync", "--articles", "nowhere"], "nowhere"),
        (["doctor", "--article", "nowhere.txt"], "nowhere.txt"),
        (["ask", "--articles", "seeds", "--index", "seeds/000_2c46c174ad97553b.txt", "Why?"], "seeds/000"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_exit_1(folder: Path, arguments: list[str], words: str) -> None:
    run = run_qa(folder, *arguments)
    assert run.returncode == 1
    assert run.stderr.startswith("qa: ")
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_wrong_setting_is_named(folder: Path) -> None:
    run = run_qa(folder, "sync", QA_PORT="many")
    assert (run.returncode, run.stderr.split(":")[1].strip()) == (1, "QA_PORT=many")


@pytest.mark.parametrize(
    "arguments", [[], ["unknown"], ["ask"], ["search", "-k", "0", "x"], ["ask", "--from", "yesterday", "x"]]
)
def test_wrong_usage_is_exit_2(folder: Path, arguments: list[str]) -> None:
    assert run_qa(folder, *arguments).returncode == 2
