"""Mentions in a sentence of the kind of thing that a question asks for: numbers, dates, amounts, names, places, reasons."""

import re
from dataclasses import dataclass

from qa.reading.language.questions import AskedFor

_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|several|"
    "half|halves|thirds?|quarters?|both|once|twice|pair|couple|many|multiple|single|first|second|third|no"
)
_NUMBER = rf"(?:\d[\d,.]*\d|\d|\b(?:{_NUMBER_WORDS})\b)"
_SHARE = r"\b(?:half|(?:an?|one|two|three|four) (?:third|quarter|fifth|tenth)s?)\b"  # "lost half of her maize"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_UNITS = (
    "years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies)|km|miles?|(?:kilo|centi|milli|deci)?met(?:er|re)s?|cm|mm|feet|"
    "foot|inch(?:es)?|kg|kilograms?|pounds?|tons?|tonnes?|percent|per cent|degrees?|mph|litres?|liters?|acres?|hectares?|year-old|°"
)
_SCALE = r"(?:thousand|million|billion|trillion|hundred|dozen|lakh|crore|mn|bn|tn|m|k)\b\.?"
_CURRENCIES = (
    "dollars?|euros?|pounds?|cents?|pence|rubles?|roubles?|yen|yuan|renminbi|francs?|rupees?|rupiah|lira|liras?|pesos?|crowns?|kron(?:or|er|a|e)|"
    "koruna|zlotys?|forints?|lei|leva|dinars?|dirhams?|riyals?|rials?|shekels?|rand|naira|shillings?|cedis?|reais|baht|ringgit|dong|hryvnias?|taka|"
    "kr|sek|nok|dkk|usd|eur|gbp|chf|inr|jpy|cny|pln|czk|rs|quid|bucks"
)
# Before the number, or behind it: "€3.5 bn", "Rs 500", "kr 90", "R$12", "A$5", "90 €".
_SIGN = r"(?:(?:[A-Z]{1,3})?[$€£¥₽₹₺₩₪₦₫฿₴₱]|\b(?:Rs|Re|kr|CHF|USD|EUR|GBP|SEK|NOK|DKK|INR|Fr|Tk)\b\.?)"
_CAPITAL = r"[A-ZÀ-Þ][\w’'\-]*"

_TIME = re.compile(
    rf"\b(?:{_MONTHS})\b\.?|\b(?:{_DAYS})\b|\b(?:1[0-9]|20)\d\ds?\b|\b(?:yesterday|today|tonight|tomorrow|ago|last (?:year|month|week|night)|"
    r"this (?:year|month|week|morning)|next (?:year|month|week)|earlier|recently|overnight)\b|\b\d{1,2}:\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bcentur(?:y|ies)\b"
)
_PATTERNS: dict[AskedFor, re.Pattern[str]] = {
    AskedFor.COUNT: re.compile(_NUMBER, re.IGNORECASE),
    AskedFor.MONEY: re.compile(
        rf"{_SIGN}\s?\d|{_NUMBER}(?: ?{_SCALE})? ?(?:{_CURRENCIES})\b|{_NUMBER}(?: ?{_SCALE})? ?{_SIGN}|"
        rf"{_NUMBER} (?:[A-Z]\w+ )(?:{_CURRENCIES})\b",
        re.IGNORECASE,
    ),
    AskedFor.MEASURE: re.compile(
        rf"{_NUMBER}[ -]?(?:{_SCALE} ?)?(?:{_UNITS})|\d+ ?%|{_SIGN}\s?\d|\d[\d,.]*|{_NUMBER} (?:{_CURRENCIES})\b|{_SHARE}",
        re.IGNORECASE,
    ),
    AskedFor.DURATION: re.compile(rf"(?:{_NUMBER}|an?|few|past|last)[ -](?:\w+ )?(?:{_UNITS})|\bsince\b|\bfrom \d{{4}}\b", re.IGNORECASE),
    AskedFor.TIME: _TIME,
    AskedFor.PLACE: re.compile(
        rf"\b(?:in|at|near|from|to|of|outside|around|across|off|over|towards?|into|between|the)\s+(?:the\s+)?(?:\w+(?:ern)?\s+)?(?:city|town|village|area|region|province)?\s?(?:of\s+)?{_CAPITAL}"
        rf"|{_CAPITAL}\s+(?:province|region|area|valley|city|governorate|county|district|base|island|river)\b"
    ),
    AskedFor.PERSON: re.compile(rf"{_CAPITAL}(?:\s+(?:[A-Z]\.|(?:al|bin|de|van|von|da|el)\b|{_CAPITAL}))+|\b(?:he|she)\b"),
    AskedFor.ENTITY: re.compile(_CAPITAL),
    AskedFor.REASON: re.compile(
        r"\b(?:because|due to|owing to|in order to|so that|as a result|since|after|following|reason|caused?|aimed|amid|over|to (?:avoid|prevent|ensure|"
        r"protect|help|support|stop|keep|make|continue|allow)|for (?:security|safety|fear))\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence, by offsets in that sentence."""

    start: int
    end: int
    text: str


def find_mentions(asked_for: AskedFor, sentence: str, *, known: frozenset[str]) -> tuple[Mention, ...]:
    """Mentions of the asked-for kind that say something new.

    ``known`` holds the question's folded words: a name that the question gives itself can't be its answer. Kinds without a
    recognisable form (a thing, a manner, yes or no) have no mentions.
    """
    pattern = _PATTERNS.get(asked_for)
    if pattern is None:
        return ()
    found: list[Mention] = []
    for match in pattern.finditer(sentence):
        text = match.group()
        if asked_for is not AskedFor.REASON and _says_nothing_new(text, known):
            continue
        found.append(Mention(match.start(), match.end(), text))
    return tuple(found)


def _says_nothing_new(text: str, known: frozenset[str]) -> bool:
    parts = [part.casefold() for part in re.findall(r"[\w’'\-]+", text)]
    return all(part in known or (len(part) == 1 and not part.isdigit()) for part in parts)
