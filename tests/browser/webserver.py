"""The web chat as a person starts it: a process of its own over a folder of articles, with the real weights."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from free_ports import free_port

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 300
STOP_SECONDS = 30
_SUM = re.compile(r"(?:added|changed|unchanged|deleted|skipped|holds no articles)\.$")


@dataclass(slots=True)
class WebServer:
    """A running web chat: its address, its folder of articles, the lines that it printed before it was ready."""

    process: subprocess.Popen[str]
    articles: Path
    lines: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the page is."""
        return next(line for line in self.lines if line.startswith("http://"))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends the server with the signal and gives its exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=STOP_SECONDS)


def chromium() -> str:
    """The path of the browser; raises FileNotFoundError with the line to type where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise FileNotFoundError("Chromium is missing; type: sudo apt-get install chromium")
    return found


def spawn(articles: Path, index: Path, *, port: int, settings: Mapping[str, str] | None = None) -> WebServer:
    """A server that has been started and is not ready yet."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("QA_") or name == "QA_MODELS"
    }
    environment |= {"QA_ARTICLES": str(articles), "QA_INDEX": str(index), "QA_PORT": str(port), **(settings or {})}
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return WebServer(process, articles)


def wait_until_ready(server: WebServer) -> None:
    """Returns when the server has printed its address and read its folder; raises RuntimeError with what it said where it ends before."""
    deadline = threading.Timer(START_SECONDS, server.process.kill)
    deadline.start()
    assert server.process.stdout is not None
    assert server.process.stderr is not None
    try:
        for line in server.process.stdout:
            server.lines.append(line.rstrip("\n"))
            if _SUM.search(line) and any(each.startswith("http://") for each in server.lines):
                break
        else:
            raise RuntimeError(f"no address within {START_SECONDS} s: {server.lines} {server.process.stderr.read()}")
    finally:
        deadline.cancel()


@contextmanager
def started(
    articles: Path, index: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[WebServer]:
    """A server that is ready, ended when the block is left."""
    server = spawn(articles, index, port=port or free_port(), settings=settings)
    try:
        wait_until_ready(server)
        # Nobody reads the pipes from here on: a full one would block the server.
        drains = [threading.Thread(target=_drain, args=(pipe,), daemon=True) for pipe in _pipes(server)]
        for drain in drains:
            drain.start()
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        try:
            server.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _pipes(server: WebServer) -> list[object]:
    return [server.process.stdout, server.process.stderr]


def _drain(pipe: object) -> None:
    for _ in pipe:  # type: ignore[attr-defined]
        pass
