import pytest

from qa.chat.history import MOST_TURNS, recent, standalone_question
from qa.types import Turn

FERRY = (Turn("What did Captain Joe Hale say about the ferry?", "Captain Joe Hale said it was late. [1]"),)
COUPLE = (Turn("Who did Mrs Lund and Mr Berg meet?", "Mrs Lund met the king. [1]"),)
BERLIN = (
    Turn("What did Merkel say in Berlin?", "Merkel said no. [1]"),
    Turn("Thanks a lot!", "The articles do not deal with this."),
)
ESTATE = (
    Turn("What is estate planning?", "Estate planning is choosing who inherits. [1]"),
    Turn("Is it expensive?", "It costs a thousand dollars. [1]"),
)


def test_without_history_nothing_changes() -> None:
    assert standalone_question("  Why did he leave? ", ()) == "Why did he leave?"


@pytest.mark.parametrize(
    "question",
    [
        "Which towns flooded after the storm in May?",
        "Who said that the towns flooded in May?",
        "Is it true that towns flooded in Norway?",
        "Are there hospitals in Bergen?",
        "Which aircraft were moved this year?",
        "What is a tariff?",
        "Who was Nelson Mandela?",
        "And who was Nelson Mandela?",
        "Europa Clipper mission",
        "If I rent a car in Oslo, can I return it in Bergen?",
        "Did the mayor say that he resigned?",
        "Did Putin say he would resign?",
        "Is the coalition moving its planes?",
        "Did the ministry say it would pay?",
        "How about renting boats in Bergen or selling tickets in Oslo?",
        "Why was this cathedral roof rebuilt with copper?",
        "Why " + "very " * 30 + "long?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone_question(question, FERRY) == question


@pytest.mark.parametrize("question", ["Thanks!", "Thank you for your help.", "ok, great", "Hello", "Yes.", "", "???"])
def test_thanks_and_greetings_ask_nothing_and_stay(question: str) -> None:
    assert standalone_question(question, FERRY) == question


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("When was he born in Norway?", "When was Captain Joe Hale born in Norway?"),
        ("What is his favourite sailing ship?", "What is Captain Joe Hale's favourite sailing ship?"),
        ("Where was her ship built?", "Where was Captain Joe Hale's ship built?"),
        ("What happened to her?", "What happened to Captain Joe Hale?"),
        ("Who is he?", "Who is Captain Joe Hale?"),
        ("What did the ministry say about his death?", "What did the ministry say about Captain Joe Hale's death?"),
        ("Why did he say he resigned?", "Why did Captain Joe Hale say he resigned?"),
        ("did he say that?", "did Captain Joe Hale say that? (about: ferry)"),
    ],
)
def test_he_and_she_become_the_person_of_the_conversation(question: str, standalone: str) -> None:
    assert standalone_question(question, FERRY) == standalone


def test_titles_tell_he_from_she() -> None:
    assert standalone_question("Where does she live?", COUPLE) == "Where does Mrs Lund live?"
    assert standalone_question("Where does he live?", COUPLE) == "Where does Mr Berg live?"


def test_a_person_of_a_single_name_counts_where_the_question_says_that_they_did_something() -> None:
    history = (Turn("What is Okafor concerned about?", "She is concerned about floods. [1]"),)
    assert standalone_question("Why would she welcome a dam?", history) == "Why would Okafor welcome a dam?"


def test_they_beside_she_are_the_state_that_the_answer_names() -> None:
    asked = "Would she welcome their plan?"
    history = (Turn("What is Okafor concerned about?", "She is concerned on Monday that Norway builds a dam. [1]"),)
    assert standalone_question(asked, history) == "Would Okafor welcome Norway's plan?"
    floods = (Turn("What is Okafor concerned about?", "She is concerned about floods on Monday. [1]"),)
    assert standalone_question(asked, floods) == "Would Okafor welcome their plan?"
    assert standalone_question("Did they agree?", history) == "Did they agree? (about: Okafor)"


def test_a_person_whom_only_the_answer_names_counts() -> None:
    history = (Turn("Who denied the strikes?", "Colonel Jane Roe denied them on Monday. [1]"),)
    assert standalone_question("When did she retire?", history) == "When did Colonel Jane Roe retire?"


def test_a_pronoun_that_nobody_fits_takes_the_topic() -> None:
    history = (Turn("how many people died in the flood?", "At least 40 people died. [1]"),)
    standalone = standalone_question("why did he resign?", history)
    assert standalone == "why did he resign? (about: people, flood)"


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("When did she go there?", "When did Merkel go to Berlin?"),
        ("Who was there?", "Who was in Berlin?"),
        ("Which trains leave from there?", "Which trains leave from Berlin?"),
        ("Who is mayor of that city?", "Who is mayor of Berlin?"),
        ("Does that town have a pool?", "Does Berlin have a pool?"),
    ],
)
def test_there_becomes_the_place(question: str, standalone: str) -> None:
    assert standalone_question(question, BERLIN) == standalone


