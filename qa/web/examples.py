"""Example questions for the library at hand: hand-written where their articles are there, else made from headlines."""

from collections.abc import Sequence
from importlib.resources import files

from qa.types import ArticleFacts
from qa.web.marks import shortened

EXAMPLES_SHOWN = 6
HEADLINES_SHOWN = 4
HEADLINE_CHARS = 90


def example_questions(articles: Sequence[ArticleFacts]) -> tuple[str, ...]:
    """Up to six questions that these articles can be asked; empty where there are none with a headline."""
    present = {each.article_id for each in articles}
    written = [question for needed, question in read_examples(_shipped()) if needed <= present]
    if written:
        return tuple(written[:EXAMPLES_SHOWN])
    titles = dict.fromkeys(each.title for each in articles if each.title)
    return tuple(
        f"What do the articles say about “{shortened(title, chars=HEADLINE_CHARS)}”?"
        for title in list(titles)[:HEADLINES_SHOWN]
    )


def read_examples(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    """The examples of a text, each as the files it needs and the question.

    A line reads ``file | question`` or ``file, file | question``; empty lines and those that start with ``#`` are left
    out. Raises ValueError for a line of another form.
    """
    examples = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        needed, bar, question = line.partition("|")
        if not bar or not needed.strip() or not question.strip():
            raise ValueError(f"not of the form 'file | question': {line!r}")
        examples.append((frozenset(each.strip() for each in needed.split(",")), question.strip()))
    return tuple(examples)


def _shipped() -> str:
    return files("qa.web").joinpath("assets", "examples.txt").read_text(encoding="utf-8")
