"""A folder and its index: what a sync does, on real files, real Chroma and real vectors."""

import itertools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

from qa.articles import find_files, read_article
from qa.encoding import Encoder
from qa.errors import ArticleError, IndexCorrupt, IndexLocked, IndexMismatch, StoreError
from qa.index import Index, PostgresAddress, Spelling, SyncProgress, open_index
from qa.types import Filters

Write = Callable[[dict[str, str]], Path]
BRIDGE = "The old bridge\n\nThe bridge over the Weser was closed on Monday. A truck had hit its railing.\n"
HARBOUR = "A new harbour\n\nThe harbour of Emden gets a second lock. It will cost 120 million euros.\n"
METRO = "The metro\n\nThe metro of Lille runs without drivers. It was the first of its kind in 1983.\n"


@pytest.fixture
def open_at(tmp_path: Path, encoder: Encoder, database: PostgresAddress | None) -> Iterator[Callable[..., Index]]:
    opened: list[Index] = []

    def open_one(**changes: object) -> Index:
        settings = {"encoder": encoder, "chunk_tokens": 64, "overlap_sentences": 0, "database": database, **changes}
        opened.append(open_index(tmp_path / "index", **settings))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


def open_chroma(index_folder: Path) -> Any:
    return chromadb.PersistentClient(str(index_folder / "chroma"), settings=ChromaSettings(anonymized_telemetry=False))


def chroma_contents(index_folder: Path) -> dict[str, dict[str, object]]:
    """Metadata by id, read by a client of our own."""
    with closing(open_chroma(index_folder)) as client:
        found = client.get_collection("chunks", embedding_function=None).get(include=["metadatas"])
    assert found["metadatas"] is not None
    return {chunk_id: dict(facts) for chunk_id, facts in zip(found["ids"], found["metadatas"], strict=True)}


