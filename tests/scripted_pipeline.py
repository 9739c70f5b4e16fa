"""A scripted stand-in for a pipeline: it answers from a table, and records what it was asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import TracebackType

from qa.types import (
    Abstention,
    Answer,
    Chunk,
    Citation,
    Conflict,
    Mode,
    Passage,
    Sentence,
    Support,
    Trace,
    Turn,
)

RAW = "Cats sleep for 16 hours. The vet says cats dream. The owner denies that cats dream. Dogs bark at night."
TEXTS = {"a.txt": RAW}


def citation(quote: str, number: int = 1) -> Citation:
    """The citation of a quote in ``RAW``."""
    start = RAW.index(quote)
    return Citation(number, "a.txt", None, None, None, start, start + len(quote), quote)


def passage(quote: str, rank: int = 1) -> Passage:
    """The passage of a quote in ``RAW``."""
    start = RAW.index(quote)
    chunk = Chunk("a.txt", start, start + len(quote), quote, None)
    return Passage(chunk, None, None, None, rank, 0.5, 1.0, None, Trace(rank, None, 0.1))


def answer(
    *quotes: str,
    question: str = "q",
    text: str | None = None,
    confidence: float = 0.9,
    conflicts: tuple[Conflict, ...] = (),
) -> Answer:
    """An answer that gives these quotes, each with its citation."""
    citations = tuple(citation(quote, number) for number, quote in enumerate(quotes, start=1))
    sentences = tuple(Sentence(c.quote, (c.number,), None, Support.SUPPORTED) for c in citations)
    shown = text or " ".join(f"{c.quote} [{c.number}]" for c in citations)
    return Answer(
        question,
        question,
        shown,
        sentences,
        citations,
        conflicts,
        (),
        None,
        confidence,
        Mode.EXTRACTIVE,
        {"read": 0.25},
    )


def declined(question: str = "q", confidence: float = 0.1) -> Answer:
    """An answer that says that there is none."""
    return Answer(
        question, question, "Not in the articles.", (), (), (), (), Abstention.NOT_ANSWERED, confidence, Mode.EXTRACTIVE
    )


class ScriptedPipeline:
    """Answers by question; an exception in the table is raised. ``asked`` records questions, histories and limits."""

    def __init__(self, answers: Mapping[str, Answer | Exception], passages: Mapping[str, Sequence[Passage]]) -> None:
        self.answers = answers
        self.passages = passages
        self.asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...], date | None]] = []
        self.syncs = 0

    def __enter__(self) -> "ScriptedPipeline":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def sync(self) -> object:
        """Counts."""
        self.syncs += 1
        return None

    def retrieve(
        self, question: str, *, k: int = 6, sources: tuple[str, ...] = (), today: date | None = None
    ) -> list[Passage]:
        """The passages of the table."""
        return list(self.passages.get(question, ()))[:k]

    def ask(
        self, question: str, *, history: tuple[Turn, ...] = (), sources: tuple[str, ...] = (), today: date | None = None
    ) -> Answer:
        """The answer of the table."""
        self.asked.append((question, history, sources, today))
        found = self.answers[question]
        if isinstance(found, Exception):
            raise found
        return found
