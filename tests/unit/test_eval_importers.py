"""Public sets as cases: each form by a hand-made row, the corpus as articles, and even samples."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from qa.articles import find_files, read_article
from qa.errors import EvaluationError
from qa.evaluation.cases import EvalCase, GoldQuote, case_faults
from qa.evaluation.importers import article_file, import_set
from qa.types import Turn

DOCUMENTS = (
    {"id": "n#1", "title": "Harbour opens", "date": "2023-01-05", "text": "Ships came.\r\nBells rang\0 out."},
    {"id": "n/2", "title": "", "text": "The bridge is closed. Cracks were found."},
)


def make_set(tmp_path: Path, name: str, *questions: dict[str, object]) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "corpus.jsonl").write_text("".join(json.dumps(document) + "\n" for document in DOCUMENTS))
    (folder / "questions.jsonl").write_text("".join(json.dumps(question) + "\n" for question in questions))
    return folder


def imported(tmp_path: Path, name: str, **question: object) -> EvalCase:
    row = {
        "id": "q1",
        "question": "What?",
        "type": "t",
        "answerable": True,
        "answers": [],
        "relevant": ["n/2"],
        **question,
    }
    (case,) = import_set(make_set(tmp_path, name, row), tmp_path / "articles").cases
    return case


def whole(*names: str) -> tuple[GoldQuote, ...]:
    return tuple(GoldQuote(article_file(name)) for name in names)


def test_a_corpus_becomes_articles_that_are_read_as_any_other(tmp_path: Path) -> None:
    case_set = import_set(make_set(tmp_path, "squad2_half"), tmp_path / "articles")
    found, skipped = find_files(case_set.articles)
    assert skipped == ()
    first, second = (read_article(file) for file in found)
    assert (first.article_id, second.article_id) == ("n%231.txt", "n%2F2.txt")
    assert first.title == "Harbour opens"
    assert first.published == date(2023, 1, 5)
    assert "Ships came.\nBells rang out." in first.raw
    assert "The bridge is closed. Cracks were found." in second.raw


def test_files_of_another_corpus_are_removed_and_unchanged_ones_left_alone(tmp_path: Path) -> None:
    folder, articles = make_set(tmp_path, "squad2_half"), tmp_path / "articles"
    import_set(folder, articles)
    (articles / "stranger.txt").write_text("?")
    before = {path.name: path.stat().st_mtime_ns for path in articles.iterdir() if path.name != "stranger.txt"}
    import_set(folder, articles)
    assert {path.name: path.stat().st_mtime_ns for path in articles.iterdir()} == before


@pytest.mark.parametrize("name", ["squad2_half", "nq_oracle"])
def test_a_short_answer_from_the_paragraph_is_wanted(tmp_path: Path, name: str) -> None:
    case = imported(tmp_path, name, answers=["Cracks", "cracks found"])
    assert case.answers == (("Cracks", "cracks found"),)
    assert case.gold == (whole("n/2"),)


def test_realtimeqa_tells_the_day_and_takes_any_relevant_article(tmp_path: Path) -> None:
    case = imported(tmp_path, "realtimeqa_2023", answers=["Cracks"], relevant=["n#1", "n/2"], date="2023-01-06")
    assert case.today == date(2023, 1, 6)
    assert case.gold == (whole("n#1", "n/2"),)


def test_realtimeqa_without_support_has_no_answer(tmp_path: Path) -> None:
    case = imported(tmp_path, "realtimeqa_2031", answers=["X"], answerable=False, relevant=[], date="2023-01-06")
    assert (case.answers, case.gold, case.answerable) == ((), (), False)


def test_ramdocs_wants_every_answer_and_no_wrong_one_from_its_closed_context(tmp_path: Path) -> None:
    case = imported(tmp_path, "ramdocs", answers=["a", "b"], wrong_answers=["c"], context=["n#1", "n/2"])
    assert case.answers == (("a",), ("b",))
    assert case.wrong_answers == ("c",)
    assert case.sources == ("n%231.txt", "n%2F2.txt")


def test_clapnq_takes_one_evidence_sentence_for_an_answer(tmp_path: Path) -> None:
    evidence = ["The bridge is closed.", "Cracks were found."]
    case = imported(tmp_path, "clapnq_dev", answers=["It is closed."], evidence=evidence)
    assert case.gold == tuple((GoldQuote("n%2F2.txt", quote),) for quote in evidence)
    assert (case.enough, case.references, case.answers) == (1, ("It is closed.",), ())
    assert case_faults(case, {"n%2F2.txt": "The bridge is closed. Cracks were found."}) == ()


def test_chroma_chunking_has_spans_and_no_answers(tmp_path: Path) -> None:
    case = imported(tmp_path, "chroma_chunking", evidence=["Cracks were found."])
    assert case.gold == ((GoldQuote("n%2F2.txt", "Cracks were found."),),)
    assert (case.answers, case.references) == ((), ())


def test_mtrag_carries_the_conversation(tmp_path: Path) -> None:
    turns = [
        {"role": "user", "text": "Is it open?"},
        {"role": "assistant", "text": "No."},
        {"role": "user", "text": "Sure?"},
        {"role": "assistant", "text": "Yes."},
    ]
    case = imported(tmp_path, "mtrag_un", history=turns, answers=["Cracks."], relevant=["n#1", "n/2"])
    assert case.history == (Turn("Is it open?", "No."), Turn("Sure?", "Yes."))
    assert case.gold == (whole("n#1"), whole("n/2"))
    assert (case.enough, case.references) == (1, ("Cracks.",))


def test_a_sample_keeps_the_shares_of_the_kinds_and_repeats(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": f"q{number}",
            "question": "What?",
            "type": "hard" if number % 4 == 0 else "easy",
            "answerable": False,
            "answers": [],
            "relevant": [],
        }
        for number in range(80)
    ]
    folder = make_set(tmp_path, "squad2_half", *rows)
    first = import_set(folder, tmp_path / "a", sample=20).cases
    assert Counter(case.kind for case in first) == {"easy": 15, "hard": 5}
    assert first == import_set(folder, tmp_path / "b", sample=20).cases
    assert first != import_set(folder, tmp_path / "c", sample=20, seed=1).cases
    assert len(import_set(folder, tmp_path / "d", sample=500).cases) == 80


def test_an_unknown_set_and_one_in_another_form_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no importer of this name; there are chroma_chunking, clapnq_dev"):
        import_set(make_set(tmp_path, "trivia"), tmp_path / "articles")
    with pytest.raises(EvaluationError, match="not in the expected form: KeyError"):
        import_set(make_set(tmp_path, "ramdocs", {"id": "x"}), tmp_path / "articles")
    with pytest.raises(EvaluationError, match="can't be read"):
        import_set(tmp_path / "mtrag_un", tmp_path / "articles")
