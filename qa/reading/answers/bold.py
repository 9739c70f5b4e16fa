"""The words of a sentence that answer: whole words, of the kind that is asked for."""

from qa.reading.language.kinds import find_mentions
from qa.reading.language.parser import parse
from qa.reading.language.questions import AskedFor, Question
from qa.words import words

_NUMBERS = frozenset({AskedFor.COUNT, AskedFor.MONEY, AskedFor.MEASURE, AskedFor.DURATION})


def whole_answer(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words, or, where it holds nothing of the kind that is asked for, the nearest that does.

    "Who" is answered by a name, "how many" by a number; where the sentence has none, the span stays.

    Args:
        question: analysed.
        sentence: the text that the span counts in.
        start, end: half-open.
    """
    start, end = widen_to_words(sentence, start, end)
    known = frozenset(words(question.text))
    if question.asked_for is AskedFor.PERSON:
        return _nearest(_people(sentence, known), start, end)
    if question.asked_for in _NUMBERS:
        mentions = find_mentions(question.asked_for, sentence, known=known)
        return _nearest([(mention.start, mention.end) for mention in mentions], start, end)
    return start, end


def widen_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends, and with the rest of the words and numbers that it cuts."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < end and _joined(text, start):
        start -= 1
    while start < end < len(text) and _joined(text, end):
        end += 1
    return start, end


def _joined(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place belong to one word or number: "36:12", "4.1"."""
    left, right = text[place - 1], text[place]
    if left.isalnum() and right.isalnum():
        return True
    around = text[place - 2 : place - 1], text[place + 1 : place + 2]
    if left in ".,:-’'" and right.isalnum():
        return around[0].isalnum() and (left in "-’'" or (around[0].isdigit() and right.isdigit()))
    if right in ".,:-’'" and left.isalnum():
        return around[1].isalnum() and (right in "-’'" or (around[1].isdigit() and left.isdigit()))
    return False


def _people(sentence: str, known: frozenset[str]) -> list[tuple[int, int]]:
    """Where the sentence names people whom the question does not name."""
    parsed = parse(sentence)
    spans = [
        (parsed.tokens[entity.first].start, parsed.tokens[entity.last - 1].end)
        for entity in parsed.entities
        if entity.kind == "PERSON"
    ]
    return [(start, end) for start, end in spans if not set(words(sentence[start:end])) <= known]


def _nearest(spans: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The span itself where it meets one of the others or there are none; else the one nearest to it."""
    if not spans or any(first < end and start < last for first, last in spans):
        return start, end
    return min(spans, key=lambda span: max(span[0] - end, start - span[1]))
