"""The record of a conversation, the example questions, and what the page's fields stand for."""

from datetime import date
from pathlib import Path

import pytest

from qa.index.progress import SyncProgress
from qa.reports import SkippedFile, SyncReport
from qa.types import Answer, ArticleFacts, Citation, Filters, Mode, Turn
from qa.web.conversation import HISTORY_TURNS, Asked, Conversation, Progress, Wording
from qa.web.examples import example_questions, read_examples
from qa.web.given import read_filters
from qa.web.marks import byline, day, shortened
from qa.web.serve import address
from qa.web.sync_notes import describe_progress, describe_report

CITATION = Citation(1, "a.txt", None, None, None, 0, 3, "abc")


def answer(text: str) -> Answer:
    return Answer("q", "q", text, (), (CITATION,), (), (), None, 0.9, Mode.EXTRACTIVE)


def answered(count: int) -> Conversation:
    conversation = Conversation()
    for number in range(count):
        conversation = conversation.asking(f"q{number}", Filters())
        conversation = conversation.with_answer(answer(f"a{number}"), progress=Progress.DONE)
    return conversation


def test_asking_leaves_the_conversation_before_as_it_was() -> None:
    before = answered(1)
    after = before.asking("more", Filters())
    assert len(before.exchanges) == 1
    assert len(after.exchanges) == 2


def test_history_holds_complete_answers_only_and_not_too_many() -> None:
    conversation = answered(HISTORY_TURNS + 3).asking("failed", Filters()).failing("down")
    conversation = (
        conversation.asking("stopped", Filters()).with_answer(answer("half"), progress=Progress.RUNNING).stopped()
    )
    history = conversation.history()
    assert len(history) == HISTORY_TURNS
    assert history[0] == Turn("q3", "a3")
    assert history[-1] == Turn(f"q{HISTORY_TURNS + 2}", f"a{HISTORY_TURNS + 2}")


def test_of_two_answers_side_by_side_the_history_has_the_second_once_it_is_whole() -> None:
    first = Conversation().asking("q", Filters(), Asked(Wording.BOTH, "m"))
    first = first.with_answer(answer("quoted"), progress=Progress.DONE)
    second = first.asking("q", Filters(), Asked(Wording.BOTH, "m", is_beside=True))
    assert second.history() == (Turn("q", "quoted"),)
    assert second.with_answer(answer("worded"), progress=Progress.DONE).history() == (Turn("q", "worded"),)
    asked = [each.asked.is_quoted for each in second.exchanges]
    assert (asked, Asked(Wording.QUOTED, "m").is_quoted, Asked().is_quoted) == ([True, False], True, False)


def test_stopping_when_nothing_runs_changes_nothing() -> None:
    assert Conversation().stopped() == Conversation()
    assert answered(2).stopped() == answered(2)


def test_citations_are_found_by_place_and_number_and_nothing_else_is() -> None:
    conversation = answered(2)
    assert conversation.citation(1, 1) == CITATION
    assert conversation.citation(1, 2) is None
    assert conversation.citation(2, 1) is None
    assert conversation.citation(-1, 1) is None
    assert conversation.passage(0, 1) is None


def facts(article_id: str, title: str | None) -> ArticleFacts:
    return ArticleFacts(article_id, title, None, None, 1)


def test_examples_come_from_headlines_where_no_written_one_fits() -> None:
    articles = [facts("a.txt", "Harbour opens"), facts("b.txt", None), facts("c.txt", "Harbour opens")]
    assert example_questions(articles) == ("What do the articles say about “Harbour opens”?",)


def test_written_examples_are_offered_for_their_articles_only() -> None:
    seeds = ["000_2c46c174ad97553b", "001_522cef186d245491", "002_1704bdc840fb9300", "003_a85a550ddfd53b19"]
    offered = example_questions([facts(f"{name}.txt", "T") for name in seeds])
    assert "Did the coalition give Russia target coordinates?" in offered
    assert "Did Russian missiles crash in Iran?" not in offered
    assert example_questions([]) == ()


def test_an_example_line_names_files_and_a_question() -> None:
    text = "# a note\n\na.txt, b.txt | Who | what?\n"
    assert read_examples(text) == ((frozenset({"a.txt", "b.txt"}), "Who | what?"),)


@pytest.mark.parametrize("line", ["no bar", "| question", "file |"])
def test_a_malformed_example_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"file \| question"):
        read_examples(line)


def test_empty_fields_limit_nothing() -> None:
    assert read_filters(None, None) == Filters()
    assert read_filters([], {"from": "", "to": ""}) == Filters()


def test_filled_fields_become_filters() -> None:
    filters = read_filters(["RT"], {"from": "2016-01-01", "to": ""})
    assert filters == Filters(sources=("RT",), date_from=date(2016, 1, 1))


def test_a_malformed_date_is_refused() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        read_filters([], {"from": "yesterday"})


def test_a_report_names_what_happened_and_leaves_out_zeros() -> None:
    report = SyncReport(("a",), (), (), ("b", "c"), (SkippedFile(Path("x"), "r"),), 3, 0.1)
    assert describe_report(report) == "1 added, 2 unchanged, 1 skipped"
    assert describe_report(SyncReport((), (), (), (), (), 0, 0.1)) == "The folder holds no articles"


def test_progress_says_how_long_it_will_take_once_that_is_known() -> None:
    assert describe_progress(SyncProgress(0, 8, 0, 2.0)) == "Reading article 0 of 8 …"
    assert describe_progress(SyncProgress(2, 8, 100, 4.0)) == "Reading article 2 of 8, about 12 s left …"


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("0.0.0.0", "http://127.0.0.1:7860"),
        ("::1", "http://[::1]:7860"),
        ("example.org", "http://example.org:7860"),
    ],
)
def test_the_address_can_be_opened_as_it_is_printed(host: str, shown: str) -> None:
    assert address(host, 7860) == shown


def test_text_is_cut_after_a_word() -> None:
    assert shortened("one two  three", chars=9) == "one two …"
    assert shortened("one\ntwo", chars=9) == "one two"
    assert shortened("x" * 20, chars=9) == "x" * 9 + " …"


def test_dates_read_the_same_in_every_locale() -> None:
    assert day(date(2017, 9, 1)) == "1 Sep 2017"
    assert byline("A & B", None) == "A &amp; B"
    assert byline(None, None) == ""
