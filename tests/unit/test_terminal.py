"""What a terminal is given: every character that it would obey is written out, and nothing else is changed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_pipeline import answer, declined, passage

from qa.reports import SkippedFile, SyncReport
from qa.terminal import answer_lines, one_line, passage_lines, printable, reading_lines, report_notes
from qa.types import Article, Removal, Section, Span, Support

ATTACK = "safe\x1b[2J\x1b]0;owned\x07\x9b31m\u202edesrever"
SHOWN = "safe\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202edesrever"


def is_harmless(line: str) -> bool:
    return all(mark not in line for mark in "\x1b\x07\x9b\x7f\u202e\r\b")


@given(st.text())
def test_no_control_is_left_and_all_else_stays(text: str) -> None:
    drawn = printable(text)
    assert is_harmless(drawn)
    assert json.loads(printable(json.dumps(text, ensure_ascii=False))) == text
    assert "".join(drawn.split("\\u001b")) == "".join(printable(text.replace("\x1b", "")).split("\\u001b"))


@pytest.mark.parametrize("text", ["Čeština, 中文, العربية – “quoted” 5 €", "a\tb\nc", "🏔️ zero‍joined"])
def test_ordinary_text_of_any_script_is_left_alone(text: str) -> None:
    assert printable(text) == text


def test_a_line_stays_one_line() -> None:
    assert one_line("name\nqa: all is well\r\x85next") == "name qa: all is well next"
    assert one_line("abcdef", 3) == "abc (…)"


def test_answers_passages_readings_and_reports_are_cleaned() -> None:
    given = answer("Cats sleep for 16 hours.")
    cited = replace(given.citations[0], quote=ATTACK, title=ATTACK, article_id=f"{ATTACK}.txt")
    hostile = replace(given, text=ATTACK, standalone_question=ATTACK, citations=(cited,))
    lines = list(answer_lines(hostile, bold=False))
    assert f"Read as: {SHOWN}\n" in lines
    assert f"    {SHOWN}" in lines
    near = passage("Cats sleep for 16 hours.")
    near = replace(near, title=ATTACK, chunk=replace(near.chunk, text=ATTACK, heading=ATTACK))
    lines += passage_lines([near], explain=True)
    lines += answer_lines(replace(declined(), text=ATTACK, passages=(near,)), bold=True)
    article = Article(
        "a.txt",
        ATTACK,
        ATTACK,
        None,
        ATTACK,
        (Span(0, 9),),
        (Removal(Span(0, 9), "x"),),
        (Section(ATTACK, Span(0, 9)),),
        "",
    )
    lines += reading_lines(article)
    lines += report_notes(SyncReport((), (), (), (), (SkippedFile(Path(ATTACK), "odd"),), 0, 0.0))
    assert len(lines) > 12
    assert [line for line in lines if not is_harmless(line)] == []


def test_the_short_answer_is_bold_and_the_escapes_around_it_are_ours_alone() -> None:
    given = answer("Cats sleep for 16 hours.")
    quote = "Cats \x1b[31msleep\x1b[0m for 16 hours."
    sentence = replace(given.sentences[0], text=quote, short_answer=Span(quote.index("16"), quote.index(".")))
    assert sentence.support is Support.SUPPORTED
    (text, *_) = answer_lines(replace(given, text=f"{quote} [1]", sentences=(sentence,)), bold=True)
    assert text == "Cats \\u001b[31msleep\\u001b[0m for \x1b[1m16 hours\x1b[0m. [1]"


def test_articles_that_are_gone_are_told_with_the_way_to_accept_it() -> None:
    (note,) = report_notes(SyncReport((), (), (), (), (), 3, 0.0, ("a.txt", "b.txt")))
    assert note.startswith("2 indexed articles are no longer in the folder")
    assert note.endswith("qa sync --accept-deletions")
