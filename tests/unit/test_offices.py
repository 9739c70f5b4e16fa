"""Who holds an office: what a question asks for, and whom a sentence names as holding it."""

import pytest

from qa.reading.language.offices import holder_in, office_asked


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("who is mayor of Lindholm?", ("mayor",)),
        ("Who is the head coach of the Skerry Seals now?", ("head", "coach")),
        ("who's the finance minister of Norland", ("finance", "minister")),
        ("Who was the mayor in 2010?", ()),
        ("Who is Ada Lund?", ()),
        ("What is the mayor's plan?", ()),
    ],
)
def test_the_office_asked_for_is_one_of_the_present(question: str, office: tuple[str, ...]) -> None:
    assert office_asked(question) == office


@pytest.mark.parametrize(
    ("sentence", "office", "holder"),
    [
        ("Mayor Ada Lund said the boats had been there first.", ("mayor",), "Ada Lund"),
        ("The mayor, Ada Lund, said no to Ben Holt.", ("mayor",), "Ada Lund"),
        ("Head coach Pia Berg praised the team.", ("head", "coach"), "Pia Berg"),
        ("Her deputy, the chemist Ada Lund, becomes mayor on 1 April.", ("mayor",), "Ada Lund"),
        ("Ada Lund will not become mayor.", ("mayor",), None),
        ("Former mayor Ivar Crane spoke.", ("mayor",), None),
        ("The deputy mayor, Udo Lamm, agreed.", ("mayor",), None),
        ("Norland's defence minister Ari Dahl said no.", ("finance", "minister"), None),
        ("The mayor said on Monday that Ada Lund had left.", ("mayor",), None),
    ],
)
def test_whoever_is_named_with_the_office_holds_it(sentence: str, office: tuple[str, ...], holder: str | None) -> None:
    found = holder_in(sentence, office)
    assert (sentence[found[0] : found[1]] if found else None) == holder
