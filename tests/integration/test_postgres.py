"""An index in PostgreSQL, a real server: killed in the middle of a sync and of a question, two writers, several readers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from chroma_servers import Chroma, chroma_server
from harbours import ARTICLES, write_harbour, write_harbours
from postgres_servers import PASSWORD, Postgres

from qa.cli import main
from qa.encoding import Encoder
from qa.errors import IndexLocked, IndexMissing, StoreError
from qa.index import Index, PostgresAddress, ServerAddress, open_for_reading, open_index, read_address
from qa.index.postgres_database import PostgresDatabase
from qa.pipeline import Pipeline
from qa.settings import Settings

REACHED = r"^PostgreSQL at postgresql://127\.0\.0\.1:\d+/postgres\S* \(QA_DATABASE_URL\) can't be reached \(.*\); nothing is lost"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def vectors(chroma: Chroma, request: pytest.FixtureRequest) -> ServerAddress:
    """A collection of the test's own."""
    return ServerAddress(chroma.url, None, f"of.{request.node.name}"[:50].rstrip("_"))


@pytest.fixture
def library(postgres: Postgres) -> PostgresAddress:
    return postgres.new_address()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_harbours(tmp_path / "articles")


def opened(place: Path, encoder: Encoder, library: PostgresAddress | None, **more: object) -> Index:
    settings = {"encoder": encoder, "chunk_tokens": 64, "overlap_sentences": 0, "database": library, **more}
    return open_index(place, **settings)  # type: ignore[arg-type]


def assert_same(index: Index, expected: Index, encoder: Encoder) -> None:
    vector = encoder.encode_query("Which harbour cost 7 million?")
    found, wanted = dict(index.nearest(vector, k=50)), dict(expected.nearest(vector, k=50))
    assert found.keys() == wanted.keys()
    assert np.allclose([found[key] for key in sorted(found)], [wanted[key] for key in sorted(wanted)], atol=1e-5)
    for question in ("harbour", "Was it closed by mayor C?", "7 million"):
        matching, words = dict(index.matching(question, k=50)), dict(expected.matching(question, k=50))
        assert matching == pytest.approx(words, rel=1e-9)
    assert index.articles() == expected.articles()


def test_an_index_in_postgres_is_that_of_a_folder_through_changes_and_a_rebuild(
    tmp_path: Path, encoder: Encoder, library: PostgresAddress, vectors: ServerAddress, articles: Path
) -> None:
    both = {"most_in_memory": 0, "server": vectors}
    with opened(tmp_path / "here", encoder, None) as here:
        with opened(tmp_path / "there", encoder, library, **both) as there:
            for index in (here, there):
                index.sync(articles)
            assert_same(there, here, encoder)
            write_harbour(articles, 3, "closed")
            (articles / "05.txt").unlink()
            for index in (here, there):
                index.sync(articles)
            assert_same(there, here, encoder)
            assert there.examine(articles) == ()
        with open_for_reading(tmp_path / "reader", encoder=encoder, server=vectors, database=library) as reader:
            before = reader.version
            assert (
                len(reader.nearest(encoder.encode_query("harbour"), k=50)) == ARTICLES - 1
            )  # vectors of the old tables
            write_harbour(articles, 4, "closed")
            here.sync(articles)
            with opened(tmp_path / "elsewhere", encoder, library, rebuild=True, **both) as there:
                there.sync(articles)
                assert_same(there, here, encoder)
                assert there.examine(articles) == ()
            assert reader.version > before
            reader.take_in_changes()
            assert_same(reader, here, encoder)
    assert not (tmp_path / "there" / "articles.sqlite3").exists()


def test_a_server_that_is_killed_in_mid_sync_costs_one_line_and_the_next_sync_completes(
    tmp_path: Path, encoder: Encoder, postgres: Postgres, library: PostgresAddress, articles: Path
) -> None:
    with opened(tmp_path / "here", encoder, None) as here, opened(tmp_path / "there", encoder, library) as there:
        there.sync(articles)
        before = there.articles()
        for number in range(ARTICLES):
            write_harbour(articles, number, "closed")

        class Killing:
            """The real encoder; while it embeds, the server is killed."""

            def __getattr__(self, name: str) -> object:
                if name == "encode_documents":
                    postgres.kill()
                return getattr(encoder, name)

        there.encoder = Killing()  # type: ignore[assignment]
        with pytest.raises(StoreError, match=REACHED) as told:
            there.sync(articles)
        assert "\n" not in str(told.value)
        assert PASSWORD not in str(told.value)
        postgres.start()
        there.encoder = encoder
        assert there.articles() == before  # whole articles, all of them the old ones
        assert len(there.sync(articles).changed) == ARTICLES
        here.sync(articles)
        assert_same(there, here, encoder)
        assert there.examine(articles) == ()


