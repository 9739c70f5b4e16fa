"""Question answering over a folder of articles; every sentence of an answer is tied to the exact characters of a file.

The names below load on first use, so that ``import qa`` takes milliseconds and pulls in no model library.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.pipeline import Pipeline, open_pipeline
    from qa.reports import SkippedFilesWarning, SyncReport
    from qa.settings import Settings
    from qa.shared import ask, retrieve
    from qa.types import Answer, Citation, Conflict, Passage, Position, Sentence, Turn

__all__ = [
    "Answer",
    "Citation",
    "Conflict",
    "Passage",
    "Pipeline",
    "Position",
    "Sentence",
    "Settings",
    "SkippedFilesWarning",
    "SyncReport",
    "Turn",
    "ask",
    "open_pipeline",
    "retrieve",
]
__version__ = "0.1.0"

_HOMES = {
    "Settings": "qa.settings",
    "Pipeline": "qa.pipeline",
    "ask": "qa.shared",
    "open_pipeline": "qa.pipeline",
    "retrieve": "qa.shared",
    "SkippedFilesWarning": "qa.reports",
    "SyncReport": "qa.reports",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES.get(name, "qa.types")), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
