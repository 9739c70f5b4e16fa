"""What is furniture and what is not; each rule with its counter-example, since cutting away text costs more."""

import pytest

from qa.articles import parse_article
from qa.types import Article

FIRST = "The council closed the old bridge on Monday, the mayor said."
LAST = "It will open again in May, when the repair is done."


def article(*paragraphs: str, name: str = "a.txt") -> Article:
    return parse_article(name, "\n\n".join(paragraphs), content_hash="0" * 64)


def reason_of(text: str, found: Article) -> str | None:
    """The reason why all of ``text`` was removed, or None where it was kept."""
    start = found.raw.index(text)
    return next((r.reason for r in found.removed if r.span.start == start and r.span.end == start + len(text)), None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("icon bookmark-bicon bookmarkicon cameraicon checkicon chevron down", "names of icons"),
        ("Listen Live", "page control"),
        ("Get short URL", "page control"),
        ("Community standardsDiscussion", "page control"),
        ("FacebookTwitterEmail", "page control"),
        ("Share this article | Print this page", "page control"),
        ("Advertisement", "page control"),
        ("Article continues after advertisement", "page control"),
        ("Also Read:\xa0Older Bridge Falls Into The River", "link to another article"),
        ("READ MORE: Older bridge falls into the river", "link to another article"),
        ("Related: Older bridge falls into the river", "link to another article"),
        ("Liked this story? Follow us on\xa0Facebook\xa0for more updates.", "invitation to follow, share or subscribe"),
        ("Sign up to our morning newsletter", "invitation to follow, share or subscribe"),
        ("Follow @janeroe on Twitter", "invitation to follow, share or subscribe"),
        ("Photo: Jane Roe/Getty Images", "photo credit"),
        ("Jane Roe/AFP via Getty Images", "photo credit"),
        ("© Sputnik / Jane Roe", "photo credit"),
        ("Image source, Getty Images", "photo credit"),
        ("PHOTOGRAPH: Netscape/Pixabay |", "photo credit"),
        ("(AP Photo/Jane Roe)", "photo credit"),
        ("12 Comments", "count of comments, readers or minutes"),
        ("4 min read", "count of comments, readers or minutes"),
        ("46 minutes ago", "count of comments, readers or minutes"),
        ("© 2017 The Daily. All rights reserved.", "copyright notice"),
        (
            "We use cookies to make this site better. By staying you accept them and our privacy policy.",
            "cookie notice",
        ),
        ("* * *", "separator"),
        ("____________", "separator"),
    ],
)
def test_furniture_within_the_text_is_removed_with_its_reason(line: str, reason: str) -> None:
    assert reason_of(line, article(FIRST, line, LAST)) == reason


@pytest.mark.parametrize(
    "line",
    [
        "The silicon valley icon bought a silicon works that makes iconic lexicon software.",
        "Sign up for health insurance by the first of May, the agency advised.",
        "Follow the money, the detective said.",
        "Share prices fell by four percent.",
        "Photographs of the bridge were shown in the town hall.",
        "Photo: the bridge as it looked before the storm tore off its roof",
        "Cookies were handed out at the meeting, and privacy was promised.",
        "The company's copyright expired in 2017.",
        "Read the report first, he said, and comment then.",
        "In a photo released by the ministry, the crew of a ship are seen at their base.",
        "Related costs are not known.",
        "See also: Roe and Lee, The Bridges of the River, 2009.",
        "For more information on the vote, visit www.example.org or the town hall.",
        "Reuters reported the closure first.",
        "Like this year's winner, the bridge is old.",
    ],
)
def test_sentences_that_speak_of_such_things_are_kept(line: str) -> None:
    found = article(FIRST, line, LAST)
    assert found.removed == ()


@pytest.mark.parametrize("heading", ["Facebook", "Weather", "Comments", "Jobs", "Related costs", "Politics"])
def test_a_subheading_that_is_also_a_page_word_is_kept(heading: str) -> None:
    found = article(FIRST, heading, LAST)
    assert [section.heading for section in found.sections] == [None, heading]


def test_a_caption_is_kept_and_its_credit_is_not() -> None:
    caption = "The bridge is seen from the quay on Monday."
    found = article(FIRST, f"{caption} Jane Roe/AFP via Getty Images", LAST)
    assert reason_of("Jane Roe/AFP via Getty Images", found) == "photo credit"
    assert any(found.raw[span.start : span.end].endswith(caption) for span in found.kept)


def test_a_source_in_brackets_behind_a_sentence_is_kept() -> None:
    assert article(FIRST, "The bridge is to be sold. (Reuters)", LAST).removed == ()


