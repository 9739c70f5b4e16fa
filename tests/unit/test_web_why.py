"""The drawer that says why an answer is as it is."""

from dataclasses import replace
from datetime import date

from qa.types import Abstention, Answer, ArticleFacts, Chunk, Citation, Grounds, Mode, Passage, Trace, Weighed
from qa.web.why import render_why

RAW = "The ferry sails daily. The <bridge> is shut. Nobody knows why."
FIRST, SECOND = Chunk("a.txt", 0, 22, RAW[:22], None), Chunk("b.txt", 23, 62, RAW[23:], None)
PASSAGES = (
    Passage(FIRST, "The ferry", "Courier", date(2024, 3, 4), 1, 0.6, 2.0, 0.9, Trace(2, None, 0.5)),
    Passage(
        SECOND,
        None,
        None,
        None,
        2,
        0.5,
        3.0,
        None,
        Trace(1, 3, 0.8, (), "4 March 2024 (“last month”)"),
        (ArticleFacts("copy.txt", "The copy", None, None, 1),),
    ),
)
GROUNDS = Grounds(
    0.25,
    (
        Weighed("a.txt", 0, 22, 1.0, None),
        Weighed("b.txt", 23, 44, 0.31, "it is about Ely, not Tarn"),
        Weighed("gone.txt", 0, 5, 0.1, "it adds little to what is told"),
    ),
)
ANSWER = Answer(
    "And how often?",
    "How often does the ferry sail?",
    "The ferry sails daily. [1]",
    (),
    (Citation(1, "a.txt", "The ferry", "Courier", date(2024, 3, 4), 0, 22, RAW[:22]),),
    (),
    PASSAGES,
    None,
    0.81,
    Mode.EXTRACTIVE,
    {"condense": 0.01, "retrieve": 0.2, "read": 1.25},
    grounds=GROUNDS,
)


def test_it_tells_what_was_looked_up_how_sure_it_is_and_how_long_it_took() -> None:
    drawn = render_why(ANSWER, 0)
    assert "read as <q>How often does the ferry sail?</q>" in drawn
    assert "4 March 2024 (“last month”)" in drawn
    assert "probability of 0.81, above the 0.25 that is asked for" in drawn
    assert "<li>Reading: 1.25 s</li>" in drawn


def test_it_tells_the_places_of_each_passage_and_what_was_left_out_as_the_same() -> None:
    first, second = render_why(ANSWER, 4).split("<tr>")[2:]
    assert 'data-exchange="4" data-passage="1"' in first
    for label, value in (("Meaning", "2"), ("Words", "none"), ("Both", "2"), ("Reader", "1")):
        assert f'<td data-label="{label}">{value}</td>' in first
    assert 'data-citation="1"' in first
    for label, value in (("Meaning", "1"), ("Words", "3"), ("Both", "1"), ("Reader", "not read")):
        assert f'<td data-label="{label}">{value}</td>' in second
    assert '<td data-label="Cited">no</td>' in second
    assert "Left out as the same text: The copy" in second


def test_it_tells_why_a_sentence_is_not_told_and_escapes_it() -> None:
    drawn = render_why(ANSWER, 0)
    weighed = drawn[drawn.index("What was weighed") :]
    assert "The &lt;bridge&gt; is shut." in weighed
    assert "31% of the best: it is about Ely, not Tarn" in weighed
    assert weighed.count("<li>") == 2 + 3  # one sentence stands in no passage; three stages


def test_a_refusal_says_what_was_missing_and_an_answer_of_old_says_what_it_knows() -> None:
    declined = replace(ANSWER, abstention=Abstention.NOT_ANSWERED, confidence=0.1, citations=())
    assert "probability of 0.10, below the 0.25" in render_why(declined, 0)
    otherwise = replace(declined, grounds=replace(GROUNDS, threshold=None))
    assert "That did not decide" in render_why(otherwise, 0)
    old = Answer.from_json(replace(ANSWER, grounds=None).to_json())
    drawn = render_why(old, 0)
    assert "How sure" not in drawn
    assert "What came up" in drawn


def test_an_answer_of_before_there_were_grounds_can_be_read() -> None:
    text = ANSWER.to_json(seconds=True)
    assert Answer.from_json(text) == ANSWER
    without = text[: text.index(',\n  "grounds"')] + "\n}"
    assert Answer.from_json(without) == replace(ANSWER, grounds=None)
