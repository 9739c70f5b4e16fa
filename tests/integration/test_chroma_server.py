"""Vectors at a Chroma server, a real one: killed in the middle of a sync and of a question, emptied, shared by mistake."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chroma_servers import Chroma, chroma_server
from harbours import ARTICLES, write_harbour, write_harbours
from web_servers import sends, web_site

from qa.encoding import Encoder
from qa.errors import StoreError
from qa.index import Index, ServerAddress, SyncProgress, open_for_reading, open_index
from qa.index.chroma_places import ChromaServer
from qa.index.vectors import ChromaVectors

SOON_SECONDS = 25.0  # less than what a server is waited for, and enough for a busy machine


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def address(server: Chroma, request: pytest.FixtureRequest) -> ServerAddress:
    """A collection of the test's own."""
    return ServerAddress(server.url, None, f"of.{request.node.name}"[:60])


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_harbours(tmp_path / "articles")


def opened(place: Path, encoder: Encoder, address: ServerAddress | None, *, rebuild: bool = False) -> Index:
    return open_index(
        place,
        encoder=encoder,
        chunk_tokens=64,
        overlap_sentences=0,
        most_in_memory=0,
        server=address,
        rebuild=rebuild,
    )


def same(index: Index, encoder: Encoder, expected: Index) -> bool:
    """Whether two indexes find the same, and whether what is at the server is what the database says."""
    vector = encoder.encode_query("Which harbour cost 7 million?")
    found, wanted = dict(index.nearest(vector, k=50)), dict(expected.nearest(vector, k=50))
    assert found.keys() == wanted.keys()
    assert np.allclose([found[key] for key in sorted(found)], [wanted[key] for key in sorted(wanted)], atol=1e-5)
    return index.articles() == expected.articles()


def test_an_index_at_a_server_is_that_of_a_folder_through_changes_and_a_rebuild(
    tmp_path: Path, encoder: Encoder, address: ServerAddress, articles: Path
) -> None:
    with opened(tmp_path / "here", encoder, None) as here:
        with opened(tmp_path / "there", encoder, address) as there:
            for index in (here, there):
                index.sync(articles)
            assert same(there, encoder, here)
            assert not (tmp_path / "there" / "chroma").exists()
            write_harbour(articles, 3, "closed")
            (articles / "05.txt").unlink()
            for index in (here, there):
                index.sync(articles)
            assert same(there, encoder, here)
            assert there.examine(articles) == ()
        write_harbour(articles, 4, "sold")
        here.sync(articles)
        with opened(tmp_path / "there", encoder, address, rebuild=True) as there:
            there.sync(articles)
            assert same(there, encoder, here)
            assert there.examine(articles) == ()
        with open_for_reading(tmp_path / "there", encoder=encoder, server=address) as reader:
            assert reader.articles() == here.articles()


def test_a_server_that_is_killed_in_mid_sync_costs_one_line_and_the_next_sync_completes(
    tmp_path: Path, encoder: Encoder, server: Chroma, address: ServerAddress, articles: Path
) -> None:
    with opened(tmp_path / "here", encoder, None) as here, opened(tmp_path / "there", encoder, address) as there:
        there.sync(articles)
        for number in range(ARTICLES):
            write_harbour(articles, number, "closed")
        here.sync(articles)

        def kill(_: SyncProgress) -> None:
            server.kill()

        with pytest.raises(StoreError, match="nothing is lost") as told:
            there.sync(articles, progress=kill)
        assert "\n" not in str(told.value)
        assert there.articles() == here.articles()  # stored, and found by their words
        assert there.matching("closed", k=50) == here.matching("closed", k=50)
        server.start()
        assert there.sync(articles).changed == ()
        assert same(there, encoder, here)
        assert there.examine(articles) == ()


def test_a_server_that_is_killed_in_mid_question_costs_one_line_and_the_next_question_is_answered(
    tmp_path: Path, encoder: Encoder, server: Chroma, address: ServerAddress, articles: Path
) -> None:
    vector = encoder.encode_query("Which harbour cost 7 million?")
    with opened(tmp_path / "there", encoder, address) as there:
        there.sync(articles)
        before = there.nearest(vector, k=5)
        server.kill()
        with pytest.raises(StoreError, match=rf"Chroma at {server.url} can't be used .*nothing is lost") as told:
            there.nearest(vector, k=5)
        assert "\n" not in str(told.value)
        server.start()
        assert there.nearest(vector, k=5) == before


def test_a_server_that_lost_its_collection_is_filled_afresh(
    tmp_path: Path, encoder: Encoder, server: Chroma, address: ServerAddress, articles: Path
) -> None:
    vector = encoder.encode_query("Which harbour cost 7 million?")
    with opened(tmp_path / "there", encoder, address) as there:
        there.sync(articles)
        before = there.nearest(vector, k=5)
        import chromadb

        client = chromadb.HttpClient("127.0.0.1", server.port)
        client.delete_collection(address.collection)
        with pytest.raises(StoreError, match=r"is gone from .*`qa sync` fills it"):
            there.nearest(vector, k=5)
        there.sync(articles)
        assert there.nearest(vector, k=5) == before


def test_two_libraries_never_share_a_collection(
    tmp_path: Path, encoder: Encoder, address: ServerAddress, articles: Path
) -> None:
    with opened(tmp_path / "one", encoder, address) as one, opened(tmp_path / "two", encoder, address) as two:
        one.sync(articles)
        with pytest.raises(StoreError, match="another index's, or one's that was deleted; give QA_CHROMA_COLLECTION"):
            two.sync(articles)
        assert one.examine(articles) == ()


def test_a_token_is_sent_and_a_refusal_is_told_without_it(tmp_path: Path, encoder: Encoder, articles: Path) -> None:
    with web_site({"/api/v2/auth/identity": sends(b"{}", "application/json", status=401)}) as site:
        address = ServerAddress(f"http://127.0.0.1:{site.port}", "a secret")
        assert "a secret" not in repr(replace(address, collection="other"))
        refused = pytest.raises(StoreError, match=rf"^Chroma at {address.url} refuses QA_CHROMA_TOKEN$")
        with opened(tmp_path / "there", encoder, address) as there, refused:
            there.sync(articles)
    assert {headers["authorization"] for _, headers in site.asked} == {"Bearer a secret"}


def test_a_server_that_never_answers_is_given_up_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        vectors = ChromaVectors(ChromaServer(ServerAddress(url), lambda: "library", seconds=0.25))
        started = time.monotonic()
        with pytest.raises(StoreError) as given_up:
            vectors.count()
    assert time.monotonic() - started < SOON_SECONDS
    assert str(given_up.value) == (
        f"Chroma at {url} can't be used (no answer within 0.25 s); nothing is lost: see that it runs, and the next sync goes on"
    )
