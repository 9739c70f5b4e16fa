"""Servers that speak the protocols of chat models on loopback, and do what a test tells them to: also what goes wrong."""

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT_SECONDS = 60


@dataclass(slots=True)
class Exchange:
    """One request and the ways to answer it."""

    handler: BaseHTTPRequestHandler
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The last message's text."""
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else "".join(part["text"] for part in content)

    def refuse(self, status: int, message: str, **headers: str) -> None:
        """Answers with an error, as OpenAI words them."""
        body = json.dumps({"error": {"message": message, "type": "invalid_request_error", "code": None}}).encode()
        self.handler.send_response(status)
        sent = {"content-type": "application/json", "content-length": str(len(body)), "connection": "close", **headers}
        for name, value in sent.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def begin(self) -> None:
        """Sends the head of a streamed reply."""
        kind = "application/x-ndjson" if self.path == "/api/chat" else "text/event-stream"
        self.handler.send_response(200)
        self.handler.send_header("content-type", kind)
        self.handler.send_header("transfer-encoding", "chunked")
        self.handler.send_header("connection", "close")
        self.handler.end_headers()
        if self.path.endswith("/messages"):
            self._start_message()

    def piece(self, text: str) -> None:
        """Sends a piece of a streamed reply."""
        if self.path == "/api/chat":
            self._send(
                json.dumps({"model": "m", "message": {"role": "assistant", "content": text}, "done": False}) + "\n"
            )
        elif self.path.endswith("/messages"):
            delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
            self._event("content_block_delta", delta)
        else:
            self._chunk({"content": text}, None)

    def end(self, reason: str = "stop") -> None:
        """Says how the reply ended, and ends it."""
        if self.path == "/api/chat":
            end = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason}
            self._send(json.dumps(end) + "\n")
        elif self.path.endswith("/messages"):
            self._event("content_block_stop", {"type": "content_block_stop", "index": 0})
            delta = {"stop_reason": "end_turn" if reason == "stop" else reason, "stop_sequence": None}
            self._event("message_delta", {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 1}})
            self._event("message_stop", {"type": "message_stop"})
        else:
            self._chunk({}, reason)
            self._send("data: [DONE]\n\n")
        self.finish()

    def finish(self) -> None:
        """Ends the stream in good order, whether or not the reply was complete."""
        self.handler.wfile.write(b"0\r\n\r\n")

    def hang_up(self) -> None:
        """Closes the connection in the middle of the stream."""
        self.handler.connection.shutdown(socket.SHUT_RDWR)

    def _start_message(self) -> None:
        """The events that stand before the text of an Anthropic reply."""
        message: dict[str, Any] = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "m"}
        message |= {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}
        self._event("message_start", {"type": "message_start", "message": message})
        block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        self._event("content_block_start", block)

    def was_left(self, release: threading.Event) -> bool:
        """Waits until the client closes the connection (True) or the test releases the server (False)."""
        for _ in range(WAIT_SECONDS * 50):
            if release.is_set():
                return False
            readable, _, _ = select.select([self.handler.connection], [], [], 0.02)
            if readable and self.handler.connection.recv(1, socket.MSG_PEEK) == b"":
                return True
        return False

    def _chunk(self, delta: dict[str, str], reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self._send(f"data: {json.dumps(chunk)}\n\n")

    def _event(self, name: str, content: dict[str, Any]) -> None:
        self._send(f"event: {name}\ndata: {json.dumps(content)}\n\n")

    def _send(self, text: str) -> None:
        body = text.encode()
        self.handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        self.handler.wfile.flush()


Behaviour = Callable[[Exchange], None]


@dataclass(slots=True)
class ModelServer:
    """A running server. ``does`` is what it does with each request; ``asked`` records them, ``paths`` all that it was sent.

    Attributes:
        begun: set when a request has come in.
        left: set when a client closed a connection while the server was not done.
        release: ends every wait of the server.
    """

    does: list[Behaviour] = field(default_factory=list)
    asked: list[Exchange] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def root(self) -> str:
        """The address without a path: what Ollama's and Anthropic's clients are given."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address that OpenAI's clients are given."""
        return f"{self.root}/v1"

    def script(self, *does: Behaviour) -> None:
        """Forgets what was, and does these things with the requests to come, the last one with all that follow."""
        self.does = list(does)
        self.asked = []
        self.paths = []
        self.begun.clear()
        self.left.clear()
        self.release.clear()

    def answer(self, exchange: Exchange) -> None:
        """Does what is next in the script."""
        self.asked.append(exchange)
        self.begun.set()
        behaviour = self.does[min(len(self.asked), len(self.does)) - 1]
        try:
            behaviour(exchange)
        except (BrokenPipeError, ConnectionResetError):
            self.left.set()

    def waits(self, *pieces: str) -> Behaviour:
        """Says these pieces, then nothing, until it is left or released."""

        def behaviour(exchange: Exchange) -> None:
            exchange.begin()
            for piece in pieces:
                exchange.piece(piece)
            if exchange.was_left(self.release):
                self.left.set()

        return behaviour


def says(text: str, *, reason: str = "stop") -> Behaviour:
    """A behaviour: says the text, word by word."""

    def behaviour(exchange: Exchange) -> None:
        exchange.begin()
        for piece in text.replace(" ", " \0").split("\0"):
            exchange.piece(piece)
        exchange.end(reason)

    return behaviour


def refuses(status: int, message: str = "no", **headers: str) -> Behaviour:
    """A behaviour: answers with this status."""
    return lambda exchange: exchange.refuse(status, message, **headers)


def breaks_off(text: str, *, politely: bool = False) -> Behaviour:
    """A behaviour: says the text, then closes the connection, or ends the stream without saying how the reply ended."""

    def behaviour(exchange: Exchange) -> None:
        exchange.begin()
        exchange.piece(text)
        if politely:
            exchange.finish()
        else:
            exchange.hang_up()

    return behaviour


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server on loopback until the block is left."""
    model = ModelServer()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            model.paths.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            model.paths.append(self.path)
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            model.answer(Exchange(self, self.path.partition("?")[0], dict(self.headers.items()), body))
            self.close_connection = True

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Says nothing: a test does not print."""

        def log_error(self, *_: object) -> None:
            """Says nothing either: errors are what is asked for here."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    model.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield model
    finally:
        model.release.set()
        server.shutdown()
        server.server_close()
