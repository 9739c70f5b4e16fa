"""What one browser tab has asked and been told. Every event hands back a new record, so tabs can't mix."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from qa.types import Answer, Citation, Filters, Passage, Turn

# Older turns seldom matter to a follow-up, and a page left open all day would hand over an ever longer history.
HISTORY_TURNS = 10


class Progress(StrEnum):
    """How far an exchange has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Wording(StrEnum):
    """Whose words a question is to be answered in: the articles', the chat model's, or both, side by side."""

    QUOTED = "quoted"
    WORDED = "worded"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question was asked.

    Attributes:
        wording: whose words were chosen.
        model: the chat model that was set, with its place; empty where there was none.
        is_beside: whether this is the second answer, the chat model's, to the question of the exchange before.
    """

    wording: Wording = Wording.WORDED
    model: str = ""
    is_beside: bool = False

    @property
    def is_quoted(self) -> bool:
        """Whether the answer is to be quoted, also where a chat model is set."""
        return self.wording is Wording.QUOTED or (self.wording is Wording.BOTH and not self.is_beside)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    Attributes:
        question: as typed.
        filters: what the sources were limited to when it was asked.
        answer: so far; None until the first part of it is there.
        progress: whether more will come.
        trouble: one line that says what went wrong, for a failed exchange.
        asked: whose words were asked for.
    """

    question: str
    filters: Filters = field(default_factory=Filters)
    answer: Answer | None = None
    progress: Progress = Progress.RUNNING
    trouble: str | None = None
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges of one tab, oldest first; ``conversation_id`` is empty until it is kept."""

    exchanges: tuple[Exchange, ...] = ()
    conversation_id: str = ""

    def asking(self, question: str, filters: Filters, asked: Asked = Asked()) -> "Conversation":
        """The conversation with a new, running exchange at its end."""
        return replace(self, exchanges=(*self.exchanges, Exchange(question, filters, asked=asked)))

    def with_answer(self, answer: Answer, *, progress: Progress) -> "Conversation":
        """The conversation whose last exchange has come to ``answer``."""
        return self._with_last(replace(self.exchanges[-1], answer=answer, progress=progress))

    def failing(self, trouble: str) -> "Conversation":
        """The conversation whose last exchange failed for the reason given; it keeps what was answered so far."""
        return self._with_last(replace(self.exchanges[-1], progress=Progress.FAILED, trouble=trouble))

    def finished(self) -> "Conversation":
        """The conversation with its last exchange marked as complete."""
        return self._with_last(replace(self.exchanges[-1], progress=Progress.DONE))

    def stopped(self) -> "Conversation":
        """The conversation with a running exchange marked as stopped; unchanged where none is running."""
        if not self.is_running:
            return self
        return self._with_last(replace(self.exchanges[-1], progress=Progress.STOPPED))

    @property
    def is_running(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self.exchanges) and self.exchanges[-1].progress is Progress.RUNNING

    def history(self) -> tuple[Turn, ...]:
        """The last answered turns, oldest first: what a follow-up question is read against. Of two answers side by side
        the second is taken, once it is whole."""
        answered: list[Turn] = []
        for exchange in self.exchanges:
            if exchange.answer is None or exchange.progress is not Progress.DONE:
                continue
            if exchange.asked.is_beside and answered:
                answered.pop()
            answered.append(Turn(exchange.question, exchange.answer.text))
        return tuple(answered[-HISTORY_TURNS:])

    def answer(self, place: int) -> Answer | None:
        """The answer of the exchange at ``place`` (from 0), or None where there is none (yet)."""
        if not 0 <= place < len(self.exchanges):
            return None
        return self.exchanges[place].answer

    def leading_citation(self, place: int) -> int | None:
        """The number to open first: that of the first sentence with a short answer in it, else of the first sentence
        with a citation; None where nothing is cited."""
        answer = self.answer(place)
        cited = [each for each in answer.sentences if each.citations] if answer else []
        if answer is None or not cited:
            return answer.citations[0].number if answer and answer.citations else None
        return next((each for each in cited if each.short_answer), cited[0]).citations[0]

    def citation(self, place: int, number: int) -> Citation | None:
        """The citation with that number in the answer at ``place``, or None where there is no such thing."""
        answer = self.answer(place)
        return next((each for each in answer.citations if each.number == number), None) if answer else None

    def passage(self, place: int, rank: int) -> Passage | None:
        """The passage of that rank in the answer at ``place``, or None where there is no such thing."""
        answer = self.answer(place)
        return next((each for each in answer.passages if each.rank == rank), None) if answer else None

    def _with_last(self, exchange: Exchange) -> "Conversation":
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))
