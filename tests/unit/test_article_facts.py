"""What is asked of an article as a whole, and what is told of it."""

from datetime import date

import pytest

from qa.chat.article_facts import ArticleWish, Fact, article_wish
from qa.chat.telling import cited_passage, first_said, lead_of, tell, titled
from qa.types import Abstention, Article, ArticleFacts, Chunk, Passage, Section, Span, Trace

HEAD = "Tug sinks\nDaily Echo\n8 April 2021\n\n"
BODY = "The tug sank off Osby on Monday. Nobody was hurt at all. Divers will look at it. It was built in 1960."
ARTICLE = Article(
    "a.txt", "Tug sinks", "Daily Echo", date(2021, 4, 8), HEAD + BODY, (Span(0, len(HEAD + BODY)),), (),
    (Section(None, Span(len(HEAD), len(HEAD + BODY))),), "0" * 64,
)  # fmt: skip


@pytest.mark.parametrize(
    ("message", "fact", "topic"),
    [
        ("When was this published?", Fact.PUBLISHED, None),
        ("and when was the article about the tug published?", Fact.PUBLISHED, "the tug"),
        ("What is the date of this article?", Fact.PUBLISHED, None),
        ("when was that?", Fact.PUBLISHED, None),
        ("Who published this?", Fact.SOURCE, None),
        ("Where does it say that?", Fact.SOURCE, None),
        ("Summarise this article", Fact.SUMMARY, None),
        ("Can you summarize the report on the tug?", Fact.SUMMARY, "the tug"),
        ("What is this article about?", Fact.SUMMARY, None),
    ],
)
def test_questions_about_an_article_are_told_from_others(message: str, fact: Fact, topic: str | None) -> None:
    assert article_wish(message) == ArticleWish(fact, topic)


@pytest.mark.parametrize(
    "message",
    [
        "When was the bridge built?",
        "When was the book published?",
        "What is it about?",
        "What does the report say about it?",
        "",
    ],
)
def test_other_questions_are_left_to_the_articles(message: str) -> None:
    assert article_wish(message) is None


def test_the_day_is_told_with_the_characters_that_give_it() -> None:
    quoted = tell(ArticleWish(Fact.PUBLISHED, None), ARTICLE, "")
    assert quoted.text == "[“Tug sinks” was published on 8 April 2021:] 8 April 2021 [1]"
    (cited,) = quoted.citations
    assert ARTICLE.raw[cited.start : cited.end] == cited.quote == "8 April 2021"


def test_a_summary_is_the_first_sentences_and_the_source_is_the_sentence_with_its_outlet() -> None:
    assert [ARTICLE.raw[span.start : span.end] for span in lead_of(ARTICLE)] == [
        "The tug sank off Osby on Monday.",
        "Nobody was hurt at all.",
        "Divers will look at it.",
    ]
    quoted = tell(ArticleWish(Fact.SOURCE, None), ARTICLE, "Nobody was hurt at all.")
    assert quoted.text == "[In “Tug sinks” (Daily Echo, 8 April 2021):] Nobody was hurt at all. [1]"


def test_an_article_without_a_date_says_so() -> None:
    undated = Article(
        "b.txt", None, None, None, BODY, (Span(0, len(BODY)),), (), (Section(None, Span(0, len(BODY))),), "1" * 64
    )
    quoted = tell(ArticleWish(Fact.PUBLISHED, None), undated, "")
    assert quoted.abstention is Abstention.NOT_ANSWERED
    assert "b.txt" in quoted.text


def test_the_article_of_an_answer_is_found_by_its_first_sentence() -> None:
    passage = Passage(
        Chunk("a.txt", 0, len(BODY), BODY, None), "Tug sinks", None, None, 1, 0.5, 1.0, None, Trace(1, 1, 0.1)
    )
    said = first_said("[Osby police:] Nobody was hurt at all. [1] Divers will look at it. [2]")
    assert said == "Nobody was hurt at all."
    assert cited_passage(said, [passage]) is passage
    assert cited_passage("The ferry is late again today.", [passage]) is None


def test_a_title_that_is_typed_is_known_whatever_its_case() -> None:
    facts = [ArticleFacts("a.txt", "Tug sinks off Osby", None, None, 1)]
    assert titled("tug sinks off osby?", facts) is facts[0]
    assert titled("tug sinks off", facts) is None
    assert titled("tug sinks", [ArticleFacts("b.txt", "Tug sinks", None, None, 1)]) is None
