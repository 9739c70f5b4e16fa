"""Which files of a folder are found: nothing outside it, nothing that hangs, nothing without an end."""

import os
from pathlib import Path

import pytest

from qa.articles import ArticleFile, find_files, folder, read_article
from qa.errors import ArticleError
from qa.reports import SkippedFile

TEXT = "The council closed the old bridge on Monday. It will open again in May."


def reasons(skipped: tuple[SkippedFile, ...]) -> dict[str, str]:
    return {each.path.name: each.reason.split(":")[0].split(";")[0] for each in skipped}


def test_files_are_found_below_the_folder_and_sorted_by_id(tmp_path: Path) -> None:
    for name in ("b.md", "sub/deep/a.HTML", "a.txt", ".hidden/x.txt", ".x.txt", "c.nothing"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    files, skipped = find_files(tmp_path)
    assert [file.article_id for file in files] == ["a.txt", "b.md", "sub/deep/a.HTML"]
    assert (files[0].size_bytes, files[0].path.name) == (len(TEXT), "a.txt")
    assert [(each.path.name, each.reason.split(" (")[0]) for each in skipped] == [
        ("c.nothing", "not an article format")
    ]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for path in (inside / "sub", inside / ".kept", outside / "deep"):
        path.mkdir(parents=True)
    for path in (inside / "a.txt", inside / ".kept" / "k.txt", outside / "b.txt", outside / "deep" / "c.txt"):
        path.write_text(TEXT)
    (inside / "sub" / "loop").symlink_to(inside)
    (inside / "linked").symlink_to(outside)
    (inside / "b.txt").symlink_to(outside / "b.txt")
    (inside / "up").symlink_to(tmp_path)
    (inside / "again.txt").symlink_to(inside / "a.txt")
    (inside / "shown").symlink_to(inside / ".kept")
    (inside / "gone.txt").symlink_to(inside / "nowhere.txt")
    (inside / "self").symlink_to(inside / "self")
    return inside


def test_links_inside_are_followed_and_links_that_lead_out_are_not(linked: Path) -> None:
    files, skipped = find_files(linked)
    assert [file.article_id for file in files] == ["a.txt", "shown/k.txt"]
    assert reasons(skipped) == {
        "again.txt": "link to a file that is read anyway",
        "b.txt": "link that leads out of the folder",
        "gone.txt": "broken link",
        "linked": "link that leads out of the folder",
        "loop": "link to a folder that is read anyway",
        "self": "broken link",
        "up": "link that leads out of the folder",
    }


def test_links_that_lead_out_are_followed_once_where_that_is_asked_for(linked: Path) -> None:
    files, skipped = find_files(linked, follow_links=True)
    assert [file.article_id for file in files] == ["a.txt", "b.txt", "linked/deep/c.txt", "shown/k.txt"]
    assert [each.reason for each in skipped if each.path == linked / "linked" / "b.txt"] == [
        "link to a file that is read anyway"
    ]


def test_thirty_levels_of_two_links_end_at_once(tmp_path: Path) -> None:
    articles, maze = tmp_path / "articles", tmp_path / "maze"
    articles.mkdir()
    for level in range(30):
        (maze / str(level)).mkdir(parents=True)
    for level in range(29):
        for name in ("left", "right"):
            (maze / str(level) / name).symlink_to(maze / str(level + 1))
    (maze / "29" / "a.txt").write_text(TEXT)
    (articles / "maze").symlink_to(maze / "0")
    files, skipped = find_files(articles, follow_links=True)
    assert len(files) == 1
    assert len(skipped) == 29


@pytest.mark.parametrize("target", ["/dev/zero", "/dev", "/proc", "/proc/self/environ", "/sys/kernel"])
def test_what_the_system_makes_up_is_never_read(tmp_path: Path, target: str) -> None:
    (tmp_path / "a.txt").symlink_to(target)
    files, skipped = find_files(tmp_path, follow_links=True)
    assert files == ()
    assert reasons(skipped) == {"a.txt": "link to a device or a folder of the system"}


def test_a_folder_of_the_system_holds_no_articles() -> None:
    with pytest.raises(ArticleError, match="belongs to the system"):
        find_files(Path("/proc"))


def test_a_file_that_turned_into_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    with pytest.raises(ArticleError, match="neither a file nor a folder"):
        read_article(ArticleFile("a.txt", path, 100, 0))


def test_a_file_that_grew_since_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(folder.MAX_BYTES + 1)
    with pytest.raises(ArticleError, match="larger than 20 MB"):
        read_article(ArticleFile("a.txt", path, 100, 0))


def test_three_thousand_folders_deep_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    files, skipped = find_files(tmp_path)
    assert [file.article_id for file in files] == ["a.txt"]
    assert [each.reason for each in skipped] == ["deeper than 64 folders"]
    _remove_deep(tmp_path)


def _remove_deep(folder_path: Path) -> None:
    """Takes the chain apart from above: what clears up after tests calls itself for each folder."""
    top, spare = folder_path / "d", folder_path / "e"
    while top.exists():
        if (top / "d").exists():
            (top / "d").rename(spare)
        top.rmdir()
        if spare.exists():
            spare.rename(top)


def test_more_entries_than_the_limit_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT)
    monkeypatch.setattr(folder, "MAX_ENTRIES", 2)
    with pytest.raises(ArticleError, match="holds more than 2 files and folders"):
        find_files(tmp_path)


def test_a_name_that_is_no_unicode_is_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(TEXT)
    files, skipped = find_files(tmp_path)
    assert files == ()
    assert [each.reason for each in skipped] == ["the file's name is not valid UTF-8"]


def test_a_device_or_pipe_is_reported_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [each.reason for each in find_files(tmp_path)[1]] == ["neither a file nor a folder"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no such folder"):
        find_files(tmp_path / "nowhere")
