"""The subject of a verb: the noun phrase before it, past asides, or after it where the order is turned round."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from qa.reading.language.people import ROLE, is_person
from qa.reading.speakers.quotations import MASK

# Verbs that report speech or belief, in the forms in which news uses them: past and third person.
SPEAK = (
    r"said|says|told|tells|stated|announce[sd]|admit(?:s|ted)|acknowledge[sd]|concede[sd]?(?=\s+(?:that|there|he|she|it|they|in))|claimed|warn(?:s|ed)|add(?:s|ed)|noted|reported|"
    r"den(?:ies|ied)|refute[sd]|reject(?:s|ed)|rebut(?:s|ted)|explain(?:s|ed)|argue[sd]|insist(?:s|ed)|confirm(?:s|ed)|declare[sd](?=\s+(?:that|it|he|she|they|there))|believe[sd]|"
    r"thinks|expects|stress(?:es|ed)|emphasi[sz]e[sd]|repl(?:ies|ied)|respond(?:s|ed)|wr(?:ites|ote)(?=\s*(?:[:,.¦]|that\b|in\b|on\b|to\b|of\b|how\b))|tweet(?:s|ed)|posted|suggest(?:s|ed)|"
    r"allege[sd]|accuse[sd]|dispute[sd]|dismiss(?:es|ed)|vow(?:s|ed)|pledge[sd]|promise[sd]|reveal(?:s|ed)(?=\s+(?:that|it|he|she|they|there|how|in|on|to|the|his|her|its))|disclose[sd]|recall(?:s|ed)|"
    r"commented|remark(?:s|ed)|conclude[sd]|estimated|predict(?:s|ed)|testif(?:ies|ied)|maintain(?:s|ed)|assert(?:s|ed)|contend(?:s|ed)|"
    r"condemn(?:s|ed)|urge[sd]|caution(?:s|ed)|lament(?:s|ed)|complain(?:s|ed)|reiterate[sd]|agree[sd]|recommend(?:s|ed)|refused|"
    r"counter(?:s|ed)|joke[sd]"
)
_PARENTHESIS = re.compile(r"\s?\([^)]*\)?")
_BREAK = re.compile(
    rf"[,;:“”\"{MASK}]+|\s[–—-]+\s?|[–—]|\.\s|\b(?:that|while|but|if|because|whether|although|though|when|after|before|since|as|where)\b|"
    r"\b(?:[Ww]hich|[Hh]ow|[Ww]hat)\b"
)
_BY_COMMA = re.compile(rf"[,;:{MASK}]+|\s[–—-]+\s?|[–—]")
_TRAILING = re.compile(
    r"(?:^|\s+)(?P<word>also|then|later|earlier|again|once|further|recently|previously|has|have|had|did|still|now|is|was|were|are|be|been|being|"
    r"this|last|next|week|month|year|today|yesterday|morning|evening|night|on|even|only|just|first|since|both|all|not|never|always|often|soon|"
    r"and|or|but|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|\w+ly|doesn['’]t|didn['’]t|hasn['’]t|can|could|would|will|may|might|must)$"
)
_OPENS_NOUN = re.compile(
    r"\b(?:the|an?|this|these|those|his|her|its|their|our|my|of|no|any|every|each|in|at|on|for|with|by|to|from|new|such|recent)$"
)
_PASSIVE_FORMS = {"is", "was", "were", "are", "be", "been", "being"}
_MODALS = {"can", "could", "would", "will", "may", "might", "must"}
_LEADING = re.compile(
    r"^(?:(?:and|but|so|as|at|then|also|meanwhile|however|although|though|when|while|after|before|because|if|earlier|later|still|yet|"
    r"today|yesterday|now|even|only|instead|plus|(?:on |last |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|last \w+|this \w+)\b(?!['’]),?\s*)+",
    re.IGNORECASE,
)
_FINITE = re.compile(
    rf"\b(?:has|have|had|is|was|were|are|will|would|could|did|does|do|can|may|might|wasn['’]t|isn['’]t|{SPEAK})\b"
)
_AFTER_STOP = re.compile(
    rf"[.,;:“”\"({MASK}–—]|\b(?:in|on|at|during|while|when|who|whose|which|as|after|before|that|responding|citing|adding|with|to|about|by|from|"
    r"it|they|he|she|if|of (?:his|her|the (?:move|decision))|late|early|earlier|last|this|through|via|following|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_VERB_STOP = re.compile(r"\s*(?:had|has|have|was|were|is|are|will|would|could|can|should|may|might|must|did|does)\b")
_APPOSITION = re.compile(
    r"^(?:an?|the|who|whose|which|its|his|her|their|one of|now|then|formerly|known|also|\d|[a-z]+ing\b|of\b|in\b|for\b|at\b|based\b|both|(?-i:[a-z]))|spokes|^[RD]-",
    re.IGNORECASE,
)
_SURE_APPOSITION = re.compile(
    rf"^(?:(?:an?|the|who|whose|which|its|his|her|their|one of|now|then|formerly|\d+)\b|(?:[\w’'-]+\s+){{0,3}}{ROLE.pattern})|spokes",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|November|December|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec|Today|Yesterday|More|Story|Video|Read)\b"
)
_ROLE_BEFORE = re.compile(r"^[a-z][\w’'-]*(?:\s+[a-z&][\w’'-]*){0,7}\s+[A-ZÀ-Þ]")
_STARTS_PHRASE = re.compile(
    r"^(?:in|on|at|during|after|before|with|without|for|from|by|to|of|under|over|amid|among|between|against|despite|since|until|"
    r"because|if|when|while|as|about|into|near|like|not|no|and|or|but|there|what|how|why|where|whether|such|than|then|so|even|just|only|following|including|citing|speaking|given|here|throughout|within|across|along|around|behind|beside|below|above|off|out|up|down|"
    r"it['’]s|that['’]s|there['’]s|regarding|based|per|via|more|don['’]t|didn['’]t|nobody|nothing|someone|anyone|everyone|everybody)\b",
    re.IGNORECASE,
)
_NOBODY = {"no one", "it", "i", "we", "you", "us", "that", "this", "there", "i've", "one", "the", "a"}
_DETERMINER = re.compile(
    r"^(?:the|an?|its|his|her|their|our|my|another|one|two|three|four|five|some|several|many|most|other|both|all|each|those|these|this|that|"
    r"\d[\d,]*)\s+\w",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^s\W]s|people|police|many|some|others|most|men|women|alumni|they|and \w+)$", re.IGNORECASE)
_HEAD_END = re.compile(r"\s(?:in|of|at|from|for|with|on|who|close|familiar|near)\b")
_PRONOUN = re.compile(r"^(?:he|she|they|it)$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:He|She|They|he|she|they)\b|"
    r"(?:[a-z][\w’'-]*\s+){0,5}[A-ZÀ-Þ][\w’'.&-]*(?:\s+(?:(?:of|for|the|and|al|bin|de|van|von|da|el|in)\s+){0,2}[A-ZÀ-Þ][\w’'.&-]*)*|"
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome|[Mm]any)(?:\s+[a-z][\w’'-]*){1,4}?(?=\s+(?:has|have|had|is|was|were|will|would|\w+ed|said|says)\b)"
)
_MAX_WORDS = 14


def subject_before(text: str, *, base: bool = False) -> str | None:
    """The noun phrase that ends where the verb starts, past an aside ("Jane Roe, a spokeswoman, said"), or None.

    Args:
        text: what stands before the verb.
        base: the verb has no ending ("officials say"), so that it may be an infinitive.
    """
    text = _PARENTHESIS.sub("", text).rstrip()
    trailing: list[str] = []
    while (match := _TRAILING.search(text)) is not None:
        trailing.append(match["word"])
        text = text[: match.start()].rstrip()
    if _OPENS_NOUN.search(text):
        return None  # "the report", "in estimates": the word is no verb here
    if trailing and trailing[0] in _PASSIVE_FORMS:
        return None
    if base and trailing and (set(trailing) & (_MODALS | {"not"})):
        return None
    if {"and", "or", "but"} & set(trailing):
        return clause_subject(text)
    if text.endswith((",", "–", "—", " -")):
        return _before_aside(text)
    found = tidy(_BREAK.split(text)[-1])
    joined = re.search(r"\band\s+(?P<last>[^,]+)$", found)
    if joined is not None and _FINITE.search(found[: joined.start()]) and not _FINITE.search(joined["last"]):
        found = tidy(joined["last"])  # "it sank and the mayor said"
    if _FINITE.search(found) or (re.search(r"\bto\b", found) and not _DETERMINER.match(found)):
        return clause_subject(found)
    return found if names_somebody(found) else None


def _before_aside(text: str) -> str | None:
    segments = [part.strip() for part in _BY_COMMA.split(text.rstrip(" ,–—-")) if part.strip()]
    if not segments:
        return None
    for name, aside in reversed(list(pairwise(segments))):
        if _SURE_APPOSITION.search(aside) and is_person(found := tidy(_BREAK.split(name)[-1])):
            return found
    # A name may stand last, after its role: "a nurse in the town, Jane Roe, said".
    if re.fullmatch(r"(?:[A-ZÀ-Þ][\w’'.-]*\s?){2,4}", segments[-1]) and not _STARTS_PHRASE.match(segments[-1]):
        return tidy(segments[-1])
    return _before_segments(segments)


def _before_segments(segments: Sequence[str]) -> str | None:
    """The subject among the parts between commas, from the last backwards."""
    for index in range(len(segments) - 1, -1, -1):
        if index == len(segments) - 1 and len(segments) > 1 and _APPOSITION.search(segments[index]):
            continue
        if re.match(r"^(?:who|whose|which|where|\d+$|R-|D-|[A-Z]{1,3}$|Jr|Sr|M\.?D|Ph)", segments[index]) and index:
            continue
        found = tidy(_BREAK.split(segments[index])[-1])
        if _FINITE.search(found):
            return clause_subject(found)
        if names_somebody(found):
            return found
        if re.match(r"[a-z]", segments[index]) is None:
            break
    return None


def clause_subject(text: str) -> str | None:
    """The subject with which a clause starts, after phrases that say when and where; None where none can be told."""
    for segment in _BY_COMMA.split(_PARENTHESIS.sub("", text)):
        part = _LEADING.sub("", segment.strip(' “”"•'))
        if (
            not part
            or (_STARTS_PHRASE.match(part) and not _DETERMINER.match(part))
            or re.match(r"\w+(?:ing|ed)\b", part)
        ):
            continue
        match = _SUBJECT.match(part)
        if match is not None and names_somebody(found := tidy(match.group())):
            return found
    return None


def subject_after(text: str) -> str | None:
    """The noun phrase with which the text after a verb starts ("said the mayor on Monday"), or None."""
    stop = _AFTER_STOP.search(text)
    if (verb := _VERB_STOP.search(text[: stop.start()] if stop else text)) is not None and verb.start() > 0:
        return None  # "…, said the plan is": the clause of what was said
    found = tidy(text[: stop.start()] if stop else text)
    return found if names_somebody(found) else None


def tidy(text: str) -> str:
    """A noun phrase without the marks and the adverbs around it."""
    text = " ".join(_PARENTHESIS.sub("", text).split()).strip(" ,;:”“\"'’‘•–—-.")
    text = _LEADING.sub("", text)
    while (match := _TRAILING.search(text)) is not None and match.start() > 0:
        text = text[: match.start()].rstrip(" ,")
    return text


def is_plural(text: str) -> bool:
    """Whether a noun phrase stands for several: "officials close to the matter"."""
    return _PLURAL.search(_HEAD_END.split(text)[0]) is not None


def names_somebody(text: str) -> bool:
    """Whether the words can name a speaker: a pronoun, a name, "the …", or a bare plural ("officials")."""
    parts = text.split()
    if not parts or len(parts) > _MAX_WORDS or text.casefold() in _NOBODY - {"it"} or _DATE.match(text):
        return False
    if text.endswith(("’s", "'s")):
        return False
    if _PRONOUN.match(text) or _DETERMINER.match(text):
        return True
    if _STARTS_PHRASE.match(text) or MASK in text:
        return False
    if text[0].isupper() or _ROLE_BEFORE.match(text):
        return any(character.isalpha() for character in text) and not re.match(
            r"(?:The|A|An|No|This|That|These|Those)$", text
        )
    lower = list(takewhile(lambda part: part[:1].islower(), parts))
    return len(lower) == len(parts) <= 9 and _PLURAL.search(text) is not None


def has_aside(before: str) -> bool:
    """Whether the text ends in a name and an aside about it: "Jane Roe, a spokeswoman for the port,"."""
    segments = [part.strip() for part in _BY_COMMA.split(before.rstrip().rstrip(","))]
    return (
        before.rstrip().endswith(",")
        and len(segments) > 1
        and _SURE_APPOSITION.search(segments[-1]) is not None
        and re.search(r"(?:^|\s)[A-ZÀ-Þ][\w’'.-]*$", segments[-2]) is not None
        and not _FINITE.search(segments[-2])
    )
