"""A library as one file and back; archives that are damaged, lie, leave their folder or swell are refused, and change nothing."""

import hashlib
import json
import stat
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from scripted_pipeline import answer

from qa.backup.taking import take_archive
from qa.backup.writing import write_archive
from qa.errors import BackupError
from qa.settings import Settings, conversations_file, corrections_file, users_file
from qa.types import Filters
from qa.users import Role, UserFile
from qa.web.archive import Archive
from qa.web.conversation import Conversation, Progress

FIXTURE = Path(__file__).parent.parent / "archives" / "format-1.zip"
PASSWORD = "a good long password"
ARTICLES = {
    "bridge.txt": "The old bridge\n\nThe bridge over the Weser was closed on Monday.\n",
    "2021/fähre.txt": "The ferry\n\nThe ferry to Vegesack runs every ten minutes.\n",
}


@dataclass(frozen=True)
class Home:
    """A place with a library in it, or none yet."""

    settings: Settings

    @property
    def articles(self) -> dict[str, str]:
        """The articles by name."""
        folder = self.settings.articles
        files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}

    @property
    def is_untouched(self) -> bool:
        """Whether nothing came of an import."""
        return [path.name for path in self.settings.index.parent.rglob("*")] == []


def home(folder: Path) -> Home:
    folder.mkdir()
    return Home(Settings(articles=folder / "articles", index=folder / "index"))


def fill(settings: Settings) -> None:
    for name, text in ARTICLES.items():
        (settings.articles / name).parent.mkdir(parents=True, exist_ok=True)
        (settings.articles / name).write_text(text, "utf-8")
    UserFile(users_file(settings)).add("anna", PASSWORD, Role.EDITOR)
    with Archive(conversations_file(settings)) as archive:
        begun = Conversation().asking("When do cats sleep?", Filters())
        said = begun.with_answer(answer("Cats sleep for 16 hours."), progress=Progress.DONE)
        archive.keep(said, owner="anna")


def check(settings: Settings) -> None:
    account = UserFile(users_file(settings)).with_password("anna", PASSWORD)
    assert account is not None
    assert account.role is Role.EDITOR
    with Archive(conversations_file(settings)) as archive:
        (kept,) = archive.listed("anna", search="hours")
        conversation = archive.read(kept.conversation_id)
    assert kept.title == "When do cats sleep?"
    assert conversation is not None
    assert conversation.exchanges[0].answer is not None
    assert conversation.exchanges[0].answer.citations[0].quote == "Cats sleep for 16 hours."


