"""What a server shows instead of an article is told from articles, short ones and those about such pages counted in."""

import json
from pathlib import Path

import pytest

from qa.articles import find_files, read_article
from qa.articles.refusals import refusal
from qa.doctor import read_file
from qa.errors import ArticleError

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "cases" / "refusals.jsonl").read_text(encoding="utf-8").splitlines()
]
MOST_MISSED = 6  # of 64
SENTENCE = "The council closed the old bridge on Monday, and the shops on the quay were angry about it."


def refusal_of(folder: Path, name: str, content: str) -> str | None:
    """Why a file is refused, or None where it is read."""
    (folder / name).write_text(content, encoding="utf-8")
    file = next(file for file in find_files(folder)[0] if file.article_id == name)
    try:
        read_article(file)
    except ArticleError as error:
        return error.reason
    return None


def case_file(case: dict[str, str | None]) -> str:
    return "\n".join(filter(None, (case["title"], case["text"])))


def test_most_pages_that_are_no_articles_are_known_as_what_they_are() -> None:
    shown = [case for case in CASES if case["kind"]]
    found = [refusal(case["text"], title=case["title"]) for case in shown]
    assert len(shown) == 64
    assert sum(kind is None for kind in found) <= MOST_MISSED
    assert sum(kind == case["kind"] for kind, case in zip(found, shown, strict=True)) >= len(shown) - MOST_MISSED


@pytest.mark.parametrize("case", [case for case in CASES if not case["kind"]], ids=lambda case: str(case["title"]))
def test_an_article_is_none_of_them(tmp_path: Path, case: dict[str, str | None]) -> None:
    assert refusal_of(tmp_path, "a.txt", case_file(case)) is None


def test_the_reason_is_said_for_text_and_pages(tmp_path: Path) -> None:
    blocked = "Access Denied\n\nYou don't have permission to access this page on this server."
    page = "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>{}</body></html>"
    wanted = "no article: a notice that access is denied"
    assert refusal_of(tmp_path, "a.txt", blocked) == wanted
    assert refusal_of(tmp_path, "b.html", page.format("You don't have permission to access this page.")) == wanted
    script = "<html><head><title>Quay</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript>"
    assert refusal_of(tmp_path, "c.html", script) == "no article: a notice that the page needs JavaScript"
    assert refusal_of(tmp_path, "d.html", "<html><head></head><body></body></html>") == "an empty page or frame"


def test_a_notice_below_an_article_does_not_take_it_away(tmp_path: Path) -> None:
    notice = "We use cookies and data to measure how our site is used. You can change your cookie settings at any time."
    assert refusal_of(tmp_path, "a.txt", f"Old bridge closed\n\n{SENTENCE} {SENTENCE} {SENTENCE}\n\n{notice}") is None


def test_a_long_text_is_never_one() -> None:
    assert refusal("Sorry, you have been blocked. " * 20) is not None
    assert refusal("Sorry, you have been blocked. " * 200) is None


def test_what_was_saved_beside_a_page_is_passed_over_in_one_line(tmp_path: Path) -> None:
    for name in ("Bridge.html", "Bridge_files/frame.html", "Bridge_files/a.js", "Other_files/story.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SENTENCE)
    files, skipped = find_files(tmp_path)
    assert [file.article_id for file in files] == ["Bridge.html", "Other_files/story.txt"]
    assert [(each.path.name, each.reason) for each in skipped] == [
        ("Bridge_files", "pictures and frames of the saved page Bridge.html")
    ]
    with pytest.raises(ArticleError, match=r"belongs to the saved page Bridge\.html"):
        read_file(tmp_path / "Bridge_files" / "frame.html")
