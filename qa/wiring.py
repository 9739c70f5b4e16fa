"""Parts of a pipeline made as the settings say: the reader, the chat model, the servers that keep the index."""

from functools import partial
from pathlib import Path

from qa.chat.answering import ChatAnswerer
from qa.chat.patience import WallClock
from qa.encoding import Encoder
from qa.encoding.converted import computes_in_bf16
from qa.encoding.pairs import PairScorer, load_pairs
from qa.encoding.second_opinion import SECOND_READS, RecentPairs, SecondOpinion
from qa.errors import SettingsError
from qa.index import PostgresAddress, ServerAddress, read_address
from qa.reading.evidence.network import PassageReader, larger_model, shipped_model
from qa.reading.evidence.reader import EvidenceReader
from qa.reading.support.check import SupportCheck
from qa.settings import Settings, models_folder

SHIPPED_READERS = frozenset({"small", "large"})


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


def reader_of(settings: Settings) -> str:
    """Who reads: small, large, or a folder; where it is left to the program, what this processor is quick enough for."""
    if settings.reader != "auto":
        return settings.reader
    return "large" if computes_in_bf16() else "small"


def describe_reading(settings: Settings) -> str:
    """One sentence on who reads, and how to have it otherwise."""
    reader = reader_of(settings)
    if reader == "large":
        why = ", since this processor computes in bf16" if settings.reader == "auto" else ""
        return (
            f"Two networks read{why}: a small one, and a larger one what that leaves open; QA_READER=small is quicker."
        )
    if reader == "small":
        return (
            "A small network reads; QA_READER=large adds a larger one, which is better on most public sets, and slower."
        )
    return f"The network in {reader} reads."


def open_reader(settings: Settings, encoder: Encoder) -> tuple[PairScorer, EvidenceReader]:
    """The network that reads every question, and the reader that asks it and, where there are two, the larger one.

    Raises:
        ModelUnavailable: a network is not there, or can't be run.
    """
    load = partial(load_pairs, cache=models_folder(settings), threads=settings.threads)
    reader = reader_of(settings)
    pairs = load(shipped_model() if reader in SHIPPED_READERS else Path(reader))
    if reader != "large":
        return pairs, EvidenceReader(encoder, PassageReader(pairs))
    recent = RecentPairs(pairs)
    second = SecondOpinion(recent, load(larger_model(), late=True), most_read=SECOND_READS)
    return pairs, EvidenceReader(encoder, PassageReader(recent), both=PassageReader(second, claims=recent))
