"""A trained reading network on disk: its shape, and its weights in half precision or in eight bits, in one file or several."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from qa.encoding.pair_network import CONFIG, OUTPUTS, NetworkShape, PairNetwork

LARGEST_FILE = 45_000_000  # bytes
_LEAST_WEIGHTS = 4096  # smaller matrices are not worth eight bits
_SCALE = ".scale"


def save_network(network: PairNetwork, folder: Path, *, weights: Literal["half", "eight_bits"] = "half") -> None:
    """Writes shape and weights into ``folder``, which is made when missing; weights of before are removed.

    In eight bits each row of a matrix has a scale of its own, so that a weight is off by at most half a step of 1/127 of its
    row's largest.
    """
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    for old in weight_files(folder):
        old.unlink()
    tensors = dict(_stored(network.state_dict(), eight_bits=weights == "eight_bits"))
    shards = list(_shards(tensors))
    for number, names in enumerate(shards, 1):
        name = "model.safetensors" if len(shards) == 1 else f"model-{number:02}-of-{len(shards):02}.safetensors"
        save_file({name: tensors[name] for name in names}, folder / name)
    (folder / CONFIG).write_text(json.dumps(asdict(network.shape), indent=1), "utf-8")


def load_network(folder: Path) -> PairNetwork:
    """The network that ``save_network`` wrote, in single precision; outputs that it had not learnt yet give zeros.

    Raises OSError where a file is missing.
    """
    from safetensors.torch import load_file

    network = PairNetwork(NetworkShape(**json.loads((folder / CONFIG).read_text("utf-8"))))
    files = weight_files(folder)
    if not files:
        raise FileNotFoundError(f"no weights in {folder}")
    stored = {name: tensor for file in files for name, tensor in load_file(file).items()}
    state = {
        name: tensor.float() * stored[f"{name}{_SCALE}"].float() if f"{name}{_SCALE}" in stored else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }
    for name in ("head.weight", "head.bias"):
        missing = len(OUTPUTS) - len(state[name])
        state[name] = torch.cat([state[name], state[name].new_zeros(missing, *state[name].shape[1:])])
    network.load_state_dict(state)
    return network.eval()


def weight_files(folder: Path) -> list[Path]:
    """The files of weights in the folder of a network, in order; none where it holds no network."""
    return sorted(folder.glob("model*.safetensors"))


def _stored(state: Mapping[str, Tensor], *, eight_bits: bool) -> Iterator[tuple[str, Tensor]]:
    for name, tensor in state.items():
        if eight_bits and tensor.dim() == 2 and tensor.numel() >= _LEAST_WEIGHTS:
            scale = (tensor.abs().amax(dim=1, keepdim=True) / 127).clamp(min=torch.finfo(torch.float32).tiny)
            yield name, (tensor / scale).round().to(torch.int8).contiguous()
            yield f"{name}{_SCALE}", scale.contiguous()
        else:
            yield name, tensor.detach().to(torch.float16).contiguous()


def _shards(tensors: Mapping[str, Tensor]) -> Iterator[list[str]]:
    """The names of the tensors, file by file."""
    names: list[str] = []
    size = 0
    for name, tensor in tensors.items():
        own = tensor.numel() * tensor.element_size()
        if names and size + own > LARGEST_FILE:
            yield names
            names, size = [], 0
        names.append(name)
        size += own
    yield names
