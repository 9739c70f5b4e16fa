"""The readings of a question and of its parts, joined; passages of several rankings, interleaved."""

from dataclasses import replace

import pytest
from evidence import evidence_of

from qa.reading.evidence.judging import HeldClaim
from qa.reading.evidence.parts import join_readings
from qa.reading.evidence.reader import Reading
from qa.reading.language.questions import analyse_question
from qa.reading.speakers.asked import may_speak
from qa.retrieval import interleave

TEXTS = ["It sank in May.", "It was built in Oslo.", "It was blue."]


def reading(relevances: list[float], answerable: float) -> Reading:
    return Reading(
        analyse_question("When did it sink and where was it built?"),
        tuple(evidence_of(TEXTS, relevances=relevances)),
        answerable,
    )


def test_a_sentence_counts_as_far_as_it_answers_the_part_that_it_answers_best() -> None:
    whole = reading([1.0, 0.1, 0.2], 0.4)
    joined = join_readings(whole, [reading([1.0, 0.01, 0.02], 0.8), reading([0.02, 1.0, 0.03], 0.6)])
    assert [item.candidate.text for item in joined.evidence] == TEXTS
    assert [item.relevance for item in joined.evidence] == pytest.approx([1.0, 0.75, 0.2])
    assert joined.answerable == pytest.approx(0.7)
    assert joined.question.wants_list
    assert [item.candidate.text for item in joined.leading] == TEXTS[:2]


def test_a_part_that_is_hardly_answered_adds_hardly_anything() -> None:
    joined = join_readings(
        reading([1.0, 0.1, 0.1], 0.8), [reading([1.0, 0.0, 0.0], 0.8), reading([0.0, 0.0, 1.0], 0.04)]
    )
    assert [item.relevance for item in joined.evidence] == pytest.approx([1.0, 0.1, 0.1])
    assert [item.candidate.text for item in joined.leading] == TEXTS[:1]
    assert joined.answerable == pytest.approx(0.8)  # that of the whole, where the parts are less likely


def test_what_was_held_against_the_wholes_sentences_says_nothing_of_the_joined_ones() -> None:
    whole = replace(reading([1.0, 0.1, 0.1], 0.8), claims=(HeldClaim("it sink", ()),))
    assert join_readings(whole, [reading([1.0, 0.0, 0.0], 0.8), reading([0.0, 1.0, 0.0], 0.8)]).claims == ()


@pytest.mark.parametrize(
    ("question", "speaker", "may"),
    [
        ("What did Oslo say?", "the Norwegian ministry", True),
        ("What did Oslo say?", "the Danish ministry", False),
        ("What did Oslo say?", "Captain Joe Hale", True),
        ("What did Oslo say?", None, True),
        ("What do Norwegian officials say?", None, False),
        ("What did Hale say?", "the Danish ministry", True),
        ("What did Ida Hale say about the ship?", "Captain Joe Berg", False),
        ("What did Ida Hale say about the ship?", "Captain Hale", True),
        ("What did Ida Hale say about the ship?", None, True),
        ("Why did it sink?", "the Danish ministry", True),
    ],
)
def test_only_those_whose_words_are_asked_for_speak(question: str, speaker: str | None, may: bool) -> None:
    assert may_speak(analyse_question(question), speaker) is may


def test_each_part_hears_its_own_voices() -> None:
    texts = ["It is late, said the Danish ministry.", "It is old, said the Norwegian ministry."]
    asked = ("What did Oslo say?", "What did Copenhagen say?")
    oslo, copenhagen = (
        Reading(analyse_question(question), tuple(evidence_of(texts, relevances=[1.0, 0.5])), 0.5) for question in asked
    )
    both = Reading(analyse_question(" and ".join(asked)), tuple(evidence_of(texts, relevances=[0.1, 0.1])), 0.5)
    joined = join_readings(both, [oslo, copenhagen])
    assert {item.candidate.text: item.relevance for item in joined.evidence} == {texts[0]: 1.0, texts[1]: 0.5}
    assert joined.question.voices is None
    assert join_readings(both, [oslo, oslo]).question.voices == "Oslo"


def test_rankings_take_turns_and_no_passage_comes_twice() -> None:
    (item,) = evidence_of(["It sank."], relevances=[1.0])
    first, second, third, fourth = (
        replace(item.candidate.passage, chunk=replace(item.candidate.passage.chunk, article_id=name)) for name in "abcd"
    )
    found = interleave([[first, second, third], [second, fourth], []], most=3)
    assert [(passage.chunk.article_id, passage.rank) for passage in found] == [("a", 1), ("b", 2), ("d", 3)]
    assert interleave([], most=3) == []
