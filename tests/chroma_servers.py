"""A real Chroma server on loopback, started by a test, killed and started again."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from free_ports import free_port

START_SECONDS = 120


class Chroma:
    """A Chroma server over a folder, on a port that stays its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it answers; raises RuntimeError where it does not."""
        program = Path(sys.executable).with_name("chroma")
        command = [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pause = threading.Event()
        for _ in range(START_SECONDS * 10):
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat").is_success:
                    return
            except httpx.TransportError:
                pause.wait(0.1)
        raise RuntimeError("the Chroma server does not answer")

    def kill(self) -> None:
        """Ends it at once, as a power cut would; does nothing where it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def chroma_server(folder: Path) -> Iterator[Chroma]:
    """A server that runs until the block is left."""
    server = Chroma(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
