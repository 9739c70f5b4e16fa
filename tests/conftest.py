"""Fixtures that several suites share: the real encoder, and folders of small articles."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from postgres_servers import Postgres, postgres_server

from qa.encoding import Encoder, load_encoder
from qa.index import PostgresAddress

settings.register_profile("any_machine", deadline=None)  # a busy core is no fault of the code
settings.load_profile("any_machine")


def pytest_configure(config: pytest.Config) -> None:
    """Lets all indexes of the run share the converted models, which each would otherwise convert for itself."""
    assert config.cache is not None
    os.environ["QA_MODELS"] = str(config.cache.mkdir("models"))


@pytest.fixture(scope="session")
def encoder_cache() -> Path:
    """Where the converted model is kept from one run of the tests to the next."""
    return Path(os.environ["QA_MODELS"])


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> Encoder:
    """The shipped weights, converted."""
    return load_encoder("all-MiniLM-L6-v2", cache=encoder_cache)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server; whoever kills it starts it again."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest) -> PostgresAddress | None:
    """What keeps an index, one after the other: a file in its folder, and a library of its own at a server."""
    if request.param == "SQLite":
        return None
    address: PostgresAddress = request.getfixturevalue("postgres").new_address()
    return address


@pytest.fixture
def write_articles(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes texts by file name into one folder, which it gives back; called again it adds to them."""
    folder = tmp_path / "articles"

    def write(texts: dict[str, str]) -> Path:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write
