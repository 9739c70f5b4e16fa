"""A file's text as paragraphs, with what each of them looks like."""

import re
from dataclasses import dataclass

from qa.sentences import LIST_MARK, split_paragraphs

_SENTENCE_END = re.compile(r"(?:[.。؟।]|…|[.!?]{2,})[\"'”’»)\]*_]*(?:\[\w{1,12}\])*$")
_ANY_END = re.compile(r"[.!?…。！？:;,][\"'”’»)\]*_]*$")
_BYLINE = re.compile(
    r"(?:(?:additional )?(?:reporting|writing|editing|written|story|edited) )?by\s+[A-Z\u00c0-\u00de@]|author:",
    re.IGNORECASE,
)
_FEWEST_PROSE_WORDS = 5
_PROSE_CHARS = 200  # as long as this is prose even where it breaks off without a full stop
_INTRODUCTION_CHARS = 50  # a line that introduces a list
_MARKED_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its place.

    Attributes:
        start, end: place in the raw text, without surrounding white space.
        text: ``raw[start:end]``.
        is_prose: ends as a sentence does and has the length of one.
        is_listed: starts with a bullet or a number.
        level: 1 to 6 for a heading marked as such, else 0.
        name: the text without its list or heading mark, white space made even.
    """

    start: int
    end: int
    text: str
    is_prose: bool
    is_listed: bool
    level: int
    name: str

    @property
    def is_open(self) -> bool:
        """Whether it ends without any mark, as headlines do."""
        return _ANY_END.search(self.text) is None

    @property
    def is_byline(self) -> bool:
        """Whether it says who wrote the article."""
        return len(self.text) < 90 and not self.is_prose and _BYLINE.match(self.text) is not None


def read_paragraphs(raw: str, *, start: int, marked_up: bool) -> tuple[Paragraph, ...]:
    """The paragraphs of ``raw`` from ``start`` on; ``marked_up`` says that ``#`` marks a heading there."""
    return tuple(
        _paragraph(raw, start + first, start + last, marked_up) for first, last in split_paragraphs(raw[start:])
    )


def comparable(text: str) -> str:
    """The text with case, white space, quotation marks and dashes made even, to tell whether two are the same."""
    even = text.casefold().translate(_EVEN)
    return " ".join(even.split()).rstrip(" .|")


_EVEN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u200b": None, "\xad": None})


def _paragraph(raw: str, start: int, end: int, marked_up: bool) -> Paragraph:
    text = raw[start:end]
    heading = _MARKED_HEADING.match(text) if marked_up else None
    mark = LIST_MARK.match(text)
    name = heading[2] if heading else text[mark.end() :] if mark else text
    is_prose = not heading and (
        len(text) >= _PROSE_CHARS
        or (text[-1] == ":" and len(text) >= _INTRODUCTION_CHARS)
        or (
            _SENTENCE_END.search(text) is not None and len(text.split(None, _FEWEST_PROSE_WORDS)) >= _FEWEST_PROSE_WORDS
        )
    )
    level = len(heading[1]) if heading else 0
    return Paragraph(start, end, text, is_prose, mark is not None, level, " ".join(name.split()))
