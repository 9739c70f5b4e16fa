"""A real PostgreSQL server on loopback, started by a test from Debian's packages, killed and started again."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from free_ports import free_port

from qa.errors import StoreError
from qa.index.postgres import PostgresAddress

START_SECONDS = 120
PASSWORD = "se:cr/et"
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
BINARIES = _PLACES[-1] if _PLACES else None
# None of the tests waits for the disk: what a power cut of the machine does is PostgreSQL's matter.
_OPTIONS = ("fsync=off", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=40")


class Postgres:
    """A server over a folder of its own, on a port that stays its own."""

    def __init__(self, folder: Path) -> None:
        assert BINARIES is not None
        self._folder = folder / "data"
        self.port = free_port()
        self._address = PostgresAddress("127.0.0.1", self.port, "postgres", "qa", PASSWORD)
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:  # which initdb and postgres refuse
            user = pwd.getpwnam("postgres")
            self._as_whom = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            for path in (folder, secret):
                os.chown(path, user.pw_uid, user.pw_gid)
        else:
            self._as_whom = []
        options = ["--username=qa", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", str(self._folder), "--no-sync", *options)

    def new_address(self) -> PostgresAddress:
        """Of a library that is not there yet, in the database that every server has."""
        return replace(self._address, schema=f"library_{next(self._numbers)}")

    def url(self, address: PostgresAddress) -> str:
        """How the address is written."""
        return f"postgresql://qa:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/postgres?schema={address.schema}"

    def start(self) -> None:
        """Returns when it answers; raises RuntimeError where it does not."""
        from qa.index.postgres_connection import PostgresConnection

        options = [part for option in _OPTIONS for part in ("-c", option)]
        command = [*self._as_whom, str(_binary("postgres")), "-D", str(self._folder), "-p", str(self.port), *options]
        pause = threading.Event()
        for _ in range(START_SECONDS * 10):
            if self._process is None or self._process.poll() is not None:  # the one that was killed is still there
                self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
            try:
                PostgresConnection(self._address, "public", reads_only=True).close()
            except StoreError:
                pause.wait(0.1)
            else:
                return
        raise RuntimeError("the PostgreSQL server does not answer")

    def kill(self) -> None:
        """Ends it and all of its processes at once, as a power cut would; does nothing where it does not run."""
        if self._process is not None:
            for pid in (self._process.pid, *_children(self._process.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as_whom, str(_binary(name)), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


def _binary(name: str) -> Path:
    assert BINARIES is not None
    return BINARIES / name


def _children(pid: int) -> list[int]:
    """Its processes, which have sessions of their own."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


@contextmanager
def postgres_server(folder: Path) -> Iterator[Postgres]:
    """A server that runs until the block is left; skips the test where PostgreSQL is not installed."""
    if BINARIES is None or (os.geteuid() == 0 and shutil.which("setpriv") is None):
        pytest.skip("PostgreSQL is not installed: sudo apt-get install postgresql")
    # Not in the folder itself: what is above pytest's is closed to other users.
    place = Path("/tmp") / f"qa-postgres-{os.getpid()}-{folder.name}"
    place.mkdir()
    try:
        server = Postgres(place)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(place, ignore_errors=True)