def test_a_month_is_no_place() -> None:
    history = (Turn("Where was the fair held?", "A fair was held in Luderin in October 2022. [1]"),)
    assert standalone_question("Who is mayor of that town?", history) == "Who is mayor of Luderin?"


def test_there_without_a_known_place_takes_the_topic() -> None:
    assert standalone_question("Was he there?", FERRY) == "Was Captain Joe Hale there? (about: ferry)"


@pytest.mark.parametrize(
    "question",
    [
        "And why?",
        "How many?",
        "When?",
        "Who else?",
        "By whom?",
        "tell me more",
        "Are you sure?",
        "And in May?",
        "In Oslo?",
        "What is the cost?",
        "What happened then?",
        "Are there others?",
        "How many passengers did it carry that day?",
        "Which company built them?",
        "Did the Harbour Board confirm that?",
        "Who denied it on the Norwegian side?",
    ],
)
def test_what_points_back_or_says_little_is_followed_by_the_topic(question: str) -> None:
    assert standalone_question(question, FERRY) == f"{question} (about: Captain Joe Hale, ferry)"


@pytest.mark.parametrize("question", ["What about Anna Berg?", "And Anna Berg?", "No, I meant Anna Berg."])
def test_another_name_takes_the_place_of_the_one_asked_about(question: str) -> None:
    assert standalone_question(question, FERRY) == "What did Anna Berg say about the ferry?"


def test_thanks_before_a_question_are_left_out_where_the_question_is_filled_in() -> None:
    assert standalone_question("Thanks! And why?", FERRY) == "And why? (about: Captain Joe Hale, ferry)"
    assert standalone_question("Thanks! Who was Nelson Mandela?", FERRY) == "Thanks! Who was Nelson Mandela?"


def test_the_topic_outlives_follow_ups_and_thanks() -> None:
    standalone = "When should someone start doing it? (about: estate planning)"
    assert standalone_question("When should someone start doing it?", ESTATE) == standalone
    thanks = Turn("Thank you for explaining!", "The articles do not deal with this.")
    assert standalone_question("When should someone start doing it?", (*ESTATE, thanks)) == standalone


def test_a_new_topic_replaces_the_old_one() -> None:
    history = (*ESTATE, Turn("Which ship sank near Bergen?", "A tanker. [1]"))
    assert standalone_question("Why?", history) == "Why? (about: ship sank near Bergen)"


def test_what_the_answer_names_becomes_the_topic_where_the_question_named_nothing() -> None:
    history = (Turn("Which ship sank?", "The Moskva sank on Thursday. [1]"),)
    assert standalone_question("When was it built?", history) == "When was it built? (about: ship sank, Moskva)"


def test_words_that_the_question_has_are_not_repeated() -> None:
    assert (
        standalone_question("Was the ferry late then?", FERRY) == "Was the ferry late then? (about: Captain Joe Hale)"
    )


def test_this_bridge_points_back_only_where_one_was_spoken_of() -> None:
    history = (Turn("Who built the Storstrom bridge?", "Dorman Long built it. [1]"),)
    heard = "How many workers painted this bridge red?"
    assert standalone_question(heard, history) == f"{heard} (about: Storstrom bridge)"
    unheard = "How many books does this library lend to pensioners?"
    assert standalone_question(unheard, history) == unheard


def test_a_long_conversation_gives_a_short_topic() -> None:
    turns = tuple(Turn(f"And how many gulls{n} were in it?", "No. [1]") for n in range(MOST_TURNS - 1))
    standalone = standalone_question("Why?", (Turn("What did the harbour cost?", "No. [1]"), *turns))
    assert standalone == "Why? (about: harbour cost, gulls0, gulls1, gulls2, gulls3, gulls4, gulls5)"


def test_of_ten_thousand_turns_the_last_are_taken_up() -> None:
    history = (*FERRY * 10_000, *COUPLE)
    assert standalone_question("When was she born?", history) == "When was Mrs Lund born?"
    assert standalone_question("When was she born?", (*COUPLE, *FERRY * 10_000)) == "When was Captain Joe Hale born?"
    bare = (*FERRY * 10_000, Turn("Is the ferry late?", "It is. [1]"), *(Turn("Why?", "No.") for _ in range(5)))
    assert standalone_question("Since when?", bare) == "Since when is the ferry late?"


def test_a_question_leans_on_the_last_turns_that_asked_something() -> None:
    turns = [Turn(f"Who is number {n}?", "Nobody.") for n in range(MOST_TURNS + 5)]
    thanked = [turn for asked in turns for turn in (asked, Turn("Thanks!", "You are welcome."))]
    assert recent(thanked) == turns[5:]
    assert recent(turns[:2]) == turns[:2]


def test_many_pronouns_point_back_only_where_nothing_is_named_before_the_first() -> None:
    many = " and it sank" * 5_000
    assert standalone_question(f"Did the ferry Norrona sink{many}?", FERRY) == f"Did the ferry Norrona sink{many}?"
    assert standalone_question(f"Why was it late{many}?", FERRY).endswith("(about: Captain Joe Hale, ferry)")