def test_a_library_comes_back_whole_and_again_does_no_harm(tmp_path: Path) -> None:
    old, new, path = home(tmp_path / "old"), home(tmp_path / "new"), tmp_path / "library.zip"
    fill(old.settings)
    corrections_file(old.settings).write_bytes(b"")  # an empty database
    (old.settings.articles / ".hidden.txt").write_text("not an article")
    with Archive(conversations_file(old.settings)):  # a server has it open
        manifest, skipped = write_archive(path, old.settings)
    assert skipped == ()
    assert sorted(manifest.files) == sorted(
        [*(f"articles/{name}" for name in ARTICLES), "conversations.sqlite", "corrections.sqlite", "users.json"]
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert take_archive(path, new.settings) == manifest
    assert new.articles == ARTICLES
    for place in (users_file(new.settings), conversations_file(new.settings)):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    take_archive(path, new.settings)
    check(new.settings)
    (new.settings.articles / "bridge.txt").write_text("Another bridge.")
    with pytest.raises(BackupError, match=r"bridge\.txt is there already, with another content; nothing was taken in"):
        take_archive(path, new.settings)
    assert new.articles["bridge.txt"] == "Another bridge."


def test_an_archive_of_the_first_format_is_read(tmp_path: Path) -> None:
    new = home(tmp_path / "new")
    assert take_archive(FIXTURE, new.settings).format == 1
    assert new.articles == ARTICLES
    check(new.settings)


def test_an_archive_is_written_neither_over_a_file_nor_among_the_articles(tmp_path: Path) -> None:
    old = home(tmp_path / "old")
    fill(old.settings)
    (tmp_path / "there.zip").write_text("mine")
    with pytest.raises(BackupError, match=r"there\.zip is there already"):
        write_archive(tmp_path / "there.zip", old.settings)
    assert (tmp_path / "there.zip").read_text() == "mine"
    with pytest.raises(BackupError, match="lies in the folder of the articles"):
        write_archive(old.settings.articles / "library.zip", old.settings)
    with pytest.raises(BackupError, match="can't be written"):
        write_archive(tmp_path / "nowhere" / "library.zip", old.settings)
    assert [path.name for path in tmp_path.glob(".qa-export-*")] == []


def forged(
    path: Path, contents: Mapping[str, bytes], *, mode: int = 0o100600, changes: Mapping[str, object] | None = None
) -> Path:
    """An archive with these files, whose manifest is right but for the changes."""
    listed = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in contents.items()
    }
    manifest = {"format": 1, "program": "qa", "version": "0", "files": listed, **(changes or {})}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            facts = ZipInfo(name)
            facts.external_attr = mode << 16
            facts.compress_type = ZIP_DEFLATED
            archive.writestr(facts, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return path


@pytest.mark.parametrize(
    "name",
    [
        *("articles/../../evil.txt", "articles//evil.txt", "articles//etc/evil.txt", "/evil.txt", "../evil.txt"),
        *("evil.txt", "articles/.index/evil.txt", "articles/", "articles/a/", "articles/link/evil.txt"),
    ],
)
def test_nothing_leaves_the_folder(tmp_path: Path, name: str) -> None:
    new = home(tmp_path / "new")
    (tmp_path / "elsewhere").mkdir()
    if "link" in name:
        new.settings.articles.mkdir()
        (new.settings.articles / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupError, match="which has no place in a library"):
        take_archive(forged(tmp_path / "evil.zip", {name: b"evil"}), new.settings)
    assert list(tmp_path.rglob("evil.txt")) == []


def test_links_are_not_made(tmp_path: Path) -> None:
    new = home(tmp_path / "new")
    with pytest.raises(BackupError, match="which is no file"):
        take_archive(forged(tmp_path / "link.zip", {"articles/a.txt": b"/etc/passwd"}, mode=0o120777), new.settings)
    assert new.is_untouched


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"files": {"articles/a.txt": {"sha256": "0" * 64, "size": 4}}}, "is damaged: its checksum is another"),
        ({"files": {"articles/a.txt": {"sha256": "0" * 64, "size": 5}}}, "is not as long as it is listed"),
        ({"files": {}}, "does not hold what it lists"),
        (
            {"files": {"articles/a.txt": {"sha256": "x", "size": 4}}},
            "was not made by `qa export`: files.articles/a.txt.sha256",
        ),
        ({"program": "other"}, "was not made by `qa export`: program"),
        ({"format": 2, "version": "9.1"}, "was made by qa 9.1; this version can't read it yet"),
    ],
)
def test_an_archive_that_is_damaged_or_of_another_make_is_told_and_changes_nothing(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    new = home(tmp_path / "new")
    with pytest.raises(BackupError, match=said.replace(".", r"\.")):
        take_archive(forged(tmp_path / "bad.zip", {"articles/a.txt": b"text"}, changes=changes), new.settings)
    assert new.is_untouched


def test_a_bomb_a_double_and_what_is_no_archive_are_refused(tmp_path: Path) -> None:
    new = home(tmp_path / "new")
    with pytest.raises(BackupError, match="unpacks to 60,000,000 bytes"):
        take_archive(forged(tmp_path / "bomb.zip", {"articles/a.txt": b"\0" * 60_000_000}), new.settings)
    path = forged(tmp_path / "double.zip", {"articles/a.txt": b"text"})
    with warnings.catch_warnings(action="ignore"), ZipFile(path, "a") as archive:
        archive.writestr("articles/a.txt", b"text")
    with pytest.raises(BackupError, match="or holds it twice"):
        take_archive(path, new.settings)
    (tmp_path / "text.zip").write_text("no archive")
    with pytest.raises(BackupError, match=r"text\.zip can't be taken in"):
        take_archive(tmp_path / "text.zip", new.settings)
    with pytest.raises(BackupError, match="can't be taken in"):
        take_archive(tmp_path / "missing.zip", new.settings)
    with ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("articles/a.txt", "text")
    with pytest.raises(BackupError, match=r"was not made by `qa export`: it has no manifest\.json"):
        take_archive(tmp_path / "plain.zip", new.settings)
    assert new.is_untouched
