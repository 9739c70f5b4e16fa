"""How far from what the machine can do: operations and bytes of encoding, reading and search, against rates measured here.

    python -m benchmarks.peers.limit BENCH

Operations are counted from the networks' shapes, a multiplication and an addition as two; bytes are those that have to pass
through memory at least once. The rates are those of one large matrix product in OpenVINO, in the precision that the networks
run in, and of summing a vector that no cache holds. A profile says where the rest of the time goes.
"""

import argparse
import cProfile
import json
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.samples import cut, draw
from qa import Settings, open_pipeline
from qa.encoding import Encoder, load_encoder
from qa.encoding.pairs import PairScorer, load_pairs
from qa.encoding.runtime import import_openvino
from qa.encoding.weights import find_model
from qa.pipeline import Pipeline
from qa.reading.evidence.network import shipped_model

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the operations of a BERT-like network."""

    layers: int
    hidden: int
    inner: int

    @classmethod
    def read(cls, config: Path) -> "Shape":
        """From a model's ``config.json``, as transformers writes it or as our reader has it."""
        values = json.loads(config.read_text("utf-8"))
        if "layers" in values:
            return cls(values["layers"], values["width"], values["inner_width"])
        return cls(values["num_hidden_layers"], values["hidden_size"], values["intermediate_size"])

    def operations(self, lengths: Sequence[int]) -> float:
        """Of reading texts of so many tokens each: projections and feed-forward by token, attention by pair of tokens."""
        a_token = 2 * (4 * self.hidden**2 + 2 * self.hidden * self.inner)
        a_pair = 4 * self.hidden
        return float(self.layers * sum(a_token * tokens + a_pair * tokens**2 for tokens in lengths))


@dataclass(frozen=True, slots=True)
class Rates:
    """What the machine does in a second: operations of a matrix product, bytes read from memory."""

    operations: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way: what it has to do, and how long it takes."""

    name: str
    operations: float
    bytes: float
    seconds: float

    def least_seconds(self, rates: Rates) -> float:
        """What it would take at the machine's rates, where the slower of the two decides (Williams et al. 2009)."""
        return max(self.operations / rates.operations, self.bytes / rates.bytes)


def rates() -> Rates:
    """Measured now, on all cores."""
    openvino = import_openvino()
    operations, single = openvino.opset13, openvino.Type.f32
    rows, inner, columns = 4096, 1024, 1024
    left = operations.parameter([rows, inner], single)
    right = operations.constant(np.random.default_rng(20).standard_normal((inner, columns), np.float32))
    core = openvino.Core()
    has_bf16 = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    product = core.compile_model(
        openvino.Model([operations.matmul(left, right, False, False)], [left]),
        "CPU",
        {"INFERENCE_PRECISION_HINT": "bf16" if has_bf16 else "f32", "PERFORMANCE_HINT": "LATENCY"},
    )
    given = np.ones((rows, inner), np.float32)
    request = product.create_infer_request()
    multiplying = _best(lambda: request.infer([given]), rounds=20)
    numbers = np.ones(64_000_000, np.float32)
    summing = _best(lambda: numbers.sum(), rounds=10)
    return Rates(2 * rows * inner * columns / multiplying, numbers.nbytes / summing)


def encoding_step(encoder: Encoder, texts: Sequence[str]) -> Step:
    """Encoding chunks; bytes are the weights once a batch of 2,048 tokens."""
    folder = find_model("all-MiniLM-L6-v2").path
    lengths = [min(tokens + 2, 256) for tokens in encoder.count_tokens(texts)]
    operations = Shape.read(folder / "config.json").operations(lengths)
    weights = (folder / "model.safetensors").stat().st_size / 2  # in bf16
    seconds = _best(lambda: encoder.encode_documents(texts), rounds=_ROUNDS)
    name = f"encoding {len(texts)} chunks, {sum(lengths):,} tokens"
    return Step(name, operations, weights * max(1, sum(lengths) / 2048), seconds)


def reading_step(encoder: Encoder, pairs: PairScorer, question: str, passages: Sequence[str]) -> Step:
    """Reading the passages of one question."""
    folder = shipped_model()
    asked = encoder.count_tokens([question])[0]
    lengths = [asked + tokens + 3 for tokens in encoder.count_tokens(passages)]
    operations = Shape.read(folder / "config.json").operations(lengths)
    seconds = _best(lambda: pairs.score(question, passages), rounds=_ROUNDS)
    weights = (folder / "model.safetensors").stat().st_size / 2
    return Step(f"reading {len(passages)} passages, {sum(lengths):,} tokens", operations, weights, seconds)


