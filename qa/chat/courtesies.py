"""What is said to the bot rather than asked of the articles: greetings, thanks, small talk, and questions about itself."""

import re

from qa.words import fold

_SIGNS = re.compile(r"[^\w\s']+")
_GREETINGS = frozenset(
    ["hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good afternoon", "good evening"]
)
_ONCE_MORE = re.compile(r" (?:again|everyone|everybody|all|bot)$")
_NODS = frozenset(
    ["ok", "okay", "great", "nice", "cool", "perfect", "got it", "i see", "all right", "alright", "bye", "goodbye", "good night", "see you",
     "see you later", "bye bye", "never mind", "nevermind", "no problem", "sorry", "wow", "well done", "good job", "yes", "no", "yes please",
     "no thanks", "no thank you", "good bot", "have a nice day", "have a good day"]
)  # fmt: skip
_ABOUT_ITSELF = frozenset(
    ["help", "help me", "can you help me", "who are you", "what are you", "what can you do", "what can i ask", "what can you tell me",
     "what do you do", "how can you help me", "what is your name", "what's your name", "who made you", "who built you", "are you there",
     "are you a bot", "are you a robot", "are you human", "are you a human", "are you real", "are you an ai", "are you chatgpt",
     "how do you work", "how do i use this", "what is this", "can you hear me", "tell me about yourself", "what should i ask"]
)  # fmt: skip
_SMALL_TALK = re.compile(
    r"(?:and )?(?:how are you(?: doing)?|how's it going|how is it going|how do you do|how are things|what's up|whats up|how do you feel|"
    r"nice to meet you|pleased to meet you)(?: today| now| then| there| my friend)?"
)
# A clause of thanks or praise holds one of the first and nothing but the second: "thank you, that helps a lot".
_PRAISE = frozenset(
    [
        "thanks",
        "thank",
        "thx",
        "cheers",
        "appreciate",
        "appreciated",
        "grateful",
        "helps",
        "helped",
        "helpful",
        "great",
        "good",
        "nice",
        "perfect",
        "excellent",
        "brilliant",
        "awesome",
        "amazing",
        "wonderful",
        "fantastic",
        "lovely",
        "interesting",
        "useful",
        "enough",
        "clear",
    ]
)
_THANKING = frozenset({"thanks", "thank", "thx", "cheers", "appreciate", "appreciated", "grateful"})
_AROUND_PRAISE = _PRAISE | frozenset(
    [
        "you",
        "so",
        "very",
        "much",
        "a",
        "lot",
        "that",
        "that's",
        "thats",
        "this",
        "it",
        "it's",
        "was",
        "is",
        "really",
        "indeed",
        "for",
        "your",
        "the",
        "answer",
        "answers",
        "reply",
        "help",
        "info",
        "information",
        "quick",
        "fast",
        "kind",
        "again",
        "all",
        "i",
        "i'm",
        "im",
        "we",
        "me",
        "know",
        "now",
        "exactly",
        "just",
        "what",
        "needed",
        "wanted",
        "to",
        "know",
        "right",
        "oh",
        "ok",
        "okay",
        "well",
        "and",
        "many",
        "too",
        "ever",
        "far",
        "everything",
        "be",
        "been",
        "have",
        "has",
        "of",
        "will",
        "do",
        "did",
        "job",
        "work",
        "bot",
        "then",
        "ever",
        "my",
        "time",
        "friend",
        "sir",
        "madam",
        "such",
        "one",
        "how",
        "clear",
        "looking",
        "mate",
        "nothing",
        "found",
        "helping",
        "works",
    ]
)
# Thanks that go on ("thanks, that helped me with my homework") are no question unless a clause of them opens with one of these.
_ASKING = frozenset(
    """who whom whose what which when where why how tell show give list find explain describe summarise summarize compare
    now next about is are was were does did can could would""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_LEADING_OVER = _PRAISE | {"and", "but", "so", "ok", "okay"}
_EVERYTHING = _GREETINGS | _NODS | _ABOUT_ITSELF


def is_courtesy(message: str) -> bool:
    """Whether a message holds such words and no others: with any other it is a question."""
    clauses = _clauses(message)
    if _is_thanks(message):
        return True
    praises = "?" not in message and any(
        not _PRAISE.isdisjoint(clause.split()) for clause in clauses
    )  # "is that good?" asks
    return bool(clauses) and all(
        clause in _EVERYTHING
        or _ONCE_MORE.sub("", clause) in _EVERYTHING
        or _SMALL_TALK.fullmatch(clause) is not None
        or (praises and _AROUND_PRAISE.issuperset(clause.split()))
        for clause in clauses
    )


def _is_thanks(message: str) -> bool:
    """Whether a message begins with thanks, or with praise and thanks, and asks nothing."""
    said = _SIGNS.sub(" ", fold(message)).split()
    first = next((i for i, word in enumerate(said) if word not in _PRAISE or word in _THANKING), 0)
    if not said or said[first] not in _THANKING or "?" in message:
        return False
    openings = (
        next((word for word in clause.split() if word not in _LEADING_OVER), "") for clause in _clauses(message)
    )
    return _ASKING.isdisjoint(openings)


def reply_to(courtesy: str, *, articles: int) -> str:
    """What to reply to such a message, with so many articles to answer from."""
    clauses = _clauses(courtesy)
    asks_about_it = any(clause in _ABOUT_ITSELF or _SMALL_TALK.fullmatch(clause) for clause in clauses)
    if asks_about_it or clauses & _GREETINGS:
        return f"{'Hello. ' if clauses & _GREETINGS else ''}{_about_itself(articles)}"
    thanked = any(
        not _THANKING.isdisjoint(clause.split()) or not _PRAISE.isdisjoint(clause.split()) for clause in clauses - _NODS
    )
    return f"{'You are welcome. ' if thanked else ''}Ask whatever else you would like to know from {counted(articles)}."


def _clauses(message: str) -> set[str]:
    return {" ".join(clause.split()) for clause in _SIGNS.split(fold(message))} - {""}


def _about_itself(articles: int) -> str:
    return (
        f"I am a program that answers questions from {counted(articles)}. I show where each sentence of an answer comes from, "
        "and I say so where the articles hold none. Ask in a whole sentence, such as who said what, where, or when."
    )


def counted(articles: int) -> str:
    """So many articles, in words: "1 article", "1,699 articles"."""
    return "1 article" if articles == 1 else f"{articles:,} articles"
