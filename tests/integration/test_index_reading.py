"""Searching an index: exact, filtered, from several threads, and beyond what memory holds."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from chroma_servers import chroma_server
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.index import Index, ServerAddress, open_index
from qa.types import Filters

SUBJECTS = ("bridge", "harbour", "metro", "airport", "canal", "tunnel", "tram", "ferry")
QUESTION = "How much does the tunnel of town 7 cost?"


def article(number: int) -> str:
    subject = SUBJECTS[number % len(SUBJECTS)]
    outlet = ("Reuters", "The Straße Post")[number % 2]
    lines = [
        f"The {subject} of town {number} was opened by mayor {chr(65 + number)}. It cost {n} million euros."
        for n in range(8)
    ]
    front = f"---\ntitle: The {subject} of town {number}\ndate: 2017-09-{number + 1:02}\noutlet: {outlet}\n---\n\n"
    return front + "\n\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for number in range(24):
        (folder / f"{number:02}.md").write_text(article(number), encoding="utf-8")
    return folder


@pytest.fixture(
    scope="module",
    params=[(200_000, False, False), (0, False, False), (0, True, False), (200_000, False, True), (0, True, True)],
    ids=["in memory", "in Chroma", "at a server", "in memory, in PostgreSQL", "at two servers"],
)
def index(
    request: pytest.FixtureRequest, folder: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index")
    most, is_served, is_shared = request.param
    database = request.getfixturevalue("postgres").new_address() if is_shared else None
    with ExitStack() as stack:
        server = stack.enter_context(chroma_server(path / "server")) if is_served else None
        address = ServerAddress(server.url) if server is not None else None
        opened = open_index(
            path,
            encoder=encoder,
            chunk_tokens=64,
            overlap_sentences=0,
            most_in_memory=most,
            server=address,
            database=database,
        )
        with opened as index:
            index.sync(folder)
            yield index


def every_cosine(index: Index, vector: NDArray[np.float32]) -> dict[str, float]:
    ids = [chunk_id for chunk_id, _ in index.matching("cost euros", k=10_000)]
    assert len(ids) == sum(facts.chunks for facts in index.articles())
    return index.cosines(vector, ids)


def test_the_nearest_are_those_of_a_full_search(index: Index, encoder: Encoder) -> None:
    vector = encoder.encode_query(QUESTION)
    expected = sorted(every_cosine(index, vector).items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    found = index.nearest(vector, k=10)
    assert [chunk_id for chunk_id, _ in found] == [chunk_id for chunk_id, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-5)


def test_cosines_are_those_of_the_embedded_texts(index: Index, encoder: Encoder) -> None:
    vector = encoder.encode_query(QUESTION)
    (chunk_id, cosine), *_ = index.nearest(vector, k=1)
    chunk = index.chunks([chunk_id])[chunk_id]
    title = index.facts([chunk.article_id])[chunk.article_id].title
    embedded = encoder.encode_documents([f"{title}\n{chunk.heading + chr(10) if chunk.heading else ''}{chunk.text}"])[0]
    assert cosine == pytest.approx(float(vector @ embedded), abs=2e-3)
    assert index.cosines(vector, [chunk_id, "gone.txt#0-1"]) == {chunk_id: pytest.approx(cosine, abs=1e-5)}


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(sources=("07.md",)), [7]),
        (Filters(sources=("07.MD", "3.md", "03.md")), [3, 7]),
        (Filters(sources=("REUTERS",)), list(range(0, 24, 2))),
        (Filters(sources=("the strasse post",)), list(range(1, 24, 2))),
        (Filters(date_from=date(2017, 9, 20)), [19, 20, 21, 22, 23]),
        (Filters(date_to=date(2017, 9, 2)), [0, 1]),
        (Filters(date_from=date(2017, 9, 3), date_to=date(2017, 9, 3)), [2]),
        (Filters(sources=("reuters",), date_from=date(2017, 9, 22)), [22]),
        (Filters(sources=("nobody",)), []),
    ],
)
def test_filters_hold_in_both_rankings_and_miss_nothing(
    index: Index, encoder: Encoder, filters: Filters, passing: list[int]
) -> None:
    articles = {f"{number:02}.md" for number in passing}
    vector = encoder.encode_query(QUESTION)
    chunks = {facts.article_id: facts.chunks for facts in index.articles()}
    expected = sum(chunks[article_id] for article_id in articles)
    for ranked in (index.nearest(vector, k=1000, filters=filters), index.matching("euros", k=1000, filters=filters)):
        assert {chunk_id.split("#")[0] for chunk_id, _ in ranked} == articles
        assert len(ranked) == expected
    all_cosines = every_cosine(index, vector)
    inside = {chunk_id: cosine for chunk_id, cosine in all_cosines.items() if chunk_id.split("#")[0] in articles}
    best = sorted(inside, key=lambda chunk_id: (-inside[chunk_id], chunk_id))[:5]
    assert [chunk_id for chunk_id, _ in index.nearest(vector, k=5, filters=filters)] == best


def test_all_vectors_can_be_read_by_the_ids_of_their_chunks(index: Index, encoder: Encoder) -> None:
    ids = index.chunk_ids()
    assert len(ids) == sum(facts.chunks for facts in index.articles())
    vectors = index.vectors([*ids, "nowhere#0-1"])
    assert set(vectors) == set(ids)
    vector = encoder.encode_query(QUESTION)
    cosines = index.cosines(vector, ids)
    assert {chunk_id: float(own @ vector) for chunk_id, own in vectors.items()} == pytest.approx(cosines, abs=1e-5)


def test_an_article_has_another_version_once_it_was_stored_anew(
    encoder: Encoder, write_articles: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    folder = write_articles({"a.txt": "The bridge was opened in May.\n", "b.txt": "The canal was closed in June.\n"})
    with open_index(tmp_path / "index", encoder=encoder, chunk_tokens=64, overlap_sentences=0) as index:
        index.sync(folder)
        before = index.versions()
        index.sync(folder)
        assert index.versions() == before
        write_articles({"a.txt": "The bridge was opened in July.\n"})
        index.sync(folder)
        after = index.versions()
    assert set(before) == set(after) == {"a.txt", "b.txt"}
    assert (before["a.txt"] < after["a.txt"], before["b.txt"]) == (True, after["b.txt"])


def test_several_threads_read_the_same_while_a_sync_runs(index: Index, encoder: Encoder, folder: Path) -> None:
    vector = encoder.encode_query(QUESTION)

    def read(_: int) -> tuple[object, ...]:
        found = index.nearest(vector, k=5)
        return found, index.matching(QUESTION, k=5), index.chunks([chunk_id for chunk_id, _ in found]), index.articles()

    expected = read(0)
    with ThreadPoolExecutor(8) as pool:
        synced = pool.submit(index.sync, folder)
        assert all(result == expected for result in pool.map(read, range(60)))
    assert synced.result().added == ()


@pytest.mark.parametrize("most_in_memory", [200_000, 0], ids=["in memory", "in Chroma"])
def test_sections_are_kept_to_in_both_rankings(
    tmp_path: Path, encoder: Encoder, write_articles: Callable[[dict[str, str]], Path], most_in_memory: int
) -> None:
    texts = {
        f"{town}.md": f"# {town}\n\nThe tunnel of {town} opened.\n\n## Straße\n\nThe tunnel of {town} leads to the street.\n\n"
        f"## Cost\n\nThe tunnel of {town} cost nine million euros.\n"
        for town in ("Bremen", "Kiel")
    }
    with open_index(
        tmp_path / "index", encoder=encoder, chunk_tokens=64, overlap_sentences=0, most_in_memory=most_in_memory
    ) as index:
        index.sync(write_articles(texts))
        vector = encoder.encode_query("tunnel")

        def headings(filters: Filters) -> list[list[str]]:
            rankings = index.nearest(vector, k=9, filters=filters), index.matching("tunnel", k=9, filters=filters)
            chunks = index.chunks([chunk_id for ranked in rankings for chunk_id, _ in ranked])
            return [sorted(str(chunks[chunk_id].heading) for chunk_id, _ in ranked) for ranked in rankings]

        assert headings(Filters(sections=("STRASSE",))) == [["Straße", "Straße"]] * 2
        assert headings(Filters(sections=("cost", "straße"))) == [["Cost", "Cost", "Straße", "Straße"]] * 2
        assert headings(Filters(sections=("cost",), sources=("kiel.md",))) == [["Cost"]] * 2
        assert headings(Filters(sections=("cos",))) == [[], []]
