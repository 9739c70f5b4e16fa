"""A question to ranked passages: nearest by meaning and by words, fused."""

from datetime import date

from qa.encoding import Encoder
from qa.index import Index
from qa.types import Filters, Passage, Trace

_NO_FILTERS = Filters()
_RANK_OFFSET = 60  # the constant of reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009)


class HybridRetriever:
    """Ranks the chunks of an index for a question."""

    def __init__(self, index: Index, encoder: Encoder, *, candidates: int) -> None:
        """Takes ``candidates`` chunks from each of the two rankings; at least as many as passages are asked for."""
        self._index = index
        self._encoder = encoder
        self._candidates = candidates

    def retrieve(
        self,
        question: str,
        *,
        k: int,
        filters: Filters = _NO_FILTERS,
        today: date | None = None,  # noqa: ARG002
    ) -> list[Passage]:
        """At most ``k`` passages, best first; none from an empty index. The same question gives the same passages.

        Args:
            question: that stands on its own.
            k: at least 1.
            filters: which articles may be used.
            today: the day that words such as "last week" count from; None: they are not read as dates.
        """
        vector = self._encoder.encode_query(question)
        depth = max(self._candidates, k)
        dense = self._index.nearest(vector, k=depth, filters=filters)
        lexical = self._index.matching(question, k=depth, filters=filters)
        dense_ranks = {chunk_id: rank for rank, (chunk_id, _) in enumerate(dense, start=1)}
        term_ranks = {chunk_id: rank for rank, (chunk_id, _) in enumerate(lexical, start=1)}
        fused = {
            chunk_id: sum(
                1 / (_RANK_OFFSET + ranks[chunk_id]) for ranks in (dense_ranks, term_ranks) if chunk_id in ranks
            )
            for chunk_id in dense_ranks.keys() | term_ranks.keys()
        }
        best = sorted(fused, key=lambda chunk_id: (-fused[chunk_id], chunk_id))[:k]
        chunks = self._index.chunks(best)
        cosines = self._index.cosines(vector, best)
        term_scores = dict(lexical)
        facts = self._index.facts([chunk.article_id for chunk in chunks.values()])
        # A sync in another thread may have dropped a chunk between two of these steps.
        present = [chunk_id for chunk_id in best if chunk_id in chunks and chunks[chunk_id].article_id in facts]
        return [
            Passage(
                chunk=chunks[chunk_id],
                title=facts[chunks[chunk_id].article_id].title,
                outlet=facts[chunks[chunk_id].article_id].outlet,
                published=facts[chunks[chunk_id].article_id].published,
                rank=rank,
                similarity=cosines.get(chunk_id, 0.0),
                term_score=term_scores.get(chunk_id, 0.0),
                rerank_score=None,
                trace=Trace(dense_ranks.get(chunk_id), term_ranks.get(chunk_id), fused[chunk_id]),
            )
            for rank, chunk_id in enumerate(present, start=1)
        ]
