"""Where models are looked for, and that weights are checked before they are used."""

import json
from pathlib import Path

import pytest

from qa.encoding.pairs import load_pairs
from qa.encoding.weights import SHIPPED_SHA256, SUMS, ModelFolder, find_model, fingerprint_of, hash_file, write_sums
from qa.errors import ModelUnavailable
from qa.reading.evidence.network import shipped_model


def make_model(folder: Path, weights: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def test_the_shipped_model_is_found_in_its_package_and_pinned() -> None:
    model = find_model("all-MiniLM-L6-v2")
    assert model.weights_sha256 == SHIPPED_SHA256
    assert (model.path / "model.safetensors").stat().st_size == 90_868_376


def test_a_folder_is_a_model(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    assert find_model(str(folder)) == ModelFolder(str(folder), folder, None)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"modules\.json is missing"):
        find_model(str(tmp_path))


def test_weights_in_a_pickle_are_refused_unless_safetensors_lie_beside_them(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    (folder / "pytorch_model.bin").write_bytes(b"the same weights")
    assert find_model(str(folder)).path == folder
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"a program")
    with pytest.raises(ModelUnavailable, match=r"2_Dense/pytorch_model\.bin may hold a program"):
        find_model(str(folder))


def test_a_name_is_found_in_the_hugging_face_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    repository = tmp_path / "models--sentence-transformers--tiny"
    snapshot = make_model(repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    assert find_model("sentence-transformers/tiny").path == snapshot
    assert find_model("tiny").path == snapshot


def test_an_unknown_name_says_where_it_was_looked_for_and_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(ModelUnavailable) as raised:
        find_model("no/such-model")
    assert str(tmp_path / "hub") in str(raised.value)
    assert "hf download no/such-model" in str(raised.value)


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model", b"tampered")
    with pytest.raises(ModelUnavailable, match=f"expected {SHIPPED_SHA256}"):
        fingerprint_of(ModelFolder("x", folder, SHIPPED_SHA256), cache=tmp_path / "cache")


def test_missing_weights_are_refused_when_some_are_pinned(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable, match="no such file"):
        fingerprint_of(ModelFolder("x", folder, SHIPPED_SHA256), cache=None)


def test_the_fingerprint_follows_weights_tokenizer_and_pooling_but_not_the_readme(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model")
    model = ModelFolder("x", folder, None)
    first = fingerprint_of(model, cache=None)
    (folder / "README.md").write_text("hello")
    assert fingerprint_of(model, cache=None) == first
    (folder / "tokenizer.json").write_text("{}")
    second = fingerprint_of(model, cache=None)
    (folder / "model.safetensors").write_bytes(b"other")
    third = fingerprint_of(model, cache=None)
    assert len({first, second, third}) == 3


def test_large_files_are_hashed_again_only_when_size_or_time_changed(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model", b"a" * 2_000_000)
    cache = tmp_path / "cache"
    model = ModelFolder("x", folder, None)
    first = fingerprint_of(model, cache=cache)
    seen = json.loads((cache / "weights.json").read_text())
    assert len(seen) == 1
    (cache / "weights.json").write_text(json.dumps(dict.fromkeys(seen, "from the cache")))
    assert fingerprint_of(model, cache=cache) != first
    (folder / "model.safetensors").write_bytes(b"a" * 2_000_001)
    changed = fingerprint_of(model, cache=cache)
    assert changed == fingerprint_of(model, cache=None)


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "{"])
def test_a_damaged_note_of_hashes_is_ignored(tmp_path: Path, content: str) -> None:
    model = ModelFolder("x", make_model(tmp_path / "model", b"a" * 2_000_000), None)
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "weights.json").write_text(content)
    assert fingerprint_of(model, cache=cache) == fingerprint_of(model, cache=None)


def test_models_in_a_folder_that_cannot_be_written_to_are_hashed_again(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model", b"w" * 1_000_000)
    (tmp_path / "cache").write_text("a file where a folder should be")
    first = fingerprint_of(ModelFolder("x", folder, None), cache=tmp_path / "cache")
    assert first == fingerprint_of(ModelFolder("x", folder, None), cache=tmp_path / "elsewhere")


def test_the_shipped_reader_has_the_hashes_of_all_its_files_beside_them() -> None:
    folder = shipped_model()
    noted = {name: digest for digest, name in (line.split() for line in (folder / SUMS).read_text().splitlines())}
    assert noted == {
        path.name: hash_file(path) for path in folder.iterdir() if path.suffix in (".json", ".safetensors")
    }


def test_a_reader_whose_files_are_not_those_that_were_noted_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "reader")
    write_sums(folder)
    fingerprint_of(ModelFolder("reader", folder, None), cache=tmp_path)
    (folder / "model.safetensors").write_bytes(b"others")
    said = rf"^{folder}/model\.safetensors has SHA-256 [0-9a-f]{{64}}, {SUMS} beside it says [0-9a-f]{{64}}; install"
    with pytest.raises(ModelUnavailable, match=said) as told:
        load_pairs(folder, cache=tmp_path)
    assert "\n" not in str(told.value)
    (folder / "modules.json").unlink()
    (folder / "model.safetensors").write_bytes(b"weights")
    with pytest.raises(ModelUnavailable, match=r"modules\.json has SHA-256 \(no such file\)"):
        load_pairs(folder, cache=tmp_path)
