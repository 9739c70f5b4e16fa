"""Which characters of a sentence are spoken by somebody: what stands between quotation marks, American or British."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MASK = "¦"  # stands for each spoken character and each of its marks
Opened = Literal["", "double", "single"]
_BEFORE_OPENING = frozenset("([–—-/:¦")
_CLOSING_SINGLE = re.compile(r"(?<=[,.?!…])[’'](?!\w)")
_LOOSE_SINGLE = re.compile(r"[’'](?!\w)")
_LONGEST_NAME_WORDS = 4  # "the “Late Show” host": marks around a name, nobody speaks


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with what is spoken in it told apart.

    Attributes:
        narrated: the sentence, same length, with ``MASK`` for every spoken character.
        opened: the kind of quotation that is open at its end, or an empty string.
        spoken: the share of its characters that is spoken, 0 to 1.
    """

    narrated: str
    opened: Opened
    spoken: float


@lru_cache(maxsize=4096)
def mark_quotations(text: str, opened: Opened = "") -> Marked:
    """The sentence with its quotations told apart; ``opened`` is what the sentence before left open."""
    covered = [False] * len(text)
    start, kind = 0, opened
    index = 0
    while index < len(text):
        character = text[index]
        if not kind:
            kind = _opens(text, index)
            start = index
        elif (kind == "double" and _closes_double(text, index)) or (kind == "single" and _closes_single(text, index)):
            if not _is_name(text[start + 1 : index]) or (start == 0 and opened):
                covered[start : index + 1] = [True] * (index + 1 - start)
            kind = ""
        elif kind == "single" and character == "“":  # a quotation of the other kind: the single mark was an apostrophe
            kind, start = "double", index
        index += 1
    if kind:
        covered[start:] = [True] * (len(text) - start)
    narrated = "".join(MASK if inside else character for character, inside in zip(text, covered, strict=True))
    return Marked(narrated, kind, sum(covered) / max(1, len(text)))


def _opens(text: str, index: int) -> Opened:
    character, following = text[index], text[index + 1 : index + 2]
    before = text[index - 1] if index else " "
    if character in "“„«":
        return "double"
    outside = before.isspace() or before in _BEFORE_OPENING
    if character == '"' and outside and following:
        return "double"
    if character == "‘" and outside and not following.isdigit():  # ‘90s
        return "single"
    if character == "'" and outside and following.isalpha() and _CLOSING_SINGLE.search(text, index + 1):
        return "single"
    return ""


def _closes_double(text: str, index: int) -> bool:
    if text[index] in "”»":
        return True
    before = text[index - 1] if index else " "
    # A paragraph of a longer quotation starts with a mark of its own, which closes nothing.
    return text[index] == '"' and index > 0 and not (before.isspace() and text[index + 1 : index + 2].isalnum())


def _closes_single(text: str, index: int) -> bool:
    """Whether a single mark closes: an apostrophe ("the workers’ rights") does not where a surer mark follows."""
    if text[index] not in "’'" or not _LOOSE_SINGLE.match(text, index):
        return False
    return bool(_CLOSING_SINGLE.match(text, index)) or not _CLOSING_SINGLE.search(text, index + 1)


def _is_name(inner: str) -> bool:
    return len(inner.split()) <= _LONGEST_NAME_WORDS and inner[-1:] not in ",.?!…"
