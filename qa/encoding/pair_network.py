"""A question and a passage, read together: the torch module behind the trained reader, to convert or to train."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

# The columns of what the network gives for a token; from "supported" on, of a claim and its source.
OUTPUTS = ("start", "end", "sentence", "answerable", "supported", "not_supported", "contradicted")
CONFIG = "config.json"
_FARTHEST = 128  # tokens: all greater distances are one


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """Sizes of the network; the defaults are those of MiniLM-L6-H384.

    Attributes:
        positions: rows of the table of positions.
        first_position: the row of the first token; those before it are not for tokens.
        distances: buckets of the distance between two tokens that attention is biased by; 0: it is not.
        epsilon: of the layer normalisation.
    """

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner_width: int = 1536
    positions: int = 512
    first_position: int = 0
    distances: int = 0
    epsilon: float = 1e-12

    @property
    def longest(self) -> int:
        """Most tokens of a pair."""
        return self.positions - self.first_position


class PairNetwork(nn.Module):
    """A BERT encoder (Devlin et al. 2019), or an MPNet one (Song et al. 2020), and a linear layer, which give seven logits
    a token, see ``OUTPUTS``.

    MPNet biases attention by how far two tokens are apart. It knows no kinds of tokens: the table of kinds, which tells
    question from passage, starts at zero there and is learnt.

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
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.distances = nn.Embedding(shape.distances, shape.heads) if shape.distances else None
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.width, len(OUTPUTS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits of shape (pairs, tokens, 7) for integers of shape (pairs, tokens); the mask is 1 for real tokens."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        positions = self.places(places + self.shape.first_position)
        states = self.norm(self.words(input_ids) + positions + self.kinds(token_type_ids))
        hidden = attention_mask[:, None, None, :] == 0
        mask = torch.zeros_like(hidden, dtype=states.dtype).masked_fill(hidden, -1e4)
        if self.distances is not None:
            buckets = distance_buckets(places[None, :] - places[:, None], self.shape.distances)
            mask = mask + self.distances(buckets).permute(2, 0, 1)
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
        self.attention_norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.inner = nn.Linear(shape.width, shape.inner_width)
        self.outer = nn.Linear(shape.inner_width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        pairs, tokens, width = states.shape
        split = self.attention_in(states).view(pairs, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: on CPU the backward pass of scaled_dot_product_attention takes three times as long as this.
        alike = torch.matmul(query * (width // self.heads) ** -0.5, key.transpose(-1, -2)) + mask
        read = torch.matmul(alike.softmax(-1), value)
        states = self.attention_norm(states + self.attention_out(read.transpose(1, 2).reshape(pairs, tokens, width)))
        return self.norm(states + self.outer(functional.gelu(self.inner(states))))  # type: ignore[no-any-return]


def distance_buckets(distances: Tensor, buckets: int) -> Tensor:
    """The bucket of each distance: half of them for either direction, single distances first, then ever wider ones.

    The scheme of T5 (Raffel et al. 2020, section 2.1), whose last bucket of a direction starts at a distance of 128.
    """
    each = buckets // 2
    exact = each // 2
    apart = distances.abs()
    wide = torch.log(apart.clamp(min=1) / exact) / math.log(_FARTHEST / exact) * (each - exact)
    return (distances > 0) * each + torch.where(apart < exact, apart, (exact + wide.long()).clamp(max=each - 1))


def from_encoder(folder: Path) -> PairNetwork:
    """The network with the encoder's weights of a BERT or MPNet folder (``config.json``, ``model.safetensors``).

    The head is new.

    Raises:
        OSError: a file is missing.
        KeyError: the weights are those of neither.
    """
    from safetensors.torch import load_file

    config = json.loads((folder / CONFIG).read_text("utf-8"))
    is_mpnet = config.get("model_type") == "mpnet"
    shape = NetworkShape(
        vocabulary=config["vocab_size"],
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        inner_width=config["intermediate_size"],
        positions=config["max_position_embeddings"],
        first_position=config["pad_token_id"] + 1 if is_mpnet else 0,
        distances=config["relative_attention_num_buckets"] if is_mpnet else 0,
        epsilon=config.get("layer_norm_eps", NetworkShape().epsilon),
    )
    network = PairNetwork(shape)
    nn.init.zeros_(network.kinds.weight)
    read = _renamed_mpnet if is_mpnet else _renamed
    network.load_state_dict(read(load_file(folder / "model.safetensors"), shape.layers), strict=False)
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


def _renamed_mpnet(mpnet: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """An MPNet checkpoint's tensors by the names that ``PairNetwork`` gives them."""
    renamed = {
        "words.weight": mpnet["embeddings.word_embeddings.weight"],
        "places.weight": mpnet["embeddings.position_embeddings.weight"],
        "norm.weight": mpnet["embeddings.LayerNorm.weight"],
        "norm.bias": mpnet["embeddings.LayerNorm.bias"],
        "distances.weight": mpnet["encoder.relative_attention_bias.weight"],
    }
    for index in range(layers):
        old, new = f"encoder.layer.{index}.", f"layers.{index}."
        for part in ("weight", "bias"):
            renamed[f"{new}attention_in.{part}"] = torch.cat(
                [mpnet[f"{old}attention.attn.{name}.{part}"] for name in "qkv"]
            )
            renamed[f"{new}attention_out.{part}"] = mpnet[f"{old}attention.attn.o.{part}"]
            renamed[f"{new}attention_norm.{part}"] = mpnet[f"{old}attention.LayerNorm.{part}"]
            renamed[f"{new}inner.{part}"] = mpnet[f"{old}intermediate.dense.{part}"]
            renamed[f"{new}outer.{part}"] = mpnet[f"{old}output.dense.{part}"]
            renamed[f"{new}norm.{part}"] = mpnet[f"{old}output.LayerNorm.{part}"]
    return renamed
