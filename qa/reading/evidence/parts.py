"""A question that is made of several, read part by part."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean

from qa.reading.evidence.fitting import Fit
from qa.reading.evidence.reader import Evidence, Reader, Reading
from qa.reading.speakers.asked import may_speak
from qa.types import Article, Passage

_LEAST_OF_A_PART = 0.5  # of the likeliest part's probability, for a part to be sure of its sentence


def read_parts(
    reader: Reader,
    question: str,
    passages: Sequence[Passage],
    article: Callable[[str], Article],
    parts: Sequence[tuple[str, Sequence[Passage]]],
    *,
    today: date | None = None,
) -> Reading:
    """The reading of a question and of the questions that it is made of; of the question alone where it is made of none.

    Args:
        reader: reads each.
        question: that stands alone.
        passages: best first.
        article: gives the indexed article of an id.
        parts: the questions that it is made of, each with its own passages.
        today: the day on which it is asked, or None.
    """
    whole = reader.read(question, passages, article, today=today)
    if parts:  # what one of them names, the others need not be about
        whole = replace(whole, evidence=tuple(replace(item, fit=Fit()) for item in whole.evidence), displaced=None)
    return join_readings(whole, [reader.read(*part, article, today=today) for part in parts]) if parts else whole


def join_readings(whole: Reading, parts: Sequence[Reading]) -> Reading:
    """A question's reading together with those of the questions that it is made of.

    A sentence counts as far as it answers the part that it answers best; a part that the passages hardly answer counts for
    less by as much as it is less likely answered than the likeliest. The network, which learnt on questions for one thing,
    is less sure of the whole than of its parts: where these are likelier on average, that is how likely the whole is.
    """
    likeliest = max(reading.answerable for reading in (whole, *parts)) or 1.0
    one_voice = {reading.question.voices for reading in parts} == {whole.question.voices}
    joined: dict[tuple[str, int], Evidence] = {}
    for reading in (whole, *parts):
        scale = 1.0 if reading is whole else reading.answerable / likeliest
        for item in reading.evidence:
            voices = reading.question.voices if reading is not whole else None
            if voices is not None and not may_speak(reading.question, item.attribution.speaker):
                continue
            place = (item.candidate.article_id, item.candidate.start)
            scaled = replace(item, relevance=item.relevance * scale)
            if place not in joined or joined[place].relevance < scaled.relevance:
                joined[place] = scaled
    return replace(
        whole,
        question=replace(whole.question, wants_list=True, voices=whole.question.voices if one_voice else None),
        evidence=tuple(sorted(joined.values(), key=lambda item: -item.relevance)),
        answerable=max(whole.answerable, fmean(reading.answerable for reading in parts)),
        leading=tuple(
            reading.evidence[0]
            for reading in parts
            if reading.evidence and reading.answerable >= _LEAST_OF_A_PART * likeliest
        ),
        claims=(),  # their verdicts are on the sentences that were the whole's best
    )
