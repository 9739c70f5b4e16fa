"""Why a sentence is not wholly borne out, in words."""

import pytest

from qa.reading.support.doubts import doubt

SOURCE = "Harbour master Anna Berg said that 12 ships entered on the first day."


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("Anna Berg said 14 ships entered.", "the cited text does not hold every number and date of it"),
        ("Tom Hale said that 12 ships entered on the first day.", "the cited text gives the words to somebody else"),
        ("No ships entered on the first day.", "one of the two denies what the other says"),
        ("Huge tankers entered on the first day.", "the cited text does not have “Huge”, “tankers”"),
        ("Twelve ships entered on the first day.", "the cited text says something near to it, not clearly the same"),
    ],
)
def test_the_first_thing_that_words_show_is_told(claim: str, why: str) -> None:
    assert doubt(claim, SOURCE) == why
