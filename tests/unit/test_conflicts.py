from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
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


def opposed(
    claim: str, denial: str, *, article: str = "wire.txt", alike: bool = False, before: Sequence[str] = ()
) -> bool:
    """Whether a claim of one article and a denial of another are set against each other."""
    one = evidence_of([claim], relevances=[1.0], alike=alike, article_id="echo.txt")
    other = evidence_of([*before, denial], relevances=[*(0.0 for _ in before), 0.01], article_id=article)
    if alike:  # the helper makes vectors of the length of its own text
        other = [replace(item, vector=one[0].vector) for item in other]
    else:
        other = [replace(item, vector=one[0].vector * 0) for item in other]
    return find_dispute([*one, *other], least_relevance=0.6) is not None


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        ("The mayor said the dam operator opened the gates.", "The operator rejected the mayor's claim on Friday."),
        ("The union said the ministry delayed the deliveries.", "The minister denied that her ministry had delayed the deliveries."),
        ("Hackers claimed that they had stolen customers' files.", "The bank said there was no evidence that customers' files had been stolen."),
        ("Nora Pick said that Bloom wrote the letter.", "Bloom said the letter was fake."),
        ("The government of Belmor said Karvan fired.", "Karvan's ministry dismissed the report as nonsense."),
    ],
)  # fmt: skip
def test_a_denial_in_another_article_is_set_against_what_it_denies(claim: str, denial: str) -> None:
    assert opposed(claim, denial)


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        ("The ministry said the summit will be in Oslo.", "The minister denied reports that he is ill."),
        ("The paper said that Kerr is charged with fraud.", "The banker Kerr was denied bail."),
        ("The court said that Kerr is charged with fraud.", "The judge denied bail to a driver."),
        ("The singer's mother said that she tours.", "A critic called the play rubbish."),
    ],
)
def test_a_denial_of_something_else_is_not(claim: str, denial: str) -> None:
    assert not opposed(claim, denial)


def test_what_is_denied_where_somebody_spoke_before_is_what_he_said() -> None:
    claim, denial = "The government of Belmor said Karvan fired.", "Karvan's ministry dismissed the report as nonsense."
    assert not opposed(claim, denial, before=["Joe Hale said the ship was late."])


def test_the_same_speaker_stands_on_a_side_once() -> None:
    evidence = evidence_of(
        [LATE, "The coast guard denied it.", "The coast guard said such claims were rubbish."],
        relevances=[1.0, 0.1, 0.1],
    )
    dispute = find_dispute(evidence, least_relevance=0.6)
    assert dispute is not None
    assert [item.candidate.text for stance, item in dispute.sides if stance is Stance.DENIES] == [
        "The coast guard denied it."
    ]


def test_a_later_article_that_says_the_opposite_is_news() -> None:
    old, new = "The bridge at Holt has not been repaired.", "The bridge at Holt has been repaired."

    def months_apart(days: int) -> bool:
        one = evidence_of([new], relevances=[1.0], article_id="echo.txt")[0]
        other = replace(evidence_of([old], relevances=[0.5], article_id="wire.txt")[0], vector=one.vector)
        dated = [
            replace(item, candidate=replace(item.candidate, passage=replace(item.candidate.passage, published=day)))
            for item, day in ((one, date(2020, 6, 1)), (other, date(2020, 6, 1) - timedelta(days)))
        ]
        return find_dispute(dated, least_relevance=0.6) is not None

    assert months_apart(2)
    assert not months_apart(200)


def test_what_a_negation_negates() -> None:
    assert negated_stems("The fleet will not patrol the bay.") == {"patrol", "bay"}
    assert negated_stems("The fleet will patrol the bay.") == set()


def test_words_of_denial() -> None:
    assert denies("The army denied it.")
    assert denies("There is no evidence of that.")
    assert not denies("The army confirmed it.")
