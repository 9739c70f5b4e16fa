"""Questions for several things, taken apart by the form of the sentence."""

import pytest

from qa.chat.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When and where did the ferry sink?", ("When did the ferry sink?", "where did the ferry sink?")),
        ("Who built the bridge and what did it cost?", ("Who built the bridge?", "what did it cost (about: bridge)?")),
        ("When was the bridge built and why?", ("When was the bridge built?", "Why was the bridge built?")),
        (
            "Did the ferry hit the bridge, and what does Oslo say?",
            ("Did the ferry hit the bridge?", "what does Oslo say (about: ferry hit the bridge)?"),
        ),
        (
            "Who owns the ferry? How many people did Norway rescue?",
            ("Who owns the ferry?", "How many people did Norway rescue?"),
        ),
        (
            "What did Hale say about the ferry and about the crew?",
            ("What did Hale say about the ferry?", "What did Hale say about the crew?"),
        ),
        (
            "What did Hale say about the ferry and the crew?",
            ("What did Hale say about the ferry?", "What did Hale say about the crew?"),
        ),
        (
            "What was done against or said about smugglers in May?",
            ("What was done against smugglers in May?", "What was said about smugglers in May?"),
        ),
        (
            "What did the owner and the captain say about the ferry?",
            ("What did the owner say about the ferry?", "What did the captain say about the ferry?"),
        ),
    ],
)
def test_several_questions_in_one_are_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who sank the ferry?",
        "What was agreed between Norway and Denmark?",
        "The ferry sank in May. What is it called?",
        "Who is on trial over a “hit and run” accident?",
        "Did the mayor know about the raid by the police and the army?",
        "Which firm said it was stopping sales and replacing its head?",
        "He said when and how it sank",
        "Who? What? When? Where did it sink?",
        "",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts_of(question) == ()


def test_a_very_long_question_is_left_whole() -> None:
    asked = "What did Hale say about the ferry and about its crew?"
    assert len(parts_of(asked)) == 2
    assert parts_of(asked + " about the sea and about" * 5_000) == ()
