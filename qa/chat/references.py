"""What a follow-up leans on: the words in it that point back, and the names in earlier turns that they may mean."""

import re
from collections.abc import Collection

from qa.days import MONTHS
from qa.reading.language.people import ROLE, Cast, is_body
from qa.reading.language.rarity import rarity
from qa.sentences import split_sentences
from qa.words import FUNCTION_WORDS, stem, words

PERSONAL = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
_AUXILIARY = r"(?:is|are|was|were|be|do|does|did|has|have|had|can|could|will|would|should)"  # not "may": it is a month
_BACK = re.compile(
    r"\b(?:it|its|they|them|theirs?|these|those|another|the (?:same|latter|former))\b"
    # "This week" is a date, not something said before.
    r"|\bthis\b(?!\s+(?:week|month|year|morning|evening|season|weekend|spring|summer|autumn|fall|winter|century|decade)\b)"
    # After a noun or a verb of speech "that" only opens a clause ("the ship that sank", "who said that …").
    rf"|(?:^|\b(?:{_AUXILIARY}|about|of|in|at|for|from|with|after|before|since|until|than|to|by|like|on|besides|and|but|why|how)\s+)that\b"
    r"|\bthat(?=\W*$)|\b(?:what|who|where|how|any\w+|some\w+|nothing)\s+else\b|\b(?:what|which|any|the)\s+others?\b"
    rf"|\b(?:{_AUXILIARY}|create|get|need|want|make|use|buy|which|other)\s+ones?\b(?!\s+of\b)"
    r"|\b(?:back|since|until|by|before|happened)\s+then\b|\bthen(?=\W*$)",
    re.IGNORECASE,
)
# "It" that stands for nothing: "is it true that …".
_JUDGED = "true|possible|legal|illegal|allowed|necessary|important|better|best|safe|likely|known|clear|hard|easy|difficult|worth"
_EMPTY_IT = re.compile(
    rf"\bit(?:['’]s|\s+{_AUXILIARY})?\s+(?:be\s+)?(?:not\s+)?(?:{_JUDGED}|makes?\s+sense)\b", re.IGNORECASE
)
_BE = r"(?:is|are|was|were|be|been|isn['’]t|aren['’]t|wasn['’]t|weren['’]t)"
# "Are there ships?" and "there was a ship" mean no place; "who was there?" does.
_EXISTS = re.compile(rf"\b{_BE}\s+there\b(?!\W*$)|\bthere\s+(?:\w+\s+)?{_BE}\b|\bthere['’]s\b", re.IGNORECASE)
_THERE = re.compile(
    r"\bthere\b|\b(?:that|this|the same) (?:town|city|village|place|country|state|region|county|district|island)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"it(?=\W*$|[,.;]|\s+(?:in|on|at|to|from|by|with|for|about|after|before|and|or|as|of)\b)", re.IGNORECASE
)
_SUBJECTS = frozenset({"it", "its", "they", "their", "theirs"})
_DEMONSTRATIVES = frozenset({"this", "these", "those"})
_NOUN_AFTER = re.compile(r"\s+([a-z]+)")
_DEFINITE = re.compile(r"\b(?:the|an?)\s+([a-z]+)")
# After one of these the rest of a question may lean on its own beginning ("If I buy a car, can I return it?").
_BREAK = re.compile(
    r"[,;:.!?]|\b(?:if|when|because|while|after|before|although|and|but|or|that|who|which)\b", re.IGNORECASE
)
_ABOUT = re.compile(r"^(?:(?:and|but|so|or)\b[\s,]*)?(?:what|how)\s+about\b[\s,]*", re.IGNORECASE)
_JOINED = re.compile(r"^(?:and|but|so|or)\b[\s,]*", re.IGNORECASE)
_PREPOSITION_FIRST = re.compile(
    r"^(?:in|on|at|by|for|from|with|since|before|after|during|near|to|until)\b", re.IGNORECASE
)
_ASKS = re.compile(rf"\b(?:{_AUXILIARY}|who|whom|whose|what|which|when|where|why|how)\b|n['’]t\b", re.IGNORECASE)
# "What is a tariff?" is whole, however few its words; "What is needed?" is not.
_DEFINES = re.compile(
    r"^(?:what|who)\s+(?:is|are)\s+(?:an?\s+)?(?!(?:the|this|that|it|they|these|those|there|he|she|his|her|its|their|other)\b)"
    r"[a-z\-]+(?:\s+[a-z\-]+)?(?<!ed)\W*$",
    re.IGNORECASE,
)
# Words of thanks and greeting; a clause that holds nothing else asks nothing.
_PLEASANT = frozenset(
    """ok okay very much so many a lot great good nice cool wow perfect hi hello hey there i see got it that that's is was fine sure right yes no
    sorry oh hmm well interesting alright morning evening bye goodbye please understood""".split()  # noqa: SIM905 - a list of one word a line would fill a screen
)
_THANKS = re.compile(r"(?:many\s+)?thank(?:s|\s+you)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"(?<=[.!?,;])\s+")
# Words by which people ask, not what they ask about; articles seldom use them, so that rarity does not sort them out.
_ASKING = frozenset(
    """need see know tell explain get able mean means think want like look find provide describe talk show list help happen happened thing things
    detail details information else other others another one ones maybe sure anything okay correct right summarize summary elaborate
    clarify question go""".split()  # noqa: SIM905 - as above
)
# What follows one of these in small letters is a verb.
_BEFORE_VERBS = frozenset(
    [
        "to",
        "can",
        "could",
        "will",
        "would",
        "should",
        "might",
        "must",
        "i",
        "you",
        "we",
        "he",
        "she",
        "they",
        "it",
        "who",
        "let's",
    ]
)
_LEAST_RARITY = 0.3  # of a noun that a pronoun or "this" may mean
_TELLING = 0.2  # least rarity of a word of a topic
_STANDS_ALONE = 0.9  # summed rarity: a name, one very rare word or two everyday ones
_WHOLE_FRAGMENT = 2.0  # the same for "what about …" and "and in …", which say too little with one name
_MOST_WORDS = 20  # of a question that says little; one of more words, whichever they are, is not elliptic
_TOKEN = re.compile(r"[^\W_][\w’'.&\-]*")
_LINK = re.compile(r"\s+(?:(?:of|for|the|de|al)\s+){0,2}")
_NAME = r"[A-ZÀ-Þ][\w’'\-]+"
_PLACE = re.compile(rf"\b(?:in|at|near|to|from|into|around)\s+((?:the\s+)?{_NAME}(?: (?:of )?{_NAME})*)")
_ACTED = re.compile(rf"\b((?:did|does|do|will|would|could|can)\s+(?:the\s+)?{_NAME}(?: {_NAME})*\s+)[a-z]+")
_SPEAKER = re.compile(
    rf"\b(?:did|does|has|had|is|was|will|would|could)\s+({_NAME}(?:\s{_NAME})*)\s+[a-z]"
    rf"|\b({_NAME})\s+(?:sa(?:id|ys?)|t(?:old|ells?)|warn\w*|claim\w*|den(?:y|ie[sd])|announced|thinks|wants|believes|added)\b"
)
_FEMININE = frozenset({"she", "her", "hers"})
_OFFICES = "spokes|chair|congress|council|business|police"
_FEMALE = re.compile(rf"\b(?:Mrs|Ms|Miss|Lady|Queen|Princess|Actress|(?:{_OFFICES})woman)\b", re.IGNORECASE)
_MALE = re.compile(rf"\b(?:Mr|Sir|Lord|King|Prince|Pope|Actor|(?:{_OFFICES})man)\b", re.IGNORECASE)


def without_pleasantries(text: str) -> str:
    """The text from the first clause that says more than thanks or a greeting; empty where none does."""
    clauses = _CLAUSE_END.split(text.strip())
    while clauses and (_THANKS.match(clauses[0]) or all(word in _PLEASANT for word in words(clauses[0]))):
        clauses.pop(0)
    return " ".join(clauses)


def points_back(text: str, said: Collection[str]) -> bool:
    """Whether a word of the question means something that the question has not named before it.

    ``said`` holds the stems of the last question and answer: "this bridge" points back only where one was spoken of.
    """
    bare = _blanked(_EMPTY_IT, text)
    settled: set[bool] = (
        set()
    )  # what the question has named before one subject or object it has before the next as well
    for match in _BACK.finditer(bare):
        noun = _NOUN_AFTER.match(bare, match.end())
        if match.group().casefold() in _DEMONSTRATIVES and noun is not None and not _heard(noun[1], said):
            continue
        as_subject = match.group().casefold() in _SUBJECTS and _OBJECT.match(bare, match.start()) is None
        if as_subject not in settled and not named_before(bare, match.start(), as_object=not as_subject):
            return True
        settled.add(as_subject)
    place = there(text)
    if place is not None and place_in(text[: place.start()]) is None:
        return True
    person = PERSONAL.search(bare)
    return person is not None and not named_before(bare, person.start(), person=True)


def there(text: str) -> re.Match[str] | None:
    """The "there" or "that town" that means a place, or None."""
    return _THERE.search(_blanked(_EXISTS, text))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    # Neither a space nor a letter: what stands around it must not become neighbours.
    return pattern.sub(lambda match: "~" * len(match.group()), text)


def _heard(noun: str, said: Collection[str]) -> bool:
    return noun in FUNCTION_WORDS or stem(noun) in said or rarity(stem(noun)) < _LEAST_RARITY


def named_before(text: str, end: int, *, as_object: bool = False, person: bool = False) -> bool:
    """Whether what stands before a pronoun names what it may mean: any noun of an earlier clause, a name, or "the …".

    What the same clause names is not what an object means: in "Did Smith deny it?" Smith is not "it". A person is meant
    only by a name or a word for what somebody is ("the mayor").
    """
    before = _blanked(_EMPTY_IT, text[:end])
    breaks = list(_BREAK.finditer(before))
    if breaks and _weight(before[: breaks[-1].start()]) >= _LEAST_RARITY:
        return True
    if as_object:
        return False
    nouns = (ROLE.fullmatch(noun) is not None if person else True for noun in _DEFINITE.findall(before))
    return bool(names_in(before)) or any(nouns)


def says_little(text: str) -> bool:
    """Whether the question has next to no words of its own: "And why?", "How many?", "What about prices?"."""
    if _DEFINES.match(text) or len(words(text)) > _MOST_WORDS:
        return False
    rest = _ABOUT.sub("", text)
    joined = _JOINED.sub("", rest)
    is_fragment = rest != text or (
        (joined != rest or _PREPOSITION_FIRST.match(joined) is not None) and _ASKS.search(joined) is None
    )
    return _weight(joined) < (_WHOLE_FRAGMENT if is_fragment else _STANDS_ALONE)


def _weight(text: str) -> float:
    """How much a text says: the rarities of its words; a name or a number counts 1."""
    names = names_in(text)
    in_names = {word for name in names for word in words(name)}
    found = {word for word in words(text) if word not in FUNCTION_WORDS and word not in _ASKING} - in_names
    return len(names) + sum(1.0 if any(c.isdigit() for c in word) else rarity(stem(word)) for word in found)


def names_in(text: str) -> list[str]:
    """Runs of words that are written as names; the first word counts where another one follows or it has more capitals."""
    runs: list[list[re.Match[str]]] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if not token[0].isupper() or words(token)[:1] == [] or words(token)[0] in FUNCTION_WORDS:
            continue
        if runs and text[runs[-1][-1].end() : match.start()] == " ":
            runs[-1].append(match)
        else:
            runs.append([match])
    return [
        " ".join(match.group().rstrip(".'’") for match in run)
        for run in runs
        if run[0].start() > 0 or len(run) > 1 or any(character.isupper() for character in run[0].group()[1:])
    ]


def phrases(text: str) -> list[str]:
    """What the question is about: its telling words, those that stand together as one phrase, in its order."""
    text = _ACTED.sub(r"\1~", text)  # the verb of "did Smith say"
    names = {word for name in names_in(text) for word in words(name)}
    runs: list[list[str]] = []
    end, previous = 0, ""
    for match in _TOKEN.finditer(text):
        token = match.group().rstrip(".'’-")
        if _tells(token, names) and not (previous in _BEFORE_VERBS and token.islower()):
            if runs and _LINK.fullmatch(text, end, match.start()):
                runs[-1] += [text[end : match.start()], token]
            else:
                runs.append([token])
            end = match.start() + len(token)
        previous = match.group().casefold()
    return ["".join(run) for run in map(_without_participle, runs) if run]


def _tells(token: str, names: Collection[str]) -> bool:
    folded = words(token)
    if not folded or folded[0] in FUNCTION_WORDS or folded[0] in _ASKING:
        return False
    return folded[0] in names or any(c.isdigit() for c in token) or rarity(stem(folded[0])) >= _TELLING


def _without_participle(run: list[str]) -> list[str]:
    """Without a verb form at its end ("the services provided")."""
    return run[:-2] if run[-1].islower() and run[-1].endswith("ed") else run


def people_in(text: str) -> list[str]:
    """Who is named, in order: names that look like a person's, and single ones that are said to do something."""
    bare = _blanked(_PLACE, text)  # "in New Zealand" looks like a person otherwise
    sentences = [bare[span.start : span.end] for span in split_sentences(bare)]
    cast = Cast(sentences)
    found: list[str] = []
    for sentence in sentences:
        named = [(sentence.find(name), cast.full_name(name)) for name in Cast([sentence]).people()]
        for match in _SPEAKER.finditer(sentence):
            name = match[1] or match[2]
            known = is_body(name) or name.casefold() in FUNCTION_WORDS
            if not known and not any(name in full for _, full in named):
                named.append((match.start(), cast.full_name(name)))
        found.extend(name for _, name in sorted(named))
    return list(dict.fromkeys(found))


def fitting(pronoun: str, people: Collection[str]) -> str | None:
    """Whom of the people "he" or "she" means: one whose title says so before the first whose title does not say otherwise."""
    same, other = (_FEMALE, _MALE) if pronoun.casefold() in _FEMININE else (_MALE, _FEMALE)
    left = [person for person in people if not other.search(person)]
    return next((person for person in left if same.search(person)), left[0] if left else None)


def place_in(text: str) -> str | None:
    """The place named last, as it stands after "in", "to" and the like; None where none is."""
    found = [place for place in _PLACE.findall(text) if place.split()[0].casefold() not in MONTHS]
    return found[-1] if found else None
