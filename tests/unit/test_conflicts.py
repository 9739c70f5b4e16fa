from evidence import evidence_of

from qa.reading.conflicts import denies, find_dispute, negated_stems
from qa.types import Stance

LATE = "The ministry said that the coast guard had handed over the map."


def test_a_denial_of_the_reports_is_set_against_what_was_reported() -> None:
    evidence = evidence_of(
        [LATE, "It was a Sunday.", "The coast guard rejected the claim as rubbish, Captain Joe Hale said."],
        relevances=[1.0, 0.0, 0.01],
    )
    dispute = find_dispute(evidence, least_relevance=0.6)
    assert dispute is not None
    assert [(stance, item.attribution.speaker) for stance, item in dispute.sides] == [
        (Stance.ASSERTS, "The ministry"),
        (Stance.DENIES, "The coast guard"),
    ]


def test_a_negated_claim_is_set_against_the_affirmed_one() -> None:
    evidence = evidence_of(
        [
            "Captain Joe Hale said that the fleet will patrol the bay.",
            "The ministry said that the fleet will not patrol the bay.",
        ],
        relevances=[1.0, 0.5],
        alike=True,
    )
    dispute = find_dispute(evidence, least_relevance=0.6)
    assert dispute is not None
    assert {stance for stance, _ in dispute.sides} == {Stance.ASSERTS, Stance.DENIES}


def test_agreeing_sources_are_no_dispute() -> None:
    evidence = evidence_of(
        [
            "Captain Joe Hale said that the fleet will patrol the bay.",
            "The ministry said that the fleet will patrol the bay.",
        ],
        relevances=[1.0, 0.9],
        alike=True,
    )
    assert find_dispute(evidence, least_relevance=0.6) is None


def test_nobody_disputes_with_himself() -> None:
    evidence = evidence_of(
        ["Captain Joe Hale said that the fleet will patrol the bay.", "Captain Joe Hale denied the reports."],
        relevances=[1.0, 0.9],
        alike=True,
    )
    assert find_dispute(evidence, least_relevance=0.6) is None


def test_a_denial_beside_the_question_is_no_dispute() -> None:
    evidence = evidence_of(
        ["Captain Joe Hale said that the fleet will patrol the bay.", "The ministry denied a visa to a singer."],
        relevances=[1.0, 0.01],
    )
    assert find_dispute(evidence, least_relevance=0.6) is None


def test_what_a_negation_negates() -> None:
    assert negated_stems("The fleet will not patrol the bay.") == {"patrol", "bay"}
    assert negated_stems("The fleet will patrol the bay.") == set()


def test_words_of_denial() -> None:
    assert denies("The army denied it.")
    assert denies("There is no evidence of that.")
    assert not denies("The army confirmed it.")
