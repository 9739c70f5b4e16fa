"""Questions that ask for several things at once, taken apart, so that each part can be looked up and answered."""

import re

from qa.chat.history import standalone_question
from qa.chat.references import phrases
from qa.types import Turn
from qa.words import words

MOST_PARTS = 3
_MOST_CHARACTERS = 500  # of a question that is taken apart: the forms below try each pair of places in it
_MOST_LISTED_WORDS = 5  # of a thing in "about A and B"; a longer one holds a clause
_ASKS = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_PREPOSITION = r"(?:about|after|against|at|before|by|during|for|from|in|into|near|on|over|regarding|to|towards?|with)"
_OF_TOPICS = r"(?:about|against|concerning|on|regarding)"
_SPEECH = r"(?:say|said|think|thought|claim|claimed|deny|denied|want|wanted|believe|accuse|accused|warn|warned|announce|announced)"
_IS_QUESTION = re.compile(rf"^\W*(?:(?:and|but|so|also)\s+)*(?:{_PREPOSITION}\s+)?(?:{_ASKS}|{_AUXILIARY})\b", re.IGNORECASE)  # fmt: skip
# "Who sank it? Where did it lie?"; "who sank it and where did it lie"; "when and where did it sink"
_QUESTION_END = re.compile(r"(?<=\?)\s+")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_NEXT_QUESTION = re.compile(rf",?\s+and\s+(?:also\s+)?(?=(?:{_PREPOSITION}\s+)?{_ASKS}\b)", re.IGNORECASE)
_TWO_ASKED = re.compile(rf"^(?P<one>{_ASKS})\s+(?:and|or)\s+(?P<other>{_ASKS})\s+(?P<tail>.+)", re.IGNORECASE)
# "… done against or said about the ferry", "… about the ferry and about its crew"
_LINKED = (
    rf"^(?P<head>.+?\s)(?P<one>\w+\s+{_PREPOSITION})\s+(?:and|or)\s+(?P<other>\w+\s+{_PREPOSITION})(?P<tail>\s.+)",
    rf"^(?P<head>.+\s(?P<link>{_PREPOSITION})\s)(?P<one>.+?),?\s+(?:and|or)\s+(?P=link)\s+(?P<other>.+)(?P<tail>)",
)
# "… about the ferry and the crew", "what did the owner and the captain say …"
_LISTED = (
    rf"^(?P<head>.+\s{_OF_TOPICS}\s)(?P<one>\S+(?:\s\S+)*?),?\s+and\s+(?P<other>.+)(?P<tail>)",
    rf"^(?P<head>(?:.*\s)?{_ASKS}\s+(?:{_AUXILIARY})\s)(?P<one>\S+(?:\s\S+)*?)\s+and\s+(?P<other>\S+(?:\s\S+)*?)(?P<tail>\s{_SPEECH}\b.*)",
)
_COORDINATED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*_LINKED, *_LISTED))
_HOLDS_A_CLAUSE = re.compile(rf"\b(?:{_AUXILIARY}|{_ASKS}|that)\b|^\w+(?:ing|ed)\b|[“”\"‘]", re.IGNORECASE)
_SAYS_NOTHING_YET = re.compile(rf"\b{_SPEECH}$", re.IGNORECASE)
_HOLDS_A_LINK = re.compile(rf"\b(?:{_PREPOSITION}|of)\b", re.IGNORECASE)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that a question is made of, each standing alone; none where it asks for one thing.

    Only forms of the English sentence are looked at. What can't be taken apart safely ("between A and B") is left whole;
    a part that nothing answers adds nothing to the answer, so that a title taken apart ("Law and Order") costs time only.
    """
    if len(question) > _MOST_CHARACTERS:
        return ()
    asked = [clause for sentence in _sentences(question) for clause in _clauses(sentence)]
    parts = [part for clause in asked for part in _coordinated(clause)]
    return tuple(f"{part}?" for part in parts) if 1 < len(parts) <= MOST_PARTS else ()


def _sentences(question: str) -> list[str]:
    """The text, or its sentences where each is a question; a later one takes from the first what it lacks."""
    text = " ".join(question.split())
    sentences = _QUESTION_END.split(text)
    if len(sentences) > 1 and all(_IS_QUESTION.match(sentence) for sentence in sentences):
        return _completed(sentences)
    return [text.rstrip("?!. ")]


def _clauses(sentence: str) -> list[str]:
    two = _TWO_ASKED.match(sentence)
    if two is not None:
        return [f"{two['one']} {two['tail']}", f"{two['other']} {two['tail']}"]
    clauses = _NEXT_QUESTION.split(sentence)
    # "He said when and how it sank" holds no questions side by side.
    return _completed(clauses) if _IS_QUESTION.match(clauses[0]) else [sentence]


def _completed(questions: list[str]) -> list[str]:
    first, *later = (each.rstrip("?!., ") for each in questions)
    return [first, *(_complete(each, first) for each in later)]


def _complete(question: str, first: str) -> str:
    """A later question with what it takes from the first; of one that ends with a verb of speech, what is spoken about."""
    alone = standalone_question(question, [Turn(first, "")]).rstrip("?")
    topic = phrases(first)
    return f"{alone} (about: {', '.join(topic)})" if topic and _SAYS_NOTHING_YET.search(alone) else alone


def _coordinated(question: str) -> list[str]:
    if _SENTENCE_END.search(question):
        return [question]
    for pattern in _COORDINATED:
        match = pattern.match(question)
        if match is None or (
            pattern.pattern in _LISTED and not (_is_thing(match["one"]) and _is_thing(match["other"]))
        ):
            continue
        return [f"{match['head']}{match[name]}{match['tail']}" for name in ("one", "other")]
    return [question]


def _is_thing(text: str) -> bool:
    return (
        len(words(text)) <= _MOST_LISTED_WORDS
        and _HOLDS_A_CLAUSE.search(text) is None
        and _HOLDS_A_LINK.search(text) is None
    )
