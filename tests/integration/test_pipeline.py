"""The whole pipeline over the seeds, with the real weights and a real index on disk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage

from qa import Settings, open_pipeline
from qa.errors import LimitError
from qa.pipeline import Pipeline
from qa.types import Abstention, Answer, Mode, Turn

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
LINES = "How many telephone lines does the coalition have with the Russian forces?"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with open_pipeline(Settings(articles=SEEDS, index=tmp_path_factory.mktemp("index"))) as opened:
        opened.sync()
        yield opened


def assert_tied_to_the_files(answer: Answer) -> None:
    assert answer.citations
    for number, citation in enumerate(answer.citations, 1):
        raw = (SEEDS / citation.article_id).read_text(encoding="utf-8")
        assert raw[citation.start : citation.end] == citation.quote
        assert citation.number == number
    cited = {number for sentence in answer.sentences for number in sentence.citations}
    assert cited == {citation.number for citation in answer.citations}


def test_a_question_is_answered_with_the_exact_characters_of_a_file(pipeline: Pipeline) -> None:
    answer = pipeline.ask(LINES)
    assert answer.abstention is None
    assert answer.mode is Mode.EXTRACTIVE
    assert_tied_to_the_files(answer)
    assert all(word in answer.text for word in ("air", "ground", "commander"))
    assert answer.citations[0].article_id == "002_1704bdc840fb9300.txt"


@pytest.mark.parametrize(
    ("question", "shown"), [("What does a HIMARS rocket cost?", 1), ("Who won the 2018 World Cup?", 0)]
)
def test_what_the_articles_do_not_hold_is_declined_with_what_is_nearest(
    pipeline: Pipeline, question: str, shown: int
) -> None:
    answer = pipeline.ask(question)
    assert answer.abstention in {Abstention.NOTHING_NEAR, Abstention.NOT_ANSWERED}
    assert (len(answer.sentences), len(answer.citations)) == (shown, shown)
    assert [citation.quote for citation in answer.citations] == [
        (SEEDS / citation.article_id).read_text(encoding="utf-8")[citation.start : citation.end]
        for citation in answer.citations
    ]
    assert answer.passages


def test_a_second_reader_is_asked_what_the_first_one_leaves_open(pipeline: Pipeline) -> None:
    sure, left_open = "Who won the 2018 World Cup?", "What phone lines are there with the Russians?"
    with Pipeline(pipeline.settings.model_copy(update={"reader": "large"}), reads_only=True) as both:
        assert both.ask(sure).confidence == pipeline.ask(sure).confidence
        answer = both.ask(left_open)
    assert answer.confidence != pipeline.ask(left_open).confidence
    assert_tied_to_the_files(answer)


def test_the_same_question_gives_the_same_bytes(pipeline: Pipeline) -> None:
    assert pipeline.ask(LINES).to_json() == pipeline.ask(LINES).to_json()


def test_an_answer_survives_json(pipeline: Pipeline) -> None:
    answer = pipeline.ask(LINES)
    assert Answer.from_json(answer.to_json()) == answer
    assert set(answer.seconds) == {"condense", "retrieve", "read", "answer"}


def test_a_misspelt_question_is_answered_as_the_right_one_and_says_so(pipeline: Pipeline) -> None:
    right = "Which areas of Syria did Russian strikes hit according to the Observatory?"
    typed = "Which aeras of Syria did Russian stirkes hit acording to the Observatory?"
    answer = pipeline.ask(typed)
    assert (answer.question, answer.standalone_question) == (typed, right)
    assert replace(answer, question=right) == pipeline.ask(right)
    assert_tied_to_the_files(answer)


def test_passages_say_how_a_misspelt_question_was_read(pipeline: Pipeline) -> None:
    found = pipeline.retrieve("How many telphone lines does the coalitoin have?", k=3)
    read = "How many telephone lines does the coalition have?"
    assert {passage.trace.read_as for passage in found} == {read}
    right = pipeline.retrieve(read, k=3)
    assert [passage.chunk for passage in found] == [passage.chunk for passage in right]
    assert {passage.trace.read_as for passage in right} == {None}


def test_a_follow_up_takes_what_was_misspelt_before_in_its_right_spelling(pipeline: Pipeline) -> None:
    first = Turn("How many telphone lines does the coalitoin have?", "Two. [1]")
    answer = pipeline.ask("And wehre?", history=(first,))
    assert answer.standalone_question == "Where does the coalition have telephone lines?"


def test_a_greeting_gets_a_reply_without_a_search(pipeline: Pipeline) -> None:
    answer = pipeline.ask("Hello! What can you do?")
    assert answer.text.startswith("Hello. I am a program that answers questions from 5 articles.")
    assert (answer.mode, answer.abstention) == (Mode.PROGRAM, None)
    assert (answer.sentences, answer.citations, answer.passages) == ((), (), ())
    assert Answer.from_json(answer.to_json()) == answer
    assert pipeline.as_runnable().invoke({"input": "thanks!"})["answer"].startswith("You are welcome.")


def test_a_follow_up_does_not_lean_on_a_greeting(pipeline: Pipeline) -> None:
    lines = Turn(LINES, "Two. [1]")
    greeting = Turn("who are you?", pipeline.ask("who are you?").text)
    followed = [pipeline.ask("And why?", history=turns).standalone_question for turns in ((lines,), (lines, greeting))]
    assert followed[0] == followed[1]
    assert followed[0] != "And why?"


def test_an_empty_question_is_declined(pipeline: Pipeline) -> None:
    assert pipeline.ask("  \n").abstention is Abstention.EMPTY_QUESTION
    assert pipeline.retrieve("  ") == []


def test_filters_keep_to_the_chosen_articles(pipeline: Pipeline) -> None:
    passages = pipeline.retrieve("coalition aircraft", k=20, sources=["003_a85a550ddfd53b19.txt"])
    assert {passage.chunk.article_id for passage in passages} == {"003_a85a550ddfd53b19.txt"}
    dated = pipeline.retrieve("coalition aircraft", k=20, date_from=date(2017, 9, 1), date_to=date(2017, 9, 30))
    assert {passage.published for passage in dated} == {date(2017, 9, 21)}


def test_filters_that_leave_nothing_say_so(pipeline: Pipeline) -> None:
    assert pipeline.ask(LINES, sources=["no such outlet"]).abstention is Abstention.OUTSIDE_FILTERS


def test_wrong_arguments_are_refused(pipeline: Pipeline) -> None:
    with pytest.raises(ValueError, match="k must be at least 1"):
        pipeline.retrieve(LINES, k=0)
    with pytest.raises(ValueError, match="is after date_to"):
        pipeline.ask(LINES, date_from=date(2018, 1, 1), date_to=date(2017, 1, 1))


def test_passages_carry_their_ranks_and_scores(pipeline: Pipeline) -> None:
    passages = pipeline.retrieve("HIMARS at Al-Tanf", k=4)
    assert [passage.rank for passage in passages] == [1, 2, 3, 4]
    best = passages[0]
    assert "HIMARS" in best.chunk.text
    assert best.trace.term_rank == 1
    assert 0 < best.similarity <= 1
    assert best.term_score > 0


def test_streaming_grows_to_the_whole_answer(pipeline: Pipeline) -> None:
    question = "What did Russia and the Pentagon say about the joint airstrikes?"
    shown = list(pipeline.stream(question))
    assert shown[-1] == pipeline.ask(question)
    assert [len(answer.sentences) for answer in shown] == sorted({len(answer.sentences) for answer in shown})


def test_a_follow_up_takes_its_subject_from_the_conversation(pipeline: Pipeline) -> None:
    first = Turn("What did Turkish President Recep Tayyip Erdogan warn of?", "He warned of endangered trade ties. [1]")
    answer = pipeline.ask("What could he cancel?", history=(first,))
    assert "Erdogan" in answer.standalone_question
    assert answer.question == "What could he cancel?"


def test_every_part_of_a_question_is_answered_from_the_passages_that_are_shown(pipeline: Pipeline) -> None:
    answer = pipeline.ask("When did Russian airstrikes begin and how many telephone lines to Russia are there?")
    assert answer.abstention is None
    assert_tied_to_the_files(answer)
    assert "September 30" in answer.text
    assert "several de-confliction telephone lines" in answer.text
    places = [(passage.chunk.article_id, passage.chunk.start, passage.chunk.end) for passage in answer.passages]
    assert [passage.rank for passage in answer.passages] == list(range(1, len(places) + 1))
    assert len(set(places)) == len(places)
    headlines = {passage.chunk.article_id: passage.title for passage in answer.passages}
    for citation in answer.citations:
        assert citation.quote == headlines.get(citation.article_id) or any(
            name == citation.article_id and start < citation.end and citation.start < end for name, start, end in places
        )


def test_the_langchain_retriever_carries_the_metadata(pipeline: Pipeline) -> None:
    documents = pipeline.as_retriever(k=3).invoke("HIMARS at Al-Tanf")
    assert len(documents) == 3
    first = documents[0]
    raw = (SEEDS / first.metadata["source"]).read_text(encoding="utf-8")
    assert raw[first.metadata["start"] : first.metadata["end"]] == first.page_content
    assert first.id == f"{first.metadata['article_id']}#{first.metadata['start']}-{first.metadata['end']}"
    assert first.metadata["rank"] == 1


def test_the_runnable_takes_and_gives_what_retrieval_chains_do(pipeline: Pipeline) -> None:
    history = [HumanMessage("Hello"), AIMessage("Hello.")]
    result = pipeline.as_runnable().invoke({"input": LINES, "chat_history": history})
    assert set(result) == {"context", "answer", "citations"}
    assert result["context"][0].metadata["article_id"].endswith(".txt")
    assert result["citations"][0].quote in " ".join(document.page_content for document in result["context"])


def test_a_second_sync_does_nothing(pipeline: Pipeline) -> None:
    report = pipeline.sync()
    assert (report.added, report.changed, report.deleted) == ((), (), ())
    assert len(report.unchanged) == 5


def test_the_module_functions_use_the_environment(tmp_path: Path) -> None:
    code = "import qa; print(qa.retrieve('HIMARS', k=1)[0].chunk.article_id); print(qa.ask('Who won the 2018 World Cup?').abstention)"
    environment = {**os.environ, "QA_ARTICLES": str(SEEDS), "QA_INDEX": str(tmp_path / "index")}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True, cwd=tmp_path
    )
    assert run.stdout.split() == ["000_2c46c174ad97553b.txt", "nothing_near"]


@given(question=st.text(max_size=300), turn=st.text(max_size=80))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_or_declined(pipeline: Pipeline, question: str, turn: str) -> None:
    answer = pipeline.ask(question, history=(Turn(turn, question),))
    assert answer.text
    assert 0.0 <= answer.confidence <= 1.0
    for citation in answer.citations:
        raw = (SEEDS / citation.article_id).read_text(encoding="utf-8")
        assert raw[citation.start : citation.end] == citation.quote
    assert Answer.from_json(answer.to_json()) == answer


def test_a_long_question_is_no_trouble_and_a_longer_one_is_refused(pipeline: Pipeline) -> None:
    assert pipeline.ask(("coalition aircraft " * 2000)[:4000]).passages
    for ask in (pipeline.ask, pipeline.retrieve, lambda text: pipeline.as_runnable().invoke({"input": text})):
        with pytest.raises(LimitError, match="has 38,000 characters"):
            ask("coalition aircraft " * 2000)


def test_an_answer_says_that_a_cited_file_has_changed_since(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    text = "The bridge\n\nThe bridge over the Weser was closed on Monday by the mayor of Bremen.\n"
    (articles / "bridge.txt").write_text(text, encoding="utf-8")
    with open_pipeline(Settings(articles=articles, index=tmp_path / "index", caution=0)) as pipeline:
        pipeline.sync()
        question = "When was the bridge over the Weser closed?"
        before = pipeline.ask(question)
        assert before.citations
        assert before.notice is None
        times = (articles / "bridge.txt").stat()
        (articles / "bridge.txt").write_text(text.replace("Monday", "Sunday"), encoding="utf-8")
        os.utime(articles / "bridge.txt", ns=(times.st_atime_ns, times.st_mtime_ns))  # neither size nor time tell
        after = pipeline.ask(question)
        assert after.citations == before.citations
        assert after.notice == "Changed or gone since it was read: bridge.txt; what is cited is the earlier text."


def test_an_answer_tells_what_it_rests_on(pipeline: Pipeline) -> None:
    answer = pipeline.ask(LINES)
    assert answer.grounds is not None
    assert answer.grounds.threshold is not None
    assert answer.confidence >= answer.grounds.threshold
    told = {(each.article_id, each.start) for each in answer.grounds.weighed if each.dropped is None}
    assert told == {(each.article_id, each.start) for each in answer.citations}
    assert all(each.dropped for each in answer.grounds.weighed if (each.article_id, each.start) not in told)
    declined = pipeline.ask("What does a HIMARS rocket cost?")
    assert declined.grounds is not None
    assert declined.confidence < (declined.grounds.threshold or 1.0) or declined.abstention is Abstention.NOT_ANSWERED
