"""Files and folders: what is read, what is reported, and that one bad file stops no other."""

from datetime import date
from pathlib import Path

import pytest

from qa.articles import ArticleFile, find_files, read_article
from qa.errors import ArticleError

TEXT = "The council closed the old bridge on Monday. It will open again in May."


def the_file(folder: Path, content: bytes, name: str = "a.txt") -> ArticleFile:
    (folder / name).write_bytes(content)
    return next(file for file in find_files(folder)[0] if file.article_id == name)


@pytest.mark.parametrize(
    ("content", "raw"),
    [
        (TEXT.encode(), TEXT),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (TEXT.encode("utf-32"), TEXT),
        (f"{TEXT}\r\nCafé “Bridge” – 5 €.".encode("cp1252"), f"{TEXT}\r\nCafé “Bridge” – 5 €."),
        ("Мост закрыт. Так сказал мэр города.".encode(), "Мост закрыт. Так сказал мэр города."),
    ],
)
def test_text_is_decoded(tmp_path: Path, content: bytes, raw: str) -> None:
    assert read_article(the_file(tmp_path, content)).raw == raw


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x80\x81\xfe\xff" * 20, "undecodable"),
        ("Мост закрыт. Так сказал мэр города.".encode("cp1251"), "undecodable"),
        (b"\xe9a \xe8o " * 20, "undecodable"),
        (b"The bridge \xff\xfe\xfd is closed until the month of May.", "undecodable"),
        (b"\xff\xfe" + b"\x00\xd8" * 7, "undecodable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"The\x01\x02\x03 bridge", "binary"),
        (b"Listen Live\nGet short URL\n", "no article text"),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    file = the_file(tmp_path, content)
    with pytest.raises(ArticleError) as caught:
        read_article(file)
    assert caught.value.reason.startswith(reason)
    assert caught.value.path == tmp_path / "a.txt"


def test_a_file_over_twenty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024 + 1)
    (file,) = find_files(tmp_path)[0]
    with pytest.raises(ArticleError, match="larger than 20 MB"):
        read_article(file)


def test_a_file_that_went_away_is_refused(tmp_path: Path) -> None:
    file = the_file(tmp_path, TEXT.encode())
    file.path.unlink()
    with pytest.raises(ArticleError, match="can't be read: No such file"):
        read_article(file)


def test_line_ends_and_odd_spaces_stay_as_they_are_in_the_file(tmp_path: Path) -> None:
    raw = "One\xa0bridge is closed.\r\n\r\nTwo\u200b are open.\u2028\r\n"
    assert read_article(the_file(tmp_path, raw.encode())).raw == raw


def test_a_changed_file_has_another_hash(tmp_path: Path) -> None:
    before = read_article(the_file(tmp_path, TEXT.encode())).content_hash
    assert read_article(the_file(tmp_path, TEXT.encode() + b"\n")).content_hash != before


PAGE = """<html><head><title>Bridge closed - The Quay</title><meta property="og:site_name" content="The Quay">
<meta property="article:published_time" content="2017-09-21T15:21:00Z"></head><body><nav><a href="/">Home</a></nav>
<p>26 October 2020</p><article><h1>Bridge closed</h1><p>The council <b>closed</b> the <a href="/b">old bridge</a> on
Monday, the mayor of the town said. Nobody had expected it, and the shops on the quay were angry about it.</p>
<h2>What comes next</h2><p>The repair is planned for the spring. The mayor said that it would cost two million.</p>
<ul><li>Cars use the ferry</li><li>Walkers use the tunnel</li></ul></article></body></html>"""


def test_an_html_page_gives_its_text_facts_and_headings(tmp_path: Path) -> None:
    article = read_article(the_file(tmp_path, PAGE.encode(), "a.html"))
    assert (article.title, article.outlet, article.published) == ("Bridge closed", "The Quay", date(2017, 9, 21))
    assert [section.heading for section in article.sections] == [None, "What comes next"]
    first = article.sections[0].span
    assert article.raw[first.start : first.end].startswith("The council closed the old bridge on Monday, the mayor")
    assert article.raw.endswith("- Cars use the ferry\n- Walkers use the tunnel")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"<html><body></body></html>", "an empty page"), (b"\0\0<p>", "binary")]
)
def test_an_html_file_without_an_article_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_article(the_file(tmp_path, content, "a.html"))
    assert caught.value.reason.startswith(reason)


def test_a_page_whose_encoding_is_not_named_is_read_as_utf_8(tmp_path: Path) -> None:
    page = PAGE.replace("of the town said.", "of the town said – “Café Zoë” stays.").encode()
    assert "said – “Café Zoë” stays." in read_article(the_file(tmp_path, page, "a.html")).raw


def test_a_page_of_which_little_is_found_is_read_a_second_time(tmp_path: Path) -> None:
    told = "".join(
        f"<p>On day {i} the council closed the old bridge again, and shops were angry.</p>" for i in range(50)
    )
    reasons = "".join(f"<p>Reason {i} is that the ferry costs too much for us all.</p>" for i in range(40))
    few, many = reasons[: len(reasons) // 8], reasons
    page = "<html><body><article>{told}<div class='teaser'>{reasons}</div></article></body></html>"
    raw = read_article(the_file(tmp_path, page.format(told=told, reasons=many).encode(), "a.html")).raw
    assert (raw.count("On day"), raw.count("Reason")) == (50, 40)
    raw = read_article(the_file(tmp_path, page.format(told=told, reasons=few).encode(), "b.html")).raw
    assert (raw.count("On day"), raw.count("Reason")) == (50, 0)
