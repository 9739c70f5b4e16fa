"""Sentences chosen together: each adds something, none repeats another, and the whole stays short."""

from dataclasses import replace

import numpy as np
from evidence import evidence_of

from qa.reading.answers.choosing import MOST_SENTENCES, MOST_WORDS, choose, in_reading_order, spread
from qa.reading.evidence.reader import Evidence
from qa.reading.language.questions import analyse_question

LATE = "Captain Joe Hale said that the ferry was two hours late."
WHAT = "What happened to the ferry?"


def chosen_of(evidence: list[Evidence], question: str = WHAT) -> list[str]:
    return [item.candidate.text for item in choose(analyse_question(question), evidence)]


def test_another_sentence_comes_along_when_it_may_be_the_one_that_answers() -> None:
    assert chosen_of(evidence_of([LATE, "It left at ten."], relevances=[1.0, 0.3])) == [LATE, "It left at ten."]
    assert chosen_of(evidence_of([LATE, "It left at ten."], relevances=[1.0, 0.01])) == [LATE]


def test_a_sentence_that_covers_the_rest_of_the_question_is_preferred() -> None:
    sentences = [LATE, "It left at ten.", "The lighthouse keeper saw nothing."]
    evidence = evidence_of(sentences, relevances=[1.0, 0.031, 0.03])
    assert chosen_of(evidence, "What did Hale say of the ferry, and what did the lighthouse keeper see?") == [
        LATE,
        "The lighthouse keeper saw nothing.",
    ]


def test_a_sentence_that_says_the_same_is_left_out() -> None:
    first, twin = evidence_of([LATE, "The ferry came late."], relevances=[1.0, 0.8])
    assert chosen_of([first, replace(twin, vector=first.vector)]) == [LATE]


def test_the_text_speaks_in_the_place_of_a_headline_that_says_the_same() -> None:
    headline, full, other = evidence_of(["Ferry two hours late", LATE, "It left at ten."], relevances=[1.0, 0.5, 0.2])
    above = replace(headline.candidate.passage.chunk, start=headline.candidate.end)
    passage = replace(headline.candidate.passage, chunk=above)
    headline = replace(headline, candidate=replace(headline.candidate, passage=passage))
    assert chosen_of([headline, full, other]) == ["Ferry two hours late", LATE, "It left at ten."]
    alike = replace(full, vector=headline.vector * np.float32(0.75))
    assert chosen_of([headline, alike, other]) == [LATE, "It left at ten."]
    assert chosen_of([headline, replace(alike, relevance=0.2), other])[0] == "Ferry two hours late"
    elsewhere = replace(alike, candidate=replace(alike.candidate, article_id="other.txt"))
    assert chosen_of([headline, elsewhere, other])[0] == "Ferry two hours late"


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


def test_where_several_things_are_asked_for_every_article_that_answers_speaks() -> None:
    north, south, market, rain = "The north pier flooded.", "The south pier flooded.", "A market flooded.", "Rain fell."
    texts = [north, south, market, "A bridge opened.", rain]
    articles = dict(zip(texts, [("a", 0.1), ("a", 0.1), ("b", 0.0), ("c", -0.5), ("b", 0.0)], strict=True))
    evidence = [
        replace(
            item,
            candidate=replace(item.candidate, article_id=articles[item.candidate.text][0]),
            features={**item.features, "network_passage": articles[item.candidate.text][1]},
        )
        for item in evidence_of(texts, relevances=[1.0, 0.3, 0.02, 0.01, 0.0001])
    ]
    assert chosen_of(evidence, "Which places were flooded?") == [north, market, south]
    assert chosen_of(evidence, "What was flooded?") == [north, south]
    assert [round(item.relevance, 2) for item in spread(evidence)] == [1.0, 0.37, 0.3, 0.01, 0.0]


def test_a_question_and_a_scrap_are_no_part_of_an_answer() -> None:
    scraps = ["How late was the ferry that left at ten?", "Ferry —", LATE, "Two hours."]
    assert chosen_of(with_forms(scraps)) == [LATE]
    alone = with_forms(scraps[:1])
    assert chosen_of(alone) == scraps[:1]  # better than nothing


def with_forms(texts: list[str]) -> list[Evidence]:
    """Evidence, likely in this order, with the features that tell questions and scraps."""
    return [
        replace(
            item,
            features={
                **item.features,
                "is_question": float(item.candidate.text.endswith("?")),
                "short": float(len(item.candidate.text.split()) < 4),
            },
        )
        for item in evidence_of(texts, relevances=[1.0 - 0.1 * n for n in range(len(texts))])
    ]


SAID = [
    "The ferry is old, Norwegian officials said on Monday.",
    "The ferry left at ten.",
    "The ferry is new, the Danish ministry said.",
    "Captain Joe Hale said that the ferry was slow.",
]


def test_where_the_words_of_several_are_asked_for_each_sentence_is_said_by_one_of_theirs() -> None:
    evidence = evidence_of(SAID, relevances=[1.0, 0.9, 0.8, 0.7])
    assert chosen_of(evidence, "What do Norwegian officials say about the ferry?") == [SAID[0], SAID[3]]
    assert chosen_of(evidence, "What did Oslo say about the ferry?") == [SAID[0], SAID[3], SAID[1]]
    assert chosen_of(evidence, "What is said about the ferry?") == SAID


def test_somebody_who_has_not_spoken_yet_adds_more_where_people_are_asked_for() -> None:
    texts = [SAID[3], "Hale said that the harbour was full.", "Anna Berg said that the sea was calm."]
    evidence = evidence_of(texts, relevances=[1.0, 0.038, 0.036])
    assert chosen_of(evidence, "What did Norway say?") == [texts[0], texts[2]]
    assert chosen_of(evidence, "How slow?") == [texts[0]]


def test_of_a_table_only_the_rows_that_were_asked_for_are_told() -> None:
    rows = ["Norr | 41 | 207", "Skerry | 33 | 118", "Vane | 17 | 64"]
    evidence = evidence_of(rows, relevances=[1.0, 0.9, 0.8])
    heading = "Club | Points | Members"
    tabled = [
        replace(
            item,
            candidate=replace(
                item.candidate,
                passage=replace(item.candidate.passage, chunk=replace(item.candidate.passage.chunk, heading=heading)),
            ),
        )
        for item in evidence
    ]
    assert chosen_of(tabled, "How many members has Norr?") == rows[:1]
    assert chosen_of(tabled, "How many members have Norr and Vane?") == [rows[0], rows[2]]
    assert chosen_of(evidence, "How many members has Norr?") == rows


def test_of_lists_side_by_side_only_the_one_that_was_asked_for_is_told() -> None:
    women, men, dry = "Women:\n1. Jule Farr\n2. Ann Sorel", "Men:\n1. Kofi Brandt\n2. Leo Marsh", "The weather was dry."
    evidence = evidence_of([women, men, dry], relevances=[1.0, 0.9, 0.8])
    assert chosen_of(evidence, "Who won the women's run?") == [women, dry]
    assert chosen_of(evidence, "Who won?") == [women, men, dry]
