"""Damage of every kind: it is seen, named, and mended; and a rebuild that fails leaves the old index whole."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.encoding import Encoder
from qa.errors import IndexCorrupt
from qa.index import Index, PostgresAddress, SyncProgress, open_index

BRIDGE = "The old bridge\n\nThe bridge over the Weser was closed on Monday. A truck had hit its railing.\n"
HARBOUR = "A new harbour\n\nThe harbour of Emden gets a second lock. It will cost 120 million euros.\n"
Write = Callable[[dict[str, str]], Path]
Open = Callable[..., Index]


@pytest.fixture
def open_at(tmp_path: Path, encoder: Encoder, database: PostgresAddress | None) -> Iterator[Open]:
    opened: list[Index] = []

    def open_one(**changes: Any) -> Index:
        while opened:
            opened.pop().close()
        settings = {"encoder": encoder, "chunk_tokens": 64, "overlap_sentences": 0, "database": database, **changes}
        opened.append(open_index(tmp_path / "index", **settings))
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


def damage(index: Index, *statements: str) -> None:
    with index._database.writing() as connection:
        for statement in statements:
            if not isinstance(connection, sqlite3.Connection):
                statement = re.sub(r"X'(\w*)'", r"decode('\1', 'hex')", statement)
            connection.execute(statement)


ANOTHER = "X'0000803f" + "00" * 4 * 383 + "'"  # of unit length
ZEROS = "X'" + "00" * 4 * 384 + "'"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE texts SET raw = replace(raw, 'Monday', 'Friday')", "its text is not that of its article"),
        ("UPDATE texts SET spans = 'nothing'", "its stored text can't be read"),
        ("UPDATE texts SET raw = substr(raw, 1, 20)", "a span lies outside of its text"),
        ("DELETE FROM texts", "its stored text can't be read"),
        ("UPDATE chunks SET start = start + 1", "its text is not that of its article"),
        ("DELETE FROM chunks", "0 chunks are stored, 1 are stated"),
        ("DELETE FROM vectors", "its vector or its words are missing"),
        ("DELETE FROM terms", "its vector or its words are missing"),
        (f"UPDATE vectors SET vector = {ZEROS}", "its vector is not that of its text"),
        ("UPDATE vectors SET embedded_hash = X'00'", "its vector is not that of its text"),
        ("DELETE FROM articles", "belong to no article"),
        ("UPDATE articles SET file_id = 'other.txt'", "1 articles belong to no file"),
        (f"UPDATE vectors SET vector = {ANOTHER}", "bridge.txt: its vectors changed since they were stored"),
        ("UPDATE articles SET outlet = 'The Globe'", "bridge.txt: its facts changed since they were stored"),
        ("UPDATE terms SET text = 'truck'", "bridge.txt: its words changed since they were stored"),
        ("UPDATE spellings SET articles = 7 WHERE written = 'bridge'", "counted wrongly, 1 of them"),
        ("UPDATE files SET content_hash = 'other'", "holds another content than was indexed"),
    ],
)
def test_each_damage_of_the_database_is_named_and_mended(
    open_at: Open, write_articles: Write, statement: str, said: str
) -> None:
    see_and_mend(open_at, write_articles, statement, said)


@pytest.mark.parametrize("database", [None])
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE texts SET spans = json_set(spans, '$.kept[0][1]', 20)", "its text changed since they were stored"),
        ("UPDATE terms_content SET c2 = 'truck'", "the word index is not that of the stored words"),
    ],
)
def test_each_damage_of_what_sqlite_alone_has_is_named_and_mended(
    open_at: Open, write_articles: Write, statement: str, said: str
) -> None:
    see_and_mend(open_at, write_articles, statement, said)


def see_and_mend(open_at: Open, write_articles: Write, statement: str, said: str) -> None:
    folder = write_articles({"bridge.txt": BRIDGE})
    index = open_at()
    index.sync(folder)
    assert index.examine(folder) == ()
    before = (index.articles(), index.article("bridge.txt"), index.matching("bridge", k=3))
    damage(index, statement)
    faults = index.examine(folder)
    assert said in " ".join(fault.said for fault in faults)
    index.repair(faults)
    index.sync(folder)
    assert index.examine(folder) == ()
    assert (index.articles(), index.article("bridge.txt"), index.matching("bridge", k=3)) == before


def test_a_damaged_vector_is_not_taken_over_when_its_file_is_read_again(open_at: Open, write_articles: Write) -> None:
    folder = write_articles({"bridge.txt": BRIDGE})
    index = open_at()
    index.sync(folder)
    damage(index, f"UPDATE vectors SET vector = {ANOTHER}")
    os.utime(folder / "bridge.txt", (1, 1))
    damage(index, "UPDATE files SET rules = 'of an older version'")
    assert index.sync(folder).changed == ("bridge.txt",)
    assert index.examine(folder) == ()


@pytest.mark.parametrize("database", [None])
def test_an_index_from_before_there_were_checksums_gets_them(
    open_at: Open, write_articles: Write, tmp_path: Path
) -> None:
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index = open_at()
    index.sync(folder)
    index.close()
    with closing(sqlite3.connect(tmp_path / "index" / "articles.sqlite3")) as connection:
        connection.executescript("DROP TABLE checksums; PRAGMA user_version = 4")
    index = open_at()
    assert index.sync(folder).unchanged == ("bridge.txt", "harbour.txt")
    assert index.examine(folder) == ()
    damage(index, f"UPDATE vectors SET vector = {ANOTHER} WHERE number = 1")
    assert "bridge.txt: its vectors changed" in index.examine(folder)[0].said


def test_chroma_is_compared_vector_by_vector_and_filled_afresh(
    open_at: Open, write_articles: Write, tmp_path: Path
) -> None:
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index = open_at()
    index.sync(folder)
    chunk_id = index.matching("bridge", k=1)[0][0]
    wrong = np.zeros((1, 384), np.float32)
    wrong[0, 0] = 1
    index._chroma.put([chunk_id], wrong, [{"article_id": "bridge.txt"}])
    faults = index.examine(folder)
    assert [fault.said for fault in faults] == [f"{chunk_id}: Chroma holds another vector than the database"]
    index.repair(faults)
    index.sync(folder)
    assert index.examine(folder) == ()
    index._chroma.drop([chunk_id])
    assert index.examine(folder)[0].said.startswith("Chroma holds 1 vectors, the database 2")


def test_a_content_that_hides_behind_size_and_time_is_found_by_a_deep_look(
    open_at: Open, write_articles: Write
) -> None:
    folder = write_articles({"bridge.txt": BRIDGE})
    os.utime(folder / "bridge.txt", ns=(10**18, 10**18))
    index = open_at()
    index.sync(folder)
    write_articles({"bridge.txt": BRIDGE.replace("Monday", "Friday")})
    os.utime(folder / "bridge.txt", ns=(10**18, 10**18))
    assert index.sync(folder).unchanged == ("bridge.txt",)
    faults = index.examine(folder)
    assert [fault.said for fault in faults] == ["bridge.txt holds another content than was indexed"]
    index.repair(faults)
    index.sync(folder)
    assert "Friday" in index.article("bridge.txt").raw


def test_files_that_changed_since_are_told_from_files_that_were_only_touched(
    open_at: Open, write_articles: Write
) -> None:
    folder = write_articles({"bridge.txt": BRIDGE, "harbour.txt": HARBOUR})
    index = open_at()
    index.sync(folder)
    both = ["bridge.txt", "harbour.txt"]
    assert index.changed_files(both, folder) == ()
    os.utime(folder / "bridge.txt", (1, 1))
    assert index.changed_files(both, folder) == ()
    write_articles({"bridge.txt": BRIDGE + "More.\n"})
    assert index.changed_files(both, folder) == ("bridge.txt",)
    (folder / "harbour.txt").unlink()
    assert index.changed_files(both, folder) == ("bridge.txt", "harbour.txt")
    assert index.changed_files(["harbour.txt"], folder) == ("harbour.txt",)


def test_repair_does_not_empty_the_index_of_a_folder_whose_disk_is_gone(open_at: Open, write_articles: Write) -> None:
    folder = write_articles({"bridge.txt": BRIDGE})
    index = open_at()
    index.sync(folder)
    (folder / "bridge.txt").unlink()
    faults = index.examine(folder)
    assert [fault.said for fault in faults] == [
        "bridge.txt is indexed, but no longer in the folder; `qa sync` sees to it"
    ]
    index.repair(faults)
    assert index.sync(folder).withheld == ("bridge.txt",)
    assert len(index.articles()) == 1


def test_a_rebuild_takes_the_old_index_s_place_only_when_it_is_done(
    open_at: Open, write_articles: Write, tmp_path: Path
) -> None:
    folder = write_articles({"bridge.txt": BRIDGE})
    open_at().sync(folder)
    write_articles({"harbour.txt": HARBOUR})

    def fail(_: SyncProgress) -> None:
        raise KeyboardInterrupt

    rebuilding = open_at(rebuild=True)
    with pytest.raises(KeyboardInterrupt):
        rebuilding.sync(folder, progress=fail)
    assert [facts.article_id for facts in open_at().articles()] == ["bridge.txt"]
    rebuilt = open_at(rebuild=True)
    assert len(rebuilt.sync(folder).added) == 2
    assert len(rebuilt.matching("bridge harbour", k=5)) == 2
    assert rebuilt.examine(folder) == ()
    again = open_at()
    assert again.sync(folder).unchanged == ("bridge.txt", "harbour.txt")
    assert again.examine(folder) == ()
    assert not (tmp_path / "index" / "rebuilding").exists()


@pytest.mark.parametrize("database", [None])
def test_a_damaged_file_is_told_as_damage(open_at: Open, write_articles: Write, tmp_path: Path) -> None:
    folder = write_articles({f"{number}.txt": BRIDGE * 20 for number in range(20)})
    index = open_at()
    index.sync(folder)
    index.close()
    path = tmp_path / "index" / "articles.sqlite3"
    content = bytearray(path.read_bytes())
    content[8192 : len(content) // 2] = b"\xff" * (len(content) // 2 - 8192)
    path.write_bytes(content)
    with pytest.raises(IndexCorrupt, match="qa sync --rebuild"):
        open_at().examine(folder)
