"""Where gold quotes are found: by the passages of a ranking, and by the citations of an answer."""

from collections.abc import Iterable, Mapping, Sequence

from qa.evaluation.cases import GoldQuote, find_spans
from qa.evaluation.measures.spans import Place, content_length, overlap
from qa.types import Citation, Passage, Span

# A quote counts as found when at least this share of its letters and digits is: a sentence that was split in another
# place, or cited without its attribution, is still that sentence.
_ENOUGH = 0.5


def place_of(found: Passage | Citation) -> Place:
    """The stretch of its article that a passage or a citation covers."""
    if isinstance(found, Passage):
        return Place(found.chunk.article_id, Span(found.chunk.start, found.chunk.end))
    return Place(found.article_id, Span(found.start, found.end))


def finds(places: Sequence[Place], gold: GoldQuote, texts: Mapping[str, str]) -> bool:
    """Whether the places together hold the quote; for a gold article without a quote, whether any lies in it."""
    spans = [place.span for place in places if place.article_id == gold.article]
    if gold.quote is None or not spans:
        return bool(spans)
    raw = texts[gold.article]
    return any(
        content_length(raw, overlap(spans, [wanted])) >= _ENOUGH * content_length(raw, [wanted])
        for wanted in find_spans(gold, texts)
    )


def touches(place: Place, gold: GoldQuote, texts: Mapping[str, str]) -> bool:
    """Whether place and quote share half of the shorter one or more, so that a longer citation counts as well."""
    if place.article_id != gold.article:
        return False
    if gold.quote is None:
        return True
    raw = texts[gold.article]
    length = content_length(raw, [place.span])
    return any(
        content_length(raw, overlap([place.span], [wanted])) >= _ENOUGH * min(length, content_length(raw, [wanted])) > 0
        for wanted in find_spans(gold, texts)
    )


def gold_ranks(
    groups: Iterable[Sequence[GoldQuote]], passages: Sequence[Passage], texts: Mapping[str, str]
) -> tuple[int | None, ...]:
    """For each gold group the rank (from 1) of the first passage that finds one of its members, or None."""
    places = [place_of(passage) for passage in passages]
    return tuple(
        next(
            (
                rank
                for rank, place in enumerate(places, start=1)
                if any(finds([place], member, texts) for member in group)
            ),
            None,
        )
        for group in groups
    )


def as_ranking(ranks: Sequence[int | None], length: int) -> list[str]:
    """A ranking of gold groups for the ranking measures: ``gold-N`` where a group is first found, else ``rank-N``.

    A passage that repeats what an earlier one held takes a place and earns nothing; the best ranking gets 1.
    """
    ranking = []
    for rank in range(1, length + 1):
        first_found = [f"gold-{group}" for group, at in enumerate(ranks) if at == rank]
        ranking.extend(first_found or [f"rank-{rank}"])
    return ranking


def nearest_members(
    groups: Iterable[Sequence[GoldQuote]], places: Sequence[Place], texts: Mapping[str, str]
) -> list[Place]:
    """For each gold group the member, at the place of the article, that ``places`` hold most of; the first on a tie."""
    nearest = []
    for group in groups:
        candidates = [Place(member.article, span) for member in group for span in find_spans(member, texts)]
        nearest.append(max(candidates, key=lambda candidate: _share_held(candidate, places)))
    return nearest


def _share_held(wanted: Place, places: Sequence[Place]) -> float:
    spans = [place.span for place in places if place.article_id == wanted.article_id]
    held = sum(span.end - span.start for span in overlap(spans, [wanted.span]))
    return held / (wanted.span.end - wanted.span.start)
