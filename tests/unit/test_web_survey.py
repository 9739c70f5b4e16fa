"""The views of the library drawn: tables as HTML, charts as JSON; nothing of an article is markup in either."""

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from gradio.components.plot import PlotData

from qa.survey.disputed import Denial
from qa.survey.events import Event
from qa.survey.gathering import Gathered
from qa.survey.landscape import landscape_of
from qa.survey.speakers import speakers_of
from qa.survey.statements import Statement
from qa.survey.timeline import Stretch, marks_of
from qa.types import ArticleFacts, Chunk
from qa.web.survey.figures import NO_OUTLET, OTHERS, chart_text, colour_of, outlet_names
from qa.web.survey.map import Asked, Map, map_figure, render_map
from qa.web.survey.speakers import SPEAKERS_SHOWN, Sought, read_sought, render_speakers
from qa.web.survey.timeline import MOST_DRAWN, ROWS_SHOWN, read_stretch, timeline_figure, timeline_table

DAY = date(2024, 5, 15)
GAZETTE = ArticleFacts("a.txt", "Bridge falls", "The Gazette", DAY, 1)
NAMELESS = ArticleFacts("b.txt", None, None, None, 1)


def event(text: str, day: date, *, article_id: str = "a.txt", start: int = 3, is_relative: bool = False) -> Event:
    return Event(article_id, start, start + len(text), text, day, day, "Monday", is_relative)


def gathered(articles: Sequence[ArticleFacts], found: dict[str, Any], *, total: int | None = None) -> Gathered[Any]:
    return Gathered(tuple(articles), found, len(articles) if total is None else total)


def chart(drawn: PlotData) -> dict[str, Any]:
    return dict(json.loads(drawn.plot))


