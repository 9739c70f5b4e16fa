"""The retrieval chain in LangChain's terms: a retriever, and a runnable from question to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from qa.types import Answer, Filters, Passage, Turn


@dataclass(frozen=True, slots=True)
class Request:
    """What a question brings along through the chain; each step adds what it found."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    today: date | None = None
    standalone: str = ""
    passages: tuple[Passage, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def build_chain(
    condense: Callable[[Request], Request],
    retrieve: Callable[[Request], Request],
    answer: Callable[[Request], Answer],
) -> Runnable[Request, Answer]:
    """The answering path, the same with and without a chat model: condense, then retrieve, then answer."""
    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(answer, name="answer")
    )


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
