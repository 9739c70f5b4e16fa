"""A model in plain sentence-transformers: for those that can't be converted."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.encoding.weights import ModelFolder
from qa.errors import ModelUnavailable


def load_plain(model: ModelFolder, *, fingerprint: str, threads: int) -> "PlainEncoder":
    """The model as sentence-transformers runs it.

    Raises:
        ModelUnavailable: sentence-transformers can't load it.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    try:
        loaded = SentenceTransformer(
            str(model.path), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
        )
    except Exception as error:  # whatever a model's own files lead to
        raise ModelUnavailable(f"{model.path} can't be loaded by sentence-transformers: {error}") from error
    return PlainEncoder(model.name, fingerprint, loaded)


class PlainEncoder:
    """An ``Encoder`` around a ``SentenceTransformer``."""

    def __init__(self, name: str, fingerprint: str, model: Any) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self._lock = threading.Lock()
        self.dimensions = int(model.get_embedding_dimension())
        special = len(model.tokenizer("")["input_ids"])
        prompts = [model.prompts.get(name, "") for name in ("document", "passage", "corpus")]
        self.max_tokens = int(model.max_seq_length or 512) - special - max(self.count_tokens(prompts))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens not counted."""
        if not texts:
            return []
        tokenized = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in tokenized["input_ids"]]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text, in the order given."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:
            vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of unit length."""
        with self._lock:
            vector = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return np.asarray(vector, np.float32)
