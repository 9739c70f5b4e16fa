"""Every format: what is read of files that real programs made, what of damaged and hostile ones."""

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qa.articles import ArticleFile, FileContents, articles_in, find_files
from qa.articles.formats.detection import suffix_of
from qa.errors import ArticleError
from qa.types import Article

FILES = Path(__file__).parent.parent / "formats"
TITLE = "Ferry to Holm stops for the winter"
PUPILS = "Forty pupils from Holm will board at the school in Arnvik from Monday to Friday."
CHAIR = "said the council’s chair, Sølvi Ødegård."
PAGE = f"<html><head><title>T</title></head><body><article><h1>Ferry</h1><p>{PUPILS}</p><p>{PUPILS}</p></article></body></html>"
TEXT = "The council closed the old bridge on Monday. It will open again in May."


def read(content: bytes, name: str) -> FileContents:
    return articles_in(ArticleFile(name, Path("somewhere") / name, len(content), 0), content)


def read_file(name: str) -> FileContents:
    return read((FILES / name).read_bytes(), name)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(ArticleError) as caught:
        read(content, name)
    return caught.value.reason


def only(contents: FileContents) -> Article:
    (article,) = contents.articles
    return article


def kept(article: Article) -> str:
    return "\n".join(article.raw[span.start : span.end] for span in article.kept)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "epub", "pdf", "mhtml", "eml", "html.gz"])
def test_a_document_gives_its_title_and_whole_sentences(suffix: str) -> None:
    article = only(read_file(f"ferry.{suffix}"))
    assert article.article_id == f"ferry.{suffix}"
    assert article.title == TITLE
    assert PUPILS in kept(article)
    assert CHAIR in kept(article)
    assert article.content_hash == only(read_file(f"ferry.{suffix}")).content_hash


@pytest.mark.parametrize("suffix", ["docx", "odt", "epub", "pdf", "mhtml", "html.gz"])
def test_headings_make_sections(suffix: str) -> None:
    headings = [section.heading for section in only(read_file(f"ferry.{suffix}")).sections]
    assert "What islanders do now" in headings[1:]


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_lists_and_tables_of_documents_stay(suffix: str) -> None:
    raw = only(read_file(f"ferry.{suffix}")).raw
    assert "- the doctor comes on Wednesdays\n- the shop opens three days a week" in raw
    assert "| 2019 | 51,700 |" in raw


@pytest.mark.parametrize("suffix", ["epub", "eml", "mhtml", "html.gz"])
def test_what_a_format_says_of_outlet_and_day_is_believed(suffix: str) -> None:
    article = only(read_file(f"ferry.{suffix}"))
    assert (article.outlet, article.published) == ("The Upland Courier", date(2024, 10, 8))


def test_a_pdf_has_pages_and_a_book_has_chapters() -> None:
    printed = only(read_file("ferry.pdf"))
    assert [part.name for part in printed.parts] == ["page 1", "page 2"]
    assert printed.part_at(printed.raw.index(PUPILS)) == "page 2"
    assert printed.part_at(printed.raw.index(CHAIR)) == "page 1"
    book = only(read_file("ferry.epub"))
    assert book.part_at(book.raw.index(PUPILS)) == "What islanders do now"
    assert book.part_at(book.raw.index(CHAIR)) == "The last crossing"


def test_lines_of_a_printed_page_are_paragraphs_again_without_its_head_and_foot() -> None:
    raw = only(read_file("ferry.pdf")).raw
    assert "It carried 41,200 passengers last year, a fifth fewer than in 2019.\n\n“We can no longer pay" in raw
    assert "ferry.html" not in raw
    assert "2/2" not in raw


def test_a_pdf_of_pictures_or_behind_a_password_is_refused() -> None:
    assert refusal((FILES / "scanned.pdf").read_bytes(), "scanned.pdf").startswith("scanned: ")
    assert refusal((FILES / "locked.pdf").read_bytes(), "locked.pdf") == "locked by a password"
    assert refusal((FILES / "ferry.pdf").read_bytes()[:3000], "cut.pdf").startswith("damaged")


