"""What is said to the bot rather than asked of the articles: greetings, thanks, and questions about itself."""

import re

from qa.words import fold

_SIGNS = re.compile(r"[^\w\s]+")
_GREETINGS = frozenset(
    ["hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good afternoon", "good evening"]
)
_THANKS = frozenset(
    ["thanks", "thank you", "thx", "many thanks", "thanks a lot", "thank you very much", "thank you so much"]
)
_NODS = frozenset(
    ["ok", "okay", "great", "nice", "cool", "perfect", "got it", "i see", "all right", "alright", "bye", "goodbye"]
)
_ABOUT_ITSELF = frozenset(
    ["help", "help me", "can you help me", "who are you", "what are you", "what can you do", "what can i ask"]
)
_EVERYTHING = _GREETINGS | _THANKS | _NODS | _ABOUT_ITSELF


def is_courtesy(message: str) -> bool:
    """Whether a message holds such words and no others: with any other it is a question."""
    clauses = _clauses(message)
    return bool(clauses) and clauses <= _EVERYTHING


def reply_to(courtesy: str, *, articles: int) -> str:
    """What to reply to such a message, with so many articles to answer from."""
    clauses = _clauses(courtesy)
    if clauses & _ABOUT_ITSELF or clauses & _GREETINGS:
        return f"{'Hello. ' if clauses & _GREETINGS else ''}{_about_itself(articles)}"
    return f"{'You are welcome. ' if clauses & _THANKS else ''}Ask whatever else you would like to know from {_counted(articles)}."


def _clauses(message: str) -> set[str]:
    return {" ".join(clause.split()) for clause in _SIGNS.split(fold(message))} - {""}


def _about_itself(articles: int) -> str:
    return (
        f"I am a program that answers questions from {_counted(articles)}. I show where each sentence of an answer comes from, "
        "and I say so where the articles hold none. Ask in a whole sentence, such as who said what, where, or when."
    )


def _counted(articles: int) -> str:
    return "1 article" if articles == 1 else f"{articles:,} articles"
