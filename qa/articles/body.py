"""Which paragraphs of a pasted page are its article: a chain of states over the lines, with fitted weights.

The article is one block with gaps (``page`` lines within it). A linear-chain conditional random field (Lafferty, McCallum
and Pereira 2001) scores where it begins, what is in it, what is a gap and what comes first behind it; lines outside score
nothing, so that many menu lines weigh no more than few. ``python -m training.fit_body`` fits the weights.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qa.articles.headline import HEADLINE_NAMES
from qa.articles.lines import NAMES, Lines, Numbers

STATES = ("above", "first", "inside", "gap", "behind", "below")
SCORED = ("first", "inside", "gap", "behind")
STEPS = (
    ("above", "above"),
    ("above", "first"),
    ("first", "inside"),
    ("first", "gap"),
    ("first", "behind"),
    ("inside", "inside"),
    ("inside", "gap"),
    ("inside", "behind"),
    ("gap", "gap"),
    ("gap", "inside"),
    ("behind", "below"),
    ("below", "below"),
)
STARTS = ("above", "first")
ENDS = ("first", "inside", "behind", "below")
_MOST_SHORT_WORDS = 10
_LEAST_OF_AN_END = 0.15  # the likeliest end's share of all ends, for the article to end before the file does


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Fitted weights.

    Attributes:
        numbers: of each of ``NAMES`` for each of ``SCORED``.
        short, long: of the words of short lines and of long ones, for each of ``SCORED``.
        steps: of each of ``STEPS``.
        least: a line that is as likely of the article as this is kept.
        headline: of each of ``HEADLINE_NAMES``.
    """

    numbers: Numbers
    short: dict[str, Numbers]
    long: dict[str, Numbers]
    steps: Numbers
    least: float
    headline: Numbers


@cache
def shipped_model() -> BodyModel:
    """The weights that come with the program."""
    found = json.loads((Path(__file__).parent / "body_weights.json").read_text(encoding="utf-8"))
    short, long = ({word: np.array(weights) for word, weights in found[kind].items()} for kind in ("short", "long"))
    return BodyModel(
        numbers=np.array([found["numbers"][name] for name in NAMES]),
        short=short,
        long=long,
        steps=np.array([found["steps"]["-".join(step)] for step in STEPS]),
        least=found["least"],
        headline=np.array([found["headline"][name] for name in HEADLINE_NAMES]),
    )


def is_short(words: Sequence[str]) -> bool:
    """Whether a line's words are weighted as those of a short line are."""
    return len(words) <= _MOST_SHORT_WORDS


def inside_chances(lines: Lines, model: BodyModel) -> Numbers:
    """For each line, how likely it belongs to the article, 0 to 1."""
    if not len(lines.words):
        return np.zeros(0)
    scores = lines.numbers @ model.numbers
    for i, words in enumerate(lines.words):
        known = model.short if is_short(words) else model.long
        for word in known.keys() & words:
            scores[i] += known[word]
    return _chances(scores, model.steps)


def _chances(scores: Numbers, steps: Numbers) -> Numbers:
    """The forward-backward algorithm; sums are evened out line by line."""
    emitted = np.zeros((len(scores), len(STATES)))
    emitted[:, [STATES.index(name) for name in SCORED]] = scores
    emitted = np.exp(emitted - emitted.max(axis=1, keepdims=True))
    moves = np.zeros((len(STATES), len(STATES)))
    for (one, following), weight in zip(STEPS, np.exp(steps), strict=True):
        moves[STATES.index(one), STATES.index(following)] = weight
    start = np.array([name in STARTS for name in STATES], dtype=np.float64)
    end = np.array([name in ENDS for name in STATES], dtype=np.float64)
    forward, backward = np.empty_like(emitted), np.empty_like(emitted)
    state = start * emitted[0]
    for i, line in enumerate(emitted):
        if i:
            state = (state @ moves) * line
        state = state / state.sum()
        forward[i] = state
    state = end
    for i in range(len(emitted) - 1, -1, -1):
        backward[i] = state
        state = moves @ (emitted[i] * state)
        state = state / state.sum()
    joint = forward * backward
    first, inside, behind, below = (
        (joint / joint.sum(axis=1, keepdims=True))[:, STATES.index(name)]
        for name in ("first", "inside", "behind", "below")
    )
    # Of lines that are all alike each may be the last one: a list of facts would fade out where no page follows it.
    ends_somewhere = behind.max() >= _LEAST_OF_AN_END * behind.sum()
    return np.asarray(first + inside if ends_somewhere else first + inside + behind + below)
