"""Markers in a chat model's text: whatever form they take, read as numbers of passages and taken out of the sentence."""

import re
from dataclasses import dataclass

from qa.sentences import split_sentences
from qa.words import without_hidden

# Stands at the end of a reply that came to the most tokens it may have: its last sentence is a part of one.
UNFINISHED = " …"
_WORD = r"(?:passages?|sources?|articles?|documents?|docs?|refs?|references?|citations?|no\.?|#|\^)"
_LIST = rf"(?:{_WORD}\s*)?\d{{1,9}}(?:\s*(?:,|;|&|and|-|–|—|to)\s*(?:{_WORD}\s*)?\d{{1,9}})*"
_SQUARE = rf"\[\s*{_LIST}\s*(?:†[^\[\]【】]{{0,60}})?\](?:\(\s*\))?"
_LENTICULAR = rf"【\s*{_LIST}\s*(?:†[^\[\]【】]{{0,60}})?】"
_ROUND_NAMED = rf"\(\s*{_WORD}\s*{_LIST}\s*\)"
# "(2)" is a marker where a sentence ends; elsewhere it may number a list, or be part of a name.
_ROUND_NUMBERS = r"\(\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*\)"
_ROUND_AT_END = rf"(?:(?<=[.!?]\s)|(?<=[.!?])){_ROUND_NUMBERS}|{_ROUND_NUMBERS}(?=\s*(?:[.!?…]|$|\n|[\[(【]))"
_MARKER = re.compile(rf"{_SQUARE}|{_LENTICULAR}|{_ROUND_NAMED}|{_ROUND_AT_END}", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,9})\s*(?:-|–|—|\bto\b)\s*(?:[a-z.#^]+\s*)?(\d{1,9})|(\d{1,9})", re.IGNORECASE)
_WIDEST_RANGE = 50
# Private-use characters stand for markers while the text is split, so that no bracket is mistaken for a sentence's start.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACED = re.compile(rf"\s*{_OPEN}([\d,]*){_CLOSE}")
_AFTER_STOP = re.compile(rf"([.!?…][”\"'’)]*)((?:\s*{_OPEN}[\d,]*{_CLOSE})+)")
_BEGINS_MARKER = re.compile(r"[\[(【][^\])】]{0,80}\Z")
_BULLET = re.compile(r"^\s*(?:[-*•]|#{1,6}|\d{1,2}[.)])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`+")
_ROUND = re.compile(_ROUND_NUMBERS)
_LEADING = re.compile(rf"((?:{_OPEN}[\d,]*{_CLOSE}\s*)+)(\S+)")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence of a chat model without its markers, and the numbers that they name, each once."""

    text: str
    numbers: tuple[int, ...]


def split_marked(reply: str, passages: int) -> list[Marked]:
    """The sentences of a reply, each with the markers that stand in it or right after it; before it, where the reply begins
    with a marker. ``passages`` is how many there are: "(12)" is a marker only where there are twelve.
    """
    plain = without_hidden(reply).replace(_OPEN, "").replace(_CLOSE, "")
    plain = _EMPHASIS.sub("", _BULLET.sub("", plain))
    placed = _MARKER.sub(lambda match: _place(match.group(), passages), plain)
    if placed.lstrip().startswith(_OPEN):
        moved = _LEADING.sub(r"\2\1 ", placed)
    else:
        moved = _AFTER_STOP.sub(lambda match: f"{match.group(2)}{match.group(1)} ", placed)
    return [marked for span in split_sentences(moved) if (marked := _read(moved[span.start : span.end])) is not None]


def split_finished(reply: str, passages: int) -> tuple[list[Marked], str]:
    """The sentences of a growing reply that nothing to come can change, and the text after them.

    A sentence is finished when the next one has begun and can't turn out to be a marker of the one before it.
    """
    begun = _BEGINS_MARKER.search(reply)
    sentences = split_marked(reply[: begun.start()] if begun else reply, passages)
    return (sentences[:-1], sentences[-1].text) if sentences else ([], "")


def _place(marker: str, passages: int) -> str:
    numbers = _numbers(marker)
    if _ROUND.fullmatch(marker) and max(numbers) > passages:
        return marker
    return f"{_OPEN}{','.join(map(str, numbers))}{_CLOSE}"


def _read(sentence: str) -> Marked | None:
    numbers = (int(number) for group in _PLACED.findall(sentence) for number in group.split(",") if number)
    text = " ".join(re.sub(r"\s+([.,;:!?…])", r"\1", _PLACED.sub("", sentence)).split())
    # A line of marks alone is no sentence.
    return Marked(text, tuple(dict.fromkeys(numbers))) if any(each.isalnum() for each in text) else None


def _numbers(marker: str) -> list[int]:
    found: list[int] = []
    for first, last, single in _RANGE.findall(marker.partition("†")[0]):
        if single:
            found.append(int(single))
        elif int(first) <= int(last) < int(first) + _WIDEST_RANGE:
            found.extend(range(int(first), int(last) + 1))
        else:
            found.extend((int(first), int(last)))
    return found