def test_what_hangs_on_a_letter_is_reported() -> None:
    (attached,) = read_file("ferry.eml").skipped
    assert (str(attached.path), attached.reason.split(":")[0]) == (
        "somewhere/ferry.eml/map.gif",
        "attached to a letter",
    )


def test_a_feed_gives_an_article_an_entry() -> None:
    contents = read_file("feed.xml")
    first, second = contents.articles
    assert (first.article_id, first.title) == ("feed.xml#1", "Ferry to Holm stops & nobody pays")
    assert (first.outlet, first.published) == ("The Upland Courier", date(2024, 10, 8))
    assert first.raw.endswith("stops on 3 November.\n\nIt carried 41,200 passengers last year.")
    assert (second.article_id, second.published) == ("feed.xml#2", date(2024, 10, 7))
    assert kept(second).endswith("The road over the pass was closed by snow on Monday evening.")
    assert [(str(each.path), each.reason) for each in contents.skipped] == [
        ("somewhere/feed.xml#3", "an entry without a text")
    ]
    atom = only(read_file("atom.atom"))
    assert (atom.title, atom.outlet, atom.published) == ("The lock Nord reopens", "Harbour Notes", date(2024, 5, 1))
    assert atom.raw.endswith("The lock Nord opened again on Wednesday.\n\n- small boats\n- barges")


@pytest.mark.parametrize(
    ("name", "outlets", "days", "skipped"),
    [
        ("articles.json", ["The Upland Courier", "Harbour Notes"], [8, 7], ["an entry without a text"]),
        ("articles.jsonl", ["courier.example", None], [8, None], ["line 2 is no JSON"]),
        ("articles.csv", ["The Upland Courier", "Harbour Notes"], [8, 7], []),
    ],
)
def test_lists_of_articles_are_read_by_their_usual_fields(
    name: str, outlets: list[str | None], days: list[int | None], skipped: list[str]
) -> None:
    contents = read_file(name)
    assert [article.article_id for article in contents.articles] == [f"{name}#1", f"{name}#2"]
    assert [article.title for article in contents.articles] == ["Ferry to Holm stops", "Snow on the pass"]
    assert [article.outlet for article in contents.articles] == outlets
    assert [article.published for article in contents.articles] == [day and date(2024, 10, day) for day in days]
    assert contents.articles[0].raw.startswith("# Ferry to Holm stops\n\nThe ferry to Holm stops")
    assert "The road over the pass was closed." in kept(contents.articles[1])
    assert [each.reason for each in contents.skipped] == skipped


def test_one_record_is_one_article_without_a_number() -> None:
    record = {"title": {"rendered": "Bridge"}, "content": {"rendered": f"<p>{TEXT}</p>"}, "date": "2024-03-04T10:00:00"}
    article = only(read(json.dumps(record).encode(), "post.json"))
    assert (article.article_id, article.title, article.published) == ("post.json", "Bridge", date(2024, 3, 4))
    assert article.raw == f"# Bridge\n\n{TEXT}"


def test_files_in_an_archive_are_articles_of_their_own() -> None:
    contents = read_file("papers.zip")
    ids = [article.article_id for article in contents.articles]
    assert ids == [
        "papers.zip/ferry.html",
        "papers.zip/2023/school.txt",
        "papers.zip/feed.xml#1",
        "papers.zip/feed.xml#2",
    ]
    assert [str(each.path).removeprefix("somewhere/papers.zip") for each in contents.skipped] == [
        "/map.gif",
        "/feed.xml#3",
    ]


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "epub", "pdf", "mhtml", "eml", "html.gz"])
@pytest.mark.parametrize("called", ["a.txt", "a.html", "a.md", "a.doc"])
def test_a_wrong_suffix_is_not_believed(suffix: str, called: str) -> None:
    assert only(read((FILES / f"ferry.{suffix}").read_bytes(), called)).title == TITLE


