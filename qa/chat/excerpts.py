"""Passages as a chat model gets to see them: numbered by us, every line of them marked as quoted."""

import re
from collections.abc import Sequence

from qa.types import Passage
from qa.words import without_hidden

_QUOTED = "> "
_BRACKETED_NUMBER = re.compile(r"[\[【]\s*([^\[\]【】]{0,20}\d[^\[\]【】]{0,40})[\]】]")


def number_passages(passages: Sequence[Passage]) -> str:
    """The passages one after the other: a header of ours with number, title, outlet and date, then the quoted lines.

    A passage can't pass for anything else: each of its lines begins with ``>``, whatever kind of line break the file has,
    its bracketed numbers become round ones, and characters that nobody sees are left out.
    """
    return "\n\n".join(
        f"[{number}] {_header(passage)}\n{_quoted(passage.chunk.text)}" for number, passage in enumerate(passages, 1)
    )


def _header(passage: Passage) -> str:
    day = passage.published.isoformat() if passage.published else "no date"
    return " · ".join((_line(passage.title) or "no title", _line(passage.outlet) or "no outlet", day))


def _line(text: str | None) -> str:
    return " ".join(_plain(text or "").split())


def _quoted(text: str) -> str:
    lines = (" ".join(line.split()) for line in _plain(text).splitlines())
    return "\n".join(_QUOTED + line for line in lines if line)


def _plain(text: str) -> str:
    return _BRACKETED_NUMBER.sub(r"(\1)", without_hidden(text))
