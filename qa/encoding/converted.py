"""Folders that hold a converted model: made once in a process of their own, sealed, and made again when damaged."""

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from qa.encoding.runtime import import_openvino
from qa.encoding.weights import hash_file

logger = logging.getLogger(__name__)

GRAPH = "graph.xml"
WEIGHTS = "graph.bin"
TOKENIZER = "tokenizer.json"
FACTS = "facts.json"

_LIBRARIES = ("openvino", "sentence-transformers", "transformers", "torch", "tokenizers")
_SEAL = "seal.json"
_SEALED = (GRAPH, WEIGHTS, TOKENIZER, FACTS)
_CONVERSION_SECONDS = 900
_BUCKET_TOKENS = 16
_BATCH_TOKENS = 2048  # padded; measured on two cores: 1,024 to 4,096 are alike, less and more are slower


class GraphError(Exception):
    """The model can't be run as a graph; the message says why. Never leaves the package ``qa.encoding``."""


def folder_name(kind: str, fingerprint: str, layout: str, weights: str = "f32") -> str:
    """The name below the cache for a model of this fingerprint, these libraries, this layout and these weights."""
    versions = [f"{name}-{importlib.metadata.version(name)}" for name in _LIBRARIES]
    return f"{kind}-{hashlib.sha256(' '.join([fingerprint, layout, weights, *versions]).encode()).hexdigest()[:16]}"


def convert_into(folder: Path, converter: str, model: Path, *options: str) -> None:
    """Runs ``python -m converter MODEL TARGET OPTIONS`` and moves what it wrote to ``folder``, sealed.

    Raises:
        GraphError: the conversion failed, or its result can't be saved.
    """
    logger.info("converting %s once, which takes some seconds", model)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="converting-", dir=folder.parent) as temporary:
            target = Path(temporary) / "graph"
            target.mkdir()
            _run_conversion(converter, model, target, options)
            _seal(target)
            if is_whole(folder):
                return  # another process was quicker, and may be reading it
            if folder.exists():
                shutil.rmtree(folder)
            target.replace(folder)
    except OSError as error:
        raise GraphError(f"its graph can't be saved in {folder.parent} ({error})") from error


def _run_conversion(converter: str, model: Path, target: Path, options: Sequence[str]) -> None:
    command = [sys.executable, "-m", converter, str(model.resolve()), str(target.resolve()), *options]
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


def is_whole(folder: Path) -> bool:
    """Whether the folder holds all that was sealed, undamaged."""
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


@cache
def computes_in_bf16() -> bool:
    """Whether the processor multiplies matrices in bf16 (AVX512-BF16, AMX), which is about twice as quick as in f32."""
    try:
        return "BF16" in import_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    except (ImportError, OSError, RuntimeError):
        return False


def compile_graph(openvino: Any, graph: Path, threads: int, *, exact: bool = False) -> Any:
    """The graph, ready to run; in bf16 where the processor can, or in f32 at any rate where it is to be exact."""
    core = openvino.Core()
    return core.compile_model(
        core.read_model(graph),
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": "bf16" if computes_in_bf16() and not exact else "f32",
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_NUM_THREADS": threads,
        },
    )


def padded(tokens: int) -> int:
    """The length that a row of so many tokens is padded to."""
    return -(-tokens // _BUCKET_TOKENS) * _BUCKET_TOKENS


def batches(lengths: list[int], *, most_tokens: int = _BATCH_TOKENS) -> Iterator[list[int]]:
    """Rows of the same padded length, longest first, at most ``most_tokens`` together, padding counted.

    Lengths are not mixed: in bf16 a row's last digits depend on how far it is padded, so mixing would make a vector
    depend on which other texts happened to be encoded with it, and with it the order of near-equal passages.
    """
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        width = padded(lengths[row])
        if rows and (padded(lengths[rows[0]]) != width or (len(rows) + 1) * width > most_tokens):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
