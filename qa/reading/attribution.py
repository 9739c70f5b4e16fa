"""Who says a sentence: found in the sentence, in the quotation that it belongs to, or in the sentences before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.people import Cast, is_person

# Verbs that report speech or belief, in the forms in which news uses them.
SPEECH_VERBS = (
    "said|says|say|saying|told|tells|stated|states|announced|announces|admitted|admits|claimed|claims|warned|warns|added|adds|noted|notes|"
    "reported|reports|denied|denies|refuted|refutes|rejected|rejects|explained|explains|argued|argues|insisted|insists|confirmed|confirms|"
    "declared|declares|acknowledged|acknowledges|believes|believed|refused|stressed|stresses|emphasi[sz]ed|emphasi[sz]es|replied|responded|"
    "wrote|writes|tweeted|suggested|suggests|alleged|alleges|accused|accuses|disputed|disputes|dismissed|dismisses|vowed|vows|pledged|"
    "revealed|reveals|recalled|commented|concluded|estimated|estimates|predicted|predicts|testified|maintained|maintains|asserts|asserted|"
    "continues to assert|went on to say|contends|contended|condemned|praised|urged|asked|called"
)
_REPORTING_OUTLET = re.compile(r"^(?:reported|reports)$")
_VERB = re.compile(rf"\b(?:{SPEECH_VERBS})\b")
_PASSIVE = re.compile(rf"\b(?:{SPEECH_VERBS})(?:\s+\w+)?\s+by\s+(?P<by>[^,.;”\"]+)")
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<by>(?:[^,.;:”\"]|(?<=\b[A-Z])\.|(?<=Lt)\.|(?<=Col)\.)+)")
_CITING = re.compile(r"\bciting (?P<by>[^,.;:”\"]+)")
_PARENTHESIS = re.compile(r"\([^)]*\)?")
_SEGMENT_END = re.compile(r"[,;:“”\"]|\bthat\b|\bwhile\b|\bbut\b|\band\b(?=\s+\w+\s*$)")
_APPOSITION = re.compile(r"^(?:an?|the|who|whose|its|his|her|their|one of)\b|spokes", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:\s+(?:also|then|later|earlier|again|once|further|recently|previously|reportedly|has|have|had|is|was|were|did|not|still|now|"
    r"completely|repeatedly|strongly|flatly|immediately|already|this|last|next|week|month|year|today|yesterday|on|who|never|only|even|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))+$"
)
_LEADING = re.compile(
    r"^(?:(?:and|but|so|as|at|then|also|meanwhile|however|although|though|when|while|after|before|because|if|earlier|later|on \w+day)\b\s*)+",
    re.IGNORECASE,
)
_AFTER_STOP = re.compile(
    r"[.,;:“”\"(]|\b(?:in|on|at|during|while|when|who|as|after|before|that|responding|citing|adding|with|to|about|had|has|have|was|were|is|are|it|they|he|she|if)\b"
)
_PRONOUN = re.compile(r"^(?:he|she|they|it|who|we|i)$", re.IGNORECASE)
_MAX_WORDS = 14
_LONGEST_QUOTATION = 8  # sentences; a mark that never closes must not claim the rest of the article
HEDGES = re.compile(r"\b(?:reportedly|allegedly|claim(?:s|ed)?|if confirmed|purported(?:ly)?|apparently|suspected|preliminary|unconfirmed)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a sentence.

    Attributes:
        speaker: as the article names it, title included; None where the article speaks in its own voice.
        named_here: the sentence itself names the speaker, so that a reader needs no help.
        antecedent: who or what the pronoun or short title that the sentence starts with stands for, or None.
        hedged: the sentence marks its content as unconfirmed.
    """

    speaker: str | None
    named_here: bool
    antecedent: str | None
    hedged: bool


def attribute(sentences: Sequence[str], position: int) -> Attribution:
    """The attribution of ``sentences[position]``; ``sentences`` are those of its section, in order."""
    text = sentences[position]
    cast = Cast(sentences[: position + 1])
    hedged = HEDGES.search(text) is not None
    subject = cast.subject_of(text)
    antecedent = _resolve(subject, sentences, position, cast) if subject is not None else None
    mention = speaker_mention(text) or _quotation_speaker(sentences, position)
    if mention is None:
        return Attribution(None, False, antecedent, hedged)
    speaker = _resolve(mention, sentences, position, cast) or cast.full_name(mention)
    if _PRONOUN.match(mention) and speaker == mention:
        return Attribution(None, False, antecedent, hedged)
    named_here = speaker.split()[-1] in text
    return Attribution(speaker, named_here, antecedent if antecedent not in (None, mention) else None, hedged)


