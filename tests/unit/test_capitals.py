"""Questions typed without capitals get those that the articles write."""

import pytest

from qa.reading.language.capitals import with_capitals

TEXTS = (
    "The skipper, Nora Westcott, moored in Lindholm. Bridge work began.",
    "Ada Lund met the council of the BBC. Work on the bridge went on.",
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("for how many years did nora westcott sail", "for how many years did Nora Westcott sail"),
        ("Who moored in lindholm?", "Who moored in Lindholm?"),
        ("what did the bbc say to ada lund", "what did the BBC say to Ada Lund"),
        ("when did bridge work begin", "when did bridge work begin"),
        ("Did Nora meet ada lund?", "Did Nora meet ada lund?"),
        ("who is olaf dahl?", "who is olaf dahl?"),
    ],
)
def test_a_word_is_written_as_the_articles_always_write_it(typed: str, written: str) -> None:
    assert with_capitals(typed, TEXTS) == written
