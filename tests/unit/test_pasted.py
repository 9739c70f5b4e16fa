"""A page that was pasted whole: the article stays, the page around it goes, headline, day and outlet are found."""

from datetime import date

import pytest

from qa.articles import parse_article
from qa.articles.dates import parse_date_line
from qa.articles.pasted import PRINTED_TWICE
from qa.types import Article

MENU = "Skip to content\nHome\nNews\nSport\nWeather\nBusiness\nCulture\nTravel\nSubscribe\nLog in\nSearch"
HEADLINE = "Ferry between Norr and the islands stops for repairs"
HEAD = f"The Upland Courier\n{HEADLINE}\nAda Lund · 4 March 2024 · 3 min read"
BODY = (
    "The ferry between Norr and the outer islands will stop for six weeks from Monday, the harbour office said, because "
    "its rudder has to be replaced.",
    "Islanders were told on Friday. “We have asked for a smaller boat in the meantime,” said Mats Holm, who runs the only "
    "shop on Great Norr and sends for goods twice a week.",
    "The harbour office said that a barge would bring food and post, but no cars, and that the school on the islands would "
    "stay open throughout.",
    "The ferry was built in 1988 and has been out of order four times this year. A new one was promised for last summer, "
    "but the yard went bankrupt before its keel was laid.",
)
TAIL = (
    "Share this article\nRelated stories\nMarket square to be paved anew by the summer\n2 March 2024\n"
    "School choir wins prize in the capital\n1 March 2024\nAbout us\nContact\nPrivacy policy\nTerms of use\n"
    "© 2024 The Upland Courier. All rights reserved"
)


def read(*paragraphs: str) -> Article:
    return parse_article("a.txt", "\n\n".join(paragraphs), content_hash="0" * 64)


def kept(article: Article) -> str:
    return "\n".join(article.raw[span.start : span.end] for span in article.kept)


PLACES = ("ferry", "harbour", "school", "mill", "bridge", "library", "market", "station", "yard", "lighthouse")


def test_menu_and_foot_go_and_every_sentence_stays() -> None:
    found = kept(read(MENU, HEAD, *BODY, TAIL))
    assert all(paragraph in found for paragraph in BODY)
    assert not [line for line in (MENU + "\n" + TAIL).splitlines() if line in found.splitlines()]


def test_the_headline_is_the_line_that_the_text_is_about() -> None:
    assert read(MENU, HEAD, *BODY, TAIL).title == HEADLINE


def test_the_day_is_that_of_the_article_and_not_that_of_a_link() -> None:
    assert read(MENU, HEAD, *BODY, TAIL).published == date(2024, 3, 4)


def test_a_text_printed_twice_is_kept_once() -> None:
    found = read(MENU, HEAD, *BODY, *BODY, TAIL)
    assert [kept(found).count(paragraph) for paragraph in BODY] == [1] * len(BODY)
    assert [removal.reason for removal in found.removed].count(PRINTED_TWICE) == len(BODY)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join((HEADLINE, *BODY)),
        "\n".join((HEADLINE, *BODY)),
        "\n\n".join(BODY),
        f"{HEADLINE}\nThe ferry stops on Monday. It will run again in May.",
        "Rain is expected on the coast. Take the bridge.",
        "To the river\n\nSlow and wide it takes the light\nof the lamps along the quay\n\nall the houses lean at night\n"
        "listening to the sea\n\nSlow and wide it takes the light\nof the lamps along the quay",
        "Shopping for the boat\n- two ropes\n- a lamp\n- bread and cheese\n- a chart of the sound\n- matches",
        "Timetable\n\nPort\tLeaves\tArrives\nNorr\t08:10\t09:40\nGreat Norr\t10:00\t11:30\nSkerry\t12:15\t13:05",
        "Question: who pays for the ferry?\nAnswer: the county does, and islanders travel free.\nQuestion: who repairs it?\n"
        "Answer: the yard in Norr, if it is open.",
        "Facts about Norr\n\n"
        + "\n".join(
            f"The {place} of Norr was opened in {1901 + 2 * i} by {11 + i} men." for i, place in enumerate(PLACES * 4)
        ),
    ],
)
def test_a_text_without_a_page_around_it_loses_nothing(text: str) -> None:
    assert read(text).removed == ()


@pytest.mark.parametrize(
    "line",
    [
        "Ada Lund · 4 March 2024 · 3 min read",
        "4 Mar 2024 4:55 PM MYT",
        "Mar 4 202410:15 AM",
        "4 March 2024, 3:54 p.m.",
        "By Ada Lund | News | March 4, 2024",
    ],
)
def test_a_day_is_read_from_a_line_that_holds_more(line: str) -> None:
    found = parse_date_line(line)
    assert found is not None
    assert found.day == date(2024, 3, 4)


@pytest.mark.parametrize(
    "line", ["The ferry stopped on 4 March 2024 for good", "Ferry timetable for 4 March 2024 changes"]
)
def test_a_day_in_a_headline_is_no_day_of_publication(line: str) -> None:
    assert parse_date_line(line) is None