def test_a_server_that_is_killed_in_mid_question_costs_one_line_and_the_next_question_is_answered(
    tmp_path: Path, encoder: Encoder, postgres: Postgres, library: PostgresAddress, articles: Path
) -> None:
    with opened(tmp_path / "there", encoder, library) as there:
        there.sync(articles)
        before = there.matching("harbour 7", k=5)
        with there._database.reading() as connection:
            postgres.kill()
            with pytest.raises(StoreError, match=REACHED) as told:
                connection.execute("SELECT 1")
        assert "\n" not in str(told.value)
        with pytest.raises(StoreError, match=REACHED):
            there.matching("harbour 7", k=5)
        postgres.start()
        assert there.matching("harbour 7", k=5) == before
        postgres.kill()
        postgres.start()
        assert there.matching("harbour 7", k=5) == before  # whoever did not ask meanwhile sees nothing of it


def test_a_sync_that_is_killed_leaves_whole_articles_and_its_lock_at_once(
    tmp_path: Path, encoder: Encoder, encoder_cache: Path, library: PostgresAddress, articles: Path, postgres: Postgres
) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from qa.encoding import load_encoder
from qa.index import open_index, read_address
import qa.index.sync
qa.index.sync._GROUP_CHUNKS = 3
place, articles, cache, url = sys.argv[1:]
encoder = load_encoder("all-MiniLM-L6-v2", cache=Path(cache))
with open_index(Path(place), encoder=encoder, chunk_tokens=64, overlap_sentences=0, database=read_address(url)) as index:
    index.sync(Path(articles), progress=lambda progress: progress.done >= 6 and os.kill(os.getpid(), signal.SIGKILL))
