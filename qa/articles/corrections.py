"""What a person puts right of an article: its facts, and paragraphs that were taken for clutter."""

from dataclasses import dataclass, replace
from datetime import date

from qa.types import Article, Removal, Section, Span

FACTS = ("title", "outlet", "published")


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right of one article.

    Attributes:
        title, outlet, published: what holds for those that ``changed`` names; None where there is none.
        changed: names out of ``FACTS``; the others are as the file has them.
        kept: texts that are content wherever they were removed as clutter, without white space around them.
    """

    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    changed: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.kept)


def corrected(article: Article, correction: Correction | None) -> Article:
    """The article as it was put right; offsets stay those of its text."""
    if correction is None:
        return article
    facts = {name: getattr(correction, name) for name in correction.changed}
    for text in correction.kept:
        article = _keeping(article, text)
    return replace(article, **facts)


def _keeping(article: Article, text: str) -> Article:
    """The article with a text as content wherever all of it was removed."""
    spans = [found for removal in article.removed for found in _places(article.raw, text, removal.span)]
    if not spans:
        return article
    removed = tuple(rest for removal in article.removed for rest in _without(article.raw, removal, spans))
    kept = tuple(sorted((*article.kept, *spans), key=lambda span: span.start))
    sections = article.sections
    for span in spans:
        sections = _reaching(article.raw, sections, span)
    return replace(article, kept=kept, removed=removed, sections=sections)


def _places(raw: str, text: str, within: Span) -> list[Span]:
    """Where the text stands as whole lines."""
    found = []
    start = raw.find(text, within.start, within.end)
    while text and start >= 0:
        end = start + len(text)
        if not raw[max(raw.rfind("\n", 0, start), within.start) : start].strip():
            after = raw.find("\n", end)
            if not raw[end : within.end if after < 0 else min(after, within.end)].strip():
                found.append(Span(start, end))
        start = raw.find(text, end, within.end)
    return found


def _without(raw: str, removal: Removal, spans: list[Span]) -> list[Removal]:
    rest, start = [], removal.span.start
    for span in [each for each in spans if removal.span.start <= each.start and each.end <= removal.span.end]:
        rest.append(Span(start, span.start))
        start = span.end
    rest.append(Span(start, removal.span.end))
    return [Removal(each, removal.reason) for each in rest if raw[each.start : each.end].strip()]


def _reaching(raw: str, sections: tuple[Section, ...], span: Span) -> tuple[Section, ...]:
    """The sections with the one that a new piece of content belongs to stretched over it."""
    if any(each.span.start <= span.start and span.end <= each.span.end for each in sections):
        return sections
    before = [place for place, each in enumerate(sections) if each.span.end <= span.start]
    place = before[-1] if before else 0
    following = sections[place + 1] if before and place + 1 < len(sections) else None
    if following and following.heading and following.heading in raw[sections[place].span.end : span.start]:
        place += 1
    found = sections[place]
    whole = Section(found.heading, Span(min(found.span.start, span.start), max(found.span.end, span.end)))
    return (*sections[:place], whole, *sections[place + 1 :])
