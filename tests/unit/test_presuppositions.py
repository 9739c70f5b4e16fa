"""What questions take for granted."""

import pytest

from qa.reading.language.presuppositions import presuppositions


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("Why did the mayor resign?", ("the mayor resign",)),
        ("how was the bridge  mended", ("the bridge mended",)),
        ("Who praised the plan?", ("Somebody praised the plan",)),
        ("Which general announced the end of the talks?", ("Some general announced the end of the talks",)),
        ("How many jets did the navy lose in May?", ("the navy lose in May jets",)),
        ("What proof did she show?", ("she show proof",)),
        ("What did Mara Vance say when the city agreed to pay?", ("the city agreed to pay",)),
        ("What did Vance say after Lisbon won?", ("Lisbon won",)),
    ],
)
def test_a_question_that_takes_something_for_granted(question: str, claims: tuple[str, ...]) -> None:
    assert presuppositions(question) == claims


@pytest.mark.parametrize(
    "question",
    ["Did the mayor resign?", "Who is Mara Vance?", "What did Russia say about the bridge?", "Is it open?", "", "??"],
)
def test_a_question_that_does_not(question: str) -> None:
    assert presuppositions(question) == ()
