"""OpenVINO, imported so that it reports to no one."""

import sys
from typing import Any


def import_openvino() -> Any:
    """The module ``openvino``. Raises ImportError where it is not installed.

    Importing openvino sends a usage event through the package openvino_telemetry, and converting a model sends more.
    None in ``sys.modules`` makes an import of that package fail, which openvino answers with its own empty stand-in:
    no file in the home folder and no environment variable is touched.
    """
    if "openvino" not in sys.modules and "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    return openvino
