"""Settings: read once from ``QA_...`` variables at the entry point, then passed on."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from qa.errors import SettingsError

PREFIX = "QA_"


class Settings(BaseSettings):
    """All that can be set. Each field ``name`` is the environment variable ``QA_NAME``; arguments win over the environment.

    Raises:
        SettingsError: a value is out of range, or the environment holds a ``QA_...`` name that is no setting.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    articles: Path = Field(default=Path("seeds"), description="Folder of the articles, read with its subfolders.")
    follow_links: bool = Field(
        default=False, description="Follow links in the folder of the articles that lead out of it."
    )
    index: Path = Field(default=Path(".qa"), description="Folder of the index; made when missing, safe to delete.")
    chroma_url: str | None = Field(
        default=None,
        description="Address of a Chroma server (http:// or https://) that keeps the vectors; none: a folder below QA_INDEX does.",
    )
    chroma_token: SecretStr | None = Field(
        default=None,
        description="Token that the Chroma server, or what stands before it, asks for; never logged or shown.",
    )
    chroma_collection: str = Field(
        default="qa-library",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,500}[A-Za-z0-9]$",
        description="Name of this library's collection at the Chroma server: another one for each library.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database (postgresql://user:password@host/db) that keeps articles and words for several machines; "
        "none: a file in QA_INDEX does. Takes QA_CHROMA_URL as well; never logged or shown.",
    )
    replica: bool = Field(
        default=False,
        description="Answer over what another process writes to QA_DATABASE_URL, as any number may; nothing is changed.",
    )
    fetch: bool = Field(
        default=False,
        description="Let editors have articles fetched from addresses of the public web; false: nothing is ever fetched.",
    )
    encoder: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="Embedding model: the shipped all-MiniLM-L6-v2, or a sentence-transformers model by folder or name "
        "(one already on disk: nothing is downloaded).",
    )
    precision: Literal["auto", "f32", "int8"] = Field(
        default="auto",
        description="How the encoder computes: auto (bf16 where the processor has it, else f32), f32, or int8 (weights in a "
        "quarter of the space; the index is then built anew).",
    )
    reader: str = Field(
        default="small",
        min_length=1,
        description="Who reads question and passage together: `small`; `large`, which has a network of five times the size read "
        "the likeliest passages as well (better on most public sets, in 2.4 times the time); `auto`, large where the processor computes in bf16; or a "
        "folder with a network that `python -m training.reader` made.",
    )
    models: Path | None = Field(
        default=None, description="Folder for models converted to run fast; none: the index folder. Safe to delete."
    )
    conversations: Path | None = Field(
        default=None,
        description="File that keeps the conversations of the web chat; none: beside the index, as `.qa-conversations.sqlite`. "
        "Keep it: nothing brings it back.",
    )
    chunk_tokens: int = Field(
        default=256,
        ge=32,
        le=8192,
        description="Most tokens of a chunk, title and heading counted in; the encoder's own limit also holds.",
    )
    overlap_sentences: int = Field(
        default=1, ge=0, le=5, description="Sentences that a chunk shares with the one before it."
    )
    passages: int = Field(default=8, ge=1, le=50, description="Passages that are read for an answer.")
    neighbour_sentences: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Sentences that a passage takes in on either side of the chunk that was found.",
    )
    candidates: int = Field(default=50, ge=10, le=1000, description="Candidates that each ranking hands to the fusion.")
    caution: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="When to decline: 0 answers whenever something is near, 0.5 is balanced, 1 answers only when nearly certain.",
    )
    threads: int = Field(default=0, ge=0, le=256, description="Threads for the models; 0 takes all cores.")
    answer_seconds: float = Field(
        default=30.0, gt=0, le=3600, description="Most seconds of processor time that an answer may take."
    )
    questions_waiting: int = Field(
        default=40, ge=1, le=10_000, description="Most questions of all visitors of the web chat that wait at a time."
    )
    questions_of_one: int = Field(
        default=8, ge=1, le=10_000, description="Most questions of one visitor that wait or are answered at a time."
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that answer the questions of the web chat; 1: the one that serves it answers as well.",
    )
    answers_remembered: int = Field(
        default=500,
        ge=0,
        le=100_000,
        description="Quoted answers of the web chat that are kept in memory for whoever asks the same again, until an article changes.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address that the web chat listens on.")
    users: Path | None = Field(
        default=None,
        description="File of the users of the web chat (`qa users add`); none: beside the index, as `.qa-users.json`.",
    )
    open: bool = Field(
        default=False,
        description="Let everybody read who reaches the web chat, without users, from other machines too.",
    )
    hosts: str = Field(
        default="",
        description="More names that the web chat goes by, with commas; a request by another name is refused.",
    )
    origins: str = Field(
        default="",
        description="Other sites whose pages may ask the web chat, with commas (https://example.org); none: no other.",
    )
    port: int = Field(
        default=7860, ge=1, le=65535, description="Port of the web chat; the next free one is taken when it is busy."
    )
    log: Literal["plain", "json"] = Field(
        default="plain",
        description="What is logged on standard error: plain (warnings, as lines) or json (a JSON object a line, also for "
        "each answer of the web chat: its times, outcome and id).",
    )
    log_questions: bool = Field(default=False, description="Log the text of questions as well.")
    otlp_endpoint: str | None = Field(
        default=None,
        description="Address of an OpenTelemetry collector (http://127.0.0.1:4317, gRPC) that is sent the times and outcome of "
        "each answer of the web chat, and no text; none: nothing is sent.",
    )
    chat_model: str | None = Field(
        default=None,
        description="Chat model as provider:name (ollama:qwen3:4b, openai:gpt-...); none: answers are quoted, offline.",
    )
    chat_base_url: str | None = Field(
        default=None, description="Address of an OpenAI-compatible or Ollama server; none: the provider's usual one."
    )
    chat_api_key: SecretStr | None = Field(
        default=None, description="Key for the chat model's provider; never logged or shown."
    )
    chat_timeout_seconds: float = Field(
        default=300.0,
        gt=0,
        le=3600,
        description="Longest wait for an answer of the chat model, tries again counted in.",
    )
    chat_token_timeout_seconds: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="Longest wait for the chat model's next word, the first one counted in.",
    )
    chat_reply_tokens: int = Field(
        default=2048, ge=16, le=65536, description="Most tokens of one reply of the chat model, thinking counted in."
    )
    strict: bool = Field(
        default=True,
        description="Leave out what a chat model says and no passage bears out; false: keep it, marked as not supported.",
    )

    if not TYPE_CHECKING:  # keeps the typed keyword arguments of the class for callers

        def __init__(self, **values: Any) -> None:
            try:
                super().__init__(**values)
            except ValidationError as error:
                raise _as_settings_error(error) from error

    @field_validator("articles", "index", mode="before")
    @classmethod
    def _refuse_nothing(cls, value: object) -> object:
        # An empty path would be the folder that the program happens to be started in.
        if isinstance(value, str) and not value.strip():
            raise ValueError("is empty; give a folder")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _refuse_no_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://none")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("is no address of a server; give one like http://127.0.0.1:8000")
        parts.port  # noqa: B018 - raises ValueError for one that is none
        return value

    @field_validator("database_url")
    @classmethod
    def _refuse_no_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in ("postgresql", "postgres") or not (
                parts.hostname and parts.username and parts.path[1:]
            ):
                raise ValueError("is no address of a database; give one like postgresql://user:password@host/database")
            try:
                parts.port  # noqa: B018 - raises ValueError for one that is none, and repeats it
            except ValueError:
                raise ValueError("has no number for a port; write @, : and / in a password as %40, %3A, %2F") from None
        return value

    @model_validator(mode="after")
    def _refuse_half_of_sharing(self) -> "Settings":
        if self.database_url is not None and self.chroma_url is None:
            said = "QA_DATABASE_URL takes QA_CHROMA_URL as well: a folder of vectors can't be shared"
            raise SettingsError(said, variable="QA_DATABASE_URL", value="(hidden)")
        if self.replica and self.database_url is None:
            said = "QA_REPLICA=true takes QA_DATABASE_URL: what is to be read is there"
            raise SettingsError(said, variable="QA_REPLICA", value="true")
        return self

    @model_validator(mode="after")
    def _refuse_unknown_names(self) -> "Settings":
        # pydantic-settings ignores names that it does not know, so a typing slip would go unnoticed.
        known = {PREFIX + name.upper() for name in type(self).model_fields}
        for name, value in sorted(os.environ.items()):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                raise SettingsError(
                    f"{name} is no setting; the settings are {', '.join(sorted(known))}", variable=name, value=value
                )
        return self


