"""What is asked of a chat model: to word an answer, to make a question stand alone, to repair a sentence."""

from collections import deque
from collections.abc import Iterator, Sequence

from langchain_core.language_models import BaseChatModel

from qa.chat.drafting import ABSTAIN_WORD
from qa.chat.excerpts import number_passages
from qa.chat.patience import Allowance
from qa.chat.prompts import load_prompt
from qa.chat.replies import read_reply
from qa.types import Passage, Turn
from qa.whereabouts import ChatPlace
from qa.words import without_hidden


class ChatWriter:
    """A LangChain chat model with the package's prompts; see ``Writer``."""

    def __init__(self, model: BaseChatModel, *, place: ChatPlace) -> None:
        self._model = model
        self._place = place
        self._answer = load_prompt("answer")
        self._condense = load_prompt("condense")
        self._repair = load_prompt("repair")

    def write(self, question: str, passages: Sequence[Passage], allowance: Allowance) -> Iterator[str]:
        """See ``Writer.write``."""
        prompt = self._answer.render(
            abstain_word=ABSTAIN_WORD, passages=number_passages(passages), question=_line(question)
        )
        return self._read(prompt, allowance)

    def condense(self, question: str, history: Sequence[Turn], allowance: Allowance) -> str:
        """See ``Writer.condense``."""
        turns = "\n".join(f"Question: {_line(turn.question)}\nAnswer: {_line(turn.answer)}" for turn in history)
        prompt = self._condense.render(abstain_word=ABSTAIN_WORD, history=turns, question=_line(question))
        return self._whole(prompt, allowance).splitlines()[0].strip()

    def repair(self, sentence: str, question: str, passages: Sequence[Passage], allowance: Allowance) -> str:
        """See ``Writer.repair``."""
        prompt = self._repair.render(
            abstain_word=ABSTAIN_WORD,
            passages=number_passages(passages),
            question=_line(question),
            sentence=_line(sentence),
        )
        return self._whole(prompt, allowance)

    def _whole(self, prompt: str, allowance: Allowance) -> str:
        (text,) = deque(self._read(prompt, allowance), maxlen=1)
        return text.strip()

    def _read(self, prompt: str, allowance: Allowance) -> Iterator[str]:
        return read_reply(self._model, prompt, place=self._place, allowance=allowance)


def _line(text: str) -> str:
    """The text on one line, so that nothing in it can pass for a line of the prompt."""
    return " ".join(without_hidden(text).split())
