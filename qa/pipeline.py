"""Question answering over a folder of articles: the parts, wired."""

import atexit
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self, TypedDict, Unpack

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from qa.chain import PassageRetriever, Request, as_document, as_turns, build_chain
from qa.chat.answering import ChatAnswerer
from qa.chat.history import standalone_question
from qa.encoding import load_encoder
from qa.encoding.pairs import PairScorer, load_pairs
from qa.errors import IndexCorrupt, StoreError
from qa.index import SyncProgress, open_index
from qa.reading.extractive import Quoted, abstain, quote_answer
from qa.reading.reader import EvidenceReader
from qa.reading.trained import PassageReader, shipped_model
from qa.retrieval import HybridRetriever
from qa.settings import Settings, models_folder
from qa.types import Abstention, Answer, Article, ArticleFacts, Filters, Mode, Passage, SyncReport, Turn


class Pipeline:
    """Retrieval and answers over one index. Made by ``open_pipeline``; safe to share between threads; close it after use."""

    def __init__(self, settings: Settings, *, rebuild: bool = False) -> None:
        self.settings = settings
        _make_folder(settings.index)
        self._encoder = load_encoder(
            settings.encoder, cache=models_folder(settings), threads=settings.threads, precision=settings.precision
        )
        self._index = open_index(
            settings.index,
            encoder=self._encoder,
            chunk_tokens=settings.chunk_tokens,
            overlap_sentences=settings.overlap_sentences,
            rebuild=rebuild,
        )
        self._retriever = HybridRetriever(
            self._index,
            self._encoder,
            candidates=settings.candidates,
            neighbour_sentences=settings.neighbour_sentences,
        )
        self._reader = EvidenceReader(self._encoder, PassageReader(self._load_pairs()))
        self._chat = self._open_chat()
        self._chain = build_chain(self._condense, self._retrieve, self._answer)

    def _load_pairs(self) -> PairScorer:
        settings = self.settings
        folder = shipped_model() if settings.reader == "shipped" else Path(settings.reader)
        return load_pairs(folder, cache=models_folder(settings), threads=settings.threads)

    def _open_chat(self) -> ChatAnswerer | None:
        settings = self.settings
        if settings.chat_model is None:
            return None
        from qa.chat.generation import open_chat_model  # heavy, and of no use without a chat model

        writer = open_chat_model(
            settings.chat_model,
            base_url=settings.chat_base_url,
            api_key=settings.chat_api_key,
            timeout_seconds=settings.chat_timeout_seconds,
        )
        return ChatAnswerer(writer, self._encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the index, so that another process can open it. Closing twice does nothing."""
        self._index.close()

    def sync(self, *, progress: Callable[[SyncProgress], None] | None = None) -> SyncReport:
        """Brings the index in step with the articles folder; only new and changed files are embedded.

        Raises:
            SettingsError: the folder does not exist.
            StoreError: the index can't be written.
        """
        return self._index.sync(self.settings.articles, progress=progress)

    def follow(self, *, stop: threading.Event) -> Iterator[SyncReport]:
        """Keeps the index in step with the articles folder until ``stop`` is set; gives a report for each change."""
        return self._index.follow(self.settings.articles, stop=stop)

    def retrieve(
        self,
        question: str,
        *,
        k: int = 6,
        sources: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
        sections: Sequence[str] = (),
        today: date | None = None,
    ) -> list[Passage]:
        """The passages nearest to a question, best first, at most ``k``; none for a question without words.

        Args:
            question: as a person would ask it.
            k: at least 1.
            sources: article ids or outlets to keep to; empty for all.
            date_from, date_to: inclusive; articles without a date are left out when either is given.
            sections: headings to keep to, in full; empty for all.
            today: the day that "this week" counts from; None: such words are not read as dates.

        Raises:
            ValueError: ``k`` is below 1, or ``date_from`` is after ``date_to``.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        filters = _filters(sources, date_from, date_to, sections)
        return self._retriever.retrieve(question, k=k, filters=filters, today=today) if question.strip() else []

    def ask(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        sources: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
        sections: Sequence[str] = (),
        today: date | None = None,
    ) -> Answer:
        """The answer, every sentence with its citation, or an abstention that says why there is none.

        Args:
            question: as a person would ask it; a follow-up may lean on ``history``.
            history: the earlier turns of the conversation, oldest first.
            sources, date_from, date_to, sections, today: as for ``retrieve``.

        Raises:
            ValueError: ``date_from`` is after ``date_to``.
            ChatModelError: a chat model is set and fails.
        """
        request = Request(question, tuple(history), _filters(sources, date_from, date_to, sections), today)
        return self._chain.invoke(request)

    def stream(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        **limits: Unpack["Limits"],
    ) -> Iterator[Answer]:
        """The answer as it grows, sentence by sentence; the last one is what ``ask`` gives."""
        answer = self.ask(question, history=history, **limits)
        for count in range(1, len(answer.sentences)):
            shown = answer.sentences[:count]
            yield replace(answer, sentences=shown, text=_join(shown), conflicts=())
        yield answer

    def as_retriever(self, *, k: int = 6) -> BaseRetriever:
        """A LangChain retriever whose documents carry article id, offsets, title, outlet, date, rank and scores."""
        return PassageRetriever(find=lambda question: self.retrieve(question, k=k))

    def as_runnable(self) -> Runnable[dict[str, Any], dict[str, Any]]:
        """A LangChain runnable from ``{"input", "chat_history"}`` to ``{"context", "answer", "citations"}``."""

        def run(given: dict[str, Any]) -> dict[str, Any]:
            answer = self.ask(given["input"], history=as_turns(given.get("chat_history", ())))
            context = [as_document(passage) for passage in answer.passages]
            return {"context": context, "answer": answer.text, "citations": list(answer.citations)}

        return RunnableLambda(run, name="qa")

    def article(self, article_id: str) -> Article:
        """An article as it was indexed. Raises KeyError for an id that is not in the index."""
        return self._index.article(article_id)

    def articles(self) -> tuple[ArticleFacts, ...]:
        """What is indexed, by article id."""
        return self._index.articles()

    def _condense(self, request: Request) -> Request:
        started = time.perf_counter()
        condense = self._chat.condense if self._chat is not None else standalone_question
        standalone = condense(request.question, request.history)
        return replace(request, standalone=standalone, seconds={"condense": time.perf_counter() - started})

    def _retrieve(self, request: Request) -> Request:
        started = time.perf_counter()
        passages: list[Passage] = []
        if request.standalone.strip():
            passages = self._retriever.retrieve(
                request.standalone, k=self.settings.passages, filters=request.filters, today=request.today
            )
        seconds = {**request.seconds, "retrieve": time.perf_counter() - started}
        return replace(request, passages=tuple(passages), seconds=seconds)

    def _answer(self, request: Request) -> Answer:
        started = time.perf_counter()
        mode, confidence = Mode.EXTRACTIVE, 0.0
        if not request.standalone.strip():
            quoted = abstain(Abstention.EMPTY_QUESTION)
        elif not request.passages:
            quoted = abstain(Abstention.OUTSIDE_FILTERS if request.filters else Abstention.NOTHING_NEAR)
        else:
            reading = self._reader.read(request.standalone, request.passages, self._index.article)
            quoted = quote_answer(reading, request.passages, caution=self.settings.caution)
            confidence = reading.answerable
            if self._chat is not None:
                quoted, mode = self._chat.answer(request.standalone, request.passages, self._index.article), Mode.CHAT
        self._verify(quoted)
        return Answer(
            question=request.question,
            standalone_question=request.standalone,
            text=quoted.text,
            sentences=quoted.sentences,
            citations=quoted.citations,
            conflicts=quoted.conflicts,
            passages=request.passages,
            abstention=quoted.abstention,
            confidence=confidence,
            mode=mode,
            seconds={**request.seconds, "answer": time.perf_counter() - started},
        )

    def _verify(self, quoted: Quoted) -> None:
        """Holds the first promise: a citation that is not the article's exact characters never leaves the house."""
        for citation in quoted.citations:
            if self._index.article(citation.article_id).raw[citation.start : citation.end] != citation.quote:
                raise IndexCorrupt(
                    f"a citation does not match {citation.article_id} as indexed; run `qa sync --rebuild` to mend the index"
                )


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: can't hold the index ({error.strerror}); set QA_INDEX to another folder") from error


def _filters(sources: Sequence[str], date_from: date | None, date_to: date | None, sections: Sequence[str]) -> Filters:
    if date_from is not None and date_to is not None and date_from > date_to:
        raise ValueError(f"date_from ({date_from}) is after date_to ({date_to})")
    return Filters(tuple(sources), date_from, date_to, tuple(sections))


def _join(sentences: Sequence[Any]) -> str:
    return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in sentences)


