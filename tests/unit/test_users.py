"""Users, keys and sessions: who comes in, how long, and what a thief of the file gets."""

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from qa.errors import LimitError, SettingsError
from qa.settings import Settings
from qa.users import Role, Sessions, UserFile
from qa.web.signing import SigningIn, role_of
from qa.web.visiting import visiting

PASSWORD = "a good long password"
HOME = "http://127.0.0.1:7860"


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "users.json")


def test_a_user_comes_in_with_the_password_and_the_file_holds_no_secret(users: UserFile) -> None:
    users.add("anna", PASSWORD, Role.EDITOR)
    key = users.add_key("script", Role.READER)
    found = users.with_password("anna", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("anna", Role.EDITOR)
    assert users.with_password("anna", PASSWORD + "x") is None
    assert users.with_password("berta", PASSWORD) is None
    assert users.with_password("script", key) is None
    program = users.with_key(key)
    assert program is not None
    assert (program.name, program.role) == ("script", Role.READER)
    assert users.with_key(key[:-1]) is None
    text = users.path.read_text()
    assert "$argon2id$" in text
    assert PASSWORD not in text
    assert key not in text
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_users_can_be_changed_and_removed(users: UserFile) -> None:
    users.add("anna", PASSWORD, Role.READER)
    users.add("anna", PASSWORD + "!", Role.EDITOR)
    assert [(each.name, each.role) for each in users.accounts()] == [("anna", Role.EDITOR)]
    assert users.remove("anna")
    assert not users.remove("anna")
    assert users.accounts() == ()


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("a\nb", PASSWORD), (" a", PASSWORD), ("a", "short")])
def test_bad_names_and_passwords_are_refused(users: UserFile, name: str, password: str) -> None:
    with pytest.raises(LimitError):
        users.add(name, password, Role.READER)
    assert not users.path.exists()


def test_a_damaged_file_lets_nobody_in_and_is_named(users: UserFile) -> None:
    users.path.write_text("[{]")
    with pytest.raises(SettingsError, match=r"QA_USERS=.*users\.json: can't be read as users"):
        users.accounts()


