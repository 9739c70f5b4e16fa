"""Which words of a sentence name the one who says it: the subject of a verb of speech, or what follows "according to"."""

import re
from functools import lru_cache

from qa.reading.speakers.quotations import MASK, Opened, mark_quotations
from qa.reading.speakers.subjects import (
    SPEAK,
    clause_subject,
    has_aside,
    is_plural,
    names_somebody,
    subject_after,
    subject_before,
    tidy,
)

# As the verbs of speech, where the word is a noun as often as a verb: only what follows tells.
_NOUN_LIKE = r"claims|notes|states|reports|estimates|comments|asks|calls|describes|remembers"
# After "officials", and after "continues to".
_PLAIN = (
    r"say|tell|announce|admit|acknowledge|concede|claim|warn|add|note|deny|reject|explain|argue|insist|confirm|believe|think|expect|stress|"
    r"suggest|allege|dispute|predict|estimate|maintain|assert|contend|urge|caution|agree|recommend|fear|state|write"
)
# Verbs that report speech only next to a quotation.
_QUOTE_ONLY = r"asked|called|calls|calling|read|reads|described|describes|praised|began|continued|recalled|offered|shouted|quipped|laughed|put it"
_VERB = re.compile(
    rf"(?:\b(?P<plain>(?:continue[sd]?|went on|goes on|came out|sought|declined|refused)\s+to\s+(?:{_PLAIN}))\b|\b(?P<speak>(?i:{SPEAK}))\b|"
    rf"\b(?P<noun>{_NOUN_LIKE})\b(?=\s+(?:(?:that|it|he|she|they|the|an?|in|on|how|there|its|his|her|their|has|no)\b|{MASK}|[A-Z“‘\"]))|"
    rf"\b(?P<plural>{_PLAIN})\b|\b(?P<ing>saying|adding|noting|arguing|claiming|insisting|warning|explaining|stressing|telling|writing|tweeting)\b|"
    rf"\b(?P<quote>{_QUOTE_ONLY})\b|\b(?P<found>found|finds|shows|showed|shown)\b)"
)
_WITH_OBJECT = re.compile(r"told|tells|tell|accuse|urge|warn|ask|condemn|praise|call")  # who follows is spoken to
_NO_SUBJECT = re.compile(r"\b(?:of|by|from|is|are|was|were|as|for|in|than)\s*$")
_WEAK = re.compile(r"announce|report|reveal|claimed|confirm|posted|expects|urge|agree|recommend|remember")
_RELAYS = re.compile(r"report(?:s|ed)$")
_DOCUMENT = re.compile(
    r"\b(?:stud(?:y|ies)|research|survey|poll|report|analysis|review|data|figures|investigation|audit|paper|statement|memo|document|researchers?|"
    r"scientists?|court|jury|judge)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?:{SPEAK})(?:\s+\w+)?\s+by\s+(?P<by>[^,;:.{MASK}“”\"]+?)(?=[,;:.{MASK}“”\"]|\s(?:on|in|at|during)\s|$)"
)
_ACCORDING = re.compile(rf"\b(?:[Aa]ccording to|[Pp]er(?= the | an? ))\s+(?P<by>(?:[^,;:.{MASK}“”\"]|\.(?=\w))+)")
_CITING = re.compile(rf"\b[Cc]iting (?P<by>[^,;:.{MASK}“”\"]+)")
_QUOTED = re.compile(r"\bquote[sd] (?P<by>(?:\w+[\s’'-]?){1,6}?)\s+as saying")
# A dot that ends no sentence and breaks no name, and what stands for it while a sentence is taken apart.
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]\.)+(?=[\s,;:’']|$)|\b(?:Dr|Mr|Mrs|Ms|St|Lt|Col|Gen|Maj|Capt|Cmdr|Sgt|Adm|Sen|Rep|Reps|Sens|Gov|Rev|Prof|Jr|Sr|Inc|Corp|Ltd|Co)\."
)
_DOT = "\u2024"


@lru_cache(maxsize=4096)  # an article's sentences are looked at again for each of their neighbours
def speaker_mention(sentence: str, *, opened: Opened = "") -> str | None:
    """The words by which a sentence names its speaker ("The colonel", "said the ministry": the ministry), or None.

    Args:
        sentence: one sentence.
        opened: the kind of quotation that the sentences before it left open. What is spoken inside one is not looked at:
            it names whom its speaker talks about.
    """
    text = _ABBREVIATION.sub(lambda match: match.group().replace(".", _DOT), mark_quotations(sentence, opened).narrated)
    named: list[tuple[str, bool]] = []  # with whether whoever is given as the source ("according to") comes first
    relayed: list[str] = []  # "…, reported an agency": who passes it on
    for match in _VERB.finditer(text):
        before, after = _around(text, match)
        if before:
            named.append((before, _is_weak(match)))
        elif after and _RELAYS.match(match.group()):
            relayed.append(after)
        elif after:
            named.append((after, False))
    given = [pattern.search(text) for pattern in (_PASSIVE, _QUOTED, _ACCORDING)]
    sources = [tidy(match["by"]) for match in given if match is not None]
    citing = _CITING.search(text)
    if citing is not None:
        cited = tidy(citing["by"])
        if names_somebody(cited):
            relayed.insert(0, cited)
            named = [(name, weak) for name, weak in named if not re.search(rf"{re.escape(name)}\s+report", text)]
    names = [name for name, _ in named]
    sources_first = not named or named[0][1] or given[0] or given[1]
    ranked = [*sources, *names] if sources_first else [*names, *sources]
    return next((name.replace(_DOT, ".") for name in [*ranked, *relayed] if name), None)


def _is_weak(match: re.Match[str]) -> bool:
    """Whether the verb tells who passes something on as often as who says it."""
    return match["found"] is not None or _WEAK.match(match.group()) is not None


def _around(text: str, match: re.Match[str]) -> tuple[str | None, str | None]:
    """Who is named before the verb, else who is named after it."""
    before, after = text[: match.start()], text[match.end() :]
    next_to_quotation = before.rstrip().endswith(MASK) or MASK in after[:80] or _ends_with_name_after_mask(before)
    if match["quote"] is not None and not next_to_quotation:
        return None, None
    if match["ing"] is not None:
        return (None if _NO_SUBJECT.search(before) else clause_subject(before)), None
    may_invert = before.rstrip()[-1:] in {",", MASK, "”", '"', "’"} and match["plural"] is None
    inverted = subject_after(after) if may_invert and not _WITH_OBJECT.match(match.group()) else None
    if inverted is not None and not has_aside(before):
        return None, inverted
    found = subject_before(before, base=match["plural"] is not None)
    if found is not None and match["plural"] is not None and not is_plural(found):
        return None, None
    if found is not None and match["found"] is not None and not _DOCUMENT.search(found):
        return None, None
    return found, inverted if found is None else None


def _ends_with_name_after_mask(before: str) -> bool:
    tail = before.rstrip().rsplit(MASK, 1)
    return len(tail) == 2 and 0 < len(tail[1].split()) <= 4
