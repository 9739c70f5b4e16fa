"""What a sync of the index with its folder reports."""

from collections.abc import Sequence
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


class SkippedFilesWarning(UserWarning):
    """Files of the folder could not be used.

    Attributes:
        skipped: which, and why.
    """

    def __init__(self, said: str, skipped: Sequence[SkippedFile]) -> None:
        super().__init__(said)
        self.skipped = tuple(skipped)


def describe_skipped(skipped: Sequence[SkippedFile], *, most: int = 3) -> str:
    """How many files could not be used and why, in one line; ``most`` of them by name."""
    named = [f"{each.path.name} ({each.reason})" for each in skipped[:most]]
    more = [f"and {len(skipped) - most:,} more, which `qa sync` lists"] if len(skipped) > most else []
    files = "1 file" if len(skipped) == 1 else f"{len(skipped):,} files"
    return f"{files} could not be used: {'; '.join([*named, *more])}."
