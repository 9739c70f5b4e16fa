"""The chain as LangChain's users call it, with a chat model: invoke, stream and astream add up to the same."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_parts import GOOD, QUESTION
from langchain_core.messages import AIMessage, HumanMessage
from model_servers import ModelServer, breaks_off, model_server, refuses, says

from qa import Settings, open_pipeline
from qa.pipeline import Pipeline

SEEDS = Path(__file__).parent.parent.parent / "seeds"
SECOND = "The systems were moved to southern Syria [1]."
FIRST_SAID = "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"
SAID = f"{FIRST_SAID} The systems were moved to southern Syria. [1]"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def pipeline(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    settings = Settings(
        articles=SEEDS, index=tmp_path_factory.mktemp("index"), chat_model="openai:m", chat_base_url=server.address
    )
    with open_pipeline(settings) as opened:
        opened.sync()
        yield opened


def added(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for piece in pieces:
        for key, value in piece.items():
            whole[key] = whole[key] + value if key in whole else value
    return whole


def test_the_answer_streams_sentence_by_sentence_between_context_and_citations(
    pipeline: Pipeline, server: ModelServer
) -> None:
    server.script(says(f"{GOOD} {SECOND}"))
    pieces = list(pipeline.as_runnable().stream({"input": QUESTION, "chat_history": []}))
    assert [list(piece) for piece in pieces] == [["context"], ["answer"], ["answer"], ["answer", "citations"]]
    assert pieces[1]["answer"] == FIRST_SAID
    whole = added(pieces)
    assert whole["answer"] == SAID
    assert [citation.number for citation in whole["citations"]] == [1]
    assert pipeline.as_runnable().invoke({"input": QUESTION}) == whole


def test_a_draft_never_enters_the_answer(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{GOOD} They cost 5 million [1]."), says("They cost 5 million [1]."))
    assert added(list(pipeline.as_runnable().stream({"input": QUESTION})))["answer"] == FIRST_SAID


def test_the_first_sentence_is_out_before_the_server_has_ended(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(server.waits(f"{GOOD} ", "The systems"))
    pieces = pipeline.as_runnable().stream({"input": QUESTION})
    assert next(piece["answer"] for piece in pieces if "answer" in piece) == FIRST_SAID
    pieces.close()  # type: ignore[attr-defined]
    assert server.left.wait(timeout=30)


def test_astream_gives_the_same_and_leaving_it_ends_the_request(pipeline: Pipeline, server: ModelServer) -> None:
    async def read() -> list[dict[str, Any]]:
        return [piece async for piece in pipeline.as_runnable().astream({"input": QUESTION})]

    async def read_until_an_answer() -> str:
        arriving = pipeline.as_runnable().astream({"input": QUESTION})
        async for piece in arriving:
            if "answer" in piece:
                await arriving.aclose()  # type: ignore[attr-defined]
                return str(piece["answer"])
        return ""

    server.script(says(f"{GOOD} {SECOND}"))
    assert added(asyncio.run(read()))["answer"] == SAID
    server.script(server.waits(f"{GOOD} ", "The systems"))
    assert asyncio.run(read_until_an_answer()) == FIRST_SAID
    assert server.left.wait(timeout=30)


def test_a_cancelled_task_ends_the_request(pipeline: Pipeline, server: ModelServer) -> None:
    async def ask_and_cancel() -> None:
        asking = asyncio.create_task(pipeline.as_runnable().ainvoke({"input": QUESTION}))
        assert await asyncio.to_thread(server.begun.wait, 60)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    server.script(server.waits())
    asyncio.run(ask_and_cancel())
    assert server.left.wait(timeout=30)


def test_history_is_taken_as_messages(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(QUESTION), says(GOOD))
    history = [HumanMessage("What is HIMARS?"), AIMessage("A rocket launcher.")]
    result = pipeline.as_runnable().invoke({"input": "Where from?", "chat_history": history})
    assert result["answer"] == FIRST_SAID
    assert "Question: What is HIMARS?\nAnswer: A rocket launcher." in server.asked[0].prompt


def test_a_notice_stands_before_the_quoted_answer(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(refuses(401))
    result = pipeline.as_runnable().invoke({"input": QUESTION})
    assert result["answer"].startswith("(The chat model openai:m on this machine")
    assert "quoted from the articles instead.) Earlier it was reported" in result["answer"]
    assert result["citations"]


def test_quotes_after_a_stream_that_broke_off_are_numbered_onward(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(breaks_off(f"{GOOD} The systems"))
    whole = added(list(pipeline.as_runnable().stream({"input": QUESTION})))
    numbers = [citation.number for citation in whole["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert whole["answer"].startswith(f"{FIRST_SAID} (The chat model")
    assert "[2]" in whole["answer"]
