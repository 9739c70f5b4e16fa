"""Evidence records for tests, made from plain sentences of one section."""

from collections.abc import Sequence

import numpy as np

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.features import FEATURES
from qa.reading.evidence.reader import Evidence
from qa.types import Chunk, Passage, Trace


def evidence_of(
    sentences: Sequence[str],
    *,
    relevances: Sequence[float],
    alike: bool = False,
    article_id: str = "echo.txt",
    complete: Sequence[bool] | None = None,
) -> list[Evidence]:
    """One piece of evidence a sentence, best first; ``alike`` gives all vectors a cosine of 0.7, else they are orthogonal."""
    raw = " ".join(sentences)
    passage = Passage(
        Chunk(article_id, 0, len(raw), raw, None), "A title", "Daily Echo", None, 1, 0.8, 3.0, None, Trace(1, 1, 0.03)
    )
    found = []
    for position, text in enumerate(sentences):
        vector = np.zeros(len(sentences) + 1, np.float32)
        vector[position] = (1 - 0.7) ** 0.5 if alike else 1.0
        vector[-1] = 0.7**0.5 if alike else 0.0
        start = raw.index(text)
        whole = complete[position] if complete is not None else True
        candidate = Candidate(article_id, start, start + len(text), text, whole, passage, tuple(sentences), position)
        features = dict.fromkeys(FEATURES, 0.0)
        found.append(Evidence(candidate, relevances[position], vector, features))
    return sorted(found, key=lambda item: -item.relevance)
