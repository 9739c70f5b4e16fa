"""Sentences chosen together: each adds something, none repeats another, and the whole stays short."""

from dataclasses import replace

from evidence import evidence_of

from qa.reading.composing import MOST_SENTENCES, MOST_WORDS, choose, in_reading_order
from qa.reading.questions import analyse_question
from qa.reading.reader import Evidence

LATE = "Captain Joe Hale said that the ferry was two hours late."
WHAT = "What happened to the ferry?"


def chosen_of(evidence: list[Evidence], question: str = WHAT) -> list[str]:
    return [item.candidate.text for item in choose(analyse_question(question), evidence)]


def test_another_sentence_comes_along_when_it_may_be_the_one_that_answers() -> None:
    assert chosen_of(evidence_of([LATE, "It left at ten."], relevances=[1.0, 0.3])) == [LATE, "It left at ten."]
    assert chosen_of(evidence_of([LATE, "It left at ten."], relevances=[1.0, 0.01])) == [LATE]


def test_a_sentence_that_covers_the_rest_of_the_question_is_preferred() -> None:
    sentences = [LATE, "It left at ten.", "The lighthouse keeper saw nothing."]
    evidence = evidence_of(sentences, relevances=[1.0, 0.011, 0.01])
    assert chosen_of(evidence, "What did Hale say of the ferry, and what did the lighthouse keeper see?") == [
        LATE,
        "The lighthouse keeper saw nothing.",
    ]


def test_a_sentence_that_says_the_same_is_left_out() -> None:
    first, twin = evidence_of([LATE, "The ferry came late."], relevances=[1.0, 0.8])
    assert chosen_of([first, replace(twin, vector=first.vector)]) == [LATE]


def test_the_answer_stays_short_unless_several_things_are_asked_for() -> None:
    sentences = [f"Number {n} {'very ' * 15}late." for n in range(8)]
    evidence = evidence_of(sentences, relevances=[1.0] * 8)
    found = chosen_of(evidence)
    assert sum(len(text.split()) for text in found) <= MOST_WORDS
    assert len(found) == 3
    assert len(chosen_of(evidence, "Which ferries were late?")) == MOST_SENTENCES


def test_a_sentence_that_does_not_fit_makes_room_for_a_shorter_one() -> None:
    sentences = [f"It was {'so ' * 40}late.", f"It was {'so ' * 30}slow.", "It left at ten."]
    assert chosen_of(evidence_of(sentences, relevances=[1.0, 0.9, 0.8])) == [sentences[0], sentences[2]]


def test_articles_come_in_order_of_their_best_sentence_and_sentences_as_the_text_runs() -> None:
    first = evidence_of(["It left at ten.", LATE], relevances=[0.2, 1.0], article_id="b.txt")
    other = evidence_of(["Nobody was hurt."], relevances=[0.5], article_id="a.txt")
    ordered = in_reading_order([first[0], other[0], first[1]])
    assert [item.candidate.text for item in ordered] == ["It left at ten.", LATE, "Nobody was hurt."]
