"""A question to ranked passages: candidates by meaning and by words, ranked by both together."""

from qa.retrieval.hybrid import HybridRetriever

__all__ = ["HybridRetriever"]
