"""What is kept beside an exchange: what people make of the answer, and the questions that go on from it."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa.types import Answer, Citation, Fault, Filters, Mode, Rating, Thumb, Turn
from qa.web.answers import render_conversation
from qa.web.archive import Archive
from qa.web.conversation import Conversation, Progress
from qa.web.notes import WORDS_CHARS, Note, Notes

CITED = Citation(1, "ferry.txt", "The ferry", "Courier", date(2024, 3, 4), 0, 15, "It sails daily.")
BAD = Rating(Thumb.DOWN, Fault.INCOMPLETE, "The <hour> is missing")


def answer(question: str, said: str) -> Answer:
    return Answer(question, question, said, (), (CITED,), (), (), None, 0.9, Mode.EXTRACTIVE)


def talk(*pairs: tuple[str, str]) -> Conversation:
    conversation = Conversation()
    for question, said in pairs:
        conversation = conversation.asking(question, Filters(("Courier",)))
        conversation = conversation.with_answer(answer(question, said), progress=Progress.DONE)
    return conversation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


def test_a_rating_is_kept_over_a_restart_changed_and_taken_back(path: Path) -> None:
    with Archive(path) as archive:
        key = archive.keep(talk(("When?", "Daily [1]")), owner="ann").conversation_id
        assert Notes(archive).rate(key, 0, Rating(Thumb.UP), owner="ann")
        assert Notes(archive).rate(key, 0, replace(BAD, words="x" * 5_000), owner="ann")
    with Archive(path) as archive:
        notes = Notes(archive)
        assert notes.of(key) == {0: Note(replace(BAD, words="x" * WORDS_CHARS))}
        notes.take_back(key, 0, owner="ann")
        assert notes.of(key) == {}


def test_only_the_owner_rates_and_only_what_is_there(path: Path) -> None:
    with Archive(path) as archive:
        notes = Notes(archive)
        key = archive.keep(talk(("When?", "Daily [1]")), owner="ann").conversation_id
        assert not notes.rate(key, 0, BAD, owner="bob")
        assert not notes.rate(key, 1, BAD, owner="ann")
        notes.rate(key, 0, BAD, owner="ann")
        notes.take_back(key, 0, owner="bob")
        assert notes.of(key) == {0: Note(BAD)}
        assert notes.of("") == {}


def test_questions_that_go_on_stand_beside_the_rating(path: Path) -> None:
    with Archive(path) as archive:
        notes = Notes(archive)
        key = archive.keep(talk(("When?", "Daily [1]"), ("And back?", "At six [1]")), owner="ann").conversation_id
        notes.keep_follow_ups(key, 1, ["Who sails it?", "Où?"])
        notes.keep_follow_ups(key, 7, ["Never?"])
        notes.rate(key, 1, BAD, owner="ann")
        assert notes.of(key) == {1: Note(BAD, ("Who sails it?", "Où?"))}


def test_what_was_rated_is_given_with_the_turns_before_it_and_goes_with_its_conversation(path: Path) -> None:
    with Archive(path) as archive:
        notes = Notes(archive)
        key = archive.keep(talk(("When?", "Daily [1]"), ("And back?", "At six [1]")), owner="ann").conversation_id
        notes.rate(key, 1, BAD, owner="ann")
        (rated,) = notes.rated()
        assert (rated.key, rated.question, rated.rating) == (f"{key}-2", "And back?", BAD)
        assert (rated.history, rated.filters) == ((Turn("When?", "Daily [1]"),), Filters(("Courier",)))
        assert rated.answer.text == "At six [1]"
        archive.delete(key, owner="ann")
        assert notes.rated() == ()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE conversations SET deleted = deleted - 200000")
    with Archive(path) as archive:
        assert Notes(archive).of(key) == {}


def test_thumbs_reason_and_questions_are_drawn_and_escaped() -> None:
    kept = replace(talk(("When <b>?", "Daily [1]")), conversation_id="k")
    plain = render_conversation(kept, chat_model=None)
    assert plain.count('class="qa-tool qa-thumb') == 2
    assert 'aria-pressed="true"' not in plain
    assert 'data-ask="When &lt;b&gt;?">Ask again' in plain
    assert 'data-edit="When &lt;b&gt;?">Edit question' in plain
    noted = render_conversation(kept, chat_model=None, notes={0: Note(BAD, ("Who <i>sails</i>?",))})
    assert 'data-thumb="down" data-place="0" aria-pressed="true"' in noted
    assert '<option value="incomplete" selected>' in noted
    assert 'value="The &lt;hour&gt; is missing"' in noted
    assert 'data-ask="Who &lt;i&gt;sails&lt;/i&gt;?">Who &lt;i&gt;sails&lt;/i&gt;?</button>' in noted
    unkept = render_conversation(replace(kept, conversation_id=""), chat_model=None)
    assert "qa-thumb" not in unkept
    assert "Ask again" in unkept


def test_a_follow_up_is_asked_again_as_it_was_read_and_edited_as_it_was_typed() -> None:
    read = replace(answer("And back?", "At six [1]"), standalone_question="And when does the ferry sail back?")
    drawn = render_conversation(
        Conversation().asking("And back?", Filters()).with_answer(read, progress=Progress.DONE), chat_model=None
    )
    assert 'data-ask="And when does the ferry sail back?">Ask again' in drawn
    assert 'data-edit="And back?">Edit question' in drawn
