"""Texts to unit vectors: the only place for sentence-transformers and OpenVINO.

sentence-transformers loads and defines a model; OpenVINO runs it. The conversion is done once and kept below the index
folder, so that the next start loads neither torch nor sentence-transformers.
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.encoding.weights import find_model, fingerprint_of

__all__ = ["Encoder", "Precision", "load_encoder"]

Precision = Literal["auto", "f32", "int8"]

logger = logging.getLogger(__name__)


class Encoder(Protocol):
    """Something that turns texts into vectors of unit length; safe to use from several threads."""

    @property
    def name(self) -> str:
        """The model as it was asked for."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide the vectors: vectors of two encoders mix only if theirs are equal."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Most tokens of a text that are read; special tokens and the model's own prompt are already taken off."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens not counted."""

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text, in the order given. A text's row does not depend on the other texts."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of unit length."""


def load_encoder(name: str, *, cache: Path, threads: int = 0, precision: Precision = "auto") -> Encoder:
    """The encoder of that name, ready to use. Nothing is ever downloaded.

    Args:
        name: ``all-MiniLM-L6-v2`` for the weights that are installed with the package, else a folder that holds a
            sentence-transformers model, else the name of one in the local Hugging Face cache.
        cache: folder for the converted model; made when missing, safe to delete.
        threads: threads to run on; 0 takes all cores.
        precision: ``auto`` runs in bf16 where the processor has it, else in f32; ``f32`` always does; ``int8`` keeps the
            weights in a quarter of the space, with vectors (and so a fingerprint) of their own.

    Raises:
        ModelUnavailable: the weights are not on disk, or are not the ones that the package was made with.
    """
    from qa.encoding.converted import GraphError
    from qa.encoding.graph import load_graph

    threads = threads or os.cpu_count() or 1
    model = find_model(name)
    fingerprint = fingerprint_of(model, cache=cache)
    try:
        return load_graph(model, fingerprint=fingerprint, cache=cache, threads=threads, precision=precision)
    except GraphError as error:
        logger.warning("%s runs in plain sentence-transformers, which is slower: %s", name, error)
    from qa.encoding.plain import load_plain

    return load_plain(model, fingerprint=fingerprint, threads=threads)
