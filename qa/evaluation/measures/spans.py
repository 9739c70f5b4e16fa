"""Measures of stretches of text against gold stretches, counted in characters.

A place is an article id with a half-open span of its raw text, so that spans of several articles can be compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.types import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one article."""

    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Recall, precision and intersection over union, each in 0..1."""

    recall: float
    precision: float
    iou: float


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters as spans that are in order and touch neither each other nor themselves."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def overlap(one: Iterable[Span], other: Iterable[Span]) -> tuple[Span, ...]:
    """The characters that both hold."""
    left = merge(one)
    right = merge(other)
    found = []
    for first in left:
        for second in right:
            start, end = max(first.start, second.start), min(first.end, second.end)
            if start < end:
                found.append(Span(start, end))
    return tuple(found)


def content_length(raw: str, spans: Iterable[Span]) -> int:
    """Letters and digits in the spans, so that spaces, quotation marks and full stops do not decide a comparison."""
    return sum(character.isalnum() for span in merge(spans) for character in raw[span.start : span.end])


def span_scores(found: Sequence[Place], gold: Sequence[Place]) -> SpanScores:
    """How well ``found`` matches ``gold``, character by character.

    As in Chroma's report "Evaluating Chunking Strategies for Retrieval" (2024): a character that was found twice counts
    twice in the denominators, so that overlapping chunks pay for their repetition; it counts once in the numerator.

    Raises:
        ValueError: ``gold`` has no characters.
    """
    wanted = _length_by_article(gold)
    if wanted == 0:
        raise ValueError("the gold places have no characters")
    shared = 0
    for article_id in {place.article_id for place in gold}:
        in_gold = [place.span for place in gold if place.article_id == article_id]
        in_found = [place.span for place in found if place.article_id == article_id]
        shared += sum(span.end - span.start for span in overlap(in_found, in_gold))
    retrieved = sum(place.span.end - place.span.start for place in found)
    return SpanScores(
        recall=shared / wanted,
        precision=shared / retrieved if retrieved else 0.0,
        iou=shared / (retrieved + wanted - shared),
    )


def _length_by_article(places: Sequence[Place]) -> int:
    total = 0
    for article_id in {place.article_id for place in places}:
        merged = merge(place.span for place in places if place.article_id == article_id)
        total += sum(span.end - span.start for span in merged)
    return total
