"""A model as one OpenVINO graph: converted once, then loaded without torch."""

import hashlib
import importlib.metadata
import json
import queue
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from qa.encoding import conversion
from qa.encoding.converted import (
    FACTS,
    GRAPH,
    TOKENIZER,
    GraphError,
    batches,
    compile_graph,
    convert_into,
    folder_name,
    is_whole,
    padded,
)
from qa.encoding.runtime import import_openvino
from qa.encoding.weights import ModelFolder, fingerprint_of
from qa.errors import ModelUnavailable
from qa.limits import network_time

_LAYOUT = "1"  # of the saved folder; raise it when conversion.py writes something else


@dataclass(frozen=True, slots=True)
class _Facts:
    features: tuple[str, ...]
    dimensions: int
    longest: int
    pad_id: int
    query_prompt: str
    document_prompt: str


def load_graph(
    model: ModelFolder, *, fingerprint: str, cache: Path, threads: int, precision: str = "auto"
) -> "GraphEncoder":
    """The converted model from ``cache``, converted first when it is not there or damaged.

    Raises:
        GraphError: OpenVINO is not there, or the model can't be converted or loaded.
        ModelUnavailable: the weights are not the ones expected.
    """
    try:
        import_openvino()
        weights = "int8" if precision == "int8" else "f32"
        folder = cache / folder_name("graph", fingerprint, _LAYOUT, weights)
    except (ImportError, OSError, importlib.metadata.PackageNotFoundError) as error:
        raise GraphError(f"openvino can't be loaded ({error})") from error
    if not is_whole(folder):
        if fingerprint_of(model, cache=None) != fingerprint:  # weights are read in full before they are used
            raise ModelUnavailable(f"{model.path} changed while it was being loaded; start again")
        convert_into(folder, conversion.__name__, model.path, weights)
    if weights != "f32":  # other vectors, which must not be mixed with those of an index made without
        fingerprint = hashlib.sha256(f"{fingerprint} {weights}".encode()).hexdigest()
    try:
        return GraphEncoder(model.name, fingerprint, folder, threads, precision)
    except Exception as error:  # openvino and tokenizers raise bare RuntimeError and Exception
        raise GraphError(f"its graph in {folder} can't be loaded ({error})") from error


class GraphEncoder:
    """An ``Encoder`` that runs a converted model; see ``load_graph``."""

    def __init__(self, name: str, fingerprint: str, folder: Path, threads: int, precision: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        self._facts = _Facts(**{**facts, "features": tuple(facts["features"])})
        self.dimensions = self._facts.dimensions
        self._counter = Tokenizer.from_file(str(folder / TOKENIZER))
        self._counter.no_truncation()
        self._counter.no_padding()
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(self._facts.longest)
        self._tokenizer.no_padding()
        special = self._tokenizer.num_special_tokens_to_add(False)
        self.max_tokens = self._facts.longest - special - sum(self.count_tokens([self._facts.document_prompt]))
        self._compiled = compile_graph(import_openvino(), folder / GRAPH, threads, exact=precision == "f32")
        most = self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._requests = [self._compiled.create_infer_request() for _ in range(most)]  # of encode_documents
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()  # requests of encode_query, kept for the next one
        self._documents = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens not counted."""
        return [len(encoding) for encoding in self._counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text, in the order given. A text's row does not depend on the other texts."""
        prompt = self._facts.document_prompt
        encodings = self._tokenizer.encode_batch_fast([prompt + text.strip() for text in texts])
        vectors = np.zeros((len(encodings), self.dimensions), np.float32)
        running: deque[tuple[Any, list[int]]] = deque()

        def keep_oldest() -> Any:
            request, rows = running.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            return request

        # Not openvino's queue with callbacks: its threads have aborted a process that ended while one was called.
        with self._documents, network_time():
            idle = list(self._requests)
            for rows in batches([len(encoding) for encoding in encodings]):
                inputs = self._inputs([encodings[row] for row in rows])
                request = idle.pop() if idle else keep_oldest()
                request.start_async(inputs)
                running.append((request, rows))
            while running:
                keep_oldest()
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of unit length."""
        encoding = self._tokenizer.encode(self._facts.query_prompt + text.strip())
        try:
            request = self._idle.get_nowait()
        except queue.Empty:
            request = self._compiled.create_infer_request()
        with network_time():
            request.infer(self._inputs([encoding]))
        vector: NDArray[np.float32] = request.get_output_tensor(0).data[0].copy()
        self._idle.put(request)
        return vector

    def _inputs(self, encodings: list[Encoding]) -> dict[str, NDArray[np.int64]]:
        shape = len(encodings), padded(max(len(encoding) for encoding in encodings))
        inputs = {feature: np.zeros(shape, np.int64) for feature in self._facts.features}
        inputs["input_ids"].fill(self._facts.pad_id)
        for row, encoding in enumerate(encodings):
            length = len(encoding)
            inputs["input_ids"][row, :length] = encoding.ids
            if "attention_mask" in inputs:
                inputs["attention_mask"][row, :length] = 1
            if "token_type_ids" in inputs:
                inputs["token_type_ids"][row, :length] = encoding.type_ids
        return inputs
