"""Where Chroma keeps the vectors: in a folder of this machine, or at a server that others may ask as well."""

import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from qa.errors import IndexCorrupt, StoreError

FOLDER = "chroma"
COLLECTION = "chunks"
_DISK_FULL = "disk is full"  # SQLite's words, which Chroma hands on
_OWNER = "library"  # the collection's own word of whose it is
_SECONDS = 30.0  # of a request; Chroma's client itself waits for ever
_RENEWED_OR_RENAMED = {  # by OpenSSL's numbers for what is wrong with a certificate
    10: "have it renewed",
    62: "write the server's name in QA_CHROMA_URL as the certificate does",
    64: "write the server's name in QA_CHROMA_URL as the certificate does",
}
_CONFIGURATION = {"hnsw": {"space": "cosine"}}

_Kind = TypeVar("_Kind", bound=BaseException)


class ChromaPlace(Protocol):
    """A place for one collection. Its methods raise whatever Chroma does; ``as_error`` says what that means."""

    def connect(self) -> Any:
        """A client."""

    def collection(self, client: Any) -> Any:
        """The collection, made when it is not there."""

    def exists(self) -> bool:
        """Whether there is a collection."""

    def clear(self) -> None:
        """Deletes the collection."""

    def as_error(self, error: Exception) -> StoreError:
        """What went wrong, in one line, with the way out."""


