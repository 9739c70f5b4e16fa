"""Fixtures that several suites share: the real encoder, and folders of small articles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.encoding import Encoder, load_encoder


@pytest.fixture(scope="session")
def encoder_cache(pytestconfig: pytest.Config) -> Path:
    """Where the converted model is kept from one run of the tests to the next."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("encoder")


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> Encoder:
    """The shipped weights, converted."""
    return load_encoder("all-MiniLM-L6-v2", cache=encoder_cache)


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
