"""Parts of a pipeline made as the settings say: the reader, the chat model, the servers that keep the index."""

from functools import partial
from pathlib import Path

from qa.chat.answering import ChatAnswerer
from qa.chat.patience import WallClock
from qa.encoding import Encoder
from qa.encoding.pairs import PairScorer, load_pairs
from qa.encoding.second_opinion import SECOND_READS, RecentPairs, SecondOpinion
from qa.errors import SettingsError
from qa.index import PostgresAddress, ServerAddress, read_address
from qa.reading.evidence.network import PassageReader, shipped_model
from qa.reading.evidence.reader import EvidenceReader
from qa.reading.support.check import SupportCheck
from qa.settings import Settings, models_folder


def chroma_server(settings: Settings) -> ServerAddress | None:
    """The Chroma server that keeps the vectors; None where a folder of this machine does."""
    if settings.chroma_url is None:
        return None
    token = settings.chroma_token.get_secret_value() if settings.chroma_token is not None else None
    return ServerAddress(settings.chroma_url, token, settings.chroma_collection)


def postgres_server(settings: Settings) -> PostgresAddress | None:
    """The database that keeps articles and words; None where a file of this machine does. Raises SettingsError."""
    if settings.database_url is None:
        return None
    try:
        return read_address(settings.database_url.get_secret_value())
    except ValueError as error:
        said = f"QA_DATABASE_URL=(hidden): {error}"
        raise SettingsError(said, variable="QA_DATABASE_URL", value="(hidden)") from error


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


def open_reader(settings: Settings, encoder: Encoder) -> tuple[PairScorer, EvidenceReader]:
    """The network that reads every question, and the reader that asks it, and the second network where one is set.

    Raises:
        ModelUnavailable: a network is not there, or can't be run.
    """
    load = partial(load_pairs, cache=models_folder(settings), threads=settings.threads)
    pairs = load(shipped_model() if settings.reader == "shipped" else Path(settings.reader))
    if settings.second_reader is None:
        return pairs, EvidenceReader(encoder, PassageReader(pairs))
    recent = RecentPairs(pairs)
    second = SecondOpinion(recent, load(settings.second_reader, late=True), most_read=SECOND_READS)
    return pairs, EvidenceReader(encoder, PassageReader(recent), both=PassageReader(second, claims=recent))
