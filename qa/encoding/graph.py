"""A model as one OpenVINO graph: converted once, then loaded without torch."""

import importlib.metadata
import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from qa.encoding import conversion
from qa.encoding.runtime import import_openvino
from qa.encoding.weights import ModelFolder, fingerprint_of, hash_file
from qa.errors import ModelUnavailable

logger = logging.getLogger(__name__)

_LIBRARIES = ("openvino", "sentence-transformers", "transformers", "torch", "tokenizers")
_FORMAT = "1"  # of the saved folder; raise it when conversion.py writes something else
_SEAL = "seal.json"
_SEALED = (conversion.GRAPH, conversion.WEIGHTS, conversion.TOKENIZER, conversion.FACTS)
_BATCH_TOKENS = 2048  # padded; measured on two cores: 1,024 to 4,096 are alike, less and more are slower
_BUCKET_TOKENS = 16
_CONVERSION_SECONDS = 900


class GraphError(Exception):
    """The model can't be run as a graph; the message says why. Never leaves the package ``qa.encoding``."""


@dataclass(frozen=True, slots=True)
class _Facts:
    features: tuple[str, ...]
    dimensions: int
    longest: int
    pad_id: int
    query_prompt: str
    document_prompt: str


def load_graph(model: ModelFolder, *, fingerprint: str, cache: Path, threads: int) -> "GraphEncoder":
    """The converted model from ``cache``, converted first when it is not there or damaged.

    Raises:
        GraphError: OpenVINO is not there, or the model can't be converted or loaded.
        ModelUnavailable: the weights are not the ones expected.
    """
    try:
        import_openvino()
        folder = cache / f"graph-{_key(fingerprint)}"
    except (ImportError, OSError, importlib.metadata.PackageNotFoundError) as error:
        raise GraphError(f"openvino can't be loaded ({error})") from error
    if not _is_whole(folder):
        if fingerprint_of(model, cache=None) != fingerprint:  # weights are read in full before they are used
            raise ModelUnavailable(f"{model.path} changed while it was being loaded; start again")
        _convert(model, folder)
    try:
        return GraphEncoder(model.name, fingerprint, folder, threads)
    except Exception as error:  # openvino and tokenizers raise bare RuntimeError and Exception
        raise GraphError(f"its graph in {folder} can't be loaded ({error})") from error


def _key(fingerprint: str) -> str:
    versions = [f"{name}-{importlib.metadata.version(name)}" for name in _LIBRARIES]
    return _digest(" ".join([fingerprint, _FORMAT, "f32", *versions]))[:16]


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _convert(model: ModelFolder, folder: Path) -> None:
    logger.info("converting %s once, which takes some seconds", model.name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="converting-", dir=folder.parent) as temporary:
            target = Path(temporary) / "graph"
            target.mkdir()
            _run_conversion(model, target)
            _seal(target)
            if folder.exists():
                shutil.rmtree(folder)
            target.replace(folder)
    except OSError as error:
        raise GraphError(f"its graph can't be saved in {folder.parent} ({error})") from error


def _run_conversion(model: ModelFolder, target: Path) -> None:
    command = [sys.executable, "-m", conversion.__name__, str(model.path.resolve()), str(target.resolve())]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    environment |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own interpreter
            command, env=environment, capture_output=True, text=True, timeout=_CONVERSION_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraphError(f"its conversion did not finish ({error})") from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise GraphError(f"its conversion failed ({said[-1] if said else f'exit code {done.returncode}'})")


def _seal(folder: Path) -> None:
    """Notes what the files are, so that a damaged one is seen."""
    seal = {name: {"sha256": hash_file(folder / name), **_stamp(folder / name)} for name in _SEALED}
    (folder / _SEAL).write_text(json.dumps(seal, indent=1), "utf-8")


def _stamp(path: Path) -> dict[str, int]:
    status = path.stat()
    return {"size": status.st_size, "modified_ns": status.st_mtime_ns}


def _is_whole(folder: Path) -> bool:
    try:
        seal = json.loads((folder / _SEAL).read_text("utf-8"))
        for name in _SEALED:
            stamp = _stamp(folder / name)
            if stamp["size"] != seal[name]["size"]:
                return False
            if stamp["modified_ns"] != seal[name]["modified_ns"] and hash_file(folder / name) != seal[name]["sha256"]:
                return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


class GraphEncoder:
    """An ``Encoder`` that runs a converted model; see ``load_graph``."""

    def __init__(self, name: str, fingerprint: str, folder: Path, threads: int) -> None:
        self.name = name
        self.fingerprint = fingerprint
        facts = json.loads((folder / conversion.FACTS).read_text("utf-8"))
        self._facts = _Facts(**{**facts, "features": tuple(facts["features"])})
        self.dimensions = self._facts.dimensions
        self._counter = Tokenizer.from_file(str(folder / conversion.TOKENIZER))
        self._counter.no_truncation()
        self._counter.no_padding()
        self._tokenizer = Tokenizer.from_file(str(folder / conversion.TOKENIZER))
        self._tokenizer.enable_truncation(self._facts.longest)
        self._tokenizer.no_padding()
        special = self._tokenizer.num_special_tokens_to_add(False)
        self.max_tokens = self._facts.longest - special - sum(self.count_tokens([self._facts.document_prompt]))
        self._openvino = import_openvino()
        self._compiled = _compile(self._openvino, folder / conversion.GRAPH, threads)
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

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        with self._documents:
            requests = self._openvino.AsyncInferQueue(self._compiled)
            requests.set_callback(keep)
            for rows in _batches([len(encoding) for encoding in encodings]):
                requests.start_async(self._inputs([encodings[row] for row in rows]), rows)
            requests.wait_all()
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of unit length."""
        encoding = self._tokenizer.encode(self._facts.query_prompt + text.strip())
        try:
            request = self._idle.get_nowait()
        except queue.Empty:
            request = self._compiled.create_infer_request()
        request.infer(self._inputs([encoding]))
        vector: NDArray[np.float32] = request.get_output_tensor(0).data[0].copy()
        self._idle.put(request)
        return vector

    def _inputs(self, encodings: list[Encoding]) -> dict[str, NDArray[np.int64]]:
        shape = len(encodings), _padded(max(len(encoding) for encoding in encodings))
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


def _compile(openvino: Any, graph: Path, threads: int) -> Any:
    core = openvino.Core()
    capable = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return core.compile_model(
        core.read_model(graph),
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in capable else "f32",
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_NUM_THREADS": threads,
        },
    )


def _padded(tokens: int) -> int:
    return -(-tokens // _BUCKET_TOKENS) * _BUCKET_TOKENS


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Rows of the same padded length, longest first, at most ``_BATCH_TOKENS`` together.

    Lengths are not mixed: in bf16 a row's last digits depend on how far it is padded, so mixing would make a vector
    depend on which other texts happened to be encoded with it, and with it the order of near-equal passages.
    """
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        width = _padded(lengths[row])
        if rows and (_padded(lengths[rows[0]]) != width or (len(rows) + 1) * width > _BATCH_TOKENS):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
