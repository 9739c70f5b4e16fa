"""Files into the folder, out of it and back: readable, whole, under safe names, over nothing."""

from pathlib import Path

import pytest

from qa.articles.shelving import REMOVED, Shelved, Shelves, safe_name, text_name
from qa.errors import ArticleError, LimitError

TEXT = "Mill sold\n\nThe old mill of Tarn was sold on Friday, the mayor said.\n"


def put(shelves: Shelves, name: str, content: bytes = TEXT.encode()) -> Shelved:
    with shelves.incoming(name) as place:
        place.write_bytes(content)
        return shelves.put(place)


@pytest.fixture
def shelves(tmp_path: Path) -> Shelves:
    return Shelves(tmp_path)


def there(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_put_under_its_name_and_the_same_one_only_once(shelves: Shelves, tmp_path: Path) -> None:
    assert put(shelves, "mill.txt") == Shelved("mill.txt", ("mill.txt",), True)
    assert put(shelves, "mill.txt") == Shelved("mill.txt", ("mill.txt",), False)
    assert put(shelves, "mill.txt", TEXT.replace("Tarn", "Osby").encode()) == Shelved(
        "mill 2.txt", ("mill 2.txt",), True
    )
    assert there(tmp_path) == ["mill 2.txt", "mill.txt"]
    assert (tmp_path / "mill.txt").read_text() == TEXT


def test_a_file_may_be_named_after_its_article(shelves: Shelves) -> None:
    with shelves.incoming("news.example-1.txt") as place:
        place.write_text(TEXT, encoding="utf-8")
        assert shelves.put(place, by_title=True) == Shelved("Mill sold.txt", ("Mill sold.txt",), True)
    with shelves.incoming("feed.jsonl") as place:
        place.write_text(
            '{"text": "The mill was sold on Friday, he said."}\n{"text": "It burnt on Monday, she said."}\n'
        )
        assert shelves.put(place, by_title=True).file_id == "feed.jsonl"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.exe", b"MZ\x00\x01" * 500, "not an article format"),
        ("a.pdf", b"%PDF-1.4 nothing more", "PDF"),
        ("a.txt", b"\x00\x01\x02" * 400, ""),
    ],
)
def test_what_can_not_be_read_is_refused_with_the_reason_and_leaves_nothing(
    shelves: Shelves, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(ArticleError) as caught:
        put(shelves, name, content)
    assert reason in caught.value.reason
    assert caught.value.reason
    assert list(tmp_path.iterdir()) == []


def test_the_folder_takes_so_much_and_no_more(tmp_path: Path) -> None:
    (tmp_path / REMOVED).mkdir()
    (tmp_path / REMOVED / "old.txt").write_bytes(b"x" * 990)
    with pytest.raises(LimitError, match="at most 0 MB"):
        put(Shelves(tmp_path, most_bytes=1000), "mill.txt")
    assert there(tmp_path) == [f"{REMOVED}/old.txt"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.md", "notes.md"),
        (".hidden.txt", "hidden.txt"),
        ("a#3~.txt", "a-3.txt"),
        ("Tårnby\u202e – \x07news.html", "Tårnby – news.html"),
        ("", "article"),
        ("..", "article"),
        ("ü" * 300 + ".txt", "ü" * 58 + ".txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_pasted_text_is_named_after_its_title() -> None:
    assert text_name("No. 10: “Who/what?” asks the U.S.") == "No 10- “Who what-” asks the U S.txt"


def test_a_removed_file_comes_back_whole_but_not_over_another(shelves: Shelves, tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    path = tmp_path / "2024" / "mill.txt"
    path.write_text("one")
    shelves.take_away("2024/mill.txt")
    path.write_text("two")
    shelves.take_away("2024/mill.txt")
    assert there(tmp_path) == [f"{REMOVED}/2024/mill 2.txt", f"{REMOVED}/2024/mill.txt"]
    shelves.bring_back("2024/mill.txt")
    assert path.read_text() == "two"
    shelves.bring_back("2024/mill 2.txt")
    assert (tmp_path / "2024" / "mill 2.txt").read_text() == "one"
    shelves.take_away("2024/mill.txt")
    path.write_text("three")
    with pytest.raises(ArticleError, match="is there again"):
        shelves.bring_back("2024/mill.txt")
    assert path.read_text() == "three"


@pytest.mark.parametrize(
    "file_id", ["../outside.txt", "/etc/hostname", "none.txt", ".qa-removed/x.txt", "a/../../x.txt"]
)
def test_nothing_outside_of_the_folder_is_touched(tmp_path: Path, file_id: str) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("mine")
    for work in (Shelves(folder).take_away, Shelves(folder).bring_back):
        with pytest.raises(ArticleError):
            work(file_id)
    assert (tmp_path / "outside.txt").read_text() == "mine"
