"""The systems, and a process that runs one of them."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.encoding.weights import find_model

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".bench"
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Failure(Exception):
    """A system could not do what it was asked; the message is its own."""


@dataclass(frozen=True, slots=True)
class System:
    """One that is measured.

    Attributes:
        name: of its adapter, its requirements file and its environment.
        label: as tables have it.
        package: whose version is told.
        set_up: how it is set up, in short.
        syncs: how it goes on from what it has indexed, in short; empty: it has no way to.
    """

    name: str
    label: str
    package: str
    set_up: str
    syncs: str = ""

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return Path(sys.executable) if self is OURS else ENVIRONMENTS / self.name / "bin" / "python"

    @property
    def is_installed(self) -> bool:
        """Whether its environment was made whole."""
        return self is OURS or (ENVIRONMENTS / self.name / ".installed").exists()

    def version(self) -> str:
        """Of its package, as its own environment has it."""
        code = f"from importlib.metadata import version; print(version({self.package!r}))"
        done = subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=True)
        return done.stdout.strip()


OURS = System(
    "ours", "ours", "qa", "as shipped, no chat model", "size and times of every file, its text where these have changed"
)
PEERS = (
    System(
        "tutorial_chain",
        "tutorial chain",
        "langchain-chroma",
        "recursive splitter 1000/200, sentence-transformers, Chroma, nearest chunks",
        "LangChain's indexing API: every file is read and cut, every chunk's hash is looked up among the records",
    ),
    System(
        "txtai",
        "txtai",
        "txtai",
        "hybrid index (dense and BM25, half each), over the tutorial chain's chunks",
        "upsert of the files whose hash has changed, which the adapter finds out: it has no way of its own; all is saved",
    ),
    System(
        "llama_index",
        "LlamaIndex",
        "llama-index-core",
        "SentenceSplitter 512, vectors and BM25 fused by reciprocal ranks, no generated questions",
        "refresh_ref_docs: every file is read, its hash is compared; BM25 is made anew, all is saved",
    ),
    System(
        "verbatim_rag",
        "verbatim-rag",
        "verbatim-rag",
        "its Markdown chunker, at most 1,000 characters, dense vectors in Milvus Lite; its extractor is not run",
    ),
)
UNABLE = {
    "haiku.rag": (
        "0.6.0, the last one for Python 3.11, fetches the vocabulary of its chunker (tiktoken's o200k_base) from the network "
        "when it is imported, and takes vectors from a server of Ollama, OpenAI or VoyageAI alone"
    )
}
"""Peers that can't be given the same weights without a network, and why."""


class Process:
    """A system in a process of its own, which answers one request after the other. Close it after use."""

    def __init__(self, system: System, work: Path, *, encode: Encode | None = None) -> None:
        """Starts it and waits until its model is loaded.

        Args:
            system: which.
            work: folder for what is kept between runs: our converted model, and what the system says on standard error.
            encode: lends it vectors, so that it has the same as every other; None: it makes its own.
        """
        self.system = system
        self._encode = encode
        weights = models_in(work) if system is OURS else find_model("all-MiniLM-L6-v2").path
        command = [str(system.python), "-m", f"benchmarks.peers.adapters.{system.name}", str(weights)]
        command += ["lent"] if encode else []
        work.mkdir(parents=True, exist_ok=True)
        self._log = work / f"{system.name}.log"
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        self._receive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        """The reply to a request.

        Raises:
            Failure: it failed, or the process has ended.
        """
        self._send({"do": do, **arguments})
        return self._receive()

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        for line in self._process.stdout:
            reply: dict[str, Any] = json.loads(line)
            if "encode" in reply and self._encode:
                rows = self._encode(reply["encode"]).astype("<f4")
                self._send({"vectors": base64.b64encode(rows.tobytes()).decode()})
            elif "error" in reply:
                raise Failure(f"{self.system.label}: {reply['error']}")
            else:
                return reply
        raise Failure(f"{self.system.label}: its process ended ({self._process.wait()}); see {self._log}")


def models_in(work: Path) -> Path:
    """Where our converted model is kept."""
    return work / "models"


def environment() -> dict[str, str]:
    """For every system alike: nothing is downloaded or reported, all cores may be used."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "PYTHON"))}
    offline = dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"), "1")
    return {**kept, **offline, "ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "true"}
