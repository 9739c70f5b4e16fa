"""The door of the web chat: whom it speaks to, under which name, and how much it takes. Plain ASGI, around everything else."""

import asyncio
import ipaddress
import json
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.limits import BODY_BYTES, BODY_DEPTH, BODY_SECONDS, HEADER_BYTES, TARGET_BYTES, UPLOAD_BYTES

_API = "/gradio_api/"
# Gradio serves far more than the page needs, uploads and other people's files among it.
_API_NEEDED = re.compile(
    r"/gradio_api/(?:info|app_id|startup-events|queue/join|queue/data|cancel|reset|heartbeat/\w+|call/chat(?:/\w+)?)/?"
)
_UPLOADS = "/api/v1/articles"
_REFUSED = re.compile(r"/(?:monitoring|dev|run-history|deep_link|login|logout)\b")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_READING = {"GET", "HEAD", "OPTIONS"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the server answers to.

    Attributes:
        hosts: in small letters, without port.
        any_address: whether it also goes by any numeric address: a page elsewhere can't have one as its own name.
        origins: of other sites whose pages may ask, as ``https://example.org``.
    """

    hosts: frozenset[str]
    any_address: bool
    origins: frozenset[str]

    def have(self, host: str) -> bool:
        """Whether the server goes by the name in a Host header."""
        name = host_name(host)
        return name in self.hosts or (self.any_address and is_address(name))


def names_of(host: str, *, hosts: str, origins: str) -> Names:
    """The names of a server that listens on ``host``, with more of them in two lists with commas."""
    own = {_plain(host), *_LOOPBACK} if host_is_loopback(host) else {_plain(host), socket.gethostname().lower()}
    everywhere = _plain(host) in {"0.0.0.0", "::"}  # noqa: S104 - read here, not listened on
    added = {host_name(each) for each in _listed(hosts)}
    return Names(
        frozenset(own | added | (_LOOPBACK if everywhere else frozenset())),
        everywhere,
        frozenset(each.rstrip("/").lower() for each in _listed(origins)),
    )


def host_name(host: str) -> str:
    """The name in a Host header, without port, brackets and final dot."""
    match = re.fullmatch(r"\[([^\]]*)\](?::\d+)?|([^:]*)(?::\d+)?", host.strip().lower())
    return ((match[1] or match[2] or "") if match else "").rstrip(".")


def is_address(name: str) -> bool:
    """Whether a name is a numeric address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def host_is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only."""
    name = _plain(host)
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def _plain(host: str) -> str:
    return host.strip("[]").lower()


def _listed(names: str) -> Iterable[str]:
    return filter(None, (each.strip() for each in names.split(",")))


class Guard:
    """Refuses what is too large, comes from elsewhere, or is not needed; hands the rest on, bodies in one piece.

    Args:
        app: what is behind the door.
        names: that the server answers to.
    """

    def __init__(self, app: ASGIApp, *, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                await refuse(send, *refusal)
            elif scope["method"] in _READING or _is_upload(scope):
                await self._hand_on(scope, receive, send)
            else:
                await self._take_body(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks that way

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = dict(scope["headers"])
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_BYTES:
            return 431, f"The headers are larger than {HEADER_BYTES:,} bytes."
        if len(scope["path"]) + len(scope["query_string"]) > TARGET_BYTES:
            return 414, f"The address is longer than {TARGET_BYTES:,} characters."
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._names.have(host):
            return 421, "This server does not go by that name; QA_HOSTS adds names."
        if self._is_from_elsewhere(scope, headers, host):
            return 403, "Pages of other sites may not ask here; QA_ORIGINS lists those that may."
        if _is_upload(scope) and _stated_bytes(headers) > UPLOAD_BYTES:
            return 413, f"The file is larger than {UPLOAD_BYTES // 1024**2} MB."
        path = scope["path"]
        if (path.startswith(_API) and not _API_NEEDED.fullmatch(path)) or _REFUSED.match(path):
            return 404, "There is nothing here."
        return None

    def _is_from_elsewhere(self, scope: Scope, headers: dict[bytes, bytes], host: str) -> bool:
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin:
            return origin not in self._names.origins and origin.partition("://")[2] != host.lower()
        # Without an origin a browser says at least where the page is from; a link to the page may come from anywhere.
        from_where = headers.get(b"sec-fetch-site", b"none")
        is_link = headers.get(b"sec-fetch-mode") == b"navigate" and scope["method"] in _READING
        return from_where not in (b"none", b"same-origin") and not is_link

    async def _take_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(_read_body(scope, receive), BODY_SECONDS)
        except TimeoutError:
            await refuse(send, 408, f"The request did not arrive within {BODY_SECONDS:g} s.")
            return
        except ConnectionError:
            return
        if body is None:
            await refuse(send, 413, f"The request is larger than {BODY_BYTES:,} bytes.")
            return
        if depth(body) > BODY_DEPTH:
            await refuse(send, 422, f"The request is nested deeper than {BODY_DEPTH} levels.")
            return
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._hand_on(scope, receive_again, send)

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1").lower()
        # Gradio lets any page read its answers whose origin it is told.
        inner = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"origin"]}
        allowed = _cors(origin) if origin in self._names.origins else []

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if not pair[0].lower().startswith(b"access-control-")]
                message = {**message, "headers": [*kept, *allowed]}
            await send(message)

        if scope["method"] == "OPTIONS":
            await send_on({"type": "http.response.start", "status": 204, "headers": []})
            await send_on({"type": "http.response.body", "body": b""})
            return
        await self._app(inner, receive, send_on)


async def refuse(send: Send, status: int, said: str, *headers: tuple[bytes, bytes]) -> None:
    """Sends one line that says why nothing else is sent."""
    body = json.dumps({"detail": said}).encode()
    sent = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *headers]
    # What was not read of the request must not be taken for the next one.
    await send({"type": "http.response.start", "status": status, "headers": [*sent, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


def depth(body: bytes) -> int:
    """How deep the brackets of a JSON text are nested; strings are passed over."""
    deepest = now = 0
    for match in _BRACKETS.finditer(body):
        mark = match.group()
        if mark in (b"[", b"{"):
            now += 1
            deepest = max(deepest, now)
        elif mark in (b"]", b"}"):
            now -= 1
    return deepest


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-methods", b"GET, POST, PATCH, DELETE"),
        (b"access-control-allow-headers", b"content-type, authorization"),
        (b"vary", b"origin"),
    ]


def _is_upload(scope: Scope) -> bool:
    """Whether a request brings a file, which is let through piece by piece: whoever takes it knows who may send one."""
    return bool(scope["method"] == "POST" and scope["path"].rstrip("/") == _UPLOADS)


def _stated_bytes(headers: dict[bytes, bytes]) -> int:
    stated = headers.get(b"content-length", b"")
    return int(stated) if stated.isdigit() else 0


async def _read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The body, or None as soon as it is known to be too large. Raises ConnectionError where the client has left."""
    if _stated_bytes(dict(scope["headers"])) > BODY_BYTES:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("left")
        body += message.get("body", b"")
        if len(body) > BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)
