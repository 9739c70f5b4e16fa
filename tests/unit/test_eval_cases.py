"""Case files: what is in ours, and what the validator says of wrong ones."""

import json
from collections import Counter
from pathlib import Path

import pytest

from qa.errors import EvaluationError
from qa.evaluation.cases import EvalCase, case_to_json, find_spans, load_cases
from qa.evaluation.cases import GoldQuote as Gold
from qa.evaluation.drafting import draft_cases
from qa.types import Article, Span

ROOT = Path(__file__).parents[2]
SEEDS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").iterdir()}
CASES = load_cases(ROOT / "tests" / "cases" / "seeds.jsonl", SEEDS)
TEXTS = {"a.txt": "It rained. The bus was late. It rained."}


def write(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def row(**changes: object) -> dict[str, object]:
    gold = [[{"article": "a.txt", "quote": "The bus was late."}]]
    return {"id": "1", "question": "late?", "kind": "fact", "answerable": True, "gold": gold, **changes}


def test_the_seed_cases_are_balanced_over_kinds_and_halves() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 120
    assert set(kinds) == {
        *("single_fact", "several_articles", "who_said_what", "disputed_claim", "follow_up", "list", "yes_no"),
        *("unanswerable", "near_miss", "false_premise", "cut_off"),
    }
    assert min(kinds.values()) >= 8
    for kind, count in kinds.items():
        halves = Counter(case.split for case in CASES if case.kind == kind)
        assert abs(halves["dev"] - halves["test"]) <= 1, kind
        assert sum(halves.values()) == count


def test_every_article_of_the_seeds_is_asked_about() -> None:
    assert {gold.article for case in CASES for group in case.gold for gold in group} == set(SEEDS)


def test_the_case_file_is_in_the_form_that_is_written() -> None:
    text = (ROOT / "tests" / "cases" / "seeds.jsonl").read_text(encoding="utf-8")
    assert text == "".join(case_to_json(case) + "\n" for case in CASES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gold": [[{"article": "a.txt", "quote": "The tram"}]]}, "not in a.txt: 'The tram'"),
        ({"gold": [[{"article": "b.txt", "quote": "The bus"}]]}, "there is no article 'b.txt'"),
        ({"gold": []}, "answerable, but it has neither gold quotes nor answers"),
        ({"answerable": False}, "not answerable, but it has gold quotes"),
        ({"gold": [[]]}, "an empty group"),
        ({"enough": 2}, "enough is 2, but there are 1 gold groups"),
        ({"question": "EDIT: ask"}, "still a draft"),
        ({"split": "train"}, "split: Input should be 'dev' or 'test'"),
        ({"golden": 1}, "golden: Unexpected keyword argument"),
        (
            {"positions": [{"speaker": "x", "stance": "denies", "article": "a.txt", "quote": "It rained."}]},
            "someone who asserts and someone who denies",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    path = write(tmp_path, row(), "", row(id="2", **changes))
    with pytest.raises(EvaluationError) as caught:
        load_cases(path, TEXTS)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert message in str(caught.value)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "{", row(), row(), row(id="3", kind=""))
    with pytest.raises(EvaluationError) as caught:
        load_cases(path, TEXTS)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "3", "4"]
    assert "id '1' is already on line 2" in lines[1]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no cases"):
        load_cases(write(tmp_path, ""), TEXTS)


def test_a_quote_is_found_each_time_that_it_stands_in_the_article() -> None:
    assert find_spans(Gold("a.txt", "It rained."), TEXTS) == (Span(0, 10), Span(29, 39))
    assert find_spans(Gold("a.txt"), TEXTS) == (Span(0, len(TEXTS["a.txt"])),)


def test_drafts_carry_true_quotes_and_are_refused_until_edited(tmp_path: Path) -> None:
    raw = (
        "The mayor said that the bridge would open again in spring. Yes. "
        "It cost 40 million and took three years to build. "
        "The company that had built it for the city was …"
    )
    ends = [raw.index("Yes."), raw.index("It cost"), raw.index("The company"), len(raw)]
    spans = [Span(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    article = Article("b.txt", None, None, None, raw, (Span(0, len(raw)),), (), (), "")
    drafts = draft_cases(article, spans)
    assert [draft.kind for draft in drafts[:3]] == ["who_said_what", "single_fact", "cut_off"]
    assert drafts[1].answers == (("40 million",),)
    assert [draft.answerable for draft in drafts] == [True, True, False, False, False, False]
    path = tmp_path / "drafts.jsonl"
    path.write_text("".join(case_to_json(draft) + "\n" for draft in drafts))
    with pytest.raises(EvaluationError) as caught:
        load_cases(path, {"b.txt": raw})
    assert all("still a draft" in line for line in str(caught.value).splitlines())
    assert len(str(caught.value).splitlines()) == len(drafts)


def test_a_case_without_a_quote_takes_the_whole_article() -> None:
    case = EvalCase("1", "late?", "fact", answerable=True, gold=((Gold("a.txt"),),))
    assert json.loads(case_to_json(case))["gold"] == [[{"article": "a.txt"}]]