def test_the_repeated_title_is_removed_wherever_it_stands() -> None:
    title = "Council closes old bridge for repair"
    found = article(title, title, FIRST, f"{title} PHOTOGRAPH: Jane Roe/Pixabay |", LAST)
    assert found.title == title
    assert [removal.reason for removal in found.removed] == ["repeated title", "repeated title with a photo credit"]
    assert found.sections[0].span.start == found.raw.index(FIRST)


def test_times_of_a_player_go_with_the_word_above_them() -> None:
    found = article(FIRST, LAST, "Podcasts\n0:00\n26:13\n0:00\n24:57")
    assert [removal.reason for removal in found.removed] == ["media player"] * 5


def test_times_of_a_schedule_are_kept() -> None:
    assert article(FIRST, "10:00", "The market opens on the quay.", "14:30", "The boats start at noon.").removed == ()


def test_headlines_below_the_text_go_with_the_furniture_around_them() -> None:
    links = "Mayor Speaks Of A New Bridge\nIs The Old Bridge Still Safe?\nFerry To Run Until The Spring"
    found = article(
        FIRST, LAST, "Bridges of the River (618)", links, "Mayor, Town Council, River", "Community standardsDiscussion"
    )
    links_reasons = ["link to another article"] * 3
    assert [removal.reason for removal in found.removed] == ["topic label", *links_reasons, "tags", "page control"]


def test_a_list_that_ends_an_article_is_kept() -> None:
    winners = "Best Film Of The Year: The Long Bridge\nBest Actress In A Leading Role: Ann Lee\nBest Actor: Jim Poe"
    found = article("The jury named the winners on Sunday. They are:", winners, "Share this article")
    assert [removal.reason for removal in found.removed] == ["page control"]


def test_links_under_a_label_are_removed_up_to_the_next_prose() -> None:
    found = article(FIRST, "Related stories", "Mayor speaks of new bridge\nIs the old bridge still safe?", LAST)
    reasons = [removal.reason for removal in found.removed]
    assert reasons[:2] == ["label of a list of links", "link to another article"]
    assert found.raw[found.sections[-1].span.start : found.sections[-1].span.end].endswith(LAST)


def test_a_menu_above_the_headline_is_removed() -> None:
    menu = "Home\nNews\nSport\nHarbour Live\nPolitics\nBusiness"
    found = article(menu, "Council closes old bridge for repair", FIRST, LAST)
    assert found.title == "Council closes old bridge for repair"
    assert {found.raw[r.span.start : r.span.end] for r in found.removed} == set(menu.split("\n"))


def test_an_index_page_has_a_section_for_each_item_and_no_item_is_completed() -> None:
    found = article(
        "Stories tagged with Bridges",
        "  • Bridge to be sold, says mayor",
        "    The mayor said that the bridge would be sold. The price is …",
        "  • Ferry returns after nine years",
        "    The ferry runs again. It leaves at\xa0…",
    )
    assert found.title == "Stories tagged with Bridges"
    assert [section.heading for section in found.sections] == [
        "Bridge to be sold, says mayor",
        "Ferry returns after nine years",
    ]
    assert [found.raw[s.span.start : s.span.end][-1] for s in found.sections] == ["…", "…"]


def test_a_plain_list_of_points_makes_no_sections() -> None:
    found = article(FIRST, "• Tickets cost two euros\n• Dogs go free\n• Cars pay nine euros", LAST)
    assert [section.heading for section in found.sections] == [None]


def test_a_link_behind_a_cut_off_sentence_is_removed_and_the_sentence_stays_cut() -> None:
    found = article(FIRST, "The mayor said that the price of the bridge was … Read more »")
    assert reason_of("Read more »", found) == "link to the whole article"
    assert found.raw[: found.kept[-1].end].endswith("was …")


def test_markdown_pictures_rules_and_comments_are_removed_and_marks_within_text_stay() -> None:
    found = article(
        "# Bridge news", "![The bridge](b.png)", "It is **old**, see [this](x).", "---", "<!-- end -->", name="a.md"
    )
    assert [removal.reason for removal in found.removed] == ["picture", "separator", "comment"]
    assert found.raw[found.sections[0].span.start : found.sections[0].span.end] == "It is **old**, see [this](x)."


def test_hash_marks_make_headings_only_in_markdown() -> None:
    text = ("# One heading", "Its text is here now.", "## Two", "More text is here now.")
    assert [s.heading for s in article(*text, name="a.md").sections] == [None, "Two"]
    assert article(*text, name="a.md").title == "One heading"
    assert article(*text, name="a.txt").title == "# One heading"
