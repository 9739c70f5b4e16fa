"""Which words of a question count as misspelt, and what becomes of them."""

import sqlite3
from collections.abc import Collection

import pytest

from qa.index import Spelling
from qa.index.spellings import count_spellings, read_spellings, read_spellings_like
from qa.spelling import Proofreader, Slip, neighbouring_keys, slips
from qa.words import stem, words

TABLE = (
    "CREATE TABLE spellings (folded TEXT, written TEXT, articles INTEGER, PRIMARY KEY (folded, written)) WITHOUT ROWID"
)
ARTICLES = (
    "The coalition has a telephone line to Moscow, which the agency reported. With the HIMARS rockets came a warning.",
    "Foreign Minister Sergey Lavrov met Mr Blenkinsop in Düsseldorf with the agency. The coalition denies it.",
    "An understanding between Mr Marlow and the coalition of Ruritania was reached. Its inauguration was in Moscow.",
)


class ArticleWords:
    """The words of a few articles, in the table that the index keeps."""

    def __init__(self, texts: Collection[str]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(TABLE)
        for text in texts:
            count_spellings(self._connection, [text], change=1)
        self._stems = {stem(word) for text in texts for word in words(text)}

    def holds(self, stem: str) -> bool:
        return stem in self._stems

    def spellings(self, words: Collection[str]) -> list[Spelling]:
        return read_spellings(self._connection, words)

    def spellings_like(self, beginning: str, shortest: int, longest: int) -> list[Spelling]:
        return read_spellings_like(self._connection, beginning, shortest, longest)


@pytest.fixture(scope="module")
def proofreader() -> Proofreader:
    return Proofreader(ArticleWords(ARTICLES))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What telphone line do the coalitoin have?", "What telephone line do the coalition have?"),
        ("wich agency reportd it?", "which agency reported it?"),
        ("Wich agency was it?", "Which agency was it?"),  # a sentence begins with it
        ("What of the coalittion's line?", "What of the coalition's line?"),
        ("What was the undersanting about?", "What was the understanding about?"),  # two slips
        ("Where did blenkinnsop go?", "Where did Blenkinsop go?"),  # as the articles write it
        ("Where did Blenkinnsop go?", "Where did Blenkinsop go?"),
        ("Who was in dusselorf?", "Who was in Düsseldorf?"),
        ("Where is Ruritaniia?", "Where is Ruritania?"),
    ],
)
def test_a_misspelt_word_becomes_one_that_the_articles_have(proofreader: Proofreader, question: str, read: str) -> None:
    assert proofreader.read(question) == read
    assert proofreader.read(read) == read


@pytest.mark.parametrize(
    "question",
    [
        "What telephone line do the coalition and Russia have?",
        "Who denied the warnings?",  # other forms of words that the articles have
        "Is there a bakery or a chocolate cake?",  # English words that the articles do not have
        "What does the Su-30 or F-16 cost, or an Xz9coalitin?",
        "What is COALITIN, or CoalitIn?",
        "Who is Mr Macron or Mr Blenkinsap?",  # another name; one vowel apart
        "Who is Mr Marlov?",  # short for a name
        "Coalitin Ruritan said what?",  # two words with capitals are a name even where a sentence begins
        "What is a Coalitin?",  # a name is no other word
        "What is a “coalitin”?",
        'What is a "coalitin line"?',
        "Was it teh coa lin?",  # below four letters
        "Which chocolat cake?",  # the right word is in no article, and would find no more
        "What is the aggency-line.com?",
        "",
        "?!",
        "Coälitin",
    ],
)
def test_what_may_be_right_is_left_alone(proofreader: Proofreader, question: str) -> None:
    assert proofreader.read(question) == question


def test_the_likelier_slip_goes_before_the_commoner_word(proofreader: Proofreader) -> None:
    assert proofreader.read("wich") == "which"  # a letter left out; "with" is in more articles


def test_the_commoner_word_is_taken_where_the_slips_are_alike() -> None:
    texts = ["A tarron of seeds.", "They tarron it.", "A tarrin."]
    assert Proofreader(ArticleWords(texts)).read("one tarrn") == "one tarron"
    assert Proofreader(ArticleWords([*texts, "a tarrin", "the tarrin"])).read("one tarrn") == "one tarrin"


def test_a_short_word_needs_a_usual_slip() -> None:
    articles = ArticleWords(["The words of a record."])
    assert Proofreader(articles).read("zords") == "zords"
    assert Proofreader(articles).read("rezord") == "record"