def row_counts(index: Index) -> dict[str, int]:
    tables = ("articles", "texts", "chunks", "vectors", "terms", "spellings", "pending")
    with index._database.reading() as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_a_sync_adds_changes_and_deletes_what_the_folder_says(
    open_at: Callable[..., Index], write_articles: Write
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    first = index.sync(folder)
    assert (first.added, first.changed, first.deleted, first.unchanged) == (("bridge.txt", "harbour.txt"), (), (), ())
    assert first.chunks == sum(facts.chunks for facts in index.articles())

    write_articles({"bridge.txt": BRIDGE.replace("Monday", "Tuesday"), "metro.txt": METRO})
    (folder / "harbour.txt").unlink()
    second = index.sync(folder)
    assert (second.added, second.changed, second.deleted, second.unchanged) == (
        ("metro.txt",),
        ("bridge.txt",),
        ("harbour.txt",),
        (),
    )
    assert "Tuesday" in index.article("bridge.txt").raw
    with pytest.raises(KeyError):
        index.article("harbour.txt")


def test_a_second_sync_does_nothing(open_at: Callable[..., Index], write_articles: Write, tmp_path: Path) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index.sync(folder)
    before = (index.articles(), row_counts(index))
    embedded: list[SyncProgress] = []
    report = index.sync(folder, progress=embedded.append)
    assert report.unchanged == ("bridge.txt", "harbour.txt")
    assert (report.added, report.changed, report.deleted, report.skipped) == ((), (), (), ())
    assert embedded == []
    assert (index.articles(), row_counts(index)) == before


def test_a_file_that_was_only_touched_is_not_embedded(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    index.sync(folder)
    os.utime(folder / "bridge.txt", (1, 1))
    assert index.sync(folder).unchanged == ("bridge.txt",)


def test_a_change_that_keeps_size_and_time_is_seen_while_the_file_is_fresh(
    open_at: Callable[..., Index], write_articles: Write
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    status = (folder / "bridge.txt").stat()
    index.sync(folder)
    write_articles({"bridge.txt": BRIDGE.replace("Monday", "Friday")})
    os.utime(folder / "bridge.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert index.sync(folder).changed == ("bridge.txt",)


def test_the_article_comes_back_as_it_was_read(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    folder = write_articles({"sub/häfen.txt": HARBOUR + "\n\nFollow us on Facebook for more updates.\n"})
    index.sync(folder)
    (file,), _ = find_files(folder)
    assert index.article("sub/häfen.txt") == read_article(file)


def test_chunks_quote_the_article(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    index.sync(write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR}))
    ids = [chunk_id for chunk_id, _ in index.matching("bridge harbour", k=10)]
    chunks = index.chunks([*ids, "nowhere.txt#0-1"])
    assert sorted(chunks) == sorted(ids)
    for chunk in chunks.values():
        assert index.article(chunk.article_id).raw[chunk.start : chunk.end] == chunk.text


def test_chroma_holds_the_same_chunks_with_their_facts(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.md": f"---\ntitle: H\ndate: 2017-09-21\n---\n\n{HARBOUR}"})
    index.sync(folder)
    chunk_ids = [chunk_id for chunk_id, _ in index.matching("bridge harbour", k=10)]
    contents = chroma_contents(tmp_path / "index")
    assert sorted(contents) == sorted(chunk_ids)
    for chunk_id, chunk in index.chunks(chunk_ids).items():
        facts = contents[chunk_id]
        assert (facts["article_id"], facts["start"], facts["end"]) == (chunk.article_id, chunk.start, chunk.end)
    published = {facts["article_id"]: facts.get("published") for facts in contents.values()}
    assert published == {"bridge.txt": None, "harbour.md": 20170921}
    assert index.facts(["harbour.md"])["harbour.md"].published == date(2017, 9, 21)


def test_deleting_leaves_nothing_behind(open_at: Callable[..., Index], write_articles: Write, tmp_path: Path) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index.sync(folder)
    for path in folder.iterdir():
        path.unlink()
    assert index.sync(folder, accept_deletions=True).deleted == ("bridge.txt", "harbour.txt")
    assert set(row_counts(index).values()) == {0}
    assert chroma_contents(tmp_path / "index") == {}
    assert index.matching("bridge", k=5) == []


def test_spellings_follow_the_articles(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    folder = write_articles({"one.txt": "A report\n\nThe Kestrel sank off Bergen.\n", "two.txt": HARBOUR})
    index.sync(folder)
    assert index.spellings({"kestrel", "bergen", "oslo"}) == [
        Spelling("bergen", "Bergen", 1, is_name=True),
        Spelling("kestrel", "Kestrel", 1, is_name=True),
    ]
    write_articles({"one.txt": "A report\n\nThe Kestrel sank off Oslo.\n"})
    index.sync(folder)
    assert [each.written for each in index.spellings({"kestrel", "bergen", "oslo"})] == ["Kestrel", "Oslo"]
    assert [each.written for each in index.spellings_like("k", 6, 7)] == ["Kestrel"]
    assert index.holds("sank")
    assert not index.holds("bergen")


def test_a_file_that_can_no_longer_be_read_is_skipped_and_no_longer_quoted(
    open_at: Callable[..., Index], write_articles: Write
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index.sync(folder)
    (folder / "bridge.txt").write_bytes(b"\x00\x01\x02\x03" * 50)
    report = index.sync(folder)
    assert [skipped.path for skipped in report.skipped] == [folder / "bridge.txt"]
    assert report.deleted == ("bridge.txt",)
    assert index.matching("bridge", k=5) == []


def test_a_folder_that_is_not_there_is_an_error_and_deletes_nothing(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path
) -> None:
    index = open_at()
    index.sync(write_articles({"bridge.txt": BRIDGE}))
    with pytest.raises(ArticleError, match="is no folder"):
        index.sync(tmp_path / "unmounted")
    assert [facts.article_id for facts in index.articles()] == ["bridge.txt"]


def test_progress_counts_articles_and_tokens(open_at: Callable[..., Index], write_articles: Write) -> None:
    seen: list[SyncProgress] = []
    open_at().sync(write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR}), progress=seen.append)
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    assert seen[-1].tokens > 40
    assert seen[-1].seconds_left == 0
    assert str(seen[-1]).startswith("2 of 2 articles, ")


def test_an_index_survives_closing(open_at: Callable[..., Index], write_articles: Write, encoder: Encoder) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index.sync(folder)
    vector = encoder.encode_query("Which bridge is closed?")
    before = (index.nearest(vector, k=4), index.matching("bridge closed", k=4), index.articles())
    index.close()
    index.close()
    with pytest.raises(StoreError, match="closed"):
        index.articles()
    index = open_at()
    assert (index.nearest(vector, k=4), index.matching("bridge closed", k=4), index.articles()) == before
    assert index.sync(folder).unchanged == ("bridge.txt", "harbour.txt")


def test_two_can_not_have_it_open(open_at: Callable[..., Index], tmp_path: Path) -> None:
    index = open_at()
    with pytest.raises(IndexLocked, match=rf"process {os.getpid()}.*(QA_INDEX|QA_REPLICA)") as raised:
        open_at()
    assert raised.value.holder.partition(" on ")[0] == f"process {os.getpid()}"
    index.close()
    open_at()


@pytest.mark.parametrize(("name", "value"), [("chunk_tokens", 128), ("overlap_sentences", 2)])
def test_other_chunk_settings_are_refused_with_the_way_out(
    open_at: Callable[..., Index], write_articles: Write, name: str, value: int
) -> None:
    index = open_at()
    index.sync(write_articles({"bridge.txt": BRIDGE}))
    index.close()
    with pytest.raises(IndexMismatch, match="qa sync --rebuild") as raised:
        open_at(**{name: value})
    assert raised.value.expected == f"{name} {value}"
    assert raised.value.found in {"chunk_tokens 64", "overlap_sentences 0"}
    rebuilt = open_at(**{name: value}, rebuild=True)
    assert rebuilt.articles() == ()


def test_another_encoder_is_refused(open_at: Callable[..., Index], encoder: Encoder) -> None:
    class Other:
        """The same vectors under another fingerprint."""

        name, fingerprint, dimensions, max_tokens = "other", "0" * 64, encoder.dimensions, encoder.max_tokens
        count_tokens, encode_documents = encoder.count_tokens, encoder.encode_documents
        encode_query = encoder.encode_query

    open_at().close()
    with pytest.raises(IndexMismatch, match="encoder_fingerprint"):
        open_at(encoder=Other())


def test_rebuilding_keeps_what_is_not_ours(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    index.sync(folder)
    (tmp_path / "index" / "notes.txt").write_text("mine")
    index.close()
    rebuilt = open_at(rebuild=True)
    assert (tmp_path / "index" / "notes.txt").read_text() == "mine"
    assert rebuilt.sync(folder).added == ("bridge.txt",)
    assert sorted(chroma_contents(tmp_path / "index")) == [chunk_id for chunk_id, _ in rebuilt.matching("bridge", k=9)]


@pytest.mark.parametrize("database", [None])
def test_a_damaged_database_is_reported_with_the_way_out_and_can_be_rebuilt(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    index.sync(folder)
    index.close()
    (tmp_path / "index" / "articles.sqlite3").write_bytes(b"no database at all " * 500)
    with pytest.raises(IndexCorrupt, match="qa sync --rebuild"):
        open_at()
    assert open_at(rebuild=True).sync(folder).added == ("bridge.txt",)


@pytest.mark.parametrize("damage", ["deleted", "overwritten", "one vector short"])
def test_chroma_is_filled_afresh_from_the_database(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path, damage: str
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index.sync(folder)
    index.close()
    expected = chroma_contents(tmp_path / "index")
    chroma = tmp_path / "index" / "chroma"
    if damage == "deleted":
        for path in sorted(chroma.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    elif damage == "overwritten":
        (chroma / "chroma.sqlite3").write_bytes(b"no database at all " * 500)
    else:
        with closing(open_chroma(tmp_path / "index")) as client:
            client.get_collection("chunks", embedding_function=None).delete(ids=[min(expected)])
    write_articles({"metro.txt": METRO})
    index = open_at()
    report = index.sync(folder)
    assert report.added == ("metro.txt",)
    contents = chroma_contents(tmp_path / "index")
    assert {chunk_id: contents.get(chunk_id) for chunk_id in expected} == expected
    assert len(contents) == report.chunks


def test_reading_an_index_without_articles_finds_nothing(open_at: Callable[..., Index], encoder: Encoder) -> None:
    index = open_at()
    assert index.articles() == ()
    assert index.nearest(encoder.encode_query("anything"), k=5, filters=Filters()) == []
    assert index.matching("anything", k=5, filters=Filters(sources=("x",))) == []


def test_following_a_folder_reports_the_first_sync_and_then_each_change(
    open_at: Callable[..., Index], write_articles: Write
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    stop = threading.Event()
    reports = index.follow(folder, stop=stop, interval_seconds=0.001)
    assert next(reports).added == ("bridge.txt",)
    write_articles({"harbour.txt": HARBOUR})
    assert next(reports).added == ("harbour.txt",)
    (folder / "bridge.txt").unlink()
    assert next(reports).deleted == ("bridge.txt",)
    stop.set()
    assert list(reports) == []


def test_following_outlives_a_folder_that_is_gone_for_a_while(
    open_at: Callable[..., Index], write_articles: Write, tmp_path: Path
) -> None:
    index = open_at()
    folder = write_articles({"bridge.txt": BRIDGE})
    reports = index.follow(folder, stop=threading.Event(), interval_seconds=0.001)
    next(reports)
    folder.rename(tmp_path / "away")
    back = threading.Timer(0.2, lambda: (tmp_path / "away").rename(folder))
    (tmp_path / "away" / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    back.start()
    assert next(reports).added == ("harbour.txt",)
    back.join()


def test_following_a_folder_that_was_never_there_is_an_error(open_at: Callable[..., Index], tmp_path: Path) -> None:
    with pytest.raises(ArticleError):
        next(open_at().follow(tmp_path / "nowhere", stop=threading.Event()))


class WaitingEncoder:
    """The real encoder, but its first texts are embedded only once a later article has been read."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.dimensions, self.max_tokens = encoder.dimensions, encoder.max_tokens
        self.encode_query = encoder.encode_query
        self.later_was_read = threading.Event()
        self.waits: list[bool] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if any("harbour" in text for text in texts):
            self.later_was_read.set()
        return self._encoder.count_tokens(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.waits.append(self.later_was_read.wait(timeout=20))
        return self._encoder.encode_documents(texts)


def test_articles_are_read_while_those_before_them_are_embedded(
    open_at: Callable[..., Index], write_articles: Write, encoder: Encoder
) -> None:
    waiting = WaitingEncoder(encoder)
    index = open_at(encoder=waiting, chunk_tokens=32)
    many = " ".join(f"Sentence number {number} speaks of one more bridge over the Weser." for number in range(900))
    report = index.sync(write_articles({"bridges.txt": f"Bridges\n\n{many}\n", "harbour.txt": HARBOUR}))
    assert report.added == ("bridges.txt", "harbour.txt")
    assert waiting.waits == [True, True]


def many(count: int) -> dict[str, str]:
    return {f"{number:02}.txt": f"{BRIDGE}\nBridge number {number} is open.\n" for number in range(count)}


@pytest.mark.parametrize(("there", "left"), [(1, 0), (3, 0), (20, 9), (20, 0)])
def test_articles_that_are_gone_all_at_once_are_kept_until_the_loss_is_accepted(
    open_at: Callable[..., Index], write_articles: Write, there: int, left: int
) -> None:
    index = open_at()
    folder = write_articles(many(there))
    index.sync(folder)
    gone = sorted(many(there))[left:]
    for name in gone:
        (folder / name).unlink()
    kept = index.sync(folder)
    assert (kept.withheld, kept.deleted, len(index.articles())) == (tuple(gone), (), there)
    accepted = index.sync(folder, accept_deletions=True)
    assert (accepted.withheld, accepted.deleted, len(index.articles())) == ((), tuple(gone), left)


@pytest.mark.parametrize(("there", "left"), [(2, 1), (10, 1), (21, 11)])
def test_articles_that_are_deleted_by_the_few_or_moved_are_forgotten(
    open_at: Callable[..., Index], write_articles: Write, there: int, left: int
) -> None:
    index = open_at()
    folder = write_articles(many(there))
    index.sync(folder)
    for name in sorted(many(there))[left:]:
        (folder / name).unlink()
    assert index.sync(folder).withheld == ()
    assert len(index.articles()) == left


def test_a_folder_that_is_renamed_loses_nothing(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    folder = write_articles({f"old/{name}": text for name, text in many(12).items()})
    index.sync(folder)
    (folder / "old").rename(folder / "new")
    report = index.sync(folder)
    assert (len(report.added), len(report.deleted), report.withheld) == (12, 12, ())


def test_articles_that_can_no_longer_be_read_are_kept_where_it_is_most_of_them(
    open_at: Callable[..., Index], write_articles: Write
) -> None:
    index = open_at()
    folder = write_articles(many(3))
    index.sync(folder)
    for name in many(3):
        (folder / name).write_bytes(b"\0" * 100)
    report = index.sync(folder)
    assert (report.withheld, len(report.skipped)) == (tuple(sorted(many(3))), 3)
    assert len(index.articles()) == 3


def test_a_sync_that_is_stopped_goes_on_from_there(open_at: Callable[..., Index], write_articles: Write) -> None:
    index = open_at()
    words = ("ferry", "lorry", "harbour", "baker", "council", "river", "school", "mayor", "orchard", "engine", "boat")
    told = [
        f"The {one} near the {other} was repaired after the {third} had been hit by a storm in {1900 + 3 * number}."
        for number, (one, other, third) in enumerate(itertools.permutations(words, 3))
    ]
    paragraphs = "\n\n".join(" ".join(told[start : start + 4]) for start in range(0, len(told), 4))
    folder = write_articles({f"{number}.txt": f"Repairs\n\n{paragraphs}\n" for number in range(3)})
    stop = threading.Event()
    first = index.sync(folder, progress=lambda _: stop.set(), stop=stop)
    assert len(first.added) == 1
    assert len(index.sync(folder).added) == 2
