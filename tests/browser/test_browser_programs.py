"""The web chat for programs, through the door that everybody comes through: REST, and the official client of the tools."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from mcp import Client
from mcp.types import TextContent
from pages import WHY
from webserver import ROOT, WebServer


def test_the_official_client_finds_and_calls_the_tools(seeds: WebServer) -> None:
    async def work(mode: str) -> None:
        async with Client(f"{seeds.address}/mcp", mode=mode) as client:
            assert [each.name for each in (await client.list_tools()).tools] == ["ask", "retrieve", "read_article"]
            given = await client.call_tool("ask", {"question": WHY})
            assert not given.is_error
            citation = given.structured_content["citations"][0]
            raw = (ROOT / "seeds" / citation["article_id"]).read_text(encoding="utf-8")
            assert raw[citation["start"] : citation["end"]] == citation["quote"]
            (said,) = given.content
            assert isinstance(said, TextContent)
            assert said.text.startswith(given.structured_content["text"])
            assert f"[1] “{citation['quote']}” (" in said.text
            long = await client.call_tool("ask", {"question": "bridge " * 1000})
            assert long.is_error
            assert "The question has 7,000 characters" in str(long.content)

    # The browser's driver has an event loop in this thread.
    with ThreadPoolExecutor(1) as pool:
        for mode in ("auto", "legacy"):
            pool.submit(asyncio.run, work(mode)).result()


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/articles"), ("POST", "/api/v1/sync"), ("POST", "/mcp")])
def test_programs_come_through_the_same_door_as_the_page(seeds: WebServer, method: str, path: str) -> None:
    with httpx.Client(base_url=seeds.address, timeout=60) as visitor:
        assert visitor.request(method, path, headers={"host": "evil.example"}, json={}).status_code == 421
        assert visitor.request(method, path, headers={"origin": "https://evil.example"}, json={}).status_code == 403
        asking = "/api/v1/ask" if method == "GET" else path  # articles may be larger
        assert visitor.post(asking, content=b"x" * 1_000_001).status_code == 413
        own = visitor.request(method, path, json={"jsonrpc": "2.0", "id": 1, "method": "ping"} if "mcp" in path else {})
        assert own.headers["content-security-policy"].startswith("default-src 'self'")
        assert own.status_code in (200, 406)  # the protocol wants more headers than these
        assert visitor.get("/mcp").status_code == 405
