"""What programs get beside the package's own records. The names are promised; a test pins them."""

from datetime import date, datetime

from pydantic.dataclasses import dataclass

from qa.types import Answer, ArticleFacts, Passage


@dataclass(frozen=True)
class Found:
    """The passages nearest to a question, best first."""

    passages: list[Passage]


@dataclass(frozen=True)
class Shelf:
    """Articles by id: ``total`` is how many there are beside these."""

    total: int
    articles: list[ArticleFacts]


@dataclass(frozen=True)
class Put:
    """A file that was put into the folder, and the articles that it holds; it is not new where the same was there."""

    file: str
    articles: list[str]
    is_new: bool


@dataclass(frozen=True)
class Removed:
    """A file that was taken out of the folder, and the articles that went with it."""

    file: str
    articles: list[str]


@dataclass(frozen=True)
class Skipped:
    """A file that could not be used: its place below the articles folder, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Synced:
    """What a sync did, by article id; what is ``withheld`` is gone from the folder, and kept until that is accepted."""

    added: list[str]
    changed: list[str]
    deleted: list[str]
    unchanged: list[str]
    skipped: list[Skipped]
    withheld: list[str]
    chunks: int
    seconds: float


@dataclass(frozen=True)
class Paragraph:
    """A piece of an article's content, and where it stands."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class ArticleText:
    """The content of an article from a place on, without clutter: each paragraph is ``raw[start:end]``.

    ``next_start`` is where to read on, None where nothing is left.
    """

    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    paragraphs: list[Paragraph]
    next_start: int | None


@dataclass(frozen=True)
class TalkFacts:
    """A conversation in the list: its title, and when it last grew."""

    conversation_id: str
    title: str
    changed: datetime


@dataclass(frozen=True)
class TalkList:
    """The latest conversations of whoever asks."""

    conversations: list[TalkFacts]


@dataclass(frozen=True)
class Said:
    """A question and what came of it: ``progress`` is done, stopped, failed or running; ``trouble`` is why it failed."""

    question: str
    answer: Answer | None
    progress: str
    trouble: str | None


@dataclass(frozen=True)
class Talk:
    """A conversation, or the end of one; oldest first."""

    conversation_id: str
    exchanges: list[Said]