class ChromaFolder:
    """A folder of this machine, for one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FOLDER

    def connect(self) -> Any:
        """See ``ChromaPlace``."""
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        self._path.mkdir(parents=True, exist_ok=True)
        try:
            return chromadb.PersistentClient(str(self._path), settings=Settings(anonymized_telemetry=False))
        except Exception:
            # Chroma keeps what it failed to open and would hand it out for this path again.
            SharedSystemClient.clear_system_cache()
            raise

    def collection(self, client: Any) -> Any:
        """See ``ChromaPlace``."""
        # Without a name for the embedding function Chroma would fetch a model of its own.
        return client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=_CONFIGURATION)

    def exists(self) -> bool:
        """See ``ChromaPlace``."""
        return (self._path / "chroma.sqlite3").is_file()

    def clear(self) -> None:
        """See ``ChromaPlace``."""
        shutil.rmtree(self._path, ignore_errors=True)

    def as_error(self, error: Exception) -> StoreError:
        """See ``ChromaPlace``."""
        if isinstance(error, OSError) or _DISK_FULL in str(error):
            return StoreError(f"Chroma can't write to {self._path} ({error}); free some space on its disk")
        return IndexCorrupt(
            f"Chroma can't use {self._path} ({error}); mend it with `qa sync --rebuild`, which reads the articles again"
        )


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A Chroma server.

    Attributes:
        url: with http or https.
        token: that it asks for, sent as ``Authorization: Bearer``; None where it asks for none.
        collection: the name of this library's collection.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    collection: str = "qa-library"


class ChromaServer:
    """A collection of a server. It bears the name of its library, so that two libraries never write into one.

    Args:
        address: of the server.
        library: gives what the library is known by; may raise StoreError.
        seconds: how long an answer is waited for.
    """

    def __init__(self, address: ServerAddress, library: Callable[[], str], *, seconds: float = _SECONDS) -> None:
        self._address = address
        self._seconds = seconds
        self._library = library
        self._is_there = False  # as it was found last: an idle sync is not to ask again and again

    def connect(self) -> Any:
        """See ``ChromaPlace``."""
        import chromadb
        import httpx
        from chromadb.config import Settings

        parts = urlsplit(self._address.url)
        is_safe = parts.scheme == "https"
        headers = {"Authorization": f"Bearer {self._address.token}"} if self._address.token else None
        # The client asks while it is made, before it can be told how long to wait: whether anybody answers is seen first.
        httpx.get(f"{self._shown}/api/v2/heartbeat", headers=headers, timeout=self._seconds)
        client = chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if is_safe else 80),
            ssl=is_safe,
            headers=headers,
            settings=Settings(anonymized_telemetry=False),
        )
        client._server._session.timeout = self._seconds  # type: ignore[attr-defined]  # there is no other way
        return client

    def collection(self, client: Any) -> Any:
        """See ``ChromaPlace``."""
        owner = self._library()
        found = client.get_or_create_collection(
            self._address.collection,
            embedding_function=None,
            configuration=_CONFIGURATION,
            metadata={_OWNER: owner},
        )
        if (found.metadata or {}).get(_OWNER) != owner:
            raise StoreError(
                f"the collection {self._address.collection} at {self._shown} is another index's, or one's that was deleted; "
                "give QA_CHROMA_COLLECTION another name"
            )
        self._is_there = True
        return found

    def exists(self) -> bool:
        """See ``ChromaPlace``."""
        from chromadb.errors import NotFoundError

        if not self._is_there:
            client = self.connect()
            try:
                client.get_collection(self._address.collection, embedding_function=None)
            except NotFoundError:
                return False
            finally:
                client.close()
            self._is_there = True
        return True

    def clear(self) -> None:
        """See ``ChromaPlace``."""
        if self.exists():
            client = self.connect()
            try:
                self.collection(client)  # raises where it is not ours
                client.delete_collection(self._address.collection)
            finally:
                client.close()
        self._is_there = False

    def as_error(self, error: Exception) -> StoreError:
        """See ``ChromaPlace``."""
        import httpx
        from chromadb.errors import AuthorizationError, ChromaAuthError, NotFoundError

        self._is_there = False
        is_late = _behind(error, httpx.TimeoutException) is not None
        said = f"no answer within {self._seconds:g} s" if is_late else " ".join(str(error).split())[:200]
        if isinstance(error, NotFoundError):
            return IndexCorrupt(
                f"the collection {self._address.collection} is gone from {self._shown}; `qa sync` fills it"
            )
        if (refused := _behind(error, ssl.SSLCertVerificationError)) is not None:
            return StoreError(_not_trusted(self._shown, refused))
        if _behind(error, FileNotFoundError) is not None and (file := os.environ.get("SSL_CERT_FILE")):
            return StoreError(
                f"SSL_CERT_FILE={file}: no such file; name one with the authority that signed the certificate of Chroma at "
                f"{self._shown} (QA_CHROMA_URL)"
            )
        if isinstance(error, AuthorizationError | ChromaAuthError) or _status(error) in (401, 403):
            return StoreError(f"Chroma at {self._shown} refuses QA_CHROMA_TOKEN")
        return StoreError(
            f"Chroma at {self._shown} can't be used ({said or type(error).__name__}); nothing is lost: see that it runs, "
            "and the next sync goes on"
        )

    @property
    def _shown(self) -> str:
        """The address without a password in it."""
        parts = urlsplit(self._address.url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _not_trusted(shown: str, refused: ssl.SSLCertVerificationError) -> str:
    """What to do about a certificate, in one line."""
    way_out = _RENEWED_OR_RENAMED.get(
        refused.verify_code, "name the file of the authority that signed it in SSL_CERT_FILE"
    )
    said = refused.verify_message.rstrip(".")
    return f"the certificate of Chroma at {shown} (QA_CHROMA_URL) is not trusted: {said}; {way_out}"


def _status(error: BaseException) -> int | None:
    """The status of HTTP behind an error of Chroma's client; None where it is another kind of error."""
    for each in _chain(error):
        if (response := getattr(each, "response", None)) is not None:
            return int(response.status_code)
    return None


def _behind(error: BaseException, kind: type[_Kind]) -> _Kind | None:
    """The first error of a kind among those that an error came of."""
    return next((each for each in _chain(error) if isinstance(each, kind)), None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those that it came of: Chroma's client hides what went wrong behind errors of its own."""
    behind: BaseException | None = error
    while behind is not None:
        yield behind
        behind = behind.__cause__ or behind.__context__
