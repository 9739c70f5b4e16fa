"""A question to ranked passages: candidates by meaning and by words, ranked by both together."""

from qa.retrieval.hybrid import HybridRetriever
from qa.retrieval.interleaving import interleave, within

__all__ = ["HybridRetriever", "interleave", "within"]
