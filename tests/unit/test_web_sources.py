"""The sources panel and the library list drawn as HTML."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from qa.reports import SkippedFile
from qa.types import (
    Answer,
    Article,
    ArticleFacts,
    Citation,
    Mode,
    Part,
    Removal,
    Section,
    Span,
)
from qa.web.library import ROWS_SHOWN, Holdings, View, read_view, render_library
from qa.web.sources import SHOWN_CHARS, Excerpt, render_source

RAW = "Share this\nHarbour opens\nThe harbour opened on Monday. Ships came. Photo: Harbour & Co\n\nWhy now\nNobody."


def article(raw: str = RAW, **changes: object) -> Article:
    fields: dict[str, object] = {
        "article_id": "news/harbour.txt",
        "title": "Harbour opens",
        "outlet": "The Gazette",
        "published": date(2017, 9, 21),
        "raw": raw,
        "kept": (),
        "removed": (),
        "sections": (),
        "content_hash": "0" * 64,
    }
    return Article(**{**fields, **changes})  # type: ignore[arg-type]


def span_of(words: str, raw: str = RAW) -> Span:
    start = raw.index(words)
    return Span(start, start + len(words))


def marked(drawn: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", drawn)


def test_the_cited_sentence_alone_is_marked() -> None:
    drawn = render_source(article(), Excerpt(span_of("Ships came."), number=1))
    assert marked(drawn) == ["Ships came."]
    assert "<p>The harbour opened on Monday. <mark>Ships came.</mark> Photo: Harbour &amp; Co</p>" in drawn


def test_a_citation_over_two_lines_is_marked_on_both() -> None:
    raw = "One ends here.\nTwo starts.\nThree."
    drawn = render_source(article(raw), Excerpt(span_of("ends here.\nTwo starts.", raw)))
    assert marked(drawn) == ["ends here.", "Two starts."]


def test_title_outlet_date_and_file_are_shown() -> None:
    drawn = render_source(article(), Excerpt(None))
    assert ">Harbour opens</h3>" in drawn
    assert 'The Gazette · <time datetime="2017-09-21">21 Sep 2017</time> · <code>news/harbour.txt</code>' in drawn


def test_an_article_without_title_outlet_and_date_says_so() -> None:
    drawn = render_source(article(title=None, outlet=None, published=None), Excerpt(None))
    assert ">Article without a headline</h3>" in drawn
    assert "outlet and date not given · <code>news/harbour.txt</code>" in drawn


def test_marks_of_headings_are_not_shown() -> None:
    raw = "# Harbour opens\n\nIt opened.\n\n## Why now\n\nNobody. # 5 is a number."
    laid_out = article(
        raw, sections=(Section(None, span_of("It opened.", raw)), Section("Why now", span_of("Nobody.", raw)))
    )
    drawn = render_source(laid_out, Excerpt(None))
    assert "<h4>Why now</h4>" in drawn
    assert "# Harbour" not in drawn
    assert "<p>Nobody. # 5 is a number.</p>" in drawn
    assert marked(render_source(laid_out, Excerpt(span_of("# Harbour opens", raw)))) == ["Harbour opens"]


def test_the_page_of_the_excerpt_is_shown_and_copied() -> None:
    paged = article(parts=(Part("page 1", 0), Part("page 2", RAW.index("Why now"))))
    drawn = render_source(paged, Excerpt(span_of("Nobody."), number=1))
    assert "</time> · page 2 · <code>news/harbour.txt</code>" in drawn
    assert "2017-09-21, page 2, news/harbour.txt)" in drawn
    assert "page 1" in render_source(paged, Excerpt(span_of("Ships came.")))
    assert "page 1" not in render_source(paged, Excerpt(None))


def test_the_headline_is_not_printed_twice() -> None:
    assert render_source(article(), Excerpt(None)).count("Harbour opens") == 1


def test_a_cited_headline_is_shown_and_marked_in_its_place() -> None:
    assert marked(render_source(article(), Excerpt(span_of("Harbour opens")))) == ["Harbour opens"]


def test_section_headings_are_headings() -> None:
    drawn = render_source(article(sections=(Section("Why now", span_of("Nobody.")),)), Excerpt(None))
    assert "<h4>Why now</h4>" in drawn


def test_clutter_is_set_apart_with_its_reason() -> None:
    removed = (Removal(span_of("Share this"), "share line"), Removal(span_of("Photo: Harbour & Co"), 'a "credit"'))
    drawn = render_source(article(removed=removed), Excerpt(span_of("Ships came.")))
    assert (
        '<p class="qa-clutter"><span class="qa-clutter" title="share line">Share this</span><span class="qa-reason-left-out">share line</span>'
        in drawn
    )
    assert '<span class="qa-clutter" title="a &quot;credit&quot;">Photo: Harbour &amp; Co</span>' in drawn
    assert ">Show clutter (2)</button>" in drawn


def test_without_clutter_there_is_no_button_for_it() -> None:
    assert "data-clutter" not in render_source(article(), Excerpt(None))


def test_the_quote_can_be_copied_with_its_origin() -> None:
    drawn = render_source(article(), Excerpt(span_of("Ships came.")))
    assert 'data-copy="“Ships came.” (Harbour opens, The Gazette, 2017-09-21, news/harbour.txt)"' in drawn
    assert "data-copy" not in render_source(article(), Excerpt(None))


def test_all_citations_of_the_answer_are_one_click_away_and_the_open_one_is_named() -> None:
    citations = tuple(Citation(n, "news/harbour.txt", "T", None, None, 0, 5, "Share") for n in (1, 2))
    answer = Answer("q", "q", "t", (), citations, (), (), None, 0.9, Mode.EXTRACTIVE)
    drawn = render_source(article(), Excerpt(span_of("Ships came."), number=2), answer=answer, place=3)
    assert drawn.count('data-exchange="3" data-citation=') == 2
    assert re.findall('<button aria-current="true" [^>]*data-citation="(.)"', drawn) == ["2"]


def test_only_a_part_of_a_huge_article_is_drawn_and_the_citation_is_in_it() -> None:
    raw = "Filler sentence here.\n" * 50_000 + "The needle.\n" + "More filler.\n" * 50_000
    drawn = render_source(article(raw), Excerpt(span_of("The needle.", raw)))
    assert marked(drawn) == ["The needle."]
    assert "earlier text is left out here" in drawn
    assert "later text is left out here" in drawn
    assert len(drawn) < 3 * SHOWN_CHARS


def test_a_huge_article_on_one_line_is_cut_too() -> None:
    raw = "x" * 500_000 + " needle " + "y" * 500_000
    drawn = render_source(article(raw), Excerpt(span_of("needle", raw)))
    assert marked(drawn) == ["needle"]
    assert len(drawn) < 3 * SHOWN_CHARS


def test_markup_in_an_article_stays_text() -> None:
    raw = 'Before <script>alert(1)</script> <img src=x onerror=alert(2)> [a](javascript:alert(3)) "after"'
    drawn = render_source(
        article(raw, title="<b>Bold</b>", outlet="<i>O</i>"), Excerpt(span_of("<script>alert(1)", raw))
    )
    assert marked(drawn) == ["&lt;script&gt;alert(1)"]
    assert not re.search("<(script|img|a|b|i)[ >]", drawn)


def test_clutter_says_why_and_can_be_kept_and_what_was_kept_can_be_given_up() -> None:
    raw = "Share\nThe bridge opened.\nFollow us\n"
    drawn = render_source(
        article(raw, removed=(Removal(span_of("Share", raw), "a <control>"),)), Excerpt(None), by_hand=("Follow us",)
    )
    assert (
        '<p class="qa-clutter"><span class="qa-clutter" title="a &lt;control&gt;">Share</span><span class="qa-reason-left-out">a &lt;control&gt;</span>'
        in drawn
    )
    assert 'data-start="0" data-end="5" data-wanted="1">Keep</button>' in drawn
    assert '<span class="qa-reason-left-out">kept by hand</span>' in drawn
    assert 'data-start="25" data-end="34" data-wanted="">Leave out again</button>' in drawn
    assert drawn.count("qa-reason-left-out") == 2


# The library -----------------------------------------------------------------------------------------------------------

HARBOUR = ArticleFacts("news/harbour.txt", "Harbour opens", "The Gazette", date(2017, 9, 21), 4, 1200)
MILL = ArticleFacts("mill.pdf", "Ängsmill sold", None, None, 1, 90)
ZOO = ArticleFacts("zoo.txt", None, "Echo", date(2020, 1, 5), 1, 300)
SKIPPED = SkippedFile(Path("a/<b>.pdf"), "not a text format")


def library(*articles: ArticleFacts, **given: Any) -> Holdings:
    return Holdings(articles, given.pop("skipped", ()), given.pop("folder", "articles"), **given)


def listed(drawn: str) -> list[str]:
    return re.findall(r'data-article="([^"]+)"', drawn)


def test_the_library_lists_title_outlet_date_words_file_and_state() -> None:
    drawn = render_library(library(HARBOUR, by_hand={"news/harbour.txt"}))
    assert 'data-article="news/harbour.txt">Harbour opens</button>' in drawn
    assert '<td data-label="Outlet">The Gazette</td>' in drawn
    assert '<time datetime="2017-09-21">21 Sep 2017</time>' in drawn
    assert '<td data-label="Words" class="qa-figure">1,200</td>' in drawn
    assert '<td data-label="State">ready, set by hand</td>' in drawn
    assert "1 article in <code>articles</code>" in drawn
    assert "data-remove" not in drawn


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (View(), ["mill.pdf", "news/harbour.txt", "zoo.txt"]),
        (View(words="angsMILL"), ["mill.pdf"]),
        (View(words="gazette 2017"), ["news/harbour.txt"]),
        (View(words="january"), ["zoo.txt"]),
        (View(words="nothing"), []),
        (View(outlet="Echo"), ["zoo.txt"]),
        (View(state="hand"), ["zoo.txt"]),
        (View(state="gone"), ["mill.pdf"]),
        (View(state="skipped"), []),
        (View(sort="words", is_down=True), ["news/harbour.txt", "zoo.txt", "mill.pdf"]),
        (View(sort="published"), ["mill.pdf", "news/harbour.txt", "zoo.txt"]),
        (View(sort="title"), ["mill.pdf", "news/harbour.txt", "zoo.txt"]),
        (View(sort="state"), ["mill.pdf", "news/harbour.txt", "zoo.txt"]),
    ],
)
def test_articles_are_found_and_put_in_order(view: View, found: list[str]) -> None:
    held = library(HARBOUR, ZOO, MILL, by_hand={"zoo.txt"}, gone={"mill.pdf"}, skipped=[SKIPPED])
    drawn = render_library(held, view)
    assert listed(drawn) == found
    assert ("could not be used" in drawn) == (view.state in ("", "skipped"))


def test_a_view_that_makes_no_sense_is_the_first_one() -> None:
    assert read_view({"sort": "size", "words": "x" * 500, "down": ""}) == View(words="x" * 200)
    assert read_view({"sort": "words", "down": "1", "outlet": "Echo", "state": "gone"}) == View(
        "", "Echo", "gone", "words", True
    )


def test_editors_get_buttons_that_carry_what_is_known() -> None:
    (known,) = re.findall(r'data-correct="([^"]+)"', render_library(library(HARBOUR, can_edit=True)))
    assert json.loads(unescape(known)) == {
        "id": "news/harbour.txt",
        "title": "Harbour opens",
        "outlet": "The Gazette",
        "published": "2017-09-21",
    }


def test_skipped_files_are_listed_with_the_reason() -> None:
    drawn = render_library(library(skipped=[SKIPPED]))
    assert "1 file could not be used" in drawn
    assert "<code>a/&lt;b&gt;.pdf</code> not a text format" in drawn


def test_an_empty_library_says_what_to_do() -> None:
    drawn = render_library(library(folder="my & articles"))
    assert "Put articles (text, web pages, PDF, Word and more) into <code>my &amp; articles</code>" in drawn


def test_a_long_library_is_cut_and_says_how_much_is_left() -> None:
    facts = [ArticleFacts(f"{n}.txt", None, None, None, 1) for n in range(ROWS_SHOWN + 7)]
    drawn = render_library(library(*facts))
    assert drawn.count("<tr>") == ROWS_SHOWN + 1
    assert "and 7 more" in drawn
