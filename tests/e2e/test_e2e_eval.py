"""``qa eval`` as people call it: exit codes, files, comparison, sweep, drafts and public sets."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from model_servers import model_server, says

HARBOUR = (
    "Harbour opens after three years\n\n21 Sep, 2017 15:21\n\n"
    "The harbour of Oldmouth opened on Monday after three years of work, the town council said. "
    "Harbour master Anna Berg said that 12 ships entered on the first day.\n\n"
    "The work cost 40 million crowns, the council reported. The mayor did not come to the opening.\n"
)
BRIDGE = (
    "Bridge stays closed\n\nThe bridge over the Olm will stay closed until spring, engineer Tom Hale said on Friday. "
    "Cracks were found in two of its pillars, according to the road office.\n"
)
CASES = (
    {
        "id": "ships",
        "question": "How many ships entered the harbour on the first day?",
        "kind": "single_fact",
        "answerable": True,
        "split": "dev",
        "gold": [
            [
                {
                    "article": "harbour.txt",
                    "quote": "Harbour master Anna Berg said that 12 ships entered on the first day.",
                }
            ]
        ],
        "answers": [["12 ships"]],
    },
    {
        "id": "cost",
        "question": "What did the harbour work cost?",
        "kind": "single_fact",
        "answerable": True,
        "split": "test",
        "gold": [[{"article": "harbour.txt", "quote": "The work cost 40 million crowns, the council reported."}]],
    },
    {
        "id": "cup",
        "question": "Who won the chess championship?",
        "kind": "unanswerable",
        "answerable": False,
        "split": "test",
    },
)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with articles and cases."""

    folder: Path

    def qa_eval(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Runs ``qa eval`` there."""
        command = [sys.executable, "-m", "qa.cli", "eval", "--articles", "articles", "--work", "work", *arguments]
        environment = {**os.environ, **settings}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def write_gate(self, floors: str) -> None:
        """Writes a pyproject with these floors."""
        (self.folder / "pyproject.toml").write_text(
            f'[tool.qa.eval]\ngated = ["recall@5"]\n[tool.qa.eval.floors.cases]\n{floors}\n'
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("town")
    (folder / "articles").mkdir()
    (folder / "articles" / "harbour.txt").write_text(HARBOUR)
    (folder / "articles" / "bridge.txt").write_text(BRIDGE)
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return Place(folder)


def test_a_run_that_meets_its_floors_passes_and_writes_its_files(place: Place) -> None:
    place.write_gate('"recall@5" = 0.9')
    files = (
        "--json",
        "run.json",
        "--html",
        "run.html",
        "--junit",
        "run.xml",
        "--markdown",
        "run.md",
        "--history",
        "past",
    )
    done = place.qa_eval("cases.jsonl", *files)
    assert done.returncode == 0, done.stderr
    assert "gate: open" in done.stdout
    run = json.loads((place.folder / "run.json").read_text())
    assert run["measures"]["recall@5"]["mean"] == 1.0
    assert run["measures"]["citation_exact"]["mean"] == 1.0
    assert [case["case_id"] for case in run["cases"]] == ["ships", "cost", "cup"]
    assert "peak_memory_mb" in json.loads((place.folder / "run.json.timings.json").read_text())
    assert ElementTree.parse(place.folder / "run.xml").getroot().get("tests") == "4"
    assert (place.folder / "run.md").read_text().startswith("## Evaluation: cases")
    assert "Evaluation of cases" in (place.folder / "run.html").read_text()
    assert "1 runs" in (place.folder / "past" / "cases.html").read_text()


def test_the_same_inputs_give_the_same_bytes_even_when_asked_afresh(place: Place) -> None:
    place.qa_eval("cases.jsonl", "--json", "one.json", "--no-gate")
    place.qa_eval("cases.jsonl", "--json", "two.json", "--no-gate", "--fresh")
    assert (place.folder / "one.json").read_bytes() == (place.folder / "two.json").read_bytes()


def test_a_floor_that_is_not_met_fails_with_one(place: Place) -> None:
    place.write_gate("answer_words = 1000")
    done = place.qa_eval("cases.jsonl")
    assert done.returncode == 1
    assert "is below its floor of 1000" in done.stdout


def test_an_error_fails_with_two_and_names_the_line(place: Place) -> None:
    (place.folder / "wrong.jsonl").write_text(
        json.dumps({**CASES[0], "gold": [[{"article": "harbour.txt", "quote": "x y"}]]})
    )
    done = place.qa_eval("wrong.jsonl")
    assert done.returncode == 2
    assert "wrong.jsonl:1: not in harbour.txt: 'x y'" in done.stderr
    assert "Traceback" not in done.stderr


def test_only_one_half_is_run_when_asked(place: Place) -> None:
    done = place.qa_eval("cases.jsonl", "--split", "dev", "--json", "dev.json", "--no-gate")
    assert done.returncode == 0
    assert [case["case_id"] for case in json.loads((place.folder / "dev.json").read_text())["cases"]] == ["ships"]


def test_an_unchanged_system_passes_against_its_older_run(place: Place) -> None:
    place.write_gate("")
    place.qa_eval("cases.jsonl", "--json", "old.json")
    done = place.qa_eval("cases.jsonl", "--against", "old.json")
    assert done.returncode == 0
    assert "changed: nothing" in done.stdout
    assert "no longer right: none" in done.stdout


def test_a_grid_of_settings_is_swept(place: Place) -> None:
    done = place.qa_eval("cases.jsonl", "--sweep", "k=2,6", "caution=0.3", "--json", "sweep.json")
    assert done.returncode == 0, done.stderr
    assert "cases: 2 combinations" in done.stdout
    rows = json.loads((place.folder / "sweep.json").read_text())
    assert [row["settings"] for row in rows] == [
        {"passages": "2", "caution": "0.3"},
        {"passages": "6", "caution": "0.3"},
    ]


def test_a_setting_that_does_not_exist_can_not_be_swept(place: Place) -> None:
    done = place.qa_eval("cases.jsonl", "--sweep", "speed=1")
    assert done.returncode == 2
    assert "'speed' can't be varied" in done.stderr


def test_cases_are_drafted_from_an_article(place: Place) -> None:
    done = place.qa_eval("--new-cases", "harbour.txt")
    assert done.returncode == 0
    drafts = [json.loads(line) for line in done.stdout.splitlines()]
    assert drafts[1]["gold"][0][0]["quote"] in HARBOUR
    assert all(draft["question"].startswith("EDIT:") for draft in drafts)
    assert {draft["kind"] for draft in drafts} >= {"who_said_what", "near_miss", "false_premise", "unanswerable"}


def test_a_public_set_is_imported_and_scored(place: Place) -> None:
    folder = place.folder / "public" / "squad2_half"
    folder.mkdir(parents=True)
    document = {"id": "Town#1", "title": "Oldmouth", "source": "x", "text": HARBOUR.split("\n\n", 2)[2]}
    questions = [
        {
            "id": "s1",
            "question": "Who is the harbour master?",
            "answers": ["Anna Berg", "Berg"],
            "relevant": ["Town#1"],
            "answerable": True,
            "type": "extractive",
        },
        {
            "id": "s2",
            "question": "Who is the dog catcher?",
            "answers": [],
            "relevant": [],
            "answerable": False,
            "type": "unanswerable",
        },
    ]
    (folder / "corpus.jsonl").write_text(json.dumps(document) + "\n")
    (folder / "questions.jsonl").write_text("".join(json.dumps(question) + "\n" for question in questions))
    (place.folder / "RESULTS.md").write_text("<!-- begin other -->\nkept\n<!-- end other -->\n")
    done = place.qa_eval("--data", str(folder), "--results", "RESULTS.md", "--no-gate")
    assert done.returncode == 0, done.stderr
    text = (place.folder / "RESULTS.md").read_text()
    assert text.startswith("<!-- begin other -->\nkept\n<!-- end other -->\n")
    assert "- command: qa eval --data squad2_half" in text
    assert "| squad2_half | 2 (1) |" in text
    assert "| recall@5 | 100.0 (100.0–100.0) |" in text


def test_a_chat_model_is_scored_beside_quoted_answers(place: Place) -> None:
    place.write_gate("")
    with model_server() as server:
        # Half of what it says is borne out, and it has nothing better to say when it is asked again.
        server.script(
            says("Harbour master Anna Berg said that 12 ships entered on the first day [1]. It cost 9 crowns [1].")
        )
        chat = {"QA_CHAT_MODEL": "openai:m", "QA_CHAT_BASE_URL": server.address}
        done = place.qa_eval("cases.jsonl", "--no-gate", "--json", "chat.json", **chat)
    assert done.returncode == 0, done.stderr
    title = "cases: quoted answers, and answers worded by the chat model"
    sides = [line.split("│")[1:-1] for line in done.stdout.split(title)[1].splitlines() if line.startswith("│")]
    rows = {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in sides}
    assert rows["recall@5"][:3] == ["1.000", "1.000", "+0.000"]
    assert "correctness" in rows
    assert rows["unsupported_shown"][:2] == ["", "0.000"]
    assert rows["chat_failed"][:2] == ["", "0.000"]
    assert float(rows["unsupported_drafted"][1]) >= 0.5
    assert float(rows["unsupported_reworded"][1]) >= 0.5
    measures = json.loads((place.folder / "chat.json").read_text())["measures"]
    assert measures["unsupported_drafted"]["mean"] >= 0.5


def test_nothing_to_ask_is_an_error(place: Place) -> None:
    done = place.qa_eval()
    assert done.returncode == 2
    assert "nothing to ask" in done.stderr


def test_several_sets_in_one_file_are_refused_before_any_is_written(place: Place) -> None:
    done = place.qa_eval("--data", "one", "two", "--json", "both.json", "--work", "untouched")
    assert done.returncode == 2
    assert "one set at a time with --json" in done.stderr
    assert not (place.folder / "untouched").exists()
