import pytest

from qa.reading.language.kinds import find_mentions
from qa.reading.language.questions import AskedFor, analyse_question, things_of
from qa.words import stem, words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many bridges were closed?", AskedFor.COUNT),
        ("who opened the new station", AskedFor.PERSON),
        ("When did the ferry sink?", AskedFor.TIME),
        ("What year was the dam built?", AskedFor.TIME),
        ("Where will the summit be held?", AskedFor.PLACE),
        ("Which city hosts the fair?", AskedFor.PLACE),
        ("What does a ticket cost?", AskedFor.MONEY),
        ("How much was paid for the painting?", AskedFor.MONEY),
        ("How far can the ferry sail?", AskedFor.MEASURE),
        ("How long did the strike last?", AskedFor.DURATION),
        ("Why was the mayor dismissed?", AskedFor.REASON),
        ("whats the reason the mayor resigned", AskedFor.REASON),
        ("What's the cause of the fire?", AskedFor.REASON),
        ("Did the mayor resign?", AskedFor.YES_NO),
        ("How do bees find their way?", AskedFor.MANNER),
        ("What did the minister announce?", AskedFor.THING),
        ("", AskedFor.THING),
    ],
)
def test_the_form_of_a_question_says_what_it_asks_for(text: str, kind: AskedFor) -> None:
    assert analyse_question(text).asked_for is kind


def test_the_counted_noun_is_the_head() -> None:
    assert analyse_question("How many telephone lines are there?").head == ("telephon", "line")


def test_function_words_are_no_content() -> None:
    assert analyse_question("Who is it that they were with?").stems == ()


def test_a_question_for_several_things_wants_a_list() -> None:
    assert analyse_question("Which towns were flooded?").wants_list
    assert not analyse_question("Which town was flooded first?").wants_list


@pytest.mark.parametrize(
    "text",
    [
        "Which rebel groups were hit?",
        "which towns or villages did it flood",
        "What do Norwegian officials accuse Denmark of?",
        "What have the ministries claimed?",
        "Did it sink? collect what every captain said",
        "Please list the names of the ships.",
        "What lines of communication exist?",
        "Where has the river burst its banks, according to the articles?",
    ],
)
def test_a_question_can_say_that_it_asks_for_several(text: str) -> None:
    assert analyse_question(text).wants_several
    assert analyse_question(text).wants_list


@pytest.mark.parametrize(
    "text",
    [
        "Which group was hit?",
        "What does HIMARS cost?",
        "What happens in May?",
        "Where do seals live?",
        "What did Hale say?",
        "Which union leader speaks for the nurses?",
        "What closed, according to reports?",
    ],
)
def test_a_question_for_one_thing_does_not_say_so(text: str) -> None:
    assert not analyse_question(text).wants_several


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        ("What do Norwegian officials accuse Denmark of?", "Norwegian officials"),
        ("What did Hale say about it?", "Hale"),
        ("collect what every US spokesperson said", "US spokesperson"),
        ("Who sank it?", None),
    ],
)
def test_whose_words_are_asked_for(text: str, voices: str | None) -> None:
    assert analyse_question(text).voices == voices


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        (AskedFor.COUNT, "Crews closed 14 bridges.", ["14"]),
        (AskedFor.COUNT, "Crews closed the bridges.", []),
        (AskedFor.MONEY, "The painting fetched $2.5 million.", ["$2"]),
        (AskedFor.MONEY, "The painting hung there for 20 years.", []),
        (AskedFor.TIME, "It sank on Tuesday in 1987.", ["Tuesday", "1987"]),
        (AskedFor.PERSON, "The speech by Ada Marsh was short.", ["Ada Marsh"]),
        (AskedFor.REASON, "It closed because of the storm.", ["because"]),
        (AskedFor.THING, "Anything at all.", []),
    ],
)
def test_mentions_are_of_the_kind_asked_for(kind: AskedFor, sentence: str, found: list[str]) -> None:
    assert [mention.text for mention in find_mentions(kind, sentence, known=frozenset())] == found


def test_a_name_that_the_question_gives_is_no_answer() -> None:
    known = frozenset(words("Who is Ada Marsh?"))
    assert find_mentions(AskedFor.PERSON, "Ada Marsh spoke.", known=known) == ()


def test_mentions_carry_their_place_in_the_sentence() -> None:
    sentence = "Crews closed 14 bridges."
    (mention,) = find_mentions(AskedFor.COUNT, sentence, known=frozenset())
    assert sentence[mention.start : mention.end] == "14"


def test_the_form_of_a_very_long_question_is_that_of_its_start() -> None:
    long = analyse_question("Which groups " + "did every " * 5_000 + "say?")
    assert (long.asked_for, long.wants_list) == (AskedFor.ENTITY, True)
    assert analyse_question("a" * 20_000).stems == (stem("a" * 20_000),)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("How many books does the boat carry?", {"boat"}),
        ("How many people died in the crash?", {"crash"}),
        ("What is the price?", set()),
        ("Who is the captain of the ferry?", {"ferri"}),
        ("Why?", set()),
    ],
)
def test_a_question_takes_some_things_as_known(text: str, things: set[str]) -> None:
    assert things_of(text) == things
