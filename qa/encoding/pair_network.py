"""A question and a passage, read together: the torch module behind the trained reader, to convert or to train."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

# The columns of what the network gives for a token; from "supported" on, of a claim and its source.
OUTPUTS = ("start", "end", "sentence", "answerable", "supported", "not_supported", "contradicted")
WEIGHTS = "model.safetensors"
CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """Sizes of the network; the defaults are those of MiniLM-L6-H384."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner_width: int = 1536
    positions: int = 512


class PairNetwork(nn.Module):
    """A BERT encoder (Devlin et al. 2019) and a linear layer, which give seven logits a token, see ``OUTPUTS``.

    The first token is the special one that stands for the pair: its start and end logits are those of "no answer here",
    its ``answerable`` logit says whether the passage answers. Of the other tokens ``start``, ``end`` and ``sentence``
    count; the mean of ``sentence`` over a sentence's tokens says whether that sentence holds the answer. Where the pair is
    a claim and a text, the first token's last three logits say whether the text bears the claim out.
    """

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.kinds = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.width, len(OUTPUTS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits of shape (pairs, tokens, 7) for integers of shape (pairs, tokens); the mask is 1 for real tokens."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        states = self.norm(self.words(input_ids) + self.places(places) + self.kinds(token_type_ids))
        hidden = attention_mask[:, None, None, :] == 0
        mask = torch.zeros_like(hidden, dtype=states.dtype).masked_fill(hidden, -1e4)
        for layer in self.layers:
            states = layer(states, mask)
        return self.head(states)  # type: ignore[no-any-return]


class _Layer(nn.Module):
    """Attention and a feed-forward part, each added to its input and normalised afterwards."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention_in = nn.Linear(shape.width, 3 * shape.width)
        self.attention_out = nn.Linear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner = nn.Linear(shape.width, shape.inner_width)
        self.outer = nn.Linear(shape.inner_width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        pairs, tokens, width = states.shape
        split = self.attention_in(states).view(pairs, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: on CPU the backward pass of scaled_dot_product_attention takes three times as long as this.
        alike = torch.matmul(query * (width // self.heads) ** -0.5, key.transpose(-1, -2)) + mask
        read = torch.matmul(alike.softmax(-1), value)
        states = self.attention_norm(states + self.attention_out(read.transpose(1, 2).reshape(pairs, tokens, width)))
        return self.norm(states + self.outer(functional.gelu(self.inner(states))))  # type: ignore[no-any-return]


def from_encoder(folder: Path) -> PairNetwork:
    """The network with the encoder's weights of a BERT folder (``config.json``, ``model.safetensors``) and a new head.

    Raises:
        OSError: a file is missing.
        KeyError: the weights are not those of a BERT model.
    """
    from safetensors.torch import load_file

    config = json.loads((folder / CONFIG).read_text("utf-8"))
    shape = NetworkShape(
        vocabulary=config["vocab_size"],
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        inner_width=config["intermediate_size"],
        positions=config["max_position_embeddings"],
    )
    network = PairNetwork(shape)
    network.load_state_dict(_renamed(load_file(folder / WEIGHTS), shape.layers), strict=False)
    return network


def _renamed(bert: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """A BERT checkpoint's tensors by the names that ``PairNetwork`` gives them."""
    renamed = {
        "words.weight": bert["embeddings.word_embeddings.weight"],
        "places.weight": bert["embeddings.position_embeddings.weight"],
        "kinds.weight": bert["embeddings.token_type_embeddings.weight"],
        "norm.weight": bert["embeddings.LayerNorm.weight"],
        "norm.bias": bert["embeddings.LayerNorm.bias"],
    }
    for index in range(layers):
        old, new = f"encoder.layer.{index}.", f"layers.{index}."
        for part in ("weight", "bias"):
            renamed[f"{new}attention_in.{part}"] = torch.cat(
                [bert[f"{old}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            )
            renamed[f"{new}attention_out.{part}"] = bert[f"{old}attention.output.dense.{part}"]
            renamed[f"{new}attention_norm.{part}"] = bert[f"{old}attention.output.LayerNorm.{part}"]
            renamed[f"{new}inner.{part}"] = bert[f"{old}intermediate.dense.{part}"]
            renamed[f"{new}outer.{part}"] = bert[f"{old}output.dense.{part}"]
            renamed[f"{new}norm.{part}"] = bert[f"{old}output.LayerNorm.{part}"]
    return renamed


def save_network(network: PairNetwork, folder: Path) -> None:
    """Writes the weights in half precision and the shape into ``folder``, which is made when missing."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: tensor.detach().to(torch.float16).contiguous() for name, tensor in network.state_dict().items()}
    save_file(halves, folder / WEIGHTS)
    (folder / CONFIG).write_text(json.dumps(asdict(network.shape), indent=1), "utf-8")


def load_network(folder: Path) -> PairNetwork:
    """The network that ``save_network`` wrote, in single precision; outputs that it had not learnt yet give zeros.

    Raises OSError where a file is missing.
    """
    from safetensors.torch import load_file

    network = PairNetwork(NetworkShape(**json.loads((folder / CONFIG).read_text("utf-8"))))
    state = {name: tensor.float() for name, tensor in load_file(folder / WEIGHTS).items()}
    for name in ("head.weight", "head.bias"):
        missing = len(OUTPUTS) - len(state[name])
        state[name] = torch.cat([state[name], state[name].new_zeros(missing, *state[name].shape[1:])])
    network.load_state_dict(state)
    return network.eval()
