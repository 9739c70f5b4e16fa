"""A web server on loopback that answers by path as a test tells it to, also as no honest server does."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class WebSite:
    """A running server: its port, and what it was asked, as path and headers."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def sends(content: bytes, media_type: str = "text/html", *, status: int = 200, **headers: str) -> Answer:
    """An answer: these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"content-type": media_type, "content-length": str(len(content)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def leads_to(address: str, status: int = 302) -> Answer:
    """An answer: somewhere else."""
    return sends(b"", status=status, location=address)


@contextmanager
def web_site(answers: Mapping[str, Answer]) -> Iterator[WebSite]:
    """A server that answers to these paths until the block is left."""
    site = WebSite()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            try:
                answers.get(self.path, sends(b"no", status=404))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing: a test does not print."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    site.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
