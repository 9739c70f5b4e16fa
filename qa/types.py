"""The records that pass from room to room. All are frozen; sequences are tuples; nothing here has behaviour to configure.

Offsets count Unicode code points of an article's ``raw`` text; spans are half-open (``raw[start:end]``). Higher scores are
better. Dates are ``datetime.date``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of an article's raw text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article that stands on its own; ``heading`` is None before the first one, ``span`` is the body."""

    heading: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Removal:
    """Text of the file that is no content, and why it was left out."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One file, read. ``kept``, ``removed`` and ``sections`` are spans of ``raw``, in reading order.

    Attributes:
        article_id: POSIX path below the articles folder.
        title: the headline, or None where the file has none that can be told apart.
        outlet, published: who published it (not who is quoted in it), and on which day; None where it does not say.
        raw: the text that all offsets count in: the decoded file for ``.txt`` and ``.md``, the text that the extractor
            finds for ``.html``.
        kept: spans of content. A chunk lies inside one of them.
        removed: spans of clutter, each with its reason.
        sections: the parts; together they cover ``kept`` apart from title and headings.
        content_hash: SHA-256 of the file's bytes, in hexadecimal.
    """

    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    raw: str
    kept: tuple[Span, ...]
    removed: tuple[Removal, ...]
    sections: tuple[Section, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and stored: whole sentences of one section; always ``raw[start:end] == text``."""

    article_id: str
    start: int
    end: int
    text: str
    heading: str | None

    @property
    def chunk_id(self) -> str:
        """``article_id#start-end``: the same text at the same place always has the same id."""
        return f"{self.article_id}#{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a passage stood in each ranking before fusion (ranks from 1; None: not among the candidates), and after:
    what the fused score is the sum of, which days the question was read to prefer, with its words for them, and how the
    question was read where words of it were misspelt."""

    dense_rank: int | None
    term_rank: int | None
    fused_score: float
    parts: tuple[tuple[str, float], ...] = ()
    days: str | None = None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk ranked for a question.

    Attributes:
        chunk, rank: the text and its place; ranks count from 1. Title, outlet and date are those of its article.
        similarity: cosine of question and chunk vectors, -1 to 1.
        term_score, rerank_score: BM25 of the question's words, 0 where none occurs; a reranker's, None where none ran.
        trace: how it came to its rank.
        also_in: other articles that print the same, best first; they were left out of the ranking.
    """

    chunk: Chunk
    title: str | None
    outlet: str | None
    published: date | None
    rank: int
    similarity: float
    term_score: float
    rerank_score: float | None
    trace: Trace
    also_in: "tuple[ArticleFacts, ...]" = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be used: all, or what passes every filter given: sources (article ids or outlets) and headings, in full and
    in any case, and inclusive dates. What has no date or heading does not pass where one is asked for."""

    sources: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    sections: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sources or self.date_from or self.date_to or self.sections)


class Support(StrEnum):
    """How well a sentence is borne out by what it cites."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


class Stance(StrEnum):
    """What a speaker does with a claim."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Mode(StrEnum):
    """Who words the answer: the sources themselves, a chat model, or this program, to thanks and the like, without a search."""

    EXTRACTIVE = "extractive"
    CHAT = "chat"
    PROGRAM = "program"


class Abstention(StrEnum):
    """Why no answer is given."""

    NOTHING_NEAR = "nothing_near"
    NOT_ANSWERED = "near_but_not_answered"
    CUT_OFF = "cut_off_in_source"
    FALSE_PREMISE = "false_premise"
    OUTSIDE_FILTERS = "outside_filters"
    NO_VALID_CITATION = "no_valid_citation"
    EMPTY_QUESTION = "empty_question"


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact characters that bear out a sentence; always ``raw[start:end] == quote`` of that article."""

    number: int
    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: what is shown, without markers. Words in square brackets are ours: they say who or what a pronoun means.
        citations: numbers of the citations that bear it out.
        speaker: who says it in the article, or None where the article says it in its own voice.
        support: verdict of the check against the cited characters.
        short_answer: where in ``text`` the few words stand that answer the question, or None.
    """

    text: str
    citations: tuple[int, ...]
    speaker: str | None
    support: Support
    short_answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Who says what in a dispute; ``citation`` is a number of the answer's citations."""

    speaker: str
    stance: Stance
    claim: str
    citation: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that do not agree on a topic; at least two positions."""

    topic: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer's text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What the check made of a chat model's draft: how many sentences were drafted, were unsupported at first, were borne
    out once reworded, were left out in the end; and how many markers that name no passage were removed."""

    drafted: int
    unsupported: int
    repaired: int
    left_out: int
    removed_markers: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``ask`` gives back, also when there is no answer: then ``abstention`` says why.

    Attributes:
        question: as asked.
        standalone_question: as it was read: what it takes from the conversation filled in, misspelt words put right.
        text: the whole answer with markers such as ``[1]``; for an abstention one sentence that says so, and what is shown.
        sentences, citations: the answer sentence by sentence; citations are numbered from 1 in order of first use.
        conflicts: where sources disagree; empty where they do not.
        passages: the nearest passages, best first, answered or not.
        abstention: None, or why there is no answer. ``sentences`` and ``citations`` then hold what is shown in its place,
            if anything is: what the articles say instead, where they break off, or the sentence that comes nearest.
        confidence: probability, 0 to 1, that the articles answer the question; given with an abstention as well.
        mode: who worded it.
        seconds: how long each stage took; not compared, and in JSON only when asked for: the same question, the same bytes.
        draft: while an answer streams in, what the chat model has written and nobody has checked; empty once it is whole.
        left_out: sentences of a chat model that nothing cited bears out; they are not in ``text``.
        check: counts of the check of a chat model's draft; None where no draft was checked to its end.
        notice: one line to show with the answer where it is not what was set up, such as a chat model that failed.
    """

    question: str
    standalone_question: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    passages: tuple[Passage, ...]
    abstention: Abstention | None
    confidence: float
    mode: Mode
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    draft: str = ""
    left_out: tuple[Sentence, ...] = ()
    check: DraftCheck | None = None
    notice: str | None = None

    def to_json(self, *, seconds: bool = False) -> str:
        """The record as JSON, keys in the order of the fields; ``seconds`` adds the timings."""
        from pydantic import TypeAdapter

        exclude = None if seconds else {"seconds"}
        return TypeAdapter(Answer).dump_json(self, indent=2, exclude=exclude).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The record that ``to_json`` wrote. Raises ValueError on anything else."""
        from pydantic import TypeAdapter

        return TypeAdapter(cls).validate_json(text)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What a list of the library shows of an indexed article."""

    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    chunks: int
