"""What a model thinks aloud, and what it says again and again."""

import pytest

from qa.chat.replies import repeats_itself, without_thoughts


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ("It rained.", "It rained."),
        ("<", ""),
        ("<thi", ""),
        ("<think>Let me", ""),
        ("<think>Let me see.</think>\n\nIt rained.", "It rained."),
        ("\n<think></think>It rained.", "It rained."),
        ("I <think> so.", "I <think> so."),
        ("<b>It", "<b>It"),
    ],
)
def test_only_what_follows_the_thoughts_is_shown(received: str, shown: str) -> None:
    assert without_thoughts(received) == shown


@pytest.mark.parametrize(
    "received",
    [
        "the the the the the the ",
        "It rained in May. " * 4,
        "He said so. It rained in May. She left.\n" * 4,
        "It rained [1]. It snowed [2]. " * 6,
        "\n".join(["- It rained in May"] * 4),
    ],
)
def test_a_loop_is_seen(received: str) -> None:
    assert repeats_itself("Harbours are places. " + received)


@pytest.mark.parametrize(
    "received",
    [
        "It rained. It rained. It snowed.",
        "....................",
        "---------------------------",
        "No. No. No. No.",
        "It rained in May [1]. It rained in June [2]. It rained in July [3]. It rained in August [4].",
        "1,000,000,000 people",
    ],
)
def test_what_is_alike_is_not_a_loop(received: str) -> None:
    assert not repeats_itself(received)
