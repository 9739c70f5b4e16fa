"""A connection to PostgreSQL: the only place for its driver. It takes the statements that are written for SQLite as well."""

import os
import re
import selectors
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, count, islice
from typing import Any

from qa.errors import StoreError
from qa.index.postgres import USUAL, VARIABLE, Patience, PostgresAddress, as_store_error, is_lost

try:
    import pg8000.exceptions
    import pg8000.native
except ImportError as error:
    raise StoreError(f"{VARIABLE} needs PostgreSQL's driver: pip install 'qa[postgres]'") from error

# A server whose machine is gone is noticed within a minute or so, and so is one of us by the server.
_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 60_000}
_SESSION = {
    "client_encoding": "UTF8",
    "bytea_output": "hex",
    "enable_seqscan": "off",  # looking into a tsvector takes more than PostgreSQL reckons: the word index is always worth it
    "jit": "off",  # compiling takes longer than any of our statements
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_READING = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}
_INSERT = re.compile(r"(INSERT INTO .* VALUES )(\([?, ]+\))(.*)", re.DOTALL)
_TEXT = 25  # PostgreSQL's number of the type
_NOTHING = "\U0010ffff"  # stands for the one character that its texts can't hold, and is none itself
_ROWS = 500  # of an insertion
_NAME_BYTES = 63  # of an application, as the server takes it


class PostgresRows:
    """See ``Rows``."""

    def __init__(self, rows: list[list[Any]] | None) -> None:
        self._rows = map(tuple, rows or ())

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        """See ``Rows``."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """See ``Rows``."""
        return list(self._rows)


class PostgresConnection:
    """See ``Connection``. For one thread at a time; of no use any more once ``is_broken``.

    Args:
        address: of the server.
        schema: that the tables are in.
        reads_only: whether nothing is written; a transaction then sees one state from its begin on.
        patience: how long the server is waited for.

    Raises:
        StoreError: it can't be reached, or refuses.
    """

    def __init__(self, address: PostgresAddress, schema: str, *, reads_only: bool, patience: Patience = USUAL) -> None:
        self._address = address
        self._waits_seconds = patience.connect_seconds
        self.schema = schema
        self.is_broken = False
        session = {**_SESSION, **(_READING if reads_only else {}), "search_path": schema}
        name = f"qa, process {os.getpid()} on {socket.gethostname()}"
        try:
            self._driver = pg8000.native.Connection(
                address.user,
                host=address.host,
                database=address.database,
                port=address.port,
                password=address.password or "",
                ssl_context=_tls(address.tls),
                sock=_socket(address, patience.connect_seconds),
                application_name=name.encode("ascii", "replace")[:_NAME_BYTES].decode(),
                startup_params=session,
            )
        except (pg8000.exceptions.Error, OSError) as error:
            raise self._mapped(error) from error
        # A server that takes a question and does not answer must not hold it for ever.
        self._waits_seconds = patience.answer_seconds
        self._driver._usock.settimeout(patience.answer_seconds if reads_only else None)
        self._driver.register_out_adapter(str, _as_stored)
        self._driver.register_in_adapter(_TEXT, _as_written)
        if self._driver.parameter_statuses.get("server_encoding") not in ("UTF8", b"UTF8"):
            self.close()
            raise StoreError(f"the database at {address} is not in UTF-8; make one that is, and name it in {VARIABLE}")

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> PostgresRows:
        """See ``Connection``. Without parameters several statements may stand in one text."""
        try:
            if parameters:
                found = self._driver.execute_unnamed(_numbered(sql), parameters)
            else:
                found = self._driver.execute_simple(_with_lists(sql))
        except pg8000.exceptions.DatabaseError as error:
            self.is_broken = is_lost(_told(error)[0])
            raise self._mapped(error) from error
        except BaseException as error:  # whatever broke off a reply, the next one would be taken for the rest of it
            self.is_broken = True
            if isinstance(error, pg8000.exceptions.Error | OSError):
                raise self._mapped(error) from error
            raise
        return PostgresRows(found.rows)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        """See ``Connection``: many rows go with one statement, since each takes its way to the server and back."""
        into = _INSERT.fullmatch(sql)
        if into is None:
            for row in parameters:
                self.execute(sql, row)
            return
        rows = iter(parameters)
        while part := list(islice(rows, _ROWS)):
            marks = ", ".join([into[2]] * len(part))
            self.execute(f"{into[1]}{marks}{into[3]}", tuple(chain.from_iterable(part)))

    def is_gone(self) -> bool:
        """Whether the server has left, or has something to say that nobody asked for; costs no way to it and back."""
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._driver._usock, selectors.EVENT_READ)
                return self.is_broken or bool(selector.select(0))
        except (OSError, ValueError):
            return True

    def close(self) -> None:
        """Lets go of it, whatever state it is in."""
        self.is_broken = True
        try:
            self._driver.close()
        except (pg8000.exceptions.Error, OSError, ValueError):
            return  # it was gone before

    def _mapped(self, error: Exception) -> StoreError:
        if isinstance(error, pg8000.exceptions.DatabaseError):
            return as_store_error(self._address, *_told(error))
        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        said = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        if isinstance(cause, TimeoutError) and cause.errno is None:  # ours, not the system's
            said = f"no answer within {self._waits_seconds:g} s"
        return as_store_error(self._address, "", said)


@lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    """The statement with ``$1`` for the first ``?``."""
    numbers = count(1)
    return re.sub(r"\?", lambda _: f"${next(numbers)}", _with_lists(sql))


def _with_lists(sql: str) -> str:
    """PostgreSQL takes no empty list."""
    return sql.replace("IN ()", "IN (NULL)")


def _as_stored(text: str) -> str:
    return text.replace("\0", _NOTHING)


def _as_written(text: str) -> str:
    return text.replace(_NOTHING, "\0")


def _socket(address: PostgresAddress, seconds: float) -> socket.socket:
    connected = socket.create_connection((address.host, address.port), seconds)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in _KEEPALIVE.items():
        if hasattr(socket, name):  # not every system has all of them
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return connected


def _tls(mode: str) -> ssl.SSLContext | bool | None:
    """What the driver takes: None tries, False does not, and a context insists."""
    if mode in ("prefer", "disable"):
        return None if mode == "prefer" else False
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _told(error: Exception) -> tuple[str, str]:
    """SQLSTATE and message of an error of the server."""
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {"M": str(error)}
    return str(told.get("C", "")), str(told.get("M", ""))
