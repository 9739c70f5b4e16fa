"""The retrieval chain in LangChain's terms: a retriever, and a runnable from question to answer."""

import contextlib
import contextvars
import functools
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import AddableDict, Runnable, RunnableGenerator, RunnableLambda
from langsmith.run_helpers import tracing_context

from qa.limits import Budget
from qa.streaming import stream_from_thread
from qa.types import Answer, Citation, Filters, Mode, Passage, Turn


@dataclass(frozen=True, slots=True)
class Request:
    """What a question brings along through the chain; each step adds what it found."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    today: date | None = None
    stop: threading.Event | None = None
    is_quoted: bool = False  # also where a chat model is set
    standalone: str = ""
    reply: str | None = None  # where nothing is asked of the articles
    looked_up: str = ""  # what to look up in the question's place, where it asks about an article as a whole
    parts: tuple[tuple[str, tuple[Passage, ...]], ...] = ()
    passages: tuple[Passage, ...] = ()
    notice: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget, compare=False)


def build_chain(
    condense: Callable[[Request], Request],
    retrieve: Callable[[Request], Request],
    answer: Callable[[Iterator[Request]], Iterator[Answer]],
) -> Runnable[Request, Answer]:
    """The answering path, the same with and without a chat model: condense, then retrieve, then answer.

    ``stream`` gives the answer as it grows, each item the whole of it so far.
    """
    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableGenerator(answer, name="answer")
    )


def stream_untraced(chain: Runnable[Request, Answer], request: Request) -> Iterator[Answer]:
    """What ``chain.stream`` gives, told to no tracing service, even where the environment names one.

    Such a service would be sent every question and passage. In a context of its own, so that what the caller does between
    two items is traced as before.
    """
    context = contextvars.copy_context()
    untraced = tracing_context(enabled=False)
    context.run(untraced.__enter__)
    answers = cast(Generator[Answer, None, None], context.run(chain.stream, request))
    try:
        while (answer := context.run(next, answers, None)) is not None:
            yield answer
    finally:
        context.run(answers.close)
        context.run(untraced.__exit__, None, None, None)


def build_runnable(
    chain: Runnable[Request, Answer], *, answer_seconds: float
) -> Runnable[dict[str, Any], dict[str, Any]]:
    """The chain as retrieval chains are used in LangChain: ``{"input", "chat_history"}`` to context, answer, citations."""

    def request(given: dict[str, Any], stop: threading.Event) -> Request:
        turns = as_turns(given.get("chat_history", ()))
        return Request(given["input"], turns, stop=stop, budget=Budget(answer_seconds, stop))

    def pieces(inputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for given in inputs:
            yield from _as_pieces(chain.stream(request(given, threading.Event())))

    async def pieces_async(inputs: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
        async for given in inputs:
            made = functools.partial(_pieces_until, chain, functools.partial(request, given))
            # Closed as soon as nobody reads on, so that the model's server is told at once.
            async with contextlib.aclosing(stream_from_thread(made)) as arriving:
                async for piece in arriving:
                    yield piece

    return RunnableGenerator(pieces, pieces_async, name="qa")


def _pieces_until(
    chain: Runnable[Request, Answer], request: Callable[[threading.Event], Request], stop: threading.Event
) -> Generator[dict[str, Any], None, None]:
    yield from _as_pieces(chain.stream(request(stop)))


def _as_pieces(answers: Iterator[Answer]) -> Iterator[dict[str, Any]]:
    """What each state of an answer adds to the one before: dictionaries that add up to the whole."""
    text = ""
    citations: tuple[Citation, ...] = ()
    last: Answer | None = None
    for answer in answers:
        if last is None:
            yield AddableDict(context=[as_document(passage) for passage in answer.passages])
        if answer.mode is Mode.CHAT and answer.abstention is None and len(answer.text) > len(text):
            # Checked sentences only ever grow at their end; a draft never comes this far.
            yield AddableDict(answer=answer.text[len(text) :])
            text, citations = answer.text, answer.citations
        last = answer
    if last is None:
        return
    rest, cited = _remainder(last, text, citations)
    yield AddableDict(answer=rest, citations=list(cited))


def _remainder(last: Answer, text: str, citations: tuple[Citation, ...]) -> tuple[str, tuple[Citation, ...]]:
    """What is still to be said of a whole answer after ``text`` with its citations, and all citations together."""
    notice = f"({last.notice})" if last.notice else ""
    if text and last.mode is Mode.CHAT:
        return (f" {notice}" if notice else ""), last.citations
    if not text:
        return " ".join(filter(None, (notice, last.text))), last.citations
    # The chat model broke off after sentences that are out already: the quoted ones come after them, numbered onward.
    first = len(citations)
    shifted = tuple(replace(each, number=each.number + first) for each in last.citations)
    said = " ".join(
        f"{sentence.text} {''.join(f'[{number + first}]' for number in sentence.citations)}"
        for sentence in last.sentences
    )
    return " ".join(["", notice, said or last.text]), (*citations, *shifted)


class PassageRetriever(BaseRetriever):
    """A LangChain retriever over the index; its documents carry the passages' facts as metadata."""

    find: Callable[[str], list[Passage]]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        return [as_document(passage) for passage in self.find(query)]


def as_document(passage: Passage) -> Document:
    """The passage as a LangChain document; dates are ISO strings, the id is the chunk's."""
    chunk = passage.chunk
    metadata: dict[str, Any] = {
        "article_id": chunk.article_id,
        "source": chunk.article_id,
        "start": chunk.start,
        "end": chunk.end,
        "heading": chunk.heading,
        "title": passage.title,
        "outlet": passage.outlet,
        "published": passage.published.isoformat() if passage.published else None,
        "rank": passage.rank,
        "similarity": passage.similarity,
        "term_score": passage.term_score,
        "rerank_score": passage.rerank_score,
    }
    return Document(page_content=chunk.text, metadata=metadata, id=chunk.chunk_id)


def as_turns(messages: object) -> tuple[Turn, ...]:
    """Question and answer turns of a LangChain chat history: messages, or (role, text) pairs.

    Raises:
        ValueError: an entry is neither.
    """
    turns: list[Turn] = []
    question: str | None = None
    for entry in messages if isinstance(messages, list | tuple) else ():
        role, text = _role_and_text(entry)
        if role in {"human", "user"}:
            question = text
        elif role in {"ai", "assistant"} and question is not None:
            turns.append(Turn(question, text))
            question = None
    return tuple(turns)


def _role_and_text(entry: object) -> tuple[str, str]:
    if isinstance(entry, BaseMessage):
        return entry.type, str(entry.text)
    if isinstance(entry, tuple | list) and len(entry) == 2:
        return str(entry[0]), str(entry[1])
    raise ValueError(f"a chat history holds messages or (role, text) pairs, not {type(entry).__name__}")
