"""The chunks of a library as places on a plane, and where a question lies among them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.survey.projection import Projection, project, sample_of

MOST_CHUNKS = 3_000

Rows = NDArray[np.float32]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Landscape:
    """A plane with the places of some chunks on it.

    Attributes:
        plane: that the places lie on.
        places: by chunk id; at most ``MOST_CHUNKS``.
        total: how many chunks there are.
    """

    plane: Projection
    places: Mapping[str, Place]
    total: int

    def place(self, vectors: Sequence[Rows]) -> list[Place]:
        """Where other vectors lie."""
        placed = self.plane.place(np.stack(vectors)) if len(vectors) else np.zeros((0, 2))
        return [(float(x), float(y)) for x, y in placed]


def landscape_of(chunk_ids: Sequence[str], vectors: Callable[[Sequence[str]], Mapping[str, Rows]]) -> Landscape | None:
    """The landscape of a library, laid through a sample of its chunks where there are many; None where there are none.

    Args:
        chunk_ids: all.
        vectors: gives the vectors of some chunks.
    """
    found = vectors(sample_of(chunk_ids, MOST_CHUNKS))
    if not found:
        return None
    rows = np.stack(list(found.values()))
    plane = project(rows)
    places = ((float(x), float(y)) for x, y in plane.place(rows))
    return Landscape(plane, dict(zip(found, places, strict=True)), len(chunk_ids))