def test_a_name_too_short_to_tell_is_not_passed_over_for_a_word_farther_off() -> None:
    articles = ArticleWords(["They quote Trump. He trumps them."])
    assert Proofreader(articles).read("what trumpp") == "what trumpp"
    assert Proofreader(ArticleWords(["He trumps them."])).read("what trumpp") == "what trump"


def test_an_english_word_is_not_made_a_word_of_the_articles() -> None:
    proofreader = Proofreader(ArticleWords(["The genome of a weed."]))
    assert proofreader.read("a gnome, a webcam, a genomme") == "a gnome, a webcam, a genome"


def test_a_question_in_another_language_is_left_alone() -> None:
    proofreader = Proofreader(ArticleWords(["The lines in a harbour."]))
    spanish = "¿Cuántos barcos entraron en el harbor lunes?"
    assert proofreader.read(spanish) == spanish
    assert proofreader.read("How many lunes entraron?") == "How many lines entraron?"


def test_short_forms_without_their_apostrophe_are_known() -> None:
    assert Proofreader(ArticleWords(["A donut."])).read("dont eat a donnut") == "dont eat a donut"


def test_nothing_is_read_into_a_question_over_no_articles() -> None:
    assert Proofreader(ArticleWords([])).read("wich coalitoin?") == "wich coalitoin?"


def test_slips_are_told_apart() -> None:
    found = slips("lune")
    expected = {
        "ulne": Slip.USUAL,
        "lunne": Slip.USUAL,
        "line": Slip.VOWEL,
        "luhe": Slip.USUAL,
        "lunw": Slip.USUAL,
        "lupe": Slip.OTHER,
        "lun": Slip.OTHER,
        "plune": Slip.USUAL,
    }
    assert {word: found.get(word) for word in expected} == expected
    assert slips("llune")["lune"] is Slip.USUAL
    assert "lune" not in found
    assert "al" not in slips("ale")


def test_keys_have_neighbours() -> None:
    assert neighbouring_keys("s") == frozenset("awedxz")
    assert neighbouring_keys("p") == frozenset("ol")
    assert neighbouring_keys("q") == frozenset("wa")


def test_spellings_are_counted_in_and_out() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLE)
    second, third = "A cafe and lavrov's Al-Tanf, 3rd.", "The end."
    first = ["Lavrov didn't see the café, the Café or Su-30s.", "The café of Lavrov."]
    count_spellings(connection, first, change=1)
    for text in (second, third):
        count_spellings(connection, [text], change=1)
    asked = {"cafe", "lavrov", "tanf", "didn", "did", "see", "the", "none"}
    assert read_spellings(connection, asked) == [
        Spelling("cafe", "café", 3, is_name=False),
        Spelling("lavrov", "lavrov", 2, is_name=False),
        Spelling("see", "see", 1, is_name=False),
        Spelling("tanf", "Tanf", 1, is_name=True),
        Spelling("the", "the", 3, is_name=False),
    ]
    assert [each.folded for each in read_spellings_like(connection, "t", 3, 3)] == ["the"]
    count_spellings(connection, first, change=-1)
    assert [each.written for each in read_spellings(connection, asked)] == ["cafe", "lavrov", "Tanf", "The"]
    for text in (second, third):
        count_spellings(connection, [text], change=-1)
    assert connection.execute("SELECT count(*) FROM spellings").fetchone() == (0,)


def test_a_word_longer_than_any_other_stays_and_its_neighbours_are_still_put_right(proofreader: Proofreader) -> None:
    for letters in (40, 5_000, 20_000, 200_000):
        long = "q" * letters
        assert proofreader.read(f"wich {long} Agency reportd it?") == f"which {long} Agency reported it?"


def test_quotation_marks_without_end_hide_nothing(proofreader: Proofreader) -> None:
    assert proofreader.read("“" * 20_000 + " wich agency?") == "“" * 20_000 + " which agency?"
    assert proofreader.read("“wich” " * 5_000 + "wich agency?") == "“wich” " * 5_000 + "which agency?"


def test_a_question_of_many_unknown_words_is_left_as_it_is(proofreader: Proofreader) -> None:
    for count, read in ((49, "which"), (50, "wich")):  # and "wich" itself
        assert proofreader.read("Xqzzv " * count + "wich agency?") == "Xqzzv " * count + f"{read} agency?"
