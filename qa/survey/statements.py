"""Who says what in an article: the sentences that somebody is named as saying."""

from dataclasses import dataclass

from qa.reading.answers.asking_on import in_a_sentence, topic_of
from qa.reading.evidence.candidates import sentences_of
from qa.reading.language.denials import Denied, denied_in
from qa.reading.language.parser import parse, parse_all
from qa.reading.speakers.attribution import attribute
from qa.reading.speakers.quotations import mark_quotations
from qa.reading.speakers.speech import tells_speech
from qa.types import Article

MOST_OF_AN_ARTICLE = 40  # sentences that are parsed
_BEFORE, _AFTER = 24, 8  # sentences around one, among which its speaker is looked for
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that somebody is named as saying.

    Attributes:
        article_id, start, end: where it stands; ``raw[start:end] == text``.
        speaker: as the article names him.
        denied: what it contradicts in so many words; empty for most.
        question: that asks about it.
        section, position: the section's place in the article, and the sentence's in the section.
    """

    article_id: str
    start: int
    end: int
    text: str
    speaker: str
    denied: tuple[Denied, ...]
    question: str
    section: int
    position: int


def statements_of(article: Article) -> tuple[Statement, ...]:
    """What named speakers say, in reading order.

    Only sentences with a verb of speech outside of quotations are parsed, at most ``MOST_OF_AN_ARTICLE``; what is said in a
    sentence that has none of its own ("“Never.”") is left out, and so is whoever has no name ("the doctors").
    """
    found: list[Statement] = []
    left = MOST_OF_AN_ARTICLE
    for number, section in enumerate(article.sections):
        spans = sentences_of(article, section.span)
        texts = [article.raw[span.start : span.end] for span in spans]
        telling = [place for place, text in enumerate(texts) if _may_tell(text)][:left]
        left -= len(telling)
        parse_all([texts[place] for place in telling])  # at once, which is quicker; what follows finds them parsed
        for place in telling:
            first = max(0, place - _BEFORE)
            speaker = attribute(texts[first : place + _AFTER], place - first).speaker
            if speaker is None or not is_named(speaker):
                continue
            span, text = spans[place], texts[place]
            where = (article.article_id, span.start, span.end, text)
            found.append(Statement(*where, speaker, denied_in(text), _question(text, speaker), number, place))
    return tuple(found)


def is_named(speaker: str) -> bool:
    """Whether a speaker has a name, by which he can be told from another one elsewhere."""
    return any(len(word) > 1 and word[0].isupper() for word in speaker.removeprefix("The ").removeprefix("A ").split())


def question_for(speaker: str) -> str:
    """A question for all that somebody says."""
    return f"What does {speaker} say?"


def _may_tell(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS and tells_speech(mark_quotations(text).narrated)


def _question(text: str, speaker: str) -> str:
    parsed = parse(" ".join(text.split()))
    topic, who = topic_of(parsed, speaker), in_a_sentence(speaker, parsed)
    return f"What did {who} say about {topic}?" if topic else f"What did {who} say?"
