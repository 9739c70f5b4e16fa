from dataclasses import replace
from datetime import date

import pytest
from evidence import evidence_of

from qa.reading.answers.quoting import quote_answer
from qa.reading.disputes.different_values import differ, find_difference, odds
from qa.reading.disputes.topic import short_answer
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import analyse_question
from qa.types import Stance

QUESTION = analyse_question("How many people died in the sinking?")
FIRST, SECOND = (
    "The coast guard said 34 people died in the sinking.",
    "The Red Cross said 52 people died in the sinking.",
)


def source(
    text: str, value: str, *, relevance: float = 1.0, outlet: str, day: date = date(2020, 5, 1), span: float = 0.6
) -> Evidence:
    """One sentence of an outlet with its short answer."""
    item = evidence_of([text], relevances=[relevance], article_id=f"{outlet}.txt")[0]
    candidate = replace(item.candidate, passage=replace(item.candidate.passage, outlet=outlet, published=day))
    start = text.index(value)
    return replace(
        item, candidate=candidate, answer=(start, start + len(value)), features={**item.features, "network_span": span}
    )


def pair(**second: object) -> list[Evidence]:
    given = {"text": SECOND, "value": "52", "relevance": 0.4, "outlet": "Wire", **second}
    return [source(FIRST, "34", outlet="Echo"), source(**given)]  # type: ignore[arg-type]


def test_two_numbers_for_one_thing_are_shown_with_their_sources() -> None:
    dispute = find_difference(QUESTION, pair())
    assert dispute is not None
    assert dispute.values == ("34", "52")
    assert [(stance, item.attribution.speaker) for stance, item in dispute.sides] == [
        (Stance.ASSERTS, "The coast guard"),
        (Stance.ASSERTS, "The Red Cross"),
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"outlet": "Echo"},
        {"day": date(2020, 9, 1)},
        {"text": "The number of people who died rose to 52.", "value": "52"},
        {"text": "The coast guard said 35 people died in the sinking.", "value": "35"},
        {"span": -0.2},
        {"text": "Reportedly 52 people died in the sinking."},
        {"text": "The Red Cross said 52 people died in the blaze."},
    ],
    ids=["same outlet", "later", "update", "rounded", "unsure", "hedged", "another thing"],
)
def test_these_are_no_differences(second: dict[str, object]) -> None:
    assert find_difference(QUESTION, pair(**second)) is None


def test_a_question_for_several_things_has_several_answers() -> None:
    assert find_difference(analyse_question("Which numbers are given for the dead?"), pair()) is None


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("34", "52", True),
        ("48,200", "about 48,000", False),
        ("2 million", "2,000,000", False),
        ("48,200 people", "48,000", False),
        ("3 May", "3 June", True),
        ("310 million euros", "475 million euros", True),
        ("Graz", "Trieste", True),
        ("Joan Ferrer", "shepherd Joan Ferrer", False),
        ("a cable", "arsonists", True),
        ("12 October", "3 November", True),
        ("Sunday", "52", False),
    ],
)
def test_values_differ_beyond_rounding_and_wording(one: str, other: str, different: bool) -> None:
    assert differ(one, other) is different


def test_an_answer_names_both_values() -> None:
    evidence = pair()
    quoted = quote_answer(
        Reading(QUESTION, tuple(evidence), 0.9), [item.candidate.passage for item in evidence], caution=0.5
    )
    assert quoted.text.startswith(
        "The sources differ: the coast guard (Echo, 1 May 2020): 34 [1]; the Red Cross (Wire, 1 May 2020): 52 [2]."
    )
    assert [position.stance for position in quoted.conflicts[0].positions] == [Stance.ASSERTS, Stance.ASSERTS]


def test_no_span_no_value() -> None:
    assert short_answer(evidence_of([FIRST], relevances=[1.0])[0]) == ""


def test_every_value_is_shown_once_each_from_another_source() -> None:
    third = source("The mayor said 61 people died in the sinking.", "61", relevance=0.3, outlet="Sheet")
    again = source("A nurse said 52 people died in the sinking.", "52", relevance=0.2, outlet="Post")
    dispute = find_difference(QUESTION, [*pair(), third, again])
    assert dispute is not None
    assert dispute.values == ("34", "52", "61")


def test_a_value_of_another_form_is_less_likely_an_answer() -> None:
    first, second = pair()
    name = source("The Red Cross said people died in Pelo.", "Pelo", outlet="Wire")
    assert odds(first, second) > odds(first, name)


def test_two_reasons_do_not_contradict_each_other() -> None:
    reasons = [
        source("It sank for a leak.", "a leak", outlet="Echo", span=1.2),
        source("It sank in fog.", "fog", outlet="Wire", span=1.2),
    ]
    assert find_difference(analyse_question("Why did the ferry sink?"), reasons) is None
    assert find_difference(analyse_question("What sank the ferry?"), reasons) is not None


def test_a_yes_or_no_question_has_no_values() -> None:
    assert find_difference(analyse_question("Did 34 people who sailed die?"), pair()) is None


@pytest.mark.parametrize(
    ("question", "first", "second", "differ"),
    [
        ("Where did the ferry sink?", ("It sank off Norway.", "Norway"), ("It sank off Denmark.", "Denmark"), True),
        (
            "Where did the ferry sink?",
            ("It sank off Norway.", "Norway"),
            ("It sank in the dark.", "in the dark"),
            False,
        ),
        ("Where did the ferry sink?", ("It sank off Norway.", "Norway"), ("Ida Berg sank it.", "Ida Berg"), False),
        ("What sank the ferry?", ("A rock sank it.", "A rock"), ("A wave sank it.", "A wave"), True),
        (
            "What did the ferry hit?",
            ("It hit a rock.", "a rock"),
            ("It was a thing on the bed.", "a thing on the bed"),
            False,
        ),
    ],
)
def test_two_values_differ_only_where_they_are_of_one_kind(
    question: str, first: tuple[str, str], second: tuple[str, str], differ: bool
) -> None:
    evidence = [source(*first, outlet="Echo", span=1.4), source(*second, outlet="Wire", span=1.4)]
    assert (find_difference(analyse_question(question), evidence) is not None) is differ


@pytest.mark.parametrize(("covered", "differ"), [(0.85, True), (0.6, False)])
def test_an_event_in_another_word_is_known_by_all_else_that_is_asked(covered: float, differ: bool) -> None:
    first, second = pair(text="The Red Cross said 52 people died when the ferry went down.")
    evidence = [replace(item, features={**item.features, "passage_coverage": covered}) for item in (first, second)]
    assert (find_difference(QUESTION, evidence) is not None) is differ
