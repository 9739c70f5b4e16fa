"""Opens a chat model of any provider that LangChain knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from qa.chat.generation import ChatWriter
from qa.errors import ChatModelError
from qa.whereabouts import ChatPlace, locate

# Ollama cuts a longer prompt off without a word, and takes 4096 tokens unless told otherwise.
_OLLAMA_CONTEXT_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class ChatChoice:
    """Which chat model is asked, where and with what key, as the settings say; ``reply_tokens`` bounds one reply."""

    name: str
    base_url: str | None
    api_key: SecretStr | None
    reply_tokens: int

    @property
    def place(self) -> ChatPlace:
        """Where the model runs."""
        return locate(self.name, self.base_url)


def open_chat_model(choice: ChatChoice) -> ChatWriter:
    """The writer for a model of any provider.

    Raises:
        ChatModelError: the provider is unknown, its package is not installed, or it can't be set up so. The message does
            not repeat what the provider says, which may hold the key.
    """
    place = choice.place
    trouble: str
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(choice.name, **_OPTIONS.get(place.provider, _any_other)(choice))
    except ImportError:
        package = f"'qa[{place.provider}]'" if place.provider in _OPTIONS else f"langchain-{place.provider}"
        trouble = f"its package is not installed: pip install {package}"
    except ValueError:
        trouble = "write provider:model with a provider that LangChain knows, such as ollama:qwen3:4b"
    except Exception as error:  # noqa: BLE001 - providers raise classes of their own, and all of them end here
        trouble = f"its client can't be set up ({type(error).__name__}); is QA_CHAT_API_KEY right?"
    else:
        return ChatWriter(model, place=place)
    # Raised out here, the error does not carry the provider's along.
    raise ChatModelError(f"QA_CHAT_MODEL={choice.name} can't be used; {trouble}", provider=choice.name)


def _hosted(choice: ChatChoice) -> dict[str, Any]:
    options: dict[str, Any] = {
        "temperature": 0,
        "max_tokens": choice.reply_tokens,
        "max_retries": 0,  # tries again are ours: they are counted, timed and said
        "base_url": choice.place.address,
    }
    if choice.api_key is not None:
        options["api_key"] = choice.api_key
    elif choice.base_url is not None:
        # Else the client would hand the key of OPENAI_API_KEY to whatever server stands there.
        options["api_key"] = "none"
    return options


def _ollama(choice: ChatChoice) -> dict[str, Any]:
    options: dict[str, Any] = {
        "temperature": 0,
        "num_predict": choice.reply_tokens,
        "num_ctx": _OLLAMA_CONTEXT_TOKENS,
        "base_url": choice.place.address,
        "reasoning": False,  # to think aloud takes minutes on a laptop, and quotes need none of it
    }
    if choice.api_key is not None:
        options["client_kwargs"] = {"headers": {"authorization": f"Bearer {choice.api_key.get_secret_value()}"}}
    return options


def _huggingface(choice: ChatChoice) -> dict[str, Any]:
    kept = {"do_sample": False, "max_new_tokens": choice.reply_tokens, "return_full_text": False}
    return {"task": "text-generation", "pipeline_kwargs": kept}


def _any_other(choice: ChatChoice) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0, "max_tokens": choice.reply_tokens}
    if choice.base_url is not None:
        options["base_url"] = choice.base_url
    if choice.api_key is not None:
        options["api_key"] = choice.api_key.get_secret_value()
    return options


_OPTIONS: Mapping[str, Callable[[ChatChoice], dict[str, Any]]] = {
    "openai": _hosted,
    "anthropic": _hosted,
    "ollama": _ollama,
    "huggingface": _huggingface,
}
