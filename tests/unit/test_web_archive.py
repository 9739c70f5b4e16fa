"""What the archive keeps of conversations, for whom, and what is found, renamed, deleted and brought back."""

import json
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from qa.errors import StoreError
from qa.types import Answer, Citation, Filters, Mode
from qa.web.archive import TITLE_CHARS, Archive, Kept
from qa.web.conversation import Asked, Conversation, Progress, Wording
from qa.web.exports import export
from qa.web.listing import deletion_notice, render_listing

CITED = Citation(1, "ferry.txt", "The <ferry>", "Courier", date(2024, 3, 4), 0, 15, "It sails *daily*")


def answer(text: str) -> Answer:
    return Answer("q", "q", text, (), (CITED,), (), (), None, 0.9, Mode.EXTRACTIVE, {"answer": 0.2})


def talk(*pairs: tuple[str, str]) -> Conversation:
    conversation = Conversation()
    for question, said in pairs:
        conversation = conversation.asking(question, Filters(("Courier",), date(2024, 1, 1)))
        conversation = conversation.with_answer(answer(said), progress=Progress.DONE)
    return conversation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "conversations.sqlite"


def test_what_is_kept_is_read_again_by_another_process(path: Path) -> None:
    with Archive(path) as archive:
        first = archive.keep(talk(("When does it sail?", "Daily [1]")), owner="ann")
        second = first.asking("And back?", Filters()).with_answer(answer("At six [1]"), progress=Progress.DONE)
        assert archive.keep(second, owner="ann") == second
    with Archive(path) as archive:
        read = archive.read(first.conversation_id)
    assert read == second
    assert read.exchanges[0].filters == Filters(("Courier",), date(2024, 1, 1))
    assert read.exchanges[0].answer is not None
    assert read.exchanges[0].answer.seconds == {"answer": 0.2}


def beside() -> Conversation:
    """A question that was answered twice, side by side."""
    conversation = Conversation()
    for is_beside, said in ((False, "It sails *daily* [1]"), (True, "Every day [1]")):
        conversation = conversation.asking("When?", Filters(), Asked(Wording.BOTH, "m at h", is_beside=is_beside))
        conversation = conversation.with_answer(answer(said), progress=Progress.DONE)
    return conversation


def test_both_answers_of_a_question_are_kept_and_saved(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(beside(), owner="ann")
    with Archive(path) as archive:
        assert archive.read(kept.conversation_id) == kept
    drawn = export(beside(), "md", title="Sailing")
    assert drawn.count("## When?") == 1
    assert "### Quoted from the articles\n\nIt sails \\*daily\\* [^1-1]" in drawn
    assert "### Worded by m at h\n\nEvery day [^2-1]" in drawn
    exchanges = json.loads(export(beside(), "json", title="Sailing"))["exchanges"]
    assert [(each["wording"], each["is_beside"], each["model"]) for each in exchanges] == [
        ("both", False, "m at h"),
        ("both", True, "m at h"),
    ]
    assert export(beside(), "html", title="Sailing").count("Worded by m at h") == 1


def test_limits_are_saved_with_what_was_asked_under_them() -> None:
    drawn = export(talk(("When?", "Daily [1]")), "md", title="Sailing")
    assert "*Limited to Courier; from 1 Jan 2024*" in drawn
    (exchange,) = json.loads(export(talk(("When?", "Daily [1]")), "json", title="Sailing"))["exchanges"]
    assert exchange["limits"] == {"sources": ["Courier"], "date_from": "2024-01-01", "date_to": None, "sections": []}


def test_an_answer_that_was_on_its_way_when_the_program_ended_reads_as_stopped(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(Conversation().asking("Is it late?", Filters()), owner="ann")
        assert kept.is_running
        read = archive.read(kept.conversation_id)
    assert read is not None
    assert [(each.question, each.progress) for each in read.exchanges] == [("Is it late?", Progress.STOPPED)]


def test_an_empty_conversation_is_not_kept(path: Path) -> None:
    with Archive(path) as archive:
        assert archive.keep(Conversation(), owner="ann") == Conversation()
        assert archive.listed("ann") == ()


def test_the_list_is_each_owners_own_and_latest_first(path: Path) -> None:
    with Archive(path) as archive:
        one = archive.keep(talk(("First?", "a")), owner="ann")
        archive.keep(talk(("Second?", "b")), owner="ann")
        archive.keep(talk(("Theirs?", "c")), owner="bob")
        archive.keep(one.asking("More?", Filters()), owner="ann")
        assert [each.title for each in archive.listed("ann")] == ["First?", "Second?"]
        assert [each.title for each in archive.listed("bob")] == ["Theirs?"]


def test_a_conversation_that_came_by_a_link_goes_on_as_a_copy(path: Path) -> None:
    with Archive(path) as archive:
        hers = archive.keep(talk(("First?", "a")), owner="ann")
        linked = archive.read(hers.conversation_id)
        assert linked is not None
        his = archive.keep(linked.asking("And?", Filters()), owner="bob")
        assert his.conversation_id != hers.conversation_id
        assert [each.question for each in his.exchanges] == ["First?", "And?"]
        assert archive.read(his.conversation_id) == his.stopped()
        assert archive.read(hers.conversation_id) == hers


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ferr", ["When does the ferry sail?"]),
        ("HARBOUR", ["When does the ferry sail?"]),
        ("creche", ["Où est la crèche?"]),
        ("ferry crèche", []),
        ('" OR *', ["Où est la crèche?", "When does the ferry sail?"]),
        ("renamed", ["Où est la crèche?"]),
    ],
)
def test_conversations_are_found_by_the_starts_of_their_words(path: Path, search: str, found: list[str]) -> None:
    with Archive(path) as archive:
        archive.keep(talk(("When does the ferry sail?", "From the harbour [1]")), owner="ann")
        other = archive.keep(talk(("Où est la crèche?", "À droite [1]")), owner="ann")
        if search == "renamed":
            archive.rename(other.conversation_id, "Renamed one", owner="ann")
            found = ["Renamed one"]
        if search == '" OR *':
            archive.keep(talk(("Or what?", "x")), owner="ann")
            found = ["Or what?"]
        assert [each.title for each in archive.listed("ann", search=search)] == found


