"""A replica that nobody asks: it looks at one number, reads the articles only when that has moved, and tells its page."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from harbours import ARTICLES, write_harbour, write_harbours
from postgres_servers import Postgres

from qa import Settings
from qa.articles.corrections import Correction
from qa.encoding import Encoder
from qa.index import Elsewhere, Index, PostgresAddress, open_for_reading, open_index
from qa.index.postgres_connection import PostgresConnection, PostgresRows
from qa.pipeline import Pipeline
from qa.web.archive import Archive
from qa.web.chat import Desk
from qa.web.following import Following

WAIT_SECONDS = 60
STAMP = "SELECT commits FROM state"
_SYNC = """
import sys
from pathlib import Path
from qa.encoding import load_encoder
from qa.index import open_index, read_address
place, articles, cache, url = sys.argv[1:]
encoder = load_encoder("all-MiniLM-L6-v2", cache=Path(cache))
with open_index(Path(place), encoder=encoder, chunk_tokens=64, overlap_sentences=0, database=read_address(url)) as index:
    index.sync(Path(articles))
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_harbours(tmp_path / "articles")


@pytest.fixture
def library(postgres: Postgres) -> PostgresAddress:
    return postgres.new_address()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What PostgreSQL was asked by connections that read, in the order of asking."""
    asked: list[str] = []
    execute = PostgresConnection.execute

    def noted(self: PostgresConnection, sql: str, *rest: object) -> PostgresRows:
        asked.append(sql)
        return execute(self, sql, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(PostgresConnection, "execute", noted)
    return asked


def opened(place: Path, encoder: Encoder, database: PostgresAddress | None) -> Index:
    return open_index(place, encoder=encoder, chunk_tokens=64, overlap_sentences=0, database=database)


def test_a_look_tells_what_was_stored_and_taken_out_since_the_last(
    tmp_path: Path, encoder: Encoder, database: PostgresAddress | None, articles: Path
) -> None:
    place = tmp_path / "there"
    with opened(place, encoder, database) as index:
        index.sync(articles)
        with open_for_reading(place, encoder=encoder, database=database) as reader:
            elsewhere, every = Elsewhere(reader), tuple(f"{number:02}.txt" for number in range(ARTICLES))
            first = elsewhere.look()
            assert (first.unchanged, first.chunks) == (every, ARTICLES)
            assert (first.added, first.changed, first.deleted) == ((), (), ())
            assert elsewhere.look() == first
            write_harbour(articles, 3, "closed")
            write_harbour(articles, ARTICLES, "opened")
            (articles / "05.txt").unlink()
            index.sync(articles)
            told = elsewhere.look()
            assert (told.added, told.changed, told.deleted) == ((f"{ARTICLES}.txt",), ("03.txt",), ("05.txt",))
            assert told.unchanged == tuple(each for each in every if each not in ("03.txt", "05.txt"))
            after = elsewhere.look()
            assert (after.added, after.changed, after.deleted) == ((), (), ())
            assert after.unchanged == (*(each for each in every if each != "05.txt"), f"{ARTICLES}.txt")


def test_a_look_at_what_has_not_changed_is_one_statement(
    tmp_path: Path, encoder: Encoder, library: PostgresAddress, articles: Path, statements: list[str]
) -> None:
    with opened(tmp_path / "there", encoder, library) as index:
        index.sync(articles)
        with open_for_reading(tmp_path / "reader", encoder=encoder, database=library) as reader:
            elsewhere = Elsewhere(reader)
            elsewhere.look()
            statements.clear()
            for _ in range(3):
                elsewhere.look()
            assert statements == [STAMP] * 3
            index.sync(articles)  # which finds nothing
            statements.clear()
            elsewhere.look()
            assert statements == [STAMP]
            assert elsewhere.look().unchanged == tuple(sorted(path.name for path in articles.iterdir()))


class Page:
    """What a page of a replica sees and what its server says, with a wait for the next line."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said: list[str] = []
        self._is_said = threading.Condition()

    def announce(self, line: str) -> None:
        with self._is_said:
            self.said.append(line)
            self._is_said.notify_all()

    def wait_for(self, *words: str) -> None:
        """Until all of these were said, in one line or in several: a sync stores its articles in several steps."""
        with self._is_said:
            is_said = self._is_said.wait_for(lambda: all(each in "\n".join(self.said) for each in words), WAIT_SECONDS)
            assert is_said, self.said


@pytest.fixture
def page(
    tmp_path: Path, encoder: Encoder, encoder_cache: Path, postgres: Postgres, library: PostgresAddress, articles: Path
) -> Iterator[Page]:
    """Of a replica over a library that holds the harbours."""
    with opened(tmp_path / "there", encoder, library) as index:
        index.sync(articles)
    settings = Settings(
        articles=articles,
        index=tmp_path / "replica",
        models=encoder_cache,
        database_url=postgres.url(library),  # type: ignore[arg-type]
        chroma_url="http://127.0.0.1:1",  # is not asked: so few vectors are held in memory
        replica=True,
    )
    with Pipeline(settings) as pipeline:
        archive = Archive(tmp_path / "conversations.sqlite")
        try:
            yield Page(Desk(pipeline, archive))
        finally:
            archive.close()


def test_the_page_of_a_replica_is_told_what_another_process_has_stored_as_that_of_the_writer_is(
    tmp_path: Path,
    encoder_cache: Path,
    postgres: Postgres,
    library: PostgresAddress,
    articles: Path,
    page: Page,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qa.pipeline._TAKE_IN_SECONDS", 0.05)
    desk = page.desk
    with Following(desk.pipeline, announce=page.announce, heard=desk.hear):
        page.wait_for("unchanged")
        assert page.said == [f"{ARTICLES} unchanged."]
        shown = desk.seen()
        statements.clear()
        while statements.count(STAMP) < 5:  # as the thread goes on looking
            assert desk.seen() == shown
        assert set(statements) == {STAMP}
        write_harbour(articles, 3, "closed")
        (articles / "05.txt").unlink()
        arguments = [str(tmp_path / "there"), str(articles), str(encoder_cache), postgres.url(library)]
        subprocess.run([sys.executable, "-c", _SYNC, *arguments], check=True)
        page.wait_for("1 changed", "1 deleted")
        assert desk.seen() != shown
        assert any("FROM articles" in sql for sql in statements)
        assert desk.summary().startswith("11 articles")


def test_what_the_page_of_a_writer_looks_at_changes_with_every_change_and_with_nothing_else(
    tmp_path: Path, encoder_cache: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(articles=articles, index=tmp_path / "index", models=encoder_cache)
    with Pipeline(settings) as pipeline, Archive(tmp_path / "conversations.sqlite") as archive:
        desk = Desk(pipeline, archive)
        pipeline.sync()
        pipeline.sync()  # which notes that the files have settled, or finds nothing
        shown = [desk.seen()]
        monkeypatch.setattr(pipeline, "articles", lambda: pytest.fail("a look reads no article"))
        assert desk.seen() == shown[0]
        pipeline.index.correct("03.txt", Correction(title="Another", changed=frozenset({"title"})))
        shown.append(desk.seen())
        pipeline.sync()
        shown.append(desk.seen())
        pipeline.index.forget("05.txt", lambda file_id: (articles / file_id).unlink())
        shown.append(desk.seen())
        write_harbour(articles, ARTICLES, "opened")
        pipeline.sync()
        shown.append(desk.seen())
        assert len(set(shown)) == len(shown)
        assert desk.seen() == shown[-1]
