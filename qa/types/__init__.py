"""The records that pass from room to room. All are frozen; sequences are tuples; nothing here has behaviour to configure.

Offsets count Unicode code points of an article's ``raw`` text; spans are half-open (``raw[start:end]``). Higher scores are
better. Dates are ``datetime.date``.
"""

from qa.types.answers import (
    Abstention,
    Answer,
    Citation,
    Conflict,
    DraftCheck,
    Grounds,
    Mode,
    Position,
    Sentence,
    Stance,
    Support,
    Turn,
    Weighed,
)
from qa.types.articles import Article, ArticleFacts, Chunk, Filters, Part, Passage, Removal, Section, Span, Trace
from qa.types.ratings import Fault, Rated, Rating, Thumb

__all__ = [
    "Abstention",
    "Answer",
    "Article",
    "ArticleFacts",
    "Chunk",
    "Citation",
    "Conflict",
    "DraftCheck",
    "Fault",
    "Filters",
    "Grounds",
    "Mode",
    "Part",
    "Passage",
    "Position",
    "Rated",
    "Rating",
    "Removal",
    "Section",
    "Sentence",
    "Span",
    "Stance",
    "Support",
    "Thumb",
    "Trace",
    "Turn",
    "Weighed",
]
