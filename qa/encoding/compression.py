"""Weights of a graph in eight bits: a quarter of the size, for what they lose see docs/retrieval.md."""

from typing import Any

import numpy as np

_LEAST_WEIGHTS = 4096  # smaller matrices are not worth it


def compress_weights(openvino: Any, graph: Any) -> int:
    """Turns the weights of the graph's matrix products and tables into int8 with a scale a row; gives how many.

    Each becomes constant int8, converted and multiplied by its scale where it is used: the form in which OpenVINO's CPU
    plugin recognises weights that it may keep compressed. Symmetric, rounded to nearest, so that a weight is off by at
    most half a step of 1/127 of its row's largest.
    """
    operations, single = openvino.opset13, openvino.Type.f32
    compressed = 0
    for node in graph.get_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != single or len(node.get_shape()) != 2:
            continue
        values = np.asarray(node.data, np.float32)
        users = [port.get_node().get_type_name() for port in node.output(0).get_target_inputs()]
        if values.size < _LEAST_WEIGHTS or not {*users} <= {"MatMul", "Gather"}:
            continue
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, np.finfo(np.float32).tiny)
        whole = operations.constant(np.rint(values / scale).astype(np.int8))
        restored = operations.multiply(operations.convert(whole, single), operations.constant(scale))
        for port in node.output(0).get_target_inputs():
            port.replace_source_output(restored.output(0))
        compressed += 1
    graph.validate_nodes_and_infer_types()
    return compressed
