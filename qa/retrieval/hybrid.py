"""The retriever: candidates from two rankings, one figure for each, the best of them as passages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.chunking import widen
from qa.encoding import Encoder
from qa.index import ChunkWords, Index, telling_words
from qa.retrieval.dates import wished_dates
from qa.retrieval.fusion import FITTED, FusionWeights
from qa.retrieval.repeats import group_repeats
from qa.retrieval.wording import WordMatch, match_words
from qa.types import ArticleFacts, Chunk, Filters, Passage, Trace

_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that one of the rankings brought up, with all that its place depends on.

    Attributes:
        chunk_id, article: which chunk, and the facts of its article.
        dense_rank, term_rank: from 1; None where the ranking does not have it.
        cosine, term_score: of vectors and words.
        words, match: its stems, and how they match the question's.
        date_bonus: for an article of the days that the question asks about; see ``DateWish``.
        days: those days and the words that name them, or None.
    """

    chunk_id: str
    article: ArticleFacts
    dense_rank: int | None
    term_rank: int | None
    cosine: float
    term_score: float
    words: ChunkWords
    match: WordMatch
    date_bonus: float
    days: str | None


class HybridRetriever:
    """Ranks the chunks of an index for a question."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        *,
        candidates: int,
        weights: FusionWeights = FITTED,
        neighbour_sentences: int = 0,
    ) -> None:
        """Takes ``candidates`` chunks from each of the two rankings; at least as many as passages are asked for.

        ``neighbour_sentences`` are added to either side of each passage after the ranking.
        """
        self._index = index
        self._encoder = encoder
        self._candidates = candidates
        self._weights = weights
        self._neighbour_sentences = neighbour_sentences

    def retrieve(
        self, question: str, *, k: int, filters: Filters = _NO_FILTERS, today: date | None = None
    ) -> list[Passage]:
        """At most ``k`` passages, best first; none from an empty index. The same question gives the same passages.

        A passage that another article prints as well is given once; ``also_in`` names the others.

        Args:
            question: that stands on its own.
            k: at least 1.
            filters: which articles may be used.
            today: the day that words such as "last week" count from; None: they are not read as dates.
        """
        candidates = self.candidates(question, depth=max(self._candidates, k), filters=filters, today=today)
        scores = {candidate.chunk_id: _sum(self._parts(candidate)) for candidate in candidates}
        ranked = sorted(candidates, key=lambda candidate: (-scores[candidate.chunk_id], candidate.chunk_id))
        groups = group_repeats(ranked, most=k)
        chunks = self._index.chunks([group[0].chunk_id for group in groups])
        present = [group for group in groups if group[0].chunk_id in chunks]  # a sync may be dropping some
        return [
            self._passage(group, self._widened(chunks[group[0].chunk_id]), rank)
            for rank, group in enumerate(present, start=1)
        ]

    def candidates(
        self, question: str, *, depth: int, filters: Filters = _NO_FILTERS, today: date | None = None
    ) -> list[Candidate]:
        """The best ``depth`` chunks of each ranking, not yet ranked together; see ``retrieve`` for the arguments."""
        vector = self._encoder.encode_query(question)
        dense_ranks = _ranks(self._index.nearest(vector, k=depth, filters=filters))
        lexical = self._index.matching(question, k=depth, filters=filters)
        term_ranks, term_scores = _ranks(lexical), dict(lexical)
        chunk_ids = sorted(dense_ranks.keys() | term_ranks.keys())
        words = self._index.words(chunk_ids)
        cosines = self._index.cosines(vector, chunk_ids)
        facts = self._index.facts(sorted({chunk_id.rpartition("#")[0] for chunk_id in chunk_ids}))
        wanted = telling_words(question)
        rarities = self._index.rarities(wanted)
        present = [
            (chunk_id, facts[article_id])
            for chunk_id in chunk_ids
            if (article_id := chunk_id.rpartition("#")[0]) in facts and chunk_id in words and chunk_id in cosines
        ]
        wish = wished_dates(question, today=today, newest=_newest(article for _, article in present))
        return [
            Candidate(
                chunk_id=chunk_id,
                article=article,
                dense_rank=dense_ranks.get(chunk_id),
                term_rank=term_ranks.get(chunk_id),
                cosine=cosines[chunk_id],
                term_score=term_scores.get(chunk_id, 0.0),
                words=words[chunk_id],
                match=match_words(wanted, rarities, words[chunk_id]),
                date_bonus=wish.bonus(article.published) if wish else 0.0,
                days=str(wish) if wish else None,
            )
            for chunk_id, article in present
        ]

    def _widened(self, chunk: Chunk) -> Chunk:
        if not self._neighbour_sentences:
            return chunk
        try:
            article = self._index.article(chunk.article_id)
        except KeyError:  # a sync has just dropped it
            return chunk
        return widen(chunk, article, sentences=self._neighbour_sentences)

    def _parts(self, candidate: Candidate) -> tuple[tuple[str, float], ...]:
        """What a candidate's fused score is the sum of."""
        words = self._weights.parts(candidate.match)
        dates = (("dates", candidate.date_bonus),) if candidate.date_bonus else ()
        return (("cosine", candidate.cosine), *words, *dates)

    def _passage(self, group: Sequence[Candidate], chunk: Chunk, rank: int) -> Passage:
        best = group[0]
        parts = self._parts(best)
        return Passage(
            chunk=chunk,
            title=best.article.title,
            outlet=best.article.outlet,
            published=best.article.published,
            rank=rank,
            similarity=best.cosine,
            term_score=best.term_score,
            rerank_score=None,
            trace=Trace(best.dense_rank, best.term_rank, _sum(parts), parts, best.days),
            also_in=tuple(other.article for other in group[1:]),
        )


def _ranks(ranked: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {chunk_id: rank for rank, (chunk_id, _) in enumerate(ranked, start=1)}


def _newest(articles: Iterable[ArticleFacts]) -> date | None:
    return max((article.published for article in articles if article.published), default=None)


def _sum(parts: Sequence[tuple[str, float]]) -> float:
    return sum(value for _, value in parts)
