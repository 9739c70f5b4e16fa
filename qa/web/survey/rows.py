"""What the tables of the views are made of: buttons that open a span, counts, and how far the library has been read."""

from collections.abc import Iterator
from typing import Any

from qa.survey.gathering import Gathered
from qa.web.marks import text


def opening(article_id: str, span: tuple[int, int] | None, label: str, *, style: str = "qa-link") -> str:
    """A button that opens an article, with a span of it marked where one is given."""
    place = f' data-start="{span[0]}" data-end="{span[1]}"' if span else ""
    return f'<button type="button" class="{style}" data-article="{text(article_id)}"{place}>{text(label)}</button>'


def asking(question: str, label: str) -> str:
    """A button that asks a question in the chat."""
    return f'<button type="button" class="qa-link" data-ask="{text(question)}">{text(label)}</button>'


def count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def reading_note(gathered: Gathered[Any]) -> Iterator[str]:
    """How far the library has been read, and that only a part of it is."""
    if not gathered.is_whole:
        yield f"Reading: {len(gathered.found):,} of {count(len(gathered.articles), 'article')} so far."
    if gathered.total > len(gathered.articles):
        yield f"Of {count(gathered.total, 'article')} the newest {len(gathered.articles):,} that have text are read."
