"""The answering step: passages to an answer, quoted or worded by a chat model, with the quoted one where that fails."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from qa.chain import Request
from qa.chat.answering import ChatAnswerer
from qa.chat.article_facts import ArticleWish, Fact, article_wish
from qa.chat.courtesies import is_courtesy, reply_to
from qa.chat.drafting import Worded
from qa.chat.history import recent, standalone_question
from qa.chat.overview import asks_for_overview, overview
from qa.chat.parts import parts_of
from qa.chat.telling import cited_passage, first_said, tell, titled
from qa.errors import ChatModelError, IndexCorrupt
from qa.limits import check_filters, check_history, check_question
from qa.reading.answers.accounting import account
from qa.reading.answers.deciding import Decision, decide, decide_unread
from qa.reading.answers.quoting import ABSTENTION_TEXTS, Quoted, abstain, quote, tell_dispute
from qa.reading.disputes.denied_claims import Dispute
from qa.reading.evidence.parts import read_parts
from qa.reading.evidence.reader import EvidenceReader, Reading
from qa.reading.language.questions import Question
from qa.types import Abstention, Answer, Article, ArticleFacts, Citation, Mode, Sentence
from qa.words import words

QUOTED_INSTEAD = "The answer is quoted from the articles instead."


class Answering:
    """Makes questions ready to be looked up, and answers them from passages.

    Args:
        reader: scores the sentences of the passages.
        chat: words the answers, or None where they are quoted.
        article: gives the indexed article of an id.
        articles: gives the facts of all that are indexed.
        describe_skipped: says which files could not be used, or None; asked where there is no article.
        changed_files: those of the articles' files that are no longer as they were read.
        proofread: puts the misspelt words of a question right.
        caution: when to decline, 0 to 1.
    """

    def __init__(
        self,
        reader: EvidenceReader,
        chat: ChatAnswerer | None,
        article: Callable[[str], Article],
        *,
        changed_files: Callable[[Sequence[str]], Sequence[str]],
        articles: Callable[[], Sequence[ArticleFacts]],
        describe_skipped: Callable[[], str | None],
        proofread: Callable[[str], str],
        caution: float,
    ) -> None:
        self._reader = reader
        self._chat = chat
        self._article = article
        self._changed_files = changed_files
        self._articles = articles
        self._describe_skipped = describe_skipped
        self._proofread = proofread
        self._caution = caution

    def condense(self, request: Request) -> Request:
        """The request with its question made to stand alone, by the chat model where one is set, else by rules, and with
        its misspelt words put right; or with the reply, where nothing is asked.

        Raises:
            LimitError: the question, its history or its filters are larger than what is taken.
        """
        check_question(request.question)
        check_history(request.history)
        check_filters(request.filters)
        return request.budget.run(self._condense, request)

    def _condense(self, request: Request) -> Request:
        started = time.perf_counter()
        reply = self._reply(request.question)
        if reply is not None:
            return replace(request, standalone=request.question.strip(), reply=reply)
        looked_up = self._looked_up(request)
        if looked_up:
            return replace(request, standalone=request.question.strip(), looked_up=looked_up)
        history = recent(request.history)
        standalone, notice = None, None
        if self._chat is not None and not request.is_quoted and history and request.question.strip():
            try:
                standalone = self._chat.condense(request.question, history, request.stop or threading.Event())
            except ChatModelError as error:
                notice = f"{error}. {QUOTED_INSTEAD}"
        if standalone is None:
            # What the rules take from earlier questions is put right as well.
            history = [replace(turn, question=self._proofread(turn.question)) for turn in history]
            standalone = standalone_question(self._proofread(request.question), history)
        else:
            standalone = self._proofread(standalone)
        seconds = {"condense": time.perf_counter() - started}
        parts = tuple((part, ()) for part in parts_of(standalone))
        return replace(request, standalone=standalone, parts=parts, notice=notice, seconds=seconds)

    def _reply(self, message: str) -> str | None:
        """What to reply where nothing is asked of the articles; None where something is."""
        if is_courtesy(message):
            return reply_to(message, articles=len(self._articles()))
        return overview(self._articles()) if asks_for_overview(message) else None

    def _looked_up(self, request: Request) -> str:
        """What to look up where a question asks about an article as a whole; empty where it does not."""
        wish = article_wish(request.question)
        if wish is not None:
            return wish.topic or (first_said(request.history[-1].answer) if request.history else "")
        found = titled(request.question, self._articles())
        return found.title or "" if found is not None else ""

    def answer(self, requests: Iterator[Request]) -> Iterator[Answer]:
        """The answer to each request as it grows; the last one is whole.

        Raises:
            IndexCorrupt: the files are no longer what was indexed.
        """
        for request in requests:
            yield from self._answer(request)

    def _answer(self, request: Request) -> Iterator[Answer]:
        started = time.perf_counter()
        if request.reply is not None:
            yield replace(
                self._quoted(request, Quoted(request.reply, (), (), (), None), 0.0, started), mode=Mode.PROGRAM
            )
            return
        reason = decide_unread(request.standalone, request.passages, request.filters)
        if reason is not None:
            if reason is not Abstention.EMPTY_QUESTION and not self._articles():
                reason = Abstention.NO_ARTICLES
                request = replace(request, notice=self._describe_skipped())
            yield self._quoted(request, abstain(reason), 0.0, started)
            return
        if request.looked_up and (told := self._told(request)) is not None:
            yield self._quoted(request, told, 1.0, started)
            return
        reading = request.budget.run(
            read_parts,
            self._reader,
            request.standalone,
            request.passages,
            self._article,
            request.parts,
            today=request.today,
        )
        seconds = {**request.seconds, "read": time.perf_counter() - started}
        request = replace(request, passages=reading.passages, seconds=seconds)
        started = time.perf_counter()
        decision = request.budget.run(decide, reading, request.passages, caution=self._caution)
        grounds = account(reading, decision)
        for answer in self._decided(request, reading, decision, started):
            yield replace(answer, grounds=grounds)

    def _decided(self, request: Request, reading: Reading, decision: Decision, started: float) -> Iterator[Answer]:
        """The answer in the chat model's words, where there is one, else in those of the articles."""
        if self._chat is not None and not request.is_quoted and request.notice is None:
            stop = request.stop or threading.Event()
            # The passages are known before the first word is.
            yield self._worded(request, Worded((), ()), reading.answerable, started)
            try:
                for worded in self._chat.stream(request.standalone, request.passages, self._article, stop):
                    answer = self._worded(request, worded, reading.answerable, started)
                    is_whole = worded.check is not None and worded.abstention is None
                    yield self._with_dispute(answer, reading.question, decision.dispute) if is_whole else answer
                return
            except ChatModelError as error:
                if stop.is_set():
                    return
                request = replace(request, notice=f"{error}. {QUOTED_INSTEAD}")
        for part in _growing(request.budget.run(quote, reading.question, decision)):
            yield self._quoted(request, part, reading.answerable, started)

    def _told(self, request: Request) -> Quoted | None:
        """What is asked of an article as a whole; None where it can't be told which."""
        wish = article_wish(request.question) or ArticleWish(Fact.SUMMARY, request.looked_up)
        if wish.topic is not None:
            by_title = [
                passage for passage in request.passages if passage.title and words(passage.title) == words(wish.topic)
            ]
            return tell(wish, self._article((by_title or request.passages)[0].chunk.article_id), "")
        passage = cited_passage(request.looked_up, request.passages)
        return tell(wish, self._article(passage.chunk.article_id), request.looked_up) if passage is not None else None

    def _quoted(self, request: Request, quoted: Quoted, confidence: float, started: float) -> Answer:
        self._verify(quoted.citations)
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
            mode=Mode.EXTRACTIVE,
            seconds={**request.seconds, "answer": time.perf_counter() - started},
            notice=self._with_changes(request.notice, quoted.citations),
        )

    def _worded(self, request: Request, worded: Worded, confidence: float, started: float) -> Answer:
        self._verify(worded.citations)
        reason = worded.abstention
        return Answer(
            question=request.question,
            standalone_question=request.standalone,
            text=join(worded.sentences) if reason is None else ABSTENTION_TEXTS[reason],
            sentences=worded.sentences,
            citations=worded.citations,
            conflicts=(),
            passages=request.passages,
            abstention=reason,
            confidence=confidence,
            mode=Mode.CHAT,
            seconds={**request.seconds, "answer": time.perf_counter() - started},
            draft=worded.draft,
            left_out=worded.left_out,
            check=worded.check,
            notice=self._with_changes(worded.notice, worded.citations),
        )

    def _with_dispute(self, answer: Answer, question: Question, dispute: Dispute | None) -> Answer:
        """The answer with both sides of a dispute at its end: a chat model may have merged them."""
        if dispute is None:
            return answer
        lead, conflict, citations = tell_dispute(question, dispute, answer.citations)
        self._verify(citations)
        return replace(answer, text=f"{answer.text} {lead}", conflicts=(conflict,), citations=citations)

    def _with_changes(self, notice: str | None, citations: Sequence[Citation]) -> str | None:
        """The notice, and which of the cited files are no longer what was read: a citation must not seem to be of today."""
        changed = self._changed_files(sorted({each.article_id for each in citations})) if citations else ()
        if not changed:
            return notice
        said = f"Changed or gone since it was read: {', '.join(changed)}; what is cited is the earlier text."
        return f"{notice} {said}" if notice else said

    def _verify(self, citations: Sequence[Citation]) -> None:
        """Holds the first promise: a citation that is not the article's exact characters never leaves the house."""
        for citation in citations:
            if self._article(citation.article_id).raw[citation.start : citation.end] != citation.quote:
                raise IndexCorrupt(
                    f"a citation does not match {citation.article_id} as indexed; run `qa sync --rebuild` to mend the index"
                )


def join(sentences: Sequence[Sentence]) -> str:
    """Sentences as one text, each followed by its markers."""
    return " ".join(
        " ".join(filter(None, (sentence.text, "".join(f"[{number}]" for number in sentence.citations))))
        for sentence in sentences
    )


def _growing(quoted: Quoted) -> Iterator[Quoted]:
    """The quoted answer, sentence by sentence; the whole of it last."""
    for count in range(1, len(quoted.sentences)):
        shown = quoted.sentences[:count]
        yield replace(quoted, sentences=shown, text=join(shown), conflicts=())
    yield quoted
