"""Rows from news: the passage that answers, those that merely look like it, questions made by grammar and near misses."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from qa.reading.language.making import Kind, Made, make_questions
from qa.reading.language.parser import parse
from training.made_rows import near_misses, rows_of, with_synonym
from training.news_rows import YEARS, news_rows, passages_of, read_rows, wordings, write_rows
from training.question_sets import DRAWN, draw_set
from training.rows import Row

FLOOD = "The river Orla burst its banks in Tarn on Monday. Forty houses were flooded, the mayor said."


def question(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"q{number}",
        "question": f"Which river burst its banks in Tarn, number {number}?",
        "answers": ["Orla"],
        "relevant": ["new"],
        "searched": ["new", "old"],
        "stale": ["old"],
        "answerable": True,
        "date": "2024-03-01",
        **fields,
    }


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    articles = [
        {"id": "new", "title": "Flood in Tarn", "text": FLOOD},
        {"id": "old", "title": "A river in Tarn", "text": "The Orbe burst its banks in Tarn twice. It is a river."},
        {"id": "other", "title": "Bread", "text": "Bread rose in price."},
    ]
    for name in (*YEARS, "realtimeqa_2023"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "corpus.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
        own = [question(number, id=f"{name}{number}") for number in range(200)]
        if name == YEARS[0]:
            own = [question(1), question(900), question(901, answerable=False, relevant=[])]
        (tmp_path / name / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in own))
    return tmp_path


def test_a_question_comes_with_what_answers_it_and_what_only_looks_like_it(bench: Path) -> None:
    rows = [row for row in news_rows(bench, without=YEARS[1:]) if "900" in row.question]
    assert [(row.passage, row.answers) for row in rows] == [
        (FLOOD, ("Orla",)),
        ("The Orbe burst its banks in Tarn twice. It is a river.", ()),
    ]
    assert rows[1].origin == f"{YEARS[0]}:nearest"
    assert rows[1].weight < rows[0].weight == 1.0


def test_where_nothing_answers_no_passage_is_said_to_and_one_with_the_answer_in_it_has_no_label(bench: Path) -> None:
    rows = [row for row in news_rows(bench, without=YEARS[1:]) if "901" in row.question]
    assert [(row.answers, row.labelled, row.passage == FLOOD) for row in rows] == [((), True, False), ((), False, True)]


def test_no_question_that_is_scored_and_no_year_that_is_left_out_gives_a_row(bench: Path) -> None:
    rows = list(news_rows(bench))
    assert {row.question for row in rows} == {question(900)["question"], question(901)["question"]}
    assert list(news_rows(bench, without=YEARS)) == []


def test_passages_are_whole_sentences_in_order_and_together_the_text() -> None:
    text = " ".join(f"Sentence number {n} says something that is of no use to anybody here." for n in range(40))
    found = list(passages_of(text))
    assert " ".join(found) == text
    assert len(found) > 2
    assert all(len(passage.split()) <= 150 and passage.endswith(".") for passage in found)


def test_an_answer_is_taken_as_the_text_writes_it_and_only_as_whole_words() -> None:
    assert wordings("In PARIS, Parisians cheered.", ["Paris"]) == ("PARIS",)
    assert wordings("Parisians cheered.", ["Paris"]) == ()


def test_rows_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    rows = [Row("Who?", "Ana’s “text”\nhere", ("Ana",), "made", weight=0.7), Row("Why?", "x", (), "made")]
    write_rows(rows, tmp_path / "rows.jsonl")
    assert list(read_rows(tmp_path / "rows.jsonl")) == rows


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Maria Lopez closed the old bridge in Bergen on Monday.",
            {
                Made(Kind.DOER, "Who closed the old bridge in Bergen on Monday?", "Maria Lopez"),
                Made(Kind.TIME, "When did Maria Lopez close the old bridge in Bergen?", "Monday"),
            },
        ),
        (
            "Twelve workers were injured in Norway in 2019.",
            {Made(Kind.NUMBER, "How many workers were injured in Norway in 2019?", "Twelve")},
        ),
        (
            "Maria Lopez said that the bridge in Bergen was closed in 2019.",
            {Made(Kind.SPEAKER, "Who said that the bridge in Bergen was closed in 2019?", "Maria Lopez")},
        ),
        ("He closed the old bridge in Bergen on Monday.", set()),
        ("Maria Lopez did not close the old bridge in Bergen on Monday.", set()),
    ],
)
def test_questions_are_made_from_a_sentence_by_its_grammar(sentence: str, expected: set[Made]) -> None:
    found = {Made(made.kind, made.question, made.answer) for made in make_questions(parse(sentence))}
    assert expected <= found
    assert bool(expected) == bool(found)


def test_a_near_miss_names_another_one_of_the_passage_another_year_or_says_the_opposite() -> None:
    sentence = "Maria Lopez closed the old bridge in Bergen in 2019."
    passage = f"{sentence} The ferry from Stavanger was late. It is owned by Karl Lund."
    (made,) = (made for made in make_questions(parse(sentence)) if made.kind is Kind.DOER)
    found = dict(near_misses(made, parse(sentence), passage, random.Random(0)))
    assert found["negated"] == "Who did not close the old bridge in Bergen in 2019?"
    assert found["name"] == "Who closed the old bridge in Stavanger in 2019?"
    assert found["year"].startswith("Who closed the old bridge in Bergen in 20")
    assert "2019" not in found["year"]


def test_each_made_question_is_met_with_its_passage_with_another_one_and_with_its_near_misses() -> None:
    sentence = "Maria Lopez closed the old bridge in Bergen in 2019."
    rows = list(rows_of(parse(sentence), sentence, ["Bread rose in price."], "y", random.Random(0)))
    answered = [row for row in rows if row.answers]
    assert {row.passage for row in answered} == {sentence}
    assert all(row.answers[0] in sentence for row in answered)
    assert {row.passage for row in rows if row.origin.endswith("_elsewhere")} == {"Bread rose in price."}
    assert {row.question for row in answered} >= {"Who closed the old bridge in Bergen in 2019?"}


def test_a_synonym_is_exchanged_and_nothing_else() -> None:
    assert with_synonym("How many phones were sold in Oslo?") == "How many telephones were sold in Oslo?"
    assert with_synonym("How many spoons were sold in Oslo?") is None


def test_a_set_is_drawn_the_same_each_time_with_the_articles_that_its_questions_name(bench: Path) -> None:
    drawn = draw_set(bench, "realtimeqa_2023")
    assert len(drawn.questions) == DRAWN["realtimeqa_2023"]
    assert drawn == draw_set(bench, "realtimeqa_2023")
    assert [row["id"] for row in drawn.questions] != sorted(row["id"] for row in drawn.questions)
    assert {document["id"] for document in drawn.documents} == {"new", "old"}
