"""What a page's markup says of its article."""

from datetime import date

import pytest
from trafilatura.utils import load_html

from qa.articles.page_metadata import read_page_metadata


def page(head: str, body: str = "<p>Text.</p>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Old bridge closed</title>", "", "Old bridge closed"),
        ("<title>Old bridge closed | The Quay</title>", "", "Old bridge closed"),
        ("<title>Old bridge closed to cars - The Quay</title>", "", "Old bridge closed to cars"),
        ("<title>Old bridge closed: what next – and when</title>", "", "Old bridge closed: what next – and when"),
        (
            "<title>The Quay - Old bridge closed</title><meta property='og:site_name' content='The Quay'>",
            "",
            "Old bridge closed",
        ),
        (
            "<title>Bridge closed - Quay</title>",
            "<h1>The Quay</h1><h1>Bridge closed after crash</h1>",
            "Bridge closed after crash",
        ),
        (
            "<title>Old bridge closed again - The Quay</title>",
            "<h1>Contact us</h1><h1>Follow the editors</h1>",
            "Old bridge closed again",
        ),
        ("<meta property='og:title' content='Bridge closed'>", "<h1>Bridge <b>closed</b> for a year</h1>", "Bridge closed for a year"),
        ("", "<h1> A bridge\n is closed </h1>", "A bridge is closed"),
        ("", "", None),
        (
            '<script type="application/ld+json">{"@graph": [{"headline": "Bridge closed", "publisher": {"name": "Quay"}}]}</script>',
            "",
            "Bridge closed",
        ),
        ('<title>A title of words</title><script type="application/ld+json">{"headline": </script>', "", "A title of words"),
    ],
)  # fmt: skip
def test_the_headline_is_the_heading_that_the_page_is_titled_by(head: str, body: str, title: str | None) -> None:
    assert read_page_metadata(load_html(page(head, body))).title == title


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("<meta property='og:site_name' content='The Quay |'>", "The Quay"),
        ("<meta name='application-name' content='Quay app'><meta property='og:site_name' content='The Quay'>", "The Quay"),
        (
            "<meta property='og:site_name' content='Quay'>"
            '<script type="application/ld+json">[{"headline": "X", "publisher": {"name": "The Quay"}}]</script>',
            "The Quay",
        ),
        ("<link rel='canonical' href='https://www.quay.example/a'>", "quay.example"),
        ("", None),
    ],
)  # fmt: skip
def test_the_outlet_is_who_the_page_says_publishes_it(head: str, outlet: str | None) -> None:
    assert read_page_metadata(load_html(page(head))).outlet == outlet


def test_the_day_is_that_of_publication_not_of_a_change() -> None:
    head = (
        "<meta property='article:modified_time' content='2021-05-06T10:00:00Z'>"
        "<meta property='article:published_time' content='2020-03-04T10:00:00Z'>"
    )
    assert read_page_metadata(load_html(page(head))).published == date(2020, 3, 4)
    assert read_page_metadata(load_html(page(""))).published is None
