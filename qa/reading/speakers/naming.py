"""The words by which a noun in a sentence names somebody."""

from qa.reading.language.parser import Parsed
from qa.reading.speakers.quotations import MASK, Marked

_NOBODY = frozenset(
    """no nobody nothing one i we you us that this there who which what it someone anyone everyone""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_NAME_ENDS = ("relcl", "appos", "punct", "advmod", "parataxis", "npadvmod", "dep")
_DATED = frozenset({"DATE", "TIME"})


def name_at(parsed: Parsed, head: int, marked: Marked) -> str | None:
    """The phrase around a noun that names somebody, without asides; None where it names nobody ("no one", "that").

    Of a role and a name in apposition ("the pilot, Ada Marsh"), the name.
    """
    token = parsed.tokens[head]
    if token.part not in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"} and parsed.entity_at(head) is None:
        return None
    for other in parsed.children(head, "appos") if token.part != "PROPN" else ():
        if parsed.tokens[other].part == "PROPN":
            return name_at(parsed, other, marked)
    first, last = _bounds(parsed, head, marked)
    text = " ".join(parsed.text[parsed.tokens[first].start : parsed.tokens[last].end].split())
    text = text.strip(' ,;:“”"‘•–—-')
    parts = text.casefold().split()
    if not parts or parts[0] in {"no", "nobody"} or (len(parts) == 1 and parts[0] in _NOBODY - {"it"}):
        return None
    return text


def _bounds(parsed: Parsed, head: int, marked: Marked) -> tuple[int, int]:
    """The first and last token of the phrase around a noun that names: up to an aside, a day, or a quotation."""
    first, last = head, head
    for child in parsed.children(head):
        token, branch = parsed.tokens[child], parsed.subtree(child)
        spoken = any(is_spoken(marked, parsed.tokens[part].start) for part in branch)
        if child < head:
            if not spoken and token.role not in {"advmod", "cc", "mark", "punct", "preconj", "relcl"}:
                first = min(first, branch[0])
        elif token.role == "cc" or (token.role == "punct" and token.text in {"-", "–"}):
            continue
        elif spoken or _ends_name(parsed, child, branch, last):
            break
        else:
            last = max(last, branch[-1])
    return first, last


def _ends_name(parsed: Parsed, child: int, branch: tuple[int, ...], last: int) -> bool:
    token = parsed.tokens[child]
    if token.role == "acl":  # "figures released by the board" is one name, "Ada Marsh, elected in May" is not
        return branch[0] != last + 1 or token.tag != "VBN"
    return token.role in _NAME_ENDS or _is_dated(parsed, branch)


def _is_dated(parsed: Parsed, branch: tuple[int, ...]) -> bool:
    """Whether a phrase beside a name tells a day ("the ministry on Friday")."""
    if parsed.tokens[branch[0]].role not in {"prep", "npadvmod", "compound"}:
        return False
    entities = (parsed.entity_at(index) for index in branch)
    return any(entity is not None and entity.kind in _DATED for entity in entities)


def is_spoken(marked: Marked, offset: int) -> bool:
    """Whether a character of a sentence stands inside a quotation."""
    return marked.narrated[offset : offset + 1] == MASK
