"""Whatever the characters: nothing that comes from a file or a person becomes markup, and the mark is the quote."""

from collections.abc import Callable
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa.types import (
    Answer,
    Article,
    Citation,
    Conflict,
    Filters,
    Mode,
    Position,
    Removal,
    Sentence,
    Span,
    Stance,
    Support,
)
from qa.web.answers import render_conversation
from qa.web.conversation import Conversation, Progress
from qa.web.sources import Excerpt, render_source
from qa.words import without_hidden

TAGS = {"article", "section", "header", "nav", "div", "p", "h2", "h3", "h4", "ul", "li"}
TAGS |= {"span", "button", "strong", "time", "q", "code", "mark"}
# Surrogates can't be sent as UTF-8, so a server never holds them.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onclick='x",
        "[a](javascript:x)",
        "&lt;b&gt;",
        "${1}",
    ]
)


class Drawn(HTMLParser):
    """What a browser would see of HTML: the tags, the attributes by name, and the text inside of each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.marked = ""
        self._in_mark = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self._in_mark = self._in_mark or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked += data


def bare(value: str) -> str:
    """The value without what nobody sees, and without white space, which HTML is free to fold."""
    return "".join(without_hidden(value).split())


@given(texts=st.lists(TEXT, min_size=9, max_size=9))
def test_no_text_of_an_answer_becomes_markup(texts: list[str]) -> None:
    question, standalone, title, outlet, quote, words, speaker, topic, claim = texts
    citation = Citation(1, title, title, outlet, None, 0, len(quote), quote)
    positions = (Position(speaker, Stance.ASSERTS, claim, 1), Position(speaker, Stance.DENIES, claim, 1))
    answer = Answer(
        question,
        standalone,
        words,
        (Sentence(words, (1,), speaker, Support.SUPPORTED),),
        (citation,),
        (Conflict(topic, positions),),
        (),
        None,
        0.5,
        Mode.EXTRACTIVE,
    )
    conversation = (
        Conversation().asking(question, Filters(sources=(outlet,))).with_answer(answer, progress=Progress.DONE)
    )
    drawn = Drawn(render_conversation(conversation, chat_model=None))
    assert drawn.tags <= TAGS
    assert not {name for name in drawn.attributes if name.startswith("on") or name in {"src", "href", "style"}}
    for value in (question, words, speaker, topic, claim):
        assert bare(value) in bare(drawn.text)


@st.composite
def cited_articles(draw: Callable[[st.SearchStrategy[str]], str]) -> tuple[Article, Span]:
    before, quote, after, clutter = (draw(TEXT) for _ in range(4))
    raw = before + quote + after + clutter
    start = len(before)
    removed = Removal(Span(len(raw) - len(clutter), len(raw)), clutter)
    article = Article("a.txt", None, None, None, raw, (), (removed,), (), "0" * 64)
    return article, Span(start, start + len(quote))


@given(cited=cited_articles())
def test_what_is_marked_is_the_quote_to_the_character(cited: tuple[Article, Span]) -> None:
    article, span = cited
    drawn = Drawn(render_source(article, Excerpt(span)))
    assert bare(drawn.marked) == bare(article.raw[span.start : span.end])
    assert drawn.tags <= TAGS


@given(cited=cited_articles())
def test_the_panel_shows_the_whole_of_a_short_article(cited: tuple[Article, Span]) -> None:
    article, span = cited
    assert bare(article.raw) in bare(Drawn(render_source(article, Excerpt(span))).text)