def open_pipeline(settings: Settings | None = None, *, rebuild: bool = False) -> Pipeline:
    """The pipeline over an index, opened or made anew; without ``settings`` they come from the environment.

    ``rebuild`` throws away what is indexed, so that the next sync starts from nothing.

    Raises:
        SettingsError: a setting is wrong.
        ModelUnavailable: the encoder's weights are not on disk.
        StoreError: the index is locked, damaged, or was built with other settings.
    """
    return Pipeline(settings or Settings(), rebuild=rebuild)


@cache
def _shared_pipeline() -> Pipeline:
    pipeline = open_pipeline()
    atexit.register(pipeline.close)
    pipeline.sync()
    return pipeline


class Limits(TypedDict, total=False):
    """The keywords that narrow a question to some articles; see ``Pipeline.retrieve``."""

    sources: Sequence[str]
    date_from: date | None
    date_to: date | None
    sections: Sequence[str]
    today: date | None


def retrieve(question: str, *, k: int = 6, **limits: Unpack[Limits]) -> list[Passage]:
    """``Pipeline.retrieve`` with settings from the environment; the first call opens the index and brings it up to date."""
    return _shared_pipeline().retrieve(question, k=k, **limits)


def ask(question: str, *, history: tuple[Turn, ...] = (), **limits: Unpack[Limits]) -> Answer:
    """``Pipeline.ask`` with settings from the environment; the first call opens the index and brings it up to date."""
    return _shared_pipeline().ask(question, history=history, **limits)
