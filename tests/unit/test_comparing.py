"""Which sentences get a vector, and that none is encoded twice."""

from collections.abc import Sequence

import numpy as np
from evidence import evidence_of
from numpy.typing import NDArray

from qa.reading.evidence.comparing import MOST_COMPARED, SentenceVectors, how_many_to_compare

PLAIN = [f"The ferry called at harbour {number} in May." for number in range(MOST_COMPARED + 8)]


class ListingEncoder:
    """Encodes a text by its length, and keeps what it was asked for."""

    name = fingerprint = "listing"
    dimensions = 2
    max_tokens = 100

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        angles = np.asarray([len(text) for text in texts], np.float32) / 100
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray([1.0, 0.0], np.float32)


def test_all_are_compared_only_where_one_denies_something() -> None:
    plain = [item.candidate for item in evidence_of(PLAIN, relevances=[1.0] * len(PLAIN))]
    denied = [*PLAIN, "The owner denied the reports."]
    with_denial = [item.candidate for item in evidence_of(denied, relevances=[1.0] * len(denied))]
    assert how_many_to_compare(plain) == MOST_COMPARED
    assert how_many_to_compare(with_denial) == len(denied)


def test_a_vector_is_that_of_its_text_and_none_is_computed_twice() -> None:
    encoder = ListingEncoder()
    vectors = SentenceVectors(encoder)
    assert np.array_equal(vectors.of(["one", "three", "one"]), encoder.encode_documents(["one", "three", "one"]))
    encoder.encoded.clear()
    vectors.of(["three", "four", "one"])
    assert encoder.encoded == ["four"]
