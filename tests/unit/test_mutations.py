"""Claims with one thing changed: each kind changes what it says and nothing else, and leaves alone what it can't change."""

import random

import pytest

from qa.evaluation.mutations import Mutation, mutate

SOURCE = (
    "Colonel Ana Brandt said on Monday that 14 boats were seized near Port Lomond in May 2019. "
    "Minister Paul Okafor told reporters that 37 people had been questioned."
)
CLAIM = "Ana Brandt said that 14 boats were seized near Port Lomond in May 2019."


def changed(kind: Mutation, claim: str = CLAIM, source: str = SOURCE) -> set[str | None]:
    return {mutate(claim, source, kind, random.Random(seed), ("Rita Moss",)) for seed in range(30)}


def test_a_number_becomes_another_number() -> None:
    found = changed(Mutation.NUMBER)
    assert CLAIM.replace("14", "37") in found
    assert all(text is not None and text.replace(text.split()[4], "14") == CLAIM for text in found)
    assert CLAIM not in found


def test_a_comma_after_a_number_is_not_part_of_it() -> None:
    found = changed(Mutation.NUMBER, "By 3,400, or 12, they meant boats.", "They meant 12, or 77, boats.")
    assert all(text is not None and text.endswith(", they meant boats.") for text in found)
    assert "By 3,400, or 77, they meant boats." in found


def test_a_number_in_letters_becomes_another_one() -> None:
    found = changed(Mutation.NUMBER, "Three of the two boats sank.", "")
    assert all(text is not None and text.startswith("Three of the ") and "two" not in text for text in found)


def test_a_date_becomes_another_date_of_its_kind() -> None:
    found = changed(Mutation.DATE)
    assert all(text is not None and text.startswith(CLAIM[:-9]) for text in found)
    assert CLAIM not in found
    assert any(text is not None and text.endswith("May 2020.") for text in found)
    assert any(text is not None and text.endswith(" 2019.") for text in found)


def test_a_name_becomes_one_of_the_source_that_the_claim_does_not_hold() -> None:
    assert CLAIM.replace("Port Lomond", "Minister Paul Okafor") in changed(Mutation.NAME)


def test_only_the_speaker_is_swapped_where_that_is_asked_for() -> None:
    assert changed(Mutation.SPEAKER) == {CLAIM.replace("Ana Brandt", "Minister Paul Okafor")}
    assert changed(Mutation.SPEAKER, source="Ana Brandt spoke.") == {CLAIM.replace("Ana Brandt", "Rita Moss")}
    assert changed(Mutation.SPEAKER, "According to Brandt, it rained.", SOURCE) == {
        "According to Minister Paul Okafor, it rained.",
        "According to Port Lomond, it rained.",
    }


def test_what_is_affirmed_is_negated_and_the_other_way_round() -> None:
    assert changed(Mutation.NEGATION) == {CLAIM.replace("were seized", "were not seized")}
    assert changed(Mutation.NEGATION, "It did not rain.") == {"It did rain."}


@pytest.mark.parametrize("kind", list(Mutation))
def test_what_holds_nothing_of_a_kind_is_left_alone(kind: Mutation) -> None:
    assert mutate("It rained and rained.", "It rained and rained.", kind, random.Random(0)) is None
