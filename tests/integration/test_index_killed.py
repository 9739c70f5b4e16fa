"""A sync that is killed: nothing that was there is lost, and the next sync ends where an undisturbed one does."""

import random
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings as ChromaSettings

from qa.encoding import Encoder
from qa.index import Index, open_index

ARTICLES = 24
SYNC = """
import os, signal, sys
from pathlib import Path
from qa.encoding import load_encoder
from qa.index import open_index
index, articles, cache, kill_after = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
groups = 0
def progress(_):
    global groups
    groups += 1
    if groups == kill_after:
        os.kill(os.getpid(), signal.SIGKILL)
encoder = load_encoder("all-MiniLM-L6-v2", cache=cache)
with open_index(index, encoder=encoder, chunk_tokens=32, overlap_sentences=0) as opened:
    print("syncing", flush=True)
    opened.sync(articles, progress=progress)
"""


def write_articles(folder: Path, edition: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(edition, ARTICLES + edition):  # each edition drops an article, adds one, changes the others
        lines = [f"Sentence {n} of article {number}, edition {edition}, names a harbour." for n in range(50)]
        (folder / f"{number:02}.txt").write_text(f"Article {number}\n\n" + " ".join(lines), encoding="utf-8")
    (folder / f"{edition - 1:02}.txt").unlink(missing_ok=True)


def start(index: Path, articles: Path, cache: Path, kill_after: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SYNC, str(index), str(articles), str(cache), str(kill_after)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "syncing\n"
    return process


def contents(index: Index, encoder: Encoder) -> tuple[object, ...]:
    chunk_ids = sorted(chunk_id for chunk_id, _ in index.matching("harbour", k=100_000))
    vector = encoder.encode_query("Which article names a harbour?")
    return index.articles(), index.chunks(chunk_ids), index.nearest(vector, k=100_000)


def chroma_ids(index: Path) -> list[str]:
    client = chromadb.PersistentClient(str(index / "chroma"), settings=ChromaSettings(anonymized_telemetry=False))
    with closing(client):  # type: ignore[type-var]
        return sorted(client.get_collection("chunks", embedding_function=None).get(include=[])["ids"])


def open_again(index: Path, encoder: Encoder) -> Index:
    return open_index(index, encoder=encoder, chunk_tokens=32, overlap_sentences=0)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folders ``before``, the index of the first edition, and ``after``, with the second synced over it."""
    place = tmp_path_factory.mktemp("undisturbed")
    write_articles(place / "articles", 0)
    with open_again(place / "before", encoder) as index:
        index.sync(place / "articles")
    shutil.copytree(place / "before", place / "after")
    write_articles(place / "articles", 1)
    with open_again(place / "after", encoder) as index:
        index.sync(place / "articles")
    return place


@pytest.mark.parametrize("kill", ["group 1", "group 3", *(f"moment {n}" for n in range(8))])
def test_a_killed_sync_is_made_good_by_the_next(
    tmp_path: Path, encoder: Encoder, encoder_cache: Path, places: Path, kill: str
) -> None:
    index, articles = tmp_path / "index", tmp_path / "articles"
    shutil.copytree(places / "before", index)
    shutil.copytree(places / "articles", articles)
    with open_again(places / "after", encoder) as undisturbed:
        expected = contents(undisturbed, encoder)

    kind, _, number = kill.partition(" ")
    process = start(index, articles, encoder_cache, int(number) if kind == "group" else 0)
    if kind == "moment":
        try:
            process.wait(timeout=random.Random(int(number)).uniform(0.0, 2.0))
        except subprocess.TimeoutExpired:
            process.kill()
    assert process.wait() in {-signal.SIGKILL, 0}

    with open_again(index, encoder) as opened:
        chunks = opened.chunks([chunk_id for chunk_id, _ in opened.matching("harbour", k=100_000)]).values()
        for facts in opened.articles():  # whole articles, of the old edition or of the new
            raw = opened.article(facts.article_id).raw
            texts = [chunk.text for chunk in chunks if chunk.article_id == facts.article_id]
            assert len(texts) == facts.chunks == 25
            assert all(text in raw for text in texts)
        left = {facts.article_id for facts in opened.articles()}
        assert left >= {f"{number:02}.txt" for number in range(1, ARTICLES)}
        opened.sync(articles)
        assert contents(opened, encoder) == expected
        expected_ids = sorted(chunk_id for chunk_id, _ in opened.matching("harbour", k=100_000))
    assert chroma_ids(index) == expected_ids
