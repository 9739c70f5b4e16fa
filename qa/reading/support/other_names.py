"""The same claim about somebody else: what a source must not bear out better than the claim itself.

A small network hardly notices a wrong name where all the rest is right; asked about both, it knows which one is righter.
"""

import re
from collections.abc import Iterator

from qa.reading.support.agreement import CALENDAR_NAMES
from qa.sentences import split_sentences
from qa.words import FUNCTION_WORDS, fold, stems, words

NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*[\w](?: (?:(?:of|the|de|al|bin|van|von) )?[A-ZÀ-Þ][\w’'-]*[\w])*")
_MOST_OTHERS = 4  # names of the source that are tried in a name's place
_MOST_EXCHANGES = 6  # each is read by the network


def exchanged(claim: str, source: str) -> list[str]:
    """The claim with one of its names given up for one that only the source holds; at most six, none where there is none."""
    own = set(words(claim))
    others = dict.fromkeys(source[low:high] for low, high in name_spans(source))
    fitting = [name for name in others if not own & set(words(name))][:_MOST_OTHERS]
    mine = list(name_spans(claim))
    return [claim[:low] + name + claim[high:] for name in fitting for low, high in mine][:_MOST_EXCHANGES]


def closest_sentences(claim: str, source: str, *, count: int) -> str:
    """The sentences of the source that share most words with the claim, at most ``count``, in their order."""
    wanted = set(stems(claim))
    sentences = [source[span.start : span.end] for span in split_sentences(source)]
    ranked = sorted(range(len(sentences)), key=lambda index: -len(wanted & set(stems(sentences[index]))))
    return " ".join(sentences[index] for index in sorted(ranked[:count]))


def name_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand, as half-open spans, in order; days and months are none."""
    return (match.span() for match in NAME.finditer(text) if _is_name(match.group(), text, match.start()))


def _is_name(found: str, text: str, start: int) -> bool:
    """Whether capitals mean a name: one word at the start of a sentence may be any word, so it needs a second one."""
    first = start == 0 or text[:start].rstrip()[-1:] in '.!?:"“”'
    if fold(found) in CALENDAR_NAMES or fold(found) in FUNCTION_WORDS:
        return False
    return not first or (" " in found and fold(found.split()[0]) not in FUNCTION_WORDS)
