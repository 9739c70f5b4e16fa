"""Follow-ups of one question word, "Why?" or "And since when?", made whole from the last question."""

import re
from datetime import date

from qa.days import periods_in
from qa.sentences import split_sentences

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_WORD = r"(?:why not|why|how come|how long|how|(?:since|until|from|to) (?:when|where)|when|where(?: to| from)?)"
_LINK = r"(?:about|after|against|at|before|by|during|for|from|in|into|near|of|on|over|to|with)"
_BARE = re.compile(
    rf"(?:(?:and|but|so|ok|okay)\b[\s,]*)*(?P<word>{_WORD})"
    rf"(?:\s+(?:exactly|so|{_AUXILIARY}\s+(?:that|this|it|so)(?:\s+happen(?:ed)?)?))?\W*",
    re.IGNORECASE,
)
# What stays of the last question when its question word goes: "is the coalition moving its planes", "did they launch that".
_CLAUSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), clause)
    for pattern, clause in (
        (rf"(?P<clause>{_AUXILIARY}\s.+)", "{clause}"),
        (rf"(?:{_WORD})\s+(?P<clause>{_AUXILIARY}\s.+)", "{clause}"),
        # What was asked for stood last: "What did they launch", "What did he warn about".
        (
            rf"(?:what|who|whom)\s+(?P<clause>(?:do|does|did|has|have|had|will|would)(?:\s+(?!{_LINK}\b)[\w’'-]+){{2,5}}(?:\s+{_LINK})?)",
            "{clause} that",
        ),
        (
            r"(?:what|which|how many)\s+(?P<noun>(?:[\w’'-]+\s+){0,3}?[\w’'-]+)\s+(?P<clause>(?:do|does|did|has|have|had|will|would)\s.+)",
            "{clause} {noun}",
        ),
    )
)
_ANY_DAY = date(2000, 1, 1)  # only whether words name a time is asked here
_LEAST_WORDS = 5  # of an answer that is added: a shorter one says little,
_MOST_WORDS = 30  # and a longer one outweighs the question


def complete(asked: str, last: str, answer: str) -> str | None:
    """The whole question that one question word means after the last question, or None where that can't be told.

    "Why?" after "Is the ferry late?" is "Why is the ferry late?". Where the answer was one short sentence, it is added:
    it says in the articles' words what the question says in the user's.

    Args:
        asked: the follow-up.
        last: the last question, standing alone.
        answer: what it was answered, without citation marks.
    """
    bare = _BARE.fullmatch(asked.strip())
    clause = _clause(last) if bare is not None else None
    if bare is None or clause is None:
        return None
    question = f"{bare['word'].capitalize()} {clause}?"
    said = _one_sentence(answer)
    return f"{question} (about: {said})" if said is not None else question


def _clause(last: str) -> str | None:
    text = last.strip().rstrip("?!. ")
    for pattern, clause in _CLAUSES:
        match = pattern.fullmatch(text)
        if match is not None and "(about:" not in text:
            found = clause.format(**match.groupdict())
            return found[0].lower() + found[1:]
    return None


def _one_sentence(answer: str) -> str | None:
    one = len(split_sentences(answer.strip())) == 1 and _LEAST_WORDS <= len(answer.split()) <= _MOST_WORDS
    return _without_relative_times(answer.strip().rstrip(".")) if one else None


def _without_relative_times(text: str) -> str:
    """The text without "last Thursday" and the like, which count from its article's day and not from the question's."""
    for period in reversed(periods_in(text, day=_ANY_DAY)):
        if period.is_relative:
            text = text[: period.start] + text[period.start + len(period.words) :]
    return " ".join(text.split())
