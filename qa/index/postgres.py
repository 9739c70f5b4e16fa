"""A PostgreSQL server that keeps an index: its address, and what its errors mean. Needs no driver."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from qa.errors import IndexCorrupt, StoreError

VARIABLE = "QA_DATABASE_URL"
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_TLS = ("prefer", "disable", "require", "verify-full")
_DAMAGED = ("XX001", "XX002")
_WAYS_OUT = {
    "28": f"it refuses the user or the password of {VARIABLE}",
    "3D": f"it has no such database; make it with createdb, or put {VARIABLE} right",
    "42501": "grant this user CREATE on the database, or make it the owner of its schema",
    "53100": "free some space on its disk and try again",
    "53300": "it takes no more connections; raise its max_connections",
    "54": "what was handed over is larger than a row or a name can be",
}


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A database of a PostgreSQL server, and the schema in it that one library has for itself.

    Attributes:
        tls: prefer, disable, require, or verify-full, which holds the server's certificate to its name.
    """

    host: str
    port: int
    database: str
    user: str
    password: str | None = field(default=None, repr=False)
    schema: str = "qa"
    tls: str = "prefer"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = f"postgresql://{host}:{self.port}/{self.database}"
        return shown if self.schema == "qa" else f"{shown}?schema={self.schema}"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        connect_seconds: for each step until it lets us in.
        answer_seconds: for the answer to whoever reads; what is written may take its time.
    """

    connect_seconds: float = 10.0
    answer_seconds: float = 30.0


USUAL = Patience()


def read_address(url: str) -> PostgresAddress:
    """The address that is written as ``postgresql://user:password@host:port/database?schema=qa&sslmode=prefer``.

    Raises:
        ValueError: it is none; the message does not repeat it.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("has no number for a port; write @, : and / in a password as %40, %3A and %2F") from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    schema, tls = options.pop("schema", "qa"), options.pop("sslmode", "prefer")
    database = unquote(parts.path[1:])
    if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and parts.username and database):
        raise ValueError("is no address of a database; give one like postgresql://user:password@host/database")
    if options or not _SCHEMA.fullmatch(schema) or tls not in _TLS:
        raise ValueError(f"takes ?schema=, of small letters, and &sslmode=, one of {', '.join(_TLS)}; nothing else")
    password = None if parts.password is None else unquote(parts.password)
    return PostgresAddress(
        parts.hostname, port if port is not None else 5432, database, unquote(parts.username), password, schema, tls
    )


def is_lost(code: str) -> bool:
    """Whether an error's code, empty where there is none, says that the connection is of no use any more."""
    return not code or code.startswith(("08", "57P"))


def as_store_error(address: PostgresAddress, code: str, said: str) -> StoreError:
    """What went wrong, in one line that names the variable and never the password.

    Args:
        address: of the server.
        code: SQLSTATE; empty where the server could not be reached or broke off.
        said: by the server or the system.
    """
    said = " ".join(said.split())[:200]
    if code in _DAMAGED:
        return IndexCorrupt(f"{address} is damaged ({said}); mend it with `qa sync --rebuild`")
    if is_lost(code):
        return StoreError(
            f"PostgreSQL at {address} ({VARIABLE}) can't be reached ({said}); nothing is lost: see that it runs, and the "
            "next try goes on"
        )
    way_out = _WAYS_OUT.get(code, _WAYS_OUT.get(code[:2]))
    return StoreError(
        f"PostgreSQL at {address} ({VARIABLE}) can't be used: {said}" + (f"; {way_out}" if way_out else "")
    )
