"""Opens a chat model of any provider that LangChain knows."""

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from qa.chat.generation import ChatWriter
from qa.errors import ChatModelError
from qa.whereabouts import ChatPlace, locate

# Ollama cuts a longer prompt off without a word, and takes 4096 tokens unless told otherwise.
_OLLAMA_CONTEXT_TOKENS = 8192
_LONGEST_LOCAL_REPLY_TOKENS = 512


def open_chat_model(name: str, *, base_url: str | None, api_key: SecretStr | None) -> ChatWriter:
    """The writer for ``provider:model``.

    Raises:
        ChatModelError: the provider is unknown, its package is not installed, or it can't be set up so. The message does
            not repeat what the provider says, which may hold the key.
    """
    place = locate(name, base_url)
    trouble: str
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, **_options(place, base_url, api_key))
    except ImportError:
        trouble = f"its package is not installed: pip install 'qa[{place.provider or 'PROVIDER'}]'"
    except ValueError:
        trouble = "write provider:model with a provider that LangChain knows, such as ollama:qwen3:4b"
    except Exception as error:  # noqa: BLE001 - providers raise classes of their own, and all of them end here
        trouble = f"its client can't be set up ({type(error).__name__}); is QA_CHAT_API_KEY right?"
    else:
        return ChatWriter(model, place=place)
    # Raised out here, the error does not carry the provider's along.
    raise ChatModelError(f"QA_CHAT_MODEL={name} can't be used; {trouble}", provider=name)


def _options(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:
    for_provider: Mapping[str, Callable[[ChatPlace, str | None, SecretStr | None], dict[str, Any]]] = {
        "openai": _openai,
        "anthropic": _anthropic,
        "ollama": _ollama,
        "huggingface": _huggingface,
    }
    return for_provider.get(place.provider, _any_other)(place, base_url, api_key)


def _openai(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:
    # Tries again are ours: they are counted, timed and said.
    options: dict[str, Any] = {"temperature": 0, "max_retries": 0, "base_url": place.address}
    if api_key is not None:
        options["api_key"] = api_key
    elif base_url is not None:
        # Else the client would hand the key of OPENAI_API_KEY to whatever server stands there.
        options["api_key"] = "none"
    return options


def _anthropic(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:
    return _openai(place, base_url, api_key)


def _ollama(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:  # noqa: ARG001
    options: dict[str, Any] = {
        "temperature": 0,
        "base_url": place.address,
        "num_ctx": _OLLAMA_CONTEXT_TOKENS,
        "reasoning": False,  # to think aloud takes minutes on a laptop, and quotes need none of it
    }
    if api_key is not None:
        options["client_kwargs"] = {"headers": {"authorization": f"Bearer {api_key.get_secret_value()}"}}
    return options


def _huggingface(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:  # noqa: ARG001
    return {
        "task": "text-generation",
        "pipeline_kwargs": {
            "do_sample": False,
            "max_new_tokens": _LONGEST_LOCAL_REPLY_TOKENS,
            "return_full_text": False,
        },
    }


def _any_other(place: ChatPlace, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:  # noqa: ARG001
    options: dict[str, Any] = {"temperature": 0}
    if base_url is not None:
        options["base_url"] = base_url
    if api_key is not None:
        options["api_key"] = api_key.get_secret_value()
    return options
