"""What editors change of the library over REST: it holds in answers, filters, a sync and a rebuild, and can be undone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from web_servers import leads_to, sends, web_site

from qa.limits import UPLOAD_BYTES
from qa.pipeline import open_pipeline
from qa.settings import Settings
from qa.users import Role
from qa.web.archive import Archive
from qa.web.chat import Desk
from qa.web.fetching import Fetcher, is_public
from qa.web.programs.asking import Asking
from qa.web.programs.routes import PREFIX, make_api
from qa.web.signing import SigningIn
from qa.web.turnstile import Turnstile

MILL = "Mill sold\n\nThe old mill of Tarn was sold for 40,000 crowns on Friday.\n\nShare this article\n"
SOLD = "For how much was the old mill of Tarn sold?"
Work = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "mill.txt").write_text(MILL, encoding="utf-8")
    return Settings(articles=tmp_path / "articles", index=tmp_path / "index")


def work_on(
    settings: Settings,
    work: Work,
    *,
    role: Role = Role.EDITOR,
    rebuild: bool = False,
    fetcher: Fetcher | None = None,
) -> None:
    """Runs some work against the interface over the folder, freshly synced."""

    async def run() -> None:
        with open_pipeline(settings, rebuild=rebuild) as pipeline, Archive(settings.index / "kept.sqlite") as archive:
            pipeline.sync()
            asking = Asking(pipeline, Turnstile(most_waiting=40, most_of_one=8))
            app = Starlette(routes=[Mount(PREFIX, make_api(Desk(pipeline, archive), asking, fetcher=fetcher))])
            transport = httpx.ASGITransport(SigningIn(app, None, role=role))
            async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1{PREFIX}") as client:
                await work(client)

    asyncio.run(run())


def test_files_and_texts_are_added_or_refused_each_with_its_reason(settings: Settings) -> None:
    async def add(client: httpx.AsyncClient) -> None:
        museum = b"Museum opens\n\nThe museum in Lund opened in 1931, the curator Eva Holm said.\n"
        given = await client.post("/articles", params={"name": "../museum.txt"}, content=museum)
        assert (given.status_code, given.json()) == (
            201,
            {"file": "museum.txt", "articles": ["museum.txt"], "is_new": True},
        )
        again = await client.post("/articles", params={"name": "museum.txt"}, content=museum)
        assert again.json()["is_new"] is False
        broken = await client.post("/articles", params={"name": "a.pdf"}, content=b"%PDF-1.4 nothing")
        assert broken.status_code == 422
        assert str(settings.articles) not in broken.text
        large = await client.post("/articles", params={"name": "a.txt"}, content=b"a" * (UPLOAD_BYTES + 1))
        assert (large.status_code, large.json()) == (413, {"detail": "The file is larger than 20 MB."})
        body = {"title": "Tug/tow raised", "text": "The tug Odin was raised off Osby on 4 May 2021.\n"}
        pasted = await client.post("/articles/paste", json=body)
        assert pasted.json()["file"] == "Tug tow raised.txt"
        assert (await client.post("/sync", json={})).json()["added"] == ["Tug tow raised.txt", "museum.txt"]
        answer = (await client.post("/ask", json={"question": "When did the museum in Lund open?"})).json()
        assert "1931" in answer["text"]
        listed = (await client.get("/articles")).json()["articles"]
        assert [(each["title"], each["words"]) for each in listed] == [
            ("Tug/tow raised", 13),
            ("Mill sold", 14),
            ("Museum opens", 14),
        ]

    work_on(settings, add)
    assert sorted(each.name for each in settings.articles.iterdir()) == ["Tug tow raised.txt", "mill.txt", "museum.txt"]


def test_even_the_only_article_is_removed_at_once_and_comes_back(settings: Settings) -> None:
    async def remove(client: httpx.AsyncClient) -> None:
        given = await client.delete("/articles/mill.txt")
        assert given.json() == {"file": "mill.txt", "articles": ["mill.txt"]}
        assert (await client.get("/articles")).json()["total"] == 0
        assert (await client.post("/sync", json={})).json()["withheld"] == []
        assert (await client.post("/ask", json={"question": SOLD})).json()["abstention"] == "no_articles"
        assert (await client.delete("/articles/mill.txt")).status_code == 404
        assert (await client.post("/articles/mill.txt/restore")).status_code == 204
        assert (await client.get("/articles")).json()["total"] == 1
        assert "40,000 crowns" in (await client.post("/ask", json={"question": SOLD})).json()["text"]
        assert (await client.post("/articles/mill.txt/restore")).status_code == 422

    work_on(settings, remove)
    assert (settings.articles / "mill.txt").read_text(encoding="utf-8") == MILL


def test_facts_set_by_hand_hold_in_citations_filters_a_sync_and_a_rebuild(settings: Settings) -> None:
    ask = {"question": SOLD, "sources": ["The Gazette"], "date_from": "2024-03-01", "date_to": "2024-03-31"}

    async def correct(client: httpx.AsyncClient) -> None:
        assert (await client.post("/ask", json=ask)).json()["abstention"] is not None
        facts = {"title": "Tarn’s mill goes", "outlet": " The  Gazette ", "published": "2024-03-04"}
        assert (await client.patch("/articles/mill.txt", json=facts)).status_code == 204
        await holds(client)
        assert (await client.patch("/articles/none.txt", json=facts)).status_code == 404
        assert (await client.patch("/articles/mill.txt", json={"published": "soon"})).status_code == 422

    async def holds(client: httpx.AsyncClient) -> None:
        (citation,) = (await client.post("/ask", json=ask)).json()["citations"]
        assert (citation["title"], citation["outlet"], citation["published"]) == (
            "Tarn’s mill goes",
            "The Gazette",
            "2024-03-04",
        )

    async def take_back(client: httpx.AsyncClient) -> None:
        await holds(client)
        (settings.articles / "mill.txt").write_text(MILL + "\nThe buyer was not named.\n", encoding="utf-8")
        await client.post("/sync", json={})
        await holds(client)
        assert (await client.patch("/articles/mill.txt", json={"title": None, "outlet": ""})).status_code == 204
        article = (await client.get("/articles/mill.txt")).json()
        assert (article["title"], article["outlet"], article["published"]) == ("Mill sold", None, "2024-03-04")

    work_on(settings, correct)
    with open_pipeline(settings) as pipeline:
        assert pipeline.examine() == ()
    work_on(settings, take_back, rebuild=True)
    with open_pipeline(settings) as pipeline:
        assert [each.published for each in pipeline.articles()] == [date(2024, 3, 4)]


def test_a_paragraph_is_kept_until_it_is_given_up(settings: Settings) -> None:
    start = MILL.index("Share this article")
    place = {"start": start, "end": start + len("Share this article")}

    async def keep(client: httpx.AsyncClient) -> None:
        before = (await client.get("/articles/mill.txt")).json()
        assert len(before["removed"]) == 1
        assert (await client.post("/articles/mill.txt/keep", json=place)).status_code == 204
        kept = (await client.get("/articles/mill.txt")).json()
        assert kept["removed"] == []
        assert place.items() <= kept["kept"][-1].items()
        found = (await client.post("/retrieve", json={"question": "share this article"})).json()["passages"]
        assert "Share this article" in [each["chunk"]["text"] for each in found]
        assert (await client.post("/articles/mill.txt/keep", json={**place, "keep": False})).status_code == 204
        assert (await client.get("/articles/mill.txt")).json() == before
        nothing = {"start": len(MILL), "end": len(MILL) + 9}
        assert (await client.post("/articles/mill.txt/keep", json=nothing)).status_code == 422

    work_on(settings, keep)


TUG = """<!doctype html><html><head><title>Tug raised off Osby | The Echo</title></head><body><article>
<h1>Tug raised off Osby</h1><p>The tug Odin was raised off Osby on 4 May 2021, the pilot Ulf Ek said on Tuesday.</p>
<p>She had lain there for eleven years, and nobody was hurt when she sank in the storm of that winter.</p></article></body></html>
"""


def test_an_article_is_added_by_its_address_and_answers(settings: Settings) -> None:
    async def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"] if host == "echo.example" else [host]

    # Loopback stands for the public web.
    fetcher = Fetcher(resolve=resolve, is_allowed=lambda each: each == "127.0.0.1" or is_public(each))
    pages = {
        "/tug": sends(TUG.encode(), "text/html; charset=utf-8"),
        "/short": leads_to("/tug"),
        "/picture": sends(b"\x89PNG\r\n\x1a\n\0\0\0", "image/png"),
        "/inside": leads_to("http://10.0.0.1/"),
    }

    async def add(client: httpx.AsyncClient, port: int) -> None:
        async def fetch(path: str) -> httpx.Response:
            return await client.post("/articles/fetch", json={"address": f"http://echo.example:{port}{path}"})

        given = await fetch("/short")
        name = "Tug raised off Osby.html"
        assert (given.status_code, given.json()) == (201, {"file": name, "articles": [name], "is_new": True})
        assert (await fetch("/tug")).json()["is_new"] is False
        assert [(await fetch(path)).status_code for path in ("/picture", "/inside", "/none")] == [422, 422, 502]
        assert (await fetch("/none")).json() == {"detail": "echo.example answers 404 (Not Found)."}
        assert (await client.post("/articles/fetch", json={"address": "a" * 3000})).status_code == 422
        assert (await client.post("/sync", json={})).json()["added"] == [name]
        answer = (await client.post("/ask", json={"question": "When was the tug Odin raised?"})).json()
        assert "4 May 2021" in answer["text"]

    async def refused(client: httpx.AsyncClient) -> None:
        given = await client.post("/articles/fetch", json={"address": "http://echo.example/"})
        assert (given.status_code, given.json()) == (
            403,
            {"detail": "Fetching from addresses is turned off; QA_FETCH=true turns it on."},
        )

    allowed = settings.model_copy(update={"fetch": True})
    with web_site(pages) as site:
        work_on(allowed, lambda client: add(client, site.port), fetcher=fetcher)
        asked = len(site.asked)
        work_on(settings, refused, fetcher=fetcher)
        assert len(site.asked) == asked
    assert sorted(each.name for each in settings.articles.iterdir()) == ["Tug raised off Osby.html", "mill.txt"]
    assert (settings.articles / "Tug raised off Osby.html").read_text(encoding="utf-8") == TUG


def test_readers_change_nothing(settings: Settings) -> None:
    async def refused(client: httpx.AsyncClient) -> None:
        tried = [
            client.post("/articles", params={"name": "a.txt"}, content=b"a"),
            client.post("/articles/paste", json={"title": "a", "text": "b"}),
            client.post("/articles/fetch", json={"address": "http://news.example/"}),
            client.delete("/articles/mill.txt"),
            client.post("/articles/mill.txt/restore"),
            client.patch("/articles/mill.txt", json={"title": "x"}),
            client.post("/articles/mill.txt/keep", json={"start": 0, "end": 4}),
        ]
        assert [(await each).status_code for each in tried] == [403] * 7

    work_on(settings, refused, role=Role.READER)
    assert [each.name for each in settings.articles.iterdir()] == ["mill.txt"]
