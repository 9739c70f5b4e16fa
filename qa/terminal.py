"""Records as lines for a terminal. Nothing of an article or a name reaches it that it would obey instead of showing."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.articles import FileContents
    from qa.reports import SyncReport
    from qa.types import Answer, Article, Citation, Passage

# Escapes and other controls, and the marks that turn the order of letters around.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with its control characters written out (``\\u001b``), which inside of JSON means the same."""
    return _CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def one_line(text: str, most_chars: int = 4000) -> str:
    """The text in one printable line, cut off after so many characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= most_chars else f"{line[:most_chars]} (…)"


def report_notes(report: "SyncReport") -> Iterator[str]:
    """What a sync has to say besides its sum, a line each."""
    for skipped in report.skipped:
        yield one_line(f"skipped {skipped.path}: {skipped.reason}")
    if report.withheld:
        yield (
            f"{len(report.withheld)} indexed articles are no longer in the folder: too many at once to be forgotten "
            "unasked. Is its disk there? If they were deleted on purpose: qa sync --accept-deletions"
        )


def report_sum(report: "SyncReport") -> str:
    """What a sync did, in one line."""
    return (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.deleted)} deleted, "
        f"{len(report.unchanged)} unchanged, {len(report.skipped)} skipped; {report.chunks} chunks, {report.seconds:.1f} s"
    )


def answer_lines(answer: "Answer", *, bold: bool) -> Iterator[str]:
    """An answer with its citations; ``bold`` marks the short answers as terminals do."""
    if answer.standalone_question != answer.question.strip():
        yield f"Read as: {one_line(answer.standalone_question)}\n"
    yield _with_bold(answer) if bold else printable(answer.text)
    for sentence in answer.left_out:
        yield f"\nleft out, not supported by the articles: {one_line(sentence.text)}"
    if answer.citations:
        yield ""
    for citation in answer.citations:
        place = f"characters {citation.start} to {citation.end} of {one_line(citation.article_id)}"
        yield f"[{citation.number}] {_source(citation)}, {place}"
        yield f"    {one_line(citation.quote, 400)}"
    if answer.abstention is not None:
        for passage in answer.passages[:3]:
            yield f"\n  near: {_place(passage)}\n  {one_line(passage.chunk.text, 160)}"


def passage_lines(passages: Sequence["Passage"], *, explain: bool) -> Iterator[str]:
    """Passages by rank; ``explain`` adds what each rank is made of."""
    if passages and passages[0].trace.read_as:
        yield f"Read as: {one_line(passages[0].trace.read_as)}"
    if passages and passages[0].trace.days:
        yield f"articles of these days are preferred: {passages[0].trace.days}"
    for number, passage in enumerate(passages):
        trace = passage.trace
        yield f"{passage.rank}. {_place(passage)}"
        yield (
            f"   similarity {passage.similarity:.3f} (rank {trace.dense_rank or '–'}), "
            f"terms {passage.term_score:.2f} (rank {trace.term_rank or '–'}), fused {trace.fused_score:.4f}"
        )
        yield f"   {one_line(passage.chunk.text, 240)}"
        if passage.also_in:
            yield f"   also in {one_line(', '.join(other.outlet or other.article_id for other in passage.also_in))}"
        if explain:
            yield f"   {_explanation(passage, passages[number - 1] if number else None)}"


def file_lines(contents: "FileContents") -> Iterator[str]:
    """How the articles of a file are read, and what in it could not be used."""
    for article in contents.articles:
        if len(contents.articles) > 1:
            yield f"\n{one_line(article.article_id)}"
        yield from reading_lines(article)
    for skipped in contents.skipped:
        yield one_line(f"skipped {skipped.path}: {skipped.reason}")


def reading_lines(article: "Article") -> Iterator[str]:
    """What is kept and removed of an article, and why."""
    facts = {"title": article.title, "outlet": article.outlet, "published": article.published}
    for name, value in facts.items():
        yield f"{name}: {one_line(str(value)) if value is not None else 'none'}"
    for part in article.parts:
        yield f"{one_line(part.name)} from {part.start}"
    for section in article.sections:
        yield f"section {section.span.start}-{section.span.end}: {one_line(section.heading or '(no heading)')}"
    yield f"removed ({len(article.removed)}):"
    for removal in article.removed:
        text = one_line(article.raw[removal.span.start : removal.span.end], 100)
        yield f"  {removal.span.start}-{removal.span.end} {removal.reason}: {json.dumps(text, ensure_ascii=False)}"
    yield "kept:"
    for span in article.kept:
        yield f"  {span.start}-{span.end}: {one_line(article.raw[span.start : span.end], 200)}"


def _with_bold(answer: "Answer") -> str:
    text = printable(answer.text)
    for sentence in answer.sentences:
        if (short := sentence.short_answer) is not None:
            parts = (sentence.text[: short.start], sentence.text[short.start : short.end], sentence.text[short.end :])
            before, inside, after = map(printable, parts)
            text = text.replace(before + inside + after, f"{before}\033[1m{inside}\033[0m{after}", 1)
    return text


def _source(citation: "Citation") -> str:
    day = citation.published.isoformat() if citation.published else None
    return one_line(
        ", ".join(part for part in (citation.title, citation.outlet, day, citation.part) if part) or "untitled"
    )


def _place(passage: "Passage") -> str:
    heading = f" · {passage.chunk.heading}" if passage.chunk.heading else ""
    return one_line(f"{passage.chunk.chunk_id} {passage.title or ''}{heading}".strip())


def _explanation(passage: "Passage", above: "Passage | None") -> str:
    """What the fused score is made of, and what the passage lost to the one above it by."""
    own = dict(passage.trace.parts)
    text = "fused = " + " + ".join(f"{name} {value:.3f}" for name, value in own.items())
    if above is None:
        return text
    better = dict(above.trace.parts)
    behind = {name: better.get(name, 0.0) - own.get(name, 0.0) for name in {**own, **better}}
    most = max(behind, key=lambda name: behind[name])
    return f"{text}; {above.trace.fused_score - passage.trace.fused_score:.3f} behind the one above, most of it {most}"