def speaker_mention(sentence: str) -> str | None:
    """The words by which a sentence names its speaker ("The colonel", "said the ministry": the ministry), or None."""
    named: list[str] = []
    relayed: list[str] = []  # "…, reported an agency": who passes it on; whoever speaks in the sentence comes first
    for pattern in (_PASSIVE, _ACCORDING):
        match = pattern.search(sentence)
        if match is not None and not _inside_quotation(sentence, match.start()):
            named.append(_tidy(match["by"]))
    for match in _VERB.finditer(sentence):
        if _inside_quotation(sentence, match.start()):
            continue
        before = _subject_before(sentence[: match.start()])
        if before is not None:
            named.append(before)
        elif (after := _subject_after(sentence[match.end() :])) is not None:
            (relayed if _REPORTING_OUTLET.match(match.group()) else named).append(after)
    citing = _CITING.search(sentence)
    if citing is not None:
        relayed.insert(0, _tidy(citing["by"]))
        named = [name for name in named if not re.search(rf"{re.escape(name)}\s+report", sentence)]
    return next((name for name in [*named, *relayed] if name), None)


def _subject_before(text: str) -> str | None:
    """The noun phrase that ends where the verb starts, past an apposition ("Jane Roe, a spokeswoman, said")."""
    segments = [segment.strip() for segment in _SEGMENT_END.split(_PARENTHESIS.sub("", text))]
    if segments and not segments[-1] and text.rstrip().endswith(","):
        segments.pop()
        skipped = False
        while segments and _APPOSITION.search(segments[-1]):
            segments.pop()
            skipped = True
        if not skipped and segments and not _looks_like_subject(segments[-1]):
            return None
    if not segments:
        return None
    candidate = _tidy(segments[-1])
    return candidate if _looks_like_subject(candidate) else None


def _subject_after(text: str) -> str | None:
    stop = _AFTER_STOP.search(_mask_abbreviations(text))
    candidate = _tidy(text[: stop.start()] if stop else text)
    return candidate if _looks_like_subject(candidate) else None


def _mask_abbreviations(text: str) -> str:
    return re.sub(r"(?<=\b[A-Z])\.|(?<=\b(?:Lt|Mr|Ms|Dr|St))\.|(?<=\b(?:Col|Gen|Mrs|Maj|Sgt|Sen|Rep))\.", "_", text)


def _tidy(text: str) -> str:
    text = re.split(r"\s[–—-]+\s", " ".join(_PARENTHESIS.sub("", text).split()))[-1].strip(" ,.;:”“\"'•")
    text = _LEADING.sub("", text)
    return _TRAILING.sub("", text).strip(" ,")


def _looks_like_subject(text: str) -> bool:
    parts = text.split()
    if not parts or len(parts) > _MAX_WORDS:
        return False
    if _PRONOUN.match(text):
        return text.casefold() != "it"  # "it was reported", "it said": the first is far more common
    if re.match(r"^(?:the|a|an|its|his|her|their|another|one|two|some|several|many|officials?|experts?|police|witnesses|sources?)\b", text, re.IGNORECASE):  # fmt: skip
        return True
    return any(part[:1].isupper() for part in parts)


def _inside_quotation(sentence: str, offset: int) -> bool:
    before = sentence[:offset]
    if before.count("“") > before.count("”"):
        return True
    return before.count('"') % 2 == 1


def _quotation_speaker(sentences: Sequence[str], position: int) -> str | None:
    """The speaker of the quotation that runs over several sentences and takes in this one, or None."""
    opened = _quotation_start(sentences, position)
    if opened is None:
        return None
    for later in range(position, min(len(sentences), position + _LONGEST_QUOTATION)):
        named = speaker_mention(sentences[later])
        if named is not None:
            return named
        if later > opened and not _open_after(sentences[later], is_open=True):
            break
    return speaker_mention(sentences[opened]) or (speaker_mention(sentences[opened - 1]) if opened else None)


def _quotation_start(sentences: Sequence[str], position: int) -> int | None:
    """The sentence in which the quotation that is open somewhere in this sentence began, or None."""
    start: int | None = None
    for index in range(max(0, position - _LONGEST_QUOTATION), position + 1):
        text = sentences[index]
        was_open = start is not None
        if start is None and re.match(r"[“\"]", text):
            start = index
        if index == position:
            return start if was_open or start is not None else None
        if not _open_after(text, is_open=was_open):
            start = None
        elif start is None:
            start = index
    return start


def _open_after(text: str, *, is_open: bool) -> bool:
    """Whether a quotation is open at the end of the text, given whether one was at its beginning."""
    for character in text:
        if character == "“":
            is_open = True
        elif character == "”":
            is_open = False
        elif character == '"':
            is_open = not is_open
    return is_open


def _resolve(mention: str, sentences: Sequence[str], position: int, cast: Cast) -> str | None:
    """Who a pronoun or short title stands for, from the sentences before; None where nobody fits."""
    lowered = mention.casefold()
    if lowered in {"he", "she", "i", "who"}:
        for earlier in range(position - 1, max(-1, position - 3), -1):
            named = speaker_mention(sentences[earlier])
            if named is not None and is_person(full := cast.full_name(named)):
                return full
        return cast.last_person(before=position)
    if lowered in {"they", "we"}:
        named = None
        if position:
            named = speaker_mention(sentences[position - 1]) or cast.leading_name(sentences[position - 1])
        return cast.full_name(named) if named is not None and not _PRONOUN.match(named) else None
    return cast.by_role(mention, before=position)
