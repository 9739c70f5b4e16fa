"""Signing in: a page of its own, a cookie, and who is who for everything behind it. Plain ASGI."""

import html
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import LimitError
from qa.users import Account, Role, Sessions
from qa.web.guard import refuse

COOKIE = "qa_session"
_FOR_ALL = {"/healthz", "/readyz"}  # tell nothing but that they are there
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:22rem;margin:15vh auto;padding:0 1rem;
color-scheme:light dark}}label{{display:block;margin:.8rem 0}}input,button{{font:inherit;width:100%;padding:.5rem;
box-sizing:border-box}}</style><h1>Sign in</h1>{said}<form method="post" action="/sign-in">
<label>Name <input name="name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form></html>"""
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    ),
]


class SigningIn:
    """Lets in whoever has a session or a key, and says who it is.

    Args:
        app: what is behind.
        sessions: who is signed in; None where nobody has to.
        role: of everybody, where nobody has to sign in.
        is_replica: whether nobody can change anything here, whatever they may elsewhere.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions | None, *, role: Role, is_replica: bool = False) -> None:
        self._app = app
        self._sessions = sessions
        self._role = Role.READER if is_replica else role
        self._is_replica = is_replica

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._sessions is None or scope["path"] in _FOR_ALL:
            await self._app({**scope, "qa_role": self._role}, receive, send)
        elif scope["path"] == "/sign-in":
            await self._sign_in(self._sessions, scope, receive, send)
        elif scope["path"] == "/sign-out":
            self._sessions.sign_out(_cookie(scope))
            await _go_to(send, "/sign-in", _as_cookie("", scope, seconds=0))
        else:
            account = _account(self._sessions, scope)
            if account is not None:
                role = Role.READER if self._is_replica else account.role
                await self._app(
                    {**scope, "qa_user": account.name, "qa_role": role, "qa_is_key": account.is_key},
                    receive,
                    send,
                )
            elif scope["method"] == "GET" and scope["path"] == "/":
                await _go_to(send, "/sign-in")
            else:
                await refuse(send, 401, "Please sign in first.")

    async def _sign_in(self, sessions: Sessions, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await _show(send, 200, "")
            return
        body: Message = await receive()
        given = parse_qs(body.get("body", b"").decode("utf-8", "replace"))
        name, password = (given.get(each, [""])[0] for each in ("name", "password"))
        try:
            token = sessions.sign_in(name, password, str((scope.get("client") or ("unknown",))[0]))
        except LimitError as error:
            await _show(send, 429, str(error))
            return
        if token is None:
            await _show(send, 401, "That name and password do not belong together.")
        else:
            await _go_to(send, "/", _as_cookie(token, scope, seconds=None))


def role_of(scope: Scope) -> Role:
    """What the visitor of a request may do."""
    return Role(scope.get("qa_role", Role.READER))


def _account(sessions: Sessions, scope: Scope) -> Account | None:
    given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    kind, _, key = given.partition(" ")
    return sessions.who_has(key.strip()) if kind.lower() == "bearer" else sessions.who(_cookie(scope))


def _cookie(scope: Scope) -> str:
    given = SimpleCookie()
    try:
        for name, value in scope["headers"]:
            if name == b"cookie":
                given.load(value.decode("latin-1"))
    except CookieError:
        return ""
    return given[COOKIE].value if COOKIE in given else ""


def _as_cookie(token: str, scope: Scope, *, seconds: int | None) -> tuple[bytes, bytes]:
    age = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return b"set-cookie", f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}".encode()


async def _go_to(send: Send, path: str, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", path.encode()), *headers]})
    await send({"type": "http.response.body", "body": b""})


async def _show(send: Send, status: int, said: str) -> None:
    told = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    await send({"type": "http.response.start", "status": status, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _PAGE.format(said=told).encode()})
