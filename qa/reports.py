"""What a sync of the index with its folder reports."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of the folder that could not be used, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, by article id in sorted order; ``skipped`` files were reported and left alone.

    ``withheld`` are indexed, but no longer in the folder: too many at once to believe that somebody deleted them.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    chunks: int
    seconds: float = field(compare=False)
    withheld: tuple[str, ...] = ()
