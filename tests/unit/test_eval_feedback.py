"""Cases made from answers that people rated."""

from dataclasses import replace
from datetime import date

import pytest
from scripted_pipeline import RAW, TEXTS, answer, declined

from qa.evaluation.cases import GoldQuote, case_faults
from qa.evaluation.feedback import cases_from_feedback
from qa.types import Answer, Fault, Filters, Rated, Rating, Sentence, Span, Support, Thumb, Turn

SLEEP = "Cats sleep for 16 hours."
HISTORY = (Turn("What do cats do?", "They sleep."),)


def rated(given: Answer, rating: Rating, question: str = "How long do cats sleep?") -> Rated:
    read = replace(given, question=question, standalone_question=question)
    return Rated("k-1", question, read, Filters(("a.txt",)), HISTORY, date(2024, 5, 6), rating)


def test_a_good_answer_gives_a_case_that_can_be_used_as_it_stands() -> None:
    (case,) = cases_from_feedback([rated(answer(SLEEP), Rating(Thumb.UP))], TEXTS)
    assert case_faults(case, TEXTS) == ()
    assert (case.case_id, case.question, case.answerable) == ("rated-k-1", "How long do cats sleep?", True)
    assert case.gold == ((GoldQuote("a.txt", SLEEP),),)
    assert (case.today, case.sources, case.history) == (date(2024, 5, 6), ("a.txt",), ())


def test_it_was_right_to_decline() -> None:
    (case,) = cases_from_feedback([rated(declined(), Rating(Thumb.UP))], TEXTS)
    assert (case.answerable, case.gold) == (False, ())
    assert case_faults(case, TEXTS) == ()


def test_a_follow_up_keeps_the_turns_that_it_leans_on() -> None:
    leaning = rated(answer(SLEEP), Rating(Thumb.UP))
    leaning = replace(leaning, answer=replace(leaning.answer, standalone_question="How long do cats sleep a day?"))
    assert cases_from_feedback([leaning], TEXTS)[0].history == HISTORY


@pytest.mark.parametrize(
    ("given", "fault", "told", "gold", "wrong"),
    [
        (answer(SLEEP), Fault.INCOMPLETE, "something was missing", ((GoldQuote("a.txt", SLEEP),),), ()),
        (answer(SLEEP), Fault.CITATION, "the citation did not bear", (), ()),
        (declined(), Fault.DECLINED, "the articles answer it", (), ()),
        (answer(SLEEP), None, "found bad", (), ()),
        (
            replace(answer(SLEEP), sentences=(Sentence(SLEEP, (1,), None, Support.SUPPORTED, Span(15, 17)),)),
            Fault.WRONG,
            "found wrong",
            (),
            ("16",),
        ),
    ],
)
def test_a_bad_answer_gives_a_draft_that_says_what_was_wrong(
    given: Answer, fault: Fault | None, told: str, gold: object, wrong: object
) -> None:
    (case,) = cases_from_feedback([rated(given, Rating(Thumb.DOWN, fault, "Not so"))], TEXTS)
    assert case.question.startswith("EDIT: ")
    assert case.question.endswith("(“Not so”), then leave only the question: How long do cats sleep?")
    assert told in case.question
    assert (case.gold, case.wrong_answers) == (gold, wrong)


def test_what_the_articles_do_not_say_is_not_answerable() -> None:
    (case,) = cases_from_feedback([rated(answer(SLEEP), Rating(Thumb.DOWN, Fault.NOT_IN_ARTICLES))], TEXTS)
    assert (case.answerable, case.gold, case.question) == (False, (), "How long do cats sleep?")


def test_a_quote_that_the_article_has_no_longer_is_marked() -> None:
    changed = {"a.txt": RAW.replace("16", "18")}
    (case,) = cases_from_feedback([rated(answer(SLEEP), Rating(Thumb.UP))], changed)
    assert case.question.startswith("EDIT: not in a.txt")
