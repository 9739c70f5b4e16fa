"""The door: which requests come through, and what becomes of those that do not."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Generator, MutableMapping
from contextlib import aclosing
from threading import Event

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from qa.errors import BusyError
from qa.limits import BODY_BYTES, UPLOAD_BYTES
from qa.web.guard import Guard, Names, depth, host_name, names_of
from qa.web.turns import Turns
from qa.web.turnstile import Turnstile

HOME = "http://127.0.0.1:7860"
LOOPBACK = names_of("127.0.0.1", hosts="", origins="https://friend.example")


class Behind:
    """What is behind the door: says what reached it, and lets any origin read it, as Gradio does."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.origins: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.bodies.append((await receive())["body"])
        self.origins += [value for name, value in scope["headers"] if name == b"origin"]
        allowed = [(b"access-control-allow-origin", b"*"), (b"access-control-allow-credentials", b"true")]
        await send({"type": "http.response.start", "status": 200, "headers": allowed})
        await send({"type": "http.response.body", "body": b"inside"})


def door(behind: Behind, names: Names = LOOPBACK) -> Guard:
    return Guard(behind, names=names)


def knock(guard: Guard, method: str = "GET", path: str = "/", **given: object) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(guard, client=("10.1.2.3", 999))
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            return await client.request(method, path, **given)  # type: ignore[arg-type]

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("listens", "hosts", "asked", "status"),
    [
        ("127.0.0.1", "", "127.0.0.1:7860", 200),
        ("127.0.0.1", "", "localhost:9000", 200),
        ("127.0.0.1", "", "[::1]:7860", 200),
        ("127.0.0.1", "", "LOCALHOST.", 200),
        ("127.0.0.1", "", "evil.example", 421),
        ("127.0.0.1", "", "127.0.0.1.evil.example", 421),
        ("127.0.0.1", "", "192.168.1.5", 421),
        ("127.0.0.1", "", "", 421),
        ("127.0.0.1", "qa.example, other.example:8080", "qa.example", 200),
        ("127.0.0.1", "qa.example, other.example:8080", "other.example", 200),
        ("192.168.1.5", "", "192.168.1.5:7860", 200),
        ("192.168.1.5", "", "localhost", 421),
        ("0.0.0.0", "", "192.168.1.5:7860", 200),
        ("::", "", "[fe80::1]:7860", 200),
        ("0.0.0.0", "", "evil.example", 421),
    ],
)
def test_only_the_names_of_the_server_are_answered_to(listens: str, hosts: str, asked: str, status: int) -> None:
    behind = Behind()
    guard = door(behind, names_of(listens, hosts=hosts, origins=""))
    assert knock(guard, headers={"host": asked}).status_code == status
    assert len(behind.bodies) == (status == 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": HOME}, 200),
        ({"origin": "https://friend.example"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:3000"}, 403),
        ({"origin": "http://localhost:7860"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
    ],
)
def test_pages_of_other_sites_can_change_nothing(headers: dict[str, str], status: int) -> None:
    behind = Behind()
    given = knock(door(behind), "POST", "/gradio_api/queue/join", headers=headers, json={})
    assert given.status_code == status
    assert len(behind.bodies) == (status == 200)
    assert behind.origins == []


def test_a_link_from_elsewhere_opens_the_page_and_a_script_from_elsewhere_reads_nothing() -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert knock(door(Behind()), headers=link).status_code == 200
    for method in ("GET", "OPTIONS"):
        given = knock(door(Behind()), method, "/config", headers={"origin": "https://evil.example"})
        assert given.status_code == 403
        assert [name for name in given.headers if name.startswith("access-control")] == []


def test_answers_can_be_read_by_configured_origins_alone() -> None:
    own = knock(door(Behind()), headers={"origin": HOME})
    assert "access-control-allow-origin" not in own.headers
    friend = knock(door(Behind()), headers={"origin": "https://friend.example"})
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "access-control-allow-credentials" not in friend.headers
    asked = knock(door(Behind()), "OPTIONS", "/gradio_api/call/chat", headers={"origin": "https://friend.example"})
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, POST, PATCH, DELETE")


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "file=/etc/passwd",
        "proxy=http://x",
        "stream/1",
        "component_server",
        "run/chat",
        "api/chat",
        "call/sync",
    ],
)
def test_what_the_page_does_not_need_is_not_there(path: str) -> None:
    behind = Behind()
    assert knock(door(behind), "POST", f"/gradio_api/{path}").status_code == 404
    assert knock(door(behind), "GET", f"/gradio_api/{path}").status_code == 404
    assert behind.bodies == []


def test_a_body_is_taken_up_to_its_limit() -> None:
    behind = Behind()
    assert knock(door(behind), "POST", "/x", content=b"a" * BODY_BYTES).status_code == 200
    assert behind.bodies == [b"a" * BODY_BYTES]

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"a" * 10_000

    for content in (b"a" * (BODY_BYTES + 1), endless()):
        given = knock(door(behind), "POST", "/x", content=content)
        assert (given.status_code, given.json()["detail"]) == (413, "The request is larger than 1,000,000 bytes.")
    assert len(behind.bodies) == 1


def test_a_file_is_handed_on_piece_by_piece_unless_it_says_that_it_is_too_large() -> None:
    behind = Behind()
    place = "/api/v1/articles"
    assert knock(door(behind), "POST", f"{place}?name=a.txt", content=b"[" * (BODY_BYTES + 1)).status_code == 200
    said = {"content-length": str(UPLOAD_BYTES + 1)}
    assert knock(door(behind), "POST", place, content=b"a", headers=said).status_code == 413
    assert knock(door(behind), "PATCH", place, content=b"a" * (BODY_BYTES + 1)).status_code == 413
    assert knock(door(behind), "POST", place, headers={"origin": "https://evil.example"}).status_code == 403
    assert len(behind.bodies) == 1


def test_headers_addresses_and_nesting_have_limits() -> None:
    assert knock(door(Behind()), headers={"x-long": "a" * 20_000}).status_code == 431
    assert knock(door(Behind()), path="/?" + "a" * 5_000).status_code == 414
    nested = b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert knock(door(Behind()), "POST", "/x", content=nested).status_code == 422
    assert knock(door(Behind()), "POST", "/x", content=json.dumps({"data": "[" * 1000}).encode()).status_code == 200


def test_depth_passes_over_strings() -> None:
    assert depth(rb'{"a\"[[[": [1, {"b": "]]"}]}') == 3
    assert depth(b"") == 0


def test_host_names_are_read_from_every_form() -> None:
    assert [host_name(each) for each in ("A.b:80", "[::1]:7860", "::1", "x.", "a:b:c")] == ["a.b", "::1", "", "x", ""]


# The turnstile ---------------------------------------------------------------------------------------------------------


Make = Callable[[Event], Generator[int, None, None]]


async def collect(turnstile: Turnstile, make: Make, *, client: str = "a", key: str = "k") -> list[int]:
    return [item async for item in turnstile.stream(make, client=client, key=key)]


def test_a_question_too_many_is_told_when_to_come_back_and_others_are_not_kept_out() -> None:
    async def run() -> None:
        turnstile = Turnstile(most_waiting=5, most_of_one=2)
        turns = Turns(Behind(), turnstile=turnstile, is_question=lambda body: body.get("fn_index") == 7)
        guard = Guard(turns, names=LOOPBACK)
        release = Event()

        def slow(stop: Event) -> Generator[int, None, None]:
            release.wait(10)
            yield 1

        with turnstile.listening("k"):
            asked = [asyncio.create_task(collect(turnstile, slow, client="10.1.2.3")) for _ in range(2)]
            await asyncio.sleep(0)
            transport = httpx.ASGITransport(guard, client=("10.1.2.3", 999))
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                refused = await client.post("/gradio_api/call/chat", json={"data": []})
                joined = await client.post("/gradio_api/queue/join", json={"fn_index": 7})
                other = await client.post("/gradio_api/queue/join", json={"fn_index": 3})
            assert [refused.status_code, joined.status_code, other.status_code] == [429, 429, 200]
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.json()["detail"].startswith("You have 2 questions waiting already; please try again in")
            assert turnstile.refusal("b") is None
            with pytest.raises(BusyError):
                await collect(turnstile, slow, client="10.1.2.3")
            release.set()
            assert await asyncio.gather(*asked) == [[1], [1]]
        assert turnstile.refusal("10.1.2.3") is None

    asyncio.run(run())


def test_two_are_answered_at_a_time_in_the_order_of_asking() -> None:
    async def run() -> None:
        turnstile = Turnstile(most_waiting=20, most_of_one=20)
        now: list[int] = []
        most: list[int] = []
        begun: list[int] = []

        def work(number: int) -> Make:
            def make(stop: Event) -> Generator[int, None, None]:
                now.append(number)
                begun.append(number)
                most.append(len(now))
                yield number
                now.remove(number)

            return make

        with turnstile.listening("k"):
            given = await asyncio.gather(*(collect(turnstile, work(number)) for number in range(8)))
        assert given == [[number] for number in range(8)]
        assert max(most) <= 2
        assert sorted(begun) == list(range(8))
        assert begun[-1] >= 6

    asyncio.run(run())


def test_who_has_left_is_not_answered_and_leaves_room() -> None:
    async def run() -> None:
        turnstile = Turnstile(most_waiting=20, most_of_one=20, grace_seconds=0.05)
        stopped: list[bool] = []

        def waits_for_stop(stop: Event) -> Generator[int, None, None]:
            stopped.append(stop.wait(10))
            yield 1

        begun: list[int] = []

        def never(stop: Event) -> Generator[int, None, None]:
            begun.append(1)
            yield 1

        running = [asyncio.create_task(collect(turnstile, waits_for_stop, key="left")) for _ in range(2)]
        waiting = [asyncio.create_task(collect(turnstile, never, key="left")) for _ in range(3)]
        assert await asyncio.gather(*running, *waiting) == [[]] * 5
        with turnstile.listening("here"):
            assert await collect(turnstile, never, key="here") == [1]
        assert turnstile.close(seconds=10)
        assert set(stopped) <= {True}
        assert begun == [1]

    asyncio.run(run())


def test_closing_ends_what_is_being_answered() -> None:
    async def run() -> None:
        turnstile = Turnstile(most_waiting=20, most_of_one=20)
        begun = Event()

        def work(stop: Event) -> Generator[int, None, None]:
            begun.set()
            assert stop.wait(10)
            yield 1

        with turnstile.listening("k"):
            async with aclosing(turnstile.stream(work, client="a", key="k")) as items:
                first = asyncio.create_task(anext(items, 0))
                await asyncio.to_thread(begun.wait, 10)
                assert await asyncio.to_thread(turnstile.close, seconds=5)
                assert await first in (0, 1)

    asyncio.run(run())


def test_a_stream_ends_by_itself_with_its_reader_and_with_the_server() -> None:
    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(2 if scope["path"].endswith("short") else 10**9):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def run() -> None:
        turnstile = Turnstile(most_waiting=5, most_of_one=2)
        turns = Turns(endless, turnstile=turnstile, is_question=lambda _: False)
        sent: list[bool] = []
        leave = asyncio.Event()

        async def receive() -> dict[str, object]:
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, object]) -> None:
            sent.append(bool(message.get("more_body", False)))

        def listen(path: str) -> asyncio.Task[None]:
            scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
            return asyncio.create_task(turns(scope, receive, send))

        await asyncio.wait_for(listen("/gradio_api/heartbeat/short"), 10)
        assert sent == [False, True, True, False]
        gone = listen("/gradio_api/heartbeat/a")
        leave.set()
        await asyncio.wait_for(gone, 10)
        leave.clear()
        last = listen("/gradio_api/heartbeat/b")
        await asyncio.sleep(0)
        turnstile.close(seconds=0)
        await asyncio.wait_for(last, 10)
        assert sent[-1] is False

    asyncio.run(run())
