"""A cookie that tells one browser from another: whoever has it owns the conversations that were begun in it."""

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "qa_visitor"
_YEAR_SECONDS = 365 * 24 * 3600


class Visitors:
    """Gives every browser that opens the page a cookie that can't be guessed; scripts can't read it, other sites can't send it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or visitor_of(scope):
            await self._app(scope, receive, send)
            return
        cookie = f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; Max-Age={_YEAR_SECONDS}; HttpOnly; SameSite=Strict"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode())]}
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def visitor_of(scope: Scope) -> str:
    """The browser that sent a request, by its cookie; empty where it sent none."""
    given = SimpleCookie()
    try:
        for name, value in scope["headers"]:
            if name == b"cookie":
                given.load(value.decode("latin-1"))
    except CookieError:
        return ""
    return given[COOKIE].value if COOKIE in given else ""
