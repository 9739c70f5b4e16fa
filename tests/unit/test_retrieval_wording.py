"""How the words of a chunk match those of a question, and which passages repeat another."""

from dataclasses import dataclass

import pytest

from qa.index import ChunkWords, telling_words
from qa.retrieval.fusion import FusionWeights
from qa.retrieval.repeats import group_repeats
from qa.retrieval.wording import WordMatch, match_words
from qa.types import ArticleFacts
from qa.words import stems

RARE, COMMON = 4.0, 1.0
WEIGHTS = {"bridg": COMMON, "cost": COMMON, "weser": RARE}


def words(text: str, title: str = "", heading: str = "") -> ChunkWords:
    return ChunkWords(*(tuple(stems(part, keep_function_words=True)) for part in (title, heading, text)))


def match(text: str, title: str = "") -> WordMatch:
    return match_words(("cost", "bridg", "weser"), WEIGHTS, words(text, title))


def test_a_question_is_its_telling_stems_once_and_in_order() -> None:
    assert telling_words("What does the bridge near Al-Tanf cost, and what cost Tanf?") == (
        "bridg",
        "near",
        "al-tanf",
        "al",
        "tanf",
        "cost",
    )


def test_a_question_of_function_words_keeps_them() -> None:
    assert telling_words("Who is it?") == ("who", "is", "it")


def test_nothing_in_common_is_no_match() -> None:
    assert match("A tram derailed.") == WordMatch(0, 0, 0)
    assert match_words((), {}, words("A tram derailed.")) == WordMatch(0, 0, 0)


def test_rare_words_cover_more_of_a_question() -> None:
    assert match("Along the Weser.").coverage == pytest.approx(4 / 6)
    assert match("The cost.").coverage == pytest.approx(1 / 6)
    assert match("The cost of the Weser bridges.").coverage == 1


def test_a_title_covers_words_of_the_question() -> None:
    assert match("It was closed.", title="The bridge over the Weser").coverage == pytest.approx(5 / 6)


def test_near_words_count_more_than_far_ones_and_very_far_ones_not_at_all() -> None:
    near = match("The cost bridge.").proximity
    farther = match("The cost of the old railway bridge.").proximity
    assert near == pytest.approx(1 / 6)
    assert farther == pytest.approx(1 / 6 / 5)
    assert match("The cost " + "very " * 10 + "bridge.").proximity == 0


def test_phrases_are_neighbours_in_the_order_of_the_question() -> None:
    assert match("The cost: a bridge, Weser.").phrases == 1
    assert match("Weser bridge cost").phrases == 0
    assert match("cost, then bridge").phrases == 0.5


def test_the_parts_of_the_fusion_are_named_and_weighted() -> None:
    weights = FusionWeights(coverage=0.5, proximity=0.25, phrases=0.1)
    assert weights.parts(WordMatch(1, 0.5, 0)) == (("coverage", 0.5), ("proximity", 0.125), ("phrases", 0.0))


@dataclass(frozen=True)
class Story:
    article: ArticleFacts
    words: ChunkWords


WIRE = (
    "The ministry said on Monday that the bridge over the Weser would stay closed until the end of March because the "
    "railing had been hit by a truck and engineers had found cracks in two of the piers."
)


def story(name: str, text: str) -> Story:
    return Story(ArticleFacts(name, None, None, None, 1), words(text))


def grouped(*stories: Story, most: int = 9) -> list[list[str]]:
    return [[one.article.article_id for one in group] for group in group_repeats(stories, most=most)]


def test_the_same_story_in_several_articles_is_one_group() -> None:
    other = story(
        "d", "A tram derailed in Lille on its way to the depot, and nobody on board or in the street was hurt at all."
    )
    again = story("c", WIRE.replace("until the end of March ", ""))
    assert grouped(story("a", WIRE), story("b", "Berlin. " + WIRE), other, again) == [["a", "b", "c"], ["d"]]


def test_groups_are_counted_not_passages() -> None:
    assert grouped(story("a", WIRE), story("b", WIRE), story("c", "Another matter."), most=1) == [["a", "b"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [("two of the piers", "3 of the piers"), ("would stay closed", "would not stay closed")],
)
def test_what_differs_in_a_number_or_a_denial_is_no_repetition(before: str, after: str) -> None:
    assert grouped(story("a", WIRE), story("b", WIRE.replace(before, after))) == [["a"], ["b"]]


def test_chunks_of_one_article_and_short_ones_do_not_repeat_each_other() -> None:
    assert grouped(story("a", WIRE), story("a", WIRE)) == [["a"], ["a"]]
    assert grouped(
        story("a", "The ministry declined to comment."), story("b", "The ministry declined to comment.")
    ) == [
        ["a"],
        ["b"],
    ]