def test_only_the_owner_renames_and_deletes(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(talk(("First?", "a")), owner="ann")
        archive.rename(kept.conversation_id, "Mine", owner="bob")
        assert archive.delete(kept.conversation_id, owner="bob") is None
        archive.rename(kept.conversation_id, "  " + "long " * 60, owner="ann")
        title = archive.listed("ann")[0].title
        assert title.startswith("long long")
        assert len(title) <= TITLE_CHARS + 2
        archive.rename(kept.conversation_id, "   ", owner="ann")
        assert archive.listed("ann")[0].title == title


def test_a_deletion_can_be_undone_and_asking_on_undoes_it_too(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(talk(("First?", "a")), owner="ann")
        assert archive.delete(kept.conversation_id, owner="ann") == "First?"
        assert archive.listed("ann") == ()
        assert archive.read(kept.conversation_id) is None
        assert archive.restore(kept.conversation_id, owner="ann") == "First?"
        assert archive.read(kept.conversation_id) == kept
        archive.delete(kept.conversation_id, owner="ann")
        archive.keep(kept.asking("More?", Filters()), owner="ann")
        assert [each.title for each in archive.listed("ann")] == ["First?"]


def test_what_was_deleted_long_ago_is_gone_for_good(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(talk(("First?", "a")), owner="ann")
        archive.delete(kept.conversation_id, owner="ann")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE conversations SET deleted = deleted - 200000")
    with Archive(path) as archive:
        assert archive.restore(kept.conversation_id, owner="ann") is None
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM words").fetchone() == (0,)


def test_an_answer_of_another_form_is_said_to_be_so(path: Path) -> None:
    with Archive(path) as archive:
        kept = archive.keep(talk(("First?", "a")), owner="ann")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE exchanges SET answer = '{\"text\": 1}'")
    with Archive(path) as archive:
        read = archive.read(kept.conversation_id)
    assert read is not None
    assert read.exchanges[0].question == "First?"
    assert read.exchanges[0].progress is Progress.FAILED
    assert "another version" in (read.exchanges[0].trouble or "")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    path.write_bytes(b"no database at all, but long enough to have a header of its own" * 20)
    with pytest.raises(StoreError, match=r"conversations\.sqlite"):
        Archive(path)


def test_the_list_is_grouped_by_day_and_escapes_titles() -> None:
    now = datetime(2024, 5, 6, 9, 0)
    kept = [
        Kept("a", "<b>One</b>", now),
        Kept("b", "Two", now - timedelta(days=1)),
        Kept("c", "Three", now - timedelta(days=9)),
    ]
    drawn = render_listing(kept, today=now.date(), current="b")
    assert [part.split("<")[0] for part in drawn.split('<h3 class="qa-label">')[1:]] == ["Today", "Yesterday", "Older"]
    assert "<b>One" not in drawn
    assert 'data-open="b" aria-current="true"' in drawn
    assert "None yet" in render_listing([], today=now.date())
    assert "No conversation holds" in render_listing([], today=now.date(), search="x")
    assert 'data-undo="a"' in deletion_notice("a", "One")


def test_markdown_has_a_footnote_for_each_citation_and_escapes_what_is_markup() -> None:
    drawn = export(talk(("When *does* it sail?", "Daily [1], not [2].")), "md", title="Sailing")
    assert drawn.splitlines()[0] == "# Sailing"
    assert "## When \\*does\\* it sail?" in drawn
    assert "Daily [^1-1], not \\[2\\]." in drawn
    assert (
        "[^1-1]: “It sails \\*daily\\*” — The \\<ferry\\>, Courier, 4 Mar 2024, ferry.txt, characters 0 to 15" in drawn
    )


def test_the_page_and_the_record_of_a_conversation_hold_its_citations() -> None:
    conversation = talk(("When?", "Daily [1]"))
    page = export(conversation, "html", title="<Sailing>")
    assert "<title>&lt;Sailing&gt;</title>" in page
    assert "characters 0 to 15" in page
    record = export(conversation, "json", title="Sailing")
    assert '"quote": "It sails *daily*"' in record
    assert '"question": "When?"' in record
