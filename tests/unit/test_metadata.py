"""Title, outlet and day of publication: found where a file says them, None where it does not."""

from datetime import date

import pytest

from qa.articles import parse_article
from qa.articles.dates import find_date
from qa.types import Article

TITLE = "Council closes old bridge for repair"
TEXT = "The council closed the old bridge on Monday, the mayor said."
MORE = "It will open again in May, when the repair is done."


def article(*paragraphs: str, name: str = "a.txt") -> Article:
    return parse_article(name, "\n\n".join(paragraphs), content_hash="0" * 64)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21 Sep, 2017 15:21", date(2017, 9, 21)),
        ("September 21, 2017", date(2017, 9, 21)),
        ("Sept. 21, 2017, 3:21 p.m. EDT", date(2017, 9, 21)),
        ("Thursday 21st of September 2017", date(2017, 9, 21)),
        ("2017-09-21T15:21:00Z", date(2017, 9, 21)),
        ("15:21 21.09.2017", date(2017, 9, 21)),
        ("21/09/2017", date(2017, 9, 21)),
        ("9/21/2017", date(2017, 9, 21)),
        ("9/11/2017", None),
        ("31 June 2017", None),
        ("21 September", None),
        ("in September 2017", None),
        ("call 2017-555-1234", None),
    ],
)
def test_days_are_read_in_the_forms_that_pages_use(text: str, day: date | None) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    "line",
    [
        "21 Sep, 2017 15:21",
        "September 21, 2017",
        "Sept. 21, 2017, 3:21 p.m. EDT",
        "2017-09-21",
        "Published 21 September 2017",
        "Published: Thursday, 21 September 2017, 15:21 GMT",
        "PUBLISHED: 15:21 GMT, 21 September 2017 | UPDATED: 09:00 GMT, 22 September 2017",
        "First published on Thu 21 Sep 2017 15.21 BST",
        "By Jane Roe | September 21, 2017",
        "SEPTEMBER 21, 2017 / 3:21 PM / 3 YEARS AGO",
        "Published\n21 September 2017",
    ],
)
def test_a_date_line_between_headline_and_text_is_the_day_of_publication(line: str) -> None:
    assert article(TITLE, line, TEXT, MORE).published == date(2017, 9, 21)


def test_a_date_line_above_the_headline_counts_when_they_touch() -> None:
    assert article("21 Sep, 2017 15:21", TITLE, TEXT).published == date(2017, 9, 21)


def test_a_date_line_above_text_without_a_headline_counts() -> None:
    assert article("21 Sep, 2017 15:21", TEXT, MORE).published == date(2017, 9, 21)


@pytest.mark.parametrize(
    "clock",
    ["22:08 GMT26 October 2020", "22:08 GMT 26 October 2020", "26 October 2020", "Monday, October 26, 2020"],
)
def test_the_day_on_which_the_page_was_looked_at_is_not_the_day_of_publication(clock: str) -> None:
    found = article(clock, "Listen Live\nGet short URL", TITLE, TEXT)
    assert found.published is None
    assert found.removed[0].reason in ("clock of the page", "date of the page")


def test_a_running_clock_directly_above_the_headline_is_not_the_day_of_publication() -> None:
    assert article("22:08 GMT26 October 2020", TITLE, TEXT).published is None


def test_the_day_of_publication_is_found_below_the_clock_of_the_page() -> None:
    found = article("22:08 GMT26 October 2020\nListen Live", TITLE, "20:37 09.10.2015(updated 20:39 10.10.2015)", TEXT)
    assert found.published == date(2015, 10, 9)


def test_the_day_of_publication_wins_over_the_day_of_change() -> None:
    found = article(TITLE, "Updated 23 September 2017", "Published 21 September 2017", TEXT)
    assert found.published == date(2017, 9, 21)


def test_the_day_of_change_counts_where_there_is_no_other() -> None:
    assert article(TITLE, "Updated 3:21 PM ET, Thu September 21, 2017", TEXT).published == date(2017, 9, 21)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge was built on 21 September 1917 by the army.",
        "On September 21, 2017, the council met.",
        "The report was published 21 September 2017 and read by all.",
    ],
)
def test_a_day_in_a_sentence_is_not_the_day_of_publication(sentence: str) -> None:
    assert article(TITLE, sentence, TEXT).published is None


def test_a_day_in_the_headline_is_not_the_day_of_publication() -> None:
    assert article("What the council did on September 21, 2017", TEXT, MORE).published is None


def test_days_that_head_the_parts_of_a_timeline_are_not_the_day_of_publication() -> None:
    found = article("Timeline of the closure", "3 March 2021", TEXT, "9 March 2021", MORE)
    assert found.published is None
    assert found.removed == ()


