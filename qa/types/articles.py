"""The records of what is read and found: articles, their chunks, and passages."""

from dataclasses import dataclass
from datetime import date


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
class Part:
    """A page or a chapter: what it is called, as in "page 3", and where in the raw text it starts; the next one ends it."""

    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article, read from a file. ``kept``, ``removed`` and ``sections`` are spans of ``raw``, in reading order.

    Attributes:
        article_id: POSIX path below the articles folder; of several articles in one file each has its own place behind
            it: ``feed.xml#3`` for the third entry, ``archive.zip/inner.txt`` for what lies inside.
        title: the headline, or None where the file has none that can be told apart.
        outlet, published: who published it (not who is quoted in it), and on which day; None where it does not say.
        raw: the text that all offsets count in: the decoded file for ``.txt`` and ``.md``, the text that its reader finds
            for every other format.
        kept: spans of content. A chunk lies inside one of them.
        removed: spans of clutter, each with its reason.
        sections: the parts; together they cover ``kept`` apart from title and headings.
        content_hash: SHA-256 of the file's bytes, in hexadecimal.
        parts: pages or chapters in order; empty where the format has none.
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
    parts: tuple[Part, ...] = ()

    def part_at(self, offset: int) -> str | None:
        """The name of the page or chapter that holds an offset of ``raw``, or None where there are none."""
        before = [part.name for part in self.parts if part.start <= offset]
        return before[-1] if before else None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What a list of the library shows of an indexed article; ``words`` counts those of its content, 0 where that is unknown."""

    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    chunks: int
    words: int = 0


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
    also_in: tuple[ArticleFacts, ...] = ()


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
