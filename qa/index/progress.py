"""What a running sync says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync has come.

    Attributes:
        done, total: articles that are in the index, and articles that had to be read.
        tokens: embedded so far.
        seconds: since the sync began.
    """

    done: int
    total: int
    tokens: int
    seconds: float

    @property
    def tokens_per_second(self) -> float:
        """Speed so far; 0 before the first article."""
        return self.tokens / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time that the rest will take at the speed so far, or None before the first article."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None

    def __str__(self) -> str:
        left = "" if self.seconds_left is None else f", {self.seconds_left:.0f} s left"
        return f"{self.done} of {self.total} articles, {self.tokens_per_second:,.0f} tokens/s{left}"
