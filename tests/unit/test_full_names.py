"""Surnames that stand alone, completed from what was said before."""

import pytest

from qa.reading.language.people import with_full_name

BEFORE = ["The captain, LeBron James, lives in Oslo.", "Ida May spoke to Kash Patel."]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Patel said so.", "Patel [Kash Patel] said so."),
        (
            "James scored against the New Orleans Pelicans.",
            "James [LeBron James] scored against the New Orleans Pelicans.",
        ),
        ("Patel met Luka Doncic.", "Patel [Kash Patel] met Luka Doncic."),
        ("LeBron James scored before James left.", "LeBron James scored before James left."),
        ("In May it rained.", "In May it rained."),
        ("Okafor said so.", "Okafor said so."),
    ],
)
def test_a_surname_is_completed_unless_its_full_form_stands_in_the_sentence(text: str, shown: str) -> None:
    assert with_full_name(text, BEFORE) == shown
