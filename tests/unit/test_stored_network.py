"""A trained network on disk: eight bits keep what it says, files stay small, a missing one is told."""

from pathlib import Path

import pytest
import torch

from qa.encoding import stored_network
from qa.encoding.pair_network import NetworkShape, PairNetwork
from qa.encoding.stored_network import load_network, save_network, weight_files

SHAPE = NetworkShape(vocabulary=400, width=32, layers=2, heads=4, inner_width=128, positions=64, distances=16)


@pytest.fixture
def network() -> PairNetwork:
    torch.manual_seed(0)
    return PairNetwork(SHAPE).eval()


def said(network: PairNetwork) -> torch.Tensor:
    ids = torch.arange(24).reshape(2, 12)
    with torch.no_grad():
        found: torch.Tensor = network(ids, torch.ones_like(ids), (ids % 12 > 5).long())
    return found


def test_eight_bits_are_off_by_half_a_step_of_a_row_at_most(network: PairNetwork, tmp_path: Path) -> None:
    save_network(network, tmp_path, weights="eight_bits")
    again = load_network(tmp_path)
    step = network.words.weight.abs().amax(dim=1, keepdim=True) / 127
    assert bool(((again.words.weight - network.words.weight).abs() <= step * 0.501).all())
    assert torch.allclose(again.norm.weight, network.norm.weight)
    assert float((said(again) - said(network)).abs().max()) < 0.05
    assert (tmp_path / "model.safetensors").stat().st_size < sum(p.numel() for p in network.parameters()) * 1.6


def test_weights_are_spread_over_files_and_old_ones_go(
    network: PairNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_network(network, tmp_path)
    monkeypatch.setattr(stored_network, "LARGEST_FILE", 20_000)
    save_network(network, tmp_path, weights="eight_bits")
    files = weight_files(tmp_path)
    assert len(files) > 1
    assert all(file.name.endswith(f"-of-{len(files):02}.safetensors") for file in files)
    assert load_network(tmp_path).shape == SHAPE


def test_a_folder_without_weights_is_told(network: PairNetwork, tmp_path: Path) -> None:
    save_network(network, tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match="no weights in"):
        load_network(tmp_path)