def search_step(rows: int, dimensions: int = 384) -> Step:
    """The products of a question's vector with all others, which are read once."""
    vectors = np.random.default_rng(20).standard_normal((rows, dimensions), np.float32)
    question = vectors[0].copy()
    seconds = _best(lambda: vectors @ question, rounds=20)
    return Step(f"search over {rows:,} vectors", 2.0 * vectors.size, float(vectors.nbytes), seconds)


def profile(call: Callable[[], object], *, first: int = 10) -> list[tuple[str, float]]:
    """The functions with the most time of their own, as shares of the whole."""
    profiler = cProfile.Profile()
    profiler.runcall(call)
    stats: Any = pstats.Stats(profiler)
    rows = [(_name(*key), values[2]) for key, values in stats.stats.items()]
    whole = sum(seconds for _, seconds in rows) or 1.0
    return [(name, seconds / whole) for name, seconds in sorted(rows, key=lambda row: -row[1])[:first]]


def _name(file: str, line: int, function: str) -> str:
    """A function as it is found in the code, without what is particular to this machine."""
    if file == "~":
        return function
    return f"{'/'.join(Path(file).parts[-2:])}:{line} {function}"


def _best(call: Callable[[], object], *, rounds: int) -> float:
    """The least seconds of so many calls, after one that is not counted: what the machine can do beside other work."""
    call()
    return min(_seconds(call) for _ in range(rounds))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def tables(bench: Path, work: Path, *, articles: int) -> str:
    """The steps against the machine's rates, and the profiles of indexing and of answering, as Markdown."""
    sample = cut(draw(bench / "realtimeqa_2023", work / "limit" / "articles", most=30, corpus=None), articles)
    with tempfile.TemporaryDirectory(prefix="qa-limit-") as index:
        settings = Settings(articles=sample.articles, index=Path(index), models=work / "models")
        with open_pipeline(settings) as pipeline:
            indexing = profile(pipeline.sync)
            questions = [question.question for question in sample.questions]
            pipeline.ask(questions[0])
            answering = profile(lambda: [pipeline.ask(question) for question in questions])
            before = rates()
            steps = _steps(pipeline, work, questions)
    after = rates()
    machine = Rates(max(before.operations, after.operations), max(before.bytes, after.bytes))
    lines = [
        "Where other programs take a part of the machine, rates and steps are taken at different moments, and shares say little.",
        "",
        f"Measured here: {machine.operations / 1e9:,.0f} billion operations a second in a matrix product, "
        f"{machine.bytes / 1e9:.1f} GB a second read from memory.",
        "",
        "| step | billion operations | MB through memory | takes | at the machine's rates | share reached |",
        "|---|---|---|---|---|---|",
    ]
    for step in steps:
        least = step.least_seconds(machine)
        amounts = f"{step.operations / 1e9:,.2f} | {step.bytes / 1e6:,.0f}"
        times = f"{1000 * step.seconds:,.2f} ms | {1000 * least:,.2f} ms | {least / step.seconds:.0%}"
        lines.append(f"| {step.name} | {amounts} | {times} |")
    for title, rows in ((f"Indexing {sample.size} articles", indexing), (f"{len(questions)} answers", answering)):
        lines += ["", f"{title}, time of a function's own:", "", "| function | share |", "|---|---|"]
        lines += [f"| `{name}` | {share:.1%} |" for name, share in rows]
    return "\n".join(lines)


def _steps(pipeline: Pipeline, work: Path, questions: Sequence[str]) -> list[Step]:
    """Encoding, the middle one of some questions' readings, and search at two sizes."""
    encoder = load_encoder("all-MiniLM-L6-v2", cache=work / "models")
    pairs = load_pairs(shipped_model(), cache=work / "models")
    found = {question: pipeline.retrieve(question, k=8) for question in questions}
    texts = list({passage.chunk.text for passages in found.values() for passage in passages})
    readings = [
        reading_step(encoder, pairs, question, [passage.chunk.text for passage in passages])
        for question, passages in list(found.items())[:9]
    ]
    middle = statistics.median_low([reading.seconds for reading in readings])
    reading = next(reading for reading in readings if reading.seconds == middle)
    return [encoding_step(encoder, texts), reading, search_step(112_000), search_step(200_000)]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-peers", help="kept between runs")
    parser.add_argument("--articles", type=int, default=150)
    options = parser.parse_args()
    print(tables(options.bench, options.work, articles=options.articles))


if __name__ == "__main__":
    main()
