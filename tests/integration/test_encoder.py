"""The encoder with the real weights: against sentence-transformers, and as a program starts it."""

import logging
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from qa.encoding import Encoder, load_encoder
from qa.encoding.plain import load_plain
from qa.encoding.weights import find_model, fingerprint_of
from qa.errors import ModelUnavailable

TEXTS = [
    "Coalition and Russian forces keep several telephone lines open.",
    "  The Su-30's crew was seen at Khmeimim.  ",
    "HIMARS",
    "Zażółć gęślą jaźń; 北京 and Ελλάδα.",
    "word " * 400,
    " ".join(f"Sentence number {n} speaks of bridges, rivers and ministries." for n in range(12)),
    "",
]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformer:
    return SentenceTransformer(str(find_model("all-MiniLM-L6-v2").path), device="cpu", local_files_only=True)


def test_vectors_are_those_of_sentence_transformers(encoder: Encoder, reference: SentenceTransformer) -> None:
    expected = np.asarray(reference.encode(TEXTS, normalize_embeddings=True))
    found = encoder.encode_documents(TEXTS)
    assert found.dtype == np.float32
    assert found.shape == (len(TEXTS), 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert (found * expected).sum(axis=1).min() >= 0.999


def test_a_question_is_encoded_like_a_document_where_the_model_has_no_prompts(encoder: Encoder) -> None:
    assert encoder.encode_query(TEXTS[0]) == pytest.approx(encoder.encode_documents(TEXTS[:1])[0], abs=1e-6)


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    texts = [f"{'long ' * (n % 50)}text number {n}" for n in range(120)]
    together = encoder.encode_documents(texts)
    backwards = encoder.encode_documents(texts[::-1])[::-1]
    alone = np.vstack([encoder.encode_documents([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, backwards)


def test_tokens_are_counted_without_special_ones_and_without_a_limit(
    encoder: Encoder, reference: SentenceTransformer
) -> None:
    expected = [len(reference.tokenizer(text, add_special_tokens=False)["input_ids"]) for text in TEXTS]
    assert encoder.count_tokens(TEXTS) == expected
    assert encoder.count_tokens([]) == []
    assert encoder.max_tokens == 254


def test_nothing_to_encode_gives_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_documents([]).shape == (0, 384)


def test_several_threads_get_the_vectors_that_one_gets(encoder: Encoder) -> None:
    questions = [f"Question number {n} about the river?" for n in range(40)]
    expected = [encoder.encode_query(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.encode_query, questions))
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_the_second_start_loads_neither_torch_nor_telemetry_and_leaves_the_home_folder_alone(
    encoder: Encoder, encoder_cache: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from qa.encoding import load_encoder\n"
        f"load_encoder('all-MiniLM-L6-v2', cache=Path({str(encoder_cache)!r})).encode_query('ready?')\n"
        "print([m for m in ('torch', 'sentence_transformers', 'openvino_telemetry.main') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"HOME": str(tmp_path)}
    )
    assert run.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_graph_is_made_again(encoder: Encoder, encoder_cache: Path, tmp_path: Path) -> None:
    shutil.copytree(encoder_cache, tmp_path / "cache")
    graph = next((tmp_path / "cache").glob("graph-*/graph.bin"))
    graph.write_bytes(graph.read_bytes()[:1_000_000])
    mended = load_encoder("all-MiniLM-L6-v2", cache=tmp_path / "cache")
    assert graph.stat().st_size > 80_000_000
    assert np.array_equal(mended.encode_query("ready?"), encoder.encode_query("ready?"))


def test_a_model_that_can_not_be_converted_runs_in_sentence_transformers_and_says_so_once(
    encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(find_model("all-MiniLM-L6-v2").path, folder)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 128, "do_lower_case": true}')
    with caplog.at_level(logging.WARNING):
        plain = load_encoder(str(folder), cache=tmp_path / "cache")
    assert [record.levelname for record in caplog.records if record.name.startswith("qa.")] == ["WARNING"]
    assert "lowers the case" in caplog.text
    assert plain.max_tokens == 126
    assert plain.fingerprint != encoder.fingerprint
    assert float(plain.encode_query(TEXTS[0]) @ encoder.encode_query(TEXTS[0])) >= 0.999
    assert (plain.encode_documents(TEXTS[:3]) * encoder.encode_documents(TEXTS[:3])).sum(axis=1).min() >= 0.999
    assert plain.count_tokens(TEXTS[:3]) == encoder.count_tokens(TEXTS[:3])


def test_prompts_of_a_model_are_applied(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(find_model("all-MiniLM-L6-v2").path, folder)
    settings = '{"prompts": {"query": "query: ", "document": "passage: "}, "default_prompt_name": null}'
    (folder / "config_sentence_transformers.json").write_text(settings)
    encoder = load_encoder(str(folder), cache=tmp_path / "cache")
    model = find_model(str(folder))
    plain = load_plain(model, fingerprint=fingerprint_of(model, cache=None), threads=1)
    assert float(encoder.encode_query(TEXTS[0]) @ plain.encode_query(TEXTS[0])) >= 0.999
    assert float(encoder.encode_documents(TEXTS[:1])[0] @ plain.encode_documents(TEXTS[:1])[0]) >= 0.999
    assert float(encoder.encode_query(TEXTS[0]) @ encoder.encode_documents(TEXTS[:1])[0]) < 0.99
    assert encoder.max_tokens == plain.max_tokens == 252


def test_a_folder_that_sentence_transformers_can_not_load_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "modules.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="can't be loaded"):
        load_encoder(str(folder), cache=tmp_path / "cache")


def test_weights_in_eight_bits_take_a_quarter_of_the_space_and_are_not_mixed_with_others(
    encoder: Encoder, encoder_cache: Path
) -> None:
    exact = load_encoder("all-MiniLM-L6-v2", cache=encoder_cache, precision="f32")
    small = load_encoder("all-MiniLM-L6-v2", cache=encoder_cache, precision="int8")
    assert exact.fingerprint == encoder.fingerprint
    assert small.fingerprint != encoder.fingerprint
    expected, found = exact.encode_documents(TEXTS), small.encode_documents(TEXTS)
    assert 0.99 < (found * expected).sum(axis=1).min() < 0.99999
    assert not np.array_equal(found, expected)
    sizes = sorted(path.stat().st_size for path in encoder_cache.glob("graph-*/graph.bin"))
    assert sizes[0] < 0.3 * sizes[-1]
