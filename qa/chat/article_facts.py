"""Questions about an article as a whole, not about what it says: when it came out, who published it, what it is about."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Fact(StrEnum):
    """What is asked of an article."""

    PUBLISHED = "published"
    SOURCE = "source"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class ArticleWish:
    """A question about an article: what is asked, and the words that say which article; None for the one just cited."""

    fact: Fact
    topic: str | None


_ARTICLE = r"(?:article|story|report|piece|text|document|page|file|news|post)"
_THIS = rf"(?:(?:this|that|the) (?:last |same )?{_ARTICLE}|this|that|it)"
_ON = rf"(?:(?:this|that|the) {_ARTICLE} (?:about|on|of|titled|called|with the title|headlined|by the name(?: of)?)\s+(?P<topic>.+)|{_ARTICLE} (?:about|on)\s+(?P<other>.+))"
_PUBLISHED = r"(?:published|written|posted|printed|released|issued|dated)"
_OPENING = r"(?:(?:and|so|ok|okay|well|please|but)\b[\s,]*)*(?:(?:can|could|would) you (?:please )?)?"
_FORMS: tuple[tuple[Fact, str], ...] = (
    (Fact.PUBLISHED, rf"(?:when|on (?:what|which) (?:day|date)|what (?:day|date|year)) (?:was|were|is|did) {{it}} (?:{_PUBLISHED}|come out|appear)"),
    (Fact.PUBLISHED, r"(?:what(?:'s| is)|give me|tell me) (?:the )?(?:publication )?date (?:of|for) {it}"),
    (Fact.PUBLISHED, r"(?:how old is|from when is|when (?:is|was)) {it}(?: from| exactly)?"),
    (Fact.SOURCE, r"(?:who|which (?:newspaper|paper|outlet|magazine|site)|where (?:was|is)) (?:published|printed|released|issued|wrote) {it}"),
    (Fact.SOURCE, rf"where (?:was|is) {{it}} {_PUBLISHED}"),
    (Fact.SOURCE, r"(?:in )?(?:which|what) (?:article|newspaper|paper|outlet|source|document|file) (?:is|was|does|says?|did) (?:{it})(?: (?:from|in|come from|stand in|published in|say that|said))?"),
    (Fact.SOURCE, r"(?:what(?:'s| is|s)|give me|tell me|show me) (?:the|your) source(?: (?:of|for) {it})?"),
    (Fact.SOURCE, r"where (?:does|did) (?:it|that|this) (?:say (?:that|so|this)|stand|come from)"),
    (Fact.SOURCE, r"(?:where|how) do you (?:know|have|get) (?:that|this|it)(?: from)?"),
    (Fact.SUMMARY, r"(?:summari[sz]e|sum up|outline|recap) {it}(?: for me)?"),
    (Fact.SUMMARY, r"(?:give me |write |i (?:want|need) |show me )?(?:an? |the )?(?:short |brief |quick )?(?:summary|overview|outline|gist) (?:of|for) {it}"),
    (Fact.SUMMARY, r"what(?:'s| is| does) {it} (?:about|say)"),
    (Fact.SUMMARY, r"(?:tl;?dr|summari[sz]e|summary)"),
)  # fmt: skip
# "What is it about?" and "what is that?" are about what was spoken of, not about an article.
_NAMES_ARTICLE = re.compile(rf"\b{_ARTICLE}\b", re.IGNORECASE)
_COMPILED = tuple(
    (fact, re.compile(rf"{_OPENING}{form.replace('{it}', _THIS)}", re.IGNORECASE), re.compile(rf"{_OPENING}{form.replace('{it}', _ON)}", re.IGNORECASE) if "{it}" in form else None)
    for fact, form in _FORMS
)  # fmt: skip
_SOURCES_LISTED = re.compile(r"\b(?:say|said|stand)\b", re.IGNORECASE)


def article_wish(message: str) -> ArticleWish | None:
    """What a message asks of an article as a whole, or None where it asks for something that articles say."""
    text = " ".join(message.split()).rstrip("?!. ")
    for fact, alone, on in _COMPILED:
        if alone.fullmatch(text):
            about_words = fact is Fact.SUMMARY and " about" in text and _NAMES_ARTICLE.search(text) is None
            return None if about_words else ArticleWish(fact, None)
        match = on.fullmatch(text) if on is not None else None
        if match is not None:
            return ArticleWish(fact, (match["topic"] or match["other"]).strip(" “”\"'‘’"))
    return None
