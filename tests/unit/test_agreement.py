"""Where a claim parts ways with its source, as far as words show it."""

import pytest

from qa.reading.support.agreement import Agreement, compare

SOURCE = (
    "Colonel Ana Brandt said on Monday that 14 boats were not seized near Port Lomond. "
    "The U.N. envoy Paul Okafor called it a “Syrian matter” in May 2019."
)


def test_a_quotation_agrees() -> None:
    claim = "Colonel Ana Brandt said on Monday that 14 boats were not seized near Port Lomond."
    assert compare(claim, SOURCE) == Agreement(0, 0, 0, 0, negation_differs=False, speaker_differs=False, unmatched=0.0)


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ("On Monday 15 boats were not seized near Port Lomond.", "numbers_missing"),
        ("On Tuesday 14 boats were not seized near Port Lomond.", "dates_missing"),
        ("It was called a matter of Syria in June 2019.", "dates_missing"),
        ("On Monday 14 boats were not seized near Fort Gresham.", "names_missing"),
        ("On Monday 14 boats were not seized near Paul Okafor.", "swapped"),
        ("On Monday 14 boats were seized near Port Lomond.", "negation_differs"),
        ("Paul Okafor said on Monday that 14 boats were not seized.", "speaker_differs"),
        ("Pigeons nest on Monday near Port Lomond.", "unmatched"),
    ],
)
def test_what_is_changed_is_noticed(claim: str, field: str) -> None:
    assert getattr(compare(claim, SOURCE), field) > 0


@pytest.mark.parametrize(
    "claim",
    [
        "Fourteen boats weren't seized, Brandt said.",  # no other number, the negation in another form
        "The United Nations envoy spoke of Syria in May 2019.",  # an acronym spelt out, a country for its adjective
        "The UN envoy is Paul Okafor.",
    ],
)
def test_other_forms_of_the_same_are_not(claim: str) -> None:
    found = compare(claim, SOURCE)
    assert (found.names_missing, found.dates_missing, found.speaker_differs) == (0, 0, False)


def test_any_text_can_be_compared() -> None:
    assert compare("", "").unmatched == 0.0
    assert compare("It rained.", "").unmatched == 1.0
