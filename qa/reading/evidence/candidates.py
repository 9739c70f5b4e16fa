"""The sentences that an answer may be made of: those of the passages, each once, with what stands around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.sentences import SentenceSpan, split_sentences
from qa.tables import name_cells, split_cells
from qa.types import Article, Citation, Passage, Span

_LEAST_HEADLINE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of an article.

    Attributes:
        article_id: where it stands.
        start, end: its place in the article's raw text.
        text: ``raw[start:end]``.
        complete: False where the source cuts it off.
        passage: the best passage that holds it.
        surroundings: the sentences of its section, in order.
        position: its index in ``surroundings``.
        part: the page or chapter that it starts in, or None.
    """

    article_id: str
    start: int
    end: int
    text: str
    complete: bool
    passage: Passage
    surroundings: tuple[str, ...]
    position: int
    part: str | None = None

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Where it is a row of a table, the names of its columns and what stands in them; else nothing."""
        chunk = self.passage.chunk
        return name_cells(chunk.heading, self.text) if self.start >= chunk.start else ()

    @property
    def said(self) -> str:
        """The text; of a row of a table each value behind the name of its column."""
        return "; ".join(": ".join(filter(None, pair)) for pair in self.cells) or self.text

    @property
    def previous(self) -> str:
        """The sentence before it in its section, or an empty string."""
        return self.surroundings[self.position - 1] if self.position else ""


def cite(number: int, candidate: Candidate) -> Citation:
    """The citation, of this number, of a candidate's exact characters."""
    passage = candidate.passage
    return Citation(
        number,
        candidate.article_id,
        passage.title,
        passage.outlet,
        passage.published,
        candidate.start,
        candidate.end,
        candidate.text,
        candidate.part,
    )


def gather_candidates(passages: Sequence[Passage], article: Callable[[str], Article]) -> list[Candidate]:
    """The sentences of the passages in passage order, then reading order; none twice.

    Args:
        passages: best first.
        article: gives the indexed article of an id.
    """
    found: dict[tuple[str, int], Candidate] = {}
    sections: dict[tuple[str, int], tuple[SentenceSpan, ...]] = {}
    for passage in passages:
        source = article(passage.chunk.article_id)
        section = _section_of(source, passage.chunk.start)
        key = (source.article_id, section.start)
        if key not in sections:
            sections[key] = sentences_of(source, section)
        spans = sections[key]
        texts = tuple(source.raw[span.start : span.end] for span in spans)
        for position, span in enumerate(spans):
            inside = span.start >= passage.chunk.start and span.end <= passage.chunk.end
            if inside and (source.article_id, span.start) not in found:
                found[(source.article_id, span.start)] = Candidate(
                    source.article_id,
                    span.start,
                    span.end,
                    texts[position],
                    span.complete,
                    passage,
                    texts,
                    position,
                    source.part_at(span.start),
                )
        for span in _headlines(source, section):
            if (source.article_id, span.start) not in found:
                text = source.raw[span.start : span.end]
                part = source.part_at(span.start)
                found[(source.article_id, span.start)] = Candidate(
                    source.article_id, span.start, span.end, text, span.complete, passage, (text,), 0, part
                )
    return list(found.values())


def _headlines(article: Article, section: Span) -> list[SentenceSpan]:
    """The article's title and the section's heading, where they are long enough to state something.

    A headline often says in one line what the text spreads over three, and at times says what the text leaves out.
    """
    before = [text_section.span for text_section in article.sections if text_section.span.end <= section.start]
    opened = before[-1].end if before else 0
    found: list[SentenceSpan] = []
    for kept in article.kept:
        start, end = max(kept.start, opened), min(kept.end, section.start)
        if start < end:
            found.extend(split_sentences(article.raw[start:end], offset=start))
    unmarked = [replace(span, start=span.start + _mark_length(article.raw[span.start : span.end])) for span in found]
    texts = [article.raw[span.start : span.end] for span in unmarked]
    return [
        span
        for span, text in zip(unmarked, texts, strict=True)
        if len(text.split()) >= _LEAST_HEADLINE_WORDS and len(split_cells(text)) == 1  # names of columns state nothing
    ]


def _mark_length(text: str) -> int:
    """How many characters of a bullet or heading mark stand before the words."""
    return len(text) - len(text.lstrip("#•*·–—- \t\u00a0"))


def _section_of(article: Article, offset: int) -> Span:
    for section in article.sections:
        if section.span.start <= offset < section.span.end:
            return section.span
    return Span(0, len(article.raw))


def sentences_of(article: Article, section: Span) -> tuple[SentenceSpan, ...]:
    """Sentences of the kept text of a section: clutter inside it is left out."""
    found: list[SentenceSpan] = []
    for kept in article.kept:
        start, end = max(kept.start, section.start), min(kept.end, section.end)
        if start < end:
            found.extend(split_sentences(article.raw[start:end], offset=start))
    return tuple(found)
