"""Vectors drawn in two dimensions: their first two principal components."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Projection:
    """A plane through the middle of some vectors, along which they differ most (Pearson 1901).

    Attributes:
        middle: the mean vector.
        axes: two rows of unit length, at right angles.
        shares: of the vectors' variance that each axis shows, 0 to 1.
    """

    middle: Rows
    axes: Rows
    shares: tuple[float, float]

    def place(self, vectors: Rows) -> NDArray[np.float64]:
        """Two coordinates a row; vectors that the plane was not laid through can be placed as well."""
        return np.asarray((vectors - self.middle) @ self.axes.T, np.float64)


def project(vectors: Rows) -> Projection:
    """The plane of the first two principal components; the same vectors give the same one.

    Args:
        vectors: one a row, at least one, of at least two dimensions.
    """
    middle = vectors.mean(axis=0)
    centred = np.asarray(vectors - middle, np.float64)
    # Of the covariance rather than of the vectors: as many numbers as a vector has, squared, however many vectors there are.
    values, columns = np.linalg.eigh(centred.T @ centred)
    axes = columns[:, ::-1][:, :2].T
    # An axis has no direction of its own; its largest number is made positive, so that no picture is another's mirror.
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    total = float(values.clip(min=0).sum())
    one, other = (float(value) / total if total else 0.0 for value in values[::-1][:2].clip(min=0))
    return Projection(middle, np.asarray(axes * signs[:, None], np.float32), (one, other))


def sample_of(ids: Sequence[str], most: int) -> list[str]:
    """At most so many of the ids, the same ones each time whatever their order: those with the lowest hash, in that order."""
    return sorted(ids, key=lambda each: hashlib.sha256(each.encode()).digest())[:most]