"""
    arguments = [str(tmp_path / "there"), str(articles), str(encoder_cache), postgres.url(library)]
    assert subprocess.run([sys.executable, "-c", code, *arguments], check=False).returncode == -9
    with opened(tmp_path / "here", encoder, None) as here, opened(tmp_path / "there", encoder, library) as there:
        stored = there.articles()
        assert 6 <= len(stored) < ARTICLES
        assert all(len(there.chunks(there.chunk_ids())) == sum(facts.chunks for facts in stored) for facts in stored)
        here.sync(articles)
        assert len(there.sync(articles).unchanged) == len(stored)
        assert_same(there, here, encoder)
        assert there.examine(articles) == ()


def test_a_second_writer_is_refused_in_one_line_and_who_lost_the_lock_writes_no_more(
    tmp_path: Path, encoder: Encoder, library: PostgresAddress, articles: Path
) -> None:
    with opened(tmp_path / "one", encoder, library) as one:
        one.sync(articles)
        with pytest.raises(IndexLocked, match=rf"is in use by process {os.getpid()} on .*QA_REPLICA=true") as told:
            opened(tmp_path / "two", encoder, library)
        assert "\n" not in str(told.value)
        with pytest.raises(IndexLocked):
            opened(tmp_path / "two", encoder, library, rebuild=True)
        with pytest.raises(StoreError, match="can't be reached"), one._database.writing() as connection:
            connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        with opened(tmp_path / "two", encoder, library) as two:
            write_harbour(articles, 3, "closed")
            with pytest.raises(IndexLocked):
                one.sync(articles)
            assert two.sync(articles).changed == ("03.txt",)
        assert one.sync(articles).changed == ()


def test_three_replicas_see_what_the_writer_has_stored_with_the_next_question(
    tmp_path: Path,
    encoder_cache: Path,
    postgres: Postgres,
    library: PostgresAddress,
    vectors: ServerAddress,
    articles: Path,
) -> None:
    shared: dict[str, object] = {"database_url": postgres.url(library), "chroma_url": vectors.url}
    shared |= {"chroma_collection": vectors.collection, "articles": articles, "models": encoder_cache}

    def settings(name: str, **more: object) -> Settings:
        return Settings(**{**shared, "index": tmp_path / name, **more})  # type: ignore[arg-type]

    with pytest.raises(IndexMissing, match=r"there is no index in postgresql://.* yet; `qa sync` makes it"):
        Pipeline(settings("reader", replica=True))
    with Pipeline(settings("writer")) as writer:
        writer.sync()
        replicas = [Pipeline(settings(f"reader{number}", replica=True)) for number in range(3)]
        question = "Who closed the harbour of town 3?"
        for replica in replicas:
            assert [passage.chunk.article_id for passage in replica.retrieve(question, k=1)] == ["03.txt"]
            assert "opened" in replica.retrieve(question, k=1)[0].chunk.text
        write_harbour(articles, 3, "closed")
        (articles / "05.txt").unlink()
        writer.sync()
        expected = writer.ask(question)
        for replica in replicas:
            assert replica.ask(question).text == expected.text
            assert "closed" in expected.text
            assert replica.sync().unchanged == tuple(facts.article_id for facts in writer.articles())
            assert not (tmp_path / "reader0" / "chroma").exists()
            with pytest.raises(StoreError, match="open for reading alone"):
                replica.index.sync(articles)
            replica.close()


def test_the_command_line_looks_at_it_exports_it_and_refuses_what_a_replica_must_not(
    tmp_path: Path,
    encoder_cache: Path,
    postgres: Postgres,
    library: PostgresAddress,
    vectors: ServerAddress,
    articles: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QA_DATABASE_URL", postgres.url(library))
    monkeypatch.setenv("QA_CHROMA_URL", vectors.url)
    monkeypatch.setenv("QA_CHROMA_COLLECTION", vectors.collection)
    monkeypatch.setenv("QA_MODELS", str(encoder_cache))
    at = ["--articles", str(articles), "--index", str(tmp_path / "index")]
    assert main(["doctor", *at]) == 0
    assert "index: there is no index in postgresql://127.0.0.1" in capsys.readouterr().out
    assert main(["sync", *at]) == 0
    assert main(["doctor", *at]) == 0
    assert f"index: 12 articles, 12 chunks in {library}\n" in capsys.readouterr().out
    assert main(["export", *at, str(tmp_path / "library.zip")]) == 0
    again = ["--articles", str(tmp_path / "again"), "--index", str(tmp_path / "index2")]
    assert main(["import", *again, str(tmp_path / "library.zip")]) == 0
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == sorted(
        path.name for path in articles.iterdir()
    )
    for number in (1, 2):
        assert main(["sync", *at, "--shard", f"{number}/2"]) == 0  # in SQLite each, beside
    assert main(["sync", *at]) == 0
    assert not list((tmp_path / "index").glob("shard-*"))
    monkeypatch.setenv("QA_REPLICA", "true")
    capsys.readouterr()
    assert main(["ask", *at, "Who opened the harbour of town 3?"]) == 0
    assert "mayor D" in capsys.readouterr().out
    assert main(["sync", *at]) == 1
    assert capsys.readouterr().err == "qa: QA_REPLICA=true changes nothing; sync without it\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "it refuses the user or the password of QA_DATABASE_URL"),
        ({"database": "nowhere"}, "it has no such database; make it with createdb"),
        ({"port": 1}, "can't be reached"),
        ({"tls": "require"}, "can't be reached"),
    ],
)
def test_a_server_that_refuses_is_told_in_one_line_with_the_way_out(
    library: PostgresAddress, change: dict[str, object], said: str
) -> None:
    from dataclasses import replace

    with pytest.raises(StoreError, match=rf"\(QA_DATABASE_URL\) .*{re.escape(said)}") as told:
        PostgresDatabase(replace(library, **change))  # type: ignore[arg-type]
    assert "\n" not in str(told.value)
    assert PASSWORD not in str(told.value) + repr(library)


def test_a_user_who_may_not_make_a_schema_is_told_so(library: PostgresAddress) -> None:
    from dataclasses import replace

    database = PostgresDatabase(library)
    with database.writing() as connection:
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        connection.execute(f"GRANT USAGE ON SCHEMA {library.schema} TO guest")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {library.schema} TO guest")
    database.set_facts({"encoder": "one"})
    guest = replace(library, user="guest", password="guest")
    with pytest.raises(StoreError, match="grant this user CREATE on the database"):
        PostgresDatabase(replace(guest, schema="another"))
    reading = PostgresDatabase(guest, reads_only=True)
    assert reading.facts() == {"encoder": "one"}
    reading.close()
    database.close()


def test_what_could_not_be_taken_in_is_tried_again(
    tmp_path: Path, encoder: Encoder, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StoreError("the server left")

    with opened(tmp_path / "here", encoder, None) as here:
        here.sync(articles)
        with open_for_reading(tmp_path / "here", encoder=encoder) as reader:
            (articles / "05.txt").unlink()
            here.sync(articles)
            with monkeypatch.context() as patched:
                patched.setattr(reader._exact, "refresh", fail)
                with pytest.raises(StoreError, match="the server left"):
                    reader.take_in_changes()
            reader.take_in_changes()
            assert len(reader.nearest(encoder.encode_query("harbour"), k=50)) == ARTICLES - 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://user@host/db", "is no address of a database"),
        ("postgresql://host/db", "is no address of a database"),
        ("postgresql://user:secret@host", "is no address of a database"),
        ("postgresql://user:secret@host/db?schema=Other-1", r"takes \?schema="),
        ("postgresql://user:secret@host/db?options=x", r"takes \?schema="),
        ("postgresql://user:p@x:secret/tail@host/db", "has no number for a port"),
    ],
)
def test_what_is_no_address_is_told_without_repeating_it(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as told:
        read_address(url)
    assert "secret" not in str(told.value)


def test_an_address_is_read_and_shown_without_its_password() -> None:
    address = read_address("postgres://us%40er:pass%2Fword@db.example:6543/my%20library?schema=one&sslmode=verify-full")
    assert address == PostgresAddress("db.example", 6543, "my library", "us@er", "pass/word", "one", "verify-full")
    assert str(address) == "postgresql://db.example:6543/my library?schema=one"


def test_without_its_driver_one_line_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['pg8000'] = None\n"
        "from pathlib import Path\nfrom qa.errors import StoreError\n"
        "from qa.index import PostgresAddress\nfrom qa.index.homes import home_of\n"
        "try:\n    home_of(Path('.'), PostgresAddress('host', 5432, 'db', 'user'))\n"
        "except StoreError as error:\n    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "QA_DATABASE_URL needs PostgreSQL's driver: pip install 'qa[postgres]'\n"