def test_pages_lists_and_feeds_are_told_under_other_names() -> None:
    assert only(read(PAGE.encode(), "a.txt")).title == "Ferry"
    assert only(read(b"\xef\xbb\xbf\n<!-- saved -->\n" + PAGE.encode(), "a.pdf")).title == "Ferry"
    for made_as in ("articles.json", "articles.jsonl", "feed.xml"):
        assert len(read((FILES / made_as).read_bytes(), "a.txt").articles) == 2


@pytest.mark.parametrize(
    "text",
    [
        "[Editor’s note] " + TEXT,
        "{This} " + TEXT,
        "Date: Monday\n\n" + TEXT,
        "From: here to there\n\n" + TEXT,
        "<b>Note</b> " + TEXT,
        "%PDF is a format. " + TEXT,
        "PK is a name. " + TEXT,
    ],
)
def test_text_that_only_begins_like_another_format_is_text(text: str) -> None:
    assert only(read(text.encode(), "a.txt")).raw == text


@pytest.mark.parametrize(
    "made_as", ["ferry.docx", "ferry.odt", "ferry.rtf", "ferry.epub", "ferry.pdf", "ferry.mhtml", "feed.xml"]
)
def test_a_file_without_a_known_suffix_is_found_where_its_content_tells_the_format(
    tmp_path: Path, made_as: str
) -> None:
    for name in ("report", "report.dat", "report.bak", "report~"):
        (tmp_path / name).write_bytes((FILES / made_as).read_bytes())
    (tmp_path / "notes").write_text(TEXT)
    (tmp_path / "letters.dat").write_text("Date: Monday\n\n" + TEXT)
    files, skipped = find_files(tmp_path)
    assert [file.article_id for file in files] == ["report", "report.dat"]
    assert {each.path.name for each in skipped} == {"report.bak", "report~", "notes", "letters.dat"}
    assert articles_in(files[0], (tmp_path / "report").read_bytes()).articles[0].title


def test_a_letter_with_a_damaged_head_is_still_read() -> None:
    head = (
        b"From: a@b.example\nDate: Tue, 99 Oct 99999999999 06:30:00 +0000\nSubject: The bridge\nMessage-ID: <1@b>\n\n"
    )
    article = only(read(head + TEXT.encode(), "a.eml"))
    assert (article.title, article.outlet, article.published, article.raw) == ("The bridge", "a@b.example", None, TEXT)


def test_a_saved_address_keeps_its_suffix() -> None:
    assert only(read(PAGE.encode(), "story.php?id=3.5")).title == "Ferry"
    assert (suffix_of("story.php?id=3.5"), suffix_of("really 50% off?.txt")) == (".php", ".txt")
    assert refusal(b"<?php echo 1; ?>", "a.php").startswith("a program that makes a page")


def test_what_is_in_no_format_that_can_be_read_says_what_helps() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc").endswith(
        "`soffice --convert-to docx FILE`"
    )
    assert refusal(b"<?xml version='1.0'?><plist><key>a</key></plist>", "a.xml").startswith("XML that is neither")
    assert refusal(b'{"name": "qa", "version": "1.0"}', "package.json").startswith("no articles in it")
    assert refusal(b"a,b\n1,2\n", "a.csv").startswith("no articles in it")
    assert refusal(b'{"title": "x", ', "a.json").startswith("no JSON")


