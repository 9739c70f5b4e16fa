"""A chat model behind ours and behind the tutorial chain: what each says then, and what of it its sources bear out.

Both ask the same model at the same server. Questions are drawn from the cases over the seeds: a third each of disputed claims, of
others with an answer, and of those without one. Of what is said, two things are judged: whether the sources shown with it
bear out each sentence, and whether each source bears out any of them. Once by our support check, to which ours is held while
it answers, so that it says how much the check would stop of the other's words; and once by words alone, which neither knows.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.peers.samples import SEED
from qa.evaluation.cases import EvalCase
from qa.evaluation.measures.texts import without_markers
from qa.sentences import split_sentences
from qa.types import Answer, Stance
from qa.words import stems

DISPUTED = "disputed_claim"
SHARE = 0.5
"""Of a sentence's telling words: so many have to stand in a source that bears it out, by words."""
_LEAST_SHARED = 2
_DECLINES = re.compile(
    r"\b(?:I|context|texts?|passages?|articles?|information)\b[^.]{0,40}\b(?:not|no|cannot|unable|\w+n['’]t)\b"
    r"[^.]{0,40}\b(?:know|information|mention|provide|contain|specify|answer|include|find)",
    re.IGNORECASE,
)
"""A first sentence that says that there is no answer."""

BearsOut = Callable[[str, Sequence[str]], bool]
"""Whether these sources, taken together, bear a sentence out."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a system said to a question.

    Attributes:
        case: the question.
        sentences: what it said, each with the sources that it names for it; of a system that names none for a sentence, all
            that it shows.
        declined: whether it said that it has no answer.
        seconds: how long it took.
        sides: quotes that it shows for those who claim and those who deny, beside what the model says.
    """

    case: EvalCase
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    declined: bool
    seconds: float
    sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One system; counts, with what they are out of.

    Attributes:
        label: of the system.
        sentences: said in answers.
        unsupported, by_words: of them, not borne out by what they name: by our check, and by words.
        sources: named with answers.
        idle, idle_by_words: of them, bear out no sentence that names them.
        both_sides, merged, disputes_declined: of the disputed claims: both sides are told, fewer are, or it declines.
        declined_rightly, declined_wrongly: questions without an answer, and with one, that it declines.
        seconds: median of an answer.
    """

    label: str
    sentences: int
    unsupported: int
    by_words: int
    sources: int
    idle: int
    idle_by_words: int
    both_sides: int
    merged: int
    disputes_declined: int
    declined_rightly: int
    declined_wrongly: int
    seconds: float


def choose(cases: Sequence[EvalCase], count: int, seed: int = SEED) -> tuple[EvalCase, ...]:
    """So many cases without a history: a third each of disputed claims, others with an answer, and those without one."""
    alone = [case for case in cases if not case.history]
    groups = (
        [case for case in alone if case.kind == DISPUTED],
        [case for case in alone if case.kind != DISPUTED and case.answerable],
        [case for case in alone if not case.answerable],
    )
    drawn = random.Random(seed)
    shares = [count // 3 + (number < count % 3) for number in range(3)]
    return tuple(
        case
        for group, share in zip(groups, shares, strict=True)
        for case in drawn.sample(group, min(share, len(group)))
    )


def of_ours(case: EvalCase, reply: Mapping[str, Any]) -> Said:
    """Our answer: each sentence with the quotes that it cites."""
    answer = Answer.from_json(reply["answer"])
    quotes = {citation.number: citation.quote for citation in answer.citations}
    sentences = tuple(
        (without_markers(sentence.text), tuple(quotes[number] for number in sentence.citations))
        for sentence in answer.sentences
    )
    declined = answer.abstention is not None
    sides = tuple(quotes[position.citation] for conflict in answer.conflicts for position in conflict.positions)
    return Said(case, () if declined else sentences, declined, reply["seconds"], () if declined else sides)


def of_chain(case: EvalCase, reply: Mapping[str, Any]) -> Said:
    """A chain's answer: words, and the passages that they were made from."""
    text = " ".join(reply["text"].split())
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    declined = not sentences or _DECLINES.search(sentences[0]) is not None
    shown = tuple(passage for _, passage in reply["passages"])
    told = () if declined else tuple((sentence, shown) for sentence in sentences)
    return Said(case, told, declined, reply["seconds"])


