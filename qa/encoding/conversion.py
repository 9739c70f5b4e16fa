"""Converts a sentence-transformers model to an OpenVINO graph: ``python -m qa.encoding.conversion MODEL TARGET f32``.

It runs in a process of its own, so that the memory and the messages of torch go away with it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from qa.encoding.compression import compress_weights
from qa.encoding.converted import FACTS, GRAPH, TOKENIZER

_LEAST_COSINE = 0.9999
_LEAST_COSINE_INT8 = 0.99
_EXAMPLES = (
    "A sentence.",
    "The bridge over the river was closed on 21 September 2017, the ministry said, after a truck had hit its railing.",
)


def main(arguments: list[str]) -> int:
    """Writes graph, tokenizer and facts into the folder TARGET. Returns 0; any failure ends in a traceback."""
    model_path, target, weights = Path(arguments[0]), Path(arguments[1]), arguments[2]
    convert(model_path, target, weights)
    return 0


def convert(model_path: Path, target: Path, weights: str) -> None:
    """Converts the model in ``model_path``, pooling and normalisation included, and checks the result against it.

    Args:
        model_path: a sentence-transformers model.
        target: a folder that is there.
        weights: ``f32`` or ``int8``.

    Raises:
        ValueError: the model does something that a graph over token ids can't stand for.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    from qa.encoding.runtime import import_openvino

    openvino = import_openvino()
    model = SentenceTransformer(
        str(model_path), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
    ).eval()
    features = _features(model)

    class _Whole(torch.nn.Module):
        """The model with tensors for input and output, as a graph has them."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            output = self.model(dict(zip(features, tensors, strict=True)))
            return torch.nn.functional.normalize(output["sentence_embedding"], dim=-1)

    graph = openvino.convert_model(_Whole(), example_input=tuple(features.values()))
    for port, feature in zip(graph.inputs, features, strict=True):
        port.get_tensor().set_names({feature})
    _check(openvino, graph, model, _LEAST_COSINE)
    if weights == "int8":
        compress_weights(openvino, graph)
        _check(openvino, graph, model, _LEAST_COSINE_INT8)
    openvino.save_model(graph, target / GRAPH, compress_to_fp16=False)
    (target / TOKENIZER).write_text(model.tokenizer.backend_tokenizer.to_str(), "utf-8")
    (target / FACTS).write_text(json.dumps(_facts(model, tuple(features)), indent=1), "utf-8")


def _features(model: Any) -> dict[str, Any]:
    """Example inputs by name, in the order of the graph's inputs."""
    import torch

    if not getattr(model.tokenizer, "is_fast", False):
        raise ValueError("its tokenizer is not one of the package tokenizers")
    if getattr(model[0], "do_lower_case", False):
        raise ValueError("it lowers the case outside of its tokenizer")
    if any(getattr(module, "include_prompt", True) is False for module in model):
        raise ValueError("its pooling leaves out the prompt")
    preprocessed = model.preprocess(list(_EXAMPLES))
    features = {name: value for name, value in preprocessed.items() if isinstance(value, torch.Tensor)}
    unknown = features.keys() - {"input_ids", "attention_mask", "token_type_ids"}
    if unknown or "input_ids" not in features:
        raise ValueError(f"its inputs are {', '.join(sorted(features))}")
    return features


def _check(openvino: Any, graph: Any, model: Any, least_cosine: float) -> None:
    compiled = openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    for text in (*_EXAMPLES, " ".join(_EXAMPLES * 9)):  # other lengths than the ones that were traced
        expected = model.encode([text], normalize_embeddings=True, prompt="")[0]
        features = model.preprocess([text])
        found = compiled({port.any_name: features[port.any_name].numpy() for port in compiled.inputs})[0][0]
        cosine = float(found @ expected)
        if not cosine >= least_cosine:
            raise ValueError(f"its graph gives other vectors (cosine {cosine:.5f})")


def _facts(model: Any, features: tuple[str, ...]) -> dict[str, Any]:
    tokenizer = model.tokenizer
    prompts: dict[str, str] = model.prompts
    default = prompts.get(model.default_prompt_name or "", "")
    document = next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), default)
    return {
        "features": features,
        "dimensions": int(model.get_embedding_dimension()),
        "longest": int(model.max_seq_length or 512),
        "pad_id": int(tokenizer.pad_token_id or 0),
        "query_prompt": prompts.get("query") or default,
        "document_prompt": document,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
