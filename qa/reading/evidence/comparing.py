"""Vectors of sentences, to set these beside each other and beside the question: only of those for which that can matter.

Encoding all sentences of the passages took as long as reading the passages; docs/reader.md has what the first dozen cost.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.reading.evidence.candidates import Candidate
from qa.reading.language.denials import denies

MOST_COMPARED = 12  # sentences, likeliest first; where one of all denies something, all: the claim may be any of them
_REMEMBERED = 20_000


def how_many_to_compare(candidates: Sequence[Candidate]) -> int:
    """How many of the sentences, likeliest first, are worth their vectors."""
    return len(candidates) if any(denies(each.text) for each in candidates) else MOST_COMPARED


class SentenceVectors:
    """The vectors of sentences and questions; those of sentences seen in earlier questions are remembered."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._remembered: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of sentences, one row each, in the order given."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._remembered]
            if missing:
                encoded = self._encoder.encode_documents(missing)
                self._remembered.update(zip(missing, encoded, strict=True))
            found = np.stack([self._remembered[text] for text in texts])
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
            return found

    def of_question(self, question: str) -> NDArray[np.float32]:
        """The unit vector of a question."""
        return self._encoder.encode_query(question)