def test_archives_that_swell_are_refused_unread() -> None:
    assert "100 times" in refusal(zipped({"a.txt": b"0" * 30_000_000}), "bomb.zip")
    assert "100 MB" in refusal(zipped({f"{n}.txt": b"0" * 60_000_000 for n in range(2)}), "bomb.zip")
    assert "5,000" in refusal(zipped({f"{n}.txt": b"" for n in range(5001)}), "many.zip")
    assert refusal(gzip.compress(b"0" * 60_000_000), "bomb.txt.gz").startswith("unpacks to more than")
    nested = zipped({"a.txt": TEXT.encode()})
    for _ in range(3):
        nested = zipped({"in.zip": nested})
    assert "packed more than 3 times over" in refusal(nested, "nested.zip")
    word = zipped({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    assert "100 times" in refusal(word, "bomb.docx")


def test_names_that_lead_out_of_an_archive_stay_inside() -> None:
    contents = read(zipped({"../../etc/passwd.txt": TEXT.encode(), "/root/a.txt": TEXT.encode()}), "a.zip")
    assert [article.article_id for article in contents.articles] == ["a.zip/etc/passwd.txt", "a.zip/root/a.txt"]


def test_two_files_of_one_name_in_an_archive_are_not_both_read() -> None:
    contents = read(zipped({"a.txt": TEXT.encode(), "./a.txt": b"Another text, which is longer than that.\n"}), "a.zip")
    assert only(contents).raw == TEXT
    assert [each.reason for each in contents.skipped] == ["there twice; the first one is read"]


def test_damage_and_bad_files_in_an_archive_stop_no_other() -> None:
    contents = read(zipped({"a.txt": TEXT.encode(), "b.pdf": b"%PDF-1.4 nothing", "c.docx": b"PK\x03\x04"}), "a.zip")
    assert only(contents).raw == TEXT
    assert [each.reason.split(":")[0] for each in contents.skipped] == ["damaged", "damaged"]
    assert refusal((FILES / "papers.zip").read_bytes()[:900], "cut.zip").startswith("damaged")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha">%s]>
<rss><channel><title>T</title><item><title>Laughs</title><description>&z;</description></item></channel></rss>"""


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret of three words")
    levels = b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 50) for c in range(ord("b"), ord("z") + 1))
    assert refusal(LAUGHS % levels, "laughs.xml") == "an entry without a text"
    outside = b'<!ENTITY z SYSTEM "file://%s">' % str(secret).encode()
    assert refusal(LAUGHS % outside, "outside.xml") == "an entry without a text"
    document = zipped({"content.xml": LAUGHS % levels, "mimetype": b"application/vnd.oasis.opendocument.text"})
    assert refusal(document, "a.odt") == "damaged: defines entities of its own"
    assert refusal(zipped({"word/document.xml": LAUGHS % levels}), "a.docx") == "damaged: defines entities of its own"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"[" * 200_000, "a.json"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "a.json"),
        (b"<rss>" + b"<a>" * 100_000, "a.xml"),
        (b"<rss><channel><item><description>" + b"&lt;b&gt;" * 50_000 + b"</description></item></channel></rss>", "a.xml"),
        (b"{\\rtf1" + b"{" * 100_000, "a.rtf"),
        (b"MIME-Version: 1.0\nFrom: a@b.c\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2_000)), "a.eml"),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\n"
         b"trailer<</Root 1 0 R>>", "a.pdf"),
    ],
    ids=["brackets", "objects", "elements", "tags", "groups", "parts", "pages"],
)  # fmt: skip
def test_what_is_nested_without_end_is_refused_in_one_line(content: bytes, name: str) -> None:
    reason = refusal(content, name)
    assert "\n" not in reason
    assert 4 < len(reason) < 200


def test_half_a_character_in_one_record_leaves_out_that_record(tmp_path: Path) -> None:
    lines = [json.dumps({"title": "A", "text": TEXT}), '{"title": "B", "text": "One half \\ud800 of a character."}']
    contents = read("\n".join(lines).encode(), "a.jsonl")
    assert only(contents).article_id == "a.jsonl#1"
    assert [each.reason for each in contents.skipped] == ["holds half a character (a lone surrogate)"]
