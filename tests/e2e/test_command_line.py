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


def test_what_could_not_be_read_is_said_once_and_the_page_of_a_pdf_is_cited(tmp_path: Path) -> None:
    papers = tmp_path / "seeds"
    papers.mkdir()
    for name in ("ferry.pdf", "scanned.pdf"):
        shutil.copy(ROOT / "tests" / "formats" / name, papers)
    run = run_qa(tmp_path, "ask", "How many pupils will board at the school in Arnvik?")
    assert run.returncode == 0
    assert "[1] Ferry to Holm stops for the winter, page 2, characters " in run.stdout
    assert run.stderr.startswith("1 file could not be used: scanned.pdf (scanned: ")
    assert len(run.stderr.splitlines()) == 1
    asked = run_qa(tmp_path, "ask", "--json", "How many pupils will board at the school in Arnvik?")
    assert json.loads(asked.stdout)["citations"][0]["part"] == "page 2"
    (papers / "ferry.pdf").rename(tmp_path / "elsewhere.pdf")
    unread = run_qa(tmp_path, "ask", "--index", "fresh", "How many pupils will board?")
    assert unread.stdout == "There is no article to answer from: the folder holds none that can be read.\n"
    assert len(unread.stderr.splitlines()) == 1


def test_python_is_warned_of_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    shutil.copy(ROOT / "tests" / "formats" / "scanned.pdf", tmp_path / "seeds")
    code = """
import warnings, qa
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    answer = qa.ask("Who paid?")
    qa.retrieve("Who paid?")
(warning,) = [each.message for each in caught if isinstance(each.message, qa.SkippedFilesWarning)]
print(answer.abstention, warning.skipped[0].path.name, warning.skipped[0].reason.split(":")[0], str(warning) == answer.notice)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.stdout, run.stderr) == ("no_articles scanned.pdf scanned True\n", "")


def test_a_name_of_two_files_is_one_clear_line_and_doctor_shows_an_entry(tmp_path: Path) -> None:
    for folder_name in ("2020", "2021"):
        (tmp_path / "seeds" / folder_name).mkdir(parents=True)
        shutil.copy(ROOT / "tests" / "formats" / "feed.xml", tmp_path / "seeds" / folder_name)
    run = run_qa(tmp_path, "search", "--source", "feed.xml", "snow")
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        "qa: feed.xml: 2 files are called that (2020/feed.xml, 2021/feed.xml); name one with its folder"
    )
    assert "2020/feed.xml#2" in run_qa(tmp_path, "search", "--source", "2020/feed.xml", "snow").stdout
    shown = run_qa(tmp_path, "doctor", "--article", "seeds/2020/feed.xml#2")
    assert shown.stdout.startswith("title: Snow on the pass\noutlet: The Upland Courier\n")
    missing = run_qa(tmp_path, "doctor", "--article", "seeds/2020/feed.xml#9")
    assert missing.stderr == "qa: seeds/2020/feed.xml#9: feed.xml holds no such article\n"
