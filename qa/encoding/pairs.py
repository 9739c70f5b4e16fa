"""Questions and passages read together by a small trained network that runs in OpenVINO."""

import importlib.metadata
import json
import os
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

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
from qa.limits import checkpoint, network_time

_LAYOUT = "2"  # of the saved folder; raise it when pair_conversion.py writes something else
_CONVERTER = "qa.encoding.pair_conversion"
_BATCH_TOKENS = 640  # small, so that the few passages of one question keep all cores busy
_FIRST_TOKENS = 80  # longer questions and claims are cut, as in training
_START, _END, _SENTENCE, _ANSWERABLE = range(4)  # the network's columns, see pair_network.OUTPUTS
_VERDICTS = slice(4, 7)


@dataclass(frozen=True, slots=True)
class PairLogits:
    """What the network makes of a question and a passage.

    Attributes:
        offsets: of shape (tokens, 2): the passage's tokens as half-open character spans of it.
        start, end: logits that the answer starts or ends at a token.
        sentence: logits to be averaged over a sentence's tokens: that it holds the answer.
        absent: the logit that the answer is nowhere in the passage, to be compared with start plus end.
        answerable: the logit that the passage answers.
        verdicts: for a claim in the question's place: logits that the passage bears it out, does not, or contradicts it.
    """

    offsets: NDArray[np.int64]
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    sentence: NDArray[np.float32]
    absent: float
    answerable: float
    verdicts: tuple[float, float, float] = (0.0, 0.0, 0.0)


class PairScorer(Protocol):
    """Something that reads a question, or a claim, and passages; safe to use from several threads."""

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """The logits of each passage, in the order given. One passage's do not depend on the others."""
        ...


def load_pairs(model: Path, *, cache: Path, threads: int = 0, late: bool = False) -> PairScorer:
    """The network in the folder ``model``, ready to use; converted once and kept below ``cache``.

    Args:
        model: folder with ``model.safetensors``, or several files of weights, ``config.json`` and ``tokenizer.json``.
        cache: folder for the converted network; made when missing, safe to delete.
        threads: threads to run on; 0 takes all cores.
        late: load it when it is first asked, which then takes half a second longer.

    Raises:
        ModelUnavailable: the network is not there, or can't be converted or loaded.
    """
    if not any(model.glob("model*.safetensors")):
        raise ModelUnavailable(f"no trained reader in {model}: model.safetensors is missing")
    fingerprint = fingerprint_of(ModelFolder(model.name, model, None), cache=cache)
    try:
        folder = cache / folder_name("pairs", fingerprint, _LAYOUT)
        if not is_whole(folder):
            convert_into(folder, _CONVERTER, model)
        open_graph = partial(_GraphPairs, folder, threads or os.cpu_count() or 1)
        return _LatePairs(open_graph) if late else open_graph()
    except (ImportError, OSError, RuntimeError, GraphError, importlib.metadata.PackageNotFoundError) as error:
        raise ModelUnavailable(f"the trained reader in {model} can't be run: {error}") from error


class _LatePairs:
    """A ``PairScorer`` that is made when it is first asked."""

    def __init__(self, make: Callable[[], PairScorer]) -> None:
        self._make = make
        self._made: PairScorer | None = None
        self._lock = threading.Lock()

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """See ``PairScorer.score``."""
        with self._lock:
            self._made = self._made or self._make()
        return self._made.score(question, passages)


class _GraphPairs:
    """A ``PairScorer`` that runs a converted network."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._longest: int = json.loads((folder / FACTS).read_text("utf-8"))["longest"]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._first, self._between = self._tokenizer.encode("").ids  # [CLS] and [SEP]
        self._openvino = import_openvino()
        self._compiled = compile_graph(self._openvino, folder / GRAPH, threads)
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()  # requests: making one takes longer than a short text

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """See ``PairScorer.score``."""
        checkpoint()
        asked = self._tokenizer.encode(question.strip(), add_special_tokens=False).ids[:_FIRST_TOKENS]
        encodings = self._tokenizer.encode_batch(list(passages), add_special_tokens=False)
        shift = len(asked) + 2
        room = self._longest - shift - 1
        running = []
        for rows in batches(
            [shift + 1 + min(room, len(encoding)) for encoding in encodings], most_tokens=_BATCH_TOKENS
        ):
            request = self._request()
            request.start_async(self._inputs(asked, [encodings[row].ids[:room] for row in rows]))
            running.append((request, rows))
        with network_time():
            for request, _ in running:
                request.wait()
        found: dict[int, PairLogits] = {}
        for request, rows in running:
            logits = request.get_output_tensor(0).data
            found.update((row, _unpack(logits[index], encodings[row], shift, room)) for index, row in enumerate(rows))
            self._idle.put(request)  # only now: its next use writes over what it has found
        return [found[row] for row in range(len(encodings))]

    def _request(self) -> Any:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._compiled.create_infer_request()

    def _inputs(self, asked: list[int], passages: list[list[int]]) -> dict[str, NDArray[np.int64]]:
        pairs = [[self._first, *asked, self._between, *passage, self._between] for passage in passages]
        shape = len(pairs), padded(max(len(pair) for pair in pairs))
        inputs = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, pair in enumerate(pairs):
            inputs["input_ids"][row, : len(pair)] = pair
            inputs["attention_mask"][row, : len(pair)] = 1
            inputs["token_type_ids"][row, len(asked) + 2 : len(pair)] = 1
        return inputs


def _unpack(logits: NDArray[np.float32], passage: Encoding, shift: int, room: int) -> PairLogits:
    tokens = min(room, len(passage))
    inside = logits[shift : shift + tokens]
    return PairLogits(
        offsets=np.asarray(passage.offsets[:tokens], np.int64).reshape(tokens, 2),
        start=inside[:, _START].copy(),
        end=inside[:, _END].copy(),
        sentence=inside[:, _SENTENCE].copy(),
        absent=float(logits[0, _START] + logits[0, _END]),
        answerable=float(logits[0, _ANSWERABLE]),
        verdicts=tuple(logits[0, _VERDICTS].tolist()),
    )