def test_a_session_ends_by_itself_by_signing_out_and_with_its_user(users: UserFile) -> None:
    users.add("anna", PASSWORD, Role.READER)
    clock = Clock()
    sessions = Sessions(users, clock)
    tokens = [sessions.sign_in("anna", PASSWORD, "::1") or "" for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(sessions.who(token) for token in tokens)
    sessions.sign_out(tokens[0])
    assert sessions.who(tokens[0]) is None
    clock.now += 12 * 3600 + 1
    assert sessions.who(tokens[1]) is None
    fresh = sessions.sign_in("anna", PASSWORD, "::1") or ""
    users.remove("anna")
    assert sessions.who(fresh) is None
    assert sessions.who("") is None


def test_guessing_is_paused_ever_longer_by_name_and_by_address(users: UserFile) -> None:
    users.add("anna", PASSWORD, Role.READER)
    clock = Clock()
    sessions = Sessions(users, clock)
    for number in range(5):
        assert sessions.sign_in("anna", "wrong wrong", f"10.0.0.{number}") is None
    with pytest.raises(LimitError, match="please wait 30 s"):
        sessions.sign_in("anna", PASSWORD, "10.0.0.9")
    clock.now += 31
    assert sessions.sign_in("anna", "wrong wrong", "10.0.0.9") is None
    with pytest.raises(LimitError, match="please wait 60 s"):
        sessions.sign_in("anna", PASSWORD, "10.0.0.9")
    clock.now += 61
    assert sessions.sign_in("anna", PASSWORD, "10.0.0.9")
    for number in range(5):
        assert sessions.sign_in(f"name{number}", "wrong wrong", "10.6.6.6") is None
    with pytest.raises(LimitError):
        sessions.sign_in("anna", PASSWORD, "10.6.6.6")


# Behind the door -------------------------------------------------------------------------------------------------------


async def who_is_it(scope: Scope, receive: Receive, send: Send) -> None:
    said = json.dumps([scope.get("qa_user"), role_of(scope)]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": said})


Visit = Callable[..., httpx.Response]


@pytest.fixture
def visit(users: UserFile) -> Visit:
    users.add("anna", PASSWORD, Role.EDITOR)
    app = SigningIn(who_is_it, Sessions(users), role=Role.READER)

    def go(method: str, path: str, **given: object) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOME) as client:
                return await client.request(method, path, **given)  # type: ignore[arg-type]

        return asyncio.run(send())

    return go


def test_without_a_session_there_is_only_the_page_to_sign_in(visit: Visit) -> None:
    assert (visit("GET", "/").status_code, visit("GET", "/").headers["location"]) == (303, "/sign-in")
    for path in ("/config", "/gradio_api/info", "/conversations/x.md"):
        assert visit("GET", path).status_code == 401
    assert visit("POST", "/gradio_api/queue/join").status_code == 401
    assert [visit("GET", path).status_code for path in ("/healthz", "/readyz", "/healthz/x")] == [200, 200, 401]
    assert visit("GET", "/", headers={"cookie": "qa_session=guess"}).status_code == 303
    assert visit("GET", "/config", headers={"authorization": "Bearer guess"}).status_code == 401


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get(visit: Visit) -> None:
    wrong = visit("POST", "/sign-in", data={"name": "anna", "password": "<b>wrong</b>"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    right = visit("POST", "/sign-in", data={"name": "anna", "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    cookie = right.headers["set-cookie"]
    assert "HttpOnly; SameSite=Lax" in cookie
    session = {"cookie": cookie.split(";")[0]}
    assert visit("GET", "/", headers=session).json() == ["anna", "editor"]
    assert visit("GET", "/sign-out", headers=session).headers["location"] == "/sign-in"
    assert visit("GET", "/config", headers=session).status_code == 401


def test_a_program_comes_in_with_its_key(visit: Visit, users: UserFile) -> None:
    key = users.add_key("script", Role.READER)
    assert visit("GET", "/config", headers={"authorization": f"Bearer {key}"}).json() == ["script", "reader"]


def test_nobody_edits_on_a_replica(users: UserFile) -> None:
    users.add("anna", PASSWORD, Role.EDITOR)
    key = users.add_key("script", Role.EDITOR)

    async def send(door: SigningIn) -> object:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url=HOME) as client:
            return (await client.get("/", headers={"authorization": f"Bearer {key}"})).json()

    for sessions, name in ((Sessions(users), "script"), (None, None)):
        replica = SigningIn(who_is_it, sessions, role=Role.EDITOR, is_replica=True)
        assert asyncio.run(send(replica)) == [name, "reader"]
        assert asyncio.run(send(SigningIn(who_is_it, sessions, role=Role.EDITOR))) == [name, "editor"]


def test_where_nobody_has_to_sign_in_the_role_is_that_of_the_door() -> None:
    async def send() -> list[object]:
        app = SigningIn(who_is_it, None, role=Role.READER)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOME) as client:
            return list((await client.get("/")).json())

    assert asyncio.run(send()) == [None, "reader"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_other_machines_come_in_only_where_somebody_has_said_how(tmp_path: Path, host: str) -> None:
    settings = Settings(host=host, index=tmp_path / "index")
    with pytest.raises(SettingsError, match=r"`qa users add NAME`.*`qa serve --open`"):
        visiting(settings)
    opened = visiting(Settings(host=host, index=tmp_path / "index", open=True))
    assert (opened.sessions, opened.role) == (None, Role.READER)
    assert opened.notice.startswith("Other machines reach the page at ")
    UserFile(tmp_path / "index-users.json").add("anna", PASSWORD, Role.READER)
    closed = visiting(settings)
    assert closed.sessions is not None
    assert closed.notice.endswith("Users have to sign in; there are 1.")


def test_on_this_machine_alone_nobody_signs_in_until_there_are_users(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    alone = visiting(settings)
    assert (alone.sessions, alone.role, alone.notice) == (None, Role.EDITOR, "")
    UserFile(tmp_path / "index-users.json").add("anna", PASSWORD, Role.READER)
    assert visiting(settings).sessions is not None
