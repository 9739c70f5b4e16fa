"""What is told of an article as a whole: when it came out, where it stands, how it begins; each with its place in the file."""

import re
from collections.abc import Sequence

from qa.chat.article_facts import ArticleWish, Fact
from qa.days import in_words, periods_in
from qa.reading.answers.quoting import Quoted
from qa.sentences import split_sentences
from qa.types import Abstention, Article, ArticleFacts, Citation, Passage, Sentence, Span, Support
from qa.words import words

_LEAD_SENTENCES = 3  # news tells first what matters most: the first sentences are a summary that is hard to beat
_LEAST_TITLE_WORDS = 3
_MARKS = re.compile(r"\s*\[[^\]]*\]")
_LEAST_SHARED = 0.6  # of the words of an answer's sentence, in the passage that it was quoted from


def first_said(answer: str) -> str:
    """The first sentence of an answer, without what is in brackets: what it was quoted from is found by it."""
    text = _MARKS.sub("", answer).strip()
    return next(
        (text[span.start : span.end] for span in split_sentences(text) if len(text[span.start : span.end].split()) > 2),
        text,
    )


def titled(question: str, articles: Sequence[ArticleFacts]) -> ArticleFacts | None:
    """The article whose title is what was typed, or None. A title of one or two words is a search, not a title."""
    asked = words(question)
    if len(asked) < _LEAST_TITLE_WORDS:
        return None
    return next((article for article in articles if article.title and words(article.title) == asked), None)


def cited_passage(said: str, passages: Sequence[Passage]) -> Passage | None:
    """The passage that a sentence was quoted from, the best of those that come near; None where none does."""
    wanted = set(words(said))
    shares = [
        (len(wanted & set(words(passage.chunk.text + " " + (passage.title or "")))), -place)
        for place, passage in enumerate(passages)
    ]
    best, place = max(shares, default=(0, 0))
    return passages[-place] if wanted and best >= _LEAST_SHARED * len(wanted) else None


def tell(wish: ArticleWish, article: Article, said: str) -> Quoted:
    """What is asked of an article, as an answer with citations.

    Args:
        wish: what is asked.
        article: of which one.
        said: a sentence that was quoted from it, or an empty string; the source of that is shown.
    """
    if wish.fact is Fact.SUMMARY:
        return _quoted(article, [("", span) for span in lead_of(article)])
    name = f"“{article.title or article.article_id}”"
    if wish.fact is Fact.PUBLISHED:
        if article.published is None:
            text = f"The file of {name} does not say when it was published."
            return Quoted(text, (), (), (), Abstention.NOT_ANSWERED)
        where = _where_dated(article)
        if where is None:
            return Quoted(f"{name} was published on {in_words(article.published)}.", (), (), (), None)
        return _quoted(article, [(f"{name} was published on {in_words(article.published)}:", where)])
    source = ", ".join(filter(None, (article.outlet, in_words(article.published) if article.published else "")))
    where = _where_said(article, said)
    return _quoted(
        article,
        [
            (f"In {name}{f' ({source})' if source else ''}:", span)
            for span in ([where] if where else lead_of(article)[:1])
        ],
    )


def lead_of(article: Article) -> list[Span]:
    """The first sentences of the text, past title and headings; those of all that is kept where there is nothing else."""
    spans = [section.span for section in article.sections] or list(article.kept)
    found: list[Span] = []
    for section in spans:
        for kept in article.kept:
            start, end = max(kept.start, section.start), min(kept.end, section.end)
            if start < end:
                found += [Span(each.start, each.end) for each in split_sentences(article.raw[start:end], offset=start)]
    telling = [span for span in found if len(article.raw[span.start : span.end].split()) > 3]
    return (telling or found)[:_LEAD_SENTENCES]


def _where_dated(article: Article) -> Span | None:
    """Where the file says the day of publication, or None."""
    for period in periods_in(article.raw, day=None):
        if period.first == period.last == article.published:
            return Span(period.start, period.start + len(period.words))
    return None


def _where_said(article: Article, said: str) -> Span | None:
    wanted = set(words(said))
    spans = [
        Span(each.start, each.end)
        for kept in article.kept
        for each in split_sentences(article.raw[kept.start : kept.end], offset=kept.start)
    ]
    best = max(spans, key=lambda span: len(wanted & set(words(article.raw[span.start : span.end]))), default=None)
    if (
        best is None
        or not wanted
        or len(wanted & set(words(article.raw[best.start : best.end]))) < _LEAST_SHARED * len(wanted)
    ):
        return None
    return best


def _quoted(article: Article, parts: Sequence[tuple[str, Span]]) -> Quoted:
    citations = tuple(
        Citation(number, article.article_id, article.title, article.outlet, article.published, span.start, span.end, article.raw[span.start : span.end])
        for number, (_, span) in enumerate(parts, 1)
    )  # fmt: skip
    sentences = tuple(
        Sentence(" ".join(filter(None, (f"[{ours}]" if ours else "", " ".join(cited.quote.split())))), (cited.number,), None, Support.SUPPORTED)
        for (ours, _), cited in zip(parts, citations, strict=True)
    )  # fmt: skip
    text = " ".join(f"{sentence.text} [{sentence.citations[0]}]" for sentence in sentences)
    return Quoted(text, sentences, citations, (), None)
