"""The drawer that says why an answer is as it is: what was looked up, what came up where, what was dropped, how sure, how long."""

from collections.abc import Iterator

from qa.types import Answer, Mode, Passage, Weighed
from qa.web.citing import chip
from qa.web.marks import byline, headline, shortened, text
from qa.web.remembering import STAGE

_STAGES = {
    "condense": "Making the question ready",
    "retrieve": "Searching",
    "read": "Reading",
    "answer": "Answering",
    STAGE: "Remembered from when it was asked before",
}


def render_why(answer: Answer, place: int) -> str:
    """The account of an answer, to stand in the place of a source; ``place`` is that of its exchange."""
    lines = [
        '<article class="qa-article qa-why" aria-labelledby="qa-article-title"><header class="qa-source-top">',
        '<div class="qa-source-bar"><h2>Why this answer</h2></div>',
        f'<h3 id="qa-article-title" tabindex="-1">{text(shortened(answer.question))}</h3>',
        '<p class="qa-tools"><button type="button" class="qa-tool qa-back" data-back>Back to answer</button></p></header>',
        '<div class="qa-text">',
        *_question(answer),
        *_sureness(answer),
        *_passages(answer, place),
        *_weighed(answer, place),
        *_seconds(answer),
        "</div></article>",
    ]
    return "\n".join(lines)


def _question(answer: Answer) -> Iterator[str]:
    yield "<h4>What was looked up</h4>"
    if answer.standalone_question == answer.question.strip():
        yield "<p>The question as it was typed.</p>"
    else:
        yield f"<p>The question was read as <q>{text(answer.standalone_question)}</q></p>"
    days = next((each.trace.days for each in answer.passages if each.trace.days), None)
    if days:
        yield f"<p>Articles of these days were preferred: {text(days)}.</p>"


def _sureness(answer: Answer) -> Iterator[str]:
    if answer.grounds is None:
        return
    least = answer.grounds.threshold
    said = f"The articles were taken to answer it with a probability of {answer.confidence:.2f}"
    yield "<h4>How sure</h4>"
    if least is None:
        yield f"<p>{said}. That did not decide: what would answer says otherwise than the question has it, or breaks off.</p>"
    else:
        compared = "above" if answer.confidence >= least else "below"
        yield f"<p>{said}, {compared} the {least:.2f} that is asked for.</p>"
    mark = "" if least is None else f'<span class="qa-least" style="left:{100 * min(1.0, least):.1f}%"></span>'
    yield (
        f'<div class="qa-bar" aria-hidden="true"><span style="width:{100 * min(1.0, answer.confidence):.1f}%"></span>{mark}</div>'
    )


def _passages(answer: Answer, place: int) -> Iterator[str]:
    if not answer.passages:
        return
    fused = sorted(answer.passages, key=lambda each: -each.trace.fused_score)
    ranks = {each.chunk.chunk_id: rank for rank, each in enumerate(fused, 1)}
    yield '<h4>What came up</h4><div class="qa-scroll" tabindex="0" role="region" aria-label="Passages"><table class="qa-table">'
    yield "<caption>The best passages with their places by meaning, by words, by both, and as the reader ranks them</caption>"
    heads = ("Passage", "Meaning", "Words", "Both", "Reader", "Cited")
    yield "<thead><tr>" + "".join(f'<th scope="col">{each}</th>' for each in heads) + "</tr></thead><tbody>"
    for each in answer.passages:
        yield _row(each, ranks[each.chunk.chunk_id], answer, place)
    yield "</tbody></table></div>"


def _row(passage: Passage, fused: int, answer: Answer, place: int) -> str:
    chunk, trace = passage.chunk, passage.trace
    inside = [
        each
        for each in answer.citations
        if each.article_id == chunk.article_id and chunk.start <= each.start < chunk.end
    ]
    cited = " ".join(chip(each, place) for each in inside) or "no"
    reader = str(passage.rank) if passage.rerank_score is not None else "not read"
    name = headline(passage.title, chunk.article_id)
    also = ", ".join(headline(each.title, each.article_id) for each in passage.also_in)
    dropped = f'<span class="qa-open-text">Left out as the same text: {text(also)}</span>' if also else ""
    facts = (
        ("Meaning", str(trace.dense_rank or "none")),
        ("Words", str(trace.term_rank or "none")),
        ("Both", str(fused)),
        ("Reader", reader),
    )
    cells = "".join(f'<td data-label="{label}">{text(value)}</td>' for label, value in facts)
    return (
        f'<tr><th scope="row"><button type="button" class="qa-link" data-exchange="{place}" data-passage="{passage.rank}">'
        f"{text(name)}</button> {byline(passage.outlet, passage.published)}{dropped}</th>{cells}"
        f'<td data-label="Cited">{cited}</td></tr>'
    )


def _weighed(answer: Answer, place: int) -> Iterator[str]:
    shown = [
        (each, said) for each in (answer.grounds.weighed if answer.grounds else ()) if (said := _words(each, answer))
    ]
    if not shown:
        return
    yield '<h4>What was weighed</h4><ol class="qa-weighed">'
    for each, said in shown:
        yield f"<li>{text(shortened(said))} {_fate(each, answer, place)}</li>"
    yield "</ol>"


def _fate(each: Weighed, answer: Answer, place: int) -> str:
    cited = next(
        (
            chip(citation, place)
            for citation in answer.citations
            if citation.article_id == each.article_id and citation.start < each.end and each.start < citation.end
        ),
        None,
    )
    if cited:
        return cited
    taken = "the chat model did not take it up" if answer.mode is Mode.CHAT else "it is not told"
    return f'<span class="qa-fate">{each.relevance:.0%} of the best: {text(each.dropped or taken)}</span>'


def _words(each: Weighed, answer: Answer) -> str:
    """The sentence's words, from the passage or citation that holds it; empty where none does, as with a headline."""
    for passage in answer.passages:
        chunk = passage.chunk
        if chunk.article_id == each.article_id and chunk.start <= each.start and each.end <= chunk.end:
            return chunk.text[each.start - chunk.start : each.end - chunk.start]
    cited = (
        c.quote for c in answer.citations if (c.article_id, c.start, c.end) == (each.article_id, each.start, each.end)
    )
    return next(cited, "")


def _seconds(answer: Answer) -> Iterator[str]:
    if not answer.seconds:
        return
    yield '<h4>How long</h4><ul class="qa-stages">'
    for stage, seconds in answer.seconds.items():
        yield f"<li>{_STAGES.get(stage, text(stage))}: {seconds:.2f} s</li>"
    yield "</ul>"
