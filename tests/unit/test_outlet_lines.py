"""An outlet's line above or below a headline is the outlet; alone it may be the headline; a notice of rights names nobody."""

import pytest

from qa.articles.outlets import copyright_outlet
from qa.articles.parsing import parse_article

BODY = (
    "9 May 2023\n\nThe salt works at Ostermoor will close at the end of the year. They employ 265 people on two shifts."
)
HEADLINE = "Salt works at Ostermoor to close"


@pytest.mark.parametrize(
    "opening",
    [
        f"The Upland Courier\n{HEADLINE}",
        f"{HEADLINE}\nThe Upland Courier",
        f"{HEADLINE}\nOstermoor Weekly",
        f"The Ostermoor Sentinel\n{HEADLINE}",
    ],
)
def test_a_line_beside_the_headline_that_is_called_as_outlets_are_is_the_outlet(opening: str) -> None:
    article = parse_article("a.txt", f"{opening}\n{BODY}", content_hash="")
    named = next(line for line in opening.splitlines() if line != HEADLINE)
    assert (article.title, article.outlet) == (HEADLINE, named)
    assert not any(named in article.raw[span.start : span.end] for span in article.kept)


def test_alone_such_a_line_is_no_outlet() -> None:
    article = parse_article("a.txt", f"Storm Batters Coast Express\n{BODY}", content_hash="")
    assert article.outlet is None


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("© 2024 All Rights Reserved Ostermoor Media", "Ostermoor Media"),
        ("© 2024 Ostermoor Media. All Rights Reserved", "Ostermoor Media"),
        ("© 2024 All Rights Reserved", None),
    ],
)
def test_a_notice_of_rights_gives_the_holder_or_nothing(line: str, holder: str | None) -> None:
    assert copyright_outlet(line) == holder
