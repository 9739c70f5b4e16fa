"""A chat model held to the promises: it writes, we check, and what can't be tied to a file is left out."""

from collections.abc import Callable, Sequence
from typing import Protocol

from qa.chat.citations import CitationCheck
from qa.encoding import Encoder
from qa.reading.extractive import Quoted, abstain
from qa.types import Abstention, Article, Passage, Support, Turn

ABSTAIN_WORD = "NOT_IN_THE_ARTICLES"


class Writer(Protocol):
    """Anything that words an answer from passages."""

    def write(self, question: str, passages: Sequence[Passage]) -> str:
        """The answer's text, with markers that name passages from 1, or ``ABSTAIN_WORD``."""
        ...

    def condense(self, question: str, history: Sequence[Turn]) -> str:
        """The question, made to stand alone."""
        ...


class ChatAnswerer:
    """Answers worded by a writer, each sentence checked against the spans that it cites."""

    def __init__(self, writer: Writer, encoder: Encoder) -> None:
        self._writer = writer
        self._check = CitationCheck(encoder)

    def condense(self, question: str, history: Sequence[Turn]) -> str:
        """The question made to stand alone; without history it is left as it is."""
        return self._writer.condense(question, history) if history else question.strip()

    def answer(self, question: str, passages: Sequence[Passage], article: Callable[[str], Article]) -> Quoted:
        """The checked answer; an abstention where the model declines or no sentence can be tied to a passage."""
        text = self._writer.write(question, passages)
        if ABSTAIN_WORD in text:
            return abstain(Abstention.NOT_ANSWERED)
        checked = self._check.check(text, passages, article)
        kept = tuple(sentence for sentence in checked.sentences if sentence.support is not Support.UNSUPPORTED)
        if not kept:
            return abstain(Abstention.NO_VALID_CITATION)
        shown = " ".join(f"{s.text} {''.join(f'[{number}]' for number in s.citations)}" for s in kept)
        used = {number for sentence in kept for number in sentence.citations}
        citations = tuple(citation for citation in checked.citations if citation.number in used)
        return Quoted(shown, kept, citations, (), None)
