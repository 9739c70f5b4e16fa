"""What a question asks for: its kind, and the words that an answer must deal with."""

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.reading.language.parser import parse
from qa.words import FUNCTION_WORDS, stem, stems, words


class AskedFor(StrEnum):
    """The kind of thing that an answer must hold."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    DURATION = "duration"
    COUNT = "count"
    MONEY = "money"
    MEASURE = "measure"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"
    ENTITY = "entity"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed.

    Attributes:
        text: as asked.
        asked_for: what kind of thing would answer it.
        stems: the stems of its content words, each once, in order.
        head: stems of the noun that is counted or asked for ("how many telephone lines": telephon, line); may be empty.
        wants_list: whether it may ask for several things.
        wants_several: whether it says that it asks for several: "which groups", "every", "officials say".
        voices: whose words it asks for: "American officials", "Moscow"; None where it asks for nobody's.
        names: stems of the words that are written as names, and of its numbers; none in a question without capitals.
    """

    text: str
    asked_for: AskedFor
    stems: tuple[str, ...]
    head: tuple[str, ...]
    wants_list: bool
    wants_several: bool
    voices: str | None
    names: tuple[str, ...]


_AUXILIARIES = (
    "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|isn't|aren't|wasn't|weren't|don't|"
    "doesn't|didn't|hasn't|haven't|won't"
)
# In order: the first that matches decides. Each is a form of the English question, none a topic.
_FORMS: tuple[tuple[AskedFor, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (AskedFor.MONEY, r"\bhow much (?:money|does|do|did|is|was|were|would|will|has|have|are)\b.*\b(?:cost|pay|paid|worth|spend|spent|price|charge|earn|raise|money|sell|buy|fine)\w*"),
        (AskedFor.MONEY, r"\b(?:what|which)\s+(?:\w+\s+){0,3}(?:cost|costs|price|salary|budget|fee|fine)\b|\bhow (?:expensive|costly)\b"),
        (AskedFor.COUNT, r"\bhow many\b|\b(?:what|which) (?:number|percentage|percent|share|proportion)\b|\bnumber of\b.*\?"),
        (AskedFor.DURATION, r"\bhow long (?:did|has|have|will|is|was|were|does|do|ago|had)\b|\bhow many (?:years|months|weeks|days|hours|minutes)\b"),
        (AskedFor.MEASURE, r"\bhow (?:much|far|big|large|tall|high|heavy|deep|fast|old|wide|long|hot|cold|strong)\b|\bwhat (?:age|distance|size|height|weight|speed|range|temperature)\b"),
        (AskedFor.TIME, r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|time|century|decade|season)\b|\bsince when\b|\bhow (?:soon|recently)\b"),
        (AskedFor.PLACE, r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|countries|city|cities|town|towns|state|states|place|places|region|regions|area|areas|province|provinces|location|continent|village|base)\b"),
        (AskedFor.REASON, r"\bwhy\b|\bwhat (?:is|was|were|are) the (?:\w+ )?(?:reason|cause|motive|purpose|aim)\w*\b|\bwhat (?:caused|prompted|led to)\b|\bhow come\b"),
        (AskedFor.PERSON, r"\bwho(?:se|m)?\b|\bwhat(?:'s| is| was| are| were) the names? of\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|actor|actress|president|minister|singer|spokes\w+|official|officer|commander|politician|leader|author|player)\b"),
        (AskedFor.MANNER, r"\bhow\b"),
        (AskedFor.YES_NO, rf"^\W*(?:so |and |but |then |well,? )?(?:{_AUXILIARIES})\b"),
        (AskedFor.ENTITY, r"\b(?:what|which) (?:company|companies|organi[sz]ation\w*|group|groups|team|band|nation|party|agency|newspaper|ministry|airline|movie|film|book|song)\b"),
    )
)  # fmt: skip
_COUNTED = re.compile(r"\b(?:how many|number of|percentage of|share of)\s+((?:[\w'’-]+\s*){1,4})", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,’'\"“(] )[A-ZÀ-Þ0-9][\w’'.\-]*|\b[A-Z]{2,}\b|\b\d[\d.,]*\b")
_ASKED_NOUN = re.compile(r"\b(?:what|which|whose)\s+((?:[\w'’-]+\s*){1,3})", re.IGNORECASE)
_LIST = re.compile(
    r"\b(?:which|what)\b(?:\s+[\w'’-]+){0,2}\s+(?:are|were|have|do|did)\b|\b(?:list|collect|everything|everyone|various)\b"
    r"|\bname (?:the|all)\b|\ball (?:the|of|their)\b|\bevery\b",
    re.IGNORECASE,
)
_PLURAL = r"(?!(?:\w*(?:ss|us|is)|news|series|species|does|was|has|as)\b)[\w’'-]{3,}s"
_SPEECH = r"(?:sa(?:y|id)|claim|accuse|den(?:y|ied)|warn|announce|deman|admit|suggest|suspect|think|thought|believe|want|call|tell|told|report|state|promise|propose|criticis|criticiz|give|gave)\w*"
_VOICES = re.compile(
    rf"\b(?:do|does|did|has|have|had|every)\s+(?P<voices>(?:[\w’'.-]+\s+){{0,3}}?[\w’'.-]+)\s+{_SPEECH}\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    # "what do American officials accuse them of"
    rf"\b(?:what|how|why)\s+(?:do|did|have|had)\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,2}}?(?:{_PLURAL}|people)\s+{_SPEECH}\b"
    rf"|\bevery(?:one|body|thing)?\b.*\b{_SPEECH}\b"
    r"|(?:^|[.?!,;:]|\bplease|\band)\s*(?:list|collect|gather|compile|summari[sz]e)\b"
    r"|\baccording to (?:all |both )?(?:the|these|those|your) (?:\w+ )?(?:articles|sources|reports|texts|files)\b",
    re.IGNORECASE,
)


