"""Lists told whole, questions with "not", and what would have to be worked out."""

from dataclasses import replace

import pytest
from evidence import evidence_of

from qa.reading.answers.asked_otherwise import has_to_be_worked_out, leads_with_no, with_reason
from qa.reading.answers.lists import whole_list
from qa.reading.language.questions import analyse_question


def texts(evidence: object) -> list[str]:
    return [item.candidate.text for item in evidence]  # type: ignore[attr-defined]


def test_which_did_not_is_answered_by_who_did_not() -> None:
    evidence = evidence_of(["Osby and Rydal signed.", "Lund refused to sign."], relevances=[1.0, 0.3])
    assert texts(leads_with_no(analyse_question("Which town did not sign?"), evidence)) == ["Lund refused to sign."]
    assert texts(leads_with_no(analyse_question("Which town signed?"), evidence)) == texts(evidence)


def test_what_no_sentence_says_has_to_be_worked_out() -> None:
    one = evidence_of(["Three were hurt in May."], relevances=[1.0])
    two = evidence_of(["Five were hurt in June."], relevances=[0.8], article_id="other.txt")
    said = evidence_of(["In total, eight were hurt."], relevances=[0.8], article_id="other.txt")
    asked = analyse_question("How many were hurt altogether?")
    assert has_to_be_worked_out(asked, [*one, *two])
    assert not has_to_be_worked_out(asked, [*one, *said])
    assert has_to_be_worked_out(analyse_question("Which was the longest strike?"), [*one, *two])
    assert not has_to_be_worked_out(analyse_question("Which was the longest strike?"), one)
    assert not has_to_be_worked_out(analyse_question("How many were hurt?"), [*one, *two])


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Which of the two bridges is the longest?", True),
        ("Who is the oldest rower?", True),
        ("What was the most expensive boat?", True),
        ("Which rower won the highest prize?", False),
        ("Who spoke at the town's biggest fair?", False),
        ("When did the largest strike end?", False),
    ],
)
def test_what_is_the_most_is_worked_out_only_where_it_is_what_is_asked(question: str, is_asked: bool) -> None:
    one = evidence_of(["Three came in May."], relevances=[1.0])
    two = evidence_of(["Five came in June."], relevances=[0.8], article_id="other.txt")
    assert has_to_be_worked_out(analyse_question(question), [*one, *two]) is is_asked


def test_a_list_that_is_asked_for_is_told_whole() -> None:
    rules = [
        "The camp has these rules:",
        "- No fires.",
        "- Quiet from ten.",
        "- Cars stay out.",
        "The owner wrote them.",
    ]
    evidence = evidence_of(rules, relevances=[0.2, 1.0, 0.1, 0.05, 0.3])
    assert texts(whole_list(analyse_question("What are the rules of the camp?"), evidence)) == rules[:4]
    assert whole_list(analyse_question("What did the owner pay?"), evidence) == ()
    assert whole_list(analyse_question("What are the prices of the ferry?"), evidence) == ()


def test_the_sentence_after_what_happened_tells_why() -> None:
    late, fallen, other = evidence_of(
        ["Trains were late.", "A tree had fallen.", "It rained."], relevances=[1.0, 0.01, 0.005]
    )
    late = replace(late, features={**late.features, "reason_missing": 1.0})
    evidence = [late, fallen, other]
    assert with_reason(analyse_question("Why were trains late?"), [late], evidence) == (late, fallen)
    assert with_reason(analyse_question("When were trains late?"), [late], evidence) == (late,)
    assert with_reason(analyse_question("Why were trains late?"), [late, fallen], evidence) == (late, fallen)
