"""One figure from the cosine and the match of the words."""

from dataclasses import dataclass

from qa.retrieval.wording import WordMatch


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What a full match of each kind is worth, in units of the cosine."""

    coverage: float
    proximity: float
    phrases: float

    def parts(self, match: WordMatch) -> tuple[tuple[str, float], ...]:
        """What is added to the cosine, by name. None of it depends on which other chunks are candidates."""
        return (
            ("coverage", self.coverage * match.coverage),
            ("proximity", self.proximity * match.proximity),
            ("phrases", self.phrases * match.phrases),
        )


# Fitted by benchmarks/ranking.py on public question sets, see docs/retrieval.md.
FITTED = FusionWeights(coverage=0.46, proximity=0.20, phrases=0.11)