_EQUAL = {"nsubj", "attr"}  # roles of what is asked for in "what is the capital?"
_CONTRACTED = re.compile(r"\b(what|who|where|when|why|how)['’]?s\b", re.IGNORECASE)
_MOST_CHARACTERS = 1_000  # in which the forms are looked for: some of them try each pair of places


def analyse_question(text: str) -> Question:
    """The question's kind and words. Any text is accepted; one without content words gives no stems."""
    start = _CONTRACTED.sub(r"\1 is", text[:_MOST_CHARACTERS])
    asked_for = next((kind for kind, pattern in _FORMS if pattern.search(start)), AskedFor.THING)
    found = dict.fromkeys(stems(text))
    several = bool(_SEVERAL.search(start)) or asks_for_plural(start)
    wants_list = several or bool(_LIST.search(start))
    voices = _VOICES.search(start)
    return Question(
        text,
        asked_for,
        tuple(found),
        _head(text, asked_for),
        wants_list,
        several,
        voices["voices"] if voices is not None else None,
        _names(text),
    )


def asks_for_plural(text: str) -> bool:
    """Whether a question asks for things of a kind: "which rebel groups were hit", "what lines of communication exist"."""
    if {"which", "what"}.isdisjoint(words(text)):  # nothing to parse for
        return False
    tokens = parse(text).tokens
    return any(
        token.tag in {"WDT", "WP"} and token.role == "det" and tokens[token.head].tag == "NNS" for token in tokens
    )


def things_of(text: str) -> set[str]:
    """The stems of the things that a question takes as known: the nouns behind "the" but the one that it asks for."""
    parsed = parse(text[:_MOST_CHARACTERS])
    tokens = parsed.tokens
    equated = {token.head for token in tokens if token.tag == "WP" and token.role in _EQUAL}
    known = {token.head for token in tokens if token.role == "det" and token.lemma == "the"}
    known = {place for place in known if not (tokens[place].head in equated and tokens[place].role in _EQUAL)}
    nouns = [place for head in sorted(known) for place in (head, *parsed.children(head, "compound"))]
    return set(stems(" ".join(tokens[place].text for place in nouns if tokens[place].part == "NOUN")))


def _names(text: str) -> tuple[str, ...]:
    # The first word of a question is written with a capital whatever it is.
    return tuple(dict.fromkeys(stems(" ".join(_NAME.findall(text)))))


def _head(text: str, asked_for: AskedFor) -> tuple[str, ...]:
    pattern = _COUNTED if asked_for in {AskedFor.COUNT, AskedFor.DURATION} else _ASKED_NOUN
    match = pattern.search(text)
    if match is None:
        return ()
    head: list[str] = []
    for word in words(match.group(1)):
        if word in FUNCTION_WORDS:
            break
        head.append(stem(word))
    return tuple(head)
