"""The REST interface over real articles: what comes back, what is refused and how, and who may do what."""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from qa.errors import AbandonedError
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from qa.types import Answer, Turn
from qa.users import Role
from qa.web.archive import Archive
from qa.web.chat import Desk
from qa.web.programs.asking import Asking, last_of
from qa.web.programs.calls import call_refusal
from qa.web.programs.routes import PREFIX, make_api
from qa.web.programs.tools import article_text
from qa.web.signing import SigningIn
from qa.web.turnstile import Turnstile

ARTICLES = {
    "ferry.txt": "Ferry sails again\n\nThe ferry to Brenholm sails again from Monday, the harbour master Ida Voss said.\n\n"
    "Repairs took six weeks.\n",
    "mill.txt": "Mill sold\n\nThe old mill of Tarn was sold for 40,000 crowns on Friday.\n",
}
WHEN = "When does the ferry to Brenholm sail again?"
Talk = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    folder = tmp_path_factory.mktemp("programs")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    with open_pipeline(Settings(articles=folder / "articles", index=folder / "index")) as opened:
        opened.sync()
        yield opened


@pytest.fixture
def talk(pipeline: Pipeline, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Runs a talk between a program and the interface, as a reader or an editor, with so many questions at a time."""
    with Archive(tmp_path / "kept.sqlite") as archive:

        def run(said: Talk, *, role: Role = Role.EDITOR, at_a_time: int = 8) -> None:
            async def work() -> None:
                asking = Asking(pipeline, Turnstile(most_waiting=40, most_of_one=at_a_time))
                app = Starlette(routes=[Mount(PREFIX, make_api(Desk(pipeline, archive), asking))])
                transport = httpx.ASGITransport(SigningIn(app, None, role=role))
                async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1{PREFIX}") as client:
                    await said(client)

            asyncio.run(work())

        yield run


def test_a_question_is_answered_with_the_record_that_python_gets(talk: Callable[..., None], pipeline: Pipeline) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        given = await client.post("/ask", json={"question": WHEN})
        assert given.status_code == 200
        answer = Answer.from_json(given.text)
        assert answer == pipeline.ask(WHEN)
        assert answer.seconds.keys() >= {"retrieve", "answer"}
        (citation,) = answer.citations
        assert ARTICLES[citation.article_id][citation.start : citation.end] == citation.quote
        history = [{"question": "What was sold?", "answer": "The old mill of Tarn [1]"}]
        follow = await client.post("/ask", json={"question": "For how much?", "history": history})
        assert "40,000 crowns" in follow.json()["text"]
        assert Answer.from_json(follow.text) == pipeline.ask("For how much?", history=(Turn(**history[0]),))
        limited = await client.post("/ask", json={"question": WHEN, "sources": ["mill.txt"]})
        assert limited.json()["abstention"] is not None

    talk(said)


def test_an_answer_comes_as_it_grows_as_server_sent_events(talk: Callable[..., None], pipeline: Pipeline) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        given = await client.post("/ask", json={"question": WHEN}, headers={"accept": "text/event-stream"})
        assert given.headers["content-type"].startswith("text/event-stream")
        events = [dict(line.split(": ", 1) for line in event.split("\n")) for event in given.text.strip().split("\n\n")]
        assert [each["event"] for each in events] == ["growing"] * (len(events) - 1) + ["answer"]
        assert len(events) >= 2
        last = Answer.from_json(events[-1]["data"])
        assert last == pipeline.ask(WHEN)
        assert json.loads(events[-2]["data"]) == {"text": last.text, "draft": ""}
        long = await client.post("/ask", json={"question": "a " * 3000}, headers={"accept": "text/event-stream"})
        assert (long.status_code, long.json()["detail"][:31]) == (413, "The question has 6,000 characte")

    talk(said)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ("{", 422, "the body is no JSON: Expecting property name enclosed in double quotes"),
        ("[1]", 422, "the body: is no JSON object"),
        ("{}", 422, "question: is missing"),
        ('{"question": 5}', 422, "question: input should be a valid string"),
        ('{"question": "q", "history": [1]}', 422, "history[0]: is no JSON object"),
        ('{"question": "q", "history": [{"question": "x"}]}', 422, "history[0].answer: is missing"),
        ('{"question": "q", "queston": "q"}', 422, "queston: there is no such name"),
        ('{"question": "q", "date_from": "soon"}', 422, "date_from: is no day; write YYYY-MM-DD"),
        (
            '{"question": "q", "date_from": "2024-02-01", "date_to": "2024-01-01"}',
            422,
            "the body: date_from (2024-02-01) is after date_to (2024-01-01)",
        ),
        (
            json.dumps({"question": "w" * 500}),
            413,
            "The question has a word of 500 characters; please keep each below 400.",
        ),
        (
            json.dumps({"question": "q", "history": [{"question": "q", "answer": "a"}] * 51}),
            413,
            "The history has 51 turns; please send the last 50 at most.",
        ),
    ],
)
def test_what_is_wrong_with_a_body_is_said_in_one_line(
    talk: Callable[..., None], body: str, status: int, detail: str
) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        given = await client.post("/ask", content=body, headers={"content-type": "application/json"})
        assert (given.status_code, given.json()) == (status, {"detail": detail})

    talk(said)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ('["Why?", [{"question": "q", "answer": "a"}], null, "", null]', None),
        ('["Why?", [1]]', (422, "history[0]: is no JSON object")),
        ("[]", (422, "question: is missing")),
        ("[null]", (422, "question: input should be a valid string")),
        ('["Why?", "no list"]', (422, "history: input should be a valid list")),
        (
            '["Why?", null, null, null, null, 6]',
            (422, "data: has 6 values; give question, history, sources, date_from, date_to"),
        ),
        (
            '{"question": "Why?"}',
            (422, "data: is missing; give a list of question, history, sources, date_from, date_to"),
        ),
        (json.dumps(["a " * 2001]), (413, "The question has 4,002 characters; please keep it below 4,000.")),
    ],
)
def test_calls_of_the_page_s_own_endpoint_are_checked_alike(data: str, refusal: tuple[int, str] | None) -> None:
    assert call_refusal(f'{{"data": {data}}}'.encode()) == refusal


def test_a_question_too_many_is_told_when_to_come_back(talk: Callable[..., None]) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        given = await asyncio.gather(*(client.post("/ask", json={"question": WHEN}) for _ in range(3)))
        assert sorted(each.status_code for each in given) == [200, 429, 429]
        refused = next(each for each in given if each.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["detail"].startswith("You have 1 questions waiting already; please try again in ")
        assert (await client.post("/ask", json={"question": WHEN})).status_code == 200

    talk(said, at_a_time=1)


def test_passages_articles_and_their_text_can_be_had(talk: Callable[..., None], pipeline: Pipeline) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        found = (await client.post("/retrieve", json={"question": "Brenholm", "k": 1})).json()["passages"]
        assert [each["chunk"]["article_id"] for each in found] == ["ferry.txt"]
        assert (await client.post("/retrieve", json={"question": "x", "k": 0})).status_code == 422
        assert (await client.post("/retrieve", json={"question": "x", "k": 5000})).status_code == 413
        listed = (await client.get("/articles", params={"offset": 1, "limit": 1})).json()
        assert listed["total"] == len(pipeline.articles())
        assert [each["title"] for each in listed["articles"]] == ["Mill sold"]
        article = (await client.get("/articles/ferry.txt")).json()
        assert article["raw"] == ARTICLES["ferry.txt"]
        assert (await client.get("/articles/none.txt")).json() == {"detail": "none.txt is no article of the library."}
        assert (await client.get("/articles", params={"limit": 0})).status_code == 422

    talk(said)


def test_editors_alone_have_the_folder_read(talk: Callable[..., None], pipeline: Pipeline) -> None:
    folder = pipeline.settings.articles
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)

    async def said(client: httpx.AsyncClient) -> None:
        given = (await client.post("/sync", json={})).json()
        assert (given["unchanged"], given["added"]) == (["ferry.txt", "mill.txt"], [])
        assert [each["file"] for each in given["skipped"]] == ["broken.txt"]

    async def refused(client: httpx.AsyncClient) -> None:
        given = await client.post("/sync", json={})
        assert (given.status_code, given.json()) == (403, {"detail": "Only editors may do that."})

    talk(refused, role=Role.READER)
    talk(said)
    (folder / "broken.txt").unlink()
    pipeline.sync()


def test_a_conversation_is_begun_gone_on_with_found_renamed_and_brought_back(talk: Callable[..., None]) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        begun = (await client.post("/conversations", json={"question": "What was sold in Tarn?"})).json()
        place = f"/conversations/{begun['conversation_id']}"
        gone_on = (await client.post(place, json={"question": "For how much?"})).json()
        assert "40,000 crowns" in gone_on["exchanges"][0]["answer"]["text"]
        whole = (await client.get(place)).json()
        assert [each["question"] for each in whole["exchanges"]] == ["What was sold in Tarn?", "For how much?"]
        assert (await client.patch(place, json={"title": "The mill"})).status_code == 204
        (found,) = (await client.get("/conversations", params={"search": "crowns"})).json()["conversations"]
        assert (found["conversation_id"], found["title"]) == (begun["conversation_id"], "The mill")
        other = {"cookie": "qa_visitor=somebody"}
        assert (await client.get("/conversations", headers=other)).json() == {"conversations": []}
        assert (await client.delete(place, headers=other)).status_code == 404
        assert (await client.delete(place)).status_code == 204
        assert (await client.get(place)).status_code == 404
        assert (await client.post(f"{place}/restore")).status_code == 204
        assert (await client.get(place)).json() == whole
        assert (await client.post("/conversations", json={"question": " "})).status_code == 422

    async def nobody(client: httpx.AsyncClient) -> None:
        assert (await client.post("/conversations", json={"question": WHEN})).status_code == 403

    talk(said)
    talk(nobody, role=Role.READER)


def test_the_description_is_a_page_without_scripts(talk: Callable[..., None]) -> None:
    async def said(client: httpx.AsyncClient) -> None:
        page = (await client.get("/docs")).text
        assert "<code>POST /ask</code>" in page
        assert 'href="#Citation"' in page
        assert "<script" not in page
        assert (await client.get("/openapi.json")).json()["info"]["title"] == "qa"

    talk(said)


def test_what_nobody_waits_for_any_more_is_given_up(pipeline: Pipeline) -> None:
    stopped: list[bool] = []

    def slow(stop: threading.Event) -> Generator[int, None, None]:
        stopped.append(stop.wait(30))
        yield 1

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def work() -> None:
        turnstile = Turnstile(most_waiting=4, most_of_one=4, grace_seconds=0.05)
        request = Request({"type": "http", "headers": [], "client": ("127.0.0.1", 9)}, left)
        with pytest.raises(AbandonedError):
            await last_of(Asking(pipeline, turnstile).in_turn(slow, request))
        turnstile.close(seconds=30)

    asyncio.run(work())
    assert stopped == [True]


def test_the_official_client_starts_the_tools_over_standard_input_and_output(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    folder = pipeline.settings.articles
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "qa.cli", "mcp", "--articles", str(folder), "--index", str(tmp_path / "index")],
        env={"QA_MODELS": os.environ["QA_MODELS"]},
    )

    async def work() -> None:
        async with Client(started) as client:
            answer = await client.call_tool("ask", {"question": WHEN})
            expected = json.loads(pipeline.ask(WHEN).to_json())
            assert answer.structured_content == {key: expected[key] for key in expected.keys() - {"passages"}}
            found = await client.call_tool("retrieve", {"question": "Brenholm", "k": 1})
            (passage,) = found.structured_content["passages"]
            read = await client.call_tool("read_article", {"article_id": passage["chunk"]["article_id"], "start": 19})
            raw = ARTICLES["ferry.txt"]
            paragraphs = read.structured_content["paragraphs"]
            assert [raw[each["start"] : each["end"]] for each in paragraphs] == [each["text"] for each in paragraphs]
            assert paragraphs[0]["text"].startswith("The ferry to Brenholm")
            assert read.structured_content["next_start"] is None
            wrong = await client.call_tool("retrieve", {"question": "x", "k": 51})
            assert (wrong.is_error, wrong.content[0].text) == (  # type: ignore[union-attr]
                True,
                "51 passages are asked for; please ask for 50 at most.",
            )

    asyncio.run(work())


def test_an_article_is_read_in_pieces_that_leave_nothing_out(pipeline: Pipeline) -> None:
    article = pipeline.article("ferry.txt")
    read, start = "", 0
    for _ in range(100):
        piece = article_text(article, start=start, most_chars=7)
        assert sum(len(each.text) for each in piece.paragraphs) <= 7
        read += "".join(each.text for each in piece.paragraphs)
        if piece.next_start is None:
            break
        start = piece.next_start
    assert read == "".join(article.raw[span.start : span.end] for span in article.kept)