def words_of(drawn: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", drawn).split())


def test_the_table_lists_articles_and_events_by_day_and_opens_the_sentence() -> None:
    held = gathered([GAZETTE, NAMELESS], {"a.txt": (event("It fell on Monday.", date(2024, 5, 13), is_relative=True),)})
    drawn = timeline_table(marks_of(held), held, Stretch())
    assert "1 article and 1 dated event" in drawn
    assert drawn.index("13 May 2024") < drawn.index("15 May 2024")
    assert '<button type="button" class="qa-link" data-article="a.txt" data-start="3" data-end="21">It fell' in drawn
    assert '<button type="button" class="qa-link" data-article="a.txt">Bridge falls' in drawn
    assert "(“Monday”)" in drawn
    assert "1 article without a day of publication: not on the line." in drawn
    assert "Reading: 1 of 2 articles so far." in drawn


def test_only_what_shares_a_day_with_the_stretch_is_listed() -> None:
    held = gathered([GAZETTE], {"a.txt": (event("It fell.", date(2024, 5, 13)),)})
    marks = marks_of(held)
    assert "0 articles and 1 dated event, until 14 May 2024" in timeline_table(
        marks, held, Stretch(None, date(2024, 5, 14))
    )
    assert "1 article and 0 dated events, from 14 May 2024" in timeline_table(marks, held, Stretch(date(2024, 5, 14)))
    assert "1 article and 1 dated event, 13 May 2024 – 15 May 2024" in timeline_table(
        marks, held, Stretch(date(2024, 5, 13), DAY)
    )


def test_an_event_of_several_days_is_of_each_of_them() -> None:
    whole_may = Event("a.txt", 3, 11, "It fell.", date(2024, 5, 1), date(2024, 5, 31), "May 2024", False)
    held = gathered([NAMELESS], {"b.txt": (whole_may,)})
    for stretch in (
        Stretch(date(2024, 5, 31)),
        Stretch(None, date(2024, 5, 1)),
        Stretch(date(2024, 5, 8), date(2024, 5, 9)),
    ):
        assert "0 articles and 1 dated event" in timeline_table(marks_of(held), held, stretch)
    assert "0 dated events" in timeline_table(marks_of(held), held, Stretch(date(2024, 6, 1)))
    assert "1 May 2024 – 31 May 2024" in timeline_table(marks_of(held), held, Stretch())


def test_what_is_no_day_leaves_the_stretch_open() -> None:
    assert read_stretch({"first": "2024-05-13", "last": "x"}) == Stretch(date(2024, 5, 13), None)
    assert read_stretch({"first": "", "last": None}) == Stretch()


def test_of_many_marks_a_sample_is_drawn_and_said() -> None:
    events = tuple(event("It fell.", DAY, start=number) for number in range(MOST_DRAWN + 5))
    held = gathered([GAZETTE], {"a.txt": events}, total=7)
    marks = marks_of(held)
    drawn = timeline_table(marks, held, Stretch())
    assert f"3,000 of {MOST_DRAWN + 6:,} marks are drawn, a sample" in drawn
    assert "Of 7 articles the newest 1 that have text are read." in drawn
    assert drawn.count("<tr><td") == ROWS_SHOWN
    assert sum(len(each["x"]) for each in chart(timeline_figure(marks))["data"]) == MOST_DRAWN


def test_the_chart_has_articles_above_the_line_and_events_below_in_the_colours_of_outlets() -> None:
    other = ArticleFacts("c.txt", "Tram late", "The Echo", DAY, 1)
    held = gathered([GAZETTE, other], {"a.txt": (event("It fell.", date(2024, 5, 13)),), "c.txt": ()})
    data = chart(timeline_figure(marks_of(held)))["data"]
    assert [(each["name"], each["x"], each["y"], each["showlegend"]) for each in data] == [
        ("The Echo", ["2024-05-15"], [1], True),
        ("The Gazette", ["2024-05-15"], [1], True),
        ("The Gazette", ["2024-05-13"], [-1], False),
    ]
    assert data[1]["marker"]["color"] == data[2]["marker"]["color"] != data[0]["marker"]["color"]
    assert data[2]["hovertext"] == ["It fell.<br>The Gazette · 13 May 2024"]
    assert data[2]["customdata"] == [["a.txt", 3, 11]]


def test_a_day_far_off_is_not_among_the_days_shown_at_first() -> None:
    events = [event("It fell.", DAY + timedelta(number), start=number) for number in range(100)]
    held = gathered([GAZETTE], {"a.txt": (event("She was born.", date(1907, 11, 7), start=999), *events)})
    meta = chart(timeline_figure(marks_of(held)))["layout"]["meta"]
    assert (meta["main"][0], meta["all"]) == ("2024-05-15", False)
    assert meta["whole"][0] < "1907-11-07"


def test_a_library_without_days_has_an_empty_line() -> None:
    held = gathered([NAMELESS], {"b.txt": ()})
    assert chart(timeline_figure(marks_of(held)))["data"] == []
    assert "0 articles and 0 dated events" in timeline_table((), held, Stretch())


def test_nothing_of_an_article_is_markup_in_tables_and_charts() -> None:
    harm = '<img src=x onerror="x">&<a href="javascript:x">'
    facts = ArticleFacts("a.txt", harm, harm, DAY, 1)
    held = gathered([facts], {"a.txt": (event(harm, DAY),)})
    marks = marks_of(held)
    assert "<img" not in timeline_table(marks, held, Stretch())
    assert "<a" not in timeline_table(marks, held, Stretch())
    for each in chart(timeline_figure(marks))["data"]:
        shown = " ".join([each["name"], *each["hovertext"]]).replace("<br>", "")
        assert "<" not in shown
        assert "&lt;img" in shown


def test_text_of_a_chart_is_folded() -> None:
    assert chart_text("one " * 20, "two") == f"{' '.join(['one'] * 14)}<br>{' '.join(['one'] * 6)}<br>two"


def test_outlets_beyond_the_most_common_share_a_colour() -> None:
    outlets = [*(f"Outlet {number}" for number in range(8)), *(f"Outlet {number}" for number in range(9)), None]
    names = outlet_names(outlets)
    assert (names["Outlet 7"], names["Outlet 8"], names[None]) == ("Outlet 7", OTHERS, NO_OUTLET)
    colours = colour_of(list(names.values()))
    assert len(set(colours.values())) == 9


def statement(text: str, speaker: str, *, start: int = 0) -> Statement:
    return Statement("a.txt", start, start + len(text), text, speaker, (), f"What did {speaker} say?", 0, start)


CLAIM = statement("The crane was unsafe, Marsh said.", "Ada Marsh")
DENIAL = statement("The board denied it.", "the Harbour Board", start=40)
PLAIN = statement("The ferry goes on, Marsh said.", "Ada Marsh", start=80)


def listed(sought: Sought = Sought("")) -> str:  # noqa: B008 - frozen
    said = (CLAIM, DENIAL, PLAIN)
    return render_speakers(speakers_of(said), [Denial(CLAIM, DENIAL)], gathered([GAZETTE], {"a.txt": said}), sought)


def test_speakers_stand_with_their_statements_and_with_who_denies_them() -> None:
    drawn = words_of(listed())
    assert "2 speakers with 3 statements" in drawn
    assert "Ada Marsh 2 statements, 1 disputed" in drawn
    assert "denied by the Harbour Board : The board denied it." in drawn
    assert "denies Ada Marsh : The crane was unsafe, Marsh said." in drawn


def test_a_statement_asks_and_its_citation_opens_the_sentence() -> None:
    drawn = listed()
    assert 'data-ask="What did Ada Marsh say?">The crane was unsafe, Marsh said.</button>' in drawn
    assert 'data-ask="What does Ada Marsh say?">Ada Marsh</button>' in drawn
    assert 'data-article="a.txt" data-start="0" data-end="33">The Gazette · 15 May 2024</button>' in drawn


def test_speakers_are_found_by_name_and_disputed_statements_alone() -> None:
    assert "1 speaker with 1 statement" in listed(Sought("harbour board"))
    disputed = words_of(listed(read_sought({"words": "MARSH", "disputed": True})))
    assert "1 speaker with 1 statement, disputed ones only" in disputed
    assert "ferry" not in disputed
    assert "0 speakers with 0 statements" in listed(Sought("nobody"))


def test_of_many_speakers_the_first_are_drawn_and_the_rest_counted() -> None:
    said = tuple(statement("It was late.", f"Roe{number}", start=number) for number in range(SPEAKERS_SHOWN + 2))
    drawn = render_speakers(speakers_of(said), [], gathered([GAZETTE], {"a.txt": said}), Sought())
    assert drawn.count("<section") == SPEAKERS_SHOWN
    assert "and 2 more; search for a speaker" in drawn


def drawn_map(*, is_asked: bool = False) -> Map:
    chunks = {each.chunk_id: each for each in (Chunk("a.txt", n, n + 5, f"Text {n}", None) for n in range(4))}
    vectors = {key: np.eye(4, dtype=np.float32)[place] for place, key in enumerate(chunks)}
    landscape = landscape_of(list(chunks), lambda ids: {key: vectors[key] for key in ids})
    assert landscape is not None
    asked = Asked("Why <b>?", (0.25, 0.5), [(chunks["a.txt#2-7"], (0.1, 0.2))]) if is_asked else None
    return Map(landscape, chunks, {"a.txt": GAZETTE}, asked)


def test_the_map_names_its_method_and_lists_its_chunks_by_article() -> None:
    drawn = render_map(drawn_map(), "")
    assert "first two principal components (PCA) of the chunks’ vectors, with 33% and 33% of their variance" in drawn
    assert drawn.count("<li>") == 4
    assert drawn.count("<h3>Bridge falls</h3>") == 1
    assert "<h2>1 chunk</h2>" in render_map(drawn_map(), "text 3")
    assert chart(map_figure(drawn_map()))["data"][0]["customdata"][0][0] == "a.txt"


def test_the_question_and_its_passages_are_lit_up() -> None:
    drawn = drawn_map(is_asked=True)
    lit = chart(map_figure(drawn))["data"][1:]
    assert [(each["name"], each["x"], each["y"]) for each in lit] == [
        ("passages of the question", [0.1], [0.2]),
        ("the question", [0.25], [0.5]),
    ]
    assert lit[1]["hovertext"] == ["Why &lt;b&gt;?"]
    assert "Lit up: the passages of “Why &lt;b&gt;?”" in render_map(drawn, "")


def test_without_chunks_there_is_no_landscape() -> None:
    assert landscape_of([], lambda ids: {}) is None


@pytest.mark.parametrize("colour", sorted(set(colour_of([f"{n}" for n in range(8)]).values())))
def test_the_colours_can_be_seen_in_light_and_in_dark(colour: str) -> None:
    def luminance(value: str) -> float:
        parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    for paper in ("#fbfaf7", "#16181b"):
        light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3
