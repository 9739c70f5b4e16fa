"""The reading network with MPNet's weights says what transformers' own MPNet says, and is converted without loss."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import MPNetConfig, MPNetModel

from qa.encoding.converted import FACTS
from qa.encoding.pair_conversion import convert
from qa.encoding.pair_network import NetworkShape, distance_buckets, from_encoder
from qa.encoding.stored_network import load_network, save_network
from training.batches import assemble
from training.examples import SPECIAL, Example, SentenceTokens, make_examples
from training.optimisation import Trainee
from training.rows import Row


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A narrow MPNet of random weights, large enough for its biases to show in the third digit."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("mpnet")
    config = MPNetConfig(
        vocab_size=1300,
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=48,
        max_position_embeddings=202,
        layer_norm_eps=1e-5,
        initializer_range=0.4,
    )
    MPNetModel(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("length", [5, 40, 200])
def test_the_states_are_those_of_transformers(encoder: Path, length: int) -> None:
    network = from_encoder(encoder).eval()
    network.head = torch.nn.Identity()  # type: ignore[assignment]
    theirs = MPNetModel.from_pretrained(encoder, add_pooling_layer=False).train(False)
    ids = torch.randint(4, 1300, (2, length), generator=torch.Generator().manual_seed(length))
    mask = torch.ones_like(ids)
    mask[1, length - 2 :] = 0
    ids[1, length - 2 :] = 1  # what MPNet pads with: it counts positions over everything else
    with torch.no_grad():
        expected = theirs(input_ids=ids, attention_mask=mask).last_hidden_state
        found = network(ids, mask, torch.zeros_like(ids))
    real = mask.bool()
    assert float((found - expected)[real].abs().max()) < 1e-4
    assert float(expected[real].std()) > 0.1


def test_its_shape_is_read_from_its_configuration_and_kept(encoder: Path, tmp_path: Path) -> None:
    network = from_encoder(encoder)
    assert network.shape == NetworkShape(1300, 24, 3, 4, 48, 202, first_position=2, distances=32, epsilon=1e-5)
    assert network.shape.longest == 200
    save_network(network, tmp_path)
    again = load_network(tmp_path)
    assert again.shape == network.shape
    assert again.distances is not None
    assert torch.allclose(again.distances.weight, network.distances.weight.half().float())  # type: ignore[union-attr]


def test_question_and_passage_are_told_apart_only_once_it_was_learnt(encoder: Path) -> None:
    network = from_encoder(encoder).eval()
    ids = torch.arange(4, 16).reshape(1, 12)
    kinds = (ids > 9).long()
    with torch.no_grad():
        assert torch.equal(network(ids, torch.ones_like(ids), kinds), network(ids, torch.ones_like(ids), 0 * kinds))
        network.kinds.weight[1] = 1.0
        network.kinds.weight[1, ::2] = -1.0
        told = network(ids, torch.ones_like(ids), kinds) - network(ids, torch.ones_like(ids), 0 * kinds)
    assert float(told.abs().max()) > 1e-3


def test_near_distances_have_a_bucket_each_and_far_ones_share_the_last() -> None:
    distances = torch.tensor([-500, -128, -7, -1, 0, 1, 7, 8, 128, 500])
    assert distance_buckets(distances, 32).tolist() == [15, 15, 7, 1, 0, 17, 23, 24, 31, 31]


def test_a_folder_of_an_older_shape_still_says_how_long_a_pair_may_be(tmp_path: Path) -> None:
    shape = {"vocabulary": 30, "width": 8, "layers": 1, "heads": 2, "inner_width": 16, "positions": 32}
    assert NetworkShape(**json.loads(json.dumps(shape))).longest == 32


def test_it_is_trained_and_exported_as_any_encoder_is(encoder: Path, tmp_path: Path) -> None:
    (encoder / "tokenizer.json").write_text("{}")
    place, elsewhere = ((5,), True), ((0,), False)
    pairs = [
        Example((0, *range(4, 12), 2), 3, ends, ends, answered, (SentenceTokens(3, 9, answered),), 1.0, "q")
        for ends, answered in (place, elsewhere)
    ]
    step = [assemble([(pair,)]) for pair in pairs]
    trainee = Trainee(encoder, seed=0, threads=1)
    losses = [trainee.step(step, 0.1) for _ in range(12)]
    assert losses[-1] < losses[0]
    trainee.export(tmp_path / "model")
    assert load_network(tmp_path / "model").shape.distances == 32
    convert(tmp_path / "model", _made(tmp_path / "graph"))
    assert json.loads((tmp_path / "graph" / FACTS).read_text())["longest"] == 200


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("begins", "ends"), SPECIAL)
def test_pairs_begin_and_end_as_the_tokenizer_has_it(begins: str, ends: str) -> None:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, begins: 1, ends: 2, "who": 3, "Ana": 4, "ran": 5}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    (example,) = make_examples([Row("who", "Ana ran", ("Ana",), "made")], tokenizer, longest=20, seed=0)
    assert example.ids == (1, 3, 2, 4, 5, 2)
