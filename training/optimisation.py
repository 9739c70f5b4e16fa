"""A network in training: on a CPU one thread a core, on a GPU where there is one; single-precision weights, a running average."""

import math
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from qa.encoding.pair_network import PairNetwork, from_encoder
from qa.encoding.stored_network import load_network, save_network
from qa.encoding.weights import write_sums
from training.batches import Batch
from training.losses import batch_loss

ENCODER_RATE = 1.5e-4
HEAD_RATE = 1e-3
WEIGHT_DECAY = 0.01
WARM_UP = 0.04  # of the time
LONGEST_GRADIENT = 1.0
AVERAGE_SPAN = 150  # steps that the running average of the weights looks back, once there are that many
CHECKPOINT = "checkpoint.pt"


@dataclass(slots=True)
class Progress:
    """How far the training is; the time is that of running, whatever lay between two runs."""

    elapsed_seconds: float = 0.0
    steps: int = 0
    passes: int = 0
    batches_of_pass: int = 0
    examples: int = 0
    tokens: int = 0


def rate_share(done: float) -> float:
    """The share of the peak learning rate when ``done`` (0 to 1) of the time is over: up in a line, down in a line."""
    if done < WARM_UP:
        return max(0.02, done / WARM_UP)
    return max(0.0, (1.0 - done) / (1.0 - WARM_UP))


def pass_precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the processor computes in it, single precision elsewhere: there it is 13 times as fast."""
    native = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.bfloat16 if native else torch.float32


class Trainee:
    """The network with all that its training needs to remember.

    Args:
        encoder: folder of a BERT or MPNet encoder, with its ``tokenizer.json``.
        seed: of the new layer's weights.
        threads: batches that are read at a time.
        start: folder of a trained network to go on from.
        rate: of the peak learning rates, 1 for training from an encoder; less where a trained network goes on.
    """

    def __init__(self, encoder: Path, *, seed: int, threads: int, start: Path | None = None, rate: float = 1.0) -> None:
        torch.manual_seed(seed)
        self._encoder = encoder
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if start is None:
            whole = from_encoder(encoder)
            torch.nn.init.normal_(whole.head.weight, std=0.02)
            torch.nn.init.zeros_(whole.head.bias)
        else:
            whole = load_network(start).train()
        whole = whole.to(self._device)
        self.names = [name for name, _ in whole.named_parameters()]
        self._weights = [parameter.detach().clone().requires_grad_() for parameter in whole.parameters()]
        self._average = [weight.detach().clone() for weight in self._weights]
        self._average_steps = 0
        self._network = whole.to(pass_precision(self._device))
        self._parameters = list(self._network.parameters())
        head = [weight for name, weight in zip(self.names, self._weights, strict=True) if name.startswith("head.")]
        body = [weight for name, weight in zip(self.names, self._weights, strict=True) if not name.startswith("head.")]
        self._optimiser = torch.optim.AdamW(
            [{"params": body, "peak": rate * ENCODER_RATE}, {"params": head, "peak": rate * HEAD_RATE}],
            lr=0.0,
            betas=(0.9, 0.98),
            weight_decay=WEIGHT_DECAY,
            fused=True,
        )
        # One batch a thread and each operation in one thread: threads that share an operation wait for each other
        # at its end, which costs most where the cores are busy with other work.
        self._threads = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))

    def step(self, batches: Sequence[Batch], done: float) -> float:
        """One step of the weights; ``done`` is the part of the time that is over. Returns the mean loss of a pair."""
        pairs = sum(len(batch.examples) for batch in batches)
        results = list(self._threads.map(self._gradients, batches))
        share = rate_share(done)
        for group in self._optimiser.param_groups:
            group["lr"] = share * group["peak"]
        for index, weight in enumerate(self._weights):
            total = results[0][1][index].float()
            for _, gradients in results[1:]:
                total += gradients[index]
            weight.grad = total / pairs
        torch.nn.utils.clip_grad_norm_(self._weights, LONGEST_GRADIENT)
        self._optimiser.step()
        self._average_steps += 1
        pull = 1.0 / min(self._average_steps, AVERAGE_SPAN)
        with torch.no_grad():
            for parameter, weight, average in zip(self._parameters, self._weights, self._average, strict=True):
                parameter.copy_(weight)
                average.lerp_(weight, pull)
        loss = sum(loss for loss, _ in results) / pairs
        if not math.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss}")
        return loss

    def _gradients(self, batch: Batch) -> tuple[float, tuple[Tensor, ...]]:
        inputs = (batch.input_ids, batch.attention_mask, batch.token_type_ids)
        # The few logits are judged on the CPU, where the labels are; their gradients find their way back.
        loss = batch_loss(self._network(*(tensor.to(self._device) for tensor in inputs)).cpu(), batch)
        return float(loss.detach()), torch.autograd.grad(loss, self._parameters)

    def save(self, folder: Path, progress: Progress) -> None:
        """Writes what ``resume`` needs, and the average so far as a model into ``folder/latest``."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "progress": asdict(progress),
            "weights": [weight.detach() for weight in self._weights],
            "average": self._average,
            "average_steps": self._average_steps,
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, folder / f"{CHECKPOINT}.new")
        (folder / f"{CHECKPOINT}.new").replace(folder / CHECKPOINT)
        self.export(folder / "latest")

    def resume(self, folder: Path) -> Progress | None:
        """Goes back to what ``save`` wrote, or None where nothing was."""
        if not (folder / CHECKPOINT).is_file():
            return None
        state = torch.load(folder / CHECKPOINT, weights_only=True, map_location=self._device)
        with torch.no_grad():
            for index, weight in enumerate(self._weights):
                weight.copy_(state["weights"][index])
                self._average[index].copy_(state["average"][index])
                self._parameters[index].copy_(weight)
        self._average_steps = state["average_steps"]
        self._optimiser.load_state_dict(state["optimiser"])
        return Progress(**state["progress"])

    def export(self, folder: Path) -> None:
        """Writes the average of the weights as a model."""
        model = PairNetwork(self._network.shape)
        model.load_state_dict({name: value.cpu() for name, value in zip(self.names, self._average, strict=True)})
        save_network(model, folder)
        shutil.copyfile(self._encoder / "tokenizer.json", folder / "tokenizer.json")
        write_sums(folder)