def by_words(sentence: str, sources: Sequence[str]) -> bool:
    """Whether at least half of a sentence's telling words stand in the sources."""
    told = set(stems(sentence))
    held = {stem for source in sources for stem in stems(source)}
    return bool(told) and len(told & held) >= SHARE * len(told)


def tells_side(said: Said, stance: Stance) -> bool:
    """Whether a sentence, or a quote that is shown for a side, tells this side: half of its telling words, two at least, stand in a quote of it, and no more of them
    in a quote of the other side, which speaks of the same things.
    """
    told = [*(sentence for sentence, _ in said.sentences), *said.sides]
    return any(_tells(set(stems(each)), said.case, stance) for each in told)


def _tells(told: set[str], case: EvalCase, stance: Stance) -> bool:
    shared = {side: _most_shared(told, case, side) for side in Stance}
    return shared[stance] >= max(_LEAST_SHARED, SHARE * len(told)) and shared[stance] == max(shared.values())


def _most_shared(told: set[str], case: EvalCase, stance: Stance) -> int:
    return max((len(told & set(stems(side.quote))) for side in case.positions if side.stance is stance), default=0)


def row(label: str, told: Sequence[Said], bears_out: BearsOut) -> Row:
    """The counts of one system."""
    pairs = [pair for said in told for pair in said.sentences]
    sources = [_naming(said) for said in told]
    disputes = [said for said in told if said.case.kind == DISPUTED]
    both = sum(not said.declined and all(tells_side(said, stance) for stance in Stance) for said in disputes)
    left = sum(said.declined for said in disputes)
    return Row(
        label=label,
        sentences=len(pairs),
        unsupported=sum(not bears_out(*pair) for pair in pairs),
        by_words=sum(not by_words(*pair) for pair in pairs),
        sources=sum(map(len, sources)),
        idle=sum(_is_idle(*each, bears_out) for naming in sources for each in naming.items()),
        idle_by_words=sum(_is_idle(*each, by_words) for naming in sources for each in naming.items()),
        both_sides=both,
        merged=len(disputes) - both - left,
        disputes_declined=left,
        declined_rightly=sum(said.declined for said in told if not said.case.answerable),
        declined_wrongly=sum(said.declined for said in told if said.case.answerable),
        seconds=median(said.seconds for said in told),
    )


def _naming(said: Said) -> dict[str, list[str]]:
    """Each source of an answer with the sentences that name it."""
    found: dict[str, list[str]] = {}
    for sentence, sources in said.sentences:
        for source in sources:
            found.setdefault(source, []).append(sentence)
    return found


def _is_idle(source: str, sentences: Sequence[str], bears_out: BearsOut) -> bool:
    return not any(bears_out(sentence, [source]) for sentence in sentences)


def table(rows: Sequence[Row], cases: Sequence[EvalCase]) -> str:
    """The rows, each count beside what it is out of."""
    disputes = sum(case.kind == DISPUTED for case in cases)
    without = sum(not case.answerable for case in cases)
    lines = [
        "| system | sentences not borne out: our check / words | sources that bear out nothing: our check / words "
        "| disputes: both sides / merged / declined | declined, no answer there | declined, answer there | s an answer |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in rows:
        sentences = f"{each.unsupported} / {each.by_words} of {each.sentences}"
        sources = f"{each.idle} / {each.idle_by_words} of {each.sources}"
        sides = f"{each.both_sides} / {each.merged} / {each.disputes_declined} of {disputes}"
        right, wrong = f"{each.declined_rightly} of {without}", f"{each.declined_wrongly} of {len(cases) - without}"
        lines.append(f"| {each.label} | {sentences} | {sources} | {sides} | {right} | {wrong} | {each.seconds:.0f} |")
    return "\n".join(lines)
