import os
from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import Settings, check_folders, settings_table

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("QA_"):
            monkeypatch.delenv(name)


def test_defaults_need_nothing() -> None:
    settings = Settings()
    assert (settings.articles, settings.index, settings.port) == (Path("seeds"), Path(".qa"), 7860)


def test_the_environment_is_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "9000")
    monkeypatch.setenv("QA_INDEX", "elsewhere")
    assert Settings(index=Path("here")).index == Path("here")
    assert Settings().port == 9000


def test_a_value_out_of_range_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "99999")
    with pytest.raises(SettingsError, match=r"QA_PORT=99999") as caught:
        Settings()
    assert (caught.value.variable, caught.value.value) == ("QA_PORT", "99999")


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PROT", "1")
    with pytest.raises(SettingsError, match="QA_PROT is no setting") as caught:
        Settings()
    assert caught.value.variable == "QA_PROT"


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CHAT_API_KEY", "s3cret")
    assert "s3cret" not in repr(Settings())


def test_a_password_in_an_address_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CHROMA_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("QA_DATABASE_URL", "postgresql://user:s3cret@host/db")
    assert "s3cret" not in repr(Settings())
    monkeypatch.setenv("QA_DATABASE_URL", "mysql://user:s3cret@host/db")
    with pytest.raises(SettingsError, match=r"^QA_DATABASE_URL=\(hidden\): .*give one like postgresql://") as caught:
        Settings()
    assert "s3cret" not in repr(caught.value) + caught.value.value
    monkeypatch.setenv("QA_DATABASE_URL", "postgresql://user:p@x:s3cret/tail@host/db")
    with pytest.raises(SettingsError, match="has no number for a port") as caught:
        Settings()
    assert "s3cret" not in repr(caught.value) + caught.value.value


def test_half_of_what_sharing_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_REPLICA", "true")
    with pytest.raises(SettingsError, match="QA_REPLICA=true takes QA_DATABASE_URL"):
        Settings()
    monkeypatch.setenv("QA_DATABASE_URL", "postgresql://user@host/db")
    with pytest.raises(SettingsError, match="QA_DATABASE_URL takes QA_CHROMA_URL as well"):
        Settings()
    monkeypatch.setenv("QA_CHROMA_URL", "http://127.0.0.1:8000")
    assert Settings().replica


def test_the_readme_shows_the_settings_as_they_are() -> None:
    assert settings_table() in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["QA_INDEX", "QA_ARTICLES"])
def test_an_empty_folder_name_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, " ")
    with pytest.raises(SettingsError, match=f"{name}= : .*is empty; give a folder"):
        Settings()


def test_folders_that_cannot_be_used_are_named_by_their_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"QA_ARTICLES=.*nowhere: no such folder"):
        check_folders(Settings(articles=tmp_path / "nowhere", index=tmp_path / "index"))
    assert not (tmp_path / "index").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"QA_INDEX=.*file.*: can't hold the index"):
        check_folders(Settings(articles=tmp_path, index=tmp_path / "file" / "index"))
    check_folders(Settings(articles=tmp_path, index=tmp_path / "deep" / "index"))
    assert list((tmp_path / "deep" / "index").iterdir()) == []
