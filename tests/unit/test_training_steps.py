"""The training loop on a toy network: padding, competition, losses, the clock's learning rate, going on after a stop."""

import json
import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from qa.encoding.pair_network import OUTPUTS, NetworkShape, PairNetwork
from qa.encoding.stored_network import load_network
from training.batches import assemble, batches, competing
from training.examples import Example, SentenceTokens
from training.losses import batch_loss
from training.optimisation import WARM_UP, Progress, Trainee, rate_share


def example(length: int = 9, *, answerable: bool = True, question: str = "q", seed: int = 0) -> Example:
    ids = tuple(random.Random(seed).randrange(4, 30) for _ in range(length))
    place = (5,) if answerable else (0,)
    sentences = (SentenceTokens(3, 6, answerable), SentenceTokens(6, length - 1, False))
    return Example((1, *ids[1:-1], 2), 3, place, place, answerable, sentences, 1.0, question)


def toy_encoder(folder: Path) -> Path:
    """A BERT folder of one narrow layer with random weights."""
    torch.manual_seed(0)
    shapes = {
        "embeddings.word_embeddings.weight": (30, 8),
        "embeddings.position_embeddings.weight": (32, 8),
        "embeddings.token_type_embeddings.weight": (2, 8),
        "embeddings.LayerNorm.weight": (8,),
        "embeddings.LayerNorm.bias": (8,),
        "encoder.layer.0.intermediate.dense.weight": (16, 8),
        "encoder.layer.0.intermediate.dense.bias": (16,),
        "encoder.layer.0.output.dense.weight": (8, 16),
    }
    for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
        shapes[f"encoder.layer.0.{name}.weight"] = (8, 8)
        shapes[f"encoder.layer.0.{name}.bias"] = (8,)
    for name in ("attention.output.LayerNorm.weight", "attention.output.LayerNorm.bias", "output.LayerNorm.weight"):
        shapes[f"encoder.layer.0.{name}"] = (8,)
    shapes["encoder.layer.0.output.LayerNorm.bias"] = shapes["encoder.layer.0.output.dense.bias"] = (8,)
    folder.mkdir(exist_ok=True)
    save_file({name: torch.randn(shape) for name, shape in shapes.items()}, folder / "model.safetensors")
    config = {
        "vocab_size": 30,
        "hidden_size": 8,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "max_position_embeddings": 32,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text("{}")
    return folder


def test_a_batch_is_padded_to_its_longest_pair_and_marks_question_and_passage() -> None:
    batch = assemble([(example(9),), (example(12),)])
    assert batch.input_ids.shape == (2, 16)
    assert batch.attention_mask.sum(dim=1).tolist() == [9, 12]
    assert batch.token_type_ids[0].tolist() == [0] * 3 + [1] * 6 + [0] * 7


def test_every_example_is_met_once_in_a_pass_and_no_batch_is_too_large() -> None:
    units = [(example(8 + n % 17, question=f"q{n}", seed=n),) for n in range(100)]
    found = list(batches(units, random.Random(0), tokens=96))
    assert sorted(e.question for b in found for e in b.examples) == sorted(unit[0].question for unit in units)
    assert max(batch.input_ids.numel() for batch in found) <= 96


def test_an_answer_competes_with_passages_that_do_not_answer_its_question() -> None:
    golden = example(question="a")
    others = [example(answerable=False, question="a", seed=n) for n in range(3)]
    units = competing([golden, *others, example(question="b")], random.Random(0), most=2)
    assert sorted(len(unit) for unit in units) == [1, 3]
    (group,) = (unit for unit in units if len(unit) == 3)
    assert group[0] is golden
    assert not any(other.answerable for other in group[1:])


def test_the_loss_is_lowest_where_every_label_is_told() -> None:
    batch = assemble([(example(9), example(9, answerable=False, seed=1))])
    right = torch.full((2, 16, len(OUTPUTS)), -12.0)
    right[0, 5, :2] = right[1, 0, :2] = 12.0
    right[0, 3:6, 2] = 12.0
    right[0, 0, 3] = 12.0
    assert float(batch_loss(right, batch)) < 0.01
    for place in ((0, 5, 0), (0, 5, 1), (0, 0, 3), (1, 0, 0), (0, slice(3, 6), 2)):
        wrong = right.clone()
        wrong[place] *= -1
        assert float(batch_loss(wrong, batch)) > 0.5


def test_padding_and_the_question_can_not_hold_the_answer() -> None:
    batch = assemble([(example(9),)])
    logits = torch.zeros(1, 16, len(OUTPUTS))
    before = float(batch_loss(logits, batch))
    logits[0, 1:3, :2] = 50.0
    logits[0, 8:, :2] = 50.0
    assert float(batch_loss(logits, batch)) == pytest.approx(before)


def test_the_learning_rate_follows_the_clock() -> None:
    assert rate_share(WARM_UP) == 1.0
    assert rate_share(WARM_UP / 2) == pytest.approx(0.5)
    assert rate_share(0.52) == pytest.approx(0.5)
    assert rate_share(1.0) == rate_share(1.2) == 0.0


def test_what_padding_holds_does_not_reach_the_logits() -> None:
    torch.manual_seed(0)
    network = PairNetwork(NetworkShape(30, 8, 1, 2, 16, 32)).eval()
    batch = assemble([(example(9),)])
    filled = batch.input_ids.clone()
    filled[0, 9:] = 7
    with torch.no_grad():
        one = network(batch.input_ids, batch.attention_mask, batch.token_type_ids)[0, :9]
        other = network(filled, batch.attention_mask, batch.token_type_ids)[0, :9]
    assert torch.allclose(one, other, atol=1e-6)


def test_a_few_steps_lower_the_loss_and_a_resumed_run_goes_on_as_if_never_stopped(tmp_path: Path) -> None:
    encoder = toy_encoder(tmp_path / "encoder")
    step = [assemble([(example(9, seed=n),), (example(9, answerable=False, seed=n + 9),)]) for n in range(2)]
    trainee = Trainee(encoder, seed=0, threads=2)
    losses = [trainee.step(step, 0.1) for _ in range(20)]
    assert losses[-1] < losses[0] - 0.005
    progress = Progress(elapsed_seconds=4.0, steps=20, passes=1, batches_of_pass=2, examples=120, tokens=960)
    trainee.save(tmp_path / "out", progress)
    resumed = Trainee(encoder, seed=1, threads=2)
    assert resumed.resume(tmp_path / "out") == progress
    assert resumed.step(step, 0.2) == trainee.step(step, 0.2)
    assert Trainee(encoder, seed=0, threads=1).resume(tmp_path / "nowhere") is None


def test_the_exported_model_is_in_half_precision_and_can_be_loaded(tmp_path: Path) -> None:
    trainee = Trainee(toy_encoder(tmp_path / "encoder"), seed=0, threads=1)
    trainee.export(tmp_path / "model")
    network = load_network(tmp_path / "model")
    assert network.shape == NetworkShape(30, 8, 1, 2, 16, 32)
    values = sum(parameter.numel() for parameter in network.parameters())
    assert (tmp_path / "model" / "model.safetensors").stat().st_size < 2 * values + 4000
    assert (tmp_path / "model" / "tokenizer.json").is_file()