def check_folders(settings: Settings) -> None:
    """Sees that the folders that are set can be used, before anything is loaded. Raises SettingsError, and makes the index folder."""
    articles, index = settings.articles, settings.index
    if not articles.is_dir():
        raise SettingsError(f"QA_ARTICLES={articles}: no such folder", variable="QA_ARTICLES", value=str(articles))
    try:
        index.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=index):
            pass
    except OSError as error:
        said = f"QA_INDEX={index}: can't hold the index ({error.strerror}); set it to another folder"
        raise SettingsError(said, variable="QA_INDEX", value=str(index)) from error


def models_folder(settings: Settings) -> Path:
    """Where converted models are kept."""
    return settings.models or settings.index


def users_file(settings: Settings) -> Path:
    """Where the users of the web chat are kept: not in the index folder, which may be deleted."""
    return settings.users or settings.index.absolute().with_name(f"{settings.index.name}-users.json")


def conversations_file(settings: Settings) -> Path:
    """Where the web chat keeps its conversations: not in the index folder, which may be deleted."""
    return settings.conversations or settings.index.absolute().with_name(f"{settings.index.name}-conversations.sqlite")


def corrections_file(settings: Settings) -> Path:
    """Where corrections of articles are kept: not in the index folder, which may be deleted."""
    return settings.index.absolute().with_name(f"{settings.index.name}-corrections.sqlite")


def _as_settings_error(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    field_name = str(first["loc"][0]) if first["loc"] else ""
    variable = PREFIX + field_name.upper()
    secret = field_name in ("chat_api_key", "chroma_token", "database_url")
    value = "(hidden)" if secret else str(first["input"])
    return SettingsError(f"{variable}={value}: {first['msg']}", variable=variable, value=value)


def settings_table() -> str:
    """The settings as a Markdown table, one row each, in the order of the class: what the README shows."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)
