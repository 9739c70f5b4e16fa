import pytest

from qa.reading.premises import supposes_otherwise
from qa.reading.questions import analyse_question


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("Why did the council approve the dam?", "The dam was begun without the council's approval."),
        ("What evidence did the mayor present?", "The mayor admitted that there is no evidence."),
        ("When did the minister confirm the talks?", "The minister denied the reports about talks."),
        ("What did the captain admit about the crash?", "The captain refused to answer a question about the crash."),
    ],
)
def test_what_the_evidence_negates_is_a_false_premise(question: str, evidence: str) -> None:
    assert supposes_otherwise(analyse_question(question), evidence)


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("Did the council approve the dam?", "The dam was begun without the council's approval."),
        ("Who denied the reports?", "The minister denied the reports about talks."),
        ("Why is there no evidence?", "The mayor admitted that there is no evidence."),
        ("What did the minister say about the talks?", "The minister denied the reports about talks."),
        ("What did the mayor admit?", "The mayor admitted that there is no evidence."),
        ("When did the dam open?", "The dam opened in May, not without trouble."),
    ],
)
def test_other_questions_suppose_nothing_wrong(question: str, evidence: str) -> None:
    assert not supposes_otherwise(analyse_question(question), evidence)
