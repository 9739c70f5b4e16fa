"""Drafts of cases from an article, for a person to edit: the quotes are right, the questions not yet written."""

import re
from collections.abc import Sequence

from qa.evaluation.cases import DRAFT_MARK, EvalCase, GoldQuote
from qa.types import Article, Span

# A sentence shorter than this rarely says something that can be asked for.
_FEWEST_CHARS = 40
_NUMBER = re.compile(r"\b\d[\d,.]*(?:\s(?:percent|million|billion|km|miles|years|days|hours|people))?\b|\b\d+%")
_SPEECH = re.compile(r"[“\"«]|\b(?:said|says|told|claimed|denied|warned|announced|according to)\b", re.IGNORECASE)
_UNANSWERABLE = (
    ("near_miss", "ask for a price, a name, a number or a date that the article comes near to and does not give"),
    ("false_premise", "take something for granted that the article does not say, or denies"),
    ("unanswerable", "ask about something else that a reader of such articles might ask"),
)


def draft_cases(article: Article, sentences: Sequence[Span]) -> tuple[EvalCase, ...]:
    """A draft for each sentence worth asking about, and one for each kind of question without an answer.

    Args:
        article: what the cases will be about.
        sentences: spans of its whole sentences. One that ends in "…" is drafted as cut off.
    """
    drafts = [
        _draft(article, span, number)
        for number, span in enumerate((s for s in sentences if s.end - s.start >= _FEWEST_CHARS), start=1)
    ]
    drafts += [
        EvalCase(f"{article.article_id}-{kind}", f"{DRAFT_MARK} {what}", kind, answerable=False, split="dev")
        for kind, what in _UNANSWERABLE
    ]
    return tuple(drafts)


def _draft(article: Article, span: Span, number: int) -> EvalCase:
    quote = article.raw[span.start : span.end]
    identity = f"{article.article_id}-{number:02d}"
    if quote.rstrip().endswith(("…", "...")):
        what = f"ask for what the cut-off sentence does not get to say: {quote}"
        return EvalCase(identity, f"{DRAFT_MARK} {what}", "cut_off", answerable=False, split="dev")
    numbers = tuple(dict.fromkeys(_NUMBER.findall(quote)))
    kind = "who_said_what" if _SPEECH.search(quote) else "single_fact"
    return EvalCase(
        case_id=identity,
        question=f"{DRAFT_MARK} ask in your own words for what this says, or who says it",
        kind=kind,
        answerable=True,
        split="dev",
        gold=((GoldQuote(article.article_id, quote),),),
        answers=(numbers,) if numbers and kind == "single_fact" else (),
    )
