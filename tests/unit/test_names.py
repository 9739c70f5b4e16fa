"""Which names a question holds, and whether a text speaks of them or of a neighbour."""

import pytest

from qa.reading.language.names import Form, Mentions, Name, names_of


def only(question: str) -> Name:
    found = names_of(question)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("question", "text", "kinds", "link"),
    [
        ("Who steers the tug Plover?", "Plover", ("tug",), ""),
        ("How old is Westgate school?", "Westgate", ("school",), ""),
        ("When do the baths in Lund open?", "Lund", ("bath",), "in"),
        ("Who leads the Bank of Osby?", "Bank of Osby", (), ""),
        ("Is Line 3 shut?", "Line 3", ("shut",), ""),
    ],
)
def test_a_name_comes_with_the_noun_that_says_what_it_is(
    question: str, text: str, kinds: tuple[str, ...], link: str
) -> None:
    name = only(question)
    assert (name.text, name.kinds, name.link) == (text, kinds, link)


def test_two_names_that_belong_together_are_two() -> None:
    assert [name.text for name in names_of("Who is the lawyer of Jane Roe of Osby Rail?")] == ["Jane Roe", "Osby Rail"]
    assert [name.text for name in names_of("Where did Jane Roe and Martin Hale meet?")] == ["Jane Roe", "Martin Hale"]


def test_an_ordinal_is_part_of_a_name_and_none_by_itself() -> None:
    assert only("What does the 13th Amendment say?").parts == ("13th", "amendment")


def test_a_name_of_initials_keeps_its_last_stop() -> None:
    assert only("Which large U.S. port closed?").text == "U.S."
    assert only("Tell me about Halden.com.").text == "Halden.com"


def test_a_word_is_the_kind_of_a_name_only_where_it_is_a_noun() -> None:
    question = "What did Roe want?"
    assert names_of(question)[0].kinds == ("want",)
    assert names_of(question, nouns=[])[0].kinds == ()


@pytest.mark.parametrize(
    "question",
    [
        "who steers the plover?",
        "What opened in May 2021?",
        "Which NATO member left?",
        "Who left on Monday?",
        "Who left on Tuesday?",  # whose "ue" is no umlaut
        "What runs from July 15th to July 18th?",
        "Which hit of the 1990s came back?",
        "Who was the 13th to sign?",
        "What must be gone after a 30-day delay?",
        "What drifts in a 5,000-mile-long mass?",
        "",
    ],
)
def test_days_first_words_and_kinds_are_no_names(question: str) -> None:
    assert names_of(question) == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did Jane Roe say?", "Jane Roe said so."),
        ("What did Jane Roe say?", "The mayor, Roe, said so."),
        ("What did Jane Roe say?", "Mrs Roe said so."),
        ("What did Ben Okafor say?", "The warden, Benjamin Okafor, said so."),
        ("What did Benjamin Okafor say?", "Ben Okafor said so."),
        ("What did Jane Roe say?", "J. Roe said so."),
        ("What did J. Roe say?", "Jane Roe said so."),
        ("What does the UFHW want?", "The Union of Ferry and Harbour Workers wants more."),
        ("What did the Union of Ferry Hands ask?", "The UFH asked for more."),
        ("What does Ostrel Motors build?", "Ostrel builds lorries."),
        ("Where is Line 3 closed?", "Line 3 is closed at Osby."),
    ],
)
def test_a_name_is_met_in_full_or_by_its_own_short_form(question: str, text: str) -> None:
    assert Mentions(text).name(only(question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did Jane Roe say?", "Then Martin Roe said so."),
        ("What did Jane Roe say?", "Jane Rowe said so."),
        ("What did Jane Roe say?", "M. Roe said so."),
        ("What did Ben Okafor say?", "Bennet Okoro said so."),
        ("Where is Orlen?", "Orlan lies in the north."),
        ("What does room B12 cost?", "Room B21 costs 19 crowns."),
        ("Where is Line 3 closed?", "Line 4 is closed at 3."),
        ("What does Ostrel Motors build?", "Kestrel Motors builds lorries."),
    ],
)
def test_a_neighbour_is_not_the_name(question: str, text: str) -> None:
    assert not Mentions(text).name(only(question))


@pytest.mark.parametrize(
    ("question", "text", "rivals"),
    [
        ("Who steers the tug Plover?", "The tug Kestrel has a new master.", ("Kestrel",)),
        ("Who steers the tug Plover?", "Tug Kestrel has a new master.", ("Kestrel",)),
        ("How old is Westgate school?", "Eastgate school is 90 years old.", ("Eastgate",)),
        ("When do the baths in Lund open?", "The baths in Osby open at nine.", ("Osby",)),
        ("When do the baths in Lund open?", "The baths open at nine.", ()),
        ("Who steers the tug Plover?", "The tug was late in Osby.", ()),
    ],
)
def test_what_stands_in_the_place_of_a_name_is_its_rival(question: str, text: str, rivals: tuple[str, ...]) -> None:
    assert Mentions(text).rivals(only(question)) == rivals


def test_what_is_linked_to_a_name_names_it() -> None:
    backed = only("What does the Halden-backed bill say?")
    assert (backed.text, backed.parts) == ("Halden-backed", ("halden",))
    assert Mentions("Halden stands behind the bill.").name(backed)
    assert only("Did an Al-Orba-linked group take the port?").parts == ("al-orba",)
    assert only("Who owns Coca-Cola?").parts == ("coca-cola",)


@pytest.mark.parametrize(
    ("question", "text", "is_named"),
    [
        ("Who won a Harbour Choice Award?", "The Harbour Choice Awards went to Ida Bohm.", True),
        ("Who opened the Winter Lights?", "The Winter Light was opened by Ida Bohm.", True),
        ("How fast is an RX-24s?", "The RX-24 does 90 knots.", True),
        ("Where does Adams live?", "Adam Berg lives in Osby.", False),
        ("Who won a Harbour Choice Award?", "The Choice Awards went to Ida Bohm.", False),
        ("How fast is an RX-24?", "The RX-25s do 90 knots.", False),
    ],
)
def test_a_longer_name_and_a_code_are_met_in_either_number(question: str, text: str, is_named: bool) -> None:
    assert (Mentions(text).form_of(only(question)) is Form.FULL) == is_named
