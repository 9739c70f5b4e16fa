"""Which reader the settings mean, and what is said of it."""

from pathlib import Path

import pytest

from qa import wiring
from qa.settings import Settings
from qa.wiring import describe_reading, reader_of


def settings_with(reader: str, tmp_path: Path) -> Settings:
    return Settings(articles=tmp_path, index=tmp_path / "index", reader=reader)


@pytest.mark.parametrize(("quick", "reader"), [(True, "large"), (False, "small")])
def test_where_it_is_left_to_the_program_the_processor_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quick: bool, reader: str
) -> None:
    monkeypatch.setattr(wiring, "computes_in_bf16", lambda: quick)
    settings = settings_with("auto", tmp_path)
    assert reader_of(settings) == reader
    assert describe_reading(settings) == describe_reading(settings_with(reader, tmp_path)).replace(
        "Two networks read:", "Two networks read, since this processor computes in bf16:"
    )


@pytest.mark.parametrize("reader", ["small", "large", "/models/own"])
def test_what_is_set_holds_on_any_processor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: str) -> None:
    monkeypatch.setattr(wiring, "computes_in_bf16", lambda: reader == "small")
    assert reader_of(settings_with(reader, tmp_path)) == reader


def test_a_folder_is_named(tmp_path: Path) -> None:
    assert describe_reading(settings_with("/models/own", tmp_path)) == "The network in /models/own reads."
