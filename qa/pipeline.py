"""Question answering over a folder of articles: the parts, wired."""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Self, Unpack

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable

from qa.answering import Answering
from qa.chain import PassageRetriever, Request, build_chain, build_runnable, stream_untraced
from qa.days import counts_from_a_day
from qa.encoding import load_encoder
from qa.errors import LimitError
from qa.filters import Limits, make_filters
from qa.index import Elsewhere, Fault, SyncProgress, open_for_reading, open_index, sync_again
from qa.limits import PASSAGES_ASKED, Budget, check_question
from qa.reading.language.parser import shipped_parser
from qa.reading.support.check import TrainedSupportCheck
from qa.reports import SkippedFile, SyncReport, describe_skipped
from qa.retrieval import HybridRetriever, interleave, within
from qa.settings import Settings, check_folders, models_folder
from qa.spelling import Proofreader
from qa.types import Answer, Article, ArticleFacts, Passage, Turn
from qa.whereabouts import describe_answering
from qa.wiring import chroma_server, describe_reading, open_chat, open_reader, postgres_server

_TAKE_IN_SECONDS = 10.0  # between two looks of a replica that nobody asks; each question looks for itself


class Pipeline:
    """Retrieval and answers over one ``index``. Made by ``open_pipeline``; safe to share between threads; close it after use.

    With ``reads_only`` another process holds the index and keeps it in step.
    """

    def __init__(self, settings: Settings, *, rebuild: bool = False, reads_only: bool = False) -> None:
        self.settings = settings
        check_folders(settings)
        self._encoder = load_encoder(
            settings.encoder, cache=models_folder(settings), threads=settings.threads, precision=settings.precision
        )
        chunk_tokens, overlap = settings.chunk_tokens, settings.overlap_sentences
        make = partial(open_index, chunk_tokens=chunk_tokens, overlap_sentences=overlap, rebuild=rebuild)
        self.index = (open_for_reading if reads_only or settings.replica else make)(
            settings.index,
            encoder=self._encoder,
            server=chroma_server(settings),
            database=postgres_server(settings),
        )
        self._retriever = HybridRetriever(
            self.index,
            self._encoder,
            candidates=settings.candidates,
            neighbour_sentences=settings.neighbour_sentences,
        )
        self.skipped: tuple[SkippedFile, ...] = ()  # what the last sync could not use
        self._elsewhere = Elsewhere(self.index)
        self._proofreader = Proofreader(self.index)
        pairs, reader = open_reader(settings, self._encoder)
        self.who_reads = describe_reading(settings)
        answering = Answering(
            reader,
            open_chat(settings, self._encoder, TrainedSupportCheck(pairs)),
            self.index.article,
            changed_files=lambda article_ids: self.index.changed_files(article_ids, settings.articles),
            articles=self.index.articles,
            describe_skipped=lambda: describe_skipped(self.skipped) if self.skipped else None,
            proofread=self._proofreader.read,
            caution=settings.caution,
        )
        self._chain = build_chain(answering.condense, self._retrieve, answering.answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the index, so that another process can open it. Closing twice does nothing."""
        self.index.close()

    def sync(
        self, *, progress: Callable[[SyncProgress], None] | None = None, accept_deletions: bool = False
    ) -> SyncReport:
        """Brings the index in step with the articles folder; only new and changed files are embedded.

        Where all articles are gone from the folder, or ten and more than half of them, the index keeps them and the report
        lists them as ``withheld``, unless ``accept_deletions`` says that they were deleted on purpose. A replica takes in what
        was stored elsewhere, and reads no folder.

        Raises:
            SettingsError: the folder does not exist.
            StoreError: the index can't be written.
        """
        settings = self.settings
        if settings.replica:
            return self._elsewhere.look()
        links = settings.follow_links
        report = self.index.sync(
            settings.articles, progress=progress, follow_links=links, accept_deletions=accept_deletions
        )
        self.skipped = report.skipped
        return report

    def follow(
        self, *, stop: threading.Event, progress: Callable[[SyncProgress], None] | None = None
    ) -> Iterator[SyncReport]:
        """Keeps the index in step with the articles folder until ``stop`` is set; gives a report for each change."""
        folder, links = self.settings.articles, self.settings.follow_links
        if self.settings.replica:
            return sync_again(self.sync, stop=stop, interval_seconds=_TAKE_IN_SECONDS)
        return self.index.follow(folder, stop=stop, progress=progress, follow_links=links)

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
            question: as a person would ask it; where words are misspelt, each passage's ``trace`` says how it was read.
            k: at least 1.
            sources: article ids, file names or outlets to keep to; empty for all.
            date_from, date_to: inclusive; articles without a date are left out when either is given.
            sections: headings to keep to, in full; empty for all.
            today: the day that "this week" counts from; None: the day of the newest article.

        Raises:
            ValueError: ``k`` is below 1, or ``date_from`` is after ``date_to``.
            SourceError: a source is a name that several files have.
            LimitError: the question, ``k`` or a filter is larger than what is taken, or it took too long.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        if k > PASSAGES_ASKED:
            raise LimitError(f"{k:,} passages are asked for; please ask for {PASSAGES_ASKED:,} at most.")
        limits = Limits(sources=sources, date_from=date_from, date_to=date_to, sections=sections)
        filters = make_filters(limits, self.index.names.whole)
        check_question(question)
        if not question.strip():
            return []
        if self.settings.replica:
            self.index.take_in_changes()
        budget = Budget(self.settings.answer_seconds)
        read = budget.run(self._proofreader.read, question)
        day = today or self._newest_day(read)
        passages = budget.run(self._retriever.retrieve, read, k=k, filters=filters, today=day)
        if read == question:
            return passages
        return [replace(passage, trace=replace(passage.trace, read_as=read)) for passage in passages]

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
            LimitError: the question, its history or a filter is larger than what is taken, or it took too long.
        """
        limits = Limits(sources=sources, date_from=date_from, date_to=date_to, sections=sections, today=today)
        return deque(self.stream(question, history=history, **limits), maxlen=1).pop()

    def stream(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        stop: threading.Event | None = None,
        is_quoted: bool = False,
        **limits: Unpack[Limits],
    ) -> Generator[Answer, None, None]:
        """The answer as it grows; the last one is what ``ask`` gives.

        Quoted answers grow sentence by sentence. With a chat model there is one for each piece that arrives: ``sentences``
        and ``text`` hold what has been checked, ``draft`` the rest. Where the model fails on the way, quoted answers
        follow; with ``is_quoted`` no model is asked. Closing the iterator, or setting ``stop``, ends the request at its server.
        """
        request = self._request(question, stop, limits, history=tuple(history), is_quoted=is_quoted)
        yield from stream_untraced(self._chain, request)

    def quote(self, question: str, *, stop: threading.Event, **limits: Unpack[Limits]) -> Answer:
        """The answer as it is quoted from the articles, also where a chat model is set. Setting ``stop`` gives it up."""
        request = self._request(question, stop, limits, is_quoted=True)
        return deque(stream_untraced(self._chain, request), maxlen=1).pop()

    def _request(self, question: str, stop: threading.Event | None, limits: Limits, **more: Any) -> Request:
        if self.settings.replica:
            self.index.take_in_changes()
        filters = make_filters(limits, self.index.names.whole)
        budget = Budget(self.settings.answer_seconds, stop)
        return Request(question, filters=filters, today=limits.get("today"), stop=stop, budget=budget, **more)

    def as_retriever(self, *, k: int = 6) -> BaseRetriever:
        """A LangChain retriever whose documents carry article id, offsets, title, outlet, date, rank and scores."""
        return PassageRetriever(find=lambda question: self.retrieve(question, k=k))

    def as_runnable(self) -> Runnable[dict[str, Any], dict[str, Any]]:
        """A LangChain runnable from ``{"input", "chat_history"}`` to ``{"context", "answer", "citations"}``.

        ``stream`` and ``astream`` give the context when it is found, the answer sentence by sentence as each is checked,
        then the citations; added up they are what ``invoke`` gives. A notice stands before the answer that it is about.
        """
        return build_runnable(self._chain, answer_seconds=self.settings.answer_seconds)

    def warm_up(self) -> None:
        """Loads what the first answer would wait for. Raises ModelUnavailable."""
        shipped_parser().load()

    def examine(self) -> tuple[Fault, ...]:
        """What does not fit together in index and folder; reads all of both."""
        return self.index.examine(self.settings.articles, follow_links=self.settings.follow_links)

    def repair(self, faults: Sequence[Fault]) -> SyncReport:
        """Makes anew what is wrong; gives what the sync that does it has done."""
        self.index.repair(faults)
        return self.sync()

    def article(self, article_id: str) -> Article:
        """An article as it was indexed. Raises KeyError for an id that is not in the index."""
        return self.index.article(article_id)

    def articles(self) -> tuple[ArticleFacts, ...]:
        """What is indexed, by article id."""
        return self.index.articles()

    def _retrieve(self, request: Request) -> Request:
        return request.budget.run(self._find, request)

    def _find(self, request: Request) -> Request:
        started = time.perf_counter()
        request = replace(request, today=request.today or self._newest_day(request.standalone))
        is_asked = request.standalone.strip() and request.reply is None
        asked = [request.looked_up or request.standalone, *(part for part, _ in request.parts)] if is_asked else []
        k = self.settings.passages
        found = [self._retriever.retrieve(text, k=k, filters=request.filters, today=request.today) for text in asked]
        passages = interleave(found, most=k)
        # What an answer quotes stands in one of its passages, so each part is read in those only, in its own order.
        parts = tuple((part, within(own, passages)) for part, own in zip(asked[1:], found[1:], strict=True))
        seconds = {**request.seconds, "retrieve": time.perf_counter() - started}
        return replace(request, passages=tuple(passages), parts=parts, seconds=seconds)

    def _newest_day(self, question: str) -> date | None:
        """The day of the newest article, where the question has words that count from a day."""
        if not counts_from_a_day(question):
            return None
        return max((article.published for article in self.index.articles() if article.published), default=None)

    def describe_answering(self) -> str:
        """One sentence on who words the answers and whether anything leaves this machine."""
        return describe_answering(self.settings.chat_model, self.settings.chat_base_url)


def open_pipeline(settings: Settings | None = None, *, rebuild: bool = False) -> Pipeline:
    """The pipeline over an index, opened or made anew; without ``settings`` they come from the environment.

    ``rebuild`` starts from nothing, beside what is indexed; the next sync puts the new index in its place.

    Raises:
        SettingsError: a setting is wrong.
        ChatModelError: the chat model's provider is unknown, or its package is not installed.
        ModelUnavailable: the encoder's weights are not on disk.
        StoreError: the index is locked, damaged, or was built with other settings.
    """
    return Pipeline(settings or Settings(), rebuild=rebuild)
