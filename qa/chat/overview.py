"""What the articles are, for who asks about them rather than about what they say: how many, from whom, from when to when."""

import re
from collections import Counter
from collections.abc import Sequence

from qa.chat.courtesies import counted
from qa.days import in_words
from qa.types import ArticleFacts
from qa.words import fold

MOST_OUTLETS = 8
MOST_HEADLINES = 10
_ARTICLES = r"(?:articles?|documents?|docs|sources?|files?|texts?|news(?:papers?)?|outlets?|reports|stories|topics?|subjects?|data|library|archive|corpus|collection|knowledge base|database)"
_YOURS = r"(?:(?:all|of|the|your|my|these|those|in|available|loaded|indexed)\s+)*"
_AT_HAND = r"(?:\s+(?:do you (?:have|know(?: about)?|use|cover|hold|read|rely on|search|answer from)|have you (?:got|read)|are there|are (?:available|loaded|indexed|in here|here)|can you (?:see|read|search)|did you read|is there|you have|you know|do they cover|are covered))"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?:list|show(?: me)?|tell me|name|give me(?: a list of)?)\s+)?(?:(?:which|what|how many)\s+)?{_YOURS}{_ARTICLES}{_AT_HAND}?(?: (?:here|now|there|please|in (?:your|the) (?:library|archive|index|folder|database)))*",
        r"what do you (?:know|have|cover)(?: about| here)?",
        r"what do you know about everything",
        rf"what(?:'s| is) in (?:here|there|{_YOURS}{_ARTICLES})",
        rf"what (?:are|is) {_YOURS}{_ARTICLES} about",
        r"what (?:are|do) they (?:all )?(?:about|cover)",
        rf"(?:give me|show me|can i (?:have|see)|i (?:want|need)|can you give me)?\s*(?:an? )?(?:overview|list|summary) of {_YOURS}{_ARTICLES}",
        r"what can (?:i|you) (?:find|search|read) here",
        rf"(?:what|which) (?:is|are) (?:the |your )?(?:newest|latest|oldest|most recent) {_ARTICLES}",
        rf"(?:what|which) time (?:span|period) do {_YOURS}{_ARTICLES} cover",
    )
)
_OPENING = re.compile(r"^(?:(?:and|so|ok|okay|well|please|hi|hello|hey|can you|could you|would you)\b[\s,]*)+")


def asks_for_overview(message: str) -> bool:
    """Whether a message asks which articles there are, and about nothing in them."""
    text = _OPENING.sub("", " ".join(re.sub(r"[^\w\s']+", " ", fold(message)).split()))
    # A bare "articles" asks nothing.
    return len(text.split()) > 1 and any(form.fullmatch(text.removesuffix(" please")) for form in _FORMS)


def overview(articles: Sequence[ArticleFacts]) -> str:
    """How many articles there are, from which outlets, from when to when, and the headlines of the newest."""
    if not articles:
        return "There are no articles yet. Put .txt, .md or .html files in the articles folder and read it again."
    told = [f"I answer from {counted(len(articles))}{_from_outlets(articles)}{_days(articles)}."]
    dated = [article for article in articles if article.published is not None]
    dated.sort(key=lambda article: (article.published, article.article_id), reverse=True)
    undated = [article for article in articles if article.published is None]
    shown = [*dated, *undated][:MOST_HEADLINES]
    lines = [f"“{article.title or article.article_id}”{_source(article)}" for article in shown]
    which = "They are" if len(shown) == len(articles) else "The newest are" if dated else "Among them are"
    more = f"; and {len(articles) - len(shown):,} more" if len(articles) > len(shown) else ""
    told.append(f"{which}: {'; '.join(lines)}{more}.")
    return " ".join(told)


def _from_outlets(articles: Sequence[ArticleFacts]) -> str:
    counts = Counter(article.outlet for article in articles if article.outlet)
    if not counts:
        return ""
    named = [f"{outlet} ({count})" for outlet, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
    rest = len(named) - MOST_OUTLETS
    shown = ", ".join(named[:MOST_OUTLETS])
    unnamed = len(articles) - sum(counts.values())
    others = f" and {rest} other outlets" if rest > 0 else ""
    return f" of {shown}{others}" + (f"; {unnamed} name no outlet" if unnamed else "")


def _days(articles: Sequence[ArticleFacts]) -> str:
    days = sorted(article.published for article in articles if article.published)
    if not days:
        return ""
    span = f"from {in_words(days[0])} to {in_words(days[-1])}" if days[0] != days[-1] else f"of {in_words(days[0])}"
    unknown = len(articles) - len(days)
    return f", {span}" + (f" ({unknown} without a date)" if unknown else "")


def _source(article: ArticleFacts) -> str:
    day = in_words(article.published) if article.published else ""
    known = ", ".join(filter(None, (article.outlet, day)))
    return f" ({known})" if known else ""
