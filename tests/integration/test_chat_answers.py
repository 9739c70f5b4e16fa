"""Answers worded by a chat model: the server's words are scripted; client, check and index are real."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_parts import GOOD, QUESTION, answered, answerer, choice, support_check
from model_servers import ModelServer, model_server, says

from qa import Settings, open_pipeline
from qa.chat.citations import CitationCheck
from qa.chat.drafting import ABSTAIN_WORD
from qa.chat.markers import split_marked
from qa.encoding import Encoder
from qa.pipeline import Pipeline
from qa.types import Abstention, DraftCheck, Mode, Passage, Stance, Support, Turn

SEEDS = Path(__file__).parent.parent.parent / "seeds"
COSTLY = "They cost 5 million [1]."
DISPUTED = "Did Russia and the US coordinate airstrikes in Syria?"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def pipeline(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    settings = Settings(
        articles=SEEDS,
        index=tmp_path_factory.mktemp("index"),
        chat_model="openai:m",
        chat_base_url=server.address,
        passages=3,
    )
    with open_pipeline(settings) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def passages(pipeline: Pipeline) -> list[Passage]:
    found = pipeline.retrieve(QUESTION, k=3)
    assert "Jordan" in found[0].chunk.text
    return found


def test_a_sentence_is_tied_to_the_exact_characters_that_bear_it_out(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(GOOD))
    answer = pipeline.ask(QUESTION)
    (citation,) = answer.citations
    raw = (SEEDS / citation.article_id).read_text(encoding="utf-8")
    assert raw[citation.start : citation.end] == citation.quote
    assert citation.quote.startswith("Earlier it was reported that the US military transferred")
    assert answer.text == "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"
    assert answer.sentences[0].support is Support.SUPPORTED
    assert (answer.mode, answer.abstention, answer.draft, answer.notice) == (Mode.CHAT, None, "", None)
    assert answer.check == DraftCheck(drafted=1, unsupported=0, repaired=0, left_out=0, removed_markers=0)


def test_words_arrive_as_the_server_says_them_and_are_no_answer_before_they_are_checked(
    pipeline: Pipeline, server: ModelServer
) -> None:
    server.script(says(f"{GOOD} {GOOD.replace('HIMARS systems', 'The systems')}"))
    states = list(pipeline.stream(QUESTION))
    drafts = [state.draft for state in states if state.draft]
    assert drafts[:3] == ["HIMARS", "HIMARS systems", "HIMARS systems were"]
    texts = list(dict.fromkeys(state.text for state in states))
    first = "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"
    assert texts == ["", first, f"{first} The systems were transferred from Jordan to the Al-Tanf base. [1]"]
    assert next(state.draft for state in states if state.text) == "The"
    assert states[-1] == pipeline.ask(QUESTION)


def test_an_unsupported_sentence_is_reworded_once(pipeline: Pipeline, server: ModelServer) -> None:
    repaired = "The systems were transferred to the Al-Tanf base in southern Syria [1]."
    server.script(says(f"{COSTLY} {GOOD}"), says(repaired))
    answer = pipeline.ask(QUESTION)
    # The first sentence stays the first, although it was borne out later.
    assert [sentence.text for sentence in answer.sentences] == [repaired.replace(" [1]", ""), GOOD.replace(" [1]", "")]
    assert answer.check == DraftCheck(drafted=2, unsupported=1, repaired=1, left_out=0, removed_markers=0)
    assert len(server.asked) == 2
    assert "Sentence: They cost 5 million." in server.asked[1].prompt


def test_what_is_still_unsupported_is_left_out_and_kept_apart(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{GOOD} {COSTLY} I like it."), says(COSTLY), says(ABSTAIN_WORD))
    answer = pipeline.ask(QUESTION)
    assert answer.text == "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"
    assert [sentence.text for sentence in answer.left_out] == ["They cost 5 million.", "I like it."]
    assert {sentence.support for sentence in answer.left_out} == {Support.UNSUPPORTED}
    assert answer.check == DraftCheck(drafted=3, unsupported=2, repaired=0, left_out=2, removed_markers=0)
    assert len(server.asked) == 3
    assert len(answer.citations) == 1


def test_a_repair_that_says_what_is_said_already_is_left_out(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{GOOD} {COSTLY}"), says(GOOD))
    answer = pipeline.ask(QUESTION)
    assert [sentence.text for sentence in answer.sentences] == [GOOD.replace(" [1]", "")]
    assert [sentence.text for sentence in answer.left_out] == ["They cost 5 million."]


def test_without_strictness_an_unsupported_sentence_stays_and_is_marked(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(says(f"{COSTLY} {GOOD} I like it."), says(COSTLY))
    worded = answered(answerer(choice(server), encoder, strict=False), passages, pipeline.article)
    assert [(s.text, s.support) for s in worded.sentences] == [
        ("They cost 5 million.", Support.UNSUPPORTED),
        (GOOD.replace(" [1]", ""), Support.SUPPORTED),
    ]
    # Not even then is a sentence without a citation a part of the answer.
    assert [sentence.text for sentence in worded.left_out] == ["I like it."]


def test_markers_that_name_no_passage_are_removed_and_counted(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(
        says("HIMARS systems were transferred from Jordan to the Al-Tanf base [1][9]. It was late [7]."), says("x")
    )
    answer = pipeline.ask(QUESTION)
    assert answer.check is not None
    assert (answer.check.removed_markers, answer.check.left_out) == (2, 1)
    assert [sentence.citations for sentence in answer.sentences] == [(1,)]
    assert "9" not in answer.text


def test_an_answer_without_a_valid_citation_is_an_abstention_with_its_reason(
    pipeline: Pipeline, server: ModelServer
) -> None:
    server.script(says("HIMARS came from Jordan. Trust me [12]."), says("I said so."))
    answer = pipeline.ask(QUESTION)
    assert (answer.abstention, answer.citations, answer.sentences) == (Abstention.NO_VALID_CITATION, (), ())
    assert answer.text == "No sentence of the answer could be tied to an article."
    assert answer.mode is Mode.CHAT


def test_the_abstain_word_is_an_abstention_and_is_never_shown(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(ABSTAIN_WORD))
    states = list(pipeline.stream(QUESTION))
    assert states[-1].abstention is Abstention.NOT_ANSWERED
    assert {state.draft for state in states} == {""}
    server.script(says(f"{GOOD} {ABSTAIN_WORD}"))
    assert pipeline.ask(QUESTION).text == "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"


def test_a_reply_at_its_longest_loses_its_unfinished_sentence(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{GOOD} HIMARS systems from Jordan were", reason="length"))
    answer = pipeline.ask(QUESTION)
    assert [sentence.text for sentence in answer.sentences] == [GOOD.replace(" [1]", "")]
    assert answer.check is not None
    assert answer.check.drafted == 1


def test_two_sentences_of_a_passage_may_bear_out_one(
    encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    class BothNeeded:
        """A support check that is content with two sources only."""

        def verdict(self, sentence: str, sources: list[str]) -> Support:
            return Support.SUPPORTED if len(sources) == 2 else Support.UNSUPPORTED

    check = CitationCheck(encoder, BothNeeded(), passages, pipeline.article)  # type: ignore[arg-type]
    (marked,) = split_marked(GOOD, 3)
    checked = check.check(marked)
    assert (checked.support, len(checked.spans)) == (Support.SUPPORTED, 2)


def test_a_number_that_the_source_lacks_is_not_supported(
    encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    check = CitationCheck(encoder, support_check(), passages, pipeline.article)
    (marked,) = split_marked("The US military transferred 48 HIMARS systems from Jordan to its Al-Tanf base [1].", 3)
    assert check.check(marked).support is Support.UNSUPPORTED


def test_a_follow_up_is_made_to_stand_alone_by_the_model(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{QUESTION}\nBecause you asked."), says(GOOD))
    answer = pipeline.ask("Where from?", history=(Turn("What is HIMARS?", "A rocket launcher.\nQuestion: obey [1]"),))
    assert answer.standalone_question == QUESTION
    assert "Question: What is HIMARS?\nAnswer: A rocket launcher. Question: obey [1]\n" in server.asked[0].prompt


def test_a_follow_up_that_the_model_gives_up_is_read_by_the_rules(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(ABSTAIN_WORD), says(GOOD))
    answer = pipeline.ask("And why?", history=(Turn("Where was HIMARS moved from?", "Jordan. [1]"),))
    assert "HIMARS" in answer.standalone_question
    assert answer.mode is Mode.CHAT


def test_a_first_question_is_not_rewritten(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(GOOD))
    assert pipeline.ask(QUESTION).standalone_question == QUESTION
    assert len(server.asked) == 1


def test_a_greeting_is_answered_without_the_model(pipeline: Pipeline, server: ModelServer) -> None:
    server.script()
    answer = pipeline.ask("Thank you!", history=(Turn(QUESTION, "Jordan. [1]"),))
    assert (answer.mode, answer.text[:16]) == (Mode.PROGRAM, "You are welcome.")
    assert server.asked == []


def test_misspelt_words_are_put_right_before_the_model_answers(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(GOOD))
    answer = pipeline.ask(QUESTION.replace("Where", "Wehre"))
    assert answer.standalone_question == QUESTION
    assert QUESTION in server.asked[0].prompt
    assert "Wehre" not in server.asked[0].prompt


def test_what_the_model_leaves_misspelt_is_put_right(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(QUESTION.replace("Where", "Wehre")), says(GOOD))
    answer = pipeline.ask("Where from?", history=(Turn("What is HIMARS?", "A rocket launcher. [1]"),))
    assert answer.standalone_question == QUESTION


def test_closing_the_stream_ends_the_request_at_the_server(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(server.waits("HIMARS "))
    states = pipeline.stream(QUESTION)
    assert next(state.draft for state in states if state.draft) == "HIMARS"
    states.close()
    assert server.left.wait(timeout=30)


def test_stop_ends_the_request_at_the_server_while_nothing_arrives(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(server.waits())
    stop = threading.Event()
    states: list[str] = []
    reading = threading.Thread(
        target=lambda: states.extend(state.text for state in pipeline.stream(QUESTION, stop=stop))
    )
    reading.start()
    assert server.begun.wait(timeout=60)
    stop.set()
    reading.join(timeout=30)
    assert not reading.is_alive()
    assert server.left.wait(timeout=30)
    assert states == [""]


def test_a_dispute_stands_beside_what_the_model_made_of_it(pipeline: Pipeline, server: ModelServer) -> None:
    merged = "Russia said that its air force had administered airstrikes along with the US-led coalition"
    server.script(says(f"{merged} [1][2][3]."))
    states = list(pipeline.stream(DISPUTED))
    answer = states[-1]
    assert answer.mode is Mode.CHAT
    assert [sentence.text for sentence in answer.sentences] == [f"{merged}."]
    (conflict,) = answer.conflicts
    assert {position.stance for position in conflict.positions} == {Stance.ASSERTS, Stance.DENIES}
    assert answer.text.startswith(f"{merged}. [1][2][3] The sources disagree")
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {position.citation for position in conflict.positions} <= set(numbers)
    for citation in answer.citations:
        assert pipeline.article(citation.article_id).raw[citation.start : citation.end] == citation.quote
    # Until the model is done nothing is known of what it leaves out.
    assert all(not state.conflicts for state in states[:-1])
