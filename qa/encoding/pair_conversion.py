"""Converts a reading network to an OpenVINO graph: ``python -m qa.encoding.pair_conversion MODEL TARGET``.

MODEL is a folder that ``qa.encoding.stored_network.save_network`` wrote, with the encoder's ``tokenizer.json`` beside it.
"""

import json
import shutil
import sys
from pathlib import Path

from qa.encoding.compression import compress_weights
from qa.encoding.converted import FACTS, GRAPH, TOKENIZER

_LARGEST_DIFFERENCE = 1e-3
_LENGTHS = (9, 24, 130)
_SMALL_WIDTH = 384  # a wider network's graph is kept in eight bits, as its weights are


def main(arguments: list[str]) -> int:
    """Writes graph, tokenizer and facts into the folder TARGET. Returns 0; any failure ends in a traceback."""
    convert(Path(arguments[0]), Path(arguments[1]))
    return 0


def convert(model: Path, target: Path) -> None:
    """Converts the network in ``model`` and compares the graph's logits with the network's.

    Raises:
        ValueError: they differ.
    """
    import numpy as np
    import torch

    from qa.encoding.runtime import import_openvino
    from qa.encoding.stored_network import load_network

    openvino = import_openvino()
    network = load_network(model)
    example = torch.ones((2, 12), dtype=torch.long)
    graph = openvino.convert_model(network, example_input=(example, example, example))
    names = ("input_ids", "attention_mask", "token_type_ids")
    for port, name in zip(graph.inputs, names, strict=True):
        port.get_tensor().set_names({name})
    compiled = openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    for length in _LENGTHS:  # other lengths than the one that was traced
        ids = torch.arange(1000, 1000 + 2 * length).reshape(2, length)
        mask, kinds = torch.ones_like(ids), (ids % length > length // 2).long()
        mask[1, length // 2 :] = 0
        with torch.no_grad():
            expected = network(ids, mask, kinds).numpy()
        found = compiled({"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "token_type_ids": kinds.numpy()})[0]
        difference = float(np.abs(found - expected)[mask.numpy() == 1].max())
        if not difference <= _LARGEST_DIFFERENCE:
            raise ValueError(f"its graph gives other logits (by {difference:.5f})")
    if network.shape.width > _SMALL_WIDTH:
        compress_weights(openvino, graph)
    openvino.save_model(graph, target / GRAPH, compress_to_fp16=False)
    shutil.copyfile(model / TOKENIZER, target / TOKENIZER)
    (target / FACTS).write_text(json.dumps({"longest": network.shape.longest}), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
