"""What the page can do: answer, open a source, sync the library. Knows nothing of Gradio."""

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator
from datetime import date
from queue import SimpleQueue

from qa.errors import QAError
from qa.index.progress import SyncProgress
from qa.limits import QUESTION_CHARS
from qa.pipeline import Pipeline
from qa.reports import SyncReport, describe_skipped
from qa.types import Filters, Rating, Span
from qa.web.answers import render_conversation, render_invitation
from qa.web.archive import TITLE_CHARS, Archive, Kept
from qa.web.asking_on import follow_ups
from qa.web.conversation import Asked, Conversation, Progress, Wording
from qa.web.examples import example_questions
from qa.web.exports import export
from qa.web.growing import grow, one_line
from qa.web.library import Holdings, View, render_library
from qa.web.limiting import Limiting
from qa.web.listing import deletion_notice, render_listing
from qa.web.marks import shortened, text
from qa.web.notes import Notes, is_ratable
from qa.web.sources import Excerpt, render_missing_source, render_no_source, render_source
from qa.web.sync_notes import NO_REPORT, describe_progress, describe_report, describe_withheld
from qa.web.why import render_why
from qa.whereabouts import locate


class Desk:
    """The page's work on one pipeline. Conversations come in and go out as records; what is asked is kept in the archive.

    An ``owner`` is whoever has the browser that began a conversation; nothing is kept for an empty one.
    """

    def __init__(self, pipeline: Pipeline, archive: Archive) -> None:
        self._pipeline = pipeline
        self._archive = archive
        self._notes = Notes(archive)
        self._report = NO_REPORT
        self._progress = ""

    def hear(self, progress: str, report: SyncReport | None) -> None:
        """Takes note of how far the folder has been read, and of what came of it."""
        self._progress = progress
        self._report = report or self._report

    @property
    def pipeline(self) -> Pipeline:
        """What is asked."""
        return self._pipeline

    @property
    def can_fetch(self) -> bool:
        """Whether articles may be fetched from addresses."""
        return self._pipeline.settings.fetch

    @property
    def limiting(self) -> Limiting:
        """What questions can be limited to."""
        return Limiting(self._pipeline.index)

    @property
    def chat_model(self) -> str | None:
        """The chat model that words the answers, with its place, or None where the articles are quoted."""
        settings = self._pipeline.settings
        return None if settings.chat_model is None else locate(settings.chat_model, settings.chat_base_url).describe()

    def ask(
        self,
        question: str,
        conversation: Conversation,
        filters: Filters,
        stop: threading.Event,
        *,
        owner: str,
        wording: Wording = Wording.WORDED,
    ) -> Generator[Conversation, None, None]:
        """The conversation as its answer grows; nothing for an empty question. A QAError ends up in the exchange.

        It is kept when the question is there and when the answer ends, also where nobody waits for it any more. Setting
        ``stop`` ends the request at the chat model's server, if there is one, and with it the conversation's growth.
        Where both wordings are asked for, two exchanges come of it, the quoted one first.
        """
        asked = question.strip()
        if not asked:
            return
        history = conversation.history()
        for each in self._asked(wording):
            latest = conversation = self.keep(conversation.asking(asked[:QUESTION_CHARS], filters, each), owner=owner)
            try:
                for latest in grow(self._pipeline, conversation, asked, history, stop):
                    yield latest
            finally:
                self.keep(latest.stopped(), owner=owner)
            conversation = latest
            if conversation.exchanges[-1].progress is not Progress.DONE or stop.is_set():
                return

    def _asked(self, wording: Wording) -> Iterator[Asked]:
        """How a question is asked, once or twice, where its answer is wanted in these words."""
        model = self.chat_model
        if model is None:
            yield Asked()
            return
        yield Asked(wording, model)
        if wording is Wording.BOTH:
            yield Asked(wording, model, is_beside=True)

    def keep(self, conversation: Conversation, *, owner: str) -> Conversation:
        """The conversation with its id, once its last exchange is in the archive."""
        return self._archive.keep(conversation, owner=owner) if owner else conversation

    def kept(self, conversation_id: str) -> Conversation:
        """The conversation of an id; an empty one where there is none."""
        return self._archive.read(conversation_id) or Conversation()

    def rename(self, conversation_id: str, title: str, *, owner: str) -> None:
        """Gives a kept conversation another title."""
        self._archive.rename(conversation_id, title, owner=owner)

    def delete(self, conversation_id: str, *, owner: str) -> str:
        """Takes a conversation out of the list; gives the line with which it can be undone."""
        title = self._archive.delete(conversation_id, owner=owner)
        return "" if title is None else deletion_notice(conversation_id, title)

    def restore(self, conversation_id: str, *, owner: str) -> None:
        """Undoes a deletion."""
        self._archive.restore(conversation_id, owner=owner)

    def listing(self, owner: str, *, current: str = "", search: str = "", notice: str = "") -> str:
        """The owner's conversations as HTML; with ``search`` those that hold its words."""
        kept = self.listed(owner, search=search)
        return render_listing(kept, today=date.today(), current=current, search=search, notice=notice)

    def listed(self, owner: str, *, search: str = "") -> tuple[Kept, ...]:
        """The owner's conversations, the latest first; with ``search`` those that hold its words."""
        return self._archive.listed(owner, search=search) if owner else ()

    def export(self, conversation_id: str, form: str) -> str | None:
        """A kept conversation as a file of that form; None where there is no such conversation."""
        conversation = self._archive.read(conversation_id)
        if conversation is None or not conversation.exchanges:
            return None
        return export(conversation, form, title=shortened(conversation.exchanges[0].question, chars=TITLE_CHARS))

    def conversation(self, conversation: Conversation) -> str:
        """The conversation as HTML, with what is kept beside it."""
        notes = self._notes.of(conversation.conversation_id)
        return render_conversation(conversation, chat_model=self.chat_model, notes=notes)

    def rate(self, conversation: Conversation, place: int, rating: Rating | None, *, owner: str) -> None:
        """Keeps what the owner makes of an answer that is whole; None takes it back."""
        if rating is None:
            self._notes.take_back(conversation.conversation_id, place, owner=owner)
        elif is_ratable(conversation, place):
            self._notes.rate(conversation.conversation_id, place, rating, owner=owner)

    def go_on(self, conversation: Conversation, *, is_busy: Callable[[], bool]) -> None:
        """Finds and keeps questions that go on from the last answer, unless somebody waits for one of his own."""
        place = len(conversation.exchanges) - 1
        if conversation.conversation_id and is_ratable(conversation, place):
            found = follow_ups(self._pipeline, conversation, is_busy=is_busy)
            if found:
                self._notes.keep_follow_ups(conversation.conversation_id, place, found)

    def invitation(self) -> str:
        """What stands there before anything was asked, as HTML, with examples for the articles at hand, and the files that
        could not be used: said here once, and in the library's list."""
        skipped = self._report.skipped
        return render_invitation(
            example_questions(self._pipeline.articles()), skipped=describe_skipped(skipped) if skipped else None
        )

    def source(self, conversation: Conversation, place: int, *, citation: int = 0, passage: int = 0) -> str:
        """The article of a citation (or, where its number is 0, of a passage) as HTML, with the cited span marked."""
        found = conversation.citation(place, citation)
        if found is not None:
            excerpt = Excerpt(Span(found.start, found.end), number=citation)
            return self._article(found.article_id, excerpt, conversation, place)
        near = conversation.passage(place, passage)
        if near is not None:
            excerpt = Excerpt(Span(near.chunk.start, near.chunk.end))
            return self._article(near.chunk.article_id, excerpt, conversation, place)
        return render_missing_source()

    def why(self, conversation: Conversation, place: int) -> str:
        """Why the answer of an exchange is as it is, as HTML."""
        answer = conversation.answer(place)
        return render_no_source() if answer is None else render_why(answer, place)

    def leading_source(self, conversation: Conversation) -> str:
        """The source of the last answer's words in bold as HTML; where it has none, not what an earlier one cited."""
        place = len(conversation.exchanges) - 1
        leading = conversation.leading_citation(place)
        return render_no_source() if leading is None else self.source(conversation, place, citation=leading)

    def article(self, article_id: str, span: Span | None = None) -> str:
        """An article of the library as HTML, with the span marked in it, if one is given."""
        return self._article(article_id, Excerpt(span), Conversation(), 0)

    def _article(self, article_id: str, excerpt: Excerpt, conversation: Conversation, place: int) -> str:
        try:
            article = self._pipeline.article(article_id)
        except KeyError:
            return render_missing_source()
        correction = self._pipeline.index.corrections.of(article_id)
        by_hand = correction.kept if correction else ()
        return render_source(article, excerpt, answer=conversation.answer(place), place=place, by_hand=by_hand)

    def library(self, view: View, *, can_edit: bool) -> str:
        """The list of the library as HTML, with the files that the last sync skipped."""
        index, folder = self._pipeline.index, str(self._pipeline.settings.articles)
        held = Holdings(
            self._pipeline.articles(),
            self._report.skipped,
            folder,
            by_hand=index.corrections.article_ids,
            gone=frozenset(self._report.withheld),
            can_edit=can_edit,
        )
        notes = (*describe_withheld(self._report), *filter(None, (self._progress,)))
        drawn = "".join(f'<p class="qa-note" role="status">{text(note)}</p>' for note in notes)
        return drawn + render_library(held, view)

    def seen(self) -> str:
        """What changes when what the page shows of the library does. Every open page asks for it again and again: no article is read."""
        shown = (
            self._pipeline.index.version,
            self._report,
            self._progress,
            self._pipeline.index.corrections.article_ids,
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    @property
    def is_ready(self) -> bool:
        """Whether the folder has been read since the start."""
        return self._report is not NO_REPORT

    @property
    def withheld(self) -> int:
        """How many articles are gone from the folder, and kept until somebody says that they were deleted."""
        return len(self._report.withheld)

    def summary(self) -> str:
        """One line on what is asked and who answers."""
        count = len(self._pipeline.articles())
        articles = "1 article" if count == 1 else f"{count:,} articles"
        said = self._pipeline.describe_answering().removesuffix(".")
        progress = f" · {self._progress}" if self._progress else ""
        return f"{articles} · {said[0].lower()}{said[1:]}{progress}"

    def sync(self, *, accept_deletions: bool = False) -> Iterator[str]:
        """Lines of progress while the folder is read anew; the last one sums up or says what went wrong.

        ``accept_deletions`` forgets what is gone from the folder, however much it is.
        """
        lines: SimpleQueue[str | None] = SimpleQueue()

        def report(progress: SyncProgress) -> None:
            lines.put(describe_progress(progress))

        def work() -> None:
            try:
                self._report = self._pipeline.sync(progress=report, accept_deletions=accept_deletions)
                lines.put(describe_report(self._report))
            except QAError as error:
                lines.put(one_line(error))
            finally:
                lines.put(None)

        yield "Reading the folder …"
        worker = threading.Thread(target=work, name="sync")
        worker.start()
        while (line := lines.get()) is not None:
            yield line
        worker.join()
