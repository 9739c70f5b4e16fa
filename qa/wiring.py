"""Parts of a pipeline that lie outside of this process, made as the settings say: the chat model, the Chroma server."""

from qa.chat.answering import ChatAnswerer
from qa.chat.patience import WallClock
from qa.encoding import Encoder
from qa.index import ServerAddress
from qa.reading.support.check import SupportCheck
from qa.settings import Settings


def chroma_server(settings: Settings) -> ServerAddress | None:
    """The Chroma server that keeps the vectors; None where a folder of this machine does."""
    if settings.chroma_url is None:
        return None
    token = settings.chroma_token.get_secret_value() if settings.chroma_token is not None else None
    return ServerAddress(settings.chroma_url, token, settings.chroma_collection)


def open_chat(settings: Settings, encoder: Encoder, support: SupportCheck) -> ChatAnswerer | None:
    """What words the answers; None where they are quoted. Raises ChatModelError where the model can't be opened."""
    if settings.chat_model is None:
        return None
    from qa.chat.opening import ChatChoice, open_chat_model  # heavy, and of no use without a chat model

    choice = ChatChoice(settings.chat_model, settings.chat_base_url, settings.chat_api_key, settings.chat_reply_tokens)
    return ChatAnswerer(
        open_chat_model(choice),
        encoder,
        support,
        strict=settings.strict,
        seconds=settings.chat_timeout_seconds,
        token_seconds=settings.chat_token_timeout_seconds,
        clock=WallClock(),
    )
