"""Questions that go on from an answer: made of what its passages say besides."""

from dataclasses import replace

from qa.reading.answers.asking_on import onward
from qa.types import Abstention, Answer, Article, Chunk, Citation, Mode, Passage, Section, Span, Trace

RAW = (
    "The new ferry sails from Tarn to Ely every morning at six. "
    "Mayor Ada Lund said on Monday that the old bridge over the Orla was not safe for lorries. "
    "Engineer Bo Renz said that the repair of the pillars would take the builders until spring. "
    "The council closed the old bridge in March 2023. "
    "He said so twice."
)
ARTICLE = Article("a.txt", "T", None, None, RAW, (Span(0, len(RAW)),), (), (Section(None, Span(0, len(RAW))),), "h")
PASSAGE = Passage(Chunk("a.txt", 0, len(RAW), RAW, None), "T", None, None, 1, 0.5, 1.0, None, Trace(1, 1, 0.5))
FIRST = RAW[: RAW.index(" Mayor")]
ANSWER = Answer(
    "Where does the ferry sail from?",
    "Where does the ferry sail from?",
    f"{FIRST} [1]",
    (),
    (Citation(1, "a.txt", "T", None, None, 0, len(FIRST), FIRST),),
    (),
    (PASSAGE,),
    None,
    0.9,
    Mode.EXTRACTIVE,
)


def asked(answer: Answer, *before: str) -> list[str]:
    return [each.question for each in onward(answer, {"a.txt": ARTICLE}.__getitem__, asked=before)]


def test_speakers_and_facts_that_were_not_shown_are_asked_about() -> None:
    questions = asked(ANSWER)
    assert questions[0] == "What did Mayor Ada Lund say about the Orla?"
    assert "When did the council close the old bridge?" in questions
    assert any("repair of the pillars" in each for each in questions)
    assert not any("ferry" in each or "twice" in each for each in questions)


def test_each_says_which_sentence_it_is_made_of() -> None:
    first = onward(ANSWER, {"a.txt": ARTICLE}.__getitem__)[0]
    assert RAW[first.start : first.end].startswith("Mayor Ada Lund said")


def test_what_is_much_like_a_question_that_was_asked_is_left_out() -> None:
    assert not any("Lund" in each for each in asked(ANSWER, "What did Ada Lund say about the Orla?"))


def test_nothing_goes_on_from_passages_about_something_else() -> None:
    assert asked(replace(ANSWER, abstention=Abstention.NOTHING_NEAR)) == []
