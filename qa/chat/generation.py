"""Answers worded by a chat model: the only place that talks to one."""

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from qa.chat.answering import ABSTAIN_WORD
from qa.chat.prompts import load_prompt
from qa.errors import ChatModelError
from qa.types import Passage, Turn


class ChatWriter:
    """A LangChain chat model with the package's prompts."""

    def __init__(self, model: BaseChatModel, *, name: str) -> None:
        self._model = model
        self._name = name
        self._answer = load_prompt("answer")
        self._condense = load_prompt("condense")

    def write(self, question: str, passages: Sequence[Passage]) -> str:
        """See ``Writer.write``. Raises ChatModelError when the model fails or answers with nothing."""
        numbered = "\n\n".join(
            f"[{number}] {_header(passage)}\n{passage.chunk.text}" for number, passage in enumerate(passages, 1)
        )
        return self._invoke(self._answer.render(abstain_word=ABSTAIN_WORD, passages=numbered, question=question))

    def condense(self, question: str, history: Sequence[Turn]) -> str:
        """See ``Writer.condense``. Raises ChatModelError when the model fails or answers with nothing."""
        turns = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in history)
        return self._invoke(self._condense.render(history=turns, question=question)).splitlines()[0].strip()

    def _invoke(self, prompt: str) -> str:
        # Providers raise errors of many unrelated classes; this seam turns all of them into ours.
        try:
            text = self._model.invoke(prompt).text.strip()
        except Exception as error:
            status = getattr(error, "status_code", None)
            reason = type(error).__name__ + (f", HTTP {status}" if status else "")
            raise ChatModelError(
                f"the chat model {self._name} failed ({reason}); check QA_CHAT_BASE_URL and QA_CHAT_API_KEY, or unset QA_CHAT_MODEL",
                provider=self._name,
                status=status if isinstance(status, int) else None,
            ) from error
        if not text:
            raise ChatModelError(f"the chat model {self._name} gave an empty answer", provider=self._name)
        return text


def _header(passage: Passage) -> str:
    day = passage.published.isoformat() if passage.published else "no date"
    return " · ".join((passage.title or "no title", passage.outlet or "no outlet", day))


def open_chat_model(
    name: str,
    *,
    base_url: str | None,
    api_key: SecretStr | None,
    timeout_seconds: float,
) -> ChatWriter:
    """The writer for ``provider:model``.

    Raises:
        ChatModelError: the provider is unknown, or its package is not installed.
    """
    from langchain.chat_models import init_chat_model

    options = {"base_url": base_url, "api_key": api_key.get_secret_value() if api_key else None}
    given: dict[str, Any] = {key: value for key, value in options.items() if value is not None}
    try:
        model: BaseChatModel = init_chat_model(name, temperature=0, timeout=timeout_seconds, **given)
    except (ImportError, ValueError) as error:
        provider = name.split(":", 1)[0]
        raise ChatModelError(
            f"QA_CHAT_MODEL={name} can't be used: {str(error).splitlines()[0]} (write provider:model, and install the provider: pip install 'qa[{provider}]')",
            provider=name,
        ) from error
    return ChatWriter(model, name=name)