def test_days_of_linked_articles_are_not_the_day_of_publication() -> None:
    assert article(TITLE, TEXT, MORE, "Related stories", "Mayor speaks of the bridge\n2 May 2022").published is None


@pytest.mark.parametrize(
    ("paragraph", "outlet"),
    [
        ("WASHINGTON (Sputnik) – The bridge was closed, the mayor said.", "Sputnik"),
        ("AMMAN (Reuters) - The bridge was closed, the mayor said.", "Reuters"),
        ("WASHINGTON, Sept. 21 (Xinhua) -- The bridge was closed, the mayor said.", "Xinhua"),
        ("(CNN) — The bridge was closed, the mayor said.", "CNN"),
        ("MOSCOW, September 21. /TASS/. The bridge was closed, the mayor said.", "TASS"),
        ("SPRINGFIELD, Ill. (Capitol Wire) — The bridge was closed, the mayor said.", "Capitol Wire"),
        ("The bridge was closed, the mayor told RIA Novosti (Interfax) on Monday.", None),
        ("The bridge was closed, reported Interfax news agency.", None),
        ("PARIS — The bridge was closed, the mayor said.", None),
    ],
)
def test_the_outlet_is_the_agency_of_the_dateline_and_nobody_quoted(paragraph: str, outlet: str | None) -> None:
    assert article(TITLE, paragraph, MORE).outlet == outlet


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("By Jane Roe, The Guardian", "The Guardian"),
        ("By Jane Roe, Springfield Herald", "Springfield Herald"),
        ("By Jane Roe, political editor", None),
        ("CNN —", "CNN"),
        ("Lagos, Nigeria CNN Business —", "CNN Business"),
    ],
)
def test_the_outlet_is_found_in_the_lines_above_the_text(line: str, outlet: str | None) -> None:
    assert article(TITLE, line, TEXT, MORE).outlet == outlet


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("© 2017 Cable News Network. All Rights Reserved.", "Cable News Network"),
        ("Copyright 2017 State Library of Ohio. All rights reserved.", "State Library of Ohio"),
        ("SOURCE: AL JAZEERA AND NEWS AGENCIES", "Al Jazeera"),
        ("Source: Reuters", None),
        ("Follow RT on", "RT"),
        ("Liked this story? Follow us on Facebook for more updates on Bridges.", None),
    ],
)
def test_the_outlet_is_found_in_the_lines_below_the_text(line: str, outlet: str | None) -> None:
    assert article(TITLE, TEXT, MORE, line).outlet == outlet


def test_a_site_name_behind_the_headline_is_the_outlet_and_not_the_title() -> None:
    found = article(f"{TITLE} - BBC News", TEXT, MORE)
    assert (found.title, found.outlet) == (TITLE, "BBC News")


@pytest.mark.parametrize(
    "first_line",
    [
        "According to the council, the bridge is closed.",
        "By Jane Roe",
        "Ann Lee",
        "Politics",
        "News | Europe",
        "Jane Roe and Ann Lee",
    ],
)
def test_a_sentence_a_name_or_a_section_is_no_title(first_line: str) -> None:
    assert article(first_line, TEXT, MORE).title is None


@pytest.mark.parametrize(
    "title", ["Old Bridge", "Is the old bridge safe?", TITLE, "Mayor: 'We will mend it' - and soon"]
)
def test_the_first_line_without_a_full_stop_is_the_title(title: str) -> None:
    assert article(title, TEXT, MORE).title == title


def test_a_line_printed_twice_is_the_title_whatever_stands_above_it() -> None:
    assert article("The town and its people today", TITLE, TITLE, TEXT).title == TITLE


def test_a_topic_with_its_number_of_articles_is_no_title() -> None:
    found = article("Listen Live", "Bridges of the River (618)", TEXT, MORE, "Bridges of the River (618)")
    assert found.title is None
    assert [removal.reason for removal in found.removed] == ["page control", "topic label", "topic label"]


def test_a_headline_with_a_year_in_brackets_is_a_title() -> None:
    assert article("The Long Bridge (2009)", TEXT, MORE).title == "The Long Bridge (2009)"


def test_a_file_of_one_line_has_text_and_no_title() -> None:
    found = article("Council closes old bridge for repair")
    assert found.title is None
    assert len(found.sections) == 1


def test_front_matter_gives_the_facts_and_is_no_text() -> None:
    front = '---\ntitle: "Bridge news"\ndate: 2021-03-04 10:00\nsite_name: The Quay\n---\n'
    found = parse_article("a.md", front + "\n# Bridge news\n\n" + TEXT, content_hash="0" * 64)
    assert (found.title, found.outlet, found.published) == ("Bridge news", "The Quay", date(2021, 3, 4))
    assert found.removed[0].reason == "front matter"
    assert found.raw[found.sections[0].span.start : found.sections[0].span.end] == TEXT
