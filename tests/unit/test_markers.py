"""Markers as real models write them, whole and while they arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.chat.markers import split_finished, split_marked


def read(reply: str, passages: int = 9) -> list[tuple[str, tuple[int, ...]]]:
    return [(marked.text, marked.numbers) for marked in split_marked(reply, passages)]


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [
        ("[1]", (1,)),
        ("[1][2]", (1, 2)),
        ("[1] [2]", (1, 2)),
        ("[1, 2]", (1, 2)),
        ("[1; 2 and 3]", (1, 2, 3)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3, 5]", (1, 2, 3, 5)),
        ("(1)", (1,)),
        ("(1, 2)", (1, 2)),
        ("【1】", (1,)),
        ("【1†source】", (1,)),
        ("[Passage 1]", (1,)),
        ("(Passages 1 and 2)", (1, 2)),
        ("[passage 1, passage 2]", (1, 2)),
        ("[Source 4]", (4,)),
        ("[^1]", (1,)),
        ("[^1][^2]", (1, 2)),
        ("[#3]", (3,)),
        ("[1]()", (1,)),
        ("**[1]**", (1,)),
    ],
)
@pytest.mark.parametrize("place", ["It rained {}.", "It rained. {}", "It rained{}. "])
def test_every_form_is_read_and_taken_out(marker: str, numbers: tuple[int, ...], place: str) -> None:
    assert read(place.format(marker)) == [("It rained.", numbers)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It rained. [1] It snowed [2][3].", [("It rained.", (1,)), ("It snowed.", (2, 3))]),
        ("It rained. (1) It snowed. (2)", [("It rained.", (1,)), ("It snowed.", (2,))]),
        ("[1] It rained. [2] It snowed.", [("It rained.", (1,)), ("It snowed.", (2,))]),
        ("“It rained,” he said. [1] “It snowed.” [2]", [("“It rained,” he said.", (1,)), ("“It snowed.”", (2,))]),
        ("- It rained [1]\n- It snowed [2].", [("It rained", (1,)), ("It snowed.", (2,))]),
        ("1. It rained [1].\n2. It snowed [2].", [("It rained.", (1,)), ("It snowed.", (2,))]),
        ("The U.S. [1] said so.", [("The U.S. said so.", (1,))]),
        ("It rained.", [("It rained.", ())]),
        ("", []),
        ("[1]", []),
    ],
)
def test_a_marker_belongs_to_its_sentence(reply: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(reply) == expected


@pytest.mark.parametrize(
    "reply",
    ["A year (2017).", "In 2017 (2) men left.", "He [Dillon] said it.", "Flight [KL12] landed.", "x² + y² [a1]."],
)
def test_what_is_no_marker_stays(reply: str) -> None:
    assert read(reply) == [(reply, ())]


def test_round_numbers_beyond_the_passages_are_no_markers() -> None:
    assert read("Aged (12).", passages=9) == [("Aged (12).", ())]
    assert read("Aged (12).", passages=12) == [("Aged.", (12,))]


def test_a_range_without_end_is_not_written_out() -> None:
    assert read("It rained [7-99999999].") == [("It rained.", (7, 99999999))]


def test_hidden_characters_and_emphasis_are_left_out() -> None:
    assert read("**It** ra\u200bined\u202e [1].") == [("It rained.", (1,))]


REPLY = "It rained in Norway. [1] “It snowed [2, 3],” he said. [4] **Dogs** barked (5). The U.S. left 【6】. Then [Passage 7] it ended."


def test_a_finished_sentence_is_never_changed_by_what_comes_after() -> None:
    whole = split_marked(REPLY, 9)
    seen = 0
    for end in range(len(REPLY) + 1):
        finished, _ = split_finished(REPLY[:end], 9)
        assert finished == whole[: len(finished)]
        seen = max(seen, len(finished))
    assert seen == len(whole) - 1


@given(st.text(alphabet="ab .[]()【】123,-^\n“”", max_size=80))
def test_any_text_is_split_without_a_marker_left_or_an_error(reply: str) -> None:
    for marked in split_marked(reply, 3):
        assert "\ue000" not in marked.text
        assert "[1]" not in marked.text
